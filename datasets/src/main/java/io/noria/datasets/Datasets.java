package io.noria.datasets;

import io.noria.base.Page;
import io.noria.engine.Engine;
import io.noria.storage.gc.ObjectColumn;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Datasets and their versions. Thread-safe. */
public interface Datasets {
  /** The service; versions are rows in the database, bytes are objects, the engine reads them. */
  static Datasets open(Database db, ObjectStore objects, Engine engine) {
    return new DatasetService(db, objects, engine);
  }

  /** Which columns name objects, and which do not. */
  static List<ObjectColumn> objectColumns() {
    return List.of(
        ObjectColumn.within("dataset_version", "files"),
        ObjectColumn.nothing("dataset_version", "digest"),
        ObjectColumn.nothing("dataset_version", "profile"));
  }

  /**
   * Checks, profiles and records the content.
   *
   * <p>Bytes that the label's current accepted version already has, or that were refused under the
   * same expectations, change nothing; bytes that were revoked stay out. Everything else becomes
   * the label's next revision. The bytes of a refused version are kept as evidence.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when the files cannot be read as one
   *     table or the time column is not there
   */
  Offer offer(OfferedVersion offered);

  /**
   * Looks at files without recording anything.
   *
   * @param timeColumn the column of event time, or null
   */
  Inspection inspect(List<Path> files, @Nullable String timeColumn);

  /** The names of the datasets, sorted. */
  List<String> names();

  /**
   * The versions of a dataset, refused ones included: by label, then revision, oldest first.
   *
   * @param token from the former page; null for the first
   */
  Page<DatasetVersion> list(String dataset, int limit, @Nullable String token);

  /**
   * For each label the newest accepted revision, ordered by the start of its event time and then by
   * label: the data as it stands.
   */
  List<DatasetVersion> current(String dataset);

  /**
   * The version.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND
   */
  DatasetVersion get(DatasetVersionId id);

  /**
   * In the caller's transaction: withdraws an accepted version, with its event. It counts no longer
   * in {@link #current}; the former accepted revision of its label does again.
   *
   * @param eventTime when, in the data's world; null when it has no say
   * @return false when it was withdrawn already; nothing is changed then
   * @throws io.noria.base.NoriaException NOT_FOUND; FAILED_PRECONDITION for a refused version;
   *     INVALID_ARGUMENT without a reason
   */
  boolean revoke(Transaction tx, DatasetVersionId id, String why, @Nullable Instant eventTime);

  /**
   * In the caller's transaction: takes a revocation back, with its event.
   *
   * @return false when the version counts already; nothing is changed then
   * @throws io.noria.base.NoriaException as {@link #revoke}
   */
  boolean reinstate(Transaction tx, DatasetVersionId id, String why, @Nullable Instant eventTime);

  /** Those of the versions that are withdrawn, in any order. */
  List<DatasetVersion> revoked(Collection<DatasetVersionId> among);

  /** The version, if it is there. */
  Optional<DatasetVersion> find(DatasetVersionId id);

  /** Local read-only files with the version's bytes, in its order. Their names tell nothing. */
  List<Path> localFiles(DatasetVersion version);

  /**
   * Opens {@code length} bytes of a version's file from {@code offset}, fewer at its end. Refused
   * and revoked versions can be read too: they are kept as evidence.
   *
   * @throws io.noria.base.NoriaException DATA_LOSS when the bytes are gone or damaged
   */
  InputStream open(DatasetVersion.DataFile file, long offset, long length);
}
