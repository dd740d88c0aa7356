package io.noria.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The whole demo without its pages: the time of one turn of the loop through a year. */
final class DemoBench {
  private static final List<String> SHOWN =
      List.of("seconds", "predictions", "runs", "promotions", "alerts");

  private static final String PARTS = "Seconds by part: ";

  private DemoBench() {}

  static Report run(Settings settings) throws IOException, InterruptedException {
    JsonNode summary = turn(settings, Servers.fresh(settings, "demo"), "2013-12");
    Map<String, Double> figures = new LinkedHashMap<>();
    SHOWN.forEach(name -> figures.put(name, summary.path(name).asDouble()));
    Report report = new Report("demo: a year of flights, headless");
    report.row("demo", "noria", figures);
    parts(settings)
        .forEach((part, seconds) -> report.row(part, "noria", Map.of("seconds", seconds)));
    return report;
  }

  /** The demo says on stderr where its time went. */
  private static Map<String, Double> parts(Settings settings) throws IOException {
    Map<String, Double> parts = new LinkedHashMap<>();
    for (String line : Files.readAllLines(settings.work().resolve("demo.log"))) {
      if (line.startsWith(PARTS)) {
        for (String part : line.substring(PARTS.length()).split(", ")) {
          int space = part.lastIndexOf(' ');
          parts.put(part.substring(0, space), Double.parseDouble(part.substring(space + 1)));
        }
      }
    }
    return parts;
  }

  /** Runs it on the folder up to the month; gives the line that it ends with. */
  static JsonNode turn(Settings settings, Path data, String until)
      throws IOException, InterruptedException {
    Path output = settings.work().resolve("demo.out");
    Process process =
        new ProcessBuilder(
                settings.noria(),
                "demo",
                "--headless",
                "--data",
                data.toString(),
                "--until",
                until,
                "--port",
                Integer.toString(Launched.freePort()))
            .redirectError(settings.work().resolve("demo.log").toFile())
            .redirectOutput(output.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the demo failed; see " + settings.work().resolve("demo.log"));
    }
    List<String> lines = Files.readAllLines(output);
    return new ObjectMapper().readTree(lines.getLast());
  }
}
