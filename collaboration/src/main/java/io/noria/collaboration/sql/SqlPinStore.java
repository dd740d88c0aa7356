package io.noria.collaboration.sql;

import io.noria.base.Actor;
import io.noria.base.Ref;
import io.noria.collaboration.Pin;
import io.noria.collaboration.PinStore;
import io.noria.storage.sql.Database;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table of pins. */
public final class SqlPinStore implements PinStore {
  private final Database database;

  /** The table in the database. */
  public SqlPinStore(Database database) {
    this.database = database;
  }

  @Override
  public List<Pin> list() {
    String who = Actor.current();
    return database.read(
        handle -> pins(handle, "WHERE who = ? ORDER BY pinned_ms DESC, subject", who));
  }

  @Override
  public Pin put(Ref subject) {
    return database.write(tx -> {
      List<Pin> there = pins(tx.handle(), "WHERE who = ? AND subject = ?", tx.actor(), subject);
      if (!there.isEmpty()) {
        return there.getFirst();
      }
      int count =
          tx.handle()
              .select("SELECT COUNT(*) FROM pins WHERE who = ?", tx.actor())
              .mapTo(Integer.class)
              .one();
      if (count >= MOST) {
        throw Texts.tooMany("pins of " + tx.actor(), MOST);
      }
      tx.handle()
          .execute(
              "INSERT INTO pins (who, subject, pinned_ms) VALUES (?, ?, ?)",
              tx.actor(),
              subject,
              tx.now());
      return pins(tx.handle(), "WHERE who = ? AND subject = ?", tx.actor(), subject).getFirst();
    });
  }

  @Override
  public void delete(Ref subject) {
    database.write(tx ->
        tx.handle().execute("DELETE FROM pins WHERE who = ? AND subject = ?", tx.actor(), subject));
  }

  @Override
  public void renamed(String model, String newName) {
    database.write(tx -> {
      Texts.rename(tx, "pins", model, newName);
      return true;
    });
  }

  private static List<Pin> pins(Handle handle, String rest, Object... arguments) {
    return handle
        .select("SELECT subject, pinned_ms FROM pins " + rest, arguments)
        .map((rows, context) ->
            new Pin(Ref.parse(rows.getString(1)), Instant.ofEpochMilli(rows.getLong(2))))
        .list();
  }
}
