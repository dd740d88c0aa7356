package io.noria.pipelines;

import java.time.Instant;

/**
 * A line of a task's log.
 *
 * @param number its place, from 0
 * @param attempt the attempt that wrote it
 * @param at when
 * @param text the line without its end
 */
public record LogLine(long number, int attempt, Instant at, String text) {}
