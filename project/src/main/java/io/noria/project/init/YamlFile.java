package io.noria.project.init;

import io.noria.project.init.TargetLook.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes {@code noria.yaml}. */
final class YamlFile {
  private final Findings found;
  private final Gates gates;
  private final List<String> lines = new ArrayList<>();

  private YamlFile(Findings found, Gates gates) {
    this.found = found;
    this.gates = gates;
  }

  /**
   * The file.
   *
   * @param path of the data, relative to the folder
   */
  static String text(Findings found, Gates gates, String path) {
    YamlFile file = new YamlFile(found, gates);
    file.head();
    file.data(path);
    file.prepare();
    file.target();
    file.model();
    file.gates();
    file.watch();
    return String.join("\n", file.lines) + "\n";
  }

  private void add(String line, Object... values) {
    lines.add(values.length == 0 ? line : line.formatted(values));
  }

  private String column() {
    return YamlText.of(found.target().name());
  }

  private void head() {
    add("# What was found in the data and why this is so: README.md. Every key: docs/project.md.");
    add("project: %s", found.name());
    add("");
    add("# Goes into the model card. Say it in your own words.");
    add("problem:");
    String question =
        switch (found.target().task()) {
          case BINARY ->
              "Will %s be %s?".formatted(found.target().name(), found.target().positive().value());
          case MULTICLASS -> "Which %s is it?".formatted(found.target().name());
          case REGRESSION -> "How much will %s be?".formatted(found.target().name());
        };
    add("  question: %s", YamlText.of(question));
    add("  # decision: what is done with the answer");
    add("  # owner: whom to ask");
    add("  # limitations: [ where it does not hold ]");
    add("");
  }

  private void data(String path) {
    TimeLook time = found.time();
    add("data:");
    add("  %s:", found.source());
    add("    path: %s", YamlText.of(path));
    if (time != null) {
      add("    time: %s", YamlText.of(time.name()));
      if (time.byFile()) {
        add(
            "    version: %-10s # each file is a %s",
            time.cadence().version(), time.cadence().wire());
      } else if (time.cadence() != Cadence.MONTH) {
        add("    period: %-11s # trains and judges as a whole", time.cadence().wire());
      }
    }
    add("    expect: expectations/%s.yaml", found.source());
    add("");
  }

  private void prepare() {
    List<String> parts = new ArrayList<>(List.of("sql: sql/features.sql"));
    TimeLook time = found.time();
    if (time != null) {
      add("# Only what was known at as_of.");
      parts.add("as_of: " + YamlText.of(time.name()));
    }
    if (!found.key().isEmpty()) {
      parts.add(
          "key: "
              + found.key().stream().map(YamlText::of).collect(Collectors.joining(", ", "[", "]")));
    }
    add("prepare: { %s }", String.join(", ", parts));
    add("");
  }

  private void target() {
    List<String> parts = new ArrayList<>(List.of("column: " + column()));
    TargetLook target = found.target();
    if (target.task() == Task.BINARY) {
      parts.add("positive: " + YamlText.label(target.positive().value()));
    } else if (target.task() == Task.MULTICLASS) {
      parts.add(
          "classes: " + YamlText.list(target.classes().stream().map(c -> c.value()).toList()));
    }
    TimeLook time = found.time();
    if (time != null && !time.arrives().isEmpty()) {
      String from = Names.isPlain(time.name()) ? time.name() + " + " : "";
      parts.add("arrives: " + from + time.arrives());
    }
    add("target: { %s }", String.join(", ", parts));
    add("");
  }

  private void model() {
    TimeLook time = found.time();
    add("model:");
    add("  trainer: xgboost             # or linear, or command: python train.py");
    if (time != null) {
      add("  # Each up to the newest labelled %s, which judges them.", time.cadence().wire());
      add("  candidates:");
      time.trainOn().forEach(span -> add("    - { train_on: %s }", span));
      add(
          "    - { trainer: linear, train_on: %s }   # serves where trees are no better",
          time.trainOn().getFirst());
    } else {
      add(
          "  holdout: 20%                 # the same rows in every version; they judge and never"
              + " train");
      add("  candidates:");
      add("    - { trainer: xgboost }");
      add("    - { trainer: linear }        # serves where trees are no better");
    }
    add("  baseline: linear             # fitted on the same rows each time, to be beaten");
    add("  search:");
    boolean large = found.full().rows() > 1_000_000;
    add("    trials: %d", large ? 2 : 4);
    add("    rounds: %d", large ? 100 : 200);
    add("    patience: 20");
    add("    space:");
    add("      max_depth: [3, 8]");
    add("      learning_rate: [0.03, 0.3, log]");
    add("      min_child_weight: [1, 20, log]");
    add("      subsample: [0.6, 1.0]");
    add("      colsample_bytree: [0.5, 1.0]");
    add("  metric: %s", gates.search());
    add("");
  }

  private void gates() {
    TimeLook time = found.time();
    String on = time == null ? "holdout" : "newest labelled " + time.cadence().wire();
    add("# %s.", sentence(gates.why()));
    add("gates:");
    add("  staging:");
    add("    - { metric: %s, at_least: %s }", gates.bounded(), Shown.number(gates.bound()));
    add(
        "    - { beats: baseline, metric: %s, resample: %s, level: %s }",
        metric(), found.resample(), Shown.number(gates.level()));
    add("  champion:");
    add(
        "    - { beats: champion, metric: %s, on: %s, resample: %s, level: %s }",
        metric(), on, found.resample(), Shown.number(gates.level()));
    add("");
    add("deploy: { name: %s, follow: champion }", found.name());
    add("");
  }

  /** What two models are compared by. */
  private String metric() {
    return found.target().task() == Task.MULTICLASS ? "log_loss" : gates.metric();
  }

  private void watch() {
    TimeLook time = found.time();
    Cadence cadence = time == null ? Cadence.MONTH : time.cadence();
    add("watch:");
    add("  every: %s", cadence.window());
    add("  features: { test: psi, above: 0.2 }");
    add("  prediction: { test: psi, above: 0.2 }");
    add(
        "  performance: { metric: %s, drops_by: %s, over: %s }",
        gates.metric(), Shown.number(gates.drop()), cadence.over());
    add("");
    add(
        time == null
            ? "retrain: { on: [ alert, new data ] }"
            : "retrain: { on: [ alert, new data ], cool_down: " + cadence.coolDown() + " }");
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
