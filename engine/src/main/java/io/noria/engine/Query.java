package io.noria.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One SELECT over named tables.
 *
 * @param sql a single SELECT statement in the engine's dialect
 * @param tables what each table name stands for: Parquet or CSV files (told apart by their first
 *     bytes) of one shape, read as one table in the order given. The query can read these files and
 *     nothing else
 * @param deadline how long it may take, waiting included
 */
public record Query(String sql, Map<String, List<Path>> tables, Duration deadline) {
  /** The deadline of queries that name none. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(5);

  /** Copies the tables, keeping their order. */
  public Query {
    LinkedHashMap<String, List<Path>> copy = new LinkedHashMap<>();
    tables.forEach((name, files) -> copy.put(name, List.copyOf(files)));
    tables = java.util.Collections.unmodifiableMap(copy);
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: more than zero)");
    }
  }

  /** A query with the default deadline. */
  public static Query of(String sql, Map<String, List<Path>> tables) {
    return new Query(sql, tables, DEFAULT_DEADLINE);
  }
}
