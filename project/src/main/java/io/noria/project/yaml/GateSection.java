package io.noria.project.yaml;

import io.noria.delivery.Check;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.yaml.YamlNode.YamlMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code gates}: what a version must show. */
final class GateSection {
  private GateSection() {}

  static Map<String, List<Check>> read(@Nullable YamlNode node, String metric, List<Source> data) {
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
}
