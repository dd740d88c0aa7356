package io.noria.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of a listing, page after page as they are asked for. Not thread-safe. */
final class Pages implements Iterator<JsonNode> {
  private final NoriaClient client;
  private final String path;
  private final Deque<JsonNode> rows = new ArrayDeque<>();
  private @Nullable String token = "";

  private Pages(NoriaClient client, String path) {
    this.client = client;
    this.path = path;
  }

  /** The rows of the listing at the path, which may have a query. */
  static Stream<JsonNode> of(NoriaClient client, String path) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            new Pages(client, path), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  @Override
  public boolean hasNext() {
    String at = token;
    while (rows.isEmpty() && at != null) {
      String query = at.isEmpty() ? "" : "page_token=" + NoriaClient.segment(at);
      String joint = query.isEmpty() ? "" : path.contains("?") ? "&" : "?";
      JsonNode page = client.get(path + joint + query);
      page.path("items").forEach(rows::add);
      at = page.hasNonNull("next_page_token") ? page.path("next_page_token").asText() : null;
      token = at;
    }
    return !rows.isEmpty();
  }

  @Override
  public JsonNode next() {
    if (!hasNext()) {
      throw new NoSuchElementException(path);
    }
    return rows.removeFirst();
  }
}
