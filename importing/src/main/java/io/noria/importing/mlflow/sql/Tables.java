package io.noria.importing.mlflow.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An open MLflow database: which tables and columns its version has, and reading them. */
final class Tables {
  /** How many ids a statement takes. */
  static final int CHUNK = 200;

  private static final int FETCH = 5000;

  private final Connection connection;
  private final boolean sqlite;
  private final Map<String, Set<String>> columns = new HashMap<>();

  Tables(Connection connection, boolean sqlite) throws SQLException {
    this.connection = connection;
    this.sqlite = sqlite;
    String schema = sqlite ? null : connection.getSchema();
    try (ResultSet rows = connection.getMetaData().getColumns(null, schema, "%", "%")) {
      while (rows.next()) {
        columns
            .computeIfAbsent(
                rows.getString("TABLE_NAME").toLowerCase(Locale.ROOT), table -> new HashSet<>())
            .add(rows.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
      }
    }
  }

  boolean isSqlite() {
    return sqlite;
  }

  boolean has(String table) {
    return columns.containsKey(table);
  }

  boolean has(String table, String column) {
    return columns.getOrDefault(table, Set.of()).contains(column);
  }

  Set<String> names() {
    return columns.keySet();
  }

  /** The column, or NULL under its name where this version has none. */
  String column(String table, String column) {
    return has(table, column) ? column : "NULL AS " + column;
  }

  /** The condition that takes the rows of the only workspace that is read. */
  String workspace(String table) {
    return has(table, "workspace") ? " workspace = 'default' " : " 1 = 1 ";
  }

  /** Reads one row. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** All rows, in memory. */
  <T> List<T> list(String sql, List<?> arguments, RowReader<T> reader) throws SQLException {
    List<T> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH);
      for (int i = 0; i < arguments.size(); i++) {
        statement.setObject(i + 1, arguments.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(reader.read(rows));
        }
      }
    }
    return found;
  }

  long count(String sql, List<?> arguments) throws SQLException {
    return list(sql, arguments, row -> row.getLong(1)).getFirst();
  }

  /** So many question marks. */
  static String marks(int count) {
    return "?, ".repeat(count - 1) + "?";
  }

  /** Keys and values by owner: the columns are owner, key and value. */
  Map<String, Map<String, String>> pairs(String sql, List<String> owners) throws SQLException {
    Map<String, Map<String, String>> found = new HashMap<>();
    list(
        sql.replace("(?)", "(" + marks(owners.size()) + ")"),
        owners,
        row -> {
          String value = row.getString(3);
          return found
              .computeIfAbsent(row.getString(1), owner -> new HashMap<>())
              .put(row.getString(2), value == null ? "" : value);
        });
    return found;
  }

  static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : (Long) value;
  }

  static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setFetchSize(FETCH);
    return statement;
  }
}
