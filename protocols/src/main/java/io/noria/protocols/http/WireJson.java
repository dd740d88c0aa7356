package io.noria.protocols.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import java.io.IOException;
import java.time.Instant;

/**
 * JSON on the wire: snake_case names, RFC 3339 times, refs as text, absent for null; strict when it
 * reads. The mapper is made at first use, so a server that was only asked for its health never
 * loads it.
 */
public final class WireJson {
  private WireJson() {}

  /** The parser's and writer's factory, with limits on depth, names, numbers and texts. */
  public static JsonFactory factory() {
    return Factory.FACTORY;
  }

  /** The mapper: duplicate keys, unknown fields and trailing text are errors. */
  public static JsonMapper mapper() {
    return Mapper.MAPPER;
  }

  /** The JSON text as UTF-8 bytes. */
  public static byte[] bytes(Object value) {
    try {
      return Mapper.MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "not writable as JSON: " + value.getClass(), e);
    }
  }

  /**
   * Reads a tree.
   *
   * @throws NoriaException INVALID_ARGUMENT with line, column and what is wrong
   */
  public static JsonNode tree(byte[] json) {
    try {
      JsonNode node = Mapper.MAPPER.readTree(json);
      if (node == null || node.isMissingNode()) {
        throw NoriaException.invalid("body: empty (expected: JSON)");
      }
      return node;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /**
   * Reads a record.
   *
   * @throws NoriaException INVALID_ARGUMENT naming the field, what came and what was expected
   */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      T value = Mapper.MAPPER.readValue(json, type);
      if (value == null) {
        throw NoriaException.invalid("body: null (expected: a JSON object)");
      }
      return value;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** The caller's error that stands for Jackson's. */
  public static NoriaException broken(IOException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return NoriaException.invalid(
          "body: unknown field "
              + unknown.getPropertyName()
              + " (expected: one of "
              + unknown.getKnownPropertyIds()
              + ")");
    }
    if (e.getCause() instanceof NoriaException own) {
      return own;
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return NoriaException.invalid(
          "body: " + path(mapping) + ": " + firstLine(mapping.getOriginalMessage()));
    }
    if (e instanceof JsonProcessingException processing) {
      JsonLocation at = processing.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      return NoriaException.invalid(
          "body: not JSON" + where + ": " + firstLine(processing.getOriginalMessage()));
    }
    return new NoriaException(ErrorCode.INVALID_ARGUMENT, "body: could not be read", e);
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    int advice = line.indexOf(" (set ");
    line = advice < 0 ? line : line.substring(0, advice);
    return line.length() > 300 ? line.substring(0, 300) + "…" : line;
  }

  private static final class Factory {
    static final JsonFactory FACTORY =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    // The longest batches have a tenth of these, and a tree of them fits in memory.
                    .maxTokenCount(5_000_000)
                    .maxNumberLength(400)
                    .maxNameLength(10_000)
                    .maxStringLength(10 * 1024 * 1024)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();
  }

  private static final class Mapper {
    static final JsonMapper MAPPER =
        JsonMapper.builder(Factory.FACTORY)
            .addModule(new JavaTimeModule())
            // After the other, whose readers of times it goes before.
            .addModule(
                new SimpleModule()
                    .addSerializer(Ref.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new WireTime.Deserializer()))
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();
  }
}
