package io.noria.serving;

/**
 * A shadow's answers compared with those that were returned, since its version came or the server
 * started.
 *
 * @param rows compared
 * @param same rows with the same predicted class; of numbers, those within 1e-6 of each other
 *     relative to the returned one
 * @param meanDifference mean of the absolute differences of the scores; NaN without rows
 * @param largestDifference the largest of them
 * @param meanSeconds that a request took in the shadow
 * @param failed requests that it refused or failed
 * @param skipped requests that were not compared because others still waited
 */
public record ShadowFigures(
    long rows,
    long same,
    double meanDifference,
    double largestDifference,
    double meanSeconds,
    long failed,
    long skipped) {}
