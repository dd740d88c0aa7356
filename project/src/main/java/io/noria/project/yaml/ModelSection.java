package io.noria.project.yaml;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.project.ProjectSpec.Baseline;
import io.noria.project.ProjectSpec.Candidate;
import io.noria.project.ProjectSpec.Command;
import io.noria.project.ProjectSpec.Model;
import io.noria.project.ProjectSpec.Search;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.ProjectSpec.Target;
import io.noria.project.ProjectSpec.Trainer;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.project.Span;
import io.noria.project.yaml.YamlNode.YamlMap;
import io.noria.training.SearchRange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code model}: how models are made. */
final class ModelSection {
  private static final Span SIX_MONTHS = new Span(6, Span.Unit.MONTH);
  private static final double HOLDOUT = 0.2;

  private final Target target;
  private final Source primary;

  private ModelSection(Target target, Source primary) {
    this.target = target;
    this.primary = primary;
  }

  static Model read(@Nullable YamlNode node, Target target, Source primary) {
    return new ModelSection(target, primary).model(node);
  }

  private Model model(@Nullable YamlNode node) {
    List<String> metrics = TaskMetrics.deciding(target.objective());
    if (node == null) {
      return new Model(
          Trainer.XGBOOST,
          List.of(new Candidate(Trainer.XGBOOST, usualStretch())),
          search(null),
          metrics.getFirst(),
          Baseline.NONE,
          null,
          HOLDOUT);
    }
    YamlMap map =
        node.map(
            "trainer",
            "candidates",
            "search",
            "metric",
            "baseline",
            "holdout",
            "command",
            "predict",
            "format",
            "limits");
    Command command = CommandSection.read(map);
    YamlNode trainer = map.find("trainer");
    Trainer usual =
        trainer != null
            ? trainer(trainer, command)
            : command == null ? Trainer.XGBOOST : Trainer.COMMAND;
    YamlNode candidates = map.find("candidates");
    YamlNode metric = map.find("metric");
    YamlNode baseline = map.find("baseline");
    return new Model(
        usual,
        candidates == null
            ? List.of(new Candidate(usual, usualStretch()))
            : candidates(candidates, usual, command),
        search(map.find("search")),
        metric == null ? metrics.getFirst() : metric.oneOf(metrics).replace("merror", "accuracy"),
        baseline == null
            ? Baseline.NONE
            : Baseline.valueOf(baseline.oneOf(List.of("linear", "none")).toUpperCase(Locale.ROOT)),
        command,
        holdout(map.find("holdout")));
  }

  private static Trainer trainer(YamlNode node, @Nullable Command command) {
    List<String> names = Arrays.stream(Trainer.values()).map(Trainer::wire).toList();
    Trainer trainer = Trainer.valueOf(node.oneOf(names).toUpperCase(Locale.ROOT));
    if (trainer == Trainer.COMMAND && command == null) {
      throw node.error(
          node.came(), "model.command and model.predict, for example command: python train.py");
    }
    return trainer;
  }

  /** Of data with time half a year, which of yearly periods would be none: then all there is. */
  private @Nullable Span usualStretch() {
    return primary.time() == null || primary.period() == Versioning.YEARLY ? null : SIX_MONTHS;
  }

  private List<Candidate> candidates(YamlNode node, Trainer usual, @Nullable Command command) {
    String expected =
        primary.time() == null
            ? "a list such as [ { trainer: xgboost }, { trainer: linear } ]"
            : "a list such as [ { train_on: 6 months } ]";
    List<Candidate> candidates =
        node.items(expected).stream().map(item -> candidate(item, usual, command)).toList();
    if (candidates.isEmpty()) {
      throw node.error("an empty list", expected);
    }
    return candidates;
  }

  private Candidate candidate(YamlNode node, Trainer usual, @Nullable Command command) {
    YamlMap map = node.map("trainer", "train_on");
    YamlNode trainer = map.find("trainer");
    YamlNode trainOn = map.find("train_on");
    if (trainOn != null && primary.time() == null) {
      throw trainOn.error(
          trainOn.came(),
          "no train_on, since data.%s has no time: all rows but the holdout's train"
              .formatted(primary.name()));
    }
    return new Candidate(
        trainer == null ? usual : trainer(trainer, command),
        trainOn == null ? usualStretch() : trainOn.someSpan());
  }

  private double holdout(@Nullable YamlNode node) {
    if (node == null) {
      return HOLDOUT;
    }
    if (primary.time() != null) {
      throw node.error(
          node.came(),
          "no holdout, since the newest labelled %s of data.%s judges"
              .formatted(primary.period().unit(), primary.name()));
    }
    String expected = "a share from 1% to 50%, for example 20%";
    String text = node.text(expected).strip();
    boolean percent = text.endsWith("%");
    try {
      double number = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
      double share = percent ? number / 100 : number;
      if (share >= 0.01 && share <= 0.5) {
        return share;
      }
    } catch (NumberFormatException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, node.error(node.came(), expected).getMessage(), e);
    }
    throw node.error(node.came(), expected);
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
}
