package io.noria.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Answers SQL over columnar files. Thread-safe; opening it touches neither disk nor native code,
 * the first query does.
 *
 * <p>A query sees only the files it was given. Timestamps are UTC throughout. Interrupting the
 * calling thread cancels its query.
 *
 * <p>Every method throws {@link io.noria.base.NoriaException}: INVALID_ARGUMENT for what is wrong
 * with the SQL or the files (with the engine's own message and the position), DEADLINE_EXCEEDED
 * when the time has passed, ABORTED when interrupted, RESOURCE_EXHAUSTED when memory does not
 * suffice.
 */
public interface Engine extends AutoCloseable {
  /** Runs the SELECT and returns its rows in the order it gives them. */
  Frame query(Query query);

  /** Runs the SELECT with the default deadline. */
  default Frame query(String sql, Map<String, List<Path>> tables) {
    return query(Query.of(sql, tables));
  }

  /**
   * Runs the SELECT and hands its rows on as they come, in order, in frames of so many rows (the
   * last may have fewer). Only the frame at hand is held.
   *
   * @param sink called on a thread of the engine's; what it throws ends the query and is thrown
   */
  void stream(Query query, int rows, Consumer<Frame> sink);

  /**
   * Writes the SELECT's rows to a file in the form, replacing what was there once the whole file is
   * written.
   *
   * @return how many rows
   */
  long write(Query query, FileForm form, Path out);

  /**
   * Writes the SELECT's rows to a Parquet file, replacing what was there once the whole file is
   * written.
   *
   * @return how many rows
   */
  long writeParquet(Query query, Path out);

  /** {@link #writeParquet(Query, Path)} with the default deadline. */
  default long writeParquet(String sql, Map<String, List<Path>> tables, Path out) {
    return writeParquet(Query.of(sql, tables), out);
  }

  /** Writes the frame to a Parquet file. The same frame gives the same bytes. */
  void writeParquet(Frame frame, Path out);

  /** Reads all rows of the named columns; no names at all means every column. */
  Frame readParquet(List<Path> files, List<String> columns);

  /** The columns that the SELECT would answer with; reads no rows. */
  List<Field> describe(Query query);

  /** {@link #describe(Query)} with the default deadline. */
  default List<Field> describe(String sql, Map<String, List<Path>> tables) {
    return describe(Query.of(sql, tables));
  }

  /** What it is called, for example {@code duckdb}. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** The version of the software that runs the queries. */
  default String version() {
    return "unknown";
  }

  /** Checks that the engine, if it has been started, still answers. */
  void check();

  @Override
  void close();
}
