package io.noria.storage.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Statements kept prepared on one connection, the least used let go first. Used by one thread at a
 * time. SQLite's driver keeps none, and preparing costs more than a small statement itself.
 */
public final class Statements implements AutoCloseable {
  private static final int MOST = 200;

  private final Connection connection;
  private final LinkedHashMap<String, PreparedStatement> kept =
      new LinkedHashMap<>(16, 0.75f, true);

  /** None yet, on the connection that somebody else closes. */
  public Statements(Connection connection) {
    this.connection = connection;
  }

  /** The statement of the text; it stays open and belongs to this. */
  public PreparedStatement get(String sql) throws SQLException {
    PreparedStatement statement = kept.get(sql);
    if (statement == null) {
      if (kept.size() >= MOST) {
        Iterator<Map.Entry<String, PreparedStatement>> oldest = kept.entrySet().iterator();
        oldest.next().getValue().close();
        oldest.remove();
      }
      statement = connection.prepareStatement(sql);
      kept.put(sql, statement);
    }
    return statement;
  }

  /** Closes them all. */
  @Override
  public void close() throws SQLException {
    SQLException first = null;
    for (PreparedStatement statement : kept.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        first = first == null ? e : first;
      }
    }
    kept.clear();
    if (first != null) {
      throw first;
    }
  }
}
