package io.noria.dist;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Copies tables from one kind of database to another, with the types that each has for them. */
final class TableCopy {
  private TableCopy() {}

  static void sqliteToPostgres(Path from, String to) throws SQLException {
    try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + from);
        Connection postgres = DriverManager.getConnection(to)) {
      postgres.setAutoCommit(false);
      List<String> tables = new ArrayList<>();
      try (Statement statement = sqlite.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT name FROM sqlite_master WHERE type = 'table'"
                      + " AND name NOT LIKE 'sqlite_%'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      for (String table : tables) {
        copy(sqlite, postgres, table);
      }
      postgres.commit();
    }
  }

  private static void copy(Connection sqlite, Connection postgres, String table)
      throws SQLException {
    try (Statement read = sqlite.createStatement();
        ResultSet rows = read.executeQuery("SELECT * FROM " + table);
        Statement write = postgres.createStatement()) {
      ResultSetMetaData columns = rows.getMetaData();
      List<String> types = new ArrayList<>();
      StringJoiner ddl = new StringJoiner(", ", "CREATE TABLE " + table + " (", ")");
      StringJoiner marks = new StringJoiner(", ", "INSERT INTO " + table + " VALUES (", ")");
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        String type = type(declared(sqlite, table, columns.getColumnName(i)));
        types.add(type);
        ddl.add("\"" + columns.getColumnName(i) + "\" " + type);
        marks.add("?");
      }
      write.execute(ddl.toString());
      try (PreparedStatement insert = postgres.prepareStatement(marks.toString())) {
        while (rows.next()) {
          for (int i = 0; i < types.size(); i++) {
            insert.setObject(i + 1, value(rows, i + 1, types.get(i)));
          }
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }

  private static String declared(Connection sqlite, String table, String column)
      throws SQLException {
    try (Statement statement = sqlite.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
      while (rows.next()) {
        if (rows.getString("name").equals(column)) {
          return rows.getString("type").toUpperCase(Locale.ROOT);
        }
      }
    }
    return "TEXT";
  }

  private static String type(String declared) {
    if (declared.startsWith("BOOL")) {
      return "BOOLEAN";
    }
    if (declared.contains("INT")) {
      return "BIGINT";
    }
    return declared.contains("FLOAT") || declared.contains("DOUBLE") ? "DOUBLE PRECISION" : "TEXT";
  }

  private static @Nullable Object value(ResultSet rows, int column, String type)
      throws SQLException {
    Object value =
        switch (type) {
          case "BOOLEAN" -> rows.getBoolean(column);
          case "BIGINT" -> rows.getLong(column);
          case "DOUBLE PRECISION" -> rows.getDouble(column);
          default -> rows.getString(column);
        };
    return rows.wasNull() ? null : value;
  }
}
