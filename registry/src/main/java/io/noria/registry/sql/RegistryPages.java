package io.noria.registry.sql;

import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.tracking.PageToken;
import io.noria.tracking.SearchField;
import io.noria.tracking.SearchSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the two searches of the area share. */
final class RegistryPages {
  /** The tag that marks a model as a text for a language model; without it, it is none. */
  private static final String PROMPT = "mlflow.prompt.is_prompt";

  private RegistryPages() {}

  /**
   * Reads one page.
   *
   * @param column the row's key as it is selected
   */
  static <K, T> Page<T> read(
      Database database,
      SearchSql sql,
      List<Object> question,
      From<K> from,
      BiFunction<Handle, List<K>, Map<K, T>> rows) {
    int keys = sql.sortKeys();
    List<@Nullable Object> after = PageToken.read(question, from.token(), sql.sortTypes());
    SearchSql.Statement page =
        sql.page(from.column() + " AS owner", from.table(), after, from.limit() + 1);
    return database.read(handle -> {
      List<K> owners = new ArrayList<>();
      List<List<@Nullable Object>> sortKeys = new ArrayList<>();
      handle
          .select(page.text(), page.arguments().toArray())
          .map((result, context) -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < keys; i++) {
              Object key = result.getObject(i + 2);
              values.add(key instanceof Number n ? (Object) n.longValue() : key);
            }
            sortKeys.add(values);
            Object owner = result.getObject(1);
            return owners.add(
                from.type().cast(owner instanceof Number n ? (Object) n.longValue() : owner));
          })
          .list();
      boolean more = owners.size() > from.limit();
      List<K> shown = more ? owners.subList(0, from.limit()) : owners;
      Map<K, T> found = rows.apply(handle, shown);
      List<T> items = shown.stream().map(found::get).toList();
      String next =
          more && from.limit() > 0
              ? PageToken.write(question, sortKeys.get(from.limit() - 1))
              : null;
      return new Page<>(items, next);
    });
  }

  /**
   * Where the rows are.
   *
   * @param type of their key
   * @param column their key
   * @param table SQL from clause
   * @param limit rows a page
   * @param token of the page before, or null
   */
  record From<K>(Class<K> type, String column, String table, int limit, @Nullable String token) {}

  /**
   * A tag. Clients hide prompts with {@code tags.`mlflow.prompt.is_prompt` != 'true'}, which has to
   * find what has no such tag.
   *
   * @param within FROM and WHERE of the table of tags, named {@code x}
   */
  static SearchField tag(String key, String within) {
    if (key.equals(PROMPT)) {
      return SearchField.text(
          "COALESCE((SELECT x.value " + within.replace("?", "'" + PROMPT + "'") + "), 'false')");
    }
    return SearchField.keyed(SearchField.Kind.TEXT, "x.value", within, key);
  }
}
