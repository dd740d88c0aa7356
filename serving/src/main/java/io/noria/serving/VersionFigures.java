package io.noria.serving;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one version of a deployment has answered since this server started.
 *
 * @param model the registered model
 * @param version its version
 * @param lastAsked when it answered last; null as long as it did not
 * @param rows answered rows
 * @param answered requests answered
 * @param failed requests refused or failed, from the beginning to the refusal
 * @param input the part of the answered requests' time before the model was asked
 * @param infer the part that the model took
 * @param output the part after it
 */
public record VersionFigures(
    String model,
    int version,
    @Nullable Instant lastAsked,
    long rows,
    Spent answered,
    Spent failed,
    Spent input,
    Spent infer,
    Spent output) {
  /**
   * So often, in all so long.
   *
   * @param count how often
   * @param time the sum
   */
  public record Spent(long count, Duration time) {}
}
