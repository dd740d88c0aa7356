package io.noria.tracking.sql;

import io.noria.base.Ref;
import io.noria.storage.json.Json;
import io.noria.storage.sql.InLists;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.LoggedModelId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The datasets that runs read, and the models that they used. */
final class RunInputs {
  private RunInputs() {}

  static void log(Transaction tx, RunRows.Row run, List<DatasetInput> inputs) {
    for (DatasetInput input : inputs) {
      long dataset = dataset(tx.handle(), run.info().experiment().number(), input);
      use(tx.handle(), run.number(), dataset, input.tags());
      Ref version = input.version();
      if (version != null) {
        tx.link(version, "trained", run.info().id().ref());
      }
    }
  }

  static void logModels(Handle handle, long run, List<LoggedModelId> models) {
    for (LoggedModelId model : models) {
      LoggedModelRows.get(handle, model);
      handle.execute(
          "INSERT INTO run_model_inputs (run, model) VALUES (?, ?) ON CONFLICT DO NOTHING",
          run,
          model.value());
    }
  }

  /** The models that runs used. */
  static Map<Long, List<LoggedModelId>> modelsOf(Handle handle, List<Long> runs) {
    Map<Long, List<LoggedModelId>> found = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(runs)) {
      handle
          .select(
              "SELECT run, model FROM run_model_inputs WHERE run IN ("
                  + InLists.marks(chunk.size())
                  + ") ORDER BY id",
              chunk.toArray())
          .map((rows, context) ->
              found
                  .computeIfAbsent(rows.getLong(1), number -> new ArrayList<>())
                  .add(new LoggedModelId(rows.getString(2))))
          .list();
    }
    return found;
  }

  private static long dataset(Handle handle, long experiment, DatasetInput input) {
    Ref version = input.version();
    return handle
        .select(
            "INSERT INTO tracked_datasets (experiment, name, digest, source_type, source,"
                + " schema_json, profile_json, version_ref) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (experiment, name, digest) DO UPDATE"
                + " SET version_ref = COALESCE(tracked_datasets.version_ref, excluded.version_ref)"
                + " RETURNING id",
            experiment,
            input.name(),
            input.digest(),
            input.sourceType(),
            input.source(),
            input.schema(),
            input.profile(),
            version == null ? null : version.toString())
        .mapTo(Long.class)
        .one();
  }

  private static void use(Handle handle, long run, long dataset, Map<String, String> tags) {
    TreeMap<String, String> merged = new TreeMap<>();
    handle
        .select("SELECT tags_json FROM run_inputs WHERE run = ? AND dataset = ?", run, dataset)
        .mapTo(String.class)
        .findFirst()
        .ifPresent(json -> merged.putAll(Json.readMap(json, String.class)));
    merged.putAll(tags);
    handle.execute(
        "INSERT INTO run_inputs (run, dataset, context, tags_json) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (run, dataset)"
            + " DO UPDATE SET context = excluded.context, tags_json = excluded.tags_json",
        run,
        dataset,
        merged.get(DatasetInput.CONTEXT),
        Json.write(merged));
  }

  static Map<Long, List<DatasetInput>> of(Handle handle, List<Long> runs) {
    Map<Long, List<DatasetInput>> found = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(runs)) {
      handle
          .select(
              "SELECT i.run, d.name, d.digest, d.source_type, d.source, d.schema_json,"
                  + " d.profile_json, i.tags_json, d.version_ref"
                  + " FROM run_inputs i JOIN tracked_datasets d ON d.id = i.dataset"
                  + " WHERE i.run IN ("
                  + InLists.marks(chunk.size())
                  + ") ORDER BY i.id",
              chunk.toArray())
          .map((rows, context) ->
              found
                  .computeIfAbsent(rows.getLong(1), number -> new ArrayList<>())
                  .add(
                      new DatasetInput(
                          rows.getString(2),
                          rows.getString(3),
                          rows.getString(4),
                          rows.getString(5),
                          rows.getString(6),
                          rows.getString(7),
                          Json.readMap(rows.getString(8), String.class),
                          ref(rows.getString(9)))))
          .list();
    }
    return found;
  }

  private static @Nullable Ref ref(@Nullable String text) {
    return text == null ? null : Ref.parse(text);
  }
}
