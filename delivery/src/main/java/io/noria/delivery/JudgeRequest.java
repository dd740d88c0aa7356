package io.noria.delivery;

import io.noria.base.Ref;
import io.noria.engine.Frame;
import io.noria.tracking.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A question to a gate.
 *
 * @param model the registered model
 * @param version the candidate
 * @param gate the gate's name
 * @param rows labelled rows: the candidate's feature columns, the target, the rows' time
 * @param target the column with what came true; rows where it is null are left out
 * @param positive of two classes the positive one as text; null for the one in the candidate's
 *     bundle
 * @param time the column of the rows' event time: rows that either model was trained on are left
 *     out by it, and it names the units that are resampled. Null when the rows have no time: then
 *     they are a holdout, chosen in a way that neither model has ever been trained on one
 * @param dataset the data version that the rows are of
 * @param eventTime the moment of the decision in the data's world
 * @param key the same key asked twice is one verdict; null for always a new one
 * @param baseline the run whose model is the baseline; null for none
 */
public record JudgeRequest(
    String model,
    int version,
    String gate,
    Frame rows,
    String target,
    @Nullable String positive,
    @Nullable String time,
    Ref dataset,
    Instant eventTime,
    @Nullable String key,
    @Nullable RunId baseline) {
  /** Without a baseline. */
  public JudgeRequest(
      String model,
      int version,
      String gate,
      Frame rows,
      String target,
      @Nullable String positive,
      @Nullable String time,
      Ref dataset,
      Instant eventTime,
      @Nullable String key) {
    this(model, version, gate, rows, target, positive, time, dataset, eventTime, key, null);
  }
}
