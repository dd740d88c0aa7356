package io.noria.serving.table;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.Datasets;
import io.noria.pipelines.Step;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.registry.ModelVersionId;
import io.noria.serving.BatchProgress;
import io.noria.serving.BatchRequest;
import io.noria.serving.ScoredModel;
import io.noria.serving.Serving;
import io.noria.serving.sql.SqlBatchStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a batch as a pipeline's task. Run again it goes on with what is missing. */
public final class BatchStep implements Step {
  /** Its type in task specs. */
  public static final String TYPE = "batch-predict";

  /** How addresses of data versions begin. */
  public static final String DATASETS = TablePlaces.DATASETS;

  private static final Logger LOG = LoggerFactory.getLogger(BatchStep.class);
  private static final long TOLD_NANOS = 500_000_000L;

  private final Serving serving;
  private final TableBatch tables;
  private final SqlBatchStore store;

  /** With what it needs. */
  public BatchStep(Serving serving, TableBatch tables, SqlBatchStore store) {
    this.serving = serving;
    this.tables = tables;
    this.store = store;
  }

  /** The task that does the request. */
  public static TaskSpec task(BatchRequest request, ModelVersionId version) {
    TaskSpec task =
        TaskSpec.of("predict", TYPE)
            .param("model", request.model())
            .param("version", version.ref().toString())
            .param("in", request.in())
            .param("out", request.out())
            .param("only_predictions", request.onlyPredictions())
            .param("probabilities", request.probabilities())
            .param("null_on_error", request.nullOnError());
    task = request.inFormat() == null ? task : task.param("in_format", request.inFormat());
    return request.format() == null ? task : task.param("format", request.format());
  }

  /** What such a task was asked for. */
  public static BatchRequest request(TaskSpec task) {
    return request(task.params());
  }

  private static BatchRequest request(Map<String, Object> params) {
    return new BatchRequest(
        text(params, "model"),
        text(params, "in"),
        textOrNull(params, "in_format"),
        text(params, "out"),
        textOrNull(params, "format"),
        Boolean.TRUE.equals(params.get("only_predictions")),
        Boolean.TRUE.equals(params.get("probabilities")),
        Boolean.TRUE.equals(params.get("null_on_error")));
  }

  /** With which version such a task predicts. */
  public static ModelVersionId version(TaskSpec task) {
    return ModelVersionId.of(Ref.parse(text(task.params(), "version")));
  }

  /** The data version that the address names. */
  public static DatasetVersion version(Datasets datasets, String address) {
    return TablePlaces.version(datasets, address);
  }

  private static String text(Map<String, Object> params, String name) {
    String text = textOrNull(params, name);
    if (text == null) {
      throw NoriaException.invalid(TYPE + ": " + name + " is missing (expected: a text)");
    }
    return text;
  }

  private static @Nullable String textOrNull(Map<String, Object> params, String name) {
    return params.get(name) instanceof String text ? text : null;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public boolean cacheable() {
    return false;
  }

  @Override
  public Map<String, Value> run(StepContext context) {
    BatchRequest request = request(context.params());
    ModelVersionId version = ModelVersionId.of(Ref.parse(text(context.params(), "version")));
    ScoredModel model = serving.models().load(version.model(), version.version());
    String identity = serving.runnable().files(version).digest().value();
    context.log(
        "%s version %d predicts %s into %s"
            .formatted(version.model(), version.version(), request.in(), request.out()));
    String run = context.task().run().value();
    AtomicLong told = new AtomicLong(System.nanoTime() - TOLD_NANOS);
    TableBatch.Done done =
        tables.run(
            model,
            identity,
            request,
            far -> {
              long now = System.nanoTime();
              long last = told.get();
              if (far.share() == 1 || now - last >= TOLD_NANOS && told.compareAndSet(last, now)) {
                tell(run, far);
              }
            });
    done.made().forEach(made -> context.link("produced", made));
    context.log(
        "%d rows of %d files, %d of them from a former try, %d got null"
            .formatted(done.rows(), done.files(), done.kept(), done.refused()));
    Map<String, Value> outputs = new LinkedHashMap<>();
    outputs.put("rows", Value.of(done.rows()));
    outputs.put("files", Value.of(done.files()));
    outputs.put("kept", Value.of(done.kept()));
    outputs.put("nulls", Value.of(done.refused()));
    for (Ref made : done.made()) {
      DatasetVersion data = tables.made(made);
      outputs.put("data", new Value.Record(made, data.digest().value()));
    }
    return outputs;
  }

  /** How far it is matters less than that it goes on. */
  private void tell(String run, BatchProgress far) {
    try {
      store.put(run, far);
    } catch (NoriaException e) {
      LOG.debug("batch={} progress not told: {}", run, e.getMessage());
    }
  }
}
