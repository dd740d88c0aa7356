package io.noria.tracking.sql;

import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.Filter;
import io.noria.tracking.RunField;
import io.noria.tracking.SearchField;
import io.noria.tracking.SearchField.Kind;

/** The fields of the filter language over the table of runs, named {@code r}. */
final class RunFields {
  private static final String ARTIFACT_URI =
      "(CASE WHEN r.artifact_location IS NULL THEN '"
          + ArtifactRoot.SCHEME
          + "' || r.experiment ELSE r.artifact_location END || '/' || r.id || '/artifacts')";

  private static final String INPUTS =
      "FROM run_inputs i JOIN tracked_datasets d ON d.id = i.dataset WHERE i.run = r.number";

  private RunFields() {}

  static SearchField of(Filter.Field name) {
    return of(RunField.of(name));
  }

  static SearchField of(RunField field) {
    String key = field.key();
    return switch (field.what()) {
      case METRIC ->
          SearchField.keyed(
              Kind.METRIC,
              "m.value_bits",
              "FROM metric_series m WHERE m.run = r.number AND m.key = ?",
              key);
      case PARAM ->
          SearchField.keyed(
              Kind.TEXT, "p.value", "FROM run_params p WHERE p.run = r.number AND p.key = ?", key);
      case TAG ->
          SearchField.keyed(
              Kind.TEXT, "g.value", "FROM run_tags g WHERE g.run = r.number AND g.key = ?", key);
      case DATASET_NAME -> SearchField.keyed(Kind.TEXT, "d.name", INPUTS);
      case DATASET_DIGEST -> SearchField.keyed(Kind.TEXT, "d.digest", INPUTS);
      case DATASET_CONTEXT -> SearchField.keyed(Kind.TEXT, "i.context", INPUTS);
      case ID -> SearchField.text("r.id").always();
      case NAME -> SearchField.text("r.name").always();
      case STATUS -> SearchField.text("r.status").always();
      case USER -> SearchField.text("r.user_name").always();
      case EXPERIMENT -> SearchField.text("CAST(r.experiment AS TEXT)").always();
      case ARTIFACT_URI -> SearchField.text(ARTIFACT_URI).always();
      case START -> SearchField.number("r.started_ms").always();
      case END -> SearchField.number("r.ended_ms");
    };
  }
}
