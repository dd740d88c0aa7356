package io.noria.project.yaml;

import io.noria.base.NoriaException;
import io.noria.project.ProjectSpec;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code noria.yaml}. */
public final class ProjectFile {
  /** The file's name. */
  public static final String NAME = "noria.yaml";

  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
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
                "watch", "retrain", "batch");
    YamlNode nameNode = root.get("project", "the project's name, for example project: flights");
    String name = nameNode.text("a name");
    if (!PROJECT.matcher(name).matches()) {
      throw nameNode.error(nameNode.came(), "letters, digits, _ and -");
    }
    List<Source> data = sources(root.get("data", "the data sources by name"));
    Target target = TargetSection.read(root.get("target", "the column to predict"));
    Source primary = ProjectSpec.primary(data, target);
    Model model = ModelSection.read(root.find("model"), target, primary);
    var spec =
        new ProjectSpec(
            name,
            problem(root.find("problem")),
            data,
            prepare(root, data, primary),
            target,
            model,
            new GateSection(target.objective(), model, data, primary).read(root.find("gates")),
            deploy(root.find("deploy"), name),
            WatchSection.watch(root.find("watch"), target.objective()),
            WatchSection.retrain(root.find("retrain")),
            BatchSection.read(
                root.find("batch"), name, deploy(root.find("deploy"), name).follow()));
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
    YamlMap map = node.map("path", "time", "version", "period", "expect");
    YamlNode path = map.get("path", "a file or a glob, relative to the project's folder");
    YamlNode time = map.find("time");
    YamlNode version = map.find("version");
    YamlNode period = map.find("period");
    YamlNode expect = map.find("expect");
    Versioning versioning = version == null ? Versioning.WHOLE : versioning(version);
    if (versioning != Versioning.WHOLE && time == null) {
      throw node.error("version without time", "time: the column by which files are told apart");
    }
    if (period != null && (versioning != Versioning.WHOLE || time == null)) {
      throw period.error(
          period.came(),
          time == null
              ? "time: COLUMN beside it, which tells the periods apart"
              : "no period, since the versions are the periods; or version: whole");
    }
    return new Source(
        name,
        relative(path),
        time == null ? null : column(time),
        versioning,
        period == null ? usualPeriod(versioning) : period(period),
        expect == null ? null : relative(expect));
  }

  private static Versioning versioning(YamlNode node) {
    List<String> names =
        Arrays.stream(Versioning.values()).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
    return Versioning.valueOf(node.oneOf(names).toUpperCase(Locale.ROOT));
  }

  private static Versioning usualPeriod(Versioning versioning) {
    return versioning == Versioning.WHOLE ? Versioning.MONTHLY : versioning;
  }

  private static Versioning period(YamlNode node) {
    List<Versioning> periods =
        Arrays.stream(Versioning.values()).filter(v -> v != Versioning.WHOLE).toList();
    String unit = node.oneOf(periods.stream().map(Versioning::unit).toList());
    return periods.stream().filter(v -> v.unit().equals(unit)).findFirst().orElseThrow();
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

  private static Prepare prepare(YamlMap root, List<Source> data, Source primary) {
    YamlNode node = root.find("prepare");
    if (node == null) {
      if (data.size() > 1) {
        throw root.self()
            .error(
                "the key prepare is missing",
                "prepare: { sql: FILE" + (primary.time() == null ? " }" : ", as_of: COLUMN }"));
      }
      return new Prepare(null, primary.time(), List.of(), List.of(), MONTH);
    }
    YamlMap map = node.map("sql", "as_of", "key", "exclude", "lookback");
    YamlNode sql = map.find("sql");
    if (sql == null && data.size() > 1) {
      throw node.error("the key sql is missing", "the file that makes one table of the sources");
    }
    YamlNode lookback = map.find("lookback");
    return new Prepare(
        sql == null ? null : relative(sql),
        asOf(map, data, primary),
        map.texts("key"),
        map.texts("exclude"),
        lookback == null ? MONTH : lookback.span());
  }

  private static @Nullable String asOf(YamlMap map, List<Source> data, Source primary) {
    YamlNode asOf = map.find("as_of");
    if (primary.time() == null) {
      if (asOf != null) {
        throw asOf.error(
            asOf.came(),
            "no as_of, since data.%1$s has no time; or time: COLUMN at data.%1$s"
                .formatted(primary.name()));
      }
      return null;
    }
    if (asOf == null && data.size() == 1) {
      return primary.time();
    }
    return column(map.get("as_of", "the column with the moment at which a row is known"));
  }

  private static void checkArrival(YamlMap root, ProjectSpec spec) {
    String column = spec.target().arrives().column();
    String asOf = spec.prepare().asOf();
    boolean known =
        column.isEmpty()
            || column.equals(asOf)
            || spec.data().stream().anyMatch(source -> column.equals(source.time()));
    if (!known) {
      YamlNode node = TargetSection.arrives(root.get("target", "the target"));
      throw node.error(
          node.came(),
          asOf == null
              ? "how long after the prediction, for example 2 days, since no source has a time"
              : "a source's time column, or " + asOf + ", and a delay");
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
