package io.noria.training;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.pipelines.Step;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.Value;
import io.noria.storage.json.Json;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A training by a script of the project's own as a step of a pipeline. Params: see {@link Params}.
 * Inputs: those of {@link SearchStep}, and {@code files}, a JSON object with the project's own
 * files by path. Outputs: those of {@link SearchStep}.
 */
public final class CommandTrainStep implements Step {
  /** The step's type in task specs. */
  public static final String TYPE = "command-train";

  private final CommandTrainer trainer;
  private final Tracking tracking;
  private final Engine engine;
  private final InstantSource clock;

  /** The step, working with these. */
  public CommandTrainStep(
      CommandTrainer trainer, Tracking tracking, Engine engine, InstantSource clock) {
    this.trainer = trainer;
    this.tracking = tracking;
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * The step's params.
   *
   * @param experiment the experiment's name
   * @param name of the run
   * @param target the column to predict
   * @param positive of two classes the positive one's text; else null
   * @param classes the labels' texts, see {@link Problem}; null for none
   * @param time the column of the rows' order; null for rows without time
   * @param features the columns to learn from; null or empty for all that are left
   * @param exclude columns not to learn from
   * @param metric taken for all trainers alike; a script decides by what it likes
   * @param seed that the script is told; null for 1
   * @param command the command line that trains
   * @param predict the command line that answers rows
   * @param format of the files with rows; null for csv
   * @param seconds how long it may take; null for an hour
   * @param memory bytes of address space for each of its processes; null for 16 GiB
   */
  public record Params(
      String experiment,
      String name,
      String target,
      @Nullable String positive,
      @Nullable List<String> classes,
      @Nullable String time,
      @Nullable List<String> features,
      @Nullable List<String> exclude,
      @Nullable String metric,
      @Nullable Long seed,
      String command,
      String predict,
      @Nullable String format,
      @Nullable Long seconds,
      @Nullable Long memory) {}

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Map<String, Value> run(StepContext context) throws Exception {
    Params params = context.params(Params.class);
    Frame table = engine.readParquet(context.localFiles("table"), List.of());
    StepJob job = StepJob.begin(context, tracking, params.experiment(), clock);
    CommandRequest request = request(params, table, files(context));
    context.log(
        "%d rows, %d features, %d files of the project: %s"
            .formatted(
                table.rows(),
                request.problem().features().size(),
                request.files().size(),
                params.command()));
    return trainer.train(request, table, DataUse.of(context.inputs().values()), job).outputs();
  }

  private static CommandRequest request(Params params, Frame table, Map<String, String> files) {
    return new CommandRequest(
        params.experiment(),
        params.name(),
        new Problem(
            params.target(),
            params.positive(),
            Objects.requireNonNullElse(params.classes(), List.of()),
            params.time(),
            StepJob.features(
                table, params.features(), params.exclude(), params.target(), params.time())),
        params.command(),
        params.predict(),
        Objects.requireNonNullElse(params.format(), "csv"),
        Objects.requireNonNullElse(params.seed(), 1L),
        Duration.ofSeconds(Objects.requireNonNullElse(params.seconds(), 3600L)),
        Objects.requireNonNullElse(params.memory(), 16L << 30),
        files);
  }

  private static Map<String, String> files(StepContext context) throws IOException {
    List<Path> files = context.localFiles("files");
    if (files.size() != 1) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "input files: " + files.size() + " files (expected: one)");
    }
    return Json.readMap(Files.readString(files.getFirst()), String.class);
  }
}
