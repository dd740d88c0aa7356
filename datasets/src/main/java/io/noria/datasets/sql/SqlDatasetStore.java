package io.noria.datasets.sql;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersion.DataFile;
import io.noria.datasets.DatasetVersion.Failure;
import io.noria.datasets.DatasetVersion.Revocation;
import io.noria.datasets.DatasetVersion.Status;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Profile;
import io.noria.engine.Field;
import io.noria.storage.json.Json;
import io.noria.storage.object.Digest;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Versions of datasets in the database. Thread-safe. */
public final class SqlDatasetStore {
  private final Database db;

  /** On the database. */
  public SqlDatasetStore(Database db) {
    this.db = db;
  }

  /** The datasets' names, sorted. */
  public List<String> names() {
    return db.read(handle ->
        handle.createQuery("SELECT name FROM dataset ORDER BY name").mapTo(String.class).list());
  }

  /** The version, if it is there. */
  public Optional<DatasetVersion> find(DatasetVersionId id) {
    return db.read(handle -> find(handle, id));
  }

  /** The version as this transaction sees it. */
  public static Optional<DatasetVersion> find(Transaction tx, DatasetVersionId id) {
    return find(tx.handle(), id);
  }

  private static Optional<DatasetVersion> find(Handle handle, DatasetVersionId id) {
    return handle
        .createQuery(
            "SELECT * FROM dataset_version WHERE dataset = :dataset AND label = :label AND"
                + " revision = :revision")
        .bind("dataset", id.dataset())
        .bind("label", id.label())
        .bind("revision", id.revision())
        .map((rs, _) -> version(rs))
        .findOne();
  }

  /** All revisions of the label, newest first. */
  public List<DatasetVersion> revisions(String dataset, String label) {
    return db.read(handle -> revisions(handle, dataset, label));
  }

  private static List<DatasetVersion> revisions(Handle handle, String dataset, String label) {
    return handle
        .createQuery(
            "SELECT * FROM dataset_version WHERE dataset = :dataset AND label = :label"
                + " ORDER BY revision DESC")
        .bind("dataset", dataset)
        .bind("label", label)
        .map((rs, _) -> version(rs))
        .list();
  }

  /** Every revision of the dataset in the status, by label and revision. */
  public List<DatasetVersion> of(String dataset, Status status) {
    return db.read(handle ->
        handle
            .createQuery(
                "SELECT * FROM dataset_version WHERE dataset = :dataset AND status = :status"
                    + " ORDER BY label, revision")
            .bind("dataset", dataset)
            .bind("status", status.name())
            .map((rs, _) -> version(rs))
            .list());
  }

  /** A page by label and revision; the token is the last row's version. */
  public Page<DatasetVersion> list(String dataset, int limit, @Nullable String token) {
    DatasetVersionId after = token == null ? null : after(dataset, token);
    List<DatasetVersion> rows =
        db.read(handle ->
            handle
                .createQuery(
                    "SELECT * FROM dataset_version WHERE dataset = :dataset AND (label > :label"
                        + " OR (label = :label AND revision > :revision))"
                        + " ORDER BY label, revision LIMIT :limit")
                .bind("dataset", dataset)
                .bind("label", after == null ? "" : after.label())
                .bind("revision", after == null ? 0 : after.revision())
                .bind("limit", limit + 1)
                .map((rs, _) -> version(rs))
                .list());
    if (rows.size() <= limit) {
      return new Page<>(rows, null);
    }
    return new Page<>(rows.subList(0, limit), rows.get(limit - 1).id().version());
  }

  private static DatasetVersionId after(String dataset, String token) {
    try {
      return DatasetVersionId.parse(dataset + "@" + token);
    } catch (NoriaException e) {
      throw NoriaException.invalid("page token: " + token + " (expected: one that a page gave)");
    }
  }

  /** Takes the dataset for this transaction, so that revisions are given out one at a time. */
  public static void claim(Transaction tx, String dataset) {
    tx.handle()
        .createUpdate(
            "INSERT INTO dataset (name, changed_ms) VALUES (:name, :now) ON CONFLICT (name) DO"
                + " UPDATE SET changed_ms = excluded.changed_ms")
        .bind("name", dataset)
        .bind("now", tx.now().toEpochMilli())
        .execute();
  }

  /** All revisions of the label as this transaction sees them, newest first. */
  public static List<DatasetVersion> revisions(Transaction tx, String dataset, String label) {
    return revisions(tx.handle(), dataset, label);
  }

  /** Adds the version. */
  public static void insert(Transaction tx, DatasetVersion version) {
    tx.handle()
        .createUpdate(
            "INSERT INTO dataset_version (dataset, label, revision, digest, status, files,"
                + " schema_fields, profile, row_count, time_column, from_time, to_time, source,"
                + " failures, expectations, actor, recorded_at_ms) VALUES (:dataset, :label,"
                + " :revision, :digest, :status, :files, :schema, :profile, :rows, :timeColumn,"
                + " :from, :to, :source, :failures, :expectations, :actor, :recordedAt)")
        .bind("dataset", version.dataset())
        .bind("label", version.label())
        .bind("revision", version.revision())
        .bind("digest", version.digest().value())
        .bind("status", version.status().name())
        .bind("files", Json.write(version.files()))
        .bind("schema", Json.write(version.schema()))
        .bind("profile", Json.write(version.profile()))
        .bind("rows", version.rows())
        .bind("timeColumn", version.timeColumn())
        .bind("from", text(version.from()))
        .bind("to", text(version.to()))
        .bind("source", version.source())
        .bind("failures", Json.write(version.failures()))
        .bind(
            "expectations", version.expectations() == null ? null : version.expectations().value())
        .bind("actor", version.actor())
        .bind("recordedAt", version.recordedAt().toEpochMilli())
        .execute();
  }

  /** Withdraws the version. */
  public static void revoke(Transaction tx, DatasetVersionId id, Revocation revocation) {
    change(tx, id, Status.REVOKED, revocation);
  }

  /** Lets the version count again. */
  public static void reinstate(Transaction tx, DatasetVersionId id) {
    change(tx, id, Status.ACCEPTED, null);
  }

  private static void change(
      Transaction tx, DatasetVersionId id, Status status, @Nullable Revocation revocation) {
    tx.handle()
        .createUpdate(
            "UPDATE dataset_version SET status = :status, revoked_why = :why, revoked_by = :by,"
                + " revoked_ms = :at WHERE dataset = :dataset AND label = :label"
                + " AND revision = :revision")
        .bind("status", status.name())
        .bind("why", revocation == null ? null : revocation.why())
        .bind("by", revocation == null ? null : revocation.by())
        .bind("at", revocation == null ? null : (Long) revocation.at().toEpochMilli())
        .bind("dataset", id.dataset())
        .bind("label", id.label())
        .bind("revision", id.revision())
        .execute();
  }

  private static @Nullable Revocation revocation(ResultSet rs) throws SQLException {
    String why = rs.getString("revoked_why");
    return why == null
        ? null
        : new Revocation(
            why, rs.getString("revoked_by"), Instant.ofEpochMilli(rs.getLong("revoked_ms")));
  }

  private static DatasetVersion version(ResultSet rs) throws SQLException {
    String expectations = rs.getString("expectations");
    return new DatasetVersion(
        new DatasetVersionId(rs.getString("dataset"), rs.getString("label"), rs.getInt("revision")),
        new Digest(rs.getString("digest")),
        Json.readList(rs.getString("files"), DataFile.class),
        Json.readList(rs.getString("schema_fields"), Field.class),
        Json.read(rs.getString("profile"), Profile.class),
        rs.getLong("row_count"),
        rs.getString("time_column"),
        instant(rs.getString("from_time")),
        instant(rs.getString("to_time")),
        rs.getString("source"),
        Status.valueOf(rs.getString("status")),
        Json.readList(rs.getString("failures"), Failure.class),
        expectations == null ? null : new Digest(expectations),
        rs.getString("actor"),
        Instant.ofEpochMilli(rs.getLong("recorded_at_ms")),
        revocation(rs));
  }

  /** ISO-8601, because event times have microseconds. */
  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }
}
