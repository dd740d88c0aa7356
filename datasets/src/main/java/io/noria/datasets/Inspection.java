package io.noria.datasets;

import io.noria.engine.Field;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A first look at files that were not offered yet.
 *
 * @param schema the columns
 * @param rows how many
 * @param from the earliest event time; null without a time column or rows
 * @param to the latest event time, included; null likewise
 */
public record Inspection(
    List<Field> schema, long rows, @Nullable Instant from, @Nullable Instant to) {
  /** Copies. */
  public Inspection {
    schema = List.copyOf(schema);
  }
}
