package io.noria.pipelines;

import io.noria.base.NoriaException;
import io.noria.base.Ref;

/**
 * The id of one run of a pipeline.
 *
 * @param value a UUIDv7, so ids sort by the moment of submission
 */
public record PipelineRunId(String value) {
  /** Validates. */
  public PipelineRunId {
    if (value.isEmpty() || value.indexOf('/') >= 0) {
      throw NoriaException.invalid("pipeline run: '" + value + "' (expected: its id)");
    }
  }

  /** Its address. */
  public Ref ref() {
    return Ref.of(Ref.Kind.PIPELINE_RUN, value);
  }

  @Override
  public String toString() {
    return value;
  }
}
