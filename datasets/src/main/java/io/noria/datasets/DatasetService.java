package io.noria.datasets;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.datasets.DatasetVersion.DataFile;
import io.noria.datasets.DatasetVersion.Failure;
import io.noria.datasets.DatasetVersion.Revocation;
import io.noria.datasets.DatasetVersion.Status;
import io.noria.datasets.expectation.Checker;
import io.noria.datasets.expectation.Expectations;
import io.noria.datasets.profile.Profiler;
import io.noria.datasets.profile.Quoted;
import io.noria.datasets.sql.SqlDatasetStore;
import io.noria.engine.ColumnType;
import io.noria.engine.Engine;
import io.noria.engine.Field;
import io.noria.engine.Frame;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.StoredObject;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Datasets on a database, an object store and an engine. */
final class DatasetService implements Datasets {
  private static final Logger log = LoggerFactory.getLogger(DatasetService.class);

  private static final int LONGEST_WHY = 2000;

  private final Database db;
  private final SqlDatasetStore store;
  private final ObjectStore objects;
  private final Engine engine;

  DatasetService(Database db, ObjectStore objects, Engine engine) {
    this.db = db;
    this.store = new SqlDatasetStore(db);
    this.objects = objects;
    this.engine = engine;
  }

  @Override
  public Offer offer(OfferedVersion offered) {
    // What is checked is what is kept: the engine reads the stored bytes, not the offered files.
    List<DataFile> files = keep(offered.files());
    List<Path> paths = files.stream().map(file -> localFile(file.digest())).toList();
    List<Field> schema = schema(offered.dataset() + "@" + offered.label(), paths);
    Digest digest = VersionDigest.of(schema, files);
    Optional<DatasetVersion> same =
        same(store.revisions(offered.dataset(), offered.label()), digest, offered.expectations());
    if (same.isPresent()) {
      return known(same.get());
    }
    Inspection seen = inspect(paths, schema, offered.timeColumn());
    List<Failure> failures =
        offered.expectations() == null
            ? List.of()
            : Checker.check(engine, paths, schema, offered.expectations());
    Profile profile = Profiler.profile(engine, paths, schema, seen.rows());
    return db.write(tx -> record(tx, offered, digest, files, seen, profile, failures));
  }

  private static Offer known(DatasetVersion version) {
    return version.status() == Status.REVOKED
        ? new Offer.Revoked(version)
        : new Offer.Unchanged(version);
  }

  /** The recorded version that makes this content nothing new. */
  private static Optional<DatasetVersion> same(
      List<DatasetVersion> newestFirst, Digest digest, @Nullable Expectations expectations) {
    Digest checkedBy = expectations == null ? null : expectations.digest();
    Optional<DatasetVersion> current =
        newestFirst.stream().filter(version -> version.status() == Status.ACCEPTED).findFirst();
    if (current.isPresent() && current.get().digest().equals(digest)) {
      return current;
    }
    return newestFirst.stream()
        .filter(version -> version.digest().equals(digest))
        .filter(version ->
            switch (version.status()) {
              case ACCEPTED -> false;
              case REFUSED -> java.util.Objects.equals(version.expectations(), checkedBy);
              case REVOKED -> true;
            })
        .findFirst();
  }

  private static Offer record(
      Transaction tx,
      OfferedVersion offered,
      Digest digest,
      List<DataFile> files,
      Inspection seen,
      Profile profile,
      List<Failure> failures) {
    SqlDatasetStore.claim(tx, offered.dataset());
    List<DatasetVersion> former = SqlDatasetStore.revisions(tx, offered.dataset(), offered.label());
    Optional<DatasetVersion> same = same(former, digest, offered.expectations());
    if (same.isPresent()) {
      return known(same.get());
    }
    int revision = former.isEmpty() ? 1 : former.getFirst().revision() + 1;
    Expectations expectations = offered.expectations();
    DatasetVersion version =
        new DatasetVersion(
            new DatasetVersionId(offered.dataset(), offered.label(), revision),
            digest,
            files,
            seen.schema(),
            profile,
            seen.rows(),
            offered.timeColumn(),
            seen.from(),
            seen.to(),
            offered.source(),
            failures.isEmpty() ? Status.ACCEPTED : Status.REFUSED,
            failures,
            expectations == null ? null : expectations.digest(),
            tx.actor(),
            // The database keeps milliseconds.
            Instant.ofEpochMilli(tx.now().toEpochMilli()));
    SqlDatasetStore.insert(tx, version);
    tx.publish(event(version, offered.arrivedAt()));
    log.info(
        "dataset_version={} status={} rows={} digest={} failures={}",
        version.id(),
        version.status(),
        version.rows(),
        digest,
        failures.size());
    return failures.isEmpty() ? new Offer.Accepted(version) : new Offer.Refused(version);
  }

  private static Event event(DatasetVersion version, @Nullable Instant arrivedAt) {
    Instant at = arrivedAt == null ? version.to() : arrivedAt;
    String name = version.id().version();
    if (version.status() == Status.ACCEPTED) {
      String summary =
          String.format(
              Locale.ROOT,
              "%s accepted: %,d rows, %d columns",
              version.id(),
              version.rows(),
              version.schema().size());
      return new Event.DatasetVersionAccepted(
          version.ref(),
          at,
          summary,
          version.dataset(),
          name,
          version.rows(),
          version.digest().value());
    }
    List<String> messages = version.failures().stream().map(Failure::message).toList();
    String more = messages.size() > 1 ? "; and " + (messages.size() - 1) + " more" : "";
    return new Event.DatasetVersionRefused(
        version.ref(),
        at,
        version.id() + " refused: " + messages.getFirst() + more,
        version.dataset(),
        name,
        messages);
  }

  @Override
  public Inspection inspect(List<Path> files, @Nullable String timeColumn) {
    return inspect(files, schema("files", files), timeColumn);
  }

  private Inspection inspect(List<Path> files, List<Field> schema, @Nullable String timeColumn) {
    String span = "NULL::TIMESTAMP";
    if (timeColumn != null) {
      requireTime(schema, timeColumn);
      span = Quoted.name(timeColumn);
    }
    Frame seen =
        engine.query(
            "SELECT count(*) AS n, min(%s) AS first, max(%s) AS last FROM data"
                .formatted(span, span),
            Map.of("data", files));
    return new Inspection(
        schema,
        seen.longs("n").get(0),
        (Instant) seen.column("first").value(0),
        (Instant) seen.column("last").value(0));
  }

  private static void requireTime(List<Field> schema, String timeColumn) {
    for (Field field : schema) {
      if (field.name().equals(timeColumn)) {
        if (field.type() == ColumnType.TIMESTAMP) {
          return;
        }
        throw NoriaException.invalid(
            "time column %s: of type %s (expected: a timestamp or date)"
                .formatted(timeColumn, field.nativeType()));
      }
    }
    throw NoriaException.invalid(
        "time column: %s (expected: one of %s)"
            .formatted(timeColumn, String.join(", ", schema.stream().map(Field::name).toList())));
  }

  private List<Field> schema(String what, List<Path> files) {
    try {
      return engine.describe("SELECT * FROM data", Map.of("data", files));
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.INVALID_ARGUMENT) {
        throw e;
      }
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          what + ": not readable as one table of Parquet or CSV: " + e.getMessage(),
          e);
    }
  }

  private List<DataFile> keep(List<Path> files) {
    List<DataFile> kept = new ArrayList<>();
    for (Path file : files) {
      try (InputStream bytes = Files.newInputStream(file)) {
        StoredObject object = objects.put(bytes);
        kept.add(new DataFile(String.valueOf(file.getFileName()), object.digest(), object.size()));
      } catch (IOException e) {
        throw new NoriaException(
            ErrorCode.INVALID_ARGUMENT, "file " + file + ": cannot be kept: " + e.getMessage(), e);
      }
    }
    return kept;
  }

  @Override
  public List<String> names() {
    return store.names();
  }

  @Override
  public Page<DatasetVersion> list(String dataset, int limit, @Nullable String token) {
    if (limit < 1 || limit > 1000) {
      throw NoriaException.invalid("limit: " + limit + " (expected: 1 to 1000)");
    }
    return store.list(dataset, limit, token);
  }

  @Override
  public List<DatasetVersion> current(String dataset) {
    LinkedHashMap<String, DatasetVersion> newest = new LinkedHashMap<>();
    store.of(dataset, Status.ACCEPTED).forEach(version -> newest.put(version.label(), version));
    Comparator<DatasetVersion> byTime =
        Comparator.comparing(
            DatasetVersion::from, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()));
    return newest.values().stream().sorted(byTime.thenComparing(DatasetVersion::label)).toList();
  }

  @Override
  public DatasetVersion get(DatasetVersionId id) {
    return find(id).orElseThrow(() -> NoriaException.notFound("no data version " + id));
  }

  @Override
  public Optional<DatasetVersion> find(DatasetVersionId id) {
    return store.find(id);
  }

  @Override
  public boolean revoke(
      Transaction tx, DatasetVersionId id, String why, @Nullable Instant eventTime) {
    DatasetVersion version = toChange(tx, id, why);
    if (version.status() == Status.REVOKED) {
      return false;
    }
    SqlDatasetStore.revoke(tx, id, new Revocation(why.strip(), tx.actor(), tx.now()));
    tx.publish(
        new Event.DatasetVersionRevoked(
            id.ref(),
            eventTime,
            "%s revoked by %s: %s".formatted(id, tx.actor(), why.strip()),
            id.dataset(),
            id.version(),
            why.strip()));
    log.info("dataset_version={} status=REVOKED by={}", id, tx.actor());
    return true;
  }

  @Override
  public boolean reinstate(
      Transaction tx, DatasetVersionId id, String why, @Nullable Instant eventTime) {
    DatasetVersion version = toChange(tx, id, why);
    if (version.status() == Status.ACCEPTED) {
      return false;
    }
    SqlDatasetStore.reinstate(tx, id);
    tx.publish(
        new Event.DatasetVersionReinstated(
            id.ref(),
            eventTime,
            "%s counts again, says %s: %s".formatted(id, tx.actor(), why.strip()),
            id.dataset(),
            id.version(),
            why.strip()));
    log.info("dataset_version={} status=ACCEPTED by={}", id, tx.actor());
    return true;
  }

  /** The version whose status may be changed by this transaction. */
  private static DatasetVersion toChange(Transaction tx, DatasetVersionId id, String why) {
    if (why.isBlank() || why.length() > LONGEST_WHY) {
      throw NoriaException.invalid(
          "why: %d characters (expected: the reason, 1 to %d)"
              .formatted(why.length(), LONGEST_WHY));
    }
    DatasetVersion version =
        SqlDatasetStore.find(tx, id)
            .orElseThrow(() -> NoriaException.notFound("no data version " + id));
    if (version.status() == Status.REFUSED) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          id + ": was refused and never counted (expected: a version that was accepted)");
    }
    SqlDatasetStore.claim(tx, id.dataset());
    return version;
  }

  @Override
  public List<DatasetVersion> revoked(Collection<DatasetVersionId> among) {
    return among.stream().map(DatasetVersionId::dataset).distinct().sorted().toList().stream()
        .flatMap(dataset -> store.of(dataset, Status.REVOKED).stream())
        .filter(version -> among.contains(version.id()))
        .toList();
  }

  @Override
  public List<Path> localFiles(DatasetVersion version) {
    return version.files().stream().map(file -> localFile(file.digest())).toList();
  }

  @Override
  public InputStream open(DataFile file, long offset, long length) {
    try {
      return offset == 0 && length >= file.size()
          ? objects.open(file.digest())
          : objects.open(file.digest(), offset, length);
    } catch (NoriaException e) {
      // It was stored with the version, so that it is not there is no mistake of the caller's.
      throw e.code() == ErrorCode.NOT_FOUND
          ? new NoriaException(
              ErrorCode.DATA_LOSS, "file " + file.name() + ": " + e.getMessage(), e)
          : e;
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "file " + file.name() + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private Path localFile(Digest digest) {
    try {
      return objects.localFile(digest);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "object " + digest + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
