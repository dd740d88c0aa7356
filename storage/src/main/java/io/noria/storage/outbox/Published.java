package io.noria.storage.outbox;

import io.noria.base.Event;
import java.time.Instant;

/**
 * An event as it was recorded.
 *
 * @param sequence its place in the order of publication
 * @param id a UUIDv7, the key of idempotence
 * @param recordedAt when its transaction was written
 * @param actor who caused it
 * @param event what happened
 */
public record Published(long sequence, String id, Instant recordedAt, String actor, Event event) {}
