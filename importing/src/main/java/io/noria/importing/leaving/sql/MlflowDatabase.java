package io.noria.importing.leaving.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.importing.leaving.Row;
import io.noria.importing.leaving.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A new MLflow database in a SQLite file, at the revision that MLflow 3.17 has. Rows are written in
 * batches; what was put is there once {@link #close} has returned. One thread at a time.
 */
public final class MlflowDatabase implements Rows, AutoCloseable {
  /** MLflow's own name for the form of its tables. */
  public static final String REVISION = "dc11669786a5";

  private static final int BATCH = 2_000;
  private static final int COMMIT = 200_000;

  private final Path file;
  private final Connection connection;
  private final Map<String, PreparedStatement> inserts = new LinkedHashMap<>();
  private int waiting;
  private int uncommitted;

  private MlflowDatabase(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Makes the file, which must not be there, with every table of MLflow's, all empty. */
  public static MlflowDatabase create(Path file) {
    String schema = "../mlflow-" + REVISION + ".sql";
    try (InputStream in =
        Objects.requireNonNull(
            Rows.class.getResourceAsStream("mlflow-" + REVISION + ".sql"), schema)) {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      MlflowDatabase database = new MlflowDatabase(file, connection);
      // Written once and then moved into its place: no journal is needed on the way.
      database.execute("PRAGMA journal_mode = OFF");
      database.execute("PRAGMA synchronous = OFF");
      connection.setAutoCommit(false);
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String statement : text.split(";\n")) {
        database.execute(statement);
      }
      connection.commit();
      return database;
    } catch (SQLException e) {
      throw failed(file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NoriaException failed(Path file, SQLException e) {
    return new NoriaException(
        ErrorCode.UNAVAILABLE, "cannot write " + file + ": " + e.getMessage(), e);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void put(Row row) {
    try {
      PreparedStatement insert = insert(row);
      List<@Nullable Object> values = row.values();
      for (int i = 0; i < values.size(); i++) {
        insert.setObject(i + 1, values.get(i));
      }
      insert.addBatch();
      if (++waiting >= BATCH) {
        flush();
      }
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  private PreparedStatement insert(Row row) throws SQLException {
    String columns = String.join("\", \"", row.columns());
    String sql =
        "INSERT OR REPLACE INTO "
            + row.table()
            + " (\""
            + columns
            + "\") VALUES ("
            + "?, ".repeat(row.columns().size() - 1)
            + "?)";
    PreparedStatement known = inserts.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      inserts.put(sql, known);
    }
    return known;
  }

  private void flush() throws SQLException {
    for (PreparedStatement insert : inserts.values()) {
      insert.executeBatch();
    }
    uncommitted += waiting;
    waiting = 0;
    if (uncommitted >= COMMIT) {
      connection.commit();
      uncommitted = 0;
    }
  }

  @Override
  public List<String> runsOf(String experiment) {
    return texts("SELECT run_uuid FROM runs WHERE experiment_id = ?", experiment);
  }

  @Override
  public boolean has(String table, String column, String value) {
    return !texts("SELECT 1 FROM " + table + " WHERE " + column + " = ? LIMIT 1", value).isEmpty();
  }

  private List<String> texts(String sql, String value) {
    try {
      flush();
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        query.setString(1, value);
        List<String> found = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            found.add(rows.getString(1));
          }
        }
        return found;
      }
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  /** Writes what waits, checks that every reference leads somewhere, and closes the file. */
  @Override
  public void close() {
    try (Connection closing = connection) {
      flush();
      closing.commit();
      closing.setAutoCommit(true);
      execute("PRAGMA journal_mode = DELETE");
      for (PreparedStatement insert : inserts.values()) {
        insert.close();
      }
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }
}
