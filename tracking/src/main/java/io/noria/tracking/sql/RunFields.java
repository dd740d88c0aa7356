package io.noria.tracking.sql;

import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.Filter;
import io.noria.tracking.SearchField;
import io.noria.tracking.SearchField.Kind;

/** The fields of the filter language over the table of runs, named {@code r}. */
final class RunFields {
  private static final String EXPECTED =
      "metrics.KEY, params.KEY, tags.KEY, datasets.name, datasets.digest, datasets.context, run_id,"
          + " run_name, status, user_id, artifact_uri, start_time or end_time";

  private static final String ARTIFACT_URI =
      "(CASE WHEN r.artifact_location IS NULL THEN '"
          + ArtifactRoot.SCHEME
          + "' || r.experiment ELSE r.artifact_location END || '/' || r.id || '/artifacts')";

  private static final String INPUTS =
      "FROM run_inputs i JOIN tracked_datasets d ON d.id = i.dataset WHERE i.run = r.number";

  private RunFields() {}

  static SearchField of(Filter.Field field) {
    String key = field.key();
    return switch (field.scope()) {
      case "", "attribute", "attributes", "attr", "run" -> attribute(field);
      case "metric", "metrics" ->
          SearchField.keyed(
              Kind.METRIC,
              "m.value_bits",
              "FROM metric_series m WHERE m.run = r.number AND m.key = ?",
              key);
      case "param", "params", "parameter", "parameters" ->
          SearchField.keyed(
              Kind.TEXT, "p.value", "FROM run_params p WHERE p.run = r.number AND p.key = ?", key);
      case "tag", "tags" ->
          SearchField.keyed(
              Kind.TEXT, "g.value", "FROM run_tags g WHERE g.run = r.number AND g.key = ?", key);
      case "dataset", "datasets" ->
          switch (key) {
            case "name" -> SearchField.keyed(Kind.TEXT, "d.name", INPUTS);
            case "digest" -> SearchField.keyed(Kind.TEXT, "d.digest", INPUTS);
            case "context" -> SearchField.keyed(Kind.TEXT, "i.context", INPUTS);
            default -> throw Views.unknown(field, EXPECTED);
          };
      default -> throw Views.unknown(field, EXPECTED);
    };
  }

  private static SearchField attribute(Filter.Field field) {
    return switch (field.key()) {
      case "run_id" -> SearchField.text("r.id").always();
      case "run_name", "Run name", "Run Name", "run name" -> SearchField.text("r.name").always();
      case "status" -> SearchField.text("r.status").always();
      case "user_id", "User", "user" -> SearchField.text("r.user_name").always();
      case "artifact_uri" -> SearchField.text(ARTIFACT_URI).always();
      case "start_time", "created", "Created" -> SearchField.number("r.started_ms").always();
      case "end_time" -> SearchField.number("r.ended_ms");
      default -> throw Views.unknown(field, EXPECTED);
    };
  }
}
