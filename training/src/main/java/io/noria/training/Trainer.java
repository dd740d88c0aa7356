package io.noria.training;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.registry.BundleInfo;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.Metric;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunStatus;
import io.noria.tracking.Tracking;
import io.noria.training.TrainerProcess.Line;
import io.noria.training.child.ChildRequest;
import io.noria.training.child.Matrix;
import io.noria.training.child.TrainerMain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches for the best gradient-boosted trees of a table, in a child process. The rows are put in
 * the order of time; the last fifth validates the trials, and the best trial's parameters and
 * number of rounds are then fitted on all rows. Every trial is a run with its curves, nested in the
 * search's run, which gets the bundle as its artifact folder {@code model}. Thread-safe.
 */
public final class Trainer {
  /** The artifact folder of the bundle. */
  public static final String MODEL_FOLDER = "model";

  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final long MEMORY = 2L << 30;

  private final Tracking tracking;
  private final BundleWriter bundles;
  private final InstantSource clock;
  private final int threads;
  private final long memoryBytes;

  /** The version of the library that fits the trees. */
  static String xgboostVersion() {
    try (InputStream file = Trainer.class.getResourceAsStream("/xgboost4j-version.properties")) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(file, "xgboost4j-version.properties"));
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A trainer whose child may have a heap of 2 GiB. */
  public Trainer(Tracking tracking, Engine engine, InstantSource clock, int threads) {
    this(tracking, engine, clock, threads, MEMORY);
  }

  /**
   * A trainer.
   *
   * @param threads trials at once; the model does not depend on it
   * @param memoryBytes the largest heap of the child; a table that needs more is refused
   */
  public Trainer(
      Tracking tracking, Engine engine, InstantSource clock, int threads, long memoryBytes) {
    this.tracking = tracking;
    this.bundles = new BundleWriter(engine, clock);
    this.clock = clock;
    this.threads = threads;
    this.memoryBytes = memoryBytes;
  }

  /**
   * Searches. Blocks until the end; an interrupt or a cancel ends the child.
   *
   * @param table has the request's columns
   * @param data what the table was made from: recorded as the run's inputs
   * @throws NoriaException UNPROCESSABLE when the table cannot be learned from, UNAVAILABLE when
   *     the child ended badly; its runs are then FAILED
   */
  public SearchResult search(SearchRequest request, Frame table, List<DataUse> data, SearchJob job)
      throws IOException, InterruptedException {
    EncodedTable encoded = EncodedTable.of(request.problem(), table);
    int heap = heapMegabytes(encoded);
    Path out = Files.createDirectories(job.workFolder().resolve("out"));
    Path matrix = job.workFolder().resolve("matrix.bin");
    encoded.matrix().write(matrix);
    List<Map<String, String>> params = Trials.draw(request);
    TrialRuns runs = TrialRuns.create(tracking, clock, request, job, params);
    try {
      recordSearch(request, encoded, data, runs.parent());
      var child = request(request, encoded, matrix, out, params);
      var outcome = new Outcome();
      TrainerProcess.trees(job.workFolder(), heap)
          .run(child, job, line -> outcome.take(line, runs, job));
      runs.flush();
      SearchResult result = outcome.result(runs, params, request);
      Path bundle = Files.createDirectories(job.workFolder().resolve("bundle"));
      var info =
          BundleInfo.trees(
              encoded.signature(),
              encoded.objective(),
              request.problem().target(),
              encoded.classes(),
              data.stream().map(use -> use.version().toString()).toList());
      Files.copy(out.resolve(TrainerMain.MODEL), bundle.resolve(TrainerMain.MODEL));
      bundles.write(bundle, encoded, info, runs.parent(), answers(encoded, out));
      finish(request, result, runs, bundle);
      return result;
    } catch (IOException | RuntimeException | InterruptedException e) {
      boolean stopped = e instanceof InterruptedException || Thread.currentThread().isInterrupted();
      LOG.warn("run={} search failed: {}", runs.parent(), e.toString());
      runs.endAll(stopped ? RunStatus.KILLED : RunStatus.FAILED);
      throw e;
    }
  }

  private static BundleWriter.Answers answers(EncodedTable encoded, Path out) throws IOException {
    return new BundleWriter.Answers(
        encoded.outputs(),
        Matrix.readDoubles(out.resolve(TrainerMain.GOLDEN)),
        Matrix.readDoubles(out.resolve(TrainerMain.SCORES)));
  }

  /** The rows once, and for each thread the copy that is handed to the library, with room. */
  private int heapMegabytes(EncodedTable encoded) {
    long matrix = 4L * encoded.matrix().values().length;
    long needed = 192 + (matrix * (2 + threads) >> 20);
    if (needed << 20 > memoryBytes) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "training data: %d rows need %d MiB (expected: at most %d MiB, noria.training.memory-bytes)"
              .formatted(encoded.rows().rows(), needed, memoryBytes >> 20));
    }
    return (int) needed;
  }

  private ChildRequest request(
      SearchRequest request,
      EncodedTable encoded,
      Path matrix,
      Path out,
      List<Map<String, String>> params) {
    return new ChildRequest(
        matrix,
        out,
        encoded.xgboostObjective(),
        encoded.classes().size(),
        request.metric(),
        encoded.signature().names(),
        encoded.xgboostTypes(),
        request.rounds(),
        request.patience(),
        threads,
        params);
  }

  private void recordSearch(
      SearchRequest request, EncodedTable encoded, List<DataUse> data, RunId parent) {
    var params = new TreeMap<String, String>();
    params.put("target", request.problem().target());
    params.put("features", Integer.toString(request.problem().features().size()));
    params.put("rows", Integer.toString(encoded.rows().rows()));
    params.put("train_rows", Integer.toString(encoded.matrix().trainRows()));
    params.put("metric", request.metric());
    params.put("trials", Integer.toString(request.trials()));
    params.put("rounds", Integer.toString(request.rounds()));
    params.put("patience", Integer.toString(request.patience()));
    params.put("search_seed", Long.toString(request.seed()));
    request.space().forEach((name, range) -> params.put("space." + name, range.toString()));
    tracking.runs().log(parent, RunData.ofParams(params));
    DataUse.log(tracking, parent, data);
  }

  private void finish(SearchRequest request, SearchResult result, TrialRuns runs, Path bundle)
      throws IOException {
    RunId parent = runs.parent();
    var best = result.trials().get(result.bestTrial());
    List<Metric> metrics = new ArrayList<>();
    result.metrics().forEach((key, value) -> metrics.add(runs.metric(key, value)));
    metrics.add(runs.metric("best_trial", result.bestTrial() + 1));
    var params = new TreeMap<String, String>();
    best.params().forEach((key, value) -> params.put("best." + key, value));
    params.put("best.rounds", Integer.toString(best.rounds()));
    tracking
        .runs()
        .log(parent, new RunData(metrics, params, Map.of("noria.best_run", best.runId())));
    ArtifactRoot root = tracking.runs().get(parent).info().artifacts();
    tracking.artifacts().putFolder(root, MODEL_FOLDER, bundle);
    runs.endAll(RunStatus.FINISHED);
    LOG.info(
        "run={} search={} trials={} best={} {}={}",
        parent,
        request.name(),
        result.trials().size(),
        result.bestTrial() + 1,
        request.metric(),
        best.validation());
  }

  /** Gathers what the child says. Lines come from one thread. */
  private static final class Outcome {
    private final Map<Integer, Line> ended = new HashMap<>();
    private final Map<Integer, Map<Integer, Line>> rounds = new HashMap<>();
    private int best = -1;

    synchronized void take(Line line, TrialRuns runs, SearchJob job) {
      switch (line.type()) {
        case "round" -> {
          rounds.computeIfAbsent(line.trial(), trial -> new HashMap<>()).put(line.round(), line);
          runs.round(line);
        }
        case "trial" -> {
          ended.put(line.trial(), line);
          runs.trialEnded(line);
          job.log(
              "trial %d: %s after %d rounds, %.1f s"
                  .formatted(line.trial() + 1, line.value(), line.rounds(), line.seconds()));
        }
        case "best" -> {
          best = line.trial();
          job.log(
              "best is trial %d; fitted on all rows in %.1f s"
                  .formatted(line.trial() + 1, line.seconds()));
        }
        default -> job.log("trainer says " + line);
      }
    }

    synchronized SearchResult result(
        TrialRuns runs, List<Map<String, String>> params, SearchRequest request) {
      if (best < 0 || ended.size() != params.size()) {
        throw new NoriaException(
            ErrorCode.UNAVAILABLE,
            "trainer: ended after %d of %d trials".formatted(ended.size(), params.size()));
      }
      List<SearchResult.Trial> trials = new ArrayList<>();
      for (int i = 0; i < params.size(); i++) {
        Line line = Objects.requireNonNull(ended.get(i), "a trial did not end");
        Double value = line.value();
        trials.add(
            new SearchResult.Trial(
                runs.trial(i).value(),
                params.get(i),
                line.rounds(),
                value == null ? Double.NaN : value));
      }
      Line last = rounds.getOrDefault(best, Map.of()).get(trials.get(best).rounds() - 1);
      var metrics = new LinkedHashMap<String, Double>();
      if (last != null && last.validation() != null) {
        metrics.put("validation_" + last.loss(), last.validation());
      }
      if (Double.isFinite(trials.get(best).validation())) {
        metrics.put("validation_" + request.metric(), trials.get(best).validation());
      }
      return new SearchResult(runs.parent().value(), best, trials, metrics);
    }
  }
}
