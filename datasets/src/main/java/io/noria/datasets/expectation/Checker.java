package io.noria.datasets.expectation;

import io.noria.datasets.DatasetVersion.Failure;
import io.noria.datasets.expectation.Expectations.Rule;
import io.noria.datasets.profile.Quoted;
import io.noria.engine.ColumnType;
import io.noria.engine.Engine;
import io.noria.engine.Field;
import io.noria.engine.Frame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks files against expectations: every rule becomes aggregates of one scan. */
public final class Checker {
  private static final String TABLE = "data";

  private final Map<String, Field> schema = new LinkedHashMap<>();
  private final List<String> aggregates = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();

  private Checker(List<Field> fields) {
    fields.forEach(field -> schema.put(field.name(), field));
    aggregates.add("count(*) AS n");
  }

  /** What is judged once the scan has answered; a failure that is certain needs no scan. */
  private interface Pending {
    Optional<Failure> judge(Scanned scanned);
  }

  /** The failures, in the order of the rules; none means that the files meet everything. */
  public static List<Failure> check(
      Engine engine, List<Path> files, List<Field> schema, Expectations expectations) {
    Checker checker = new Checker(schema);
    expectations.rules().forEach(checker::compile);
    String sql = "SELECT " + String.join(", ", checker.aggregates) + " FROM " + TABLE;
    Frame frame = engine.query(sql, Map.of(TABLE, files));
    Scanned scanned = new Scanned(frame);
    return checker.pending.stream().flatMap(one -> one.judge(scanned).stream()).toList();
  }

  private void compile(Rule rule) {
    String column = rule.column();
    if (column == null) {
      compileTable(rule);
      return;
    }
    Field field = schema.get(column);
    if (field != null) {
      compile(rule, field);
    } else if (rule.check() instanceof Expectations.Present) {
      fails(column, rule.check().kind(), "a column of that name", "no such column");
    }
  }

  private void compileTable(Rule rule) {
    switch (rule.check()) {
      case Expectations.RowsBetween rows ->
          pending.add(scanned ->
              outside(null, "rows", rows.bounds(), scanned.rows() + " rows", scanned.rows()));
      case Expectations.Unique unique -> {
        List<String> missing =
            unique.columns().stream().filter(name -> !schema.containsKey(name)).toList();
        if (missing.isEmpty()) {
          unique(null, unique);
        } else {
          String columns = String.join(", ", unique.columns());
          fails(null, "unique", "different " + columns, "no column " + missing.getFirst());
        }
      }
      default -> throw new IllegalStateException("no rule of a whole table: " + rule);
    }
  }

  private void compile(Rule rule, Field field) {
    switch (rule.check()) {
      case Expectations.Present _ -> {}
      case Expectations.TypeIs wanted -> {
        if (field.type() != wanted.type()) {
          fails(field.name(), "type", wanted.type().wire(), field.type().wire());
        }
      }
      case Expectations.NullShare share -> nulls(field, share);
      case Expectations.ValuesBetween between -> between(field, between.bounds());
      case Expectations.MeanBetween mean ->
          number(field, "mean_between", "mean", mean.bounds(), "avg(%s)");
      case Expectations.QuantileBetween quantile ->
          number(
              field,
              "quantile_between",
              Shown.number(quantile.at()) + " quantile",
              quantile.bounds(),
              "quantile_cont(%s, " + quantile.at() + ")");
      case Expectations.InSet set -> inSet(field, set);
      case Expectations.Matches matches -> matches(field, matches.pattern());
      case Expectations.Unique unique -> unique(field.name(), unique);
      case Expectations.DistinctBetween distinct -> {
        String counted = add("count(DISTINCT " + Quoted.name(field.name()) + ")");
        pending.add(scanned -> {
          long values = scanned.count(counted);
          return outside(
              field.name(), "distinct_between", distinct.bounds(), values + " values", values);
        });
      }
      case Expectations.RowsBetween _ ->
          throw new IllegalStateException("no rule of a column: " + rule);
    }
  }

  private void nulls(Field field, Expectations.NullShare share) {
    String present = add("count(" + Quoted.name(field.name()) + ")");
    pending.add(scanned -> {
      long nulls = scanned.rows() - scanned.count(present);
      if (nulls <= share.atMost() * scanned.rows()) {
        return Optional.empty();
      }
      String observed = Shown.share(nulls, scanned.rows()) + " missing";
      String expected = "at most " + Shown.percent(share.atMost());
      return Optional.of(new Failure(field.name(), "nulls", expected, observed, nulls));
    });
  }

  private void between(Field field, Bounds bounds) {
    Optional<String> outside = bounds.outside(Quoted.name(field.name()), field.type());
    if (outside.isEmpty()) {
      wrongType(field, "between", bounds);
      return;
    }
    String name = Quoted.name(field.name());
    String broken = add("count(*) FILTER (WHERE " + outside.get() + ")");
    String least = add("min(" + name + ")");
    String most = add("max(" + name + ")");
    pending.add(scanned -> {
      long rows = scanned.count(broken);
      if (rows == 0) {
        return Optional.empty();
      }
      String observed = "%s to %s".formatted(scanned.shown(least), scanned.shown(most));
      return Optional.of(new Failure(field.name(), "between", bounds.text(), observed, rows));
    });
  }

  private void number(Field field, String kind, String what, Bounds bounds, String aggregate) {
    if (!(field.type().isNumeric() || field.type() == ColumnType.BOOLEAN) || !bounds.isNumeric()) {
      wrongType(field, kind, bounds);
      return;
    }
    String value = add(aggregate.formatted(Quoted.name(field.name()) + "::DOUBLE"));
    pending.add(scanned ->
        scanned.number(value) instanceof Double number
            ? outside(field.name(), kind, bounds, what + " " + Shown.number(number), number)
            : Optional.of(new Failure(field.name(), kind, bounds.text(), "no values", null)));
  }

  private void inSet(Field field, Expectations.InSet set) {
    String name = Quoted.name(field.name());
    boolean numbers = field.type().isNumeric();
    if (numbers && set.values().stream().anyMatch(value -> Bounds.number(value).isEmpty())) {
      fails(field.name(), "in", "text, one of " + Shown.list(set.values()), "numbers");
      return;
    }
    String list =
        set.values().stream()
            .map(value -> numbers ? "(" + value + ")::DOUBLE" : Quoted.text(value))
            .collect(Collectors.joining(", "));
    String compared = name + (numbers ? "::DOUBLE" : "::VARCHAR");
    String others = list.isEmpty() ? name + " IS NOT NULL" : compared + " NOT IN (" + list + ")";
    String broken = add("count(*) FILTER (WHERE " + others + ")");
    String example = add("min(" + name + ") FILTER (WHERE " + others + ")");
    pending.add(scanned -> {
      long rows = scanned.count(broken);
      if (rows == 0 || rows <= set.except() * scanned.rows()) {
        return Optional.empty();
      }
      String except = set.except() == 0 ? "" : " but for " + Shown.percent(set.except());
      return Optional.of(
          new Failure(
              field.name(),
              "in",
              "one of " + Shown.list(set.values()) + except,
              "other values, for example " + scanned.shown(example),
              rows));
    });
  }

  private void matches(Field field, String pattern) {
    String name = Quoted.name(field.name()) + "::VARCHAR";
    String others = "NOT regexp_full_match(" + name + ", " + Quoted.text(pattern) + ")";
    String broken = add("count(*) FILTER (WHERE " + others + ")");
    String example = add("min(" + name + ") FILTER (WHERE " + others + ")");
    pending.add(scanned -> {
      long rows = scanned.count(broken);
      return rows == 0
          ? Optional.empty()
          : Optional.of(
              new Failure(
                  field.name(),
                  "matches",
                  "all of the form " + pattern,
                  "other values, for example " + scanned.shown(example),
                  rows));
    });
  }

  private void unique(@Nullable String column, Expectations.Unique unique) {
    String names = unique.columns().stream().map(Quoted::name).collect(Collectors.joining(", "));
    boolean one = unique.columns().size() == 1;
    String all = one ? "count(" + names + ")" : "count(*)";
    String different = one ? "count(DISTINCT " + names + ")" : "count(DISTINCT (" + names + "))";
    String repeated = add(all + " - " + different);
    pending.add(scanned -> {
      long rows = scanned.count(repeated);
      return rows == 0
          ? Optional.empty()
          : Optional.of(
              new Failure(
                  column,
                  "unique",
                  "different " + String.join(", ", unique.columns()) + " in every row",
                  "repeated values",
                  rows));
    });
  }

  private static Optional<Failure> outside(
      @Nullable String column, String kind, Bounds bounds, String observed, double value) {
    return bounds.contains(value)
        ? Optional.empty()
        : Optional.of(new Failure(column, kind, bounds.text(), observed, null));
  }

  private void wrongType(Field field, String kind, Bounds bounds) {
    fails(field.name(), kind, bounds.text(), "a column of type " + field.type().wire());
  }

  private void fails(@Nullable String column, String kind, String expected, String observed) {
    Failure failure = new Failure(column, kind, expected, observed, null);
    pending.add(_ -> Optional.of(failure));
  }

  private String add(String aggregate) {
    String name = "a" + aggregates.size();
    aggregates.add(aggregate + " AS " + name);
    return name;
  }

  /** The one row that the scan answered with. */
  private record Scanned(Frame frame) {
    long rows() {
      return count("n");
    }

    long count(String name) {
      return frame.longs(name).get(0);
    }

    @Nullable Object number(String name) {
      return frame.column(name).value(0);
    }

    String shown(String name) {
      return Shown.value(frame.column(name).value(0));
    }
  }
}
