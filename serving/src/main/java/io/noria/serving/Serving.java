package io.noria.serving;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.registry.Registry;
import io.noria.serving.sql.DeployedVersions;
import io.noria.storage.gc.Holds;
import io.noria.storage.gc.ObjectColumn;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.sql.Database;
import io.noria.tracking.Tracking;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serving as a whole. Thread-safe. */
public interface Serving extends AutoCloseable {
  /**
   * Opens serving: takes up the log where a former process left it, and begins to load the version
   * of every deployment in the background; see {@link #readiness}.
   */
  static Serving open(
      ServingConfig config,
      Database database,
      ObjectStore objects,
      Engine engine,
      Tracking tracking,
      Registry registry,
      InstantSource clock,
      IdSource ids) {
    return new ServingService(config, database, objects, engine, tracking, registry, clock, ids);
  }

  /** The versions, as {@code model/version}, that deployments answer with. */
  static Holds versions() {
    return DeployedVersions::ids;
  }

  /** Which columns name objects, and which do not. */
  static List<ObjectColumn> objectColumns() {
    return List.of(
        ObjectColumn.digest("prediction_segment", "digest"),
        ObjectColumn.nothing("prediction_segment", "signature"),
        ObjectColumn.nothing("prediction_segment", "answered"),
        ObjectColumn.nothing("deployment_variant", "share"),
        ObjectColumn.nothing("deployment_variant", "shadow"),
        ObjectColumn.nothing("prediction_sampling", "share"),
        ObjectColumn.nothing("prediction_label", "target"),
        ObjectColumn.nothing("prediction_label", "value"));
  }

  /** The deployments. */
  Deployments deployments();

  /**
   * Begins a request.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment, UNAVAILABLE as
   *     long as it has no version
   */
  Inference infer(String deployment);

  /**
   * Begins a request about somebody: the same subject is answered by the same variant.
   *
   * @param subject null when it has no say
   */
  default Inference infer(String deployment, @Nullable String subject) {
    return infer(deployment);
  }

  /** Who else answers a deployment's requests. */
  Traffic traffic();

  /** Stages, limits and caches of deployments. */
  default Terms terms() {
    throw new NoriaException(ErrorCode.UNIMPLEMENTED, "this server keeps no terms of deployments");
  }

  /** Versions that take over deployments step by step. */
  default Canaries canaries() {
    throw new NoriaException(
        ErrorCode.UNIMPLEMENTED, "this server takes over nothing step by step");
  }

  /**
   * Answers a question in tensors. Inputs are found by name (a model's only input also under
   * another name), converted where no value is lost, and checked; the rows are logged as those of
   * {@link #infer(String)} are.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment or version,
   *     UNAVAILABLE as long as it has none, UNPROCESSABLE when the tensors are not what the model
   *     takes or an output is none of its, TOO_LARGE for too many rows, RESOURCE_EXHAUSTED when the
   *     log's queue stays full
   */
  TensorAnswer infer(String deployment, TensorRequest request);

  /**
   * What a version of the deployment takes and gives.
   *
   * @param version null for the one that answers now
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment or version,
   *     UNAVAILABLE as long as it has none
   */
  ServedModel served(String deployment, @Nullable Integer version);

  /**
   * What the version takes and gives that the deployment's traffic chooses for a subject, for
   * reading a question which that version then answers; see {@link TensorRequest#readFor}.
   *
   * @param version null for the one that traffic chooses
   * @param subject who is asked about; null when it has no say
   */
  default ServedModel served(
      String deployment, @Nullable Integer version, @Nullable String subject) {
    return served(deployment, version);
  }

  /**
   * Begins to record what a version of the deployment's model answered elsewhere. The deployment's
   * own figures count neither its rows nor its refusals.
   *
   * @param version null for the one that answers now
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment or version,
   *     UNAVAILABLE as long as it has no version, FAILED_PRECONDITION when the version's bundle
   *     cannot be loaded
   */
  Inference recording(String deployment, @Nullable Integer version);

  /** The log of predictions. */
  PredictionLog predictions();

  /** What came true. */
  Labels labels();

  /** Model versions for scoring apart from deployments. */
  Models models();

  /** Whether models' files may be run. */
  RunnableFiles runnable();

  /** What features added to answers. */
  Explanations explanations();

  /** How each deployment answers, by name. */
  List<DeploymentMetrics> metrics();

  /**
   * How each version of the deployment answers that was asked since this server started, by number.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment
   */
  default List<VersionFigures> versions(String deployment) {
    deployments().get(deployment);
    return List.of();
  }

  /**
   * What each version of the deployment was asked since this server started; empty when there is no
   * such deployment here. Cheap enough to be asked once a second.
   */
  default List<VersionLoad> load(String deployment) {
    return List.of();
  }

  /** How far each deployment is, by name; without those of which nothing is known. */
  default Map<String, Readiness> readiness() {
    return Map.of();
  }

  /**
   * How far a deployment is. Neither loads its version nor waits for it.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such deployment
   */
  default Readiness readiness(String deployment) {
    served(deployment, null);
    return Readiness.READY;
  }

  /** What was answered since this server started, by deployment, version, variant and dialect. */
  default List<AnswerSeries> series() {
    return List.of();
  }

  /** How busy the deployments are that have a version, by name. */
  default List<UnderWay> underWay() {
    return List.of();
  }

  /** The memory that models may take and do take. */
  default ModelMemory memory() {
    return ModelMemory.NONE;
  }

  /**
   * Removes Python environments and laid files of models that nobody has asked for long and nothing
   * runs with; how many.
   */
  default int removeUnused() {
    return 0;
  }

  /** Throws what is wrong: the log cannot be written, a deployment lost its bundle. */
  void check();

  /** Waits for the log to be on disk and lets go of everything. */
  @Override
  void close();
}
