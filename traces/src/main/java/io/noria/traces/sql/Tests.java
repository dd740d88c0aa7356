package io.noria.traces.sql;

import io.noria.base.NoriaException;
import io.noria.storage.sql.Dialect;
import io.noria.storage.sql.InLists;
import io.noria.traces.TraceFilter.Condition;
import io.noria.traces.TraceFilter.Field;
import io.noria.traces.TraceFilter.Value;
import io.noria.tracking.Limits;
import java.util.List;

/** Comparisons of filters as SQL. Values are always bound. */
final class Tests {
  private Tests() {}

  /** The test of a text; its values are added to the arguments. */
  static String text(Dialect dialect, Condition condition, String column, List<Object> values) {
    quoted(condition);
    condition.values().forEach(value -> values.add(value.text()));
    return switch (condition.operator()) {
      case EQUAL -> column + " = ?";
      case NOT_EQUAL -> column + " <> ?";
      case LIKE -> dialect.like(column, "?");
      case ILIKE -> dialect.ilike(column, "?");
      case IN -> column + " IN (" + InLists.marks(condition.values().size()) + ")";
      case NOT_IN -> column + " NOT IN (" + InLists.marks(condition.values().size()) + ")";
      case LESS, AT_MOST, GREATER, AT_LEAST, RLIKE, IS_NULL, IS_NOT_NULL ->
          throw notOffered(condition);
    };
  }

  /** The sign between numbers. */
  static String sign(Condition condition) {
    return switch (condition.operator()) {
      case EQUAL -> " = ";
      case NOT_EQUAL -> " <> ";
      case LESS -> " < ";
      case AT_MOST -> " <= ";
      case GREATER -> " > ";
      case AT_LEAST -> " >= ";
      case LIKE, ILIKE, RLIKE, IN, NOT_IN, IS_NULL, IS_NOT_NULL -> throw notOffered(condition);
    };
  }

  /** A whole number. */
  static long whole(Condition condition) {
    try {
      return Long.parseLong(condition.value().text());
    } catch (NumberFormatException e) {
      // A fraction of a millisecond lies between two whole ones: the nearer below stands for it.
      return (long) Math.floor(decimal(condition));
    }
  }

  /** A finite number. */
  static double decimal(Condition condition) {
    try {
      double value = Double.parseDouble(condition.value().text());
      if (!condition.value().quoted() && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wantsNumber(condition);
    }
    throw wantsNumber(condition);
  }

  /** Values of texts are written in quotes. */
  static void quoted(Condition condition) {
    for (Value value : condition.values()) {
      if (!value.quoted()) {
        throw NoriaException.invalid(
            "filter: "
                + Limits.shown(condition.field().toString())
                + " is text (expected: '"
                + Limits.shown(value.text())
                + "' in quotes)");
      }
    }
  }

  static NoriaException unknown(Field field, String expected) {
    return NoriaException.invalid(
        "filter: there is no field '"
            + Limits.shown(field.toString())
            + "' (expected: "
            + expected
            + ")");
  }

  static NoriaException notOffered(Condition condition) {
    return NoriaException.invalid(
        "filter: "
            + condition.operator().text()
            + " is not offered for "
            + Limits.shown(condition.field().toString()));
  }

  private static NoriaException wantsNumber(Condition condition) {
    return NoriaException.invalid(
        "filter: "
            + Limits.shown(condition.toString())
            + " '"
            + Limits.shown(condition.value().text())
            + "' (expected: a number without quotes)");
  }
}
