package io.noria.protocols.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.noria.testkit.Golden;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/** Sends what a golden transcript sends, without a look at the answers. */
final class Transcript {
  /** The transcripts there are. */
  static final String[] NAMES = {
    "experiments",
    "runs",
    "metrics",
    "logged-models",
    "registry",
    "artifacts",
    "browser",
    "graphql",
    "refusals"
  };

  private final JsonMapper json = new JsonMapper();
  private final Map<String, String> kept = new HashMap<>();
  private final HttpClient http;
  private final String url;

  Transcript(HttpClient http, String url) {
    this.http = http;
    this.url = url;
  }

  void play(String name) throws Exception {
    String last = "";
    for (String line : Golden.read("mlflow/" + name + ".txt").lines().toList()) {
      if (line.startsWith("> ")) {
        last = send(line.substring(2));
      } else if (line.startsWith("= ")) {
        String[] parts = line.substring(2).split(" ");
        JsonNode node = json.readTree(last);
        for (String step : parts[1].split("\\.")) {
          node = node.path(step);
        }
        kept.put(parts[0], node.asText());
      }
    }
  }

  private String send(String line) throws Exception {
    String filled = line;
    for (Map.Entry<String, String> one : kept.entrySet()) {
      filled = filled.replace("{{" + one.getKey() + "}}", one.getValue());
    }
    String[] parts = filled.split(" ", 3);
    String path = parts[1].startsWith("/") ? parts[1] : "/api/2.0/mlflow/" + parts[1];
    return http.send(
            HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .method(
                    parts[0],
                    parts.length > 2
                        ? HttpRequest.BodyPublishers.ofString(parts[2])
                        : HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
