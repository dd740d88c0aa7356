package io.noria.engine.parquet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column to be written. Its array may be longer than the rows that are written, is not copied,
 * and must not change meanwhile.
 */
@SuppressWarnings("ArrayRecordComponent")
public sealed interface ParquetColumn {
  /** Its name. */
  String name();

  /** Numbers; NaN is null when {@code missing}. */
  record Doubles(String name, double[] values, boolean missing) implements ParquetColumn {}

  /** Whole numbers. */
  record Longs(String name, long[] values) implements ParquetColumn {}

  /** Milliseconds since 1970, in UTC. */
  record Millis(String name, long[] values) implements ParquetColumn {}

  /** True or false. */
  record Booleans(String name, boolean[] values) implements ParquetColumn {}

  /** UUIDs by their upper and lower halves. */
  record Uuids(String name, long[] high, long[] low) implements ParquetColumn {}

  /** Texts by their place in a dictionary; below 0 is null. */
  record Codes(String name, int[] codes, List<String> dictionary) implements ParquetColumn {}

  /** Texts, null or not, that seldom repeat. */
  record Texts(String name, @Nullable String[] values) implements ParquetColumn {}
}
