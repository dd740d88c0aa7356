package io.noria.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** From the start of the process to the first answered {@code /health}. */
final class StartupBench {
  private static final int STARTS = 7;

  private StartupBench() {}

  static Report run(Settings settings) throws IOException, InterruptedException {
    Report report = new Report("startup: seconds to the first answered /health");
    for (boolean aot : new boolean[] {true, false}) {
      String system = aot ? "noria" : "noria without its AOT cache";
      double[] first = new double[STARTS];
      double[] again = new double[STARTS];
      double resident = 0;
      for (int i = 0; i < STARTS; i++) {
        Path data = Servers.fresh(settings, "startup");
        try (Launched server = Servers.noria(settings, data, aot)) {
          first[i] = server.startSeconds();
        }
        try (Launched server = Servers.noria(settings, data, aot)) {
          again[i] = server.startSeconds();
          resident = server.residentMegabytes();
        }
      }
      report.row("empty folder", system, figures(first, resident));
      report.row("folder in use", system, figures(again, resident));
    }
    if (Files.exists(Path.of(settings.python("mlflow")))) {
      double[] first = new double[3];
      double resident = 0;
      for (int i = 0; i < first.length; i++) {
        try (Launched server = Servers.mlflow(settings, Servers.fresh(settings, "mlflow"))) {
          first[i] = server.startSeconds();
          resident = server.residentMegabytes();
        }
      }
      report.row("empty folder", "MLflow 3.17.2", figures(first, resident));
    }
    return report;
  }

  private static Map<String, Double> figures(double[] seconds, double resident) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("median_s", sorted[sorted.length / 2]);
    figures.put("least_s", sorted[0]);
    figures.put("most_s", sorted[sorted.length - 1]);
    figures.put("rss_mb", resident);
    return figures;
  }
}
