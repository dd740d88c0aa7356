package io.noria.project.yaml;

import io.noria.base.NoriaException;
import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Arrival;
import io.noria.project.ProjectSpec.Deploy;
import io.noria.project.ProjectSpec.Model;
import io.noria.project.ProjectSpec.Prepare;
import io.noria.project.ProjectSpec.Problem;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.ProjectSpec.Target;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.project.Span;
import io.noria.project.yaml.YamlNode.YamlMap;
import io.noria.registry.Stage;
import io.noria.serving.Follow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
    Model model = ModelSection.read(root.find("model"), target);
    var spec =
        new ProjectSpec(
            name,
            problem(root.find("problem")),
            data,
            prepare(root, data),
            target,
            model,
            GateSection.read(root.find("gates"), model.metric(), data),
            deploy(root.find("deploy"), name),
            WatchSection.watch(root.find("watch")),
            WatchSection.retrain(root.find("retrain")));
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
}
