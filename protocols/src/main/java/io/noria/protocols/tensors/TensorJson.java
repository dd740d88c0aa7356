package io.noria.protocols.tensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.WireJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parser of tensors and rows, with its limits, and its words for what came. */
public final class TensorJson {
  private static final int SHOWN = 60;

  /**
   * Takes NaN, Infinity and -Infinity as bare tokens: that is how Python writes them. The length of
   * a text is limited by the body's alone, since a text may be a picture.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(40)
                  .maxNumberLength(400)
                  .maxNameLength(2000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private TensorJson() {}

  /** What is done with the parser. */
  @FunctionalInterface
  public interface Reading<T> {
    /** Reads. */
    T read(JsonParser parser) throws IOException;
  }

  /**
   * Reads one JSON object.
   *
   * @param expected for the message when there is something else
   * @param reading begins at the object's start and ends at its end
   * @throws NoriaException INVALID_ARGUMENT with line, column and what is wrong
   */
  public static <T> T object(byte[] body, int length, String expected, Reading<T> reading) {
    return value(
        body,
        length,
        expected,
        parser -> {
          if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw NoriaException.invalid("body: " + came(parser) + " (expected: " + expected + ")");
          }
          return reading.read(parser);
        });
  }

  /**
   * Reads one JSON value of any kind.
   *
   * @param expected for the message when there is something behind it
   * @param reading begins at the value's first token and ends at its last
   * @throws NoriaException INVALID_ARGUMENT with line, column and what is wrong
   */
  public static <T> T value(byte[] body, int length, String expected, Reading<T> reading) {
    try (JsonParser parser = FACTORY.createParser(body, 0, length)) {
      if (parser.nextToken() == null) {
        throw NoriaException.invalid("body: nothing (expected: " + expected + ")");
      }
      T value = reading.read(parser);
      if (parser.nextToken() != null) {
        throw NoriaException.invalid("body: more than one value (expected: " + expected + ")");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw WireJson.broken(e);
    } catch (IOException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "bytes in memory could not be read", e);
    }
  }

  /**
   * Looks at the beginning of a body without reading it.
   *
   * @return what the field begins with: empty for a scalar, <code>{</code>, <code>[</code>, or
   *     <code>[{</code> for a list of objects; null when the body is no object or the field does
   *     not come before its first list or object
   */
  public static @Nullable String opening(byte[] body, String field) {
    try (JsonParser parser = FACTORY.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      String name;
      for (int i = 0; i < 10 && (name = parser.nextFieldName()) != null; i++) {
        JsonToken token = parser.nextToken();
        if (name.equals(field)) {
          String first = token.asString() == null ? "" : token.asString();
          return token == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.START_OBJECT
              ? first + "{"
              : first;
        }
        if (!token.isScalarValue()) {
          return null;
        }
      }
      return null;
    } catch (IOException e) {
      // Said when it is read.
      return null;
    }
  }

  /** Whether there is nothing but white space. */
  public static boolean blank(byte[] body) {
    return first(body, 0) == body.length;
  }

  /** Whether it begins as an object does. */
  public static boolean isObject(byte[] body) {
    int at = first(body, 0);
    return at < body.length && body[at] == '{';
  }

  /** Whether it begins with a list in a list, or a list of objects. */
  public static boolean listOfRows(byte[] body) {
    int outer = first(body, 0);
    int inner = outer < body.length && body[outer] == '[' ? first(body, outer + 1) : body.length;
    return inner < body.length && (body[inner] == '[' || body[inner] == '{');
  }

  /** Where the first byte is that is no white space. */
  private static int first(byte[] body, int from) {
    int at = from;
    while (at < body.length && body[at] >= 0 && body[at] <= ' ') {
      at++;
    }
    return at;
  }

  /** An object's fields in this order: names and values in turn. */
  public static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  /** What the parser stands at, in words, shortened. */
  public static String came(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case null -> "nothing";
      case START_ARRAY, END_ARRAY -> "a list";
      case START_OBJECT, END_OBJECT -> "an object";
      case VALUE_STRING -> '"' + shortened(parser.getText()) + '"';
      default -> shortened(parser.getText());
    };
  }

  /** At most a line of it. */
  public static String shortened(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }
}
