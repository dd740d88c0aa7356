package io.noria.serving;

import io.noria.base.Lazy;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.Datasets;
import io.noria.engine.Engine;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.PipelineSpec;
import io.noria.pipelines.PipelineState;
import io.noria.pipelines.Pipelines;
import io.noria.pipelines.Retries;
import io.noria.pipelines.RunSearch;
import io.noria.pipelines.Step;
import io.noria.pipelines.Submission;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.serving.sql.SqlBatchStore;
import io.noria.serving.table.BatchStep;
import io.noria.serving.table.ModelAddress;
import io.noria.serving.table.TableBatch;
import io.noria.serving.table.TablePaths;
import io.noria.storage.object.S3Files;
import io.noria.storage.object.S3Settings;
import io.noria.storage.sql.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Batches that the servers do. Each is a pipeline run with one task: it waits for its turn, is
 * tried again after passing trouble, goes on after the server died where it was, and is in the
 * lineage: the model version and the data version that it read, the data version that it made.
 * Thread-safe.
 */
public final class BatchPredictions implements AutoCloseable {
  /** The pipeline that every batch is a run of. */
  public static final String PIPELINE = "batch-predictions";

  private static final int RETRIES = 5;

  private final Supplier<Pipelines> pipelines;
  private final Registry registry;
  private final Serving serving;
  private final Datasets datasets;
  private final SqlBatchStore store;
  private final Lazy<S3Files> s3;
  private final TableBatch tables;

  /**
   * Where batches read and write.
   *
   * @param allowed folders, and places in buckets; see {@link TablePaths#of}
   * @param objects where the server keeps its objects
   * @param s3 how buckets are reached
   * @param scratch what is on its way lies there
   */
  public record Places(List<String> allowed, String objects, S3Settings s3, Path scratch) {
    /** Copies. */
    public Places {
      allowed = List.copyOf(allowed);
    }
  }

  /**
   * Opens them; {@link #step} is to be among the pipelines' steps.
   *
   * @param pipelines asked when a batch is, since pipelines open after this
   * @throws NoriaException INVALID_ARGUMENT when a place is none
   */
  public BatchPredictions(
      Places places,
      Database db,
      Engine engine,
      Datasets datasets,
      Registry registry,
      Serving serving,
      Supplier<Pipelines> pipelines) {
    this.pipelines = pipelines;
    this.registry = registry;
    this.serving = serving;
    this.datasets = datasets;
    this.store = new SqlBatchStore(db);
    this.s3 = new Lazy<>(() -> S3Files.open(places.s3()));
    this.tables =
        new TableBatch(
            engine,
            s3,
            datasets,
            TablePaths.of(places.allowed(), places.objects()),
            places.scratch(),
            Math.max(1, Runtime.getRuntime().availableProcessors()));
  }

  /** What does a batch. */
  public Step step() {
    return new BatchStep(serving, tables, store);
  }

  /**
   * Why a batch is asked for.
   *
   * @param reason one sentence for people
   * @param eventTime the moment in the data's world; null when it has none
   * @param key the same key is the same batch; null for always a new one
   * @param queue batches of one queue go one after another; null for as there is room
   */
  public record Cause(
      String reason, @Nullable Instant eventTime, @Nullable String key, @Nullable String queue) {}

  /**
   * Looks whether it can be done and submits it.
   *
   * @throws NoriaException INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, FAILED_PRECONDITION for
   *     what the request names; UNAVAILABLE when a store does not answer
   */
  public BatchPrediction submit(BatchRequest request, Cause cause) {
    tables.check(request);
    return submitUnseen(request, cause);
  }

  /**
   * Looks whether its places may be used, whether something is there or not.
   *
   * @throws NoriaException PERMISSION_DENIED when not
   */
  void allow(BatchRequest request) {
    tables.allow(request);
  }

  /** The same for input that may come until it begins. */
  BatchPrediction submitUnseen(BatchRequest request, Cause cause) {
    ModelVersionId version = ModelAddress.resolve(request.model(), registry, serving);
    TaskSpec task =
        BatchStep.task(request, version)
            .retries(Retries.of(RETRIES))
            .uncached()
            .asHeavy()
            .input(
                "model",
                new Value.Record(
                    version.ref(), serving.runnable().files(version).digest().value()));
    if (request.in().startsWith(BatchStep.DATASETS)) {
      DatasetVersion data = BatchStep.version(datasets, request.in());
      task = task.input("data", new Value.Record(data.ref(), data.digest().value()));
    }
    PipelineRun run =
        pipelines
            .get()
            .submit(
                new PipelineSpec(PIPELINE, List.of(task)),
                new Submission(
                    cause.reason(), cause.eventTime(), List.of(), cause.queue(), cause.key()));
    return describe(run, Map.of());
  }

  /**
   * The batch.
   *
   * @throws NoriaException NOT_FOUND
   */
  public BatchPrediction get(String id) {
    PipelineRun run =
        pipelines
            .get()
            .find(new PipelineRunId(id))
            .filter(found -> found.pipeline().equals(PIPELINE))
            .orElseThrow(() -> NoriaException.notFound("batch prediction " + id + ": unknown"));
    return describe(run, store.progress(List.of(id)));
  }

  /** Batches, newest first. */
  public Page<BatchPrediction> list(
      @Nullable PipelineState state, int limit, @Nullable String pageToken) {
    Page<PipelineRun> runs =
        pipelines.get().search(new RunSearch(PIPELINE, state, limit, pageToken));
    Map<String, BatchProgress> far =
        store.progress(runs.items().stream().map(run -> run.id().value()).toList());
    return new Page<>(
        runs.items().stream().map(run -> describe(run, far)).toList(), runs.nextToken());
  }

  /**
   * Stops it. What is done stays; the same request goes on from there.
   *
   * @return whether it was not over yet
   */
  public boolean cancel(String id) {
    return pipelines.get().cancel(get(id).id());
  }

  private BatchPrediction describe(PipelineRun run, Map<String, BatchProgress> far) {
    TaskSpec task = run.spec().tasks().getFirst();
    String made = null;
    if (run.state() == PipelineState.SUCCEEDED
        && BatchStep.request(task).out().startsWith(BatchStep.DATASETS)) {
      made =
          pipelines.get().tasks(run.id()).getFirst().outputs().values().stream()
              .flatMap(value -> value.records().stream())
              .map(record -> record.ref().toString())
              .findFirst()
              .orElse(null);
    }
    return new BatchPrediction(
        run.id(),
        BatchStep.request(task),
        BatchStep.version(task),
        run.state(),
        far.getOrDefault(run.id().value(), BatchProgress.NONE),
        run.reason(),
        run.actor(),
        run.error(),
        made,
        run.eventTime(),
        run.submittedAt(),
        run.startedAt(),
        run.endedAt());
  }

  /** Deletes what was fetched for batches that nobody came back for. */
  void tidy() {
    tables.tidy();
  }

  @Override
  public void close() {
    s3.close();
  }
}
