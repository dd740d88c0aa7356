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
    try (JsonParser parser = FACTORY.createParser(body, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw NoriaException.invalid("body: " + came(parser) + " (expected: " + expected + ")");
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
