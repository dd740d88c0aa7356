package io.noria.registry;

import io.noria.registry.sql.ModelsOfWorkspace;
import io.noria.registry.sql.SqlCardStore;
import io.noria.registry.sql.SqlModelStore;
import io.noria.registry.sql.SqlMoveStore;
import io.noria.registry.sql.SqlProtectionStore;
import io.noria.registry.sql.SqlRegistryImports;
import io.noria.registry.sql.SqlTrustedBundles;
import io.noria.registry.sql.SqlTrustedFiles;
import io.noria.registry.sql.SqlVersionStore;
import io.noria.registry.sql.SqlWebhookStore;
import io.noria.registry.sql.VersionPurge;
import io.noria.registry.sql.WebhooksOfWorkspace;
import io.noria.storage.gc.Holds;
import io.noria.storage.gc.ObjectColumn;
import io.noria.storage.gc.Purge;
import io.noria.storage.sql.Database;
import io.noria.tracking.Tracking;
import io.noria.tracking.WorkspaceContents;
import java.time.InstantSource;
import java.util.List;

/**
 * Models that have a name, their versions, and where each stands. Thread-safe.
 *
 * @param models the names
 * @param versions the versions
 * @param moves stages and aliases, and their history
 * @param cards what to know before using a version
 * @param trusted the bundles whose own programs may be run
 * @param trustedFiles what was sent in and may be run all the same
 * @param webhooks addresses that hear of changes
 * @param protections aliases that only some may move
 * @param ofWorkspaces what is kept by workspace
 * @param imports takes in other registries
 */
public record Registry(
    ModelStore models,
    VersionStore versions,
    MoveStore moves,
    CardStore cards,
    TrustedBundles trusted,
    TrustedFiles trustedFiles,
    WebhookStore webhooks,
    ProtectionStore protections,
    List<WorkspaceContents> ofWorkspaces,
    RegistryImports imports) {
  /**
   * Opens the area on a migrated database; the caller closes it.
   *
   * @param tracking where runs, logged models and their files are
   * @param policy asked before every move
   */
  public static Registry open(Database database, Tracking tracking, MovePolicy policy) {
    return open(database, tracking, policy, false);
  }

  /**
   * Opens the area; start its webhooks when they are to be told, and close them before the
   * database.
   *
   * @param loopback whether webhooks may post to this machine itself, without encryption: for
   *     trying things out
   */
  public static Registry open(
      Database database, Tracking tracking, MovePolicy policy, boolean loopback) {
    SqlMoveStore moves = new SqlMoveStore(database, policy);
    SqlModelStore models = new SqlModelStore(database, moves, tracking.workspaces());
    return new Registry(
        models,
        new SqlVersionStore(database, tracking, moves),
        moves,
        new SqlCardStore(database),
        new SqlTrustedBundles(database),
        new SqlTrustedFiles(database),
        new SqlWebhookStore(database, tracking.workspaces(), InstantSource.system(), loopback),
        new SqlProtectionStore(database),
        List.of(new ModelsOfWorkspace(database, models), new WebhooksOfWorkspace()),
        new SqlRegistryImports(database, policy));
  }

  /**
   * What deletes versions for good.
   *
   * @param needed versions, as {@code model/version}, that upper areas still need
   */
  public static List<Purge> purges(Holds needed) {
    return List.of(new VersionPurge(needed));
  }

  /** The runs and logged models that some version comes from. */
  public static Holds sources() {
    return VersionPurge::sources;
  }

  /** Which columns name objects, and which do not. */
  public static List<ObjectColumn> objectColumns() {
    return List.of(
        // Which bundles may run programs is remembered by their content, whether they are here or
        // not.
        ObjectColumn.nothing("trusted_bundle", "digest"),
        ObjectColumn.nothing("trusted_files", "digest"));
  }
}
