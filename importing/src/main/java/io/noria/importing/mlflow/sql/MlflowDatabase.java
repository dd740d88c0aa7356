package io.noria.importing.mlflow.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.importing.ImportSink;
import io.noria.importing.ImportSource;
import io.noria.importing.Imported;
import io.noria.importing.Survey;
import io.noria.importing.mlflow.ArtifactFiles;
import io.noria.importing.mlflow.MlflowOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * MLflow's database. SQLite is opened read-only and read in short pieces, so that a server may go
 * on writing it meanwhile: a run is read as it stands, and what is added later comes with the next
 * import. PostgreSQL is read in one read-only snapshot.
 */
public final class MlflowDatabase implements ImportSource {
  private final Connection connection;
  private final Tables tables;
  private final String title;
  private final MlflowOptions options;
  private final ArtifactFiles files;

  private MlflowDatabase(
      Connection connection,
      boolean sqlite,
      String title,
      MlflowOptions options,
      @Nullable Path home)
      throws SQLException {
    this.connection = connection;
    this.tables = new Tables(connection, sqlite);
    this.title = title;
    this.options = options;
    this.files = new ArtifactFiles(options, home);
    for (String table : List.of("experiments", "runs", "metrics", "params", "tags")) {
      if (!tables.has(table)) {
        throw NoriaException.invalid(
            title
                + ": no table "
                + table
                + " among "
                + new TreeSet<>(tables.names())
                + " (expected: a database of MLflow's tracking server)");
      }
    }
  }

  /** Opens an SQLite file. */
  public static MlflowDatabase sqlite(Path file, MlflowOptions options) {
    Path real = file.toAbsolutePath().normalize();
    if (!Files.isRegularFile(real)) {
      throw NoriaException.notFound("source: no file " + real + " (expected: MLflow's database)");
    }
    Properties properties = new Properties();
    // SQLITE_OPEN_READONLY
    properties.setProperty("open_mode", "1");
    properties.setProperty("busy_timeout", "60000");
    return open("jdbc:sqlite:" + real, properties, "sqlite:///" + real, options, real.getParent());
  }

  /**
   * Opens a PostgreSQL database.
   *
   * @param url JDBC's, without user and password
   * @param title the same for people
   */
  public static MlflowDatabase postgres(
      String url, Properties account, String title, MlflowOptions options) {
    return open(url, account, title, options, null);
  }

  private static MlflowDatabase open(
      String url, Properties properties, String title, MlflowOptions options, @Nullable Path home) {
    boolean sqlite = url.startsWith("jdbc:sqlite:");
    Connection connection = null;
    try {
      connection = DriverManager.getConnection(url, properties);
      if (!sqlite) {
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
      }
      return new MlflowDatabase(connection, sqlite, "MLflow database " + title, options, home);
    } catch (SQLException e) {
      close(connection);
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "source " + title + ": cannot be read: " + e.getMessage() + " (expected: a database)",
          e);
    } catch (RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  private static void close(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It was only read.
      return;
    }
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public Survey survey() throws IOException {
    try {
      List<ExperimentRow> experiments = experiments();
      long runs = 0;
      for (ExperimentRow one : experiments) {
        runs +=
            tables.count("SELECT COUNT(*) FROM runs WHERE experiment_id = ?", List.of(one.id()));
      }
      boolean models = tables.has("registered_models") && options.only().isEmpty();
      return new Survey(
          experiments.size(),
          runs,
          options.only().isEmpty() ? tables.count("SELECT COUNT(*) FROM metrics", List.of()) : 0,
          0,
          0,
          models ? tables.count("SELECT COUNT(*) FROM registered_models", List.of()) : 0,
          models ? tables.count("SELECT COUNT(*) FROM model_versions", List.of()) : 0,
          tables.has("trace_info") && options.only().isEmpty()
              ? tables.count("SELECT COUNT(*) FROM trace_info", List.of())
              : 0);
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private NoriaException broken(SQLException e) {
    return new NoriaException(
        ErrorCode.DATA_LOSS, title + ": cannot be read: " + e.getMessage(), e);
  }

  /** A row of experiments. */
  record ExperimentRow(
      long id, String name, boolean deleted, @Nullable Long createdMs, @Nullable Long updatedMs) {}

  private List<ExperimentRow> experiments() throws SQLException {
    return tables
        .list(
            "SELECT experiment_id, name, lifecycle_stage, "
                + tables.column("experiments", "creation_time")
                + ", "
                + tables.column("experiments", "last_update_time")
                + " FROM experiments WHERE"
                + tables.workspace("experiments")
                + "ORDER BY experiment_id",
            List.of(),
            row ->
                new ExperimentRow(
                    row.getLong(1),
                    Tables.text(row, "name"),
                    "deleted".equals(row.getString(3)),
                    Tables.number(row, "creation_time"),
                    Tables.number(row, "last_update_time")))
        .stream()
        .filter(one -> options.reads(one.name()))
        .toList();
  }

  @Override
  public void read(ImportSink sink) throws IOException, InterruptedException {
    try {
      otherWorkspaces(sink);
      List<ExperimentRow> experiments = experiments();
      for (ExperimentRow one : experiments) {
        experiment(one, sink);
      }
      for (ExperimentRow one : experiments) {
        new RunRows(tables, files).read(one, sink);
      }
      if (tables.has("logged_models")) {
        for (ExperimentRow one : experiments) {
          new LoggedModelRows(tables, files).read(one, sink);
        }
      }
      if (tables.has("registered_models")) {
        new RegistryRows(tables).read(options.only().isEmpty() ? null : experiments, sink);
      }
      if (tables.has("trace_info")) {
        for (ExperimentRow one : experiments) {
          new TraceRows(tables, files).read(one, sink);
        }
      }
      notHere(sink);
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private void otherWorkspaces(ImportSink sink) throws SQLException {
    if (tables.has("experiments", "workspace")) {
      tables
          .list(
              "SELECT workspace, COUNT(*) FROM experiments WHERE workspace <> 'default'"
                  + " GROUP BY workspace ORDER BY workspace",
              List.of(),
              row -> Map.entry(row.getString(1), row.getLong(2)))
          .forEach(other ->
              sink.note(
                  "workspace " + other.getKey(),
                  other.getValue() + " experiments of another workspace are left out"));
    }
  }

  private void notHere(ImportSink sink) throws SQLException {
    for (String table : List.of("evaluation_datasets", "scorers", "issues", "webhooks")) {
      long count = tables.has(table) ? tables.count("SELECT COUNT(*) FROM " + table, List.of()) : 0;
      if (count > 0) {
        sink.note(
            "table " + table, count + " " + table.replace('_', ' ') + " are not brought over");
      }
    }
  }

  private void experiment(ExperimentRow row, ImportSink sink)
      throws SQLException, IOException, InterruptedException {
    Map<String, String> tags = new HashMap<>();
    if (tables.has("experiment_tags")) {
      tables.list(
          "SELECT key, value FROM experiment_tags WHERE experiment_id = ?",
          List.of(row.id()),
          one -> tags.put(one.getString(1), Tables.text(one, "value")));
    }
    Long created = row.createdMs();
    if (created == null) {
      // Old versions did not keep it: it was there when its first run began.
      created =
          tables
              .list(
                  "SELECT COALESCE(MIN(start_time), 0) FROM runs WHERE experiment_id = ?",
                  List.of(row.id()),
                  one -> one.getLong(1))
              .getFirst();
    }
    Instant createdAt = Instant.ofEpochMilli(Objects.requireNonNull(created));
    Long updated = row.updatedMs();
    sink.put(
        new Imported.Experiment(
            Long.toString(row.id()),
            row.name(),
            createdAt,
            updated == null ? createdAt : Instant.ofEpochMilli(updated),
            row.deleted(),
            tags));
  }

  /** The list in pieces that a statement can take. */
  static <T> List<List<T>> chunks(List<T> all) {
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += Tables.CHUNK) {
      chunks.add(all.subList(from, Math.min(all.size(), from + Tables.CHUNK)));
    }
    return chunks;
  }

  @Override
  public void close() {
    close(connection);
  }
}
