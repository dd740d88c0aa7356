package io.noria.storage.outbox;

import java.time.Instant;

/**
 * An event that a subscriber gave up on.
 *
 * @param subscriber who
 * @param sequence which event
 * @param type the event's type
 * @param attempts how often it was tried
 * @param error the last failure, in words
 * @param parkedAt when it gave up
 */
public record Parked(
    String subscriber, long sequence, String type, int attempts, String error, Instant parkedAt) {}
