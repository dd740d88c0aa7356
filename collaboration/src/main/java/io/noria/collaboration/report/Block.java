package io.noria.collaboration.report;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a fenced block asks for, in YAML or JSON.
 *
 * @param experiments ids or names
 * @param filter in the runs' filter language; empty for all
 * @param orderBy clauses; the newest first when there are none
 * @param runs ids; when there are any, experiments and filter are not looked at
 * @param metrics what a chart draws
 * @param x {@code step}, {@code time} or {@code relative}
 * @param smoothing 0 (none) to below 1: the weight of what came before
 * @param groupBy a param or tag whose values are drawn as one line each; null for a line a run
 * @param columns a table's columns
 * @param limit most runs
 * @param title a line above; null for none
 */
record Block(
    List<String> experiments,
    String filter,
    List<String> orderBy,
    List<String> runs,
    List<String> metrics,
    String x,
    double smoothing,
    @Nullable String groupBy,
    List<String> columns,
    int limit,
    @Nullable String title) {
  private static final int LONGEST = 20_000;
  private static final int MOST_LISTED = 200;
  private static final int MOST_METRICS = 8;
  private static final Set<String> KEYS =
      Set.of(
          "experiment",
          "experiments",
          "filter",
          "order_by",
          "runs",
          "run",
          "metric",
          "metrics",
          "x",
          "smoothing",
          "group_by",
          "columns",
          "limit",
          "title",
          "height",
          "type");

  /**
   * Reads a block.
   *
   * @param usual how many runs when it does not say
   * @param most how many runs it may ask for
   * @throws NoriaException INVALID_ARGUMENT naming the key, what came and what was expected
   */
  static Block parse(String text, int usual, int most) {
    Limits.atMost("block", text, LONGEST);
    Map<?, ?> map = map(text);
    for (Object key : map.keySet()) {
      if (!(key instanceof String name) || !KEYS.contains(name)) {
        throw NoriaException.invalid(
            Limits.shown(String.valueOf(key))
                + ": unknown key (expected: experiments, filter, order_by, runs, metrics, x,"
                + " smoothing, group_by, columns, limit or title)");
      }
    }
    List<String> metrics = both(map, "metric", "metrics");
    if (metrics.size() > MOST_METRICS) {
      throw NoriaException.invalid(
          "metrics: " + metrics.size() + " of them (expected: at most " + MOST_METRICS + ")");
    }
    return new Block(
        both(map, "experiment", "experiments"),
        text(map, "filter", ""),
        strings(map, "order_by"),
        both(map, "run", "runs"),
        metrics,
        oneOf(text(map, "x", "step")),
        smoothing(map.get("smoothing")),
        map.get("group_by") == null ? null : text(map, "group_by", ""),
        strings(map, "columns"),
        limit(map.get("limit"), usual, most),
        map.get("title") == null ? null : text(map, "title", ""));
  }

  private static Map<?, ?> map(String text) {
    try {
      Object read =
          new Load(
                  LoadSettings.builder()
                      .setLabel("block")
                      .setAllowDuplicateKeys(false)
                      .setMaxAliasesForCollections(0)
                      .build())
              .loadFromString(text);
      if (read instanceof Map<?, ?> map) {
        return map;
      }
      throw NoriaException.invalid("block: " + Limits.shown(text) + " (expected: key: value)");
    } catch (YamlEngineException e) {
      throw NoriaException.invalid(
          "block: not YAML: " + Limits.shown(String.valueOf(e.getMessage())));
    }
  }

  private static List<String> both(Map<?, ?> map, String one, String many) {
    return map.get(one) == null ? strings(map, many) : strings(map, one);
  }

  private static List<String> strings(Map<?, ?> map, String key) {
    Object value = map.get(key);
    if (value == null) {
      return List.of();
    }
    List<?> values = value instanceof List<?> list ? list : List.of(value);
    if (values.size() > MOST_LISTED) {
      throw NoriaException.invalid(
          key + ": " + values.size() + " of them (expected: at most " + MOST_LISTED + ")");
    }
    List<String> strings = new ArrayList<>();
    for (Object one : values) {
      strings.add(scalar(key, one));
    }
    return strings;
  }

  private static String text(Map<?, ?> map, String key, String otherwise) {
    Object value = map.get(key);
    return value == null ? otherwise : scalar(key, value);
  }

  private static String scalar(String key, @Nullable Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw NoriaException.invalid(
        key
            + ": "
            + Limits.shown(String.valueOf(value))
            + " (expected: a text or a list of texts)");
  }

  private static String oneOf(String x) {
    if (Set.of("step", "time", "relative").contains(x)) {
      return x;
    }
    throw NoriaException.invalid("x: " + Limits.shown(x) + " (expected: step, time or relative)");
  }

  private static double smoothing(@Nullable Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() < 1) {
      return number.doubleValue();
    }
    throw NoriaException.invalid(
        "smoothing: " + Limits.shown(value.toString()) + " (expected: a number from 0 to below 1)");
  }

  private static int limit(@Nullable Object value, int usual, int most) {
    if (value == null) {
      return usual;
    }
    if (value instanceof Integer number && number >= 1 && number <= most) {
      return number;
    }
    throw NoriaException.invalid(
        "limit: "
            + Limits.shown(value.toString())
            + " (expected: a whole number from 1 to "
            + most
            + ")");
  }
}
