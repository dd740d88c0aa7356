package io.noria.collaboration.sql;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.base.Ref;
import io.noria.collaboration.Comment;
import io.noria.collaboration.CommentStore;
import io.noria.collaboration.Mentions;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import io.noria.tracking.PageToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of comments. */
public final class SqlCommentStore implements CommentStore {
  private static final String COLUMNS =
      "id, subject, body, mentions, who, created_ms, edited_ms, deleted_ms, sequence";
  private static final int SHOWN = 80;

  private final Database database;
  private final IdSource ids;

  /** The table in the database. */
  public SqlCommentStore(Database database, IdSource ids) {
    this.database = database;
    this.ids = ids;
  }

  private record Row(long sequence, Comment comment) {}

  @Override
  public Comment create(Ref subject, String body) {
    Texts.filled("body", body, LONGEST);
    List<String> mentions = Mentions.of(body);
    String id = ids.uuid7();
    return database.write(tx -> {
      int there =
          tx.handle()
              .select("SELECT COUNT(*) FROM comments WHERE subject = ?", subject)
              .mapTo(Integer.class)
              .one();
      if (there >= MOST) {
        throw Texts.tooMany("comments about " + subject, MOST);
      }
      tx.handle()
          .execute(
              "INSERT INTO comments (id, subject, body, mentions, who, created_ms)"
                  + " VALUES (?, ?, ?, ?, ?, ?)",
              id,
              subject,
              body,
              Json.write(mentions),
              tx.actor(),
              tx.now());
      return told(tx, id, "written", tx.actor() + " commented on " + subject + ": ");
    });
  }

  @Override
  public Comment get(String id) {
    return database.read(handle -> one(handle, id));
  }

  @Override
  public Comment edit(String id, String body) {
    Texts.filled("body", body, LONGEST);
    List<String> mentions = Mentions.of(body);
    return database.write(tx -> {
      Comment before = own(tx, id);
      if (before.deletedAt() != null) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "comment " + id + ": deleted (expected: restore it first)");
      }
      if (before.body().equals(body)) {
        return before;
      }
      tx.handle()
          .execute(
              "UPDATE comments SET body = ?, mentions = ?, edited_ms = ? WHERE id = ?",
              body,
              Json.write(mentions),
              tx.now(),
              id);
      return told(tx, id, "edited", tx.actor() + " edited a comment on " + before.subject() + ": ");
    });
  }

  @Override
  public Comment delete(String id) {
    return database.write(tx -> {
      Comment before = own(tx, id);
      if (before.deletedAt() != null) {
        return before;
      }
      tx.handle().execute("UPDATE comments SET deleted_ms = ? WHERE id = ?", tx.now(), id);
      return told(
          tx, id, "deleted", tx.actor() + " deleted a comment on " + before.subject() + ".");
    });
  }

  @Override
  public Comment restore(String id) {
    return database.write(tx -> {
      Comment before = own(tx, id);
      if (before.deletedAt() == null) {
        return before;
      }
      tx.handle().execute("UPDATE comments SET deleted_ms = NULL WHERE id = ?", id);
      return told(
          tx, id, "restored", tx.actor() + " restored a comment on " + before.subject() + ": ");
    });
  }

  private static Comment own(Transaction tx, String id) {
    Comment comment = one(tx.handle(), id);
    if (!comment.who().equals(tx.actor())) {
      throw Texts.notAuthor("comment " + id, comment.who(), tx.actor());
    }
    return comment;
  }

  /** Publishes what became of the comment; a sentence that ends in a space takes its beginning. */
  private static Comment told(Transaction tx, String id, String change, String sentence) {
    Comment comment = one(tx.handle(), id);
    String line = comment.body().replaceAll("\\s+", " ").strip();
    String start = line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    tx.publish(
        new Event.CommentChanged(
            comment.subject(),
            null,
            sentence.endsWith(" ") ? sentence + start : sentence,
            id,
            change,
            comment.mentions()));
    return comment;
  }

  @Override
  public Page<Comment> list(Ref subject, boolean deleted, int limit, @Nullable String pageToken) {
    List<Object> question = List.of("comments", subject.toString(), deleted);
    List<@Nullable Object> after = PageToken.read(question, pageToken, List.of(Long.class));
    Object last = after == null ? null : after.getFirst();
    long above = last instanceof Long sequence ? sequence : 0L;
    List<Row> rows =
        database.read(handle ->
            rows(
                handle,
                "WHERE subject = ? AND sequence > ?"
                    + (deleted ? "" : " AND deleted_ms IS NULL")
                    + " ORDER BY sequence LIMIT ?",
                subject,
                above,
                limit + 1L));
    boolean more = rows.size() > limit;
    List<Row> shown = more ? rows.subList(0, limit) : rows;
    return new Page<>(
        shown.stream().map(Row::comment).toList(),
        more ? PageToken.write(question, List.of(shown.getLast().sequence())) : null);
  }

  @Override
  public int count(Ref subject) {
    return database.read(handle ->
        handle
            .select(
                "SELECT COUNT(*) FROM comments WHERE subject = ? AND deleted_ms IS NULL", subject)
            .mapTo(Integer.class)
            .one());
  }

  @Override
  public void renamed(String model, String newName) {
    database.write(tx -> {
      Texts.rename(tx, "comments", model, newName);
      return true;
    });
  }

  private static Comment one(Handle handle, String id) {
    return rows(handle, "WHERE id = ?", id).stream()
        .map(Row::comment)
        .findFirst()
        .orElseThrow(() -> NoriaException.notFound("comment: none with id " + Limits.shown(id)));
  }

  private static List<Row> rows(Handle handle, String rest, Object... arguments) {
    return handle
        .select("SELECT " + COLUMNS + " FROM comments " + rest, arguments)
        .map((rows, context) -> row(rows))
        .list();
  }

  private static Row row(ResultSet rows) throws SQLException {
    return new Row(
        rows.getLong(9),
        new Comment(
            rows.getString(1),
            Ref.parse(rows.getString(2)),
            rows.getString(3),
            Json.readList(rows.getString(4), String.class),
            rows.getString(5),
            Objects.requireNonNull(Texts.instant(rows, 6)),
            edited(rows),
            Texts.instant(rows, 8)));
  }

  private static @Nullable Instant edited(ResultSet rows) throws SQLException {
    return Texts.instant(rows, 7);
  }
}
