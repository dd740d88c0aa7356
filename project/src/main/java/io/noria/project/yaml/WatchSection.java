package io.noria.project.yaml;

import io.noria.monitoring.WatchSpec.DriftWatch;
import io.noria.monitoring.WatchSpec.PerformanceWatch;
import io.noria.project.ProjectSpec.Retrain;
import io.noria.project.ProjectSpec.Watch;
import io.noria.project.Span;
import io.noria.project.yaml.YamlNode.YamlMap;
import io.noria.registry.BundleInfo.Objective;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code watch} and {@code retrain}. */
final class WatchSection {
  private WatchSection() {}

  static Watch watch(@Nullable YamlNode node, Objective objective) {
    Span week = new Span(1, Span.Unit.WEEK);
    if (node == null) {
      return new Watch(week, null, null, null);
    }
    YamlMap map = node.map("every", "features", "prediction", "performance");
    YamlNode every = map.find("every");
    return new Watch(
        every == null ? week : every.someSpan(),
        drift(map.find("features")),
        drift(map.find("prediction")),
        performance(map.find("performance"), objective));
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

  private static @Nullable PerformanceWatch performance(
      @Nullable YamlNode node, Objective objective) {
    if (node == null) {
      return null;
    }
    YamlMap map = node.map("metric", "drops_by", "over");
    return new PerformanceWatch(
        map.get("metric", "a metric, for example " + TaskMetrics.usual(objective))
            .oneOf(TaskMetrics.judging(objective)),
        map.get("drops_by", "by how much, for example 0.03").number(1e-9, Double.MAX_VALUE),
        map.get("over", "a stretch of time, for example 14 days").someSpan().length());
  }

  static Retrain retrain(@Nullable YamlNode node) {
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
                ? on.items("a list").stream().map(WatchSection::cause).toList()
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
