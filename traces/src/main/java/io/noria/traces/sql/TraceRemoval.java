package io.noria.traces.sql;

import io.noria.storage.sql.InLists;
import io.noria.traces.TraceDeletion;
import io.noria.traces.TraceId;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ExperimentId;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

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

  /** A trace that went. */
  record Gone(long number, TraceId id, ExperimentId experiment) {
    /** Where its files were. */
    ArtifactRoot root() {
      return ArtifactRoot.ofTrace(experiment, id.value());
    }
  }

  static List<Gone> delete(Handle handle, TraceDeletion deletion) {
    return remove(
        handle, deletion.ids().isEmpty() ? oldest(handle, deletion) : named(handle, deletion));
  }

  private static List<Gone> named(Handle handle, TraceDeletion deletion) {
    List<Gone> found = new ArrayList<>();
    for (List<TraceId> chunk : InLists.chunks(deletion.ids().stream().distinct().toList())) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(deletion.experiment().number());
      chunk.forEach(id -> arguments.add(id.value()));
      String in = "experiment = ? AND id IN (" + InLists.marks(chunk.size()) + ")";
      found.addAll(find(handle, in, arguments.toArray()));
    }
    return found;
  }

  private static List<Gone> oldest(Handle handle, TraceDeletion deletion) {
    Integer most = deletion.most();
    return find(
        handle,
        "experiment = ? AND started_ms <= ? ORDER BY started_ms, id LIMIT ?",
        deletion.experiment().number(),
        deletion.until(),
        most == null ? Integer.MAX_VALUE : most);
  }

  static List<Gone> purge(Handle handle, ExperimentId experiment) {
    return remove(handle, find(handle, "experiment = ?", experiment.number()));
  }

  private static List<Gone> find(Handle handle, String where, @Nullable Object... arguments) {
    return handle
        .select("SELECT number, id, experiment FROM traces WHERE " + where, arguments)
        .map((rows, context) ->
            new Gone(
                rows.getLong(1), new TraceId(rows.getString(2)), ExperimentId.of(rows.getLong(3))))
        .list();
  }

  /** Deletes the traces with all that belongs to them, files left out. */
  static List<Gone> remove(Handle handle, List<Gone> traces) {
    for (List<Gone> chunk : InLists.chunks(traces)) {
      String in = " IN (" + InLists.marks(chunk.size()) + ")";
      Object[] arguments = chunk.stream().map(Gone::number).toArray();
      for (String part : PARTS) {
        handle.execute("DELETE FROM " + part + " WHERE trace" + in, arguments);
      }
      handle.execute("DELETE FROM traces WHERE number" + in, arguments);
    }
    return traces;
  }
}
