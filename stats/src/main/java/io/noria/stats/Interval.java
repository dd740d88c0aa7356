package io.noria.stats;

/**
 * A confidence interval.
 *
 * @param low lower end
 * @param high upper end
 * @param level confidence level, between 0 and 1
 */
public record Interval(double low, double high, double level) {}
