package io.noria.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Rows of figures: a table for people, JSON for programs. */
final class Report {
  private final String title;
  private final List<Map<String, Object>> rows = new ArrayList<>();

  Report(String title) {
    this.title = title;
  }

  /** A row of a load run. */
  void load(String what, String system, Load.Result result, double residentMegabytes) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("case", what);
    row.put("system", system);
    row.put("per_second", result.perSecond());
    row.put("p50_ms", result.p50Ms());
    row.put("p99_ms", result.p99Ms());
    row.put("answers", result.answers());
    row.put("errors", result.errors());
    row.put("rss_mb", residentMegabytes);
    rows.add(row);
  }

  /** A row of any figures. */
  void row(String what, String system, Map<String, Double> figures) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("case", what);
    row.put("system", system);
    row.putAll(figures);
    rows.add(row);
  }

  /** A row as it is. */
  void row(Map<String, Object> row) {
    rows.add(new LinkedHashMap<>(row));
  }

  /** A row as one line of JSON. */
  static String line(Map<String, Object> row) {
    return new ObjectMapper().valueToTree(row).toString();
  }

  void print(boolean json) {
    System.out.println(json ? json() : table());
  }

  String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode all = mapper.createObjectNode().put("benchmark", title);
    all.put("cores", Runtime.getRuntime().availableProcessors());
    ArrayNode list = all.putArray("rows");
    rows.forEach(row -> list.add(mapper.valueToTree(row)));
    return all.toString();
  }

  String table() {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.copyOf(columns));
    for (Map<String, Object> row : rows) {
      cells.add(columns.stream().map(column -> shown(row.get(column))).toList());
    }
    StringBuilder text = new StringBuilder(title).append('\n');
    for (List<String> line : cells) {
      for (int i = 0; i < line.size(); i++) {
        int column = i;
        int width = cells.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
        text.append(
            String.format(
                Locale.ROOT, i < 2 ? "%-" + width + "s  " : "%" + width + "s  ", line.get(i)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String shown(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Double number when number.isNaN() -> "-";
      case Double number when number >= 1000 -> String.format(Locale.ROOT, "%,.0f", number);
      case Double number -> String.format(Locale.ROOT, "%.2f", number);
      default -> value.toString();
    };
  }
}
