package io.noria.traces;

import io.noria.base.NoriaException;
import io.noria.tracking.ExperimentId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which traces of an experiment are to go: those named, or the oldest.
 *
 * @param experiment whose
 * @param ids these; empty when {@code until} is given
 * @param until those that began then or before; null when {@code ids} are given
 * @param most at most so many, oldest first; null for all
 */
public record TraceDeletion(
    ExperimentId experiment, List<TraceId> ids, @Nullable Instant until, @Nullable Integer most) {
  /** Most traces named at once. */
  public static final int IDS = 10_000;

  /** Validates and copies. */
  public TraceDeletion {
    ids = List.copyOf(ids);
    if (ids.isEmpty() == (until == null)) {
      throw NoriaException.invalid(
          "max_timestamp_millis and request_ids: "
              + (until == null ? "neither is given" : "both are given")
              + " (expected: one of the two)");
    }
    if (!ids.isEmpty() && most != null) {
      throw NoriaException.invalid("max_traces: " + most + " (expected: none with request_ids)");
    }
    if (most != null && most <= 0) {
      throw NoriaException.invalid("max_traces: " + most + " (expected: above 0)");
    }
    if (ids.size() > IDS) {
      throw NoriaException.invalid(
          "request_ids: " + ids.size() + " (expected: at most " + IDS + ")");
    }
  }
}
