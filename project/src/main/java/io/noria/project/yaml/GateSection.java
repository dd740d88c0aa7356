package io.noria.project.yaml;

import io.noria.delivery.Check;
import io.noria.project.ProjectSpec.Baseline;
import io.noria.project.ProjectSpec.Model;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.project.yaml.YamlNode.YamlMap;
import io.noria.registry.BundleInfo.Objective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code gates}: what a version must show. */
final class GateSection {
  private final List<String> metrics;
  private final String usual;
  private final boolean baseline;
  private final boolean timed;
  private final List<String> judges;

  GateSection(Objective objective, Model model, List<Source> data, Source primary) {
    this.metrics = TaskMetrics.judging(objective);
    this.usual = TaskMetrics.judging(model.metric());
    this.baseline = model.baseline() != Baseline.NONE;
    this.timed = primary.time() != null;
    this.judges = timed ? newest(data) : List.of("holdout");
  }

  Map<String, List<Check>> read(@Nullable YamlNode node) {
    var gates = new LinkedHashMap<String, List<Check>>();
    if (node != null) {
      node.entries("checks by stage or alias")
          .forEach((name, checks) ->
              gates.put(name, checks.items("a list of checks").stream().map(this::check).toList()));
      gates.forEach((name, checks) -> {
        if (checks.isEmpty()) {
          throw node.error("gate " + name + " has no checks", "at least one");
        }
      });
    }
    return gates;
  }

  private Check check(YamlNode node) {
    YamlMap map = node.map("metric", "at_least", "at_most", "beats", "on", "resample", "level");
    YamlNode named = map.find("metric");
    String metric = named == null ? usual : named.oneOf(metrics);
    YamlNode least = map.find("at_least");
    YamlNode most = map.find("at_most");
    YamlNode beats = map.find("beats");
    long kinds = Stream.of(least, most, beats).filter(n -> n != null).count();
    if (kinds != 1) {
      throw node.error(kinds + " conditions", "one of at_least, at_most and beats");
    }
    YamlNode on = map.find("on");
    if (on != null) {
      on.oneOf(judges);
    }
    double limit = Double.MAX_VALUE;
    if (least != null) {
      return Check.atLeast(metric, least.number(-limit, limit));
    }
    if (most != null) {
      return Check.atMost(metric, most.number(-limit, limit));
    }
    YamlNode opponent = map.get("beats", "champion");
    boolean champion = opponent.oneOf(List.of("champion", "baseline")).equals("champion");
    if (!champion && !baseline) {
      throw opponent.error(opponent.came(), "model.baseline: linear in this file");
    }
    String unit = unit(map.find("resample"));
    YamlNode level = map.find("level");
    double confidence = level == null ? 0.95 : level.number(0.51, 0.9999);
    return champion
        ? Check.beatsChampion(metric, unit, confidence)
        : Check.beatsBaseline(metric, unit, confidence);
  }

  private String unit(@Nullable YamlNode resample) {
    if (resample == null) {
      return timed ? "day" : "row";
    }
    return resample.oneOf(timed ? Check.UNITS.stream().sorted().toList() : List.of("row"));
  }

  private static List<String> newest(List<Source> data) {
    return data.stream()
        .flatMap(source ->
            source.version() == Versioning.WHOLE && source.time() != null
                ? Stream.of("newest labelled data", "newest labelled " + source.period().unit())
                : Stream.of("newest labelled " + source.version().unit()))
        .distinct()
        .toList();
  }
}
