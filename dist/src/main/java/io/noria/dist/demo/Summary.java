package io.noria.dist.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the year came to, asked of the server when it is over. */
final class Summary {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YearMonth FIRST = YearMonth.of(2013, 4);

  private final Control server;

  Summary(Control server) {
    this.server = server;
  }

  /**
   * What was told beside the year's events; null for what did not happen.
   *
   * @param lastAct what was done when the year was over
   * @param rollout how a champion was brought in
   * @param batch a month as a table
   */
  record Told(
      @Nullable ObjectNode lastAct, @Nullable ObjectNode rollout, @Nullable ObjectNode batch) {}

  /**
   * The one JSON object that the headless demo ends with.
   *
   * @param told what beside the year's events
   */
  ObjectNode collect(YearMonth last, Told told, double seconds)
      throws IOException, InterruptedException {
    ObjectNode summary = JSON.createObjectNode();
    int accepted = 0;
    int refused = 0;
    for (JsonNode dataset : all("/noria/v1/datasets")) {
      List<JsonNode> versions =
          all("/noria/v1/datasets/" + dataset.path("name").asText() + "/versions");
      int bad = count(versions, version -> is(version, "status", "refused"));
      refused += bad;
      accepted += versions.size() - bad;
    }
    List<JsonNode> verdicts = all("/noria/v1/models/flights/verdicts");
    summary.put("data_versions", accepted);
    summary.put("data_refusals", refused);
    summary.put(
        "pipeline_runs",
        count(all("/noria/v1/pipelines/runs"), run -> !is(run, "pipeline", "batch-predictions")));
    summary.put("runs", all("/noria/v1/runs?max_results=1000").size());
    summary.put("model_versions", all("/noria/v1/models/flights/versions").size());
    List<JsonNode> moves = all("/noria/v1/models/flights/history");
    summary.put(
        "promotions",
        count(
            moves,
            move ->
                is(move, "alias", "champion")
                    && !move.path("to").asText().isEmpty()
                    && !move.path("why").asText().startsWith("rollback")));
    summary.put("refusals", count(verdicts, verdict -> !is(verdict, "outcome", "PASS")));
    summary.put("alerts", all("/noria/v1/alerts").size());
    summary.put(
        "predictions", server.get("/noria/v1/deployments/flights").path("predictions").asLong());
    summary.set("auc_by_month", aucByMonth(last));
    summary.set("timeline", timeline());
    if (told.lastAct() != null) {
      summary.set("last_act", told.lastAct());
    }
    summary.put("seconds", Math.round(seconds * 10) / 10.0);
    if (told.rollout() != null) {
      summary.set("rollout", told.rollout());
    }
    if (told.batch() != null) {
      summary.set("batch", told.batch());
    }
    return summary;
  }

  private ArrayNode aucByMonth(YearMonth last) throws IOException, InterruptedException {
    ArrayNode months = JSON.createArrayNode();
    for (YearMonth month = FIRST; !month.isAfter(last); month = month.plusMonths(1)) {
      JsonNode scores =
          server.get(
              "/noria/v1/deployments/flights/performance?from="
                  + Year.startOf(month)
                  + "&to="
                  + Year.startOf(month.plusMonths(1)));
      months
          .addObject()
          .put("month", month.toString())
          .put("champion", scores.path("champion").path("metrics").path("auc").asDouble())
          .put("first", scores.path("first").path("metrics").path("auc").asDouble());
    }
    return months;
  }

  private ArrayNode timeline() throws IOException, InterruptedException {
    List<ObjectNode> marks = new ArrayList<>();
    long after = 0;
    while (true) {
      JsonNode page = server.get("/noria/v1/events?after=" + after + "&limit=1000").path("items");
      if (page.isEmpty()) {
        break;
      }
      for (JsonNode event : page) {
        after = Math.max(after, event.path("sequence").asLong());
        String type = event.path("type").asText();
        if (!event.path("event_time").asText("").isEmpty() && !type.startsWith("Run")) {
          marks.add(
              JSON.createObjectNode()
                  .put("event_time", event.path("event_time").asText())
                  .put("kind", type)
                  .put("id", event.path("subject").asText())
                  .put("summary", event.path("summary").asText()));
        }
      }
    }
    marks.sort(Comparator.comparing(mark -> mark.path("event_time").asText()));
    ArrayNode timeline = JSON.createArrayNode();
    timeline.addAll(marks);
    return timeline;
  }

  private List<JsonNode> all(String path) throws IOException, InterruptedException {
    List<JsonNode> rows = new ArrayList<>();
    String token = "";
    do {
      String joint = path.contains("?") ? "&" : "?";
      String query =
          token.isEmpty()
              ? ""
              : joint + "page_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
      JsonNode page = server.get(path + query);
      page.path("items").forEach(rows::add);
      token = page.path("next_page_token").asText("");
    } while (!token.isEmpty());
    return rows;
  }

  private static int count(List<JsonNode> rows, Predicate<JsonNode> test) {
    return (int) rows.stream().filter(test).count();
  }

  private static boolean is(JsonNode node, String field, String value) {
    return node.path(field).asText("").equalsIgnoreCase(value);
  }
}
