package io.noria.serving;

/**
 * What one version of a deployment was asked since this server started, for those who look often
 * and work out what happened in between.
 *
 * @param model the registered model
 * @param version its version
 * @param rows answered rows
 * @param failed requests refused or failed
 * @param latency how long the answered requests took
 */
public record VersionLoad(
    String model, int version, long rows, long failed, LatencyCounts latency) {}
