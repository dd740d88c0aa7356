package io.noria.protocols.plain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.WireJson;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Inference;
import io.noria.serving.RowBuilder;
import java.io.IOException;
import java.util.List;

/**
 * Reads {@code {"features": …}} into an inference's rows: an object by name, a list in the
 * signature's order, or a list of either.
 */
final class FeatureRows {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(10)
                  .maxNumberLength(100)
                  .maxNameLength(1000)
                  .maxStringLength(100_000)
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final JsonParser parser;
  private final Inference inference;
  private final List<FeatureColumn> inputs;

  private FeatureRows(JsonParser parser, Inference inference) {
    this.parser = parser;
    this.inference = inference;
    this.inputs = inference.inputs();
  }

  /**
   * Reads the rows.
   *
   * @return whether a list of rows came, to be answered by a list
   * @throws NoriaException INVALID_ARGUMENT for what is not JSON of that form, UNPROCESSABLE for a
   *     feature's value
   */
  static boolean read(byte[] body, Inference inference) {
    NumberRows.Found numbers = NumberRows.read(body, inference.inputs().size());
    if (numbers != null) {
      rows(numbers, inference);
      return numbers.list();
    }
    try (JsonParser parser = FACTORY.createParser(body)) {
      return new FeatureRows(parser, inference).body();
    } catch (JsonProcessingException e) {
      throw WireJson.broken(e);
    } catch (IOException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "bytes in memory could not be read", e);
    }
  }

  private static void rows(NumberRows.Found numbers, Inference inference) {
    int columns = inference.inputs().size();
    double[] values = numbers.values();
    int at = 0;
    for (int row = 0; row < numbers.rows(); row++) {
      RowBuilder builder = inference.row();
      try {
        for (int column = 0; column < columns; column++) {
          double value = values[at++];
          if (!Double.isNaN(value)) {
            builder.set(column, value);
          } else {
            builder.setNull(column);
          }
        }
        builder.end();
      } catch (NoriaException e) {
        throw numbers.list()
            ? new NoriaException(e.code(), "row " + row + ": " + e.getMessage(), e)
            : e;
      }
    }
  }

  private boolean body() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw NoriaException.invalid("body: " + came() + " (expected: {\"features\": …})");
    }
    boolean found = false;
    boolean list = false;
    String field;
    while ((field = parser.nextFieldName()) != null) {
      if (!field.equals("features") || found) {
        throw NoriaException.invalid(
            "body: "
                + (found ? "field " + field + " after features" : "unknown field " + field)
                + " (expected: only features)");
      }
      found = true;
      list = features();
    }
    if (!found) {
      throw NoriaException.invalid("body: no features (expected: {\"features\": …})");
    }
    if (parser.nextToken() != null) {
      throw NoriaException.invalid("body: more than one value (expected: {\"features\": …})");
    }
    return list;
  }

  private boolean features() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.START_OBJECT) {
      byName(inference.row());
      return false;
    }
    if (token != JsonToken.START_ARRAY) {
      throw unprocessable(
          "features: " + came() + " (expected: an object by name, a list, or a list of either)");
    }
    token = parser.nextToken();
    if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
      inOrder(inference.row());
      return false;
    }
    int number = 0;
    while (token != JsonToken.END_ARRAY) {
      try {
        row(token);
      } catch (NoriaException e) {
        throw new NoriaException(e.code(), "row " + number + ": " + e.getMessage(), e);
      }
      number++;
      token = parser.nextToken();
    }
    return true;
  }

  private void row(JsonToken token) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      byName(inference.row());
    } else if (token == JsonToken.START_ARRAY) {
      parser.nextToken();
      inOrder(inference.row());
    } else {
      throw unprocessable(came() + " (expected: an object or a list)");
    }
  }

  private void byName(RowBuilder row) throws IOException {
    String name;
    while ((name = parser.nextFieldName()) != null) {
      int column = inference.column(name);
      set(row, column, parser.nextToken());
    }
    row.end();
  }

  /** Stands at the first value, or at the list's end. */
  private void inOrder(RowBuilder row) throws IOException {
    int column = 0;
    for (JsonToken token = parser.currentToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (column == inputs.size()) {
        throw unprocessable(
            "features: more than "
                + inputs.size()
                + " values (expected: one for each of "
                + inputs.stream().map(FeatureColumn::name).toList()
                + ")");
      }
      set(row, column++, token);
    }
    row.end();
  }

  private void set(RowBuilder row, int column, JsonToken token) throws IOException {
    switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
          throw wrong(column);
        }
        row.set(column, value);
      }
      case VALUE_STRING -> row.set(column, parser.getText());
      case VALUE_TRUE -> row.set(column, true);
      case VALUE_FALSE -> row.set(column, false);
      case VALUE_NULL -> row.setNull(column);
      default -> throw wrong(column);
    }
  }

  private NoriaException wrong(int column) throws IOException {
    FeatureColumn input = inputs.get(column);
    return unprocessable(
        "feature "
            + input.name()
            + ": "
            + came()
            + " (expected: "
            + expected(input.type())
            + " or null)");
  }

  private static String expected(FeatureColumn.Type type) {
    return switch (type) {
      case DOUBLE -> "a number";
      case LONG -> "a whole number";
      case BOOLEAN -> "true or false";
      case STRING -> "a string";
    };
  }

  private String came() throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case null -> "nothing";
      case START_ARRAY -> "a list";
      case START_OBJECT -> "an object";
      default -> parser.getText();
    };
  }

  private static NoriaException unprocessable(String message) {
    return new NoriaException(ErrorCode.UNPROCESSABLE, message);
  }
}
