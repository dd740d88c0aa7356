package io.noria.collaboration.sql;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.collaboration.SavedView;
import io.noria.collaboration.ViewStore;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Limits;
import io.noria.tracking.PageToken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of saved views. */
public final class SqlViewStore implements ViewStore {
  private final Database database;
  private final IdSource ids;

  /** The table in the database. */
  public SqlViewStore(Database database, IdSource ids) {
    this.database = database;
    this.ids = ids;
  }

  @Override
  public SavedView create(String name, String page, String state) {
    Texts.line("name", name, LONGEST_NAME);
    Texts.line("page", page, LONGEST_NAME);
    Texts.bounded("state", state, LONGEST_STATE);
    String id = ids.uuid7();
    return database.write(tx -> {
      int count =
          tx.handle()
              .select("SELECT COUNT(*) FROM saved_views WHERE who = ?", tx.actor())
              .mapTo(Integer.class)
              .one();
      if (count >= MOST) {
        throw Texts.tooMany("views of " + tx.actor(), MOST);
      }
      refuseTaken(tx, id, page, name);
      tx.handle()
          .execute(
              "INSERT INTO saved_views (id, name, page, state, who, created_ms, updated_ms)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?)",
              id,
              name,
              page,
              state,
              tx.actor(),
              tx.now(),
              tx.now());
      return one(tx.handle(), id);
    });
  }

  private static void refuseTaken(Transaction tx, String id, String page, String name) {
    boolean taken =
        tx.handle()
            .select(
                "SELECT 1 FROM saved_views WHERE who = ? AND page = ? AND name = ? AND id <> ?",
                tx.actor(),
                page,
                name,
                id)
            .mapTo(Integer.class)
            .findFirst()
            .isPresent();
    if (taken) {
      throw new NoriaException(
          ErrorCode.ALREADY_EXISTS,
          "view: '" + name + "' of page " + page + " exists (expected: another name)");
    }
  }

  @Override
  public SavedView get(String id) {
    return database.read(handle -> one(handle, id));
  }

  @Override
  public SavedView update(String id, @Nullable String name, @Nullable String state) {
    if (name != null) {
      Texts.line("name", name, LONGEST_NAME);
    }
    if (state != null) {
      Texts.bounded("state", state, LONGEST_STATE);
    }
    return database.write(tx -> {
      SavedView before = own(tx, id);
      String newName = name == null ? before.name() : name;
      refuseTaken(tx, id, before.page(), newName);
      tx.handle()
          .execute(
              "UPDATE saved_views SET name = ?, state = ?, updated_ms = ? WHERE id = ?",
              newName,
              state == null ? before.state() : state,
              tx.now(),
              id);
      return one(tx.handle(), id);
    });
  }

  @Override
  public void delete(String id) {
    database.write(tx -> {
      own(tx, id);
      return tx.handle().execute("DELETE FROM saved_views WHERE id = ?", id);
    });
  }

  private static SavedView own(Transaction tx, String id) {
    SavedView view = one(tx.handle(), id);
    if (!view.who().equals(tx.actor())) {
      throw Texts.notAuthor("view " + view.name(), view.who(), tx.actor());
    }
    return view;
  }

  @Override
  public Page<SavedView> list(@Nullable String page, int limit, @Nullable String pageToken) {
    List<Object> question = List.of("views", page == null ? "" : page);
    List<@Nullable Object> after =
        PageToken.read(question, pageToken, List.of(String.class, String.class));
    List<Object> arguments = new ArrayList<>();
    StringBuilder where = new StringBuilder("WHERE 1 = 1");
    if (page != null) {
      where.append(" AND page = ?");
      arguments.add(page);
    }
    if (after != null
        && after.get(0) instanceof String name
        && after.get(1) instanceof String lastId) {
      where.append(" AND (name > ? OR (name = ? AND id > ?))");
      arguments.addAll(List.of(name, name, lastId));
    }
    arguments.add(limit + 1);
    List<SavedView> views =
        database.read(
            handle -> views(handle, where + " ORDER BY name, id LIMIT ?", arguments.toArray()));
    if (views.size() <= limit) {
      return new Page<>(views, null);
    }
    List<SavedView> shown = views.subList(0, limit);
    SavedView last = shown.getLast();
    return new Page<>(shown, PageToken.write(question, List.of(last.name(), last.id())));
  }

  private static SavedView one(Handle handle, String id) {
    return views(handle, "WHERE id = ?", id).stream()
        .findFirst()
        .orElseThrow(() -> NoriaException.notFound("view: none with id " + Limits.shown(id)));
  }

  private static List<SavedView> views(Handle handle, String rest, Object... arguments) {
    return handle
        .select(
            "SELECT id, name, page, state, who, created_ms, updated_ms FROM saved_views " + rest,
            arguments)
        .map((rows, context) ->
            new SavedView(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                Instant.ofEpochMilli(rows.getLong(6)),
                Instant.ofEpochMilli(rows.getLong(7))))
        .list();
  }
}
