package io.noria.base;

import java.util.Locale;
import java.util.Objects;

/**
 * The address of any record, as lineage, events and the pages use it. Its text form is {@code
 * kind:id}, for example {@code run:0f3a…} or {@code model_version:flights/3}.
 *
 * @param kind what sort of record
 * @param id its id within the kind; never empty
 */
public record Ref(Kind kind, String id) {
  /** The sorts of records that have an address. The comment gives the form of the id. */
  public enum Kind {
    /** The project's name. */
    PROJECT,
    /** The dataset's name. */
    DATASET,
    /** {@code dataset@version}, for example {@code flights@2013-04}. */
    DATASET_VERSION,
    /** The experiment's id. */
    EXPERIMENT,
    /** The run's id. */
    RUN,
    /** The pipeline's name. */
    PIPELINE,
    /** The pipeline run's id. */
    PIPELINE_RUN,
    /** {@code pipelineRunId/taskName}. */
    TASK,
    /** The registered model's name. */
    MODEL,
    /** {@code model/version}. */
    MODEL_VERSION,
    /** The verdict's id. */
    VERDICT,
    /** The deployment's name. */
    DEPLOYMENT,
    /** The prediction's id. */
    PREDICTION,
    /** {@code deployment/windowId}: a stretch of event time that was scored. */
    WINDOW,
    /** The alert's id. */
    ALERT,
    /** The trigger's id: one decision to start training, or not to. */
    TRIGGER,
    /** The report's id. */
    REPORT;

    /** Lower case with underscores: the form on every wire. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Validates. */
  public Ref {
    Objects.requireNonNull(kind, "kind");
    if (id.isEmpty()) {
      throw new IllegalArgumentException("id: empty (expected: the id of a " + kind.wire() + ")");
    }
  }

  /** A ref of the kind with the id. */
  public static Ref of(Kind kind, String id) {
    return new Ref(kind, id);
  }

  /**
   * Reads the text form.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not {@code kind:id} with a known kind
   */
  public static Ref parse(String text) {
    int colon = text.indexOf(':');
    if (colon > 0 && colon < text.length() - 1) {
      for (Kind kind : Kind.values()) {
        if (kind.wire().equals(text.substring(0, colon))) {
          return new Ref(kind, text.substring(colon + 1));
        }
      }
    }
    throw NoriaException.invalid(
        "id: " + text + " (expected: kind:id, for example run:0f3a or model_version:flights/3)");
  }

  @Override
  public String toString() {
    return kind.wire() + ":" + id;
  }
}
