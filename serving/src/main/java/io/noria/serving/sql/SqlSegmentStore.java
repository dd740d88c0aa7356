package io.noria.serving.sql;

import io.noria.storage.object.Digest;
import io.noria.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sealed parts of the prediction log as rows. Thread-safe. */
public final class SqlSegmentStore {
  private final Database database;

  /** On the database. */
  public SqlSegmentStore(Database database) {
    this.database = database;
  }

  /**
   * A sealed part.
   *
   * @param deployment whose
   * @param part its name; greater names are later
   * @param digest of the Parquet file
   * @param bytes of the file
   * @param rows how many
   * @param signature the part's columns as JSON
   * @param minEventMs oldest event time
   * @param maxEventMs newest event time
   * @param minRecordedMs oldest recorded time; ids of predictions begin with it
   * @param maxRecordedMs newest recorded time
   * @param sealedMs when it was sealed
   * @param answered what each version answered, as JSON; null of one sealed before this was kept
   */
  public record Segment(
      String deployment,
      String part,
      Digest digest,
      long bytes,
      long rows,
      String signature,
      long minEventMs,
      long maxEventMs,
      long minRecordedMs,
      long maxRecordedMs,
      long sealedMs,
      @Nullable String answered) {}

  /** All, oldest first. */
  public List<Segment> list() {
    return database.read(handle ->
        handle
            .createQuery("SELECT * FROM prediction_segment ORDER BY deployment, part")
            .map((rows, context) -> segment(rows))
            .list());
  }

  /** Records a sealed part; the same again is one. */
  public void add(Segment segment) {
    database.write(tx ->
        tx.handle()
            .createUpdate(
                """
                INSERT INTO prediction_segment (deployment, part, digest, bytes, row_count,
                  signature, min_event_ms, max_event_ms, min_recorded_ms, max_recorded_ms,
                  sealed_ms, answered)
                VALUES (:deployment, :part, :digest, :bytes, :rows, :signature, :minEvent,
                  :maxEvent, :minRecorded, :maxRecorded, :sealed, :answered)
                ON CONFLICT (deployment, part) DO NOTHING
                """)
            .bind("deployment", segment.deployment())
            .bind("part", segment.part())
            .bind("digest", segment.digest().value())
            .bind("bytes", segment.bytes())
            .bind("rows", segment.rows())
            .bind("signature", segment.signature())
            .bind("minEvent", segment.minEventMs())
            .bind("maxEvent", segment.maxEventMs())
            .bind("minRecorded", segment.minRecordedMs())
            .bind("maxRecorded", segment.maxRecordedMs())
            .bind("sealed", segment.sealedMs())
            .bind("answered", segment.answered())
            .execute());
  }

  private static Segment segment(ResultSet rows) throws SQLException {
    return new Segment(
        rows.getString("deployment"),
        rows.getString("part"),
        new Digest(rows.getString("digest")),
        rows.getLong("bytes"),
        rows.getLong("row_count"),
        rows.getString("signature"),
        rows.getLong("min_event_ms"),
        rows.getLong("max_event_ms"),
        rows.getLong("min_recorded_ms"),
        rows.getLong("max_recorded_ms"),
        rows.getLong("sealed_ms"),
        rows.getString("answered"));
  }
}
