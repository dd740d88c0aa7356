package io.noria.registry;

import java.time.Instant;

/**
 * A move that was made.
 *
 * @param sequence its place in the order of all moves
 * @param move what moved, from where, to where, why
 * @param who the caller's name
 * @param recordedAt when
 */
public record RecordedMove(long sequence, Move move, String who, Instant recordedAt) {}
