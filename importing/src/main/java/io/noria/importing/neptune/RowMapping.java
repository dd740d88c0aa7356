package io.noria.importing.neptune;

import io.noria.importing.ForeignNames;
import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import io.noria.importing.Notes;
import io.noria.importing.PointBuffer;
import io.noria.importing.SeriesTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the series and files of one object into the sink. Not thread-safe. */
final class RowMapping {
  private static final List<String> STRINGS = List.of("step", "timestamp", "value");
  private static final List<String> HISTOGRAMS =
      List.of("step", "timestamp", "type", "edges", "values");
  private static final List<String> NUMBERS = List.of("step", "timestamp", "value");

  private final ImportSink sink;
  private final Imported.Owner owner;
  private final String id;
  private final @Nullable Path files;
  private final Notes notes;
  private final SeriesTable tables;
  private final PointBuffer points;
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, Long> unnumbered = new HashMap<>();
  private long scale = 1;
  private long otherwise;

  RowMapping(
      ImportSink sink,
      Imported.Owner owner,
      String id,
      @Nullable Path files,
      Notes notes,
      Path scratch) {
    this.sink = sink;
    this.owner = owner;
    this.id = id;
    this.files = files;
    this.notes = notes;
    this.tables = new SeriesTable(scratch);
    this.points = new PointBuffer(id, sink);
  }

  /** What steps are multiplied with, and the time of points that have none. */
  RowMapping with(long stepScale, Instant time) {
    scale = stepScale;
    otherwise = time.toEpochMilli();
    return this;
  }

  void take(DumpedObject.Row row) throws IOException, InterruptedException {
    switch (row.type()) {
      case "float_series" -> point(row);
      case "string_series" -> tables.add(table(row), STRINGS, step(row), time(row), row.text());
      case "histogram_series" ->
          tables.add(
              table(row), HISTOGRAMS, step(row), time(row), row.kind(), row.edges(), row.counts());
      case "file", "artifact", "file_set" -> file(row, row.path());
      case "file_series" -> file(row, row.path() + "/step_" + step(row));
      default -> notes.add("attributes of type " + row.type() + ": not known here; left out");
    }
  }

  private void point(DumpedObject.Row row) throws IOException, InterruptedException {
    if (owner == Imported.Owner.LOGGED_MODEL) {
      // A model has no points of its own here: they would need a run that measured them.
      tables.add(table(row), NUMBERS, step(row), time(row), Double.toString(row.value()));
      return;
    }
    Long micros = row.micros();
    long step;
    if (micros == null) {
      step = unnumbered.merge(row.path(), 1L, Long::sum) - 1;
      notes.add(row.path() + ": points without a step, numbered in their order");
    } else {
      step = micros / (1_000_000 / scale);
    }
    Long millis = row.millis();
    points.add(
        keys.computeIfAbsent(row.path(), this::key),
        step,
        millis == null ? otherwise : millis,
        row.value());
  }

  private String key(String path) {
    String key = ForeignNames.key(path);
    if (!key.equals(path)) {
      notes.add("series " + path + ": called " + key + " here");
    }
    return key;
  }

  private static String table(DumpedObject.Row row) {
    return ForeignNames.path(row.path() + ".csv");
  }

  private static @Nullable String step(DumpedObject.Row row) {
    Long micros = row.micros();
    return micros == null ? null : NeptuneNames.step(micros);
  }

  private static @Nullable String time(DumpedObject.Row row) {
    Long millis = row.millis();
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }

  /** A file below the project's files, or a folder of them; never one outside. */
  private void file(DumpedObject.Row row, String path) throws IOException, InterruptedException {
    String relative = row.file();
    if (relative == null || files == null) {
      notes.add(row.path() + ": the file is not in the dump; left out");
      return;
    }
    Path root = files.toRealPath();
    Path named = root.resolve(relative).normalize();
    if (!Files.exists(named) || !named.toRealPath().startsWith(root)) {
      notes.add(row.path() + ": no file " + relative + " below " + files + "; left out");
      return;
    }
    if (Files.isDirectory(named)) {
      List<Path> inside;
      try (Stream<Path> walk = Files.walk(named)) {
        inside = walk.sorted().toList();
      }
      for (Path one : inside) {
        if (Files.isSymbolicLink(one)) {
          notes.add(row.path() + ": " + one + " is a symbolic link; left out");
        } else if (Files.isRegularFile(one)) {
          put(one, path + "/" + named.relativize(one).toString().replace('\\', '/'));
        }
      }
    } else {
      put(named, path + ending(path, named.getFileName().toString()));
    }
  }

  /** The ending that the file has and its attribute's name has not. */
  private static String ending(String path, String file) {
    int dot = file.lastIndexOf('.');
    boolean has = path.substring(path.lastIndexOf('/') + 1).matches("(?!step_).*\\.\\w{1,10}");
    boolean plain = dot > 0 && file.substring(dot).matches("\\.\\w{1,10}");
    boolean number = plain && file.matches("\\d+\\.\\d+");
    return has || !plain || number ? "" : file.substring(dot);
  }

  private void put(Path file, String path) throws IOException, InterruptedException {
    sink.put(
        new Imported.File(
            owner,
            id,
            ForeignNames.path(path),
            Files.size(file),
            () -> Files.newInputStream(file)));
  }

  /** Puts a text as a file. */
  void text(String path, String text) throws IOException, InterruptedException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sink.put(
        new Imported.File(
            owner,
            id,
            ForeignNames.path(path + ".txt"),
            bytes.length,
            () -> new ByteArrayInputStream(bytes)));
  }

  /** Hands on what is held back: the last points, and the tables. */
  void finish() throws IOException, InterruptedException {
    points.flush();
    for (Map.Entry<String, Path> table : tables.finish().entrySet()) {
      put(table.getValue(), table.getKey());
    }
  }
}
