package io.noria.project.wheel;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.Datasets;
import io.noria.delivery.TriggerDecision;
import io.noria.delivery.WheelRunner;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.Pipelines;
import io.noria.pipelines.Submission;
import io.noria.project.Project;
import io.noria.project.sql.SqlProjectStore;
import io.noria.storage.sql.Database;
import java.util.List;
import java.util.Optional;

/** Turns the wheel of a project: submits the pipeline of one turn. Thread-safe. */
public final class Wheel implements WheelRunner {
  private final SqlProjectStore projects;
  private final Datasets datasets;
  private final Pipelines pipelines;

  /** On the areas it binds. */
  public Wheel(Database db, Datasets datasets, Pipelines pipelines) {
    this.projects = new SqlProjectStore(db);
    this.datasets = datasets;
    this.pipelines = pipelines;
  }

  /**
   * {@inheritDoc}
   *
   * @throws NoriaException NOT_FOUND when the project is not there; FAILED_PRECONDITION when there
   *     is not enough data for a turn
   */
  @Override
  public Ref submit(TriggerDecision decision) {
    String key = decision.ref().toString();
    Optional<PipelineRun> known = pipelines.findByKey(key);
    if (known.isPresent()) {
      return known.get().id().ref();
    }
    Project project =
        projects
            .find(decision.project())
            .orElseThrow(() -> NoriaException.notFound("project " + decision.project()));
    var why =
        new Submission(
            decision.why(),
            decision.eventTime(),
            List.of(decision.ref()),
            Project.queue(project.name()),
            key);
    return pipelines.submit(Turn.of(project, datasets, pipelines::keep), why).id().ref();
  }
}
