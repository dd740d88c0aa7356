package io.noria.server.doctor;

import io.noria.server.Maintenance;
import io.noria.server.config.NoriaConfig;
import io.noria.server.wiring.Collecting;
import io.noria.storage.check.DeepCheck;
import io.noria.storage.check.Edge;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.sql.DatabaseLook;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Every row and every object that a server keeps. */
public final class DeepLook {
  /** The references that the areas' tables imply. */
  static final List<Edge> EDGES =
      Stream.of(
              "runs.experiment -> experiments.id",
              "experiment_tags.experiment -> experiments.id",
              "run_params.run -> runs.number",
              "run_tags.run -> runs.number",
              "metric_series.run -> runs.number",
              "metric_chunks.series -> metric_series.id",
              "metric_chunk_bytes.chunk -> metric_chunks.chunk",
              "tracked_datasets.experiment -> experiments.id",
              "run_inputs.run -> runs.number",
              "run_inputs.dataset -> tracked_datasets.id",
              "run_model_inputs.run -> runs.number",
              "run_outputs.run -> runs.number",
              "logged_models.experiment -> experiments.id",
              "logged_model_params.model -> logged_models.number",
              "logged_model_tags.model -> logged_models.number",
              "logged_model_metrics.model -> logged_models.number",
              "registered_model_tags.model -> registered_models.name",
              "model_versions.model -> registered_models.name",
              "model_version_tags.number -> model_versions.number",
              "deployment.model -> registered_models.name",
              "deployment_swap.deployment -> deployment.name",
              "dataset_version.dataset -> dataset.name",
              "task.run_id -> pipeline_run.id",
              "task_attempt.run_id -> pipeline_run.id",
              "alert_change.alert_id -> alert.id",
              "traces.experiment -> experiments.id",
              "trace_spans.trace -> traces.number",
              "trace_chunks.trace -> traces.number",
              "trace_assessments.trace -> traces.number",
              "webhook_events.webhook -> webhooks.id",
              "outbox_parked.sequence -> outbox.sequence")
          .map(Edge::of)
          .toList();

  private static final List<String> QUERIES =
      List.of(
          "SELECT 'alias ' || a.alias || ' of model ' || a.model || ' points to version '"
              + " || CAST(a.version AS TEXT) || ', which is not there' FROM model_aliases a"
              + " LEFT JOIN model_versions v ON v.model = a.model AND v.version = a.version"
              + " AND v.lifecycle = 'ACTIVE' WHERE v.number IS NULL",
          "SELECT 'deployment ' || d.name || ' answers with version ' || CAST(d.version AS TEXT)"
              + " || ' of model ' || d.model || ', which is not there' FROM deployment d"
              + " LEFT JOIN model_versions v ON v.model = d.model AND v.version = d.version"
              + " WHERE d.version IS NOT NULL AND v.number IS NULL",
          "SELECT 'subscriber ' || subscriber || ' gave up on event ' || CAST(sequence AS TEXT)"
              + " || ': ' || error FROM outbox_parked");

  private DeepLook() {}

  /** Reads all of it; a server may run meanwhile. */
  public static DeepCheck.Report run(NoriaConfig config, DeepCheck.Progress progress)
      throws IOException {
    try (DatabaseLook look = DatabaseLook.open(config.storage().sql());
        ObjectStore objects = Maintenance.objects(config, null)) {
      look.requireCurrent();
      return DeepCheck.run(look, objects, Collecting.objectColumns(), EDGES, QUERIES, progress);
    }
  }
}
