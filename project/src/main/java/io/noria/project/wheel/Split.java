package io.noria.project.wheel;

import io.noria.datasets.DatasetVersion;
import io.noria.pipelines.Input;
import io.noria.pipelines.TaskSpec;
import io.noria.project.ProjectSpec.Candidate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a project's rows are divided into those that train and those that judge. */
sealed interface Split permits PeriodSplit, HoldoutSplit {
  /** The tasks that make the features, for all candidates and the judge. */
  List<TaskSpec> prepares();

  /** The rows that the candidate trains on. */
  Input training(Candidate candidate);

  /** The data versions that those rows are of. */
  List<DatasetVersion> trainedOn(Candidate candidate);

  /** The candidate in words. */
  String name(Candidate candidate);

  /** The event time of the newest row that the candidate trains on; null without time. */
  @Nullable Instant trainedUntil(Candidate candidate);

  /** The candidate whose rows hold all others'. */
  Candidate widest(List<Candidate> candidates);

  /** The name of the task that makes the judging rows. */
  String judge();

  /** The data version that the judging rows are of. */
  DatasetVersion judged();

  /** How rows without time were put aside to judge; null for rows with time. */
  @Nullable String holdout();
}
