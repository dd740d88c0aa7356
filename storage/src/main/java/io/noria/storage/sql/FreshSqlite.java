package io.noria.storage.sql;

import io.noria.storage.sql.MigrationScripts.Script;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Gives an empty SQLite file the whole schema in one transaction, and writes Flyway's history as
 * Flyway would have, so that Flyway takes over at the first upgrade. Loading and running Flyway
 * costs several hundred milliseconds of a first start; this costs a few.
 */
final class FreshSqlite {
  private static final String HISTORY =
      """
      CREATE TABLE "flyway_schema_history" (
          "installed_rank" INT NOT NULL PRIMARY KEY,
          "version" VARCHAR(50),
          "description" VARCHAR(200) NOT NULL,
          "type" VARCHAR(20) NOT NULL,
          "script" VARCHAR(1000) NOT NULL,
          "checksum" INT,
          "installed_by" VARCHAR(100) NOT NULL,
          "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
          "execution_time" INT NOT NULL,
          "success" BOOLEAN NOT NULL
      );
      CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
      """;

  private FreshSqlite() {}

  /** Applies the scripts when the database is empty; says whether it was. */
  static boolean apply(DataSource source, List<Script> scripts, Map<String, String> placeholders)
      throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        try (var tables = statement.executeQuery("SELECT 1 FROM sqlite_master LIMIT 1")) {
          if (tables.next()) {
            return false;
          }
        }
        // The driver hands the whole text to sqlite3_exec, which runs statement after statement.
        statement.executeUpdate(HISTORY);
        for (Script script : scripts) {
          run(statement, script, placeholders);
        }
        record(connection, scripts);
        connection.commit();
        return true;
      } finally {
        connection.rollback();
      }
    }
  }

  private static void run(Statement statement, Script script, Map<String, String> placeholders)
      throws SQLException {
    try {
      statement.executeUpdate(filled(script.text(), placeholders));
    } catch (SQLException e) {
      throw new SQLException(script.name() + ": " + e.getMessage(), e);
    }
  }

  private static void record(Connection connection, List<Script> scripts) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
                + " checksum, installed_by, execution_time, success)"
                + " VALUES (?, ?, ?, 'SQL', ?, ?, '', 0, 1)")) {
      int rank = 0;
      for (Script script : scripts) {
        String name = script.name();
        int separator = name.indexOf("__");
        insert.setInt(1, ++rank);
        insert.setString(2, name.substring(1, separator));
        insert.setString(
            3, name.substring(separator + 2, name.length() - ".sql".length()).replace('_', ' '));
        insert.setString(4, name);
        insert.setInt(5, script.checksum());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static String filled(String script, Map<String, String> placeholders) {
    String text = script;
    for (var placeholder : placeholders.entrySet()) {
      text = text.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
    }
    return text;
  }
}
