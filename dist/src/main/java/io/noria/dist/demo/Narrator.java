package io.noria.dist.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Tells on the terminal what happens, in the words of the server's own events. */
final class Narrator {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final Control server;
  private final PrintStream out;
  private final boolean terminal;
  private long lastSequence;
  private long predictions;

  Narrator(Control server, PrintStream out, boolean terminal) {
    this.server = server;
    this.out = out;
    this.terminal = terminal;
  }

  /** One slot has been played. */
  void progress(Instant now, int asked) {
    predictions += asked;
    if (terminal) {
      out.printf(Locale.ROOT, "\r\033[K  %s  %,d predictions", DAY.format(now), predictions);
      out.flush();
    }
  }

  /** Prints the events since the last call, oldest first. */
  void tellNews() throws IOException, InterruptedException {
    JsonNode news =
        server.get("/noria/v1/events?after=" + lastSequence + "&limit=1000").path("items");
    for (JsonNode event : news) {
      lastSequence = Math.max(lastSequence, event.path("sequence").asLong());
      String type = event.path("type").asText();
      if (type.equals("RunStarted") || type.equals("RunEnded") || type.equals("WindowScored")) {
        continue;
      }
      String when = event.path("event_time").asText("");
      out.printf(
          "%s%-12s %s%n",
          terminal ? "\r\033[K" : "",
          when.isEmpty() ? "" : DAY.format(Instant.parse(when)),
          event.path("summary").asText());
    }
    out.flush();
  }
}
