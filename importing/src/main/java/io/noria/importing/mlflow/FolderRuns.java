package io.noria.importing.mlflow;

import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the runs of an experiment's folder. */
final class FolderRuns {
  private static final int BLOCK = 10_000;

  private final ArtifactFiles files;
  private final ImportSink sink;

  FolderRuns(ArtifactFiles files, ImportSink sink) {
    this.files = files;
    this.sink = sink;
  }

  private record Run(Path folder, MetaFile meta, long started) {}

  void read(MlflowFolder.Place place) throws IOException, InterruptedException {
    List<Run> runs = new ArrayList<>();
    for (Path folder : MetaFile.folders(place.folder())) {
      Path meta = folder.resolve("meta.yaml");
      String name = MetaFile.name(folder);
      boolean other = List.of("tags", "datasets", "models", "traces").contains(name);
      if (other || !Files.exists(meta) && !Files.isDirectory(folder.resolve("metrics"))) {
        continue;
      }
      try {
        MetaFile read = MetaFile.read(meta);
        Long started = read.number("start_time");
        runs.add(new Run(folder, read, started == null ? 0 : started));
      } catch (IOException e) {
        sink.note(meta.toString(), "the run is left out: " + e.getMessage());
      }
    }
    runs.sort(Comparator.comparingLong(Run::started));
    for (Run run : runs) {
      run(place, run);
    }
  }

  private void run(MlflowFolder.Place place, Run run) throws IOException, InterruptedException {
    MetaFile meta = run.meta();
    String id = meta.text("run_id").isEmpty() ? meta.text("run_uuid") : meta.text("run_id");
    id = id.isEmpty() ? MetaFile.name(run.folder()) : id;
    Map<String, String> tags = MetaFile.texts(run.folder().resolve("tags"), sink);
    String name = meta.text("run_name");
    Long ended = meta.number("end_time");
    String artifacts = meta.textOrNull("artifact_uri");
    List<ArtifactFiles.Found> found = files.list(artifacts, sink);
    List<Imported.Output> outputs = new ArrayList<>();
    List<String> modelInputs = new ArrayList<>();
    models(run.folder(), modelInputs, outputs);
    sink.put(
        new Imported.Run(
            id,
            place.id(),
            null,
            name.isEmpty() ? tags.getOrDefault("mlflow.runName", "") : name,
            meta.text("user_id"),
            MlflowValues.status(meta.text("status")),
            Instant.ofEpochMilli(run.started()),
            ended == null ? null : Instant.ofEpochMilli(ended),
            meta.isDeleted() || place.deleted(),
            MetaFile.texts(run.folder().resolve("params"), sink),
            tags,
            inputs(place, run.folder()),
            modelInputs,
            outputs,
            files.stays(artifacts) ? artifacts : null));
    Map<String, Path> metrics = MetaFile.files(run.folder().resolve("metrics"), sink);
    long bytes = 0;
    for (Path file : metrics.values()) {
      bytes += Files.size(file);
    }
    String stamp = metrics.size() + "m" + bytes + "b " + files.stamp(found);
    if (!sink.isWhole("run", id, stamp)) {
      boolean all = true;
      for (Map.Entry<String, Path> metric : metrics.entrySet()) {
        all &= points(id, metric.getKey(), metric.getValue());
      }
      files.put(found, Imported.Owner.RUN, id, sink);
      if (all) {
        sink.whole("run", id, stamp);
      }
    }
  }

  private List<Imported.Input> inputs(MlflowFolder.Place place, Path run) throws IOException {
    List<Imported.Input> found = new ArrayList<>();
    for (Path input : MetaFile.folders(run.resolve("inputs"))) {
      try {
        MetaFile use = MetaFile.read(input.resolve("meta.yaml"));
        if (!use.text("source_type").equals("DATASET")) {
          continue;
        }
        Path data =
            place.folder().resolve("datasets").resolve(use.text("source_id")).resolve("meta.yaml");
        MetaFile dataset = MetaFile.read(data);
        found.add(
            new Imported.Input(
                dataset.text("name"),
                dataset.text("digest"),
                dataset.text("source_type"),
                dataset.text("source"),
                dataset.textOrNull("schema"),
                dataset.textOrNull("profile"),
                pairs(use.fields().get("tags"))));
      } catch (IOException e) {
        sink.note(input.toString(), "the input is left out: " + e.getMessage());
      }
    }
    found.sort(Comparator.comparing(Imported.Input::name).thenComparing(Imported.Input::digest));
    return found;
  }

  /** Models that the run used lie among its inputs too. */
  private void models(Path run, List<String> inputs, List<Imported.Output> outputs)
      throws IOException {
    for (String kind : List.of("inputs", "outputs")) {
      for (Path folder : MetaFile.folders(run.resolve(kind))) {
        try {
          MetaFile meta = MetaFile.read(folder.resolve("meta.yaml"));
          String model = meta.text("destination_id");
          if (meta.text("destination_type").equals("MODEL_INPUT")) {
            inputs.add(model);
          } else if (meta.text("destination_type").equals("MODEL_OUTPUT")) {
            Long step = meta.number("step");
            outputs.add(new Imported.Output(model, step == null ? 0 : step));
          }
        } catch (IOException e) {
          if (kind.equals("outputs")) {
            sink.note(folder.toString(), "the output is left out: " + e.getMessage());
          }
        }
      }
    }
  }

  static Map<String, String> pairs(@Nullable Object tags) {
    Map<String, String> pairs = new TreeMap<>();
    if (tags instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (key != null && value != null) {
          pairs.put(key.toString(), value.toString());
        }
      });
    }
    return pairs;
  }

  /** Puts a file's points; false when some were left out. */
  private boolean points(String run, String key, Path file)
      throws IOException, InterruptedException {
    boolean all = true;
    long[] steps = new long[BLOCK];
    long[] millis = new long[BLOCK];
    double[] values = new double[BLOCK];
    int count = 0;
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String[] parts = line.strip().split("\\s+");
        if (line.isBlank()) {
          continue;
        }
        try {
          millis[count] = Long.parseLong(parts[0]);
          values[count] = value(parts[1]);
          steps[count] = parts.length > 2 ? Long.parseLong(parts[2]) : 0;
          count++;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
          all = false;
          sink.note(file + " line " + number, "left out, it is no point: " + shown(line));
        }
        if (count == BLOCK) {
          put(run, key, steps, millis, values, count);
          count = 0;
        }
      }
    }
    if (count > 0) {
      put(run, key, steps, millis, values, count);
    }
    return all;
  }

  private static String shown(String line) {
    return line.length() > 100 ? line.substring(0, 100) + "…" : line;
  }

  private void put(String run, String key, long[] steps, long[] millis, double[] values, int count)
      throws IOException, InterruptedException {
    sink.put(
        new Imported.Points(
            run,
            key,
            Arrays.copyOf(steps, count),
            Arrays.copyOf(millis, count),
            Arrays.copyOf(values, count)));
  }

  /** As Python writes a float. */
  static double value(String text) {
    return switch (text) {
      case "nan", "NaN" -> Double.NaN;
      case "inf", "Infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> MlflowValues.metric(Double.parseDouble(text), false);
    };
  }
}
