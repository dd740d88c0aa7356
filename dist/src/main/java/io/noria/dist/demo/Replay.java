package io.noria.dist.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Plays the year into the server as the world did: twelve hours at a time come the questions of
 * those hours, then the labels that are due, and after each month, once its last flights have
 * landed, the month's file arrives.
 *
 * <p>The replay keeps no state of its own: after a kill it asks the server how far event time has
 * come, goes back {@link #MARGIN}, and sends what the prediction log lacks from there.
 */
final class Replay {
  private static final Duration SLOT = Duration.ofHours(12);
  private static final Duration LABEL_DELAY = Duration.ofHours(12);
  private static final Duration MARGIN = Duration.ofDays(3);
  private static final int HISTORY_MONTHS = 3;

  /** The month that arrives broken before it arrives whole. */
  static final YearMonth BROKEN = YearMonth.of(2013, 6);

  private final Year year;
  private final Engine engine;
  private final Path project;
  private final Control server;
  private final Crowd crowd;
  private final Narrator narrator;
  private final Parts parts;
  private final Rollout rollout;
  private final TreeMap<Instant, List<String>> labelsDue = new TreeMap<>();

  Replay(
      Year year,
      Engine engine,
      Path project,
      Control server,
      Crowd crowd,
      Narrator narrator,
      Parts parts,
      Rollout rollout) {
    this.year = year;
    this.engine = engine;
    this.project = project;
    this.server = server;
    this.crowd = crowd;
    this.narrator = narrator;
    this.parts = parts;
    this.rollout = rollout;
  }

  /** Plays from where the server is to the end of the month. */
  void play(YearMonth last) throws IOException, InterruptedException {
    List<YearMonth> months = year.months();
    YearMonth firstLive = months.get(HISTORY_MONTHS);
    boolean resumed = server.find("/noria/v1/projects/flights").isPresent();
    layOut();
    for (YearMonth month : months.subList(0, HISTORY_MONTHS)) {
      deliverWeather(month);
      deliverFile(year.file(month), month);
    }
    Instant start = Year.startOf(firstLive);
    server.post(
        "/noria/v1/projects/apply",
        Map.of("folder", project.toString(), "event_time", start.toString()));
    settle();

    parts.spent("first turn of the wheel");
    Instant goOn = resumed ? watermark(start).minus(MARGIN) : start;
    Instant margin = goOn.plus(MARGIN).plus(SLOT);
    Instant end = Year.startOf(last.plusMonths(1)).plus(LABEL_DELAY);
    for (Instant slot = start; slot.isBefore(end); slot = slot.plus(SLOT)) {
      if (!slot.plus(SLOT).isAfter(goOn)) {
        continue;
      }
      rollout.at(slot);
      playSlot(slot, end, resumed && slot.isBefore(margin));
      Instant now = slot.plus(SLOT);
      YearMonth arrived =
          YearMonth.from(now.minus(LABEL_DELAY).atOffset(ZoneOffset.UTC)).minusMonths(1);
      boolean monthIsOver = Year.startOf(arrived.plusMonths(1)).plus(LABEL_DELAY).equals(now);
      if (monthIsOver && !arrived.isBefore(firstLive)) {
        arrive(arrived, now);
      }
    }
  }

  private void playSlot(Instant slot, Instant end, boolean checkLog)
      throws IOException, InterruptedException {
    Instant until = slot.plus(SLOT);
    List<Year.Asked> flights = year.asked(slot, until);
    parts.spent("rendering questions");
    for (Year.Asked flight : flights) {
      if (!flight.late().isEmpty()) {
        Instant due = flight.scheduled().plus(LABEL_DELAY);
        labelsDue.computeIfAbsent(due, d -> new ArrayList<>()).add(label(flight, due));
      }
    }
    // The last flights of the last month are labelled, but nothing new is asked after it.
    if (slot.isBefore(end.minus(LABEL_DELAY))) {
      crowd.ask(checkLog ? notYetAsked(flights, slot, until) : flights);
    }
    parts.spent("predictions");
    tellDue(until);
    parts.spent("labels");
    narrator.progress(until, flights.size());
  }

  private void tellDue(Instant until) throws IOException {
    Map<Instant, List<String>> due = labelsDue.headMap(until, true);
    StringBuilder batch = new StringBuilder("{\"labels\":[");
    boolean first = true;
    for (List<String> labels : due.values()) {
      for (String label : labels) {
        batch.append(first ? "" : ",").append(label);
        first = false;
      }
    }
    due.clear();
    if (!first) {
      crowd.tell(batch.append("]}").toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String label(Year.Asked flight, Instant due) {
    return "{\"deployment\":\"flights\",\"key\":\""
        + flight.key()
        + "\",\"value\":"
        + flight.late()
        + ",\"event_time\":\""
        + due
        + "\"}";
  }

  private List<Year.Asked> notYetAsked(List<Year.Asked> flights, Instant from, Instant to)
      throws IOException, InterruptedException {
    Set<String> asked = new HashSet<>();
    for (JsonNode key :
        server
            .get("/noria/v1/deployments/flights/predictions/keys?from=" + from + "&to=" + to)
            .path("keys")) {
      asked.add(key.asText());
    }
    return flights.stream().filter(flight -> !asked.contains(flight.key())).toList();
  }

  /** A month is over and its last flights have landed: its data arrives, and the wheel turns. */
  private void arrive(YearMonth month, Instant now) throws IOException, InterruptedException {
    settle();
    parts.spent("windows and alerts");
    deliverWeather(month);
    if (month.equals(BROKEN) && !accepted(month)) {
      deliverFile(broken(month), month);
      collect(now);
    }
    deliverFile(year.file(month), month);
    collect(now);
    settle();
    parts.spent("turns of the wheel");
  }

  private void collect(Instant now) throws IOException, InterruptedException {
    server.post("/noria/v1/projects/flights/collect", Map.of("event_time", now.toString()));
    settle();
  }

  private void settle() throws IOException, InterruptedException {
    server.post("/noria/v1/projects/flights/settle", Map.of("timeout_seconds", 240));
    narrator.tellNews();
  }

  private boolean accepted(YearMonth month) throws IOException, InterruptedException {
    for (JsonNode version : server.get("/noria/v1/datasets/flights/versions").path("items")) {
      if (version.path("label").asText().equals(month.toString())
          && version.path("status").asText().equalsIgnoreCase("accepted")) {
        return true;
      }
    }
    return false;
  }

  private Instant watermark(Instant atLeast) throws IOException, InterruptedException {
    String seen =
        server
            .find("/noria/v1/deployments/flights")
            .map(deployment -> deployment.path("watermark").asText(""))
            .orElse("");
    return seen.isEmpty() ? atLeast : Instant.parse(seen);
  }

  // --- what lies in the project's folder ---------------------------------------------------------

  private void layOut() throws IOException {
    for (String part : List.of("noria.yaml", "sql", "expectations")) {
      copy(year.folder().resolve(part), project.resolve(part));
    }
    Files.createDirectories(project.resolve("data/flights"));
    Files.createDirectories(project.resolve("data/weather"));
    copy(year.folder().resolve("year/planes.parquet"), project.resolve("data/planes.parquet"));
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      Files.createDirectories(to);
      try (var children = Files.newDirectoryStream(from)) {
        for (Path child : children) {
          copy(child, to.resolve(child.getFileName()));
        }
      }
    } else if (!Files.exists(to)) {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    }
  }

  private void deliverFile(Path from, YearMonth month) throws IOException {
    Path to = project.resolve("data/flights/" + month + ".parquet");
    if (Files.exists(to) && Files.mismatch(from, to) == -1) {
      return;
    }
    Path arriving = project.resolve("data/." + month + ".arriving");
    Files.copy(from, arriving, StandardCopyOption.REPLACE_EXISTING);
    Files.move(arriving, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What the weather stations observed in the month. */
  private void deliverWeather(YearMonth month) throws IOException {
    Path to = project.resolve("data/weather/" + month + ".parquet");
    if (Files.exists(to)) {
      return;
    }
    Path arriving = project.resolve("data/.weather.arriving.parquet");
    engine.writeParquet(
        "SELECT * FROM weather WHERE observed >= TIMESTAMP '"
            + month.atDay(1)
            + "' AND observed < TIMESTAMP '"
            + month.plusMonths(1).atDay(1)
            + "' ORDER BY observed, origin",
        Map.of("weather", List.of(year.folder().resolve("year/weather.parquet"))),
        arriving);
    Files.move(arriving, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The month as it would arrive if somebody had written the distance in kilometres. */
  private Path broken(YearMonth month) throws IOException {
    Path file = project.resolve("data/." + month + ".kilometres.parquet");
    engine.writeParquet(
        "SELECT * REPLACE (round(distance * 1.609344)::INTEGER AS distance) FROM flights",
        Map.of("flights", List.of(year.file(month))),
        file);
    return file;
  }
}
