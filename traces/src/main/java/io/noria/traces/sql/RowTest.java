package io.noria.traces.sql;

import com.google.re2j.Pattern;
import io.noria.storage.sql.InLists;
import io.noria.traces.JsonText;
import io.noria.traces.Span;
import io.noria.traces.TraceFilter.Condition;
import io.noria.traces.TraceFilter.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the database cannot tell: it is asked for rows, and they are looked at here. */
interface RowTest {
  /** Those of the traces that pass. */
  Set<Long> passing(Handle handle, List<Long> traces);

  /**
   * A value of the trace that fits a regular expression.
   *
   * @param select of a trace's number and a value, ending in an open {@code IN (}
   * @param arguments of the select
   */
  record Regex(String select, List<Object> arguments, Pattern pattern, Patterns patterns)
      implements RowTest {
    @Override
    public Set<Long> passing(Handle handle, List<Long> traces) {
      Set<Long> passing = new HashSet<>();
      for (List<Long> chunk : InLists.chunks(traces)) {
        List<Object> all = new ArrayList<>(arguments);
        all.addAll(chunk);
        handle
            .select(select + InLists.marks(chunk.size()) + ")", all.toArray())
            .map((rows, context) -> {
              String value = rows.getString(2);
              return value != null && patterns.find(pattern, value) && passing.add(rows.getLong(1));
            })
            .list();
      }
      return passing;
    }
  }

  /** One span that fulfils every condition. */
  final class OneSpan implements RowTest {
    private final List<Condition> conditions;
    private final Map<Condition, Pattern> regexes = new HashMap<>();
    private final Patterns patterns;

    OneSpan(List<Condition> conditions, Patterns patterns) {
      this.conditions = conditions;
      this.patterns = patterns;
      for (Condition condition : conditions) {
        if (condition.operator() == Operator.RLIKE) {
          regexes.put(condition, Patterns.regex(condition.value().text()));
        }
      }
    }

    @Override
    public Set<Long> passing(Handle handle, List<Long> traces) {
      Set<Long> passing = new HashSet<>();
      Chunks.of(handle, traces)
          .forEach((trace, spans) -> {
            if (spans.stream().anyMatch(this::fits)) {
              passing.add(trace);
            }
          });
      return passing;
    }

    private boolean fits(Span span) {
      return conditions.stream().allMatch(condition -> fits(condition, value(condition, span)));
    }

    private static @Nullable String value(Condition condition, Span span) {
      String key = condition.field().key();
      if (key.startsWith(SpanFields.ATTRIBUTES)) {
        String json = span.attributes().get(key.substring(SpanFields.ATTRIBUTES.length()));
        return json == null ? null : JsonText.shown(json);
      }
      return switch (key) {
        case "name" -> span.name();
        case "type" -> span.type();
        case "status" -> span.status().name();
        default -> SpanFields.content(span);
      };
    }

    private boolean fits(Condition condition, @Nullable String value) {
      if (value == null) {
        return false;
      }
      return switch (condition.operator()) {
        case EQUAL -> value.equals(condition.value().text());
        case NOT_EQUAL -> !value.equals(condition.value().text());
        case LIKE -> Patterns.like(condition.value().text(), value);
        case ILIKE -> Patterns.ilike(condition.value().text(), value);
        case RLIKE -> {
          Pattern pattern = regexes.get(condition);
          yield pattern != null && patterns.find(pattern, value);
        }
        case IN -> condition.values().stream().anyMatch(one -> one.text().equals(value));
        case NOT_IN -> condition.values().stream().noneMatch(one -> one.text().equals(value));
        case LESS, AT_MOST, GREATER, AT_LEAST, IS_NULL, IS_NOT_NULL -> false;
      };
    }
  }
}
