package io.noria.engine.parquet;

/**
 * How Parquet calls a column's type.
 *
 * @param type the physical type's number
 * @param length bytes of a value of fixed length; 0 for other types
 * @param optional whether it may be null
 * @param logical the field of the union of logical types; 0 for none
 */
record Kind(int type, int length, boolean optional, int logical) {
  private static final int BOOLEAN = 0;
  private static final int INT64 = 2;
  private static final int DOUBLE = 5;
  private static final int BYTE_ARRAY = 6;
  private static final int FIXED = 7;
  private static final int STRING = 1;
  private static final int TIMESTAMP = 8;
  private static final int UUID = 14;
  private static final int UTF8 = 0;

  static Kind of(ParquetColumn column) {
    return switch (column) {
      case ParquetColumn.Doubles doubles -> new Kind(DOUBLE, 0, doubles.missing(), 0);
      case ParquetColumn.Longs _ -> new Kind(INT64, 0, false, 0);
      case ParquetColumn.Millis _ -> new Kind(INT64, 0, false, TIMESTAMP);
      case ParquetColumn.Booleans _ -> new Kind(BOOLEAN, 0, false, 0);
      case ParquetColumn.Uuids _ -> new Kind(FIXED, 16, false, UUID);
      case ParquetColumn.Codes _, ParquetColumn.Texts _ -> new Kind(BYTE_ARRAY, 0, true, STRING);
    };
  }

  /** Writes the schema's element, whose struct is open. */
  void describe(CompactWriter out, String name) {
    out.i32(1, type);
    if (length > 0) {
      out.i32(2, length);
    }
    out.i32(3, optional ? 1 : 0).text(4, name);
    if (logical == STRING) {
      out.i32(6, UTF8);
    }
    if (logical == 0) {
      return;
    }
    out.open(10).open(logical);
    if (logical == TIMESTAMP) {
      // Not adjusted: a time without a zone. Its unit is microseconds, the union's second.
      out.bool(1, false).open(2).open(2).close().close();
    }
    out.close().close();
  }
}
