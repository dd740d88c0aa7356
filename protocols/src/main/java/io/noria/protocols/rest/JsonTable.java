package io.noria.protocols.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.noria.base.NoriaException;
import io.noria.engine.table.TableAsked;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A page of a table in JSON, read as a stream: pandas' "split" form ({@code columns} and {@code
 * data}, what MLflow's {@code log_table} writes), a list of records, or one record a line. Only the
 * rows of the page are kept. Used by one thread, once.
 */
final class JsonTable {
  private static final int MOST_COLUMNS = 300;
  private static final int MOST_CELLS = 20_000;
  private static final int LONGEST_TEXT = 500;

  /** A row of more bytes than this is none that anybody looks at. */
  private static final long LARGEST_ROW = 4_000_000;

  /**
   * What stands beside the rows is kept as far as to here, all of it together: it may be the first
   * record.
   */
  private static final long LARGEST_REST = 8_000_000;

  private static final int MOST_FIELDS = 100_000;

  /** Of so many records the keys are the columns. */
  private static final int LOOKED_AT = 1000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxStringLength(5_000_000)
                  .build())
          .build();

  private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

  private final TableAsked asked;
  private final String needle;
  private final List<String> named = new ArrayList<>();
  private final Set<String> keys = new LinkedHashSet<>();
  private final List<JsonNode> page = new ArrayList<>();
  private int cells;
  private boolean full;
  private long total;
  private boolean records;

  JsonTable(TableAsked asked) {
    this.asked = asked;
    this.needle = asked.contains().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the whole of it.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is no table or no JSON
   */
  void read(InputStream bytes, String path) throws IOException {
    try (JsonParser json = FACTORY.createParser(bytes)) {
      json.setCodec(MAPPER);
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_ARRAY) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          record(tree(json));
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
          throw noTable(path);
        }
      } else if (first == JsonToken.START_OBJECT && !split(json)) {
        throw noTable(path);
      }
    } catch (JsonProcessingException e) {
      throw new NoriaException(
          io.noria.base.ErrorCode.INVALID_ARGUMENT,
          "artifact " + path + ": " + e.getOriginalMessage() + " (expected: JSON)",
          e);
    }
    if (columnsTotal() == 0) {
      throw noTable(path);
    }
  }

  private static NoriaException noTable(String path) {
    return NoriaException.invalid(
        "artifact "
            + path
            + ": no table (expected: columns and data, a list of records, or a record a line)");
  }

  /** An object at the top: columns and data, or the first of records, one a line. */
  private boolean split(JsonParser json) throws IOException {
    boolean data = false;
    boolean more = false;
    ObjectNode rest = MAPPER.createObjectNode();
    long left = LARGEST_REST;
    long start = offset(json);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("data") && value == JsonToken.START_ARRAY) {
        data = true;
        while (json.nextToken() == JsonToken.START_ARRAY) {
          take(tree(json));
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
          return false;
        }
        start = offset(json);
      } else if (name.equals("columns") && value == JsonToken.START_ARRAY) {
        JsonNode names = tree(json);
        names.forEach(column -> named.add(column.isTextual() ? column.textValue() : "" + column));
      } else if (data) {
        json.skipChildren();
        start = offset(json);
      } else {
        rest.set(name, tree(json));
      }
      left -= offset(json) - start;
      start = offset(json);
      if (left < 0 || rest.size() > MOST_FIELDS || named.size() > MOST_FIELDS) {
        throw NoriaException.invalid(
            "beside the rows there are more than "
                + LARGEST_REST
                + " bytes or "
                + MOST_FIELDS
                + " fields or columns (expected: a table)");
      }
    }
    if (data) {
      return !named.isEmpty();
    }
    record(rest);
    JsonToken next = json.nextToken();
    while (next == JsonToken.START_OBJECT) {
      more = true;
      record(tree(json));
      next = json.nextToken();
    }
    // One object alone is a tree, not a table.
    return next == null && more;
  }

  /**
   * The value at hand, which is refused when it is out of all proportion, before it is in memory.
   */
  private static JsonNode tree(JsonParser json) throws IOException {
    return tree(json, offset(json) + LARGEST_ROW);
  }

  /**
   * How far it has been read: in characters where the text is not UTF-8, whose bytes none count.
   */
  private static long offset(JsonParser json) {
    JsonLocation location = json.currentLocation();
    return location.getByteOffset() >= 0 ? location.getByteOffset() : location.getCharOffset();
  }

  private static JsonNode tree(JsonParser json, long end) throws IOException {
    if (offset(json) > end) {
      throw NoriaException.invalid(
          "a row of more than " + LARGEST_ROW + " bytes (expected: a table)");
    }
    if (json.currentToken() == JsonToken.START_OBJECT) {
      ObjectNode object = MAPPER.createObjectNode();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        object.set(name, tree(json, end));
      }
      return object;
    }
    if (json.currentToken() == JsonToken.START_ARRAY) {
      ArrayNode array = MAPPER.createArrayNode();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        array.add(tree(json, end));
      }
      return array;
    }
    return json.readValueAsTree();
  }

  private void record(JsonNode record) {
    records = true;
    if (total < LOOKED_AT && keys.size() <= 10 * MOST_COLUMNS) {
      record.fieldNames().forEachRemaining(keys::add);
    }
    take(record);
  }

  private void take(JsonNode row) {
    if (!needle.isEmpty() && !contains(row)) {
      return;
    }
    if (total >= asked.from() && !full) {
      JsonNode kept = kept(row);
      full = !page.isEmpty() && cells + kept.size() > MOST_CELLS;
      if (!full) {
        page.add(kept);
        cells += kept.size();
        full = page.size() >= asked.limit();
      }
    }
    total++;
  }

  /** The row with what its cells show, and no more. */
  private JsonNode kept(JsonNode row) {
    if (!records) {
      ArrayNode cells = MAPPER.createArrayNode();
      for (int i = 0; i < Math.min(MOST_COLUMNS, row.size()); i++) {
        cells.add(shown(row.path(i)));
      }
      return cells;
    }
    ObjectNode cells = MAPPER.createObjectNode();
    for (String key : columns()) {
      if (row.has(key)) {
        cells.set(key, shown(row.path(key)));
      }
    }
    return cells;
  }

  private boolean contains(JsonNode row) {
    for (JsonNode cell : row) {
      String text = cell.isTextual() ? cell.textValue() : cell.toString();
      if (text.toLowerCase(Locale.ROOT).contains(needle)) {
        return true;
      }
    }
    return false;
  }

  private List<String> all() {
    return records ? List.copyOf(keys) : named;
  }

  List<String> columns() {
    return List.copyOf(all().subList(0, Math.min(MOST_COLUMNS, all().size())));
  }

  int columnsTotal() {
    return all().size();
  }

  /** How many rows there are, or contain what was asked for. */
  long total() {
    return total;
  }

  List<List<@Nullable JsonNode>> rows() {
    List<String> columns = columns();
    List<List<@Nullable JsonNode>> rows = new ArrayList<>();
    for (JsonNode row : page) {
      List<@Nullable JsonNode> cells = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        JsonNode cell = records ? row.path(columns.get(i)) : row.path(i);
        cells.add(cell.isNull() || cell.isMissingNode() ? null : cell);
      }
      rows.add(cells);
    }
    return rows;
  }

  /** What a cell shows: an image's names as they are, other lists and objects as their text. */
  private static JsonNode shown(JsonNode cell) {
    if (cell.isDouble() && !Double.isFinite(cell.doubleValue())) {
      return TextNode.valueOf(cell.asText());
    }
    if (cell.isNumber() || cell.isBoolean() || cell.isNull()) {
      return cell;
    }
    String text = cell.isTextual() ? cell.textValue() : cell.toString();
    if (cell.path("type").asText().equals("image") && text.length() <= 4 * LONGEST_TEXT) {
      return cell;
    }
    return TextNode.valueOf(
        text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text);
  }
}
