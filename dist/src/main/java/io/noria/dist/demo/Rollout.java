package io.noria.dist.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.dist.LocalServer;
import io.noria.serving.PredictionRows;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one new champion is brought in: the gate has let it through, so it first listens as a shadow
 * while the former one goes on answering, then answers a fifth, then all.
 *
 * <p>Keeps no state: which champion and how far it is follow from the model's history and the
 * moment.
 */
final class Rollout {
  /** The first one that comes from here on. */
  private static final Instant FROM = Instant.parse("2013-09-01T00:00:00Z");

  private static final Duration SHADOW = Duration.ofDays(3);
  private static final Duration SPLIT = Duration.ofDays(3);
  private static final int SHARE = 20;
  private static final String TRAFFIC = "/noria/v1/deployments/flights/traffic";
  private static final String FORMER = "former";
  private static final String CANDIDATE = "candidate";

  private final Control control;
  private final LocalServer server;
  private final Narrator narrator;
  private @Nullable Move move;
  private @Nullable Phase phase;

  /** The champion's move. */
  private record Move(int from, int to, Instant at) {}

  private enum Phase {
    SHADOW,
    SPLIT,
    DONE
  }

  Rollout(Control control, LocalServer server, Narrator narrator) {
    this.control = control;
    this.server = server;
    this.narrator = narrator;
  }

  /** Makes the traffic as it is to be from this moment on. */
  void at(Instant moment) throws IOException, InterruptedException {
    if (moment.isBefore(FROM) || phase == Phase.DONE) {
      return;
    }
    Move found = move == null ? find() : move;
    if (found == null) {
      return;
    }
    move = found;
    Phase wanted =
        moment.isBefore(found.at().plus(SHADOW))
            ? Phase.SHADOW
            : moment.isBefore(found.at().plus(SHADOW).plus(SPLIT)) ? Phase.SPLIT : Phase.DONE;
    if (wanted == phase) {
      return;
    }
    phase = wanted;
    List<Map<String, Object>> variants = variants(found, wanted);
    JsonNode now = control.get(TRAFFIC).path("variants");
    if (!names(now, "share").equals(names(new ObjectMapper().valueToTree(variants), "share"))) {
      control.put(TRAFFIC, Map.of("variants", variants, "event_time", moment.toString()));
      narrator.tellNews();
    }
  }

  private static List<String> names(JsonNode variants, String with) {
    List<String> names = new ArrayList<>();
    variants.forEach(each -> names.add(each.path("name").asText() + each.path(with).asDouble(100)));
    return names;
  }

  private static List<Map<String, Object>> variants(Move move, Phase phase) {
    Map<String, Object> former = new HashMap<>();
    former.put("name", FORMER);
    former.put("follow", "version:" + move.from());
    former.put("share", phase == Phase.SHADOW ? 100 : 100 - SHARE);
    return switch (phase) {
      case SHADOW ->
          List.of(
              former, Map.of("name", CANDIDATE, "follow", "version:" + move.to(), "shadow", true));
      case SPLIT -> List.of(former);
      case DONE -> List.of();
    };
  }

  private @Nullable Move find() throws IOException, InterruptedException {
    Move first = null;
    JsonNode history = control.get("/noria/v1/models/flights/history?max_results=1000");
    for (JsonNode each : history.path("items")) {
      Instant at =
          each.path("event_time").asText("").isEmpty()
              ? Instant.MIN
              : Instant.parse(each.path("event_time").asText());
      if (each.path("alias").asText().equals("champion")
          && each.path("from").asText("").matches("\\d+")
          && each.path("to").asText("").matches("\\d+")
          && !at.isBefore(FROM)
          && (first == null || at.isBefore(first.at()))) {
        first = new Move(each.path("from").asInt(), each.path("to").asInt(), at);
      }
    }
    return first;
  }

  /** How the two compared, from the log; null when there was no such champion. */
  @Nullable ObjectNode told() throws IOException, InterruptedException {
    Move found = move == null ? find() : move;
    if (found == null) {
      return null;
    }
    Instant split = found.at().plus(SHADOW);
    Instant all = split.plus(SPLIT);
    ObjectNode told = new ObjectMapper().createObjectNode();
    told.put("version", found.to());
    told.put("former", found.from());
    told.put("event_time", found.at().toString());
    compared(told.putObject("shadow"), found.at(), split);
    PredictionRows rows = server.logged("flights", split, all);
    long answered = 0;
    double mean = 0;
    double meanFormer = 0;
    for (int row = 0; row < rows.size(); row++) {
      boolean fresh = rows.version()[row] == found.to();
      answered += fresh ? 1 : 0;
      mean += fresh ? rows.score()[row] : 0;
      meanFormer += fresh ? 0 : rows.score()[row];
    }
    told.putObject("split")
        .put("share", SHARE / 100.0)
        .put("requests", rows.size())
        .put("answered", answered)
        .put("mean_score", rounded(mean / Math.max(1, answered)))
        .put("former_mean_score", rounded(meanFormer / Math.max(1, rows.size() - answered)));
    return told;
  }

  private void compared(ObjectNode told, Instant from, Instant to) {
    Map<String, Integer> place = new HashMap<>();
    PredictionRows answers = server.logged("flights", from, to);
    for (int row = 0; row < answers.size(); row++) {
      String key = answers.keys()[row];
      if (key != null) {
        place.put(key, row);
      }
    }
    PredictionRows heard = server.logged("flights~" + CANDIDATE, from, to);
    long rows = 0;
    long same = 0;
    double difference = 0;
    for (int row = 0; row < heard.size(); row++) {
      Integer answer = place.get(heard.keys()[row]);
      if (answer != null) {
        rows++;
        same += heard.predicted()[row] == answers.predicted()[answer] ? 1 : 0;
        difference += Math.abs(heard.score()[row] - answers.score()[answer]);
      }
    }
    told.put("rows", rows)
        .put("same", rounded((double) same / Math.max(1, rows)))
        .put("mean_difference", rounded(difference / Math.max(1, rows)));
  }

  private static double rounded(double number) {
    return Math.round(number * 1e6) / 1e6;
  }
}
