package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.protocols.http.Query;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A listing on the wire. */
record Items<T>(List<T> items, @Nullable String nextPageToken) {
  private static final int USUAL = 100;
  private static final int MOST = 1000;

  static <T> Items<T> all(List<T> items) {
    return new Items<>(items, null);
  }

  static <S, T> Items<T> of(Page<S> page, Function<? super S, ? extends T> translate) {
    return new Items<>(page.items().stream().<T>map(translate).toList(), page.nextToken());
  }

  /** A part of a list that is in memory; the token is the place where the next part begins. */
  static <T> Items<T> part(List<T> all, Query query) {
    int limit = limit(query);
    int from = Math.min(offset(query), all.size());
    int to = Math.min(from + limit, all.size());
    return new Items<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
  }

  static int limit(Query query) {
    return query.number(
        query.orNull("max_results") == null ? "limit" : "max_results", USUAL, 1, MOST);
  }

  static @Nullable String token(Query query) {
    return query.orNull("page_token");
  }

  private static int offset(Query query) {
    String token = token(query);
    if (token == null) {
      return 0;
    }
    try {
      return Math.max(0, Integer.parseInt(token));
    } catch (NumberFormatException e) {
      throw NoriaException.invalid(
          "page_token: " + token + " (expected: next_page_token of the page before)");
    }
  }
}
