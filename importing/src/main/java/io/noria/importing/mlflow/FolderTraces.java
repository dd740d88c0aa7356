package io.noria.importing.mlflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Reads the traces of an experiment's folder. */
final class FolderTraces {
  private static final long LARGEST_FILE = 8 << 20;

  private final ObjectMapper mapper = new ObjectMapper();
  private final ArtifactFiles files;
  private final ImportSink sink;

  FolderTraces(ArtifactFiles files, ImportSink sink) {
    this.files = files;
    this.sink = sink;
  }

  private record Trace(String id, ObjectNode json) {}

  void read(MlflowFolder.Place place) throws IOException, InterruptedException {
    for (Path folder : MetaFile.folders(place.folder().resolve("traces"))) {
      Trace trace;
      try {
        trace = trace(folder);
      } catch (IOException e) {
        sink.note(folder.toString(), "the trace is left out: " + e.getMessage());
        continue;
      }
      sink.put(new Imported.Trace(trace.id(), place.id(), mapper.writeValueAsString(trace.json())));
    }
  }

  private Trace trace(Path folder) throws IOException {
    MetaFile meta = MetaFile.read(folder.resolve("trace_info.yaml"));
    ObjectNode info = mapper.valueToTree(meta.fields());
    // Before version 3 the fields had other names.
    String id = meta.text("trace_id").isEmpty() ? meta.text("request_id") : meta.text("trace_id");
    Long millis = meta.number("timestamp_ms");
    if (millis != null) {
      info.put("request_time", Instant.ofEpochMilli(millis).toString());
    }
    Long duration = meta.number("execution_time_ms");
    if (duration != null) {
      info.put("execution_duration_ms", duration);
    }
    if (meta.text("state").isEmpty()) {
      info.put("state", meta.text("status"));
    }
    Map<String, String> tags = MetaFile.texts(folder.resolve("tags"), sink);
    info.set("tags", mapper.valueToTree(tags));
    info.set(
        "trace_metadata",
        mapper.valueToTree(MetaFile.texts(folder.resolve("request_metadata"), sink)));
    info.set("assessments", assessments(folder.resolve("assessments")));
    ObjectNode json = mapper.createObjectNode();
    json.set("info", info);
    json.putObject("data").set("spans", spans(folder, tags));
    return new Trace(id.isEmpty() ? MetaFile.name(folder) : id, json);
  }

  private ArrayNode assessments(Path folder) throws IOException {
    List<ObjectNode> found = new ArrayList<>();
    for (Path file : MetaFile.files(folder, sink).values()) {
      found.add(mapper.valueToTree(MetaFile.read(file).fields()));
    }
    found.sort(Comparator.comparing(one -> one.path("create_time").asText("")));
    return mapper.createArrayNode().addAll(found);
  }

  private ArrayNode spans(Path folder, Map<String, String> tags) throws IOException {
    ArrayNode spans = mapper.createArrayNode();
    String location = tags.getOrDefault("mlflow.artifactLocation", "");
    Path named = location.isEmpty() ? null : files.folder(location);
    for (Path place : new Path[] {named, folder.resolve("artifacts")}) {
      Path file = place == null ? null : place.resolve("traces.json");
      if (file != null && Files.isRegularFile(file) && spans.isEmpty()) {
        if (Files.size(file) > LARGEST_FILE) {
          sink.note(
              file.toString(), "larger than " + LARGEST_FILE + " bytes: its spans are left out");
        } else {
          mapper.readTree(file.toFile()).path("spans").forEach(spans::add);
        }
      }
    }
    return spans;
  }
}
