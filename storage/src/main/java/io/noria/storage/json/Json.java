package io.noria.storage.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.util.List;
import java.util.Map;

/**
 * Records to JSON text and back, for columns and objects of our own. Map keys are sorted, so the
 * same value always gives the same text and digests of it are stable. Instants are ISO-8601.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.USE_DEFAULTS))
          .build();

  private Json() {}

  /** The JSON text of a record, map, list, string, number or boolean. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "not writable as JSON: " + value.getClass(), e);
    }
  }

  /**
   * Reads a record.
   *
   * @throws NoriaException DATA_LOSS when the text is not that record
   */
  public static <T> T read(String text, Class<T> type) {
    return parse(text, MAPPER.constructType(type));
  }

  /** Reads a list of records. */
  public static <T> List<T> readList(String text, Class<T> type) {
    return parse(text, MAPPER.getTypeFactory().constructCollectionType(List.class, type));
  }

  /** Reads an object whose values are all of one type. */
  public static <T> Map<String, T> readMap(String text, Class<T> type) {
    return parse(
        text,
        MAPPER
            .getTypeFactory()
            .constructMapType(java.util.LinkedHashMap.class, String.class, type));
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // The callers above tie it to their type.
  private static <T> T parse(String text, JavaType type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
      throw new NoriaException(
          ErrorCode.DATA_LOSS, "stored JSON is not a " + type + ": " + shown, e);
    }
  }
}
