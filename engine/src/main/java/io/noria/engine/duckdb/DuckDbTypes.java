package io.noria.engine.duckdb;

import io.noria.base.NoriaException;
import io.noria.engine.ColumnType;
import java.util.Locale;

/** DuckDB's types as ours. */
final class DuckDbTypes {
  private DuckDbTypes() {}

  /** What a DuckDB type becomes in a frame. */
  static ColumnType columnType(String column, String nativeType) {
    String type = nativeType.toUpperCase(Locale.ROOT);
    if (type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP")) {
      throw unsupported(column, nativeType);
    }
    if (type.startsWith("DECIMAL")) {
      return ColumnType.DOUBLE;
    }
    if (type.startsWith("ENUM")) {
      return ColumnType.STRING;
    }
    return switch (type) {
      case "DOUBLE", "FLOAT", "REAL" -> ColumnType.DOUBLE;
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" -> ColumnType.LONG;
      case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT" -> ColumnType.LONG;
      case "BOOLEAN" -> ColumnType.BOOLEAN;
      case "VARCHAR", "UUID", "JSON" -> ColumnType.STRING;
      case "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" ->
          ColumnType.TIMESTAMP;
      case "TIMESTAMP WITH TIME ZONE" -> ColumnType.TIMESTAMP;
      default -> throw unsupported(column, nativeType);
    };
  }

  private static NoriaException unsupported(String column, String nativeType) {
    return NoriaException.invalid(
        "column %s: of type %s (expected: numbers, booleans, text, dates or timestamps; cast it)"
            .formatted(column, nativeType));
  }

  /** The expression that brings a column into the one of four forms that chunks are read in. */
  static String fetched(String name, ColumnType type) {
    return switch (type) {
      case DOUBLE -> name + "::DOUBLE";
      case LONG -> name + "::BIGINT";
      case BOOLEAN -> name + "::BOOLEAN";
      case STRING -> name + "::VARCHAR";
      case TIMESTAMP -> "epoch_us(" + name + "::TIMESTAMP)";
    };
  }
}
