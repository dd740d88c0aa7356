package io.noria.monitoring;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well answers fitted the labels, over a stretch of event time.
 *
 * @param from start of the stretch, inclusive
 * @param to end of the stretch, exclusive
 * @param version the model version whose rows these are; null for whichever version answered
 * @param rows predictions of the stretch
 * @param labelled those of them whose label is known
 * @param metrics those of {@code stats.Metrics} that judge what the model predicts, by name; one
 *     that the rows do not allow is missing
 * @param aucLow lower end of the 95 % interval of the AUC (DeLong); null when there is none
 * @param aucHigh upper end
 * @param atPromotion the watched metric when the version was promoted; null when unknown
 * @param sincePromotion the watched metric's change since then
 * @param sincePrevious its change since the previous window of the same version
 * @param metric the watched metric's name, or the usual one of what is predicted; null when it was
 *     not written down
 */
public record Performance(
    Instant from,
    Instant to,
    @Nullable Integer version,
    long rows,
    long labelled,
    Map<String, Double> metrics,
    @Nullable Double aucLow,
    @Nullable Double aucHigh,
    @Nullable Double atPromotion,
    @Nullable Double sincePromotion,
    @Nullable Double sincePrevious,
    @Nullable String metric) {
  /** Copies the metrics. */
  public Performance {
    metrics = Map.copyOf(metrics);
  }

  /** Share of the rows whose label is known; 0 when there are no rows. */
  public double coverage() {
    return rows == 0 ? 0 : (double) labelled / rows;
  }
}
