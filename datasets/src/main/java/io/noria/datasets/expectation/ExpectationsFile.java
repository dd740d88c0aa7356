package io.noria.datasets.expectation;

import io.noria.base.NoriaException;
import io.noria.datasets.expectation.Expectations.Check;
import io.noria.datasets.expectation.Expectations.Rule;
import io.noria.engine.ColumnType;
import io.noria.storage.object.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads an expectations file. The kinds are described in {@code docs/data.md}. */
public final class ExpectationsFile {
  private static final List<String> TOP = List.of("rows", "unique", "columns");
  private static final List<String> COLUMN =
      List.of(
          "type",
          "nulls",
          "between",
          "mean_between",
          "quantile_between",
          "in",
          "matches",
          "unique",
          "distinct_between");

  private ExpectationsFile() {}

  /**
   * Reads the text.
   *
   * @param file how errors call it
   * @throws NoriaException INVALID_ARGUMENT with the file, line and column, the key, what came and
   *     what was expected
   */
  public static Expectations parse(String file, String text) {
    List<Rule> rules = new ArrayList<>();
    Yaml.parse(file, text)
        .entries(TOP)
        .forEach((key, value) -> {
          switch (key) {
            case "rows" ->
                rules.add(
                    new Rule(null, new Expectations.RowsBetween(bounds(value)), value.line()));
            case "unique" -> rules.add(table(value));
            default -> columns(value, rules);
          }
        });
    return new Expectations(rules, digest(text));
  }

  private static Rule table(Yaml value) {
    List<String> columns = value.items().stream().map(Yaml::text).toList();
    if (columns.isEmpty()) {
      throw value.error("an empty list", "the columns that together name a row");
    }
    return new Rule(null, new Expectations.Unique(columns), value.line());
  }

  private static void columns(Yaml columns, List<Rule> rules) {
    columns
        .entries(List.of())
        .forEach((name, column) -> {
          rules.add(new Rule(name, new Expectations.Present(), column.line()));
          if (!column.isNull()) {
            column.entries(COLUMN).forEach((kind, value) -> column(name, kind, value, rules));
          }
        });
  }

  private static void column(String column, String kind, Yaml value, List<Rule> rules) {
    if (kind.equals("quantile_between")) {
      value
          .entries(List.of())
          .forEach(
              (at, bounds) -> rules.add(new Rule(column, quantile(at, bounds), bounds.line())));
    } else if (!kind.equals("unique") || isTrue(value)) {
      rules.add(new Rule(column, check(column, kind, value), value.line()));
    }
  }

  private static Check check(String column, String kind, Yaml value) {
    return switch (kind) {
      case "type" -> new Expectations.TypeIs(type(value));
      case "nulls" -> new Expectations.NullShare(share(value));
      case "between" -> new Expectations.ValuesBetween(bounds(value));
      case "mean_between" -> new Expectations.MeanBetween(bounds(value));
      case "in" -> inSet(value);
      case "matches" -> new Expectations.Matches(pattern(value));
      case "unique" -> new Expectations.Unique(List.of(column));
      case "distinct_between" -> new Expectations.DistinctBetween(bounds(value));
      default -> throw new IllegalStateException("a kind that no rule is made of: " + kind);
    };
  }

  private static Check quantile(String at, Yaml bounds) {
    double share;
    try {
      share = Double.parseDouble(at);
    } catch (NumberFormatException e) {
      throw bounds.error("the quantile " + at, "a number between 0 and 1");
    }
    if (!(share >= 0 && share <= 1)) {
      throw bounds.error("the quantile " + at, "a number between 0 and 1");
    }
    return new Expectations.QuantileBetween(share, bounds(bounds));
  }

  private static Check inSet(Yaml value) {
    if (value.isList()) {
      return new Expectations.InSet(value.items().stream().map(Yaml::text).toList(), 0);
    }
    Map<String, Yaml> keys = value.entries(List.of("values", "except"));
    Yaml values = keys.get("values");
    if (values == null) {
      throw value.error("no key values", "a list, or { values: [...], except: SHARE }");
    }
    Yaml except = keys.get("except");
    return new Expectations.InSet(
        values.items().stream().map(Yaml::text).toList(), except == null ? 0 : share(except));
  }

  private static ColumnType type(Yaml value) {
    String text = value.text();
    List<String> types = Arrays.stream(ColumnType.values()).map(ColumnType::wire).toList();
    if (!types.contains(text)) {
      throw value.error(text, "one of " + String.join(", ", types));
    }
    return ColumnType.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static double share(Yaml value) {
    double share = value.number();
    if (!(share >= 0 && share <= 1)) {
      throw value.error(value.text(), "a share between 0 and 1");
    }
    return share;
  }

  private static boolean isTrue(Yaml value) {
    return switch (value.text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw value.error(value.text(), "true or false");
    };
  }

  private static String pattern(Yaml value) {
    try {
      return Pattern.compile(value.text()).pattern();
    } catch (PatternSyntaxException e) {
      throw value.error(value.text(), "a regular expression: " + e.getDescription());
    }
  }

  private static Bounds bounds(Yaml value) {
    String expected = "an interval [LOW, HIGH]; null leaves an end open";
    if (!value.isList() || value.items().size() != 2) {
      throw value.error(value.shown(), expected);
    }
    Yaml low = value.items().get(0);
    Yaml high = value.items().get(1);
    if (low.isNull() && high.isNull()) {
      throw value.error("both ends open", expected);
    }
    Bounds bounds = new Bounds(low.isNull() ? null : end(low), high.isNull() ? null : end(high));
    if (bounds.isEmpty()) {
      throw value.error(value.shown(), "an interval whose LOW is not above its HIGH");
    }
    return bounds;
  }

  private static String end(Yaml value) {
    String text = value.text();
    if (Bounds.number(text).isEmpty() && Bounds.moment(text).isEmpty()) {
      throw value.error(text, "a number, or a moment such as 2013-04-01 or 2013-04-01T12:00:00Z");
    }
    return text;
  }

  private static Digest digest(String text) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return new Digest(HexFormat.of().formatHex(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
