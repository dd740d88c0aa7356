package io.noria.collaboration;

import io.noria.base.Ref;
import java.time.Instant;

/**
 * A record that somebody keeps at hand.
 *
 * @param subject the record
 * @param pinnedAt when it was pinned
 */
public record Pin(Ref subject, Instant pinnedAt) {}
