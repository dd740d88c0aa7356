package io.noria.importing.comet;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.importing.ForeignNames;
import io.noria.importing.Imported;
import io.noria.importing.Notes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One experiment of Comet, which is a run here: everything but its points and files. */
final class CometExperiment {
  private static final int LONGEST_PARAM = 6000;
  private static final int LONGEST_TAG = 5000;

  private final Path folder;
  private final Notes notes;
  private final JsonNode metadata;
  private final Map<String, String> params = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();
  private final Map<String, byte[]> texts = new LinkedHashMap<>();
  private String name = "";
  private String user = "";

  CometExperiment(Path folder, Notes notes) throws IOException {
    this.folder = folder;
    this.notes = notes;
    this.metadata = CometJson.document(folder.resolve("metadata.json"), notes);
  }

  String workspace() {
    return named("workspaceName", 2);
  }

  String project() {
    return named("projectName", 1);
  }

  /** The workspace and project as one name. */
  String experiment() {
    return workspace() + "/" + project();
  }

  /** Comet's own key: that of the metadata, else the folder's name. */
  String key() {
    return named("experimentKey", 0);
  }

  String id() {
    return ForeignNames.isRunId(key())
        ? key()
        : ForeignNames.digest("comet", workspace(), project(), key());
  }

  private String named(String field, int up) {
    String said = CometJson.text(metadata.path(field));
    if (!said.isBlank()) {
      return said;
    }
    Path at = folder.toAbsolutePath().normalize();
    for (int i = 0; i < up && at.getParent() != null; i++) {
      at = at.getParent();
    }
    Path last = at.getFileName();
    return last == null ? "comet" : last.toString();
  }

  Instant startedAt() {
    Instant started = time("startTimeMillis");
    return started == null ? Instant.EPOCH : started;
  }

  /** The run, with everything of the small documents. */
  Imported.Run run() throws IOException, InterruptedException {
    tags.put("comet.workspace", workspace());
    tags.put("comet.project", project());
    tags.put("comet.key", key());
    parameters();
    others();
    system();
    git();
    List<String> labels = new ArrayList<>();
    metadata.path("tags").forEach(label -> labels.add(CometJson.text(label)));
    if (!labels.isEmpty()) {
      tag("comet.tags", String.join(",", labels));
    }
    String file = CometJson.text(metadata.path("fileName"));
    if (!file.isBlank()) {
      tag("mlflow.source.name", file);
    }
    return new Imported.Run(
        id(),
        ForeignNames.experimentId("comet", experiment()),
        null,
        name.isBlank() ? metadata.path("experimentName").asText(key()) : name,
        user,
        status(),
        startedAt(),
        time("endTimeMillis"),
        metadata.path("archived").asBoolean(),
        params,
        tags,
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  /** Values longer than a param or tag can be, by the path they are kept under. */
  Map<String, byte[]> texts() {
    return texts;
  }

  private String status() {
    if (metadata.path("hasCrashed").asBoolean()) {
      return "FAILED";
    }
    return metadata.path("running").asBoolean() ? "RUNNING" : "FINISHED";
  }

  private @Nullable Instant time(String field) {
    long millis = metadata.path(field).asLong();
    return millis > 0 ? Instant.ofEpochMilli(millis) : null;
  }

  private void parameters() throws IOException {
    for (JsonNode param : CometJson.document(folder.resolve("parameters.json"), notes)) {
      String key = CometJson.text(param.path("name"));
      if (!key.isEmpty()) {
        params.put(
            ForeignNames.key(key), bounded("parameters/" + key, value(param), LONGEST_PARAM));
      }
    }
  }

  private void others() throws IOException, InterruptedException {
    CometJson.lines(
        folder.resolve("others.jsonl"),
        notes,
        other -> {
          String key = CometJson.text(other.path("name"));
          if (key.equals("Name")) {
            name = value(other);
          } else if (!key.isEmpty()) {
            tag("comet." + key, value(other));
          }
        });
  }

  private static String value(JsonNode summary) {
    return CometJson.text(
        summary.has("valueCurrent") ? summary.path("valueCurrent") : summary.path("value"));
  }

  private void system() throws IOException {
    JsonNode system = CometJson.document(folder.resolve("system_details.json"), notes);
    user = CometJson.text(system.path("user"));
    system
        .properties()
        .forEach(field -> {
          if (field.getValue().isValueNode() && !CometJson.text(field.getValue()).isEmpty()) {
            tag("comet.system." + field.getKey(), CometJson.text(field.getValue()));
          }
        });
  }

  private void git() throws IOException {
    JsonNode git = CometJson.document(folder.resolve("run/git_metadata.json"), notes);
    Map<String, String> names =
        Map.of(
            "parent", "mlflow.source.git.commit",
            "branch", "mlflow.source.git.branch",
            "origin", "mlflow.source.git.repoURL");
    names.forEach((field, tag) -> {
      String value = CometJson.text(git.path(field));
      if (!value.isBlank()) {
        tag(tag, value);
      }
    });
  }

  private void tag(String key, String value) {
    tags.put(ForeignNames.key(key), bounded("tags/" + key, value, LONGEST_TAG));
  }

  private String bounded(String path, String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    String file = ForeignNames.path("comet/" + path + ".txt");
    texts.put(file, text.getBytes(StandardCharsets.UTF_8));
    return text.substring(0, longest - 1) + "…";
  }

  /** The files by the path they get here: assets by their type, the rest where it lay. */
  Map<String, Path> files() throws IOException, InterruptedException {
    Map<String, Path> files = new LinkedHashMap<>();
    Path assets = folder.resolve("assets");
    for (Path file : CometFolder.files(assets)) {
      String path = assets.relativize(file).toString().replace('\\', '/');
      files.put(path.equals("assets_metadata.jsonl") ? "comet/" + path : path, file);
    }
    Path run = folder.resolve("run");
    for (Path file : CometFolder.files(run)) {
      files.put("run/" + run.relativize(file).toString().replace('\\', '/'), file);
    }
    for (String document :
        List.of("metadata.json", "system_details.json", "others.jsonl", "parameters.json")) {
      if (Files.isRegularFile(folder.resolve(document))) {
        files.put("comet/" + document, folder.resolve(document));
      }
    }
    missing(files);
    return files;
  }

  private void missing(Map<String, Path> files) throws IOException, InterruptedException {
    CometJson.lines(
        folder.resolve("assets/assets_metadata.jsonl"),
        notes,
        asset -> {
          String type = CometJson.text(asset.path("type"));
          String file =
              CometJson.text(
                  asset.has("diskFileName") ? asset.path("diskFileName") : asset.path("fileName"));
          // As the download writes it: no colon, no leading slash, no way up.
          String disk = ("/" + file).replace("/../", "/").replace(':', '-').replaceAll("^/+", "");
          String path = (type.isEmpty() ? "asset" : type) + "/" + disk;
          if (asset.path("remote").asBoolean() && !files.containsKey(path)) {
            notes.add(
                "asset " + file + ": lies at " + CometJson.text(asset.path("link")) + ", not here");
          } else if (!files.containsKey(path)) {
            notes.add("asset " + file + ": not in the download; left out");
          }
        });
  }
}
