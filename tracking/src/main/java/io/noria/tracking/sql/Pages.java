package io.noria.tracking.sql;

import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.tracking.PageToken;
import io.noria.tracking.SearchSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads one page of a search: first the rows' numbers in order, then the rows. */
final class Pages {
  /**
   * Where the rows are.
   *
   * @param column the row's number, named {@code owner}
   * @param from SQL from clause
   * @param limit rows a page
   * @param token of the page before, or null
   */
  record Source(String column, String from, int limit, @Nullable String token) {}

  private record Hit(long number, List<@Nullable Object> keys) {}

  private Pages() {}

  static <T> Page<T> of(
      Database database,
      SearchSql sql,
      Object question,
      Source source,
      BiFunction<Handle, List<Long>, Map<Long, T>> rows) {
    int keys = sql.sortKeys();
    List<@Nullable Object> after = PageToken.read(question, source.token(), sql.sortTypes());
    SearchSql.Statement page = sql.page(source.column(), source.from(), after, source.limit() + 1);
    return database.read(handle -> {
      List<Hit> hits =
          handle
              .select(page.text(), page.arguments().toArray())
              .map((result, context) -> {
                List<@Nullable Object> sortKeys = new ArrayList<>();
                for (int i = 0; i < keys; i++) {
                  Object key = result.getObject(i + 2);
                  sortKeys.add(key instanceof Number n ? (Object) n.longValue() : key);
                }
                return new Hit(result.getLong(1), sortKeys);
              })
              .list();
      boolean more = hits.size() > source.limit();
      List<Hit> shown = more ? hits.subList(0, source.limit()) : hits;
      Map<Long, T> found = rows.apply(handle, shown.stream().map(Hit::number).toList());
      List<T> items = shown.stream().map(hit -> found.get(hit.number())).toList();
      String next = more ? PageToken.write(question, shown.getLast().keys()) : null;
      return new Page<>(items, next);
    });
  }
}
