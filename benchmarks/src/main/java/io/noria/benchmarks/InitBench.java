package io.noria.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code noria init} on a table of ten million rows, beside what DuckDB needs to read the same file
 * once (count, least and greatest of each column) and to {@code SUMMARIZE} it.
 */
final class InitBench {
  private static final long ROWS = 10_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private InitBench() {}

  static Report run(Settings settings) throws IOException, InterruptedException {
    Path table = settings.work().resolve("init-" + ROWS + ".parquet");
    Path said = settings.work().resolve("make_table.json");
    Measured.run(
        settings.work().resolve("make_table.log"),
        said,
        List.of(
            settings.python("python"),
            settings.scripts().resolve("make_table.py").toString(),
            Long.toString(ROWS),
            table.toString()));
    JsonNode raw = JSON.readTree(Files.readAllLines(said).getLast());
    Report report =
        new Report("init: a table of " + ROWS + " rows, " + Files.size(table) + " bytes");
    Path folder = Servers.fresh(settings, "init").resolve("churn");
    Measured noria =
        Measured.run(
            settings.work().resolve("init.log"),
            settings.work().resolve("init.out"),
            List.of(
                settings.noria(),
                "init",
                "--data",
                table.toString(),
                "--target",
                "churned",
                "--yes",
                folder.toString()));
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("seconds", noria.seconds());
    figures.put("peak_rss_mb", noria.peakMegabytes());
    report.row("noria init", "noria", figures);
    report.row("read once", "DuckDB", Map.of("seconds", raw.path("scan_s").asDouble()));
    report.row("SUMMARIZE", "DuckDB", Map.of("seconds", raw.path("summarize_s").asDouble()));
    return report;
  }
}
