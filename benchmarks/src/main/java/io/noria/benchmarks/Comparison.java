package io.noria.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One figure of every system in a row, and how many times better the first is than the peers. */
final class Comparison {
  private final Report report;
  private final List<String> ours;
  private final List<String> peers;

  Comparison(String title, List<String> ours, List<String> peers) {
    this.report = new Report(title);
    this.ours = List.copyOf(ours);
    this.peers = List.copyOf(peers);
  }

  /** Adds a figure of which more is better. */
  void more(String what, String unit, Map<String, Double> figures) {
    add(what, unit, figures, true);
  }

  /** Adds a figure of which less is better. */
  void less(String what, String unit, Map<String, Double> figures) {
    add(what, unit, figures, false);
  }

  private void add(String what, String unit, Map<String, Double> figures, boolean more) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("case", what);
    row.put("unit", unit);
    for (List<String> systems : List.of(ours, peers)) {
      for (String system : systems) {
        row.put(system, figures.getOrDefault(system, Double.NaN));
      }
    }
    double first = figures.getOrDefault(ours.getFirst(), Double.NaN);
    for (String peer : peers) {
      double theirs = figures.getOrDefault(peer, Double.NaN);
      row.put("x " + peer, more ? first / theirs : theirs / first);
    }
    report.row(row);
    System.err.println(row);
  }

  Report report() {
    return report;
  }
}
