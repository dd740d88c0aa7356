package io.noria.dist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a window was computed from, gathered without Noria's help where that is possible: the
 * features from the example's own files, the reference from the model's bundle, and the figures
 * that Noria gave for them.
 */
final class Evidence {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DemoWorld world;
  private final Engine engine;
  private final Path temp;

  Evidence(DemoWorld world, Engine engine, Path temp) {
    this.world = world;
    this.engine = engine;
    this.temp = temp;
  }

  /** Features as the callers sent them, for flights asked about in the stretch of time. */
  Frame asked(String from, String to) throws IOException {
    Path example = NoriaProcess.app().resolve("examples/flights");
    List<Path> months = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(example.resolve("year/flights"), "*.parquet")) {
      files.forEach(months::add);
    }
    months.sort(null);
    String sql =
        "SELECT * FROM ("
            + Files.readString(example.resolve("sql/features.sql"))
            + ") WHERE asked_at >= TIMESTAMP '"
            + plain(from)
            + "' AND asked_at < TIMESTAMP '"
            + plain(to)
            + "'";
    return engine.query(
        sql,
        Map.of(
            "flights", months,
            "weather", List.of(example.resolve("year/weather.parquet")),
            "planes", List.of(example.resolve("year/planes.parquet"))));
  }

  private static String plain(String instant) {
    return instant.replace("T", " ").replace("Z", "");
  }

  /** The evidence of the windows, as the Python script reads it. */
  Path of(List<JsonNode> windows) throws Exception {
    ObjectNode evidence = JSON.createObjectNode();
    ArrayNode drift = evidence.putArray("drift");
    ArrayNode performance = evidence.putArray("performance");
    for (JsonNode window : windows) {
      Frame current = asked(window.path("from").asText(), window.path("to").asText());
      drift(drift, window, current);
      performance(performance, window, current);
    }
    Path file = temp.resolve("evidence.json");
    JSON.writeValue(file.toFile(), evidence);
    return file;
  }

  private void drift(ArrayNode drift, JsonNode window, Frame current) throws Exception {
    Frame reference = reference(window.path("model_version").asInt());
    JsonNode table =
        world.get("/noria/v1/deployments/flights/drift?window=" + window.path("id").asText());
    for (JsonNode row : table.path("items")) {
      String name = row.path("column").asText();
      if (!current.names().contains(name)) {
        continue;
      }
      Column column = current.column(name);
      boolean numeric = row.path("type").asText().equals("number");
      ObjectNode item = drift.addObject();
      item.put("window", window.path("id").asText()).put("column", name).put("numeric", numeric);
      item.put("integral", column instanceof Column.Longs);
      item.set("reference", values(reference.column(name)));
      item.set("current", values(column));
      item.set("psi", row.path("psi"));
      if (numeric) {
        item.set("ks_statistic", row.path("ks"));
        item.set("ks_p", row.path("p_value"));
      }
    }
  }

  private Frame reference(int version) throws Exception {
    String run = world.get("/noria/v1/models/flights/versions/" + version).path("run").asText();
    Path file = temp.resolve("reference-" + version + ".parquet");
    URI content =
        URI.create(
            world.server().url()
                + "/noria/v1/runs/"
                + run
                + "/artifacts/content?path=model/reference.parquet");
    try (InputStream in = content.toURL().openStream()) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return engine.readParquet(List.of(file), List.of());
  }

  private void performance(ArrayNode performance, JsonNode window, Frame current) throws Exception {
    JsonNode columns =
        world.get(
            "/noria/v1/deployments/flights/predictions/columns?from="
                + window.path("from").asText()
                + "&to="
                + window.path("to").asText());
    // A window knows the labels that had come when it closed: twelve hours after its end, as the
    // project says; a label comes twelve hours after the scheduled departure.
    Instant end = Instant.parse(window.path("to").asText());
    Map<String, Object> labels = new HashMap<>();
    for (int row = 0; row < current.rows(); row++) {
      Object late = current.column("late").value(row);
      Instant scheduled = (Instant) current.column("scheduled").value(row);
      if (late != null && scheduled != null && !scheduled.isAfter(end)) {
        labels.put(String.valueOf(current.column("flight_key").value(row)), late);
      }
    }
    ObjectNode item = performance.addObject().put("window", window.path("id").asText());
    ArrayNode label = item.putArray("labels");
    ArrayNode scores = item.putArray("scores");
    ArrayNode predicted = item.putArray("predicted");
    for (int i = 0; i < columns.path("keys").size(); i++) {
      Object late = labels.get(columns.path("keys").get(i).asText());
      if (late != null) {
        label.add(Integer.parseInt(late.toString()));
        scores.add(columns.path("scores").get(i));
        predicted.add(columns.path("predicted").get(i).asInt());
      }
    }
    item.set("metrics", window.path("performance"));
  }

  private static ArrayNode values(Column column) {
    ArrayNode values = JSON.createArrayNode();
    for (int row = 0; row < column.size(); row++) {
      switch (column.value(row)) {
        case null -> values.addNull();
        case Double d -> values.add(d);
        case Long l -> values.add(l);
        case Boolean b -> values.add(b);
        case Object other -> values.add(other.toString());
      }
    }
    return values;
  }
}
