package io.noria.importing.leaving;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.MlflowRoutes;
import io.noria.client.NoriaClient;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pages of MLflow's listings, one in memory at a time. Thread-safe. */
final class Reader {
  static final String V2 = "/api/2.0/mlflow/";
  static final String V3 = "/api/3.0/mlflow/";
  private static final String TOKEN = "page_token";
  private static final String NEXT = "next_page_token";

  private final MlflowRoutes routes;

  Reader(MlflowRoutes routes) {
    this.routes = routes;
  }

  /** Takes one item. */
  @FunctionalInterface
  interface Items {
    /** The item. */
    void take(JsonNode item);
  }

  /** Takes one page of items. */
  @FunctionalInterface
  interface Pages {
    /** The whole answer. */
    void take(JsonNode page);
  }

  MlflowRoutes routes() {
    return routes;
  }

  /** Every item of a listing that is asked by POST. */
  void posted(String path, Map<String, ?> message, String items, Items each) {
    postedPages(path, message, page -> page.path(items).forEach(each::take));
  }

  /** Every page of it. */
  void postedPages(String path, Map<String, ?> message, Pages each) {
    Map<String, Object> asked = new LinkedHashMap<>(message);
    String token;
    do {
      JsonNode page = routes.post(path, asked);
      each.take(page);
      token = page.path(NEXT).asText("");
      asked.put(TOKEN, token);
    } while (!token.isEmpty());
  }

  /** Every item of a listing that is asked by GET; the path has a query already. */
  void got(String path, String items, Items each) {
    String token = "";
    do {
      String query = token.isEmpty() ? "" : "&" + TOKEN + "=" + NoriaClient.segment(token);
      JsonNode page = routes.get(path + query);
      page.path(items).forEach(each::take);
      token = page.path(NEXT).asText("");
    } while (!token.isEmpty());
  }

  static String q(String value) {
    return NoriaClient.segment(value);
  }

  /** A text; null when it is absent. */
  static @org.jspecify.annotations.Nullable String text(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.path(field).asText() : null;
  }

  /** A 64-bit number, which may have come as a text; null when it is absent. */
  static @org.jspecify.annotations.Nullable Long number(JsonNode node, String field) {
    return node.hasNonNull(field) ? (Long) node.path(field).asLong() : null;
  }
}
