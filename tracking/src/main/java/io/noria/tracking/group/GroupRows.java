package io.noria.tracking.group;

import io.noria.tracking.RunField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The runs that match, as rows numbered from 0, wherever they are held. Used by one thread. */
public interface GroupRows {
  /** When a run has not ended. */
  long RUNNING = Long.MIN_VALUE;

  /** Takes rows. */
  @FunctionalInterface
  interface RowSink {
    /**
     * A row.
     *
     * @param keys what it has of each field that is grouped by, null where nothing
     * @param endedMillis {@link #RUNNING} when it has not
     */
    void row(@Nullable String[] keys, long startedMillis, long endedMillis);
  }

  /** Takes metrics' values. */
  @FunctionalInterface
  interface NumberSink {
    /** A row's value of the metric at that place of those asked for. */
    void number(int row, int metric, double value);
  }

  /** Takes texts. */
  @FunctionalInterface
  interface TextSink {
    /** A row's value of the field at that place of those asked for. */
    void text(int row, int field, String value);
  }

  /** Tells every row in turn; called once, before the others. */
  void tell(RowSink sink);

  /** Tells the metrics' latest values of the rows that have them. */
  void metrics(List<String> keys, NumberSink sink);

  /** Tells the texts of the rows that have them. */
  void texts(List<RunField> fields, TextSink sink);
}
