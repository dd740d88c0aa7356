package io.noria.project.wheel;

import io.noria.engine.Field;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The stable hash by which rows without time are put on their sides: MD5 over the texts of the key
 * columns, or of all columns but the target when there is no key. It depends on nothing but the
 * values: not on the order of rows or columns, nor on how the engine happens to hash or to print.
 */
final class RowHash {
  private static final long BUCKETS = 1L << 32;

  private RowHash() {}

  /** The SQL expression of a row's hash, 32 hex digits. */
  static String sql(List<Field> fields, Collection<String> key, String target) {
    List<String> parts =
        fields.stream()
            .filter(f -> key.isEmpty() ? !f.name().equals(target) : key.contains(f.name()))
            .sorted(Comparator.comparing(Field::name))
            .map(field -> "coalesce(" + text(field) + ", chr(30))")
            .toList();
    return "md5(concat_ws(chr(31), " + String.join(", ", parts) + "))";
  }

  /** The SQL condition that a hash is in the holdout. */
  static String held(String hash, double holdout) {
    long limit = Math.round(holdout * BUCKETS);
    return "substr(%s, 1, 8) < '%s'".formatted(hash, String.format(Locale.ROOT, "%08x", limit));
  }

  /** Whole numbers look alike whether a version of the table has them as integers or doubles. */
  private static String text(Field field) {
    String column = quoted(field.name());
    return switch (field.type()) {
      case DOUBLE -> "printf('%.17g', CAST(" + column + " AS DOUBLE))";
      case TIMESTAMP -> "CAST(epoch_us(CAST(" + column + " AS TIMESTAMP)) AS VARCHAR)";
      case LONG, BOOLEAN, STRING -> "CAST(" + column + " AS VARCHAR)";
    };
  }

  /** The column's name in SQL. */
  static String quoted(String column) {
    return "\"" + column.replace("\"", "\"\"") + "\"";
  }
}
