package io.noria.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The serving bench's figures, each beside the best other system's and the floor's. */
final class ServingReport {
  /** The model of a server that has none. */
  static final String NONE = "no model";

  private static final String OURS = "Noria";

  private final int connections;
  private final List<Figure> figures = new ArrayList<>();
  private final Report starts =
      new Report("serving: from the start to the first answers of all three models");

  ServingReport(int connections) {
    this.connections = connections;
  }

  void row(Map<String, Object> row) {
    figures.add(Figure.of(row));
  }

  void start(ServingSystem system, double seconds, double megabytes) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("system", system.name());
    row.put("version", system.version());
    row.put("start_s", seconds);
    row.put("rss_mb", megabytes);
    starts.row(row);
    System.err.println(row);
  }

  /** A system that is not in the figures, and why. */
  void missing(String system, String why) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("system", system);
    row.put("version", "missing: " + why.lines().findFirst().orElse(""));
    row.put("start_s", Double.NaN);
    row.put("rss_mb", Double.NaN);
    starts.row(row);
  }

  void print(boolean json) {
    Report all = new Report("serving: " + connections + " connections, 30 columns");
    figures.sort(
        Comparator.comparingInt(Figure::place)
            .thenComparingInt(Figure::rows)
            .thenComparing(Figure::family)
            .thenComparingDouble(figure -> -figure.rate()));
    for (Figure figure : figures) {
      Map<String, Object> full = new LinkedHashMap<>(figure.row());
      full.put("x best peer", figure.rate() / bestPeer(figure));
      full.put("x bare HTTP", figure.rate() / bare(figure));
      full.put("errors", full.getOrDefault("errors", 0L));
      all.row(full);
    }
    all.print(json);
    starts.print(json);
  }

  /** The best rate of another system; NaN without one. Noria is none of its own peers. */
  private double bestPeer(Figure figure) {
    if (figure.model().equals(NONE) || figure.family().equals("in process")) {
      return Double.NaN;
    }
    return figures.stream()
        .filter(other -> other.like(figure) && other.model().equals(figure.model()))
        .filter(other -> !other.system().equals(OURS) && !other.system().equals(figure.system()))
        .mapToDouble(Figure::rate)
        .max()
        .orElse(Double.NaN);
  }

  private double bare(Figure figure) {
    return figures.stream()
        .filter(other -> other.like(figure) && other.model().equals(NONE))
        .mapToDouble(Figure::rate)
        .max()
        .orElse(Double.NaN);
  }

  /**
   * A row and what it is compared by.
   *
   * @param family its format; both kinds of JSON stand against each other
   */
  private record Figure(
      String model, int rows, String family, String system, double rate, Map<String, Object> row) {
    static Figure of(Map<String, Object> row) {
      String format = String.valueOf(row.get("format"));
      return new Figure(
          String.valueOf(row.get("model")),
          (int) number(row, "rows"),
          format.equals("oip") ? "json" : format,
          String.valueOf(row.get("system")),
          number(row, "per_second"),
          row);
    }

    private static double number(Map<String, Object> row, String name) {
      return row.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    int place() {
      int place = ServingSystem.MODELS.indexOf(model);
      return place < 0 ? ServingSystem.MODELS.size() : place;
    }

    boolean like(Figure other) {
      return rows == other.rows && family.equals(other.family);
    }
  }
}
