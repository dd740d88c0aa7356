package io.noria.serving;

import java.time.Duration;
import java.util.List;

/**
 * How a deployment has answered since this server started.
 *
 * @param deployment whose
 * @param requests answered requests
 * @param rows answered rows
 * @param errors requests refused or failed
 * @param perSecond answered requests per second over the last ten seconds
 * @param p50 half of the requests were quicker
 * @param p99 all but a hundredth were quicker
 * @param latency the distribution, for Prometheus: cumulative counts by upper bound
 * @param totalSeconds the sum of all latencies
 * @param queued predictions that wait for the log
 */
public record DeploymentMetrics(
    String deployment,
    long requests,
    long rows,
    long errors,
    double perSecond,
    Duration p50,
    Duration p99,
    List<Bucket> latency,
    double totalSeconds,
    int queued) {
  /**
   * Requests that took at most so long.
   *
   * @param seconds upper bound, infinite for the last
   * @param count how many, cumulative
   */
  public record Bucket(double seconds, long count) {}
}
