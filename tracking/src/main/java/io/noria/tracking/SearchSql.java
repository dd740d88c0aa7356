package io.noria.tracking;

import io.noria.base.NoriaException;
import io.noria.storage.sql.Dialect;
import io.noria.storage.sql.InLists;
import io.noria.tracking.Filter.Operator;
import io.noria.tracking.Filter.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a search as SQL for both databases: conditions of a {@link Filter}, sort keys with missing
 * values last, and keyset paging, which stays stable while rows are added. Values are always bound,
 * never written into the text. Not thread-safe.
 */
public final class SearchSql {
  /** More numbers than this are written out: databases bound the arguments of a statement. */
  private static final int MOST_BOUND = 500;

  private static final int MOST_SORTS = 20;

  private final Dialect dialect;
  private final Function<Filter.Field, SearchField> fields;
  private final StringBuilder where = new StringBuilder();
  private final List<Object> whereArguments = new ArrayList<>();
  private final List<Sort> sorts = new ArrayList<>();

  private record Sort(SearchField field, boolean ascending) {}

  /**
   * A statement.
   *
   * @param text with a question mark for every argument
   * @param arguments longs and strings
   */
  public record Statement(String text, List<Object> arguments) {}

  /**
   * A new search.
   *
   * @param fields resolves a field, or throws INVALID_ARGUMENT for one that is not offered
   */
  public SearchSql(Dialect dialect, Function<Filter.Field, SearchField> fields) {
    this.dialect = dialect;
    this.fields = fields;
  }

  /** Adds a condition of the caller's own. */
  public SearchSql and(String condition, Object... arguments) {
    if (condition.isEmpty()) {
      return this;
    }
    where.append(where.isEmpty() ? "" : " AND ").append(condition);
    whereArguments.addAll(List.of(arguments));
    return this;
  }

  /** Adds {@code column IN (…)}; an empty list matches nothing. */
  public SearchSql in(String column, List<?> values) {
    if (values.size() > MOST_BOUND && values.stream().allMatch(Long.class::isInstance)) {
      String numbers = values.stream().map(Object::toString).collect(Collectors.joining(", "));
      return and(column + " IN (" + numbers + ")");
    }
    return and(column + " IN (" + InLists.marks(values.size()) + ")", values.toArray());
  }

  /** Adds the filter. */
  public SearchSql filter(String text) {
    return filter(FilterParser.parse(text));
  }

  /** Adds the filter. */
  public SearchSql filter(Filter filter) {
    List<Object> arguments = new ArrayList<>();
    and(condition(filter, arguments), arguments.toArray());
    return this;
  }

  /** Adds order clauses. */
  public SearchSql order(List<String> clauses) {
    if (clauses.size() > MOST_SORTS) {
      throw NoriaException.invalid(
          "order_by: " + clauses.size() + " clauses (expected: at most " + MOST_SORTS + ")");
    }
    for (String clause : clauses) {
      FilterParser.Order order = FilterParser.order(clause);
      sort(fields.apply(order.field()), order.ascending());
    }
    return this;
  }

  /** Adds a sort key; the last one must differ from row to row. */
  public SearchSql sort(SearchField field, boolean ascending) {
    sorts.add(new Sort(field, ascending));
    return this;
  }

  /** How many sort keys there are; they are the columns {@code s0}, {@code s1}… of the result. */
  public int sortKeys() {
    return sorts.size();
  }

  /** What each sort key is, where it is not missing: a Long or a String. */
  public List<Class<?>> sortTypes() {
    List<Class<?>> types = new ArrayList<>();
    for (Sort sort : sorts) {
      types.add(sort.field().kind() == SearchField.Kind.TEXT ? String.class : Long.class);
    }
    return types;
  }

  /** The statement that counts what matches. */
  public Statement count(String from) {
    String sql = "SELECT COUNT(*) FROM " + from + (where.isEmpty() ? "" : " WHERE " + where);
    return new Statement(sql, whereArguments);
  }

  /** The condition, and its arguments. */
  public Statement where() {
    return new Statement(where.isEmpty() ? "1 = 1" : where.toString(), whereArguments);
  }

  /**
   * The statement: the given columns, then the sort keys.
   *
   * @param columns SQL select list, each with a name of its own
   * @param from SQL from clause
   * @param after the sort keys of the last row seen, null entries for missing; null for the start
   */
  public Statement page(String columns, String from, @Nullable List<?> after, int limit) {
    List<Object> arguments = new ArrayList<>();
    StringBuilder sql = new StringBuilder("SELECT * FROM (SELECT ").append(columns);
    for (int i = 0; i < sorts.size(); i++) {
      sql.append(", ").append(sortExpression(sorts.get(i).field(), arguments)).append(" AS s");
      sql.append(i);
    }
    sql.append(" FROM ").append(from);
    if (!where.isEmpty()) {
      sql.append(" WHERE ").append(where);
      arguments.addAll(whereArguments);
    }
    sql.append(") t");
    if (after != null) {
      sql.append(" WHERE ").append(following(0, after, arguments));
    }
    for (int i = 0; i < sorts.size(); i++) {
      sql.append(i == 0 ? " ORDER BY " : ", ");
      if (isNullable(i)) {
        sql.append("CASE WHEN s").append(i).append(" IS NULL THEN 1 ELSE 0 END, ");
      }
      sql.append("s").append(i).append(sorts.get(i).ascending() ? " ASC" : " DESC");
    }
    sql.append(" LIMIT ?");
    arguments.add((long) limit);
    return new Statement(sql.toString(), arguments);
  }

  private boolean isNullable(int i) {
    return i < sorts.size() - 1 && sorts.get(i).field().nullable();
  }

  private String sortExpression(SearchField field, List<Object> arguments) {
    String value =
        field.kind() == SearchField.Kind.METRIC
            ? "NULLIF(" + field.column() + ", " + MetricBits.NAN + ")"
            : field.column();
    if (field.within() != null) {
      arguments.addAll(field.arguments());
      value = "(SELECT " + value + " " + field.within() + " LIMIT 1)";
    }
    // Both databases sort texts by their code units, whatever the server's language.
    return field.kind() == SearchField.Kind.TEXT && !dialect.isSqlite()
        ? value + " COLLATE \"C\""
        : value;
  }

  private String following(int i, List<?> after, List<Object> arguments) {
    Object last = after.get(i);
    boolean end = i == sorts.size() - 1;
    String column = "s" + i;
    if (last == null) {
      return end
          ? "1 = 0"
          : "(" + column + " IS NULL AND " + following(i + 1, after, arguments) + ")";
    }
    String beyond = column + (sorts.get(i).ascending() ? " > ?" : " < ?");
    arguments.add(last);
    if (end) {
      return beyond;
    }
    arguments.add(last);
    String tied = "(" + column + " = ? AND " + following(i + 1, after, arguments) + ")";
    String missing = isNullable(i) ? column + " IS NULL OR " : "";
    return "(" + beyond + " OR " + missing + tied + ")";
  }

  private String condition(Filter filter, List<Object> arguments) {
    return switch (filter) {
      case Filter.And all -> joined(all.parts(), " AND ", arguments);
      case Filter.Or any -> joined(any.parts(), " OR ", arguments);
      // What a missing value makes unknown does not hold, so that its opposite does.
      case Filter.Not not -> "NOT ((" + condition(not.part(), arguments) + ") IS TRUE)";
      case Filter.Compare compare -> compare(compare, arguments);
    };
  }

  private String joined(List<Filter> parts, String word, List<Object> arguments) {
    List<String> tests = new ArrayList<>();
    parts.forEach(part -> tests.add(condition(part, arguments)));
    return tests.size() < 2 ? String.join("", tests) : "(" + String.join(word, tests) + ")";
  }

  private String compare(Filter.Compare compare, List<Object> arguments) {
    SearchField field = fields.apply(compare.field());
    String within = field.within();
    arguments.addAll(field.arguments());
    Operator operator = compare.operator();
    if (operator == Operator.IS_NULL || operator == Operator.IS_NOT_NULL) {
      if (within == null) {
        return field.column() + " " + operator.text();
      }
      String not = operator == Operator.IS_NULL ? "NOT " : "";
      return not + "EXISTS (SELECT 1 " + within + ")";
    }
    String test =
        switch (field.kind()) {
          case TEXT -> textTest(compare, field, arguments);
          case NUMBER, QUOTABLE_NUMBER -> numberTest(compare, field, arguments);
          case METRIC -> metricTest(compare, field.column(), arguments);
        };
    return within == null ? test : "EXISTS (SELECT 1 " + within + " AND " + test + ")";
  }

  private String textTest(Filter.Compare compare, SearchField field, List<Object> arguments) {
    for (Value value : compare.values()) {
      if (!value.quoted()) {
        throw NoriaException.invalid(
            "filter: " + compare.field() + " is text (expected: '" + value.text() + "' in quotes)");
      }
    }
    String text = compare.values().getFirst().text();
    String column = field.column();
    return switch (compare.operator()) {
      case EQUAL -> bind(column + " = ?", text, arguments);
      case NOT_EQUAL -> bind(column + " <> ?", text, arguments);
      case LIKE -> bind(dialect.like(column, "?"), text, arguments);
      case ILIKE -> bind(dialect.ilike(column, "?"), text, arguments);
      case IN, NOT_IN -> {
        compare.values().forEach(value -> arguments.add(value.text()));
        String not = compare.operator() == Operator.IN ? "" : " NOT";
        yield column + not + " IN (" + InLists.marks(compare.values().size()) + ")";
      }
      case LESS, AT_MOST, GREATER, AT_LEAST, BETWEEN, IS_NULL, IS_NOT_NULL ->
          throw notOffered(compare);
    };
  }

  private String numberTest(Filter.Compare compare, SearchField field, List<Object> arguments) {
    String sign = comparison(compare);
    boolean quotable = field.kind() == SearchField.Kind.QUOTABLE_NUMBER;
    compare.values().forEach(value -> arguments.add(FilterNumbers.whole(compare, value, quotable)));
    return field.column() + sign;
  }

  private String metricTest(Filter.Compare compare, String column, List<Object> arguments) {
    String sign = comparison(compare);
    double number = FilterNumbers.number(compare, compare.values().getFirst());
    long low = FilterNumbers.lowest(number);
    long high = FilterNumbers.highest(number);
    // Negative zero lies right below zero here, and NaN above everything; neither may show.
    return switch (compare.operator()) {
      case EQUAL -> between(column, low, high, arguments);
      case NOT_EQUAL -> "NOT (" + between(column, low, high, arguments) + ")";
      case LESS, AT_LEAST -> ordered(column + sign, low, column, arguments);
      case GREATER, AT_MOST -> ordered(column + sign, high, column, arguments);
      case BETWEEN ->
          between(
              column,
              low,
              FilterNumbers.highest(FilterNumbers.number(compare, compare.values().getLast())),
              arguments);
      case LIKE, ILIKE, IN, NOT_IN, IS_NULL, IS_NOT_NULL -> throw notOffered(compare);
    };
  }

  private static String between(String column, long low, long high, List<Object> arguments) {
    arguments.add(low);
    arguments.add(high);
    return column + " BETWEEN ? AND ?";
  }

  private static String ordered(String test, long bound, String column, List<Object> arguments) {
    arguments.add(bound);
    return test + " AND " + column + " <> " + MetricBits.NAN;
  }

  private static String comparison(Filter.Compare compare) {
    return switch (compare.operator()) {
      case EQUAL -> " = ?";
      case NOT_EQUAL -> " <> ?";
      case LESS -> " < ?";
      case AT_MOST -> " <= ?";
      case GREATER -> " > ?";
      case AT_LEAST -> " >= ?";
      case BETWEEN -> " BETWEEN ? AND ?";
      case LIKE, ILIKE, IN, NOT_IN, IS_NULL, IS_NOT_NULL -> throw notOffered(compare);
    };
  }

  private static String bind(String test, Object value, List<Object> arguments) {
    arguments.add(value);
    return test;
  }

  private static NoriaException notOffered(Filter.Compare compare) {
    return NoriaException.invalid(
        "filter: " + compare.operator().text() + " is not offered for " + compare.field());
  }
}
