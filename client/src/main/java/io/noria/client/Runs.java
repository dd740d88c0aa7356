package io.noria.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs: created, logged to, searched. Thread-safe. */
public final class Runs {
  private final NoriaClient client;

  Runs(NoriaClient client) {
    this.client = client;
  }

  /**
   * A run as the server shows it.
   *
   * @param id its id
   * @param name its name
   * @param experimentId where it belongs
   * @param status RUNNING, SCHEDULED, FINISHED, FAILED or KILLED
   * @param startedAt when it began
   * @param endedAt when it ended; null while it has not
   * @param params by key
   * @param tags by key
   * @param metrics the latest value of each; NaN and the infinities too
   */
  public record Run(
      String id,
      String name,
      String experimentId,
      String status,
      Instant startedAt,
      @Nullable Instant endedAt,
      Map<String, String> params,
      Map<String, String> tags,
      Map<String, Double> metrics) {
    static Run of(JsonNode node) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      node.path("metrics")
          .properties()
          .forEach(metric -> {
            JsonNode point = metric.getValue();
            metrics.put(
                metric.getKey(),
                point.hasNonNull("value")
                    ? point.path("value").asDouble()
                    : Double.parseDouble(point.path("value_text").asText("NaN")));
          });
      return new Run(
          node.path("id").asText(),
          node.path("name").asText(),
          node.path("experiment_id").asText(),
          node.path("status").asText(),
          Instant.parse(node.path("started_at").asText()),
          Fields.instant(node, "ended_at"),
          Fields.map(node.path("params")),
          Fields.map(node.path("tags")),
          Collections.unmodifiableMap(metrics));
    }
  }

  /**
   * A point of a metric's curve.
   *
   * @param step the step
   * @param value the value; NaN where the server shows none
   */
  public record Point(long step, double value) {}

  /** Begins a run in the experiment of the name, which is created when there is none. */
  public ActiveRun start(String experimentName, String name) {
    return start(Map.of("experiment_name", experimentName, "name", name));
  }

  /** Begins a run nested in another. */
  public ActiveRun startChild(Run parent, String name) {
    return start(Map.of("experiment", parent.experimentId(), "name", name, "parent", parent.id()));
  }

  /**
   * Begins a run.
   *
   * @param body fields of {@code RunBody} in the API's document: experiment or experiment_name,
   *     name, parent, user, params, tags, started_at, event_time
   */
  public ActiveRun start(Map<String, ?> body) {
    return new ActiveRun(client, Run.of(client.post("/runs", body)));
  }

  /** A run that is there, to log more to it. */
  public ActiveRun resume(String id) {
    return new ActiveRun(client, get(id));
  }

  /**
   * The run.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none
   */
  public Run get(String id) {
    return Run.of(client.get("/runs/" + NoriaClient.segment(id)));
  }

  /**
   * Runs that match; pages are fetched as they are asked for.
   *
   * @param experimentId where to look; null for everywhere
   * @param filter for example {@code metrics.auc > 0.7 AND params.depth = '6'}; empty for all
   * @param orderBy for example {@code metrics.auc DESC}; none for the newest first
   */
  public Stream<Run> search(@Nullable String experimentId, String filter, String... orderBy) {
    String query =
        Stream.concat(
                Stream.concat(
                    experimentId == null ? Stream.of() : Stream.of("experiment=" + experimentId),
                    filter.isEmpty()
                        ? Stream.of()
                        : Stream.of("filter=" + NoriaClient.segment(filter))),
                Stream.of(orderBy).map(clause -> "order_by=" + NoriaClient.segment(clause)))
            .collect(Collectors.joining("&"));
    return Pages.of(client, "/runs" + (query.isEmpty() ? "" : "?" + query)).map(Run::of);
  }

  /**
   * A metric's curve; every point of it up to a million, beyond that thinned.
   *
   * @return ascending steps
   */
  public List<Point> history(String id, String key) {
    JsonNode series =
        client
            .get(
                "/runs/"
                    + NoriaClient.segment(id)
                    + "/metrics?max_points=1000000&keys="
                    + NoriaClient.segment(key))
            .path("series")
            .path(0);
    JsonNode steps = series.path("steps");
    JsonNode values = series.path("values");
    return java.util.stream.IntStream.range(0, steps.size())
        .mapToObj(i ->
            new Point(
                steps.path(i).asLong(),
                values.path(i).isNumber() ? values.path(i).asDouble() : Double.NaN))
        .toList();
  }
}
