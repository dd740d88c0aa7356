package io.noria.storage.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A look at a database from outside of the server that works with it: reads only, changes no
 * schema, and sees one moment. Not thread-safe.
 */
public final class DatabaseLook implements AutoCloseable {
  private final Connection connection;
  private final Handle handle;
  private final Dialect dialect;
  private final Schema schema;

  private DatabaseLook(Connection connection, Dialect dialect, Schema schema) {
    this.connection = connection;
    this.handle = Jdbis.of(Jdbis.borrowed(connection)).open();
    this.dialect = dialect;
    this.schema = schema;
  }

  /**
   * Where its schema stands.
   *
   * @param newest the newest script that was applied; 0 for none
   * @param missing scripts of this program that were not
   * @param unknown scripts that were applied and this program does not know: it is older
   */
  public record Schema(int newest, List<Integer> missing, List<Integer> unknown) {
    /** Whether this program works with it as it is. */
    public boolean isCurrent() {
      return missing.isEmpty() && unknown.isEmpty();
    }
  }

  /**
   * Opens it.
   *
   * @throws NoriaException NOT_FOUND without a database file, UNAVAILABLE when it cannot be reached
   */
  public static DatabaseLook open(SqlConfig config) {
    return switch (config) {
      case SqlConfig.Sqlite sqlite -> file(sqlite.file().toAbsolutePath());
      case SqlConfig.Postgres postgres -> server(postgres);
    };
  }

  private static DatabaseLook file(Path file) {
    if (!Files.isRegularFile(file)) {
      throw NoriaException.notFound("database: no " + file + " (expected: a server's data folder)");
    }
    try {
      SQLiteDataSource source = source(file);
      Schema schema = schema(Migrations.state(source, Dialect.SQLITE, file.toString()));
      Connection connection = source.getConnection();
      connection.setAutoCommit(false);
      return new DatabaseLook(connection, Dialect.SQLITE, schema);
    } catch (SQLException e) {
      throw Failures.unavailable(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** A file that may be in use by a server: waits for its locks, and writes nothing. */
  static SQLiteDataSource source(Path file) {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setBusyTimeout(30_000);
    settings.setTempStore(SQLiteConfig.TempStore.MEMORY);
    SQLiteDataSource source = new SQLiteDataSource(settings);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static DatabaseLook server(SqlConfig.Postgres config) {
    try {
      var source = PostgresDatabase.source(config);
      Schema schema = schema(Migrations.state(source, Dialect.POSTGRES, config.shownUrl()));
      Connection connection = source.getConnection();
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return new DatabaseLook(connection, Dialect.POSTGRES, schema);
    } catch (SQLException e) {
      throw Failures.unavailable(config.shownUrl() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Schema schema(Migrations.State state) {
    return new Schema(state.newest(), state.missing(), state.unknown());
  }

  /** What to read with. */
  public Handle handle() {
    return handle;
  }

  /** Which of the two it is. */
  public Dialect dialect() {
    return dialect;
  }

  /** The database's own clock; for the embedded one the machine's. */
  public Instant now() {
    return Instant.ofEpochMilli(
        handle
            .createQuery(
                dialect.isSqlite()
                    ? "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
                    : "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)")
            .mapTo(Long.class)
            .one());
  }

  /** Where its schema stood when this was opened. */
  public Schema schema() {
    return schema;
  }

  /** Throws what is not as this program's. */
  public void requireCurrent() {
    if (!schema.isCurrent()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "the schema is at version "
              + schema.newest()
              + " and is not this program's (expected: the program that the server runs)");
    }
  }

  @Override
  public void close() {
    try {
      handle.close();
      connection.close();
    } catch (SQLException e) {
      throw Failures.unavailable("the database was not closed: " + e.getMessage(), e);
    }
  }
}
