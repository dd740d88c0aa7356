package io.noria.project.wheel;

import io.noria.base.NoriaException;
import io.noria.datasets.Datasets;
import io.noria.pipelines.Input;
import io.noria.pipelines.PipelineSpec;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.project.Project;
import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Baseline;
import io.noria.project.ProjectSpec.Candidate;
import io.noria.project.ProjectSpec.Command;
import io.noria.project.ProjectSpec.Search;
import io.noria.project.ProjectSpec.Target;
import io.noria.storage.json.Json;
import io.noria.training.SearchRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Lays out one turn of the wheel as a pipeline: {@code prepare-PERIOD} for every period needed, or
 * {@code prepare-train} and {@code prepare-holdout} without time; {@code baseline}, if there is
 * one; then for each candidate {@code search-N} (trees), {@code fit-N} (linear) or {@code train-N}
 * (a command), {@code register-N} and {@code judge-N}. Candidates are registered and judged one
 * after the other, each against the champion that the one before may have become.
 */
final class Turn {
  private static final String BASELINE = "baseline";

  private final Project project;
  private final BiFunction<String, byte[], Value.File> keep;
  private final ProjectSpec spec;
  private final TurnData data;
  private final Split split;

  private Turn(Project project, Datasets datasets, BiFunction<String, byte[], Value.File> keep) {
    this.project = project;
    this.keep = keep;
    this.spec = project.spec();
    this.data = new TurnData(project, datasets);
    this.split = spec.timed() ? new PeriodSplit(data) : new HoldoutSplit(data);
  }

  /**
   * The pipeline of the turn on the data as it stands.
   *
   * @param keep stores the project's own files where tasks find them, by name
   * @throws NoriaException FAILED_PRECONDITION when there is not enough data
   */
  static PipelineSpec of(
      Project project, Datasets datasets, BiFunction<String, byte[], Value.File> keep) {
    return new Turn(project, datasets, keep).pipeline();
  }

  private PipelineSpec pipeline() {
    var tasks = new ArrayList<>(split.prepares());
    List<Candidate> candidates = spec.model().candidates();
    if (baseline()) {
      Candidate widest = split.widest(candidates);
      Candidate linear = new Candidate(ProjectSpec.Trainer.LINEAR, widest.trainOn());
      tasks.add(fit(BASELINE, linear, BASELINE + ": " + split.name(linear)));
    }
    for (int i = 1; i <= candidates.size(); i++) {
      Candidate candidate = candidates.get(i - 1);
      tasks.add(train(i, candidate));
      tasks.add(register(i, candidate));
      tasks.add(judge(i));
    }
    return new PipelineSpec(spec.name(), tasks);
  }

  private boolean baseline() {
    return spec.model().baseline() == Baseline.LINEAR;
  }

  private static String trainTask(int i, Candidate candidate) {
    return switch (candidate.trainer()) {
      case XGBOOST -> "search-" + i;
      case LINEAR -> "fit-" + i;
      case COMMAND -> "train-" + i;
    };
  }

  private TaskSpec train(int i, Candidate candidate) {
    String task = trainTask(i, candidate);
    return switch (candidate.trainer()) {
      case XGBOOST -> search(task, candidate);
      case LINEAR -> fit(task, candidate, split.name(candidate));
      case COMMAND -> command(task, candidate);
    };
  }

  /** What every trainer is told. */
  private TaskSpec training(String task, String step, Candidate candidate, String name) {
    Target target = spec.target();
    TaskSpec made =
        TaskSpec.of(task, step)
            .param("experiment", spec.name())
            .param("name", name)
            .param("target", target.column())
            .param("exclude", data.notFeatures())
            .param("metric", spec.model().metric())
            .param("seed", spec.model().search().seed())
            .input("table", split.training(candidate))
            .input("trained_on", trainedOn(candidate))
            .retries(TurnData.TWICE);
    // A training uses two threads; more of them than cores slow each other down badly.
    if (Runtime.getRuntime().availableProcessors() < 2 * spec.model().candidates().size()) {
      made = made.asHeavy();
    }
    String time = spec.prepare().asOf();
    made = time == null ? made : made.param("time", time);
    String positive = target.positive();
    made = positive == null ? made : made.param("positive", positive);
    return target.classes().isEmpty() ? made : made.param("classes", target.classes());
  }

  private TaskSpec search(String task, Candidate candidate) {
    Search search = spec.model().search();
    return training(task, "xgboost-search", candidate, split.name(candidate))
        .param("trials", search.trials())
        .param("rounds", search.rounds())
        .param("patience", search.patience())
        .param("space", space(search.space()));
  }

  private TaskSpec fit(String task, Candidate candidate, String name) {
    return training(task, "linear-fit", candidate, name);
  }

  private TaskSpec command(String task, Candidate candidate) {
    Command command = Objects.requireNonNull(spec.model().command(), "model.command");
    byte[] files = Json.write(new TreeMap<>(scripts())).getBytes(StandardCharsets.UTF_8);
    return training(task, "command-train", candidate, split.name(candidate))
        .param("command", command.train())
        .param("predict", command.predict())
        .param("format", command.format())
        .param("seconds", command.time().toSeconds())
        .param("memory", command.memoryBytes())
        .input("files", keep.apply("project.json", files));
  }

  /** The SQL and the expectations have done their work before. */
  private Map<String, String> scripts() {
    var scripts = new TreeMap<>(project.texts());
    spec.data().stream()
        .map(ProjectSpec.Source::expect)
        .filter(Objects::nonNull)
        .forEach(scripts::remove);
    if (spec.prepare().sql() != null) {
      scripts.remove(spec.prepare().sql());
    }
    return scripts;
  }

  private static Map<String, Object> space(Map<String, SearchRange> ranges) {
    var space = new TreeMap<String, Object>();
    ranges.forEach((name, range) -> space.put(name, ends(range)));
    return space;
  }

  private static List<Object> ends(SearchRange range) {
    Object low = range.whole() ? (Object) (long) range.low() : (Object) range.low();
    Object high = range.whole() ? (Object) (long) range.high() : (Object) range.high();
    return range.log() ? List.of(low, high, "log") : List.of(low, high);
  }

  private Value trainedOn(Candidate candidate) {
    return Value.many(split.trainedOn(candidate).stream().map(TurnData::record).toList());
  }

  private TaskSpec register(int i, Candidate candidate) {
    var problem = spec.problem();
    String trained = trainTask(i, candidate);
    TaskSpec task =
        TaskSpec.of("register-" + i, RegisterStep.TYPE)
            .param("model", spec.name())
            .param("trainer", candidate.trainer().wire())
            .param("candidate", split.name(candidate))
            .param("question", problem.question())
            .param("decision", problem.decision())
            .param("owner", problem.owner())
            .param("license", problem.license())
            .param("not_for", problem.notFor())
            .param("limitations", problem.limitations())
            .param("ethics", problem.ethics())
            .input("run", trained, "run")
            .input("metrics", trained, "metrics")
            .input("trained_on", trainedOn(candidate))
            .retries(TurnData.TWICE);
    Instant until = split.trainedUntil(candidate);
    task = until == null ? task : task.param("trained_until", until.toString());
    String holdout = split.holdout();
    task = holdout == null ? task : task.param("holdout", holdout);
    return i == 1 ? task : task.after("register-" + (i - 1));
  }

  private TaskSpec judge(int i) {
    TaskSpec task =
        TaskSpec.of("judge-" + i, "judge")
            .param("model", spec.name())
            .param("gates", List.copyOf(spec.gates().keySet()))
            .param("target", spec.target().column())
            .input("version", "register-" + i, "version")
            .input("rows", new Input.From(split.judge(), "features"))
            .input("data", TurnData.record(split.judged()))
            .retries(TurnData.TWICE)
            .uncached();
    String time = spec.prepare().asOf();
    task = time == null ? task.param("holdout", true) : task.param("as_of", time);
    String positive = spec.target().positive();
    task = positive == null ? task : task.param("positive", positive);
    if (baseline()) {
      task = task.input("baseline", BASELINE, "run");
    }
    return i == 1 ? task : task.after("judge-" + (i - 1));
  }
}
