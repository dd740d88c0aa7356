package io.noria.collaboration.sql;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.collaboration.Report;
import io.noria.collaboration.ReportStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import io.noria.tracking.PageToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables of reports and of their revisions. */
public final class SqlReportStore implements ReportStore {
  private static final String REST =
      ", revision, who, editor, created_ms, updated_ms, deleted_ms FROM reports ";
  private static final String WHOLE = "SELECT id, title, body" + REST;
  private static final String BRIEF = "SELECT id, title, ''" + REST;

  private final Database database;
  private final IdSource ids;

  /** The tables in the database. */
  public SqlReportStore(Database database, IdSource ids) {
    this.database = database;
    this.ids = ids;
  }

  @Override
  public Report create(String title, String body) {
    Texts.line("title", title, LONGEST_TITLE);
    Texts.bounded("body", body, LONGEST_BODY);
    String id = ids.uuid7();
    return database.write(tx -> {
      int count = tx.handle().select("SELECT COUNT(*) FROM reports").mapTo(Integer.class).one();
      if (count >= MOST) {
        throw Texts.tooMany("reports", MOST);
      }
      tx.handle()
          .execute(
              "INSERT INTO reports (id, title, body, revision, who, editor, created_ms,"
                  + " updated_ms) VALUES (?, ?, ?, 1, ?, ?, ?, ?)",
              id,
              title,
              body,
              tx.actor(),
              tx.actor(),
              tx.now(),
              tx.now());
      return kept(tx, id);
    });
  }

  /** Keeps the text as it now is among the revisions. */
  private static Report kept(Transaction tx, String id) {
    Report now = one(tx.handle(), id);
    tx.handle()
        .execute(
            "INSERT INTO report_revisions (report, revision, title, body, who, recorded_ms)"
                + " VALUES (?, ?, ?, ?, ?, ?)",
            id,
            now.revision(),
            now.title(),
            now.body(),
            now.editor(),
            tx.now());
    tx.handle()
        .execute(
            "DELETE FROM report_revisions WHERE report = ? AND revision <= ?",
            id,
            now.revision() - KEPT_REVISIONS);
    return now;
  }

  @Override
  public Report get(String id) {
    return database.read(handle -> one(handle, id));
  }

  @Override
  public Report get(String id, long revision) {
    return database.read(handle -> {
      Report now = one(handle, id);
      return revisions(handle, now, "body", " AND revision = " + revision).stream()
          .findFirst()
          .orElseThrow(() ->
              NoriaException.notFound(
                  "report "
                      + id
                      + ": no revision "
                      + revision
                      + " is kept (expected: "
                      + Math.max(1, now.revision() - KEPT_REVISIONS + 1)
                      + " to "
                      + now.revision()
                      + ")"));
    });
  }

  @Override
  public Report update(String id, long revision, @Nullable String title, @Nullable String body) {
    if (title != null) {
      Texts.line("title", title, LONGEST_TITLE);
    }
    if (body != null) {
      Texts.bounded("body", body, LONGEST_BODY);
    }
    return database.write(tx -> {
      Report before = one(tx.handle(), id);
      if (before.deletedAt() != null) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "report " + id + ": deleted (expected: restore it first)");
      }
      if (before.revision() != revision) {
        throw new NoriaException(
            ErrorCode.ABORTED,
            "revision: "
                + revision
                + ", but "
                + before.editor()
                + " changed the report at "
                + before.updatedAt()
                + " to revision "
                + before.revision()
                + " (expected: read it again and repeat the change)");
      }
      String newTitle = title == null ? before.title() : title;
      String newBody = body == null ? before.body() : body;
      if (newTitle.equals(before.title()) && newBody.equals(before.body())) {
        return before;
      }
      tx.handle()
          .execute(
              "UPDATE reports SET title = ?, body = ?, revision = revision + 1, editor = ?,"
                  + " updated_ms = ? WHERE id = ?",
              newTitle,
              newBody,
              tx.actor(),
              tx.now(),
              id);
      return kept(tx, id);
    });
  }

  @Override
  public Report delete(String id) {
    return database.write(tx -> {
      Report before = own(tx, id);
      if (before.deletedAt() == null) {
        tx.handle().execute("UPDATE reports SET deleted_ms = ? WHERE id = ?", tx.now(), id);
      }
      return one(tx.handle(), id);
    });
  }

  @Override
  public Report restore(String id) {
    return database.write(tx -> {
      own(tx, id);
      tx.handle().execute("UPDATE reports SET deleted_ms = NULL WHERE id = ?", id);
      return one(tx.handle(), id);
    });
  }

  private static Report own(Transaction tx, String id) {
    Report report = one(tx.handle(), id);
    if (!report.who().equals(tx.actor())) {
      throw Texts.notAuthor("report " + id, report.who(), tx.actor());
    }
    return report;
  }

  @Override
  public Page<Report> list(boolean deleted, int limit, @Nullable String pageToken) {
    List<Object> question = List.of("reports", deleted);
    List<@Nullable Object> after =
        PageToken.read(question, pageToken, List.of(Long.class, String.class));
    List<Object> arguments = new ArrayList<>();
    StringBuilder where = new StringBuilder("WHERE 1 = 1");
    if (!deleted) {
      where.append(" AND deleted_ms IS NULL");
    }
    if (after != null
        && after.get(0) instanceof Long updated
        && after.get(1) instanceof String lastId) {
      where.append(" AND (updated_ms < ? OR (updated_ms = ? AND id < ?))");
      arguments.addAll(List.of(updated, updated, lastId));
    }
    arguments.add(limit + 1);
    List<Report> reports =
        database.read(handle ->
            handle
                .select(
                    BRIEF + where + " ORDER BY updated_ms DESC, id DESC LIMIT ?",
                    arguments.toArray())
                .map((rows, context) -> report(rows))
                .list());
    if (reports.size() <= limit) {
      return new Page<>(reports, null);
    }
    List<Report> shown = reports.subList(0, limit);
    Report last = shown.getLast();
    return new Page<>(
        shown, PageToken.write(question, List.of(last.updatedAt().toEpochMilli(), last.id())));
  }

  @Override
  public List<Report> revisions(String id) {
    return database.read(handle -> revisions(handle, one(handle, id), "''", ""));
  }

  private static List<Report> revisions(Handle handle, Report of, String body, String and) {
    return handle
        .select(
            "SELECT title, "
                + body
                + ", revision, who, recorded_ms FROM report_revisions WHERE report = ?"
                + and
                + " ORDER BY revision DESC",
            of.id())
        .map((rows, context) ->
            new Report(
                of.id(),
                rows.getString(1),
                rows.getString(2),
                rows.getLong(3),
                of.who(),
                rows.getString(4),
                of.createdAt(),
                Instant.ofEpochMilli(rows.getLong(5)),
                of.deletedAt()))
        .list();
  }

  private static Report one(Handle handle, String id) {
    Optional<Report> found =
        handle.select(WHOLE + "WHERE id = ?", id).map((rows, context) -> report(rows)).findFirst();
    return found.orElseThrow(
        () -> NoriaException.notFound("report: none with id " + Limits.shown(id)));
  }

  private static Report report(ResultSet rows) throws SQLException {
    return new Report(
        rows.getString(1),
        rows.getString(2),
        rows.getString(3),
        rows.getLong(4),
        rows.getString(5),
        rows.getString(6),
        Instant.ofEpochMilli(rows.getLong(7)),
        Instant.ofEpochMilli(rows.getLong(8)),
        Texts.instant(rows, 9));
  }
}
