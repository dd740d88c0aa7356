package io.noria.registry.sql;

import io.noria.base.NoriaException;
import io.noria.registry.VersionSource;
import io.noria.storage.gc.Holds;
import io.noria.storage.gc.NumberedPurge;
import io.noria.storage.sql.Transaction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Versions with their tags; their moves stay, as history does. */
public final class VersionPurge extends NumberedPurge {
  private final Holds needed;

  /** All but those that are needed, or that another version is a copy of. */
  public VersionPurge(Holds needed) {
    super("model_versions", "model_versions");
    this.needed = needed;
  }

  @Override
  protected String candidates() {
    return "SELECT number, model || '/' || CAST(version AS TEXT) AS id, '' AS owner"
        + " FROM model_versions WHERE lifecycle = 'DELETED' AND deleted_ms <= :before"
        + " AND number > :after ORDER BY number LIMIT :most";
  }

  @Override
  protected Set<String> needed(Handle handle, List<Candidate> candidates) {
    if (candidates.isEmpty()) {
      return Set.of();
    }
    Set<String> ids = new HashSet<>(needed.ids(handle));
    handle
        .createQuery(
            "SELECT source FROM model_versions WHERE lifecycle = 'ACTIVE'"
                + " AND source LIKE 'models:/%'")
        .mapTo(String.class)
        .forEach(source -> {
          if (parsed(source) instanceof VersionSource.OfVersion of) {
            ids.add(of.version().model() + "/" + of.version().version());
          }
        });
    return ids;
  }

  @Override
  protected void delete(Transaction tx, List<Candidate> versions) {
    deleteByNumber(tx.handle(), "model_version_tags", "number", versions);
    deleteByNumber(tx.handle(), "model_versions", "number", versions);
  }

  /** The ids of the runs and logged models that the versions that are there come from. */
  public static Set<String> sources(Handle handle) {
    Set<String> ids = new HashSet<>();
    handle
        .createQuery("SELECT run, logged_model, source FROM model_versions")
        .map((rows, context) -> {
          add(ids, rows.getString("run"));
          add(ids, rows.getString("logged_model"));
          switch (parsed(rows.getString("source"))) {
            case VersionSource.OfRun of -> ids.add(of.run().value());
            case VersionSource.OfLoggedModel of -> ids.add(of.model().value());
            case VersionSource.OfArtifacts of -> {
              String root = of.folder().root().value();
              ids.add(root.substring(root.lastIndexOf('/') + 1));
            }
            case VersionSource.OfVersion _, VersionSource.Elsewhere _ -> {}
          }
          return ids.size();
        })
        .list();
    return ids;
  }

  private static void add(Set<String> ids, @org.jspecify.annotations.Nullable String id) {
    if (id != null) {
      ids.add(id);
    }
  }

  private static VersionSource parsed(String source) {
    try {
      return VersionSource.parse(source);
    } catch (NoriaException e) {
      return new VersionSource.Elsewhere(source);
    }
  }
}
