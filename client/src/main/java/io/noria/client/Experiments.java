package io.noria.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Experiments: collections of runs. Thread-safe. */
public final class Experiments {
  private final NoriaClient client;

  Experiments(NoriaClient client) {
    this.client = client;
  }

  /**
   * An experiment.
   *
   * @param id a decimal number
   * @param name unique
   * @param tags by key
   * @param createdAt when it was created
   */
  public record Experiment(String id, String name, Map<String, String> tags, Instant createdAt) {
    static Experiment of(JsonNode node) {
      return new Experiment(
          node.path("id").asText(),
          node.path("name").asText(),
          Fields.map(node.path("tags")),
          Instant.parse(node.path("created_at").asText()));
    }
  }

  /** The experiment of the name, created when there is none. */
  public Experiment ensure(String name) {
    return Experiment.of(client.post("/experiments", Map.of("name", name, "ensure", true)));
  }

  /**
   * Creates an experiment.
   *
   * @throws io.noria.base.NoriaException ALREADY_EXISTS when the name is taken
   */
  public Experiment create(String name, Map<String, String> tags) {
    return Experiment.of(client.post("/experiments", Map.of("name", name, "tags", tags)));
  }

  /**
   * The experiment.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none
   */
  public Experiment get(String id) {
    return Experiment.of(client.get("/experiments/" + NoriaClient.segment(id)));
  }

  /** All active experiments, the latest changed first; pages are fetched as they are asked for. */
  public Stream<Experiment> list() {
    return Pages.of(client, "/experiments").map(Experiment::of);
  }

  /** Sets the description, which is Markdown. */
  public Experiment describe(String id, String description) {
    return Experiment.of(
        client.patch(
            "/experiments/" + NoriaClient.segment(id), Map.of("description", description)));
  }

  /** Sets tags; a null value deletes one. */
  public Experiment tag(
      String id, Map<String, ? extends @org.jspecify.annotations.Nullable String> tags) {
    return Experiment.of(
        client.patch(
            "/experiments/" + NoriaClient.segment(id), Map.of("tags", new HashMap<>(tags))));
  }
}
