package io.noria.storage.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads JSON of any size as a stream, value by value, without a tree in memory. The reader always
 * stands at a value; each call consumes that value whole. A value of another kind than asked for is
 * DATA_LOSS with its place. Not thread-safe.
 */
public final class JsonReader implements AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final JsonParser parser;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /** Stands at the stream's first value. The stream is closed with the reader. */
  public static JsonReader of(InputStream stream) throws IOException {
    var reader = new JsonReader(FACTORY.createParser(stream));
    reader.parser.nextToken();
    return reader;
  }

  /** Reads an object: the handler is called at each member and must consume its value. */
  public void object(Member member) throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      member.read(name);
    }
  }

  /** Reads an array: the handler is called at each element and must consume it. */
  public void array(Element element) throws IOException {
    expect(JsonToken.START_ARRAY, "an array");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }

  /** Passes over the value, whatever it is. */
  public void skip() throws IOException {
    parser.skipChildren();
  }

  /** A string; a number or boolean gives its text. */
  public String text() throws IOException {
    if (parser.currentToken() == null || !parser.currentToken().isScalarValue()) {
      throw unexpected("a string");
    }
    return parser.getText();
  }

  /** A whole number; true and false count as 1 and 0. */
  public int integer() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> parser.getIntValue();
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      case null, default -> throw unexpected("a whole number");
    };
  }

  /** The float nearest to the number's text, rounded once. */
  public float floating() throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
      throw unexpected("a number");
    }
    return Float.parseFloat(parser.getText());
  }

  /** An array of numbers. */
  public float[] floats() throws IOException {
    expect(JsonToken.START_ARRAY, "an array of numbers");
    float[] values = new float[64];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
      values[count++] = floating();
    }
    return Arrays.copyOf(values, count);
  }

  /** An array of whole numbers. */
  public int[] integers() throws IOException {
    expect(JsonToken.START_ARRAY, "an array of whole numbers");
    int[] values = new int[64];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
      values[count++] = integer();
    }
    return Arrays.copyOf(values, count);
  }

  private void expect(JsonToken token, String expected) {
    if (parser.currentToken() != token) {
      throw unexpected(expected);
    }
  }

  private NoriaException unexpected(String expected) {
    return new NoriaException(
        ErrorCode.DATA_LOSS,
        "JSON at line "
            + parser.currentTokenLocation().getLineNr()
            + ", column "
            + parser.currentTokenLocation().getColumnNr()
            + ": "
            + parser.currentToken()
            + " (expected: "
            + expected
            + ")");
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  /** Consumes a member's value. */
  @FunctionalInterface
  public interface Member {
    /** The reader stands at the value of the member with the name. */
    void read(String name) throws IOException;
  }

  /** Consumes an element. */
  @FunctionalInterface
  public interface Element {
    /** The reader stands at the element. */
    void read() throws IOException;
  }
}
