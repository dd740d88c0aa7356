package io.noria.storage.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteDataSource;

/**
 * The rows of a database at one moment, as an SQLite file, whichever of the two it was taken from,
 * and back into either. Readers and writers go on meanwhile.
 */
public final class DatabaseCopy {
  private static final int BATCH = 1000;
  private static final String HISTORY = "flyway_schema_history";

  private DatabaseCopy() {}

  /** Is told how many tables are done, of how many. */
  @FunctionalInterface
  public interface Progress {
    /** A table is about to be copied. */
    void at(String table, int done, int whole);
  }

  /**
   * Writes the copy to a file that is not there yet, and to the disk.
   *
   * @throws NoriaException FAILED_PRECONDITION when a PostgreSQL's schema is not this program's
   */
  public static void take(SqlConfig source, Path file, Progress progress) {
    try {
      switch (source) {
        case SqlConfig.Sqlite sqlite -> {
          progress.at("database", 0, 1);
          vacuum(sqlite.file().toAbsolutePath(), file);
          progress.at("database", 1, 1);
        }
        case SqlConfig.Postgres postgres -> fromServer(postgres, file, progress);
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    } catch (SQLException e) {
      throw Failures.unavailable("the database was not copied: " + e.getMessage(), e);
    } catch (IOException e) {
      throw Failures.unavailable(file + " was not written: " + e.getMessage(), e);
    }
  }

  private static void vacuum(Path source, Path target) throws SQLException {
    if (!Files.isRegularFile(source)) {
      throw NoriaException.notFound("database: no " + source + " (expected: a data folder)");
    }
    try (Connection connection = DatabaseLook.source(source).getConnection();
        PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, target.toAbsolutePath().toString());
      statement.execute();
    }
  }

  private static void fromServer(SqlConfig.Postgres source, Path file, Progress progress)
      throws SQLException {
    SQLiteDataSource target = DatabaseLook.source(file.toAbsolutePath());
    Migrations.run(target, Dialect.SQLITE, file.toString());
    try (DatabaseLook look = DatabaseLook.open(source);
        Connection to = target.getConnection()) {
      look.requireCurrent();
      Connection from = look.handle().getConnection();
      to.setAutoCommit(false);
      copyAll(from, to, common(from, tables(to)), progress);
      for (Map.Entry<String, Long> next : serverSequences(from, to).entrySet()) {
        sqliteSequence(to, next.getKey(), next.getValue());
      }
      to.commit();
    }
  }

  /**
   * Writes the copy's rows into an empty database of PostgreSQL, in one transaction. The copy
   * itself is brought up to this program's schema.
   *
   * @throws NoriaException FAILED_PRECONDITION when there are tables already
   */
  public static void restore(Path file, SqlConfig.Postgres target, Progress progress) {
    var server = PostgresDatabase.source(target);
    if (Migrations.state(server, Dialect.POSTGRES, target.shownUrl()).newest() > 0) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "database: "
              + target.shownUrl()
              + " has Noria's tables already (expected: an empty one)");
    }
    SQLiteDataSource source = DatabaseLook.source(file.toAbsolutePath());
    Migrations.run(source, Dialect.SQLITE, file.toString());
    Migrations.run(server, Dialect.POSTGRES, target.shownUrl());
    try (Connection from = source.getConnection();
        Connection to = server.getConnection()) {
      to.setAutoCommit(false);
      List<String> tables = parentsFirst(from, tables(from));
      try (Statement statement = to.createStatement()) {
        statement.execute(
            "TRUNCATE "
                + String.join(", ", tables.stream().map(DatabaseCopy::quoted).toList())
                + " CASCADE");
      }
      copyAll(from, to, tables, progress);
      restartSequences(from, to, tables);
      to.commit();
    } catch (SQLException e) {
      throw Failures.unavailable("the rows were not restored: " + e.getMessage(), e);
    }
  }

  /** Those that are there: some go once their rows were converted. */
  private static List<String> common(Connection server, List<String> tables) throws SQLException {
    List<String> there = new ArrayList<>();
    for (String table : tables) {
      if (!strings(server, "SELECT 1 WHERE to_regclass('" + table + "') IS NOT NULL").isEmpty()) {
        there.add(table);
      }
    }
    return there;
  }

  private static void copyAll(
      Connection from, Connection to, List<String> tables, Progress progress) throws SQLException {
    for (int done = 0; done < tables.size(); done++) {
      progress.at(tables.get(done), done, tables.size());
      copy(from, to, tables.get(done));
    }
    progress.at("database", tables.size(), tables.size());
  }

  private static void copy(Connection from, Connection to, String table) throws SQLException {
    List<String> columns = columns(to, table);
    String names = String.join(", ", columns.stream().map(DatabaseCopy::quoted).toList());
    String marks = String.join(", ", columns.stream().map(column -> "?").toList());
    try (Statement clear = to.createStatement();
        Statement read = from.createStatement();
        PreparedStatement insert =
            to.prepareStatement(
                "INSERT INTO " + quoted(table) + " (" + names + ") VALUES (" + marks + ")")) {
      clear.execute("DELETE FROM " + quoted(table));
      read.setFetchSize(BATCH);
      try (ResultSet rows = read.executeQuery("SELECT " + names + " FROM " + quoted(table))) {
        int waiting = 0;
        while (rows.next()) {
          for (int column = 1; column <= columns.size(); column++) {
            insert.setObject(column, rows.getObject(column));
          }
          insert.addBatch();
          if (++waiting == BATCH) {
            insert.executeBatch();
            waiting = 0;
          }
        }
        insert.executeBatch();
      }
    }
  }

  /** The tables of an SQLite file, but for the schema's history. */
  private static List<String> tables(Connection sqlite) throws SQLException {
    return strings(
        sqlite,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            + " AND sql NOT LIKE 'CREATE VIRTUAL%' AND name <> '"
            + HISTORY
            + "' ORDER BY name");
  }

  private static List<String> columns(Connection connection, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet none =
            statement.executeQuery("SELECT * FROM " + quoted(table) + " WHERE 1 = 0")) {
      for (int column = 1; column <= none.getMetaData().getColumnCount(); column++) {
        columns.add(none.getMetaData().getColumnName(column));
      }
    }
    return columns;
  }

  /** A table after those that its rows refer to. */
  private static List<String> parentsFirst(Connection sqlite, List<String> tables)
      throws SQLException {
    Map<String, List<String>> parents = new LinkedHashMap<>();
    for (String table : tables) {
      parents.put(
          table, strings(sqlite, "SELECT \"table\" FROM pragma_foreign_key_list('" + table + "')"));
    }
    List<String> ordered = new ArrayList<>();
    while (ordered.size() < tables.size()) {
      int before = ordered.size();
      for (String table : tables) {
        boolean ready =
            parents.getOrDefault(table, List.of()).stream()
                .allMatch(parent -> parent.equals(table) || ordered.contains(parent));
        if (ready && !ordered.contains(table)) {
          ordered.add(table);
        }
      }
      if (ordered.size() == before) {
        throw new SQLException("tables refer to each other in a circle: " + tables);
      }
    }
    return ordered;
  }

  /** The last number that each table's identity gave on the server. */
  private static Map<String, Long> serverSequences(Connection server, Connection sqlite)
      throws SQLException {
    Map<String, Long> last = new LinkedHashMap<>();
    for (String table : common(server, tables(sqlite))) {
      String column = identity(sqlite, table);
      if (!column.isEmpty()) {
        for (String sequence :
            strings(server, "SELECT pg_get_serial_sequence('" + table + "', '" + column + "')")) {
          for (String value :
              strings(
                  server,
                  "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM " + sequence)) {
            last.put(table, Long.parseLong(value));
          }
        }
      }
    }
    return last;
  }

  private static void restartSequences(Connection sqlite, Connection server, List<String> tables)
      throws SQLException {
    for (String table : tables) {
      String column = identity(sqlite, table);
      if (!column.isEmpty()) {
        long last = 0;
        for (String value :
            strings(sqlite, "SELECT seq FROM sqlite_sequence WHERE name = '" + table + "'")) {
          last = Long.parseLong(value);
        }
        strings(
            server,
            "SELECT setval(pg_get_serial_sequence('"
                + table
                + "', '"
                + column
                + "'), "
                + Math.max(1, last)
                + ", "
                + (last > 0)
                + ")");
      }
    }
  }

  private static void sqliteSequence(Connection sqlite, String table, long last)
      throws SQLException {
    try (PreparedStatement update =
            sqlite.prepareStatement("UPDATE sqlite_sequence SET seq = ? WHERE name = ?");
        PreparedStatement insert =
            sqlite.prepareStatement("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)")) {
      update.setLong(1, last);
      update.setString(2, table);
      if (update.executeUpdate() == 0) {
        insert.setString(1, table);
        insert.setLong(2, last);
        insert.executeUpdate();
      }
    }
  }

  /** The column that numbers the table's rows by itself; empty when there is none. */
  private static String identity(Connection sqlite, String table) throws SQLException {
    List<String> found =
        strings(
            sqlite,
            "SELECT p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.name = '"
                + table
                + "' AND m.sql LIKE '%AUTOINCREMENT%' AND p.pk = 1");
    return found.isEmpty() ? "" : found.getFirst();
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        String value = rows.getString(1);
        if (value != null) {
          found.add(value);
        }
      }
    }
    return found;
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
