package io.noria.registry.sql;

import io.noria.registry.CardStore;
import io.noria.registry.ModelCard;
import io.noria.registry.ModelVersionId;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import java.util.Optional;

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
}
