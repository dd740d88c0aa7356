package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of runs an answer shows.
 *
 * @param metrics says which metrics
 * @param params says which params
 * @param tags says which tags
 */
record RunProjection(Predicate<String> metrics, Predicate<String> params, Predicate<String> tags) {
  static final RunProjection ALL = new RunProjection(key -> true, key -> true, key -> true);

  private static final int MOST = 10_000;

  /**
   * Reads columns such as {@code metrics.auc}, {@code params.model*} and {@code tags.*}; none: all.
   */
  static RunProjection of(@Nullable List<String> columns) {
    if (columns == null || columns.isEmpty()) {
      return ALL;
    }
    if (columns.size() > MOST) {
      throw NoriaException.invalid(
          "columns: " + columns.size() + " (expected: at most " + MOST + ")");
    }
    Keys metrics = new Keys();
    Keys params = new Keys();
    Keys tags = new Keys();
    for (String column : columns) {
      int dot = column.indexOf('.');
      String key = column.substring(dot + 1);
      switch (dot < 0 ? "" : column.substring(0, dot)) {
        case "metrics" -> metrics.add(key);
        case "params" -> params.add(key);
        case "tags" -> tags.add(key);
        default ->
            throw NoriaException.invalid(
                "columns: '"
                    + Limits.shown(column)
                    + "' (expected: metrics.KEY, params.KEY or tags.KEY, where KEY may end in *)");
      }
    }
    return new RunProjection(metrics, params, tags);
  }

  private static final class Keys implements Predicate<String> {
    private final Set<String> whole = new HashSet<>();
    private final List<String> beginnings = new ArrayList<>();

    void add(String key) {
      if (key.endsWith("*")) {
        beginnings.add(key.substring(0, key.length() - 1));
      } else {
        whole.add(key);
      }
    }

    @Override
    public boolean test(String key) {
      return whole.contains(key) || beginnings.stream().anyMatch(key::startsWith);
    }
  }
}
