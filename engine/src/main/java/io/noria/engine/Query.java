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
 * @param files further files that the SQL may read by their absolute path, in a way of its own:
 *     {@code read_csv('/…', delim = ';')}
 * @param deadline how long it may take, waiting included
 */
public record Query(
    String sql, Map<String, List<Path>> tables, List<Path> files, Duration deadline) {
  /** The deadline of queries that name none. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(5);

  /** Copies the tables, keeping their order. */
  public Query {
    LinkedHashMap<String, List<Path>> copy = new LinkedHashMap<>();
    tables.forEach((name, read) -> copy.put(name, List.copyOf(read)));
    tables = java.util.Collections.unmodifiableMap(copy);
    files = List.copyOf(files);
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: more than zero)");
    }
  }

  /** A query over named tables alone. */
  public Query(String sql, Map<String, List<Path>> tables, Duration deadline) {
    this(sql, tables, List.of(), deadline);
  }

  /** A query that names its files itself. */
  public static Query overFiles(String sql, List<Path> files, Duration deadline) {
    return new Query(sql, Map.of(), files, deadline);
  }

  /** A query with the default deadline. */
  public static Query of(String sql, Map<String, List<Path>> tables) {
    return new Query(sql, tables, DEFAULT_DEADLINE);
  }
}
