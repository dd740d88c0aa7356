package io.noria.importing.comet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.noria.importing.Notes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the download's JSON: documents whole, lists line by line. */
final class CometJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CometJson() {}

  /** Takes one line. */
  @FunctionalInterface
  interface Lines {
    /** The line. */
    void take(JsonNode line) throws IOException, InterruptedException;
  }

  /** The document; missing when there is no such file, or, with a note, when it is no JSON. */
  static JsonNode document(Path file, Notes notes) throws IOException {
    if (!Files.isRegularFile(file)) {
      return MissingNode.getInstance();
    }
    try (InputStream in = Files.newInputStream(file)) {
      JsonNode read = MAPPER.readTree(in);
      return read == null ? MissingNode.getInstance() : read;
    } catch (JsonProcessingException e) {
      notes.add(broken(file, e));
      return MissingNode.getInstance();
    }
  }

  /** Every line of the file; after one that is no JSON, with a note, nothing more. */
  static void lines(Path file, Notes notes, Lines lines) throws IOException, InterruptedException {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try (InputStream in = Files.newInputStream(file);
        MappingIterator<JsonNode> each = MAPPER.readerFor(JsonNode.class).readValues(in)) {
      while (each.hasNextValue()) {
        lines.take(each.nextValue());
      }
    } catch (JsonProcessingException e) {
      notes.add(broken(file, e));
    }
  }

  private static String broken(Path file, JsonProcessingException e) {
    var where = e.getLocation();
    return "%s: no JSON at line %d (%s); what follows is left out"
        .formatted(
            file.getFileName(), where == null ? 1 : where.getLineNr(), e.getOriginalMessage());
  }

  /** A value as text: lists and objects as JSON, null as nothing. */
  static String text(JsonNode value) {
    return value.isMissingNode() || value.isNull()
        ? ""
        : value.isValueNode() ? value.asText() : value.toString();
  }
}
