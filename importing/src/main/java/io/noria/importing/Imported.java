package io.noria.importing;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record of another system, as it is to be here. Ids are the source's own and are kept; times
 * are the source's.
 */
public sealed interface Imported {
  /**
   * A collection of runs.
   *
   * @param id the source's id; null when the source has none that fits here: the name decides then
   * @param deleted whether it lies in the bin
   */
  record Experiment(
      @Nullable String id,
      String name,
      Instant createdAt,
      Instant updatedAt,
      boolean deleted,
      Map<String, String> tags)
      implements Imported {}

  /**
   * A run with everything but its points and files.
   *
   * @param experimentId the experiment's id, or null when {@code experiment} names it
   * @param experiment the experiment's name, or null when the id does
   * @param status RUNNING, SCHEDULED, FINISHED, FAILED or KILLED
   * @param tags may hold {@code mlflow.parentRunId} and {@code mlflow.note.content}
   * @param modelInputs ids of logged models that it used
   * @param outputs logged models by id, with their training step
   * @param artifacts where the source's files of the run lie, as {@code s3://bucket/…/artifacts},
   *     told to clients when the files stay there; null when they are brought over or unknown
   */
  record Run(
      String id,
      @Nullable String experimentId,
      @Nullable String experiment,
      String name,
      String user,
      String status,
      Instant startedAt,
      @Nullable Instant endedAt,
      boolean deleted,
      Map<String, String> params,
      Map<String, String> tags,
      List<Input> inputs,
      List<String> modelInputs,
      List<Output> outputs,
      @Nullable String artifacts)
      implements Imported {}

  /** A dataset that a run read; absent texts are null. */
  record Input(
      String name,
      String digest,
      String sourceType,
      String source,
      @Nullable String schema,
      @Nullable String profile,
      Map<String, String> tags) {}

  /** A logged model that a run wrote. */
  record Output(String model, long step) {}

  /**
   * Points of one metric of one run, in the source's order; arrays of one length, at most some ten
   * thousand points a record.
   *
   * @param steps any 64-bit integers
   * @param millis milliseconds since 1970
   * @param values any doubles
   */
  record Points(String run, String key, long[] steps, long[] millis, double[] values)
      implements Imported {}

  /**
   * A metric point that was measured for a logged model.
   *
   * @param dataset the dataset's name, or null
   * @param digest its digest, or null
   */
  record ModelPoint(
      String model,
      String run,
      String key,
      long step,
      long millis,
      double value,
      @Nullable String dataset,
      @Nullable String digest)
      implements Imported {}

  /** A file of a run or of a logged model. */
  record File(Owner owner, String id, String path, long bytes, Content content)
      implements Imported {}

  /** Whose file it is. */
  enum Owner {
    /** A run's. */
    RUN,
    /** A logged model's. */
    LOGGED_MODEL
  }

  /** Opens a file's bytes; may be asked more than once. */
  @FunctionalInterface
  interface Content {
    /** The bytes from their beginning; the caller closes. */
    InputStream open() throws IOException;
  }

  /**
   * A model as training wrote it. Its experiment is named by id.
   *
   * @param status PENDING, READY or UPLOAD_FAILED
   * @param deleted whether it lies in the bin
   */
  record LoggedModel(
      String id,
      String experimentId,
      String name,
      @Nullable String run,
      String type,
      String status,
      Instant createdAt,
      Instant updatedAt,
      boolean deleted,
      Map<String, String> params,
      Map<String, String> tags)
      implements Imported {}

  /**
   * A registered model; its aliases come after its versions, with {@link Alias}.
   *
   * @param lastVersion the greatest number that any of its versions had, deleted ones too: none of
   *     them is given again; 0 when there was none
   */
  record Model(
      String name,
      String description,
      int lastVersion,
      Instant createdAt,
      Instant updatedAt,
      Map<String, String> tags)
      implements Imported {}

  /**
   * A version of a registered model.
   *
   * @param stage Development, Staging, Production or Archived
   * @param source where its files are, in MLflow's words: {@code runs:/…}, {@code models:/…}, …
   */
  record Version(
      String model,
      int version,
      String stage,
      String source,
      @Nullable String run,
      @Nullable String loggedModel,
      String user,
      String description,
      Map<String, String> tags,
      Instant createdAt,
      Instant updatedAt)
      implements Imported {}

  /** An alias of a registered model. */
  record Alias(String model, String alias, int version) implements Imported {}

  /**
   * A trace with its spans and assessments, as the JSON of MLflow's {@code Trace.to_json}: {@code
   * {"info": …, "data": {"spans": […]}}}.
   */
  record Trace(String id, String experimentId, String json) implements Imported {}
}
