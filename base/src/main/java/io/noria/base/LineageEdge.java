package io.noria.base;

import java.time.Instant;

/**
 * One step of the thread: {@code from} had a part in making {@code to}.
 *
 * @param from the earlier record
 * @param relation how, as a verb in the past or an -ing-free noun: {@code read}, {@code produced},
 *     {@code trained}, {@code judged}, {@code deployed}, {@code answered}, {@code raised}
 * @param to the later record
 * @param recordedAt when Noria wrote it down
 */
public record LineageEdge(Ref from, String relation, Ref to, Instant recordedAt) {}
