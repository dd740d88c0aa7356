package io.noria.traces.sql;

import io.noria.storage.sql.Dialect;
import io.noria.storage.sql.InLists;
import io.noria.traces.TraceFilter;
import io.noria.traces.TraceFilter.Condition;
import io.noria.traces.TraceFilter.Operator;
import io.noria.traces.TraceFilter.Scope;
import io.noria.traces.sql.Keyset.Column;
import java.util.ArrayList;
import java.util.List;

/**
 * A filter as SQL over {@code traces t}, with what is left to be looked at row by row. Values are
 * always bound. Not thread-safe.
 */
final class TraceQuery {
  private final Dialect dialect;
  private final StringBuilder where = new StringBuilder();
  private final List<Object> arguments = new ArrayList<>();
  private final List<RowTest> tests = new ArrayList<>();
  private final Patterns patterns = new Patterns();

  TraceQuery(Dialect dialect) {
    this.dialect = dialect;
  }

  /** SQL of the conditions. */
  String where() {
    return where.isEmpty() ? "1 = 1" : where.toString();
  }

  /** Arguments of {@link #where}. */
  List<Object> arguments() {
    return List.copyOf(arguments);
  }

  /** What remains to be looked at. */
  List<RowTest> tests() {
    return List.copyOf(tests);
  }

  TraceQuery in(String column, List<?> values) {
    return and(column + " IN (" + InLists.marks(values.size()) + ")", values);
  }

  private TraceQuery and(String condition, List<?> values) {
    where.append(where.isEmpty() ? "" : " AND ").append(condition);
    arguments.addAll(values);
    return this;
  }

  TraceQuery filter(TraceFilter filter) {
    List<Condition> ofSpans = new ArrayList<>();
    for (Condition condition : filter.conditions()) {
      Condition meant = text(condition);
      if (meant.field().scope() == Scope.SPAN) {
        SpanFields.check(meant);
        ofSpans.add(meant);
      } else {
        add(meant);
      }
    }
    if (!ofSpans.isEmpty()) {
      spans(ofSpans);
    }
    return this;
  }

  /** A trace's text is what its spans hold. */
  private static Condition text(Condition condition) {
    boolean isText =
        condition.field().scope() == Scope.ATTRIBUTE
            && condition.field().key().equalsIgnoreCase("text");
    return isText
        ? new Condition(
            new TraceFilter.Field(Scope.SPAN, SpanFields.CONTENT),
            condition.operator(),
            condition.values())
        : condition;
  }

  private void add(Condition condition) {
    if (TraceFields.isRun(condition.field())) {
      run(condition);
      return;
    }
    Column column = TraceFields.column(condition.field());
    if (column != null) {
      own(condition, column);
      return;
    }
    switch (condition.field().scope()) {
      case TAG -> keyed(condition, "trace_tags");
      case METADATA -> keyed(condition, "trace_metadata");
      case FEEDBACK, EXPECTATION -> assessment(condition);
      case ISSUE -> issue(condition);
      case ATTRIBUTE -> {
        if (!condition.field().key().equalsIgnoreCase("prompt")) {
          throw Tests.unknown(condition.field(), TraceFields.EXPECTED);
        }
        prompt(condition);
      }
      case SPAN -> throw Tests.unknown(condition.field(), TraceFields.EXPECTED);
    }
  }

  private void own(Condition condition, Column column) {
    Operator operator = condition.operator();
    if (operator == Operator.IS_NULL || operator == Operator.IS_NOT_NULL) {
      and(column.sql() + " " + operator.text(), List.of());
    } else if (!column.text()) {
      and(column.sql() + Tests.sign(condition) + "?", List.of(Tests.whole(condition)));
    } else if (operator == Operator.RLIKE) {
      Tests.quoted(condition);
      regex(
          condition,
          "SELECT t.number, " + column.sql() + " FROM traces t WHERE t.number IN (",
          List.of());
    } else {
      List<Object> values = new ArrayList<>();
      and(textTest(condition, column.sql(), values), values);
    }
  }

  private void keyed(Condition condition, String table) {
    String found = "EXISTS (SELECT 1 FROM " + table + " x WHERE x.trace = t.number AND x.key = ?";
    List<Object> values = new ArrayList<>(List.of(condition.field().key()));
    switch (condition.operator()) {
      case IS_NULL -> and("NOT " + found + ")", values);
      case IS_NOT_NULL -> and(found + ")", values);
      case RLIKE -> {
        Tests.quoted(condition);
        regex(
            condition,
            "SELECT x.trace, x.value FROM " + table + " x WHERE x.key = ? AND x.trace IN (",
            values);
      }
      case EQUAL, NOT_EQUAL, LIKE, ILIKE, IN, NOT_IN, LESS, AT_MOST, GREATER, AT_LEAST -> {
        String test = textTest(condition, "x.value", values);
        and(found + " AND " + test + ")", values);
      }
    }
  }

  /** The run that made the trace, or one that it is linked to. */
  private void run(Condition condition) {
    Operator operator = condition.operator();
    List<Object> values = new ArrayList<>();
    if (operator == Operator.EQUAL || operator == Operator.IN) {
      String own = textTest(condition, "t.run", values);
      String linked = textTest(condition, "x.run", values);
      and(
          "(" + own + " OR t.number IN (SELECT x.trace FROM trace_runs x WHERE " + linked + "))",
          values);
    } else {
      own(condition, Column.text("t.run", true));
    }
  }

  private void prompt(Condition condition) {
    if (condition.operator() != Operator.EQUAL) {
      throw Tests.notOffered(condition);
    }
    Tests.quoted(condition);
    and(
        "EXISTS (SELECT 1 FROM trace_prompts x WHERE x.trace = t.number AND x.prompt = ?)",
        List.of(condition.value().text()));
  }

  private void issue(Condition condition) {
    if (!condition.field().key().equals("id")) {
      throw Tests.unknown(condition.field(), "issue.id");
    }
    if (condition.operator() != Operator.EQUAL) {
      throw Tests.notOffered(condition);
    }
    Tests.quoted(condition);
    and(
        "EXISTS (SELECT 1 FROM trace_assessments x WHERE x.trace = t.number AND x.kind = 'ISSUE'"
            + " AND x.name = ?)",
        List.of(condition.value().text()));
  }

  /** A valid assessment of the trace, or one of its session that is about all of the session. */
  private void assessment(Condition condition) {
    String named = "x.kind = ? AND x.name = ? AND x.valid = 1";
    List<Object> values = new ArrayList<>();
    values.add(condition.field().scope().name());
    values.add(condition.field().key());
    Operator operator = condition.operator();
    if (operator == Operator.RLIKE) {
      Tests.quoted(condition);
      regex(
          condition,
          "SELECT x.trace, x.value_text FROM trace_assessments x WHERE "
              + named
              + " AND x.trace IN (",
          values);
      return;
    }
    String test =
        switch (operator) {
          case IS_NULL, IS_NOT_NULL -> "";
          case LESS, AT_MOST, GREATER, AT_LEAST -> {
            String sign = Tests.sign(condition);
            values.add(Tests.decimal(condition));
            yield " AND x.is_number = 1 AND x.value_number" + sign + "?";
          }
          case EQUAL, NOT_EQUAL, LIKE, ILIKE, RLIKE, IN, NOT_IN ->
              " AND " + textTest(condition, "x.value_text", values);
        };
    List<Object> twice = new ArrayList<>(values);
    twice.addAll(values);
    and(
        (operator == Operator.IS_NULL ? "NOT " : "")
            + "(EXISTS (SELECT 1 FROM trace_assessments x WHERE x.trace = t.number AND "
            + named
            + test
            + ") OR (t.session IS NOT NULL AND t.session IN (SELECT o.session FROM"
            + " trace_assessments x JOIN traces o ON o.number = x.trace WHERE o.session IS NOT"
            + " NULL AND o.experiment = t.experiment AND x.of_session = 1 AND "
            + named
            + test
            + ")))",
        twice);
  }

  private void spans(List<Condition> conditions) {
    StringBuilder tests = new StringBuilder();
    List<Object> values = new ArrayList<>();
    boolean all = true;
    for (Condition condition : conditions) {
      if (SpanFields.inTables(condition)) {
        tests.append(" AND ");
        tests.append(textTest(condition, SpanFields.column(condition), values));
      } else {
        all = false;
      }
    }
    and("EXISTS (SELECT 1 FROM trace_spans x WHERE x.trace = t.number" + tests + ")", values);
    if (!all) {
      this.tests.add(new RowTest.OneSpan(conditions, patterns));
    }
  }

  private void regex(Condition condition, String select, List<Object> values) {
    tests.add(
        new RowTest.Regex(select, values, Patterns.regex(condition.value().text()), patterns));
  }

  private String textTest(Condition condition, String column, List<Object> values) {
    return Tests.text(dialect, condition, column, values);
  }
}
