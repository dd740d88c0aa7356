package io.noria.importing.mlflow;

import io.noria.importing.ImportSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A YAML file of MLflow's file store, and the files around it. */
final class MetaFile {
  private static final int LARGEST = 32 << 20;
  private static final int LARGEST_TEXT = 1 << 20;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setCodePointLimit(LARGEST)
          .setMaxAliasesForCollections(0)
          .setAllowDuplicateKeys(false)
          .build();

  private final Map<?, ?> fields;

  private MetaFile(Map<?, ?> fields) {
    this.fields = fields;
  }

  /**
   * Reads one.
   *
   * @throws IOException when it is missing, or is no YAML mapping: says why
   */
  static MetaFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no such file");
    }
    if (Files.size(file) > LARGEST) {
      throw new IOException("it is larger than " + LARGEST + " bytes");
    }
    try {
      Object read = new Load(SETTINGS).loadFromString(text(file));
      if (read instanceof Map<?, ?> map) {
        return new MetaFile(map);
      }
    } catch (YamlEngineException e) {
      String message = e.getMessage() == null ? "broken" : e.getMessage();
      throw new IOException("it is no YAML: " + message.lines().findFirst().orElse(""), e);
    }
    throw new IOException("it holds no fields");
  }

  Map<?, ?> fields() {
    return fields;
  }

  /** The field's text; empty when it is missing or null. */
  String text(String field) {
    Object value = fields.get(field);
    return value == null ? "" : value.toString();
  }

  @Nullable String textOrNull(String field) {
    String text = text(field);
    return text.isEmpty() ? null : text;
  }

  @Nullable Long number(String field) {
    Object value = fields.get(field);
    if (value instanceof Number number) {
      return number.longValue();
    }
    try {
      return value == null ? null : (Long) Long.parseLong(value.toString().strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  Instant moment(String field, Instant otherwise) {
    Long millis = number(field);
    return millis == null ? otherwise : Instant.ofEpochMilli(millis);
  }

  boolean isDeleted() {
    return text("lifecycle_stage").equals("deleted");
  }

  /** A text file, as UTF-8 with what is none replaced. */
  static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** The folders right below, sorted; none when there is no such folder. */
  static List<Path> folders(Path folder) throws IOException {
    return below(folder, Files::isDirectory);
  }

  private static List<Path> below(Path folder, java.util.function.Predicate<Path> filter)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(filter).sorted().toList();
    }
  }

  /**
   * The files at any depth, by their path below the folder: a key with slashes makes folders. Links
   * may lead anywhere: they are noted and left out.
   */
  static Map<String, Path> files(Path folder, ImportSink sink) throws IOException {
    Map<String, Path> found = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      List<Path> all = new ArrayList<>();
      try (Stream<Path> walk = Files.walk(folder)) {
        walk.forEach(all::add);
      }
      for (Path file : all) {
        if (Files.isSymbolicLink(file)) {
          sink.note(file.toString(), "a symbolic link: it is left out");
        } else if (Files.isRegularFile(file)) {
          found.put(folder.relativize(file).toString().replace('\\', '/'), file);
        }
      }
    }
    return found;
  }

  /** The contents of the files, by their path below the folder; what is too large is noted. */
  static Map<String, String> texts(Path folder, ImportSink sink) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, Path> file : files(folder, sink).entrySet()) {
      Path path = file.getValue();
      if (Files.size(path) > LARGEST_TEXT) {
        sink.note(path.toString(), "larger than " + LARGEST_TEXT + " bytes: it is left out");
      } else {
        texts.put(file.getKey(), text(path));
      }
    }
    return texts;
  }

  static String name(Path path) {
    Path last = path.getFileName();
    return last == null ? "" : last.toString();
  }
}
