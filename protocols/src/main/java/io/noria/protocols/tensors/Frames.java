package io.noria.protocols.tensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Data frames as pandas writes them in its orientation "split". */
public final class Frames {
  private static final int MOST_COLUMNS = 100_000;

  private Frames() {}

  /**
   * Reads {@code {"columns": […], "index": […], "data": [[…]]}}; the columns may be left out, and
   * then stand in the model's order.
   *
   * @param name of the field, for messages
   */
  public static void split(JsonParser parser, String name, Instances into) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw NoriaException.invalid(
          name + ": " + TensorJson.came(parser) + " (expected: {\"columns\": […], \"data\": […]})");
    }
    List<String> columns = null;
    TokenBuffer early = null;
    boolean found = false;
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      switch (field) {
        case "columns" -> columns = columns(parser, name);
        case "data" -> {
          found = true;
          if (columns == null) {
            // Which columns these are may be said behind them.
            early = new TokenBuffer(parser);
            early.copyCurrentStructure(parser);
          } else {
            into.matrix(parser, columns);
          }
        }
        case "index" -> parser.skipChildren();
        default ->
            throw NoriaException.invalid(
                name
                    + ": unknown field "
                    + TensorJson.shortened(field)
                    + " (expected: columns, index, data)");
      }
    }
    if (!found) {
      throw NoriaException.invalid(name + ": no data (expected: columns, index, data)");
    }
    if (early != null) {
      try (JsonParser again = early.asParserOnFirstToken()) {
        into.matrix(again, columns);
      }
    }
  }

  private static @Nullable List<String> columns(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    List<String> columns = new ArrayList<>();
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken().isScalarValue() && columns.size() < MOST_COLUMNS) {
        columns.add(parser.getText());
      }
      if (parser.currentToken() == JsonToken.END_ARRAY) {
        return columns;
      }
    }
    throw NoriaException.invalid(
        name + ": columns: " + TensorJson.came(parser) + " (expected: a list of names)");
  }
}
