package io.noria.storage.gc;

import io.noria.storage.sql.Dialect;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/**
 * The columns of every table of the database.
 *
 * @param table the table
 * @param column the column
 * @param type the type as the database names it, in lower case
 */
public record Columns(String table, String column, String type) {
  private static final String SQLITE =
      """
      SELECT m.name AS t, p.name AS c, p.type AS y
      FROM sqlite_master m JOIN pragma_table_info(m.name) p
      WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'
        AND m.sql NOT LIKE 'CREATE VIRTUAL%'
      ORDER BY m.name, p.cid
      """;
  private static final String POSTGRES =
      """
      SELECT c.table_name AS t, c.column_name AS c, c.data_type AS y
      FROM information_schema.columns c JOIN information_schema.tables t
        ON t.table_schema = c.table_schema AND t.table_name = c.table_name
      WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
      ORDER BY c.table_name, c.ordinal_position
      """;

  /** All of them but those of the schema's history, by table. */
  public static List<Columns> of(Handle handle, Dialect dialect) {
    return handle
        .createQuery(dialect.isSqlite() ? SQLITE : POSTGRES)
        .map((rows, context) ->
            new Columns(
                rows.getString("t"),
                rows.getString("c"),
                rows.getString("y").toLowerCase(Locale.ROOT)))
        .list()
        .stream()
        .filter(column -> !column.table().equals("flyway_schema_history"))
        .toList();
  }

  /** Whether it holds text. */
  public boolean isText() {
    return type.startsWith("text")
        || type.startsWith("char")
        || type.startsWith("varchar")
        || type.startsWith("json")
        || type.isEmpty();
  }

  /** Whether it holds bytes. */
  public boolean isBytes() {
    return type.startsWith("blob") || type.startsWith("bytea");
  }
}
