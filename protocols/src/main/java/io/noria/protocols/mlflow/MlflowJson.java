package io.noria.protocols.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.WireJson;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * JSON as MLflow's clients speak it: unknown fields are ignored, whole numbers may come as texts,
 * numbers may be {@code NaN} and {@code Infinity}; what is a text must come as one.
 */
final class MlflowJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(WireJson.factory().copy())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .withCoercionConfig(
              LogicalType.Integer,
              config ->
                  config
                      .setCoercion(CoercionInputShape.String, CoercionAction.TryConvert)
                      .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .withCoercionConfig(
              LogicalType.Float,
              config ->
                  config
                      .setCoercion(CoercionInputShape.String, CoercionAction.TryConvert)
                      .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .withCoercionConfig(
              LogicalType.Boolean,
              config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
          .build();

  private MlflowJson() {}

  /**
   * The request's body.
   *
   * @throws NoriaException INVALID_ARGUMENT naming the field, what came and what was expected
   */
  static <T> T read(Exchange x, Class<T> type) {
    byte[] body = x.body();
    String contentType = x.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!contentType.startsWith("application/json")) {
      throw NoriaException.invalid(
          "Content-Type: '" + contentType + "' (expected: application/json)");
    }
    try {
      T value = MAPPER.readValue(body, type);
      if (value == null) {
        throw NoriaException.invalid("body: null (expected: a JSON object)");
      }
      return value;
    } catch (MismatchedInputException e) {
      throw mismatch(e);
    } catch (IOException e) {
      throw WireJson.broken(e);
    }
  }

  /** Says what was expected in JSON's words rather than Java's. */
  private static NoriaException mismatch(MismatchedInputException e) {
    StringBuilder where = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        where.append('[').append(step.getIndex()).append(']');
      } else {
        where.append(where.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    boolean whole = where.isEmpty();
    return new NoriaException(
        ErrorCode.INVALID_ARGUMENT,
        (whole ? "body" : where.toString())
            + ": wrong type (expected: "
            + (whole ? "one JSON object" : expected(e.getTargetType()))
            + ")",
        e);
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == String.class) {
      return "a text";
    }
    if (type == Long.class) {
      return "a whole number of 64 bits";
    }
    if (type == Double.class) {
      return "a number";
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    return type != null && Collection.class.isAssignableFrom(type) ? "a list" : "an object";
  }

  /** The text of an answer as UTF-8 bytes. */
  static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "not writable as JSON: " + value.getClass(), e);
    }
  }

  /** Writes an answer piece by piece; closing it leaves the stream as it is. */
  static JsonGenerator generator(OutputStream out) throws IOException {
    return MAPPER.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  /** Answers 200. */
  static void send(Exchange x, Object value) {
    x.sendJson(200, bytes(value));
  }
}
