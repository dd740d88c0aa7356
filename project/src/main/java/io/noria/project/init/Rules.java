package io.noria.project.init;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.project.init.ColumnLook.Sampled;
import io.noria.project.init.ColumnLook.Text;
import io.noria.project.init.Table.Column.Form;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learns what a version of the data must be like: wide enough for another honest month, too narrow
 * for a changed unit, an emptied column or unknown classes.
 */
final class Rules {
  /** Columns beyond so many have no rules: nobody would read them. */
  static final int MOST_COLUMNS = 500;

  /** Categories up to so many are listed. */
  private static final int MOST_LISTED = 30;

  private static final int FEW_ROWS = 30;

  private final Findings found;
  private final boolean typed;
  private final Map<String, Map<String, String>> columns = new LinkedHashMap<>();

  private Rules(Findings found, boolean typed) {
    this.found = found;
    this.typed = typed;
  }

  /**
   * Learns the rules: by column its kinds and their values in YAML.
   *
   * @param typed whether the files state their types, as Parquet does; a number in CSV is whole one
   *     month and not the next
   */
  static Map<String, Map<String, String>> learn(Findings found, boolean typed) {
    Rules rules = new Rules(found, typed);
    List<ColumnLook> looks = found.looks().values().stream().limit(MOST_COLUMNS).toList();
    int step = found.sample().columnsAtOnce();
    for (int from = 0; from < looks.size(); from += step) {
      rules.batch(looks.subList(from, Math.min(looks.size(), from + step)));
    }
    return rules.columns;
  }

  /** The bounds of a version's rows. */
  static String rows(Findings found) {
    TimeLook time = found.time();
    long rows = found.full().rows();
    if (time == null || !time.byFile()) {
      return "[%d, null]".formatted(Math.max(1, rows / 2));
    }
    long each = rows / time.periods();
    return "[%d, %d]".formatted(Math.max(1, each / 3), each * 3 + 10);
  }

  private void batch(List<ColumnLook> looks) {
    TimeLook time = found.time();
    List<String> expressions = new ArrayList<>();
    looks.forEach(look -> expressions.add(Names.quoted(look.name())));
    if (time != null) {
      expressions.add("epoch_us(" + time.look().reading().of(time.name()) + ")");
    }
    Frame frame = found.sample().values(expressions);
    Column moments = time == null ? null : frame.column("c" + looks.size());
    for (int i = 0; i < looks.size(); i++) {
      columns.put(looks.get(i).name(), column(looks.get(i), frame.column("c" + i), moments));
    }
  }

  private Map<String, String> column(ColumnLook look, Column values, @Nullable Column moments) {
    Map<String, String> rules = new LinkedHashMap<>();
    Form raw = look.column().form();
    if (typed || raw == Form.MOMENT) {
      rules.put("type", values.type().wire());
    }
    TimeLook time = found.time();
    boolean strict =
        found.key().contains(look.name()) || (time != null && time.name().equals(look.name()));
    nulls(look, strict, rules);
    boolean named = found.key().size() == 1 && strict && found.key().contains(look.name());
    if (named
        && look.sampled().isUnique()
        && look.scanned().nulls() == 0
        && found.full().rows() <= Roles.MOST_COUNTED) {
      rules.put("unique", "true");
    }
    boolean id = found.key().contains(look.name()) || Roles.isNamedId(look.name());
    if (raw == Form.NUMBER && look.form() == Form.NUMBER && !id) {
      numbers(look, values, moments, rules);
    } else if (raw == Form.TEXT && !id && look.form() != Form.MOMENT) {
      texts(look, ColumnLook.sampled(values), rules);
    }
    return rules;
  }

  private void nulls(ColumnLook look, boolean strict, Map<String, String> rules) {
    double share = look.scanned().nulls() / (double) Math.max(1, found.full().rows());
    if (strict && share == 0) {
      rules.put("nulls", "0");
    } else {
      double most = Math.min(1, Math.max(share * 1.5 + 0.02, share == 0 ? 0.02 : 0.05));
      if (most < 0.98) {
        rules.put("nulls", Shown.number(Math.ceil(most * 100) / 100));
      }
    }
  }

  /** As they stand: expectations are of the data before any SQL. */
  private void texts(ColumnLook look, Sampled sampled, Map<String, String> rules) {
    boolean target = found.target().name().equals(look.name());
    if (look.form() == Form.TEXT && sampled.distinct() > 0) {
      boolean classes = target && !found.target().classes().isEmpty();
      if (sampled.distinct() <= MOST_LISTED || (classes && sampled.distinct() <= 100)) {
        String list =
            YamlText.list(
                sampled.texts().stream()
                    .map(Text::value)
                    .filter(v -> !v.isBlank())
                    .sorted()
                    .toList());
        boolean blank = sampled.texts().stream().anyMatch(text -> text.value().isBlank());
        if (!blank) {
          rules.put("in", classes ? list : "{ values: %s, except: 0.01 }".formatted(list));
        }
      } else if (sampled.distinct() <= ColumnLook.MOST_TEXTS) {
        long distinct = Math.max(sampled.distinct(), look.scanned().distinct());
        rules.put("distinct_between", "[%d, %d]".formatted(distinct / 3, distinct * 2 + 10));
      }
    }
  }

  private void numbers(
      ColumnLook look, Column values, @Nullable Column moments, Map<String, String> rules) {
    Sampled sampled = look.sampled();
    double min = look.scanned().min();
    double max = look.scanned().max();
    if (sampled.numbers().length == 0 || !Double.isFinite(min) || !Double.isFinite(max)) {
      return;
    }
    boolean target = found.target().name().equals(look.name());
    boolean classes = target && !found.target().classes().isEmpty();
    boolean flag = sampled.whole() && sampled.distinct() <= 2;
    if (classes || flag) {
      rules.put("between", interval(min, max));
      return;
    }
    double width = max - min;
    double p99 = sampled.quantile(0.99);
    // A long tail reaches further each month.
    boolean tail = width > 5 * (p99 - sampled.quantile(0.01));
    double room = (tail ? 2 : 0.5) * width;
    rules.put("between", interval(min >= 0 ? 0 : min - room, max <= 0 ? 0 : max + room));
    double[][] byPeriod = byPeriod(values, moments);
    double deviation = sampled.deviation();
    // A quarter of a deviation, and what chance does to the mean of so many rows.
    double slack = deviation * (0.25 + 4 / Math.sqrt(rowsOfAVersion()));
    rules.put("mean_between", around(byPeriod[0], sampled.mean(), slack, min));
    if (sampled.distinct() > 20 && !tail) {
      rules.put(
          "quantile_between",
          "{ 0.5: %s }".formatted(around(byPeriod[1], sampled.quantile(0.5), slack, min)));
    }
  }

  private double rowsOfAVersion() {
    TimeLook time = found.time();
    long rows = found.full().rows();
    return Math.max(1, time == null ? rows : rows / time.periods());
  }

  /** Means and medians of each period with enough rows. */
  private double[][] byPeriod(Column values, @Nullable Column moments) {
    TimeLook time = found.time();
    if (time == null || moments == null) {
      return new double[2][0];
    }
    Map<LocalDate, List<Double>> byPeriod = new TreeMap<>();
    for (int row = 0; row < values.size(); row++) {
      if (!values.isNull(row) && !moments.isNull(row) && Double.isFinite(values.number(row))) {
        byPeriod
            .computeIfAbsent(time.cadence().start(moments.number(row)), _ -> new ArrayList<>())
            .add(values.number(row));
      }
    }
    List<double[]> each =
        byPeriod.values().stream()
            .filter(list -> list.size() >= FEW_ROWS)
            .map(list -> list.stream().mapToDouble(v -> v).sorted().toArray())
            .toList();
    return new double[][] {
      each.stream().mapToDouble(v -> Arrays.stream(v).average().orElseThrow()).toArray(),
      each.stream().mapToDouble(v -> v[v.length / 2]).toArray()
    };
  }

  /** Where the periods' figures lie, half as wide again, and the slack more. */
  private static String around(double[] each, double all, double slack, double least) {
    double low = Math.min(all, Arrays.stream(each).min().orElse(all));
    double high = Math.max(all, Arrays.stream(each).max().orElse(all));
    double room = 0.5 * (high - low) + slack;
    return interval(least >= 0 ? Math.max(0, low - room) : low - room, high + room);
  }

  private static String interval(double low, double high) {
    return "["
        + rounded(low, RoundingMode.FLOOR)
        + ", "
        + rounded(high, RoundingMode.CEILING)
        + "]";
  }

  /** Outwards to three figures. */
  private static String rounded(double value, RoundingMode outwards) {
    return new BigDecimal(value)
        .round(new MathContext(3, outwards))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** The file's text. */
  static String text(Findings found, Map<String, Map<String, String>> columns) {
    List<String> lines = new ArrayList<>();
    TimeLook time = found.time();
    String version = time != null && time.byFile() ? "a file of " + found.source() : found.source();
    lines.add(
        "# What %s must be like before it is accepted. Learned from %s rows, with room for"
            .formatted(version, Shown.count(found.full().rows())));
    lines.add(
        "# another honest version; too narrow for a changed unit, an emptied column or unknown");
    lines.add("# classes. Tighten or widen it as you learn. Kinds of expectations: docs/data.md.");
    lines.add("rows: " + rows(found));
    lines.add("columns:");
    columns.forEach((name, rules) -> {
      String body =
          rules.entrySet().stream()
              .map(rule -> rule.getKey() + ": " + rule.getValue())
              .reduce((a, b) -> a + ", " + b)
              .orElse("");
      String flat = "  %s: { %s }".formatted(YamlText.of(name), body);
      if (flat.length() <= 110) {
        lines.add(body.isEmpty() ? "  %s:".formatted(YamlText.of(name)) : flat);
      } else {
        lines.add("  %s:".formatted(YamlText.of(name)));
        rules.forEach((kind, value) -> lines.add("    %s: %s".formatted(kind, value)));
      }
    });
    if (found.looks().size() > MOST_COLUMNS) {
      lines.add(
          "# The other %d columns have no rules.".formatted(found.looks().size() - MOST_COLUMNS));
    }
    return String.join("\n", lines) + "\n";
  }
}
