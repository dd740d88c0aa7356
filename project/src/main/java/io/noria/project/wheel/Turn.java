package io.noria.project.wheel;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.Datasets;
import io.noria.pipelines.Input;
import io.noria.pipelines.PipelineSpec;
import io.noria.pipelines.Retries;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.project.Project;
import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Candidate;
import io.noria.project.ProjectSpec.Search;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.training.SearchRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lays out one turn of the wheel as a pipeline: {@code prepare-PERIOD} for every period needed,
 * then for each candidate {@code search-N}, {@code register-N} and {@code judge-N}; candidates are
 * registered and judged one after the other, each against the champion that the one before may have
 * become.
 */
final class Turn {
  private static final Retries TWICE = Retries.of(2);

  private final Project project;
  private final ProjectSpec spec;
  private final Map<String, List<DatasetVersion>> data = new LinkedHashMap<>();
  private final List<Period> periods;
  private final Period judge;

  private Turn(Project project, Datasets datasets) {
    this.project = project;
    this.spec = project.spec();
    for (Source source : spec.data()) {
      data.put(source.name(), datasets.current(source.name()));
    }
    Source primary = spec.primary();
    this.periods = Period.of(primary.version(), versions(primary));
    if (periods.size() < 2) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "project %s: %s has %d labelled periods (expected: one to judge and one before it)"
              .formatted(spec.name(), primary.name(), periods.size()));
    }
    this.judge = periods.getLast();
  }

  /**
   * The pipeline of the turn on the data as it stands.
   *
   * @throws NoriaException FAILED_PRECONDITION when there is not enough data
   */
  static PipelineSpec of(Project project, Datasets datasets) {
    return new Turn(project, datasets).pipeline();
  }

  private PipelineSpec pipeline() {
    var tasks = new ArrayList<TaskSpec>();
    List<Candidate> candidates = spec.model().candidates();
    var needed = new TreeMap<Instant, Period>();
    needed.put(judge.start(), judge);
    for (Candidate candidate : candidates) {
      training(candidate).forEach(period -> needed.put(period.start(), period));
    }
    needed.values().forEach(period -> tasks.add(prepare(period)));
    for (int i = 1; i <= candidates.size(); i++) {
      Candidate candidate = candidates.get(i - 1);
      tasks.add(search(i, candidate));
      tasks.add(register(i, candidate));
      tasks.add(judge(i));
    }
    return new PipelineSpec(spec.name(), tasks);
  }

  private List<DatasetVersion> versions(Source source) {
    return data.getOrDefault(source.name(), List.of());
  }

  private List<Period> training(Candidate candidate) {
    Instant from = candidate.trainOn().before(judge.start());
    return periods.stream()
        .filter(p -> !p.start().isBefore(from) && p.start().isBefore(judge.start()))
        .toList();
  }

  private static String prepareName(Period period) {
    return "prepare-" + period.label();
  }

  private TaskSpec prepare(Period period) {
    Source primary = spec.primary();
    String file = spec.prepare().sql();
    String sql =
        file == null ? "SELECT * FROM " + primary.name() : project.texts().getOrDefault(file, "");
    TaskSpec task =
        TaskSpec.of(prepareName(period), PrepareStep.TYPE)
            .param("sql", sql)
            .param("file", file == null ? primary.name() : file)
            .param("target", spec.target().column())
            .param("as_of", spec.prepare().asOf())
            .param("key", spec.prepare().key())
            .param("not_features", notFeatures())
            .param("label", period.label())
            .param("from_micros", micros(period.from()))
            .param("to_micros", micros(period.to()))
            .retries(TWICE);
    String time = primary.time();
    if (time != null) {
      task = task.param("time", time);
    }
    Instant first = spec.prepare().lookback().before(period.from());
    for (Source source : spec.data()) {
      List<Value.Record> read =
          versions(source).stream()
              .filter(v -> source.version() == Versioning.WHOLE || overlaps(v, first, period.to()))
              .map(Turn::record)
              .toList();
      if (read.isEmpty()) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "project %s: no data of %s for %s"
                .formatted(spec.name(), source.name(), period.label()));
      }
      task = task.input(source.name(), Value.many(read));
    }
    return task;
  }

  private static boolean overlaps(DatasetVersion version, Instant first, Instant last) {
    Instant from = version.from();
    Instant to = version.to();
    return from != null && to != null && !from.isAfter(last) && !to.isBefore(first);
  }

  private static Value.Record record(DatasetVersion version) {
    return new Value.Record(version.ref(), version.digest().value());
  }

  private List<String> notFeatures() {
    var columns = new ArrayList<String>();
    columns.add(spec.target().column());
    columns.add(spec.prepare().asOf());
    spec.data().stream().map(Source::time).forEach(time -> add(columns, time));
    add(columns, spec.target().arrives().column());
    spec.prepare().key().forEach(column -> add(columns, column));
    spec.prepare().exclude().forEach(column -> add(columns, column));
    return columns;
  }

  private static void add(List<String> columns, @Nullable String column) {
    if (column != null && !column.isEmpty() && !columns.contains(column)) {
      columns.add(column);
    }
  }

  private static long micros(Instant moment) {
    return Math.addExact(
        Math.multiplyExact(moment.getEpochSecond(), 1_000_000L), moment.getNano() / 1000);
  }

  private TaskSpec search(int i, Candidate candidate) {
    List<Period> training = training(candidate);
    if (training.isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "project %s: no data in the %s before %s to train on"
              .formatted(spec.name(), candidate.trainOn(), judge.label()));
    }
    Search search = spec.model().search();
    TaskSpec task =
        TaskSpec.of("search-" + i, "xgboost-search")
            .param("experiment", spec.name())
            .param("name", name(candidate))
            .param("target", spec.target().column())
            .param("time", spec.prepare().asOf())
            .param("exclude", notFeatures())
            .param("metric", spec.model().metric())
            .param("trials", search.trials())
            .param("rounds", search.rounds())
            .param("patience", search.patience())
            .param("seed", search.seed())
            .param("space", space(search.space()))
            .input(
                "table",
                new Input.Gathered(
                    training.stream()
                        .map(period -> new Input.From(prepareName(period), "features"))
                        .toList()))
            .input("trained_on", trainedOn(training))
            .retries(TWICE);
    // A search uses two threads; more of them than cores slow each other down badly.
    if (Runtime.getRuntime().availableProcessors() < 2 * spec.model().candidates().size()) {
      task = task.asHeavy();
    }
    String positive = spec.target().positive();
    return positive == null ? task : task.param("positive", positive);
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

  private String name(Candidate candidate) {
    return "the last " + candidate.trainOn() + " before " + judge.label();
  }

  private static Value trainedOn(List<Period> training) {
    return Value.many(training.stream().map(Period::version).distinct().map(Turn::record).toList());
  }

  private TaskSpec register(int i, Candidate candidate) {
    var problem = spec.problem();
    TaskSpec task =
        TaskSpec.of("register-" + i, RegisterStep.TYPE)
            .param("model", spec.name())
            .param("trainer", spec.model().trainer().name().toLowerCase(Locale.ROOT))
            .param("candidate", name(candidate))
            .param("trained_until", training(candidate).getLast().to().toString())
            .param("question", problem.question())
            .param("decision", problem.decision())
            .param("owner", problem.owner())
            .param("license", problem.license())
            .param("not_for", problem.notFor())
            .param("limitations", problem.limitations())
            .param("ethics", problem.ethics())
            .input("run", "search-" + i, "run")
            .input("metrics", "search-" + i, "metrics")
            .input("trained_on", trainedOn(training(candidate)))
            .retries(TWICE);
    return i == 1 ? task : task.after("register-" + (i - 1));
  }

  private TaskSpec judge(int i) {
    TaskSpec task =
        TaskSpec.of("judge-" + i, "judge")
            .param("model", spec.name())
            .param("gates", List.copyOf(spec.gates().keySet()))
            .param("target", spec.target().column())
            .param("as_of", spec.prepare().asOf())
            .input("version", "register-" + i, "version")
            .input("rows", prepareName(judge), "features")
            .input("data", record(judge.version()))
            .retries(TWICE)
            .uncached();
    String positive = spec.target().positive();
    task = positive == null ? task : task.param("positive", positive);
    return i == 1 ? task : task.after("judge-" + (i - 1));
  }
}
