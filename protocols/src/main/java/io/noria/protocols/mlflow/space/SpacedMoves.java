package io.noria.protocols.mlflow.space;

import io.noria.base.Page;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.MoveStore;
import io.noria.registry.Promoted;
import io.noria.registry.Reason;
import io.noria.registry.RecordedMove;
import io.noria.registry.Stage;
import io.noria.registry.Standing;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The moves of the request's workspace; history tells the names that models go by everywhere. */
record SpacedMoves(MoveStore all) implements MoveStore {
  @Override
  public ModelVersion moveStage(ModelVersionId id, Stage to, boolean archiveOthers, Reason reason) {
    return SpacedNames.plain(all.moveStage(SpacedNames.version(id), to, archiveOthers, reason));
  }

  @Override
  public ModelVersion setAlias(ModelVersionId id, String alias, Reason reason) {
    return SpacedNames.plain(all.setAlias(SpacedNames.version(id), alias, reason));
  }

  @Override
  public void deleteAlias(String model, String alias, Reason reason) {
    all.deleteAlias(SpacedNames.model(model), alias, reason);
  }

  @Override
  public Promoted promote(
      Transaction tx, ModelVersionId id, Stage to, String alias, Reason reason) {
    return all.promote(tx, SpacedNames.version(id), to, alias, reason);
  }

  @Override
  public void moveStage(Transaction tx, ModelVersionId id, Stage to, Reason reason) {
    all.moveStage(tx, SpacedNames.version(id), to, reason);
  }

  @Override
  public void setAlias(Transaction tx, ModelVersionId id, String alias, Reason reason) {
    all.setAlias(tx, SpacedNames.version(id), alias, reason);
  }

  @Override
  public Page<RecordedMove> history(String model, int limit, @Nullable String pageToken) {
    return all.history(SpacedNames.model(model), limit, pageToken);
  }

  @Override
  public List<RecordedMove> history(ModelVersionId id) {
    return all.history(SpacedNames.version(id));
  }

  @Override
  public Optional<ModelVersionId> aliasAt(String model, String alias, Instant recorded) {
    return all.aliasAt(SpacedNames.model(model), alias, recorded);
  }

  @Override
  public Standing at(String model, Instant moment, boolean byEventTime) {
    return all.at(SpacedNames.model(model), moment, byEventTime);
  }
}
