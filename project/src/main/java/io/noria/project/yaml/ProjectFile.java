package io.noria.project.yaml;

import io.noria.base.NoriaException;
import io.noria.delivery.Check;
import io.noria.monitoring.WatchSpec.DriftWatch;
import io.noria.monitoring.WatchSpec.PerformanceWatch;
import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Arrival;
import io.noria.project.ProjectSpec.Candidate;
import io.noria.project.ProjectSpec.Deploy;
import io.noria.project.ProjectSpec.Model;
import io.noria.project.ProjectSpec.Prepare;
import io.noria.project.ProjectSpec.Problem;
import io.noria.project.ProjectSpec.Retrain;
import io.noria.project.ProjectSpec.Search;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.ProjectSpec.Target;
import io.noria.project.ProjectSpec.Trainer;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.project.ProjectSpec.Watch;
import io.noria.project.Span;
import io.noria.project.yaml.YamlNode.YamlMap;
import io.noria.registry.Stage;
import io.noria.serving.Follow;
import io.noria.training.SearchRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code noria.yaml}. */
public final class ProjectFile {
  /** The file's name. */
  public static final String NAME = "noria.yaml";

  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
  private static final Pattern COLUMN_PLUS =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\s*(?:\\+\\s*(.+))?");
  private static final List<String> METRICS = List.of("auc", "logloss", "rmse");
  private static final Span MONTH = new Span(1, Span.Unit.MONTH);

  private ProjectFile() {}

  /**
   * Reads and checks the text.
   *
   * @param file how errors call it, usually {@code noria.yaml}
   * @throws NoriaException INVALID_ARGUMENT with file, line, key, what came and what was expected
   */
  public static ProjectSpec parse(String file, String text) {
    YamlMap root =
        YamlNode.parse(file, text)
            .map(
                "project", "problem", "data", "prepare", "target", "model", "gates", "deploy",
                "watch", "retrain");
    YamlNode nameNode = root.get("project", "the project's name, for example project: flights");
    String name = nameNode.text("a name");
    if (!PROJECT.matcher(name).matches()) {
      throw nameNode.error(nameNode.came(), "letters, digits, _ and -");
    }
    List<Source> data = sources(root.get("data", "the data sources by name"));
    Target target = target(root.get("target", "the column to predict"));
    Model model = model(root.find("model"), target);
    var spec =
        new ProjectSpec(
            name,
            problem(root.find("problem")),
            data,
            prepare(root, data),
            target,
            model,
            gates(root.find("gates"), model.metric(), data),
            deploy(root.find("deploy"), name),
            watch(root.find("watch")),
            retrain(root.find("retrain")));
    checkArrival(root, spec);
    return spec;
  }

  private static Problem problem(@Nullable YamlNode node) {
    if (node == null) {
      return new Problem("", "", "", "", List.of(), List.of(), List.of());
    }
    YamlMap map =
        node.map("question", "decision", "owner", "license", "not_for", "limitations", "ethics");
    return new Problem(
        map.text("question", ""),
        map.text("decision", ""),
        map.text("owner", ""),
        map.text("license", ""),
        map.texts("not_for"),
        map.texts("limitations"),
        map.texts("ethics"));
  }

  private static List<Source> sources(YamlNode node) {
    var sources = new ArrayList<Source>();
    node.entries("the data sources by name")
        .forEach((name, value) -> sources.add(source(name, value)));
    if (sources.isEmpty()) {
      throw node.error("no source", "at least one");
    }
    return sources;
  }

  private static Source source(String name, YamlNode node) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw node.error("the name '" + name + "'", "letters, digits and _, as a table in SQL");
    }
    YamlMap map = node.map("path", "time", "version", "expect");
    YamlNode path = map.get("path", "a file or a glob, relative to the project's folder");
    YamlNode time = map.find("time");
    YamlNode version = map.find("version");
    YamlNode expect = map.find("expect");
    Versioning versioning = version == null ? Versioning.WHOLE : versioning(version);
    if (versioning != Versioning.WHOLE && time == null) {
      throw node.error("version without time", "time: the column by which files are told apart");
    }
    return new Source(
        name,
        relative(path),
        time == null ? null : column(time),
        versioning,
        expect == null ? null : relative(expect));
  }

  private static Versioning versioning(YamlNode node) {
    List<String> names =
        Arrays.stream(Versioning.values()).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
    return Versioning.valueOf(node.oneOf(names).toUpperCase(Locale.ROOT));
  }

  private static String relative(YamlNode node) {
    String path = node.text("a path relative to the project's folder");
    boolean escapes = Arrays.asList(path.split("/")).contains("..");
    if (path.startsWith("/") || path.contains("\\") || escapes) {
      throw node.error(node.came(), "a path inside the project's folder, with / between names");
    }
    return path;
  }

  private static String column(YamlNode node) {
    return node.text("a column's name");
  }

  private static Prepare prepare(YamlMap root, List<Source> data) {
    YamlNode node = root.find("prepare");
    if (node == null) {
      Source only = data.getFirst();
      if (data.size() > 1 || only.time() == null) {
        throw root.self()
            .error("the key prepare is missing", "prepare: { sql: FILE, as_of: COLUMN }");
      }
      return new Prepare(null, only.time(), List.of(), List.of(), MONTH);
    }
    YamlMap map = node.map("sql", "as_of", "key", "exclude", "lookback");
    YamlNode sql = map.find("sql");
    if (sql == null && data.size() > 1) {
      throw node.error("the key sql is missing", "the file that makes one table of the sources");
    }
    YamlNode lookback = map.find("lookback");
    return new Prepare(
        sql == null ? null : relative(sql),
        column(map.get("as_of", "the column with the moment at which a row is known")),
        map.texts("key"),
        map.texts("exclude"),
        lookback == null ? MONTH : lookback.span());
  }

  private static Target target(YamlNode node) {
    YamlMap map = node.map("column", "positive", "arrives");
    YamlNode positive = map.find("positive");
    YamlNode arrives = map.find("arrives");
    return new Target(
        column(map.get("column", "the column to predict")),
        positive == null ? null : positive.text("the positive class's value"),
        arrives == null ? new Arrival("", new Span(0, Span.Unit.DAY)) : arrival(arrives));
  }

  private static Arrival arrival(YamlNode node) {
    String expected = "a column and a delay, for example scheduled + 12h";
    Matcher matcher = COLUMN_PLUS.matcher(node.text(expected).strip());
    if (matcher.matches()) {
      String delay = matcher.group(2);
      Span span =
          delay == null
              ? new Span(0, Span.Unit.DAY)
              : Span.parse(delay).orElseThrow(() -> node.error(node.came(), expected));
      return new Arrival(matcher.group(1), span);
    }
    throw node.error(node.came(), expected);
  }

  private static void checkArrival(YamlMap root, ProjectSpec spec) {
    String column = spec.target().arrives().column();
    boolean known =
        column.isEmpty()
            || column.equals(spec.prepare().asOf())
            || spec.data().stream().anyMatch(source -> column.equals(source.time()));
    if (!known) {
      YamlNode node =
          root.get("target", "the target")
              .map("column", "positive", "arrives")
              .get("arrives", "when it is known");
      throw node.error(
          node.came(), "a source's time column, or " + spec.prepare().asOf() + ", and a delay");
    }
  }

  private static Model model(@Nullable YamlNode node, Target target) {
    String usual = target.positive() == null ? "rmse" : "auc";
    if (node == null) {
      return new Model(
          Trainer.XGBOOST,
          List.of(new Candidate(new Span(6, Span.Unit.MONTH))),
          search(null),
          usual);
    }
    YamlMap map = node.map("trainer", "candidates", "search", "metric");
    YamlNode trainer = map.find("trainer");
    if (trainer != null) {
      trainer.oneOf(List.of("xgboost"));
    }
    YamlNode candidates = map.find("candidates");
    YamlNode metric = map.find("metric");
    return new Model(
        Trainer.XGBOOST,
        candidates == null
            ? List.of(new Candidate(new Span(6, Span.Unit.MONTH)))
            : candidates(candidates),
        search(map.find("search")),
        metric == null ? usual : metric.oneOf(METRICS));
  }

  private static List<Candidate> candidates(YamlNode node) {
    String expected = "a list such as [ { train_on: 6 months } ]";
    List<Candidate> candidates =
        node.items(expected).stream()
            .map(item -> new Candidate(positive(item.map("train_on").get("train_on", expected))))
            .toList();
    if (candidates.isEmpty()) {
      throw node.error("an empty list", expected);
    }
    return candidates;
  }

  private static Span positive(YamlNode node) {
    Span span = node.span();
    if (span.amount() == 0) {
      throw node.error(node.came(), "more than nothing");
    }
    return span;
  }

  private static Search search(@Nullable YamlNode node) {
    if (node == null) {
      return new Search(1, 300, 20, 1, Map.of());
    }
    YamlMap map = node.map("trials", "rounds", "patience", "seed", "space");
    YamlNode space = map.find("space");
    var ranges = new TreeMap<String, SearchRange>();
    if (space != null) {
      space.entries("ranges by parameter").forEach((name, range) -> ranges.put(name, range(range)));
    }
    return new Search(
        (int) whole(map, "trials", 8, 1, 1000),
        (int) whole(map, "rounds", 300, 1, 100_000),
        (int) whole(map, "patience", 20, 1, 100_000),
        whole(map, "seed", 1, 0, Long.MAX_VALUE),
        ranges);
  }

  private static long whole(YamlMap map, String name, long otherwise, long least, long most) {
    YamlNode node = map.find(name);
    return node == null ? otherwise : node.whole(least, most);
  }

  private static SearchRange range(YamlNode node) {
    String expected = "[low, high] or [low, high, log]";
    List<Object> ends =
        node.items(expected).stream().<Object>map(item -> item.plain(expected)).toList();
    try {
      return SearchRange.of(node.key(), ends);
    } catch (NoriaException e) {
      throw new NoriaException(
          e.code(), node.error(String.valueOf(ends), expected).getMessage(), e);
    }
  }

  private static Map<String, List<Check>> gates(
      @Nullable YamlNode node, String metric, List<Source> data) {
    var gates = new LinkedHashMap<String, List<Check>>();
    if (node != null) {
      node.entries("checks by stage or alias")
          .forEach((name, checks) ->
              gates.put(
                  name,
                  checks.items("a list of checks").stream()
                      .map(check -> check(check, metric, data))
                      .toList()));
      gates.forEach((name, checks) -> {
        if (checks.isEmpty()) {
          throw node.error("gate " + name + " has no checks", "at least one");
        }
      });
    }
    return gates;
  }

  private static Check check(YamlNode node, String usual, List<Source> data) {
    YamlMap map = node.map("metric", "at_least", "at_most", "beats", "on", "resample", "level");
    List<String> metrics = Check.METRICS.stream().sorted().toList();
    YamlNode named = map.find("metric");
    String metric = named == null ? usual : named.oneOf(metrics);
    YamlNode least = map.find("at_least");
    YamlNode most = map.find("at_most");
    YamlNode beats = map.find("beats");
    long kinds = java.util.stream.Stream.of(least, most, beats).filter(n -> n != null).count();
    if (kinds != 1) {
      throw node.error(kinds + " conditions", "one of at_least, at_most and beats");
    }
    if (!Check.METRICS.contains(metric)) {
      throw node.error("no metric", "metric: one of " + String.join(", ", metrics));
    }
    YamlNode on = map.find("on");
    if (on != null) {
      on.oneOf(newest(data));
    }
    double limit = Double.MAX_VALUE;
    if (least != null) {
      return Check.atLeast(metric, least.number(-limit, limit));
    }
    if (most != null) {
      return Check.atMost(metric, most.number(-limit, limit));
    }
    map.get("beats", "champion").oneOf(List.of("champion"));
    YamlNode resample = map.find("resample");
    YamlNode level = map.find("level");
    return Check.beatsChampion(
        metric,
        resample == null ? "day" : resample.oneOf(Check.UNITS.stream().sorted().toList()),
        level == null ? 0.95 : level.number(0.51, 0.9999));
  }

  private static List<String> newest(List<Source> data) {
    return data.stream()
        .map(source ->
            switch (source.version()) {
              case WHOLE -> "newest labelled data";
              case DAILY -> "newest labelled day";
              case MONTHLY -> "newest labelled month";
              case YEARLY -> "newest labelled year";
            })
        .distinct()
        .toList();
  }

  private static Deploy deploy(@Nullable YamlNode node, String project) {
    if (node == null) {
      return new Deploy(project, Follow.alias("champion"));
    }
    YamlMap map = node.map("name", "follow");
    return new Deploy(map.text("name", project), follow(map.text("follow", "champion")));
  }

  private static Follow follow(String text) {
    if (text.matches("[1-9][0-9]{0,8}")) {
      return Follow.version(Integer.parseInt(text));
    }
    for (Stage stage : Stage.values()) {
      if (stage.title().equalsIgnoreCase(text)) {
        return Follow.stage(stage.title());
      }
    }
    return Follow.alias(text);
  }

  private static Watch watch(@Nullable YamlNode node) {
    Span week = new Span(1, Span.Unit.WEEK);
    if (node == null) {
      return new Watch(week, null, null, null);
    }
    YamlMap map = node.map("every", "features", "prediction", "performance");
    YamlNode every = map.find("every");
    return new Watch(
        every == null ? week : positive(every),
        drift(map.find("features")),
        drift(map.find("prediction")),
        performance(map.find("performance")));
  }

  private static @Nullable DriftWatch drift(@Nullable YamlNode node) {
    if (node == null) {
      return null;
    }
    YamlMap map = node.map("test", "above", "below_p");
    String test = map.get("test", "a drift test, for example psi").text("a drift test");
    YamlNode above = map.find("above");
    YamlNode belowP = map.find("below_p");
    if ((above == null) == (belowP == null)) {
      throw node.error(above == null ? "no threshold" : "two thresholds", "above or below_p");
    }
    return above != null
        ? DriftWatch.above(test, above.number(0, Double.MAX_VALUE))
        : DriftWatch.belowP(test, map.get("below_p", "a p-value").number(1e-12, 0.999_999));
  }

  private static @Nullable PerformanceWatch performance(@Nullable YamlNode node) {
    if (node == null) {
      return null;
    }
    YamlMap map = node.map("metric", "drops_by", "over");
    return new PerformanceWatch(
        map.get("metric", "a metric, for example auc")
            .oneOf(PerformanceWatch.METRICS.stream().sorted().toList()),
        map.get("drops_by", "by how much, for example 0.03").number(1e-9, Double.MAX_VALUE),
        positive(map.get("over", "a stretch of time, for example 14 days")).length());
  }

  private static Retrain retrain(@Nullable YamlNode node) {
    Span none = new Span(0, Span.Unit.DAY);
    if (node == null) {
      return new Retrain(false, true, none);
    }
    YamlMap map = node.map("on", "cool_down");
    YamlNode on = map.find("on");
    YamlNode coolDown = map.find("cool_down");
    List<String> causes =
        on == null
            ? List.of("new data")
            : on.isList()
                ? on.items("a list").stream().map(ProjectFile::cause).toList()
                : List.of(cause(on));
    return new Retrain(
        causes.contains("alert"),
        causes.contains("new data"),
        coolDown == null ? none : coolDown.span());
  }

  private static String cause(YamlNode node) {
    return node.oneOf(List.of("alert", "new data"));
  }
}
