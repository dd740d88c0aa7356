package io.noria.serving.sql;

import io.noria.serving.BatchProgress;
import io.noria.storage.sql.Database;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How far batches are, as rows. Thread-safe. */
public final class SqlBatchStore {
  private final Database database;

  /** On the database. */
  public SqlBatchStore(Database database) {
    this.database = database;
  }

  /** How far each is that has begun, by id. */
  public Map<String, BatchProgress> progress(Collection<String> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    return database.read(handle -> {
      Map<String, BatchProgress> far = new HashMap<>();
      handle
          .createQuery("SELECT * FROM batch_progress WHERE id IN (<ids>)")
          .bindList("ids", ids)
          .map((rows, context) ->
              Map.entry(
                  rows.getString("id"),
                  new BatchProgress(
                      rows.getInt("files"),
                      rows.getInt("files_done"),
                      rows.getLong("bytes"),
                      rows.getLong("bytes_done"),
                      rows.getLong("rows_done"),
                      rows.getLong("rows_kept"),
                      rows.getLong("rows_refused"))))
          .forEach(each -> far.put(each.getKey(), each.getValue()));
      return far;
    });
  }

  /** Writes how far one is. */
  public void put(String id, BatchProgress far) {
    database.write(tx ->
        tx.handle()
            .createUpdate(
                """
                INSERT INTO batch_progress
                  (id, files, files_done, bytes, bytes_done, rows_done, rows_kept, rows_refused)
                VALUES (:id, :files, :filesDone, :bytes, :bytesDone, :rows, :kept, :refused)
                ON CONFLICT (id) DO UPDATE SET
                  files = excluded.files, files_done = excluded.files_done,
                  bytes = excluded.bytes, bytes_done = excluded.bytes_done,
                  rows_done = excluded.rows_done, rows_kept = excluded.rows_kept,
                  rows_refused = excluded.rows_refused
                """)
            .bind("id", id)
            .bind("files", far.files())
            .bind("filesDone", far.filesDone())
            .bind("bytes", far.bytes())
            .bind("bytesDone", far.bytesDone())
            .bind("rows", far.rows())
            .bind("kept", far.kept())
            .bind("refused", far.refused())
            .execute());
  }
}
