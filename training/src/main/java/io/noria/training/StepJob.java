package io.noria.training;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.pipelines.StepContext;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.RunStatus;
import io.noria.tracking.Tracking;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A training's view of the step that it is. */
final class StepJob implements SearchJob {
  /** The tag that names a run's task. */
  static final String TASK_TAG = "noria.task";

  /** The tag that names a run's pipeline run. */
  static final String PIPELINE_RUN_TAG = "noria.pipeline_run";

  private final StepContext context;

  private StepJob(StepContext context) {
    this.context = context;
  }

  /**
   * Begins. Runs of an attempt that the server did not outlive are ended, so that none runs for
   * ever.
   */
  static StepJob begin(
      StepContext context, Tracking tracking, String experimentName, InstantSource clock) {
    ExperimentId experiment = tracking.experiments().ensure(experimentName);
    String filter = "tags.`%s` = '%s' AND status = 'RUNNING'".formatted(TASK_TAG, context.task());
    for (Run run : tracking.runs().search(RunSearch.of(experiment, filter)).items()) {
      tracking.runs().end(run.id(), RunStatus.KILLED, clock.instant());
    }
    return new StepJob(context);
  }

  /** The columns to learn from: those named, or all that are left. */
  static List<String> features(
      Frame table,
      @Nullable List<String> named,
      @Nullable List<String> excluded,
      String target,
      @Nullable String time) {
    if (named != null && !named.isEmpty()) {
      return named;
    }
    List<String> without = excluded == null ? List.of() : excluded;
    return table.names().stream()
        .filter(name -> !name.equals(target) && !name.equals(time))
        .filter(name -> !without.contains(name))
        .filter(name -> !(table.column(name) instanceof Column.Times))
        .toList();
  }

  @Override
  public Path workFolder() {
    return context.workFolder();
  }

  @Override
  public Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>(context.labels());
    tags.put(TASK_TAG, context.task().toString());
    tags.put(PIPELINE_RUN_TAG, context.task().run().value());
    return tags;
  }

  @Override
  public @Nullable Instant eventTime() {
    return context.eventTime();
  }

  @Override
  public void started(RunId run) {
    context.link("started", run.ref());
  }

  @Override
  public void log(String line) {
    context.log(line);
  }

  @Override
  public void onCancel(Runnable action) {
    context.onCancel(action);
  }
}
