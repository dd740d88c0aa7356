package io.noria.project.yaml;

import io.noria.base.NoriaException;
import io.noria.project.ProjectSpec.Candidate;
import io.noria.project.ProjectSpec.Model;
import io.noria.project.ProjectSpec.Search;
import io.noria.project.ProjectSpec.Target;
import io.noria.project.ProjectSpec.Trainer;
import io.noria.project.Span;
import io.noria.project.yaml.YamlNode.YamlMap;
import io.noria.training.SearchRange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code model}: how models are made. */
final class ModelSection {
  private static final List<String> METRICS = List.of("auc", "logloss", "rmse");

  private ModelSection() {}

  static Model read(@Nullable YamlNode node, Target target) {
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
            .map(item -> new Candidate(item.map("train_on").get("train_on", expected).someSpan()))
            .toList();
    if (candidates.isEmpty()) {
      throw node.error("an empty list", expected);
    }
    return candidates;
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
