package io.noria.project;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far things have come.
 *
 * @param settled whether nothing is under way any more; false when the time was not enough
 * @param eventTime how far the data's time has come; null before anything arrived
 * @param openRuns pipeline runs of the project that are not over
 */
public record Settled(boolean settled, @Nullable Instant eventTime, long openRuns) {}
