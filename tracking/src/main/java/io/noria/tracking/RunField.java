package io.noria.tracking;

import io.noria.base.NoriaException;

/**
 * A field of runs in the filter language.
 *
 * @param what it is about
 * @param key of the metric, param or tag; empty for others
 */
public record RunField(What what, String key) {
  private static final String EXPECTED =
      "metrics.KEY, params.KEY, tags.KEY, datasets.name, datasets.digest, datasets.context, run_id,"
          + " run_name, status, user_id, experiment_id, artifact_uri, start_time or end_time";

  /** What a field is about. */
  public enum What {
    /** A metric's latest value. */
    METRIC,
    /** A param. */
    PARAM,
    /** A tag. */
    TAG,
    /** The name of a dataset that was read. */
    DATASET_NAME,
    /** Its digest. */
    DATASET_DIGEST,
    /** What it was used for. */
    DATASET_CONTEXT,
    /** The run's id. */
    ID,
    /** Its name. */
    NAME,
    /** Its status. */
    STATUS,
    /** Whose it is. */
    USER,
    /** The id of the experiment it belongs to. */
    EXPERIMENT,
    /** Where its artifacts are. */
    ARTIFACT_URI,
    /** When it started. */
    START,
    /** When it ended. */
    END
  }

  /**
   * The field that is meant.
   *
   * @throws NoriaException INVALID_ARGUMENT when there is none of that name
   */
  public static RunField of(Filter.Field field) {
    return switch (field.scope()) {
      case "", "attribute", "attributes", "attr", "run" -> attribute(field);
      case "metric", "metrics" -> new RunField(What.METRIC, field.key());
      case "param", "params", "parameter", "parameters" -> new RunField(What.PARAM, field.key());
      case "tag", "tags" -> new RunField(What.TAG, field.key());
      case "dataset", "datasets" ->
          switch (field.key()) {
            case "name" -> new RunField(What.DATASET_NAME, "");
            case "digest" -> new RunField(What.DATASET_DIGEST, "");
            case "context" -> new RunField(What.DATASET_CONTEXT, "");
            default -> throw unknown(field);
          };
      default -> throw unknown(field);
    };
  }

  private static RunField attribute(Filter.Field field) {
    What what =
        switch (field.key()) {
          case "run_id" -> What.ID;
          case "run_name", "Run name", "Run Name", "run name" -> What.NAME;
          case "status" -> What.STATUS;
          case "user_id", "User", "user" -> What.USER;
          case "experiment_id" -> What.EXPERIMENT;
          case "artifact_uri" -> What.ARTIFACT_URI;
          case "start_time", "created", "Created" -> What.START;
          case "end_time" -> What.END;
          default -> throw unknown(field);
        };
    return new RunField(what, "");
  }

  private static NoriaException unknown(Filter.Field field) {
    return NoriaException.invalid(
        "filter: there is no field '" + field + "' (expected: " + EXPECTED + ")");
  }
}
