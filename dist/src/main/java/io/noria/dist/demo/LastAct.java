package io.noria.dist.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one does when the year is over and an answer was wrong: ask why, make the model again, take
 * back the data that are found to be bad, and go back to a model that never saw them.
 *
 * <p>Played once: a demo that goes on finds the data taken back, and only tells what became of it.
 */
final class LastAct {
  private static final String WHY = "the feed had the gates of another airport";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long LOOK_AGAIN_MILLIS = 100;
  private static final int LOOKED_AT = 1000;
  private static final int FEATURES = 4;

  private final Control server;
  private final PrintStream say;

  LastAct(Control server, PrintStream say) {
    this.server = server;
    this.say = say;
  }

  /**
   * Plays it.
   *
   * @param now the moment in the data's world
   * @return what happened, for the summary
   */
  ObjectNode play(Instant now) throws IOException, InterruptedException {
    ObjectNode told = new ObjectMapper().createObjectNode();
    JsonNode gone = revoked();
    if (!gone.isMissingNode()) {
      told.put("revoked", gone.path("ref").asText());
      told.put("version", live());
      return told;
    }
    JsonNode wrong = wrongAnswer();
    if (wrong.isMissingNode()) {
      return told;
    }
    JsonNode why = why(wrong, told);
    again(why, told);
    takeBack(why, now, told);
    goBack(now, told);
    return told;
  }

  private JsonNode revoked() throws IOException, InterruptedException {
    for (JsonNode version :
        server.get("/noria/v1/datasets/flights/versions?max_results=1000").path("items")) {
      if (version.path("status").asText().equalsIgnoreCase("revoked")) {
        return version;
      }
    }
    return MissingNode.getInstance();
  }

  private int live() throws IOException, InterruptedException {
    return server.get("/noria/v1/deployments/flights").path("version").asInt();
  }

  /** Of the newest answers of the live version the one that was surest and wrong. */
  private JsonNode wrongAnswer() throws IOException, InterruptedException {
    int live = live();
    JsonNode page =
        server.get("/noria/v1/deployments/flights/predictions?max_results=" + LOOKED_AT);
    JsonNode worst = MissingNode.getInstance();
    for (JsonNode prediction : page.path("items")) {
      String label = prediction.path("label").asText("");
      boolean wrong =
          !label.isEmpty() && label.equals("1") != (prediction.path("score").asDouble() >= 0.5);
      if (wrong
          && prediction.path("model_version").asInt() == live
          && (worst.isMissingNode()
              || prediction.path("probability").asDouble()
                  > worst.path("probability").asDouble())) {
        worst = prediction;
      }
    }
    return worst;
  }

  private JsonNode why(JsonNode wrong, ObjectNode told) throws IOException, InterruptedException {
    String id = wrong.path("id").asText();
    JsonNode why = server.get("/noria/v1/predictions/" + id + "/why");
    title("An answer was wrong", "noria why " + id);
    line(why.path("summary").asText());
    List<String> parts = new ArrayList<>();
    for (JsonNode feature : why.path("features")) {
      if (parts.size() < FEATURES && feature.has("contribution")) {
        parts.add(
            String.format(
                Locale.ROOT,
                "%s %s %+.2f",
                feature.path("name").asText(),
                feature.path("value").asText("missing"),
                feature.path("contribution").asDouble()));
      }
    }
    line(
        "What spoke most, in "
            + why.path("explanation").path("scale").asText()
            + ": "
            + String.join(", ", parts));
    told.put("prediction", id);
    told.put("why", why.path("summary").asText());
    told.put("exact", why.path("explanation").path("exact").asBoolean());
    return why;
  }

  private void again(JsonNode why, ObjectNode told) throws IOException, InterruptedException {
    String version = why.path("version_ref").asText();
    title("Is the model what its records say?", "noria rerun " + version);
    JsonNode rerun =
        server.post("/noria/v1/reruns", Map.of("ref", version, "why", "the answer was wrong"));
    String id = rerun.path("id").asText();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (List.of("pending", "running").contains(rerun.path("state").asText())
        && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_AGAIN_MILLIS);
      rerun = server.get("/noria/v1/reruns/" + id);
    }
    line(rerun.path("summary").asText());
    told.put("rerun", rerun.path("state").asText());
    told.put("rerun_seconds", rerun.path("seconds").asDouble());
    told.put("trained_seconds", rerun.path("original_seconds").asDouble());
  }

  /** The newest month that the model learned from turns out to be bad. */
  private void takeBack(JsonNode why, Instant now, ObjectNode told)
      throws IOException, InterruptedException {
    String version = "";
    for (JsonNode data : why.path("data")) {
      boolean learned = false;
      for (JsonNode use : data.path("uses")) {
        learned |= use.asText().equals("training");
      }
      String label = data.path("version").asText();
      if (learned
          && data.path("dataset").asText().equals("flights")
          && label.compareTo(version) > 0) {
        version = label;
      }
    }
    title("The data turn out to be bad", "noria datasets revoke flights " + version);
    JsonNode revocation =
        server.post(
            "/noria/v1/datasets/flights/versions/" + version + "/revoke",
            Map.of("why", WHY, "event_time", now.toString()));
    line(revocation.path("impact").path("summary").asText());
    for (JsonNode proposal : revocation.path("proposals")) {
      line(proposal.path("why").asText());
      told.put("proposal", proposal.path("command").asText());
    }
    told.put("revoked", "dataset_version:flights@" + version);
  }

  private void goBack(Instant now, ObjectNode told) throws IOException, InterruptedException {
    title("Back to a model that never saw them", "noria deployments rollback flights");
    JsonNode proposal = server.get("/noria/v1/deployments/flights/rollback");
    if (proposal.path("action").asText().equals("rollback")) {
      JsonNode done =
          server.post(
              "/noria/v1/deployments/flights/rollback",
              Map.of("why", WHY, "event_time", now.toString()));
      for (JsonNode change : done.path("changes")) {
        line(change.asText());
      }
    } else {
      line(proposal.path("why").asText());
    }
    told.put("version", live());
  }

  private void title(String what, String command) {
    say.println();
    say.println(what + "   (" + command + ")");
  }

  private void line(String text) {
    say.println("  " + text);
  }
}
