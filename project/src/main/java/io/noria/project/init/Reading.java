package io.noria.project.init;

import io.noria.project.init.Table.Column.Form;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a column's values are to be read.
 *
 * @param form what they are then
 * @param sql the expression, with {@code {c}} for the column; null when they are read as they stand
 * @param how in words; empty when they are read as they stand
 * @param spoiled values of the sample that cannot be read so and become missing
 * @param examples of these
 */
record Reading(Form form, @Nullable String sql, String how, long spoiled, List<String> examples) {
  /** So many of the values must be readable. */
  private static final double ENOUGH = 0.95;

  private static final String COLUMN = "{c}";

  private static final Set<String> MISSING =
      Set.of("", "na", "n/a", "#n/a", "null", "none", "nan", "-", "--", "?", ".", "missing");

  /** Texts that stand for nothing even where other texts are categories. */
  private static final Set<String> MARKS =
      Set.of("", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null");

  private static final List<List<String>> YES_NO =
      List.of(
          List.of("yes", "no"),
          List.of("y", "n"),
          List.of("true", "false"),
          List.of("t", "f"),
          List.of("on", "off"));

  private static final String UNIT = "[%€$£¥\\s]";
  private static final String BARE = "regexp_replace({c}, '[%€$£¥\\s]', '', 'g')";

  /** A way to read texts: what fits it in Java and the same in SQL. */
  private record Way(Form form, String how, String sql, Predicate<String> fits) {}

  private static final List<Way> NUMBERS =
      List.of(
          new Way(
              Form.NUMBER,
              "numbers as texts",
              "TRY_CAST(trim({c}) AS DOUBLE)",
              Pattern.of("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?")),
          new Way(
              Form.NUMBER,
              "numbers with a unit",
              "TRY_CAST(" + BARE + " AS DOUBLE)",
              unit(Pattern.of("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)"))),
          new Way(
              Form.NUMBER,
              "numbers with commas between thousands",
              "TRY_CAST(replace(" + BARE + ", ',', '') AS DOUBLE)",
              unit(Pattern.of("[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\\.[0-9]*)?"))),
          new Way(
              Form.NUMBER,
              "numbers with a decimal comma",
              "TRY_CAST(replace(replace(" + BARE + ", '.', ''), ',', '.') AS DOUBLE)",
              unit(
                  Pattern.of(
                      "[-+]?([0-9]{1,3}(\\.[0-9]{3})+|[0-9]+)(,[0-9]*)?([eE][-+]?[0-9]+)?"))));

  private static final String ISO =
      "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?"
          + "( ?(Z|[+-][0-9]{2}(:?[0-9]{2})?))?)?";

  private static final List<Way> MOMENTS = moments();

  Reading {
    examples = List.copyOf(examples);
  }

  /** As they stand. */
  static Reading plain(Form form) {
    return new Reading(form, null, "", 0, List.of());
  }

  /** The expression for the column. */
  String of(String column) {
    String name = Names.column(column);
    // Not formatted: a name and a format may hold any sign.
    return sql == null ? name : sql.replace(COLUMN, name);
  }

  boolean isPlain() {
    return sql == null;
  }

  /**
   * How texts are to be read.
   *
   * @param counts how often each comes
   */
  static Reading ofTexts(Map<String, Long> counts) {
    long all = 0;
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      all += isMissing(entry.getKey()) ? 0 : entry.getValue();
    }
    if (all == 0) {
      return plain(Form.TEXT);
    }
    Reading yesNo = yesNo(counts);
    if (yesNo != null) {
      return yesNo;
    }
    boolean codes = counts.keySet().stream().anyMatch(v -> v.strip().matches("0[0-9]+"));
    Reading best = codes ? null : best(NUMBERS, counts, all);
    if (best != null) {
      return best;
    }
    Reading moments = best(MOMENTS, counts, all);
    return moments == null ? texts(counts) : moments;
  }

  /** Texts without the spaces around them, and with words for a missing value as missing ones. */
  private static Reading texts(Map<String, Long> counts) {
    boolean padded = counts.keySet().stream().anyMatch(value -> !value.equals(value.strip()));
    List<String> marks =
        counts.keySet().stream()
            .map(String::strip)
            .filter(MARKS::contains)
            .distinct()
            .sorted()
            .toList();
    if (!padded && marks.isEmpty()) {
      return plain(Form.TEXT);
    }
    String sql = padded ? "trim({c})" : "{c}";
    for (String mark : marks) {
      sql = "nullif(" + sql + ", " + Names.text(mark) + ")";
    }
    String missing =
        String.join(", ", marks.stream().map(mark -> "'" + mark + "'").toList())
            + " for missing ones";
    String how =
        "texts"
            + (padded ? " with spaces around them" : "")
            + (marks.isEmpty() ? "" : (padded ? " and " : " with ") + missing);
    return new Reading(Form.TEXT, sql, how, 0, List.of());
  }

  private static @Nullable Reading yesNo(Map<String, Long> counts) {
    List<String> words =
        counts.keySet().stream()
            .filter(value -> !isMissing(value))
            .map(value -> value.strip().toLowerCase(Locale.ROOT))
            .distinct()
            .toList();
    for (List<String> pair : YES_NO) {
      if (words.size() == 2 && pair.containsAll(words)) {
        String sql =
            "CASE lower(trim({c})) WHEN '%s' THEN true WHEN '%s' THEN false END"
                .formatted(pair.get(0), pair.get(1));
        return new Reading(Form.BOOLEAN, sql, String.join("/", pair), 0, List.of());
      }
    }
    return null;
  }

  private static @Nullable Reading best(List<Way> ways, Map<String, Long> counts, long all) {
    Way best = null;
    long most = 0;
    for (Way way : ways) {
      long fit = 0;
      for (Map.Entry<String, Long> entry : counts.entrySet()) {
        fit += way.fits().test(entry.getKey().strip()) ? entry.getValue() : 0;
      }
      if (fit > most) {
        most = fit;
        best = way;
      }
    }
    if (best == null || most < ENOUGH * all) {
      return null;
    }
    Way way = best;
    List<String> spoiled =
        counts.keySet().stream()
            .filter(value -> !isMissing(value) && !way.fits().test(value.strip()))
            .sorted()
            .toList();
    long n = spoiled.stream().mapToLong(value -> counts.getOrDefault(value, 0L)).sum();
    return new Reading(
        way.form(), way.sql(), way.how(), n, spoiled.subList(0, Math.min(3, spoiled.size())));
  }

  /** The share of texts that are numbers, for columns that hold both. */
  static double numberShare(Map<String, Long> counts) {
    long all = 0;
    long numbers = 0;
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      String value = entry.getKey().strip();
      if (!isMissing(value)) {
        all += entry.getValue();
        numbers += NUMBERS.getFirst().fits().test(value) ? entry.getValue() : 0;
      }
    }
    return all == 0 ? 0 : numbers / (double) all;
  }

  /** Whole numbers that are days: {@code 20131231}. */
  static Reading ofDayNumbers() {
    return new Reading(
        Form.MOMENT,
        "try_strptime(CAST({c} AS VARCHAR), '%Y%m%d')",
        "days as numbers",
        0,
        List.of());
  }

  static boolean isMissing(String value) {
    return MISSING.contains(value.strip().toLowerCase(Locale.ROOT));
  }

  private static Predicate<String> unit(Predicate<String> number) {
    return value -> number.test(value.replaceAll(UNIT, ""));
  }

  private static List<Way> moments() {
    List<Way> ways = new ArrayList<>();
    DateTimeFormatter day = formatter("uuuu-MM-dd");
    ways.add(
        new Way(
            Form.MOMENT,
            "moments as texts",
            "TRY_CAST(trim({c}) AS TIMESTAMP)",
            Pattern.of(ISO).and(value -> parses(day, value.substring(0, 10)))));
    Map<String, String> days = new LinkedHashMap<>();
    days.put("d.M.uuuu", "%d.%m.%Y");
    days.put("uuuu/M/d", "%Y/%m/%d");
    days.put("d-M-uuuu", "%d-%m-%Y");
    days.put("d/M/uuuu", "%d/%m/%Y");
    days.put("M/d/uuuu", "%m/%d/%Y");
    days.put("M/d/uu", "%m/%d/%y");
    days.put("d-MMM-uuuu", "%d-%b-%Y");
    days.put("d MMM uuuu", "%d %b %Y");
    days.put("MMM d, uuuu", "%b %d, %Y");
    days.put("uuuuMMdd", "%Y%m%d");
    days.forEach((java, sql) -> {
      ways.add(moment(java, sql));
      ways.add(moment(java + " H:mm", sql + " %H:%M"));
      ways.add(moment(java + " H:mm:ss", sql + " %H:%M:%S"));
      ways.add(moment(java + " h:mm a", sql + " %I:%M %p"));
    });
    return ways;
  }

  private static Way moment(String java, String sql) {
    DateTimeFormatter formatter = formatter(java);
    return new Way(
        Form.MOMENT,
        "moments such as " + sql,
        "try_strptime(trim({c}), '" + sql + "')",
        value -> value.length() < 40 && parses(formatter, value));
  }

  private static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.SMART);
  }

  private static boolean parses(DateTimeFormatter formatter, String value) {
    ParsePosition place = new ParsePosition(0);
    // An exception for every text that is no moment would be slow.
    if (formatter.parseUnresolved(value, place) == null || place.getIndex() < value.length()) {
      return false;
    }
    try {
      formatter.parse(value);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Whole-text matches. */
  private static final class Pattern {
    private Pattern() {}

    static Predicate<String> of(String regex) {
      java.util.regex.Pattern pattern = java.util.regex.Pattern.compile(regex);
      return value -> pattern.matcher(value).matches();
    }
  }
}
