package io.noria.traces.sql;

import io.noria.storage.sql.Dialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sort order whose pages begin after the keys of the last row seen, so that they stay stable
 * while rows come and go. The last key must differ from row to row. Missing values come last.
 */
record Keyset(Dialect dialect, List<Sort> sorts) {
  /** A sort key. */
  record Sort(Column column, boolean ascending) {}

  /**
   * A value of a row.
   *
   * @param sql the expression
   * @param arguments of the expression
   * @param text whether it is a text, else a whole number
   * @param nullable whether it may be missing
   */
  record Column(String sql, List<Object> arguments, boolean text, boolean nullable) {
    static Column text(String sql, boolean nullable) {
      return new Column(sql, List.of(), true, nullable);
    }

    static Column number(String sql, boolean nullable) {
      return new Column(sql, List.of(), false, nullable);
    }
  }

  Keyset {
    sorts = List.copyOf(sorts);
  }

  /** What the keys are, as page tokens hold them. */
  List<Class<?>> types() {
    List<Class<?>> types = new ArrayList<>();
    sorts.forEach(sort -> types.add(sort.column().text() ? String.class : Long.class));
    return types;
  }

  /** The keys as further columns of a select. */
  String select(List<Object> arguments) {
    StringBuilder sql = new StringBuilder();
    sorts.forEach(sort -> sql.append(", ").append(expression(sort, arguments)));
    return sql.toString();
  }

  /** The keys of a row, from the column after the given ones on. */
  List<@Nullable Object> keys(ResultSet row, int before) throws SQLException {
    List<@Nullable Object> keys = new ArrayList<>();
    for (int i = 0; i < sorts.size(); i++) {
      Object key = row.getObject(before + 1 + i);
      keys.add(key instanceof Number number ? (Object) number.longValue() : key);
    }
    return keys;
  }

  String orderBy(List<Object> arguments) {
    StringBuilder sql = new StringBuilder(" ORDER BY ");
    for (int i = 0; i < sorts.size(); i++) {
      Sort sort = sorts.get(i);
      sql.append(i == 0 ? "" : ", ");
      if (sort.column().nullable()) {
        sql.append("CASE WHEN ").append(plain(sort, arguments));
        sql.append(" IS NULL THEN 1 ELSE 0 END, ");
      }
      sql.append(expression(sort, arguments)).append(sort.ascending() ? " ASC" : " DESC");
    }
    return sql.toString();
  }

  private static String plain(Sort sort, List<Object> arguments) {
    arguments.addAll(sort.column().arguments());
    return sort.column().sql();
  }

  /** Both databases sort texts by their code units, whatever the server's language. */
  private String expression(Sort sort, List<Object> arguments) {
    String sql = plain(sort, arguments);
    return sort.column().text() && !dialect.isSqlite() ? sql + " COLLATE \"C\"" : sql;
  }

  /** The condition of rows after the keys. */
  String after(List<@Nullable Object> keys, List<Object> arguments) {
    return after(0, keys, arguments);
  }

  private String after(int i, List<@Nullable Object> keys, List<Object> arguments) {
    Sort sort = sorts.get(i);
    Object last = keys.get(i);
    boolean end = i == sorts.size() - 1;
    if (last == null) {
      return end
          ? "1 = 0"
          : "(" + plain(sort, arguments) + " IS NULL AND " + after(i + 1, keys, arguments) + ")";
    }
    StringBuilder sql = new StringBuilder("(");
    boolean bounded = !sort.column().nullable() && !end;
    if (bounded) {
      // Said once more so that an index can begin there.
      sql.append(expression(sort, arguments)).append(sort.ascending() ? " >= ?" : " <= ?");
      sql.append(" AND (");
      arguments.add(last);
    }
    sql.append(expression(sort, arguments)).append(sort.ascending() ? " > ?" : " < ?");
    arguments.add(last);
    if (!end) {
      if (sort.column().nullable()) {
        sql.append(" OR ").append(plain(sort, arguments)).append(" IS NULL");
      }
      sql.append(" OR (").append(plain(sort, arguments)).append(" = ? AND ");
      arguments.add(last);
      sql.append(after(i + 1, keys, arguments)).append(')');
    }
    return sql.append(bounded ? "))" : ")").toString();
  }
}
