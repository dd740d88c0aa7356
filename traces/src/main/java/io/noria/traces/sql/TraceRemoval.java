package io.noria.traces.sql;

import io.noria.traces.TraceDeletion;
import io.noria.traces.TraceId;
import io.noria.tracking.ExperimentId;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Removes traces with all that belongs to them. */
final class TraceRemoval {
  private static final List<String> PARTS =
      List.of(
          "trace_tags",
          "trace_metadata",
          "trace_spans",
          "trace_chunks",
          "trace_runs",
          "trace_prompts",
          "trace_assessments");

  private TraceRemoval() {}

  static int delete(Handle handle, TraceDeletion deletion) {
    List<Long> numbers =
        deletion.ids().isEmpty() ? oldest(handle, deletion) : named(handle, deletion);
    return remove(handle, numbers);
  }

  private static List<Long> named(Handle handle, TraceDeletion deletion) {
    List<Long> numbers = new ArrayList<>();
    for (List<TraceId> chunk : Rows.chunks(deletion.ids().stream().distinct().toList())) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(deletion.experiment().number());
      chunk.forEach(id -> arguments.add(id.value()));
      handle
          .select(
              "SELECT number FROM traces WHERE experiment = ? AND id IN ("
                  + Rows.marks(chunk.size())
                  + ")",
              arguments.toArray())
          .mapTo(Long.class)
          .forEach(numbers::add);
    }
    return numbers;
  }

  private static List<Long> oldest(Handle handle, TraceDeletion deletion) {
    Integer most = deletion.most();
    return handle
        .select(
            "SELECT number FROM traces WHERE experiment = ? AND started_ms <= ?"
                + " ORDER BY started_ms, id LIMIT ?",
            deletion.experiment().number(),
            deletion.until(),
            most == null ? Integer.MAX_VALUE : most)
        .mapTo(Long.class)
        .list();
  }

  static int purge(Handle handle, ExperimentId experiment) {
    List<Long> numbers =
        handle
            .select("SELECT number FROM traces WHERE experiment = ?", experiment.number())
            .mapTo(Long.class)
            .list();
    return remove(handle, numbers);
  }

  private static int remove(Handle handle, List<Long> numbers) {
    int removed = 0;
    for (List<Long> chunk : Rows.chunks(numbers)) {
      String in = " IN (" + Rows.marks(chunk.size()) + ")";
      Object[] arguments = chunk.toArray();
      for (String part : PARTS) {
        handle.execute("DELETE FROM " + part + " WHERE trace" + in, arguments);
      }
      removed += handle.execute("DELETE FROM traces WHERE number" + in, arguments);
    }
    return removed;
  }
}
