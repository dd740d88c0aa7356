package io.noria.traces.sql;

import io.noria.base.NoriaException;
import io.noria.traces.Span;
import io.noria.traces.TraceFilter.Condition;
import io.noria.traces.TraceFilter.Operator;
import java.util.Locale;

/** What filters may ask of spans. */
final class SpanFields {
  /** Before the name of an attribute. */
  static final String ATTRIBUTES = "attributes.";

  /** Everything that is in a span. */
  static final String CONTENT = "content";

  private SpanFields() {}

  /** Refuses what is not offered. */
  static void check(Condition condition) {
    String key = condition.field().key();
    boolean known =
        key.startsWith(ATTRIBUTES)
            ? key.length() > ATTRIBUTES.length()
            : switch (key) {
              case "name", "type", "status", CONTENT -> true;
              default -> false;
            };
    if (!known) {
      throw Tests.unknown(
          condition.field(), "span.name, span.type, span.status or span.attributes.NAME");
    }
    boolean offered =
        switch (condition.operator()) {
          case EQUAL, NOT_EQUAL, IN, NOT_IN -> !key.equals(CONTENT);
          case LIKE, ILIKE, RLIKE -> true;
          case LESS, AT_MOST, GREATER, AT_LEAST, IS_NULL, IS_NOT_NULL -> false;
        };
    if (!offered) {
      throw Tests.notOffered(condition);
    }
    Tests.quoted(condition);
  }

  /** Whether the database can tell. */
  static boolean inTables(Condition condition) {
    return condition.operator() != Operator.RLIKE
        && switch (condition.field().key()) {
          case "name", "type", "status" -> true;
          default -> false;
        };
  }

  static String column(Condition condition) {
    return switch (condition.field().key()) {
      case "name" -> "x.name";
      case "type" -> "x.type";
      case "status" -> "x.status";
      default ->
          throw NoriaException.invalid(
              "filter: " + condition.field().key().toLowerCase(Locale.ROOT));
    };
  }

  /** The span's text: its name, attributes and events. */
  static String content(Span span) {
    StringBuilder text = new StringBuilder(span.name());
    if (!span.statusMessage().isEmpty()) {
      text.append('\n').append(span.statusMessage());
    }
    span.attributes()
        .forEach(
            (key, value) -> text.append('\n').append('"').append(key).append("\": ").append(value));
    span.events()
        .forEach(event -> {
          text.append('\n').append(event.name());
          event
              .attributes()
              .forEach((key, value) ->
                  text.append('\n').append('"').append(key).append("\": ").append(value));
        });
    return text.toString();
  }
}
