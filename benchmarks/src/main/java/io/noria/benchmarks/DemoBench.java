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

  private DemoBench() {}

  static Report run(Settings settings) throws IOException, InterruptedException {
    JsonNode summary = turn(settings, Servers.fresh(settings, "demo"), "2013-12");
    Map<String, Double> figures = new LinkedHashMap<>();
    SHOWN.forEach(name -> figures.put(name, summary.path(name).asDouble()));
    Report report = new Report("demo: a year of flights, headless");
    report.row("demo", "noria", figures);
    return report;
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
