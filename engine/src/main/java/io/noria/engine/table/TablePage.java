package io.noria.engine.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a table file, as texts.
 *
 * @param columns all of the file's columns that are shown, in its order
 * @param columnsTotal how many the file has
 * @param from the number of the first row here, from 0
 * @param rows one entry a column; null where nothing is; a text that was cut ends in {@code …}
 * @param total how many rows there are that contain what was asked for
 */
public record TablePage(
    List<Column> columns,
    int columnsTotal,
    long from,
    List<List<@Nullable String>> rows,
    long total) {
  /**
   * A column.
   *
   * @param type in the engine's words, for example {@code BIGINT} or {@code DOUBLE[]}; for a CSV
   *     file, what its first rows look like
   * @param number whether its values are numbers
   */
  public record Column(String name, String type, boolean number) {}
}
