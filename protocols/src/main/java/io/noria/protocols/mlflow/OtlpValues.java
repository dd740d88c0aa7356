package io.noria.protocols.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.noria.base.NoriaException;
import io.noria.traces.JsonText;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of attributes: OpenTelemetry's {@code AnyValue} in protobuf and in JSON, and the JSON
 * texts that the area keeps.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto">common.proto</a>
 */
final class OtlpValues {
  private static final int DEEPEST = 50;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OtlpValues() {}

  /** What stands in a length-delimited field: the message is read to its end. */
  interface Field {
    /** Reads the field of the tag, or passes over it. */
    void read(int number, int tag) throws IOException;
  }

  /** Reads an embedded message field by field. */
  static void message(CodedInputStream in, Field field) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    fields(in, field);
    in.checkLastTagWas(0);
    in.popLimit(limit);
  }

  /** Reads fields until the message ends. */
  static void fields(CodedInputStream in, Field field) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      field.read(WireFormat.getTagFieldNumber(tag), tag);
    }
  }

  /** A {@code KeyValue} put into the attributes as JSON text. */
  static void attribute(CodedInputStream in, Map<String, String> attributes, OtlpBudget budget)
      throws IOException {
    budget.attribute(attributes.size() + 1);
    Map<String, @Nullable Object> pair = new LinkedHashMap<>();
    new Reader(in, budget).pair(pair, 0);
    pair.forEach((key, value) -> attributes.put(key, JsonText.of(value)));
  }

  /** Reads values, each of which counts. */
  private record Reader(CodedInputStream in, OtlpBudget budget) {
    private void pair(Map<String, @Nullable Object> into, int depth) throws IOException {
      String[] key = {""};
      @Nullable Object[] value = {null};
      message(
          in,
          (number, tag) -> {
            switch (number) {
              case 1 -> key[0] = in.readString();
              case 2 -> value[0] = value(depth);
              default -> in.skipField(tag);
            }
          });
      into.put(key[0], value[0]);
    }

    private @Nullable Object value(int depth) throws IOException {
      deepEnough(depth);
      @Nullable Object[] value = {null};
      message(
          in,
          (number, tag) -> {
            switch (number) {
              case 1 -> value[0] = in.readString();
              case 2 -> value[0] = in.readBool();
              case 3 -> value[0] = in.readInt64();
              case 4 -> value[0] = in.readDouble();
              case 5 -> value[0] = list(depth + 1);
              case 6 -> value[0] = map(depth + 1);
              case 7 -> value[0] = Base64.getEncoder().encodeToString(in.readByteArray());
              default -> in.skipField(tag);
            }
          });
      return value[0];
    }

    private List<@Nullable Object> list(int depth) throws IOException {
      List<@Nullable Object> values = new ArrayList<>();
      message(
          in,
          (number, tag) -> {
            if (number == 1) {
              budget.values(1);
              values.add(value(depth));
            } else {
              in.skipField(tag);
            }
          });
      return values;
    }

    private Map<String, @Nullable Object> map(int depth) throws IOException {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      message(
          in,
          (number, tag) -> {
            if (number == 1) {
              budget.values(1);
              pair(values, depth);
            } else {
              in.skipField(tag);
            }
          });
      return values;
    }
  }

  private static void deepEnough(int depth) {
    if (depth > DEEPEST) {
      throw NoriaException.invalid(
          "attributes: nested deeper than " + DEEPEST + " levels (expected: at most that)");
    }
  }

  /** The value of an {@code AnyValue} in OTLP's JSON. */
  static @Nullable Object value(JsonNode any, int depth) {
    deepEnough(depth);
    for (Map.Entry<String, JsonNode> one : any.properties()) {
      JsonNode node = one.getValue();
      switch (one.getKey()) {
        case "stringValue", "string_value", "bytesValue", "bytes_value":
          return node.asText();
        case "boolValue", "bool_value":
          return node.asBoolean();
        case "intValue", "int_value":
          return whole(node);
        case "doubleValue", "double_value":
          return node.isTextual() ? (Object) node.asText() : node.doubleValue();
        case "arrayValue", "array_value":
          List<@Nullable Object> values = new ArrayList<>();
          node.path("values").forEach(item -> values.add(value(item, depth + 1)));
          return values;
        case "kvlistValue", "kvlist_value":
          Map<String, @Nullable Object> map = new LinkedHashMap<>();
          node.path("values")
              .forEach(
                  item -> map.put(item.path("key").asText(), value(item.path("value"), depth + 1)));
          return map;
        default:
          break;
      }
    }
    return null;
  }

  private static Object whole(JsonNode node) {
    try {
      return Long.parseLong(node.asText());
    } catch (NumberFormatException e) {
      throw NoriaException.invalid("intValue: " + node + " (expected: a whole number of 64 bits)");
    }
  }

  /** A JSON text as {@code AnyValue}; null has none. */
  static JsonNode wire(String json) {
    return wire(JsonText.value(json));
  }

  private static ObjectNode wire(@Nullable Object value) {
    ObjectNode any = NODES.objectNode();
    switch (value) {
      case null -> {
        return any;
      }
      case String text -> any.put("string_value", text);
      case Boolean flag -> any.put("bool_value", flag);
      case Integer number -> any.put("int_value", number.longValue());
      case Long number -> any.put("int_value", number);
      case BigInteger number -> any.put("double_value", number.doubleValue());
      case Number number -> any.put("double_value", number.doubleValue());
      case List<?> list -> {
        ArrayNode values = any.putObject("array_value").putArray("values");
        list.forEach(item -> values.add(wire(item)));
      }
      case Map<?, ?> map -> {
        ArrayNode values = any.putObject("kvlist_value").putArray("values");
        map.forEach((key, item) ->
            values.addObject().put("key", String.valueOf(key)).set("value", wire(item)));
      }
      default -> any.put("string_value", value.toString());
    }
    return any;
  }
}
