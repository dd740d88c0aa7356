package io.noria.registry.sql;

import io.noria.registry.CardStore;
import io.noria.registry.ModelCard;
import io.noria.registry.ModelVersionId;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The cards, each in its version's row. */
public final class SqlCardStore implements CardStore {
  private final Database database;

  /** The cards in the database. */
  public SqlCardStore(Database database) {
    this.database = database;
  }

  @Override
  public void put(ModelVersionId id, ModelCard card) {
    database.write(tx ->
        tx.handle()
            .execute(
                "UPDATE model_versions SET card_json = ? WHERE number = ?",
                Json.write(card),
                VersionRows.get(tx.handle(), id).number()));
  }

  @Override
  public Optional<ModelCard> find(ModelVersionId id) {
    return database.read(handle ->
        handle
            .select(
                "SELECT card_json FROM model_versions WHERE number = ?",
                VersionRows.get(handle, id).number())
            .map((rows, context) -> Optional.ofNullable(rows.getString(1)))
            .one()
            .map(text -> Json.read(text, ModelCard.class)));
  }

  /** In the caller's transaction: gives the copy the original's card, under its own name. */
  static void copy(Transaction tx, ModelVersionId original, ModelVersionId copy) {
    text(tx.handle(), original).ifPresent(json -> write(tx.handle(), json, copy));
  }

  /** In the caller's transaction: the card of a version says the version's name. */
  static void rename(Handle handle, VersionRows.Row row) {
    ModelVersionId id = row.version().id();
    text(handle, id).ifPresent(json -> write(handle, json, id));
  }

  private static Optional<String> text(Handle handle, ModelVersionId id) {
    return handle
        .select(
            "SELECT card_json FROM model_versions WHERE model = ? AND version = ?",
            id.model(),
            id.version())
        .map((rows, context) -> Optional.ofNullable(rows.getString(1)))
        .findFirst()
        .flatMap(found -> found);
  }

  private static void write(Handle handle, String json, ModelVersionId id) {
    handle.execute(
        "UPDATE model_versions SET card_json = ? WHERE model = ? AND version = ?",
        Json.write(Json.read(json, ModelCard.class).of(id)),
        id.model(),
        id.version());
  }
}
