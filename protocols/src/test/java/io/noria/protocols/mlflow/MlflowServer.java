package io.noria.protocols.mlflow;

import io.noria.base.Closer;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.protocols.http.Gatekeeper;
import io.noria.protocols.http.HttpLimits;
import io.noria.protocols.http.HttpServer;
import io.noria.protocols.http.Routes;
import io.noria.registry.Move;
import io.noria.registry.Registry;
import io.noria.registry.Stage;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Databases;
import io.noria.storage.sql.SqlConfig;
import io.noria.storage.sql.TestDatabases;
import io.noria.storage.sql.Transaction;
import io.noria.traces.Traces;
import io.noria.tracking.Tracking;
import io.noria.tracking.Uploads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * MLflow's routes alone on a port, over an embedded database. A model whose name starts with {@code
 * gated} may not go to Production.
 */
final class MlflowServer implements AutoCloseable {
  private final Closer closer = new Closer();
  private final HttpServer http;

  /** The database behind. */
  final Database database;

  /** The areas behind. */
  final Tracking tracking;

  /** The areas behind. */
  final Registry registry;

  MlflowServer(Database database, Path objects, IdSource ids, int port, boolean workspaces) {
    this.database = closer.add(database);
    tracking = Tracking.open(database, closer.add(ObjectStores.ephemeral(objects)), ids);
    registry = Registry.open(database, tracking, MlflowServer::check, true);
    closer.add(registry.webhooks());
    Traces traces = Traces.open(database, tracking, ids);
    http =
        closer.add(
            HttpServer.open(
                "127.0.0.1",
                port,
                HttpLimits.DEFAULT,
                Gatekeeper.LOCAL,
                List.of(
                    MlflowService.routes(
                        tracking,
                        registry,
                        traces,
                        closer.add(
                            Uploads.inFolder(
                                objects.resolveSibling("uploads"),
                                tracking.artifacts(),
                                InstantSource.system())),
                        workspaces))));
  }

  /** A server for tests in this process, with repeatable ids on the clock given. */
  static MlflowServer open(Path folder, InstantSource clock) {
    return open(folder, clock, false);
  }

  /** The same, with workspaces or without. */
  static MlflowServer open(Path folder, InstantSource clock, boolean workspaces) {
    return new MlflowServer(
        TestDatabases.sqlite(folder, clock),
        folder.resolve("objects"),
        IdSource.seeded(clock, 42),
        0,
        workspaces);
  }

  private static void check(Transaction tx, Move move) {
    if (move instanceof Move.OfStage stage
        && stage.to() == Stage.PRODUCTION
        && stage.version().model().startsWith("gated")) {
      throw NoriaException.refused(
          "gate champion: version " + stage.version().version() + " has no PASS.",
          Ref.of(Ref.Kind.VERDICT, "7"));
    }
  }

  String url() {
    return "http://127.0.0.1:" + http.port();
  }

  /** Every route there is. */
  Collection<Routes.Route> routes() {
    return http.routes();
  }

  /** Every row of every table. */
  List<String> state() {
    return database.read(handle -> {
      List<String> rows = new ArrayList<>();
      List<String> tables =
          handle
              .select("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
              .mapTo(String.class)
              .list();
      for (String table : tables) {
        handle
            .select("SELECT * FROM " + table)
            .mapToMap()
            .forEach(row -> {
              row.replaceAll((column, value) ->
                  value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value);
              rows.add(table + row);
            });
      }
      return rows;
    });
  }

  @Override
  public void close() {
    closer.close();
  }

  /** Serves durably until the process is ended: for trying clients by hand. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("mlflow-server");
    InstantSource clock = InstantSource.system();
    Database database = Databases.open(SqlConfig.sqlite(folder.resolve("noria.db")));
    try (MlflowServer server =
        new MlflowServer(
            database,
            folder.resolve("objects"),
            IdSource.system(clock),
            Integer.parseInt(args[0]),
            false)) {
      server.registry.webhooks().start();
      System.out.println(server.url());
      Thread.currentThread().join();
    }
  }
}
