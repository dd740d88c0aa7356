package io.noria.training;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import io.noria.process.ChildProcess;
import io.noria.process.ChildSpec;
import io.noria.process.CommandLine;
import io.noria.process.Exit;
import io.noria.registry.BundleInfo;
import io.noria.registry.TrustedBundles;
import io.noria.storage.object.Digest;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Metric;
import io.noria.tracking.NewRun;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunStatus;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains by a script of the project's own, in any language: lays out its files and the rows, runs
 * it, and takes what it left as the model. What the model comes to is not the script's to say: the
 * validation rows are asked of its {@code predict} program, as serving will. Thread-safe.
 */
public final class CommandTrainer {
  private static final Logger LOG = LoggerFactory.getLogger(CommandTrainer.class);
  private static final int MOST_TRIED = 20_000;
  private static final double SAME = 1e-9;

  private final Tracking tracking;
  private final Engine engine;
  private final TrustedBundles trusted;
  private final Supplier<String> url;
  private final int threads;
  private final InstantSource clock;
  private final BundleWriter bundles;

  /**
   * A trainer.
   *
   * @param trusted where it is recorded that the bundle's program may be run
   * @param url where this server answers, asked for when a script starts
   * @param threads how many a script is told to use
   */
  public CommandTrainer(
      Tracking tracking,
      Engine engine,
      TrustedBundles trusted,
      Supplier<String> url,
      int threads,
      InstantSource clock) {
    this.tracking = tracking;
    this.engine = engine;
    this.trusted = trusted;
    this.url = url;
    this.threads = threads;
    this.clock = clock;
    this.bundles = new BundleWriter(engine, clock);
  }

  /**
   * Trains. Blocks until the end; an interrupt or a cancel ends the script.
   *
   * @param data what the table was made from: recorded as the run's inputs
   * @throws NoriaException UNPROCESSABLE when the table cannot be learned from, or with the
   *     script's last words when it fails; its run is then FAILED
   */
  public Trained train(CommandRequest request, Frame table, List<DataUse> data, SearchJob job)
      throws IOException, InterruptedException {
    EncodedTable encoded = EncodedTable.of(request.problem(), table);
    List<String> command = CommandLine.parse(request.command());
    CommandLine.parse(request.predict());
    ScriptFolder folder = ScriptFolder.lay(job.workFolder(), request.files());
    RunId run = create(request, encoded, data, job);
    try {
      rows(request, encoded, folder);
      runScript(request, encoded, command, folder, run, job);
      return finish(request, encoded, data, folder, run, job);
    } catch (IOException | RuntimeException | InterruptedException e) {
      boolean stopped = e instanceof InterruptedException || Thread.currentThread().isInterrupted();
      LOG.warn("run={} command failed: {}", run, e.toString());
      tracking.runs().end(run, stopped ? RunStatus.KILLED : RunStatus.FAILED, clock.instant());
      throw e;
    }
  }

  private RunId create(
      CommandRequest request, EncodedTable encoded, List<DataUse> data, SearchJob job) {
    ExperimentId experiment = tracking.experiments().ensure(request.experiment());
    var tags = new TreeMap<>(job.tags());
    RunId run =
        tracking
            .runs()
            .create(new NewRun(experiment, request.name(), null, "noria", tags, job.eventTime()))
            .id();
    job.started(run);
    var params = new TreeMap<String, String>();
    params.put("trainer", "command");
    params.put("command", request.command());
    params.put("predict", request.predict());
    params.put("target", request.problem().target());
    params.put("features", Integer.toString(request.problem().features().size()));
    params.put("rows", Integer.toString(encoded.rows().rows()));
    params.put("train_rows", Integer.toString(encoded.matrix().trainRows()));
    params.put("seed", Long.toString(request.seed()));
    tracking.runs().log(run, RunData.ofParams(params));
    DataUse.log(tracking, run, data);
    return run;
  }

  private void rows(CommandRequest request, EncodedTable encoded, ScriptFolder folder)
      throws IOException {
    Frame all =
        encoded
            .rows()
            .select(encoded.signature().names())
            .with(request.problem().target(), target(request.problem(), encoded));
    int split = encoded.matrix().trainRows();
    write(all.slice(0, split), folder.rows("train", request.format()));
    write(all.slice(split, all.rows()), folder.rows("validation", request.format()));
  }

  private void write(Frame rows, Path file) throws IOException {
    if (file.toString().endsWith(".csv")) {
      CsvRows.write(rows, file);
    } else {
      engine.writeParquet(rows, file);
    }
  }

  /** Labels as they are in NORIA_CLASSES: whole numbers as such, anything else as text. */
  private static Column target(Problem problem, EncodedTable encoded) {
    List<String> classes = encoded.classes();
    if (classes.isEmpty()) {
      return encoded.rows().column(problem.target());
    }
    float[] labels = encoded.matrix().labels();
    if (classes.stream().allMatch(label -> label.matches("-?[0-9]{1,18}"))) {
      long[] numbers = new long[labels.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Long.parseLong(classes.get((int) labels[i]));
      }
      return new Column.Longs(numbers, null);
    }
    var texts = new StringsBuilder(labels.length);
    for (float label : labels) {
      texts.add(classes.get((int) label));
    }
    return texts.build();
  }

  private void runScript(
      CommandRequest request,
      EncodedTable encoded,
      List<String> command,
      ScriptFolder folder,
      RunId run,
      SearchJob job)
      throws IOException, InterruptedException {
    ChildSpec spec =
        ChildSpec.of(folder.home(), command)
            .withCleanEnvironment()
            .withEnvironment(environment(request, encoded, folder, run, job.eventTime()))
            .withTimeout(request.time())
            .withMemory(request.memoryBytes());
    ChildProcess[] started = {null};
    var output =
        new ScriptOutput(
            tracking,
            run,
            clock,
            job,
            () -> {
              if (started[0] != null) {
                started[0].stop();
              }
            });
    Exit exit;
    try (ChildProcess child = ChildProcess.start(spec, output)) {
      started[0] = child;
      job.onCancel(child::stop);
      exit = child.await();
    }
    folder.metrics().forEach((name, value) -> output.point(name, value, 0));
    output.flush();
    if (!exit.ok()) {
      throw ended(request, exit, output);
    }
  }

  private static NoriaException ended(CommandRequest request, Exit exit, ScriptOutput output) {
    String how = output.overflowed() ? "stopped: it printed too much" : exit.inWords();
    String said = output.lastWords();
    // What the kernel or a person has killed may do better the next time.
    boolean killed = exit.reason() == Exit.Reason.ENDED && exit.status() > 128;
    return new NoriaException(
        killed ? ErrorCode.UNAVAILABLE : ErrorCode.UNPROCESSABLE,
        "%s: %s%s"
            .formatted(request.command(), how, said.isEmpty() ? "" : "; its last words: " + said));
  }

  private Map<String, String> environment(
      CommandRequest request,
      EncodedTable encoded,
      ScriptFolder folder,
      RunId run,
      @Nullable Instant eventTime) {
    var variables = new TreeMap<>(PredictWorker.environment(info(request, encoded, List.of())));
    variables.put("NORIA_TRAIN", folder.rows("train", request.format()).toString());
    variables.put("NORIA_VALIDATION", folder.rows("validation", request.format()).toString());
    variables.put("NORIA_FORMAT", request.format());
    variables.put("NORIA_OBJECTIVE", encoded.objective().name().toLowerCase(Locale.ROOT));
    variables.put("NORIA_OUTPUT", folder.out().toString());
    variables.put("NORIA_SEED", Long.toString(request.seed()));
    variables.put("NORIA_THREADS", Integer.toString(threads));
    variables.put("OMP_NUM_THREADS", Integer.toString(threads));
    variables.put("NORIA_RUN_ID", run.value());
    variables.put("MLFLOW_RUN_ID", run.value());
    variables.put("MLFLOW_TRACKING_URI", url.get());
    // Python's sets and dictionaries keep one order.
    variables.put("PYTHONHASHSEED", "0");
    if (eventTime != null) {
      variables.put("NORIA_EVENT_TIME", eventTime.toString());
    }
    return variables;
  }

  private static BundleInfo info(CommandRequest request, EncodedTable encoded, List<DataUse> data) {
    return new BundleInfo(
        1,
        encoded.signature(),
        encoded.objective(),
        request.problem().target(),
        encoded.classes(),
        0.5,
        data.stream().map(use -> use.version().toString()).toList(),
        BundleInfo.Runtime.COMMAND,
        request.predict());
  }

  private Trained finish(
      CommandRequest request,
      EncodedTable encoded,
      List<DataUse> data,
      ScriptFolder folder,
      RunId run,
      SearchJob job)
      throws IOException, InterruptedException {
    String digest = folder.gather(request.files());
    BundleInfo info = info(request, encoded, data);
    BundleWriter.Answers answers = answers(request, encoded, folder.bundle(), info, job);
    bundles.write(folder.bundle(), encoded, info, run, answers);
    Map<String, Double> metrics =
        ValidationMetrics.of(request.problem(), encoded, answers.validation());
    List<Metric> points =
        metrics.entrySet().stream()
            .map(metric -> new Metric(metric.getKey(), metric.getValue(), clock.instant(), 0))
            .toList();
    tracking.runs().log(run, RunData.ofMetrics(points));
    // Storing takes the files away.
    Digest written = Digest.ofFile(folder.bundle().resolve(BundleInfo.FILE));
    var root = tracking.runs().get(run).info().artifacts();
    tracking.artifacts().putFolder(root, Trainer.MODEL_FOLDER, folder.bundle());
    trusted.trust(written, run);
    tracking.runs().end(run, RunStatus.FINISHED, clock.instant());
    LOG.info("run={} command trained {}", run, metrics);
    return new Trained(run, digest, metrics);
  }

  /** An even choice of the validation rows, and the first of them once more. */
  private BundleWriter.Answers answers(
      CommandRequest request, EncodedTable encoded, Path bundle, BundleInfo info, SearchJob job)
      throws InterruptedException {
    int from = encoded.matrix().trainRows();
    int all = encoded.rows().rows() - from;
    int count = Math.min(all, MOST_TRIED);
    int[] chosen = IntStream.range(0, count).map(i -> (int) ((long) i * all / count)).toArray();
    int[] golden = IntStream.range(0, Math.min(all, BundleWriter.GOLDEN_ROWS)).toArray();
    int outputs = encoded.outputs();
    double[] validation = new double[all * outputs];
    Arrays.fill(validation, Double.NaN);
    try (PredictWorker worker = PredictWorker.start(bundle, info, request.memoryBytes())) {
      job.onCancel(worker::kill);
      long began = System.nanoTime();
      double[] said = worker.ask(encoded.rows(), shifted(chosen, from));
      for (int i = 0; i < count; i++) {
        System.arraycopy(said, i * outputs, validation, chosen[i] * outputs, outputs);
      }
      double[] first = worker.ask(encoded.rows(), shifted(golden, from));
      for (int i = 0; i < first.length; i++) {
        double before = validation[i];
        if (!Double.isNaN(before)
            && Math.abs(first[i] - before) > SAME * Math.max(1, Math.abs(before))) {
          throw ScriptFolder.unprocessable(
              "%s answers one row with %s and then with %s (expected: the same row, the same answer)"
                  .formatted(request.predict(), before, first[i]));
        }
      }
      job.log(
          "%s answered %d validation rows in %.1f s"
              .formatted(request.predict(), count, (System.nanoTime() - began) / 1e9));
      return new BundleWriter.Answers(outputs, first, validation);
    }
  }

  private static int[] shifted(int[] rows, int by) {
    return Arrays.stream(rows).map(row -> row + by).toArray();
  }
}
