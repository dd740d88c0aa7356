package io.noria.protocols.tensors.v2;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.noria.base.NoriaException;
import io.noria.protocols.tensors.TensorJson;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parameters by name: truth values, numbers and texts; what is nested is passed over. */
public final class Parameters {
  /** None at all. */
  public static final Parameters NONE = new Parameters(Map.of());

  private static final int MOST = 1000;

  private final Map<String, Object> values;

  private Parameters(Map<String, Object> values) {
    this.values = values;
  }

  /** Reads the object that the parser stands at, or nothing for null. */
  public static Parameters read(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return NONE;
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw NoriaException.invalid(
          name + ": " + TensorJson.came(parser) + " (expected: an object)");
    }
    Map<String, Object> values = new HashMap<>();
    String field;
    while ((field = parser.nextFieldName()) != null) {
      switch (parser.nextToken()) {
        case VALUE_TRUE -> values.put(field, true);
        case VALUE_FALSE -> values.put(field, false);
        case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
            values.put(field, parser.getText());
        default -> parser.skipChildren();
      }
      if (values.size() > MOST) {
        throw NoriaException.invalid(name + ": more than " + MOST + " (expected: fewer)");
      }
    }
    return new Parameters(values);
  }

  /** Their names. */
  public Set<String> names() {
    return values.keySet();
  }

  /** These and the scalar that the parser stands at; what is nested is passed over. */
  public Parameters with(String name, JsonParser parser) throws IOException {
    if (!parser.currentToken().isScalarValue()) {
      parser.skipChildren();
      return this;
    }
    return and(new Parameters(Map.of(name, parser.getText())));
  }

  /** These and those; where both have a name, those. */
  public Parameters and(Parameters others) {
    Map<String, Object> all = new HashMap<>(values);
    all.putAll(others.values);
    if (all.size() > MOST) {
      throw NoriaException.invalid("body: more than " + MOST + " fields (expected: fewer)");
    }
    return new Parameters(all);
  }

  /** As it came: a Boolean, or the text of a number or string; null when it is missing. */
  public @Nullable Object value(String name) {
    return values.get(name);
  }

  /** As text; null when it is missing. */
  public @Nullable String text(String name) {
    Object value = values.get(name);
    return value == null ? null : value.toString();
  }

  /** A truth value, also written as text. */
  public boolean flag(String name, boolean otherwise) {
    String text = text(name);
    return switch (text) {
      case null -> otherwise;
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw wrong(name, text, "true or false");
    };
  }

  /** A whole number of 0 or more. */
  public long number(String name, long otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below with what was expected.
    }
    throw wrong(name, text, "a whole number of 0 or more");
  }

  private static NoriaException wrong(String name, String text, String expected) {
    return NoriaException.invalid(
        name + ": " + TensorJson.shortened(text) + " (expected: " + expected + ")");
  }
}
