package io.noria.traces;

import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that are kept as JSON texts. */
public final class JsonText {
  private JsonText() {}

  /** The string that the JSON text is; null for null and for anything else. */
  public static @Nullable String string(@Nullable String json) {
    if (json == null || json.length() < 2 || json.charAt(0) != '"') {
      return null;
    }
    boolean plain = json.indexOf('\\') < 0 && json.charAt(json.length() - 1) == '"';
    if (plain) {
      return json.substring(1, json.length() - 1);
    }
    return value(json) instanceof String text ? text : null;
  }

  /** The string without its quotes, or the JSON text of anything else: what filters look at. */
  public static String shown(String json) {
    String text = string(json);
    return text == null ? json : text;
  }

  /** Map, list, string, number, boolean or null; null too when it is no JSON. */
  public static @Nullable Object value(@Nullable String json) {
    if (json == null || json.isBlank()) {
      return null;
    }
    try {
      return Json.read(json, Object.class);
    } catch (NoriaException e) {
      return null; // A client's text that is no JSON has no value to look into.
    }
  }

  /** The members of an object; null when it is none. A text that holds an object counts as one. */
  public static @Nullable Map<?, ?> object(@Nullable String json) {
    Object value = value(json);
    if (value instanceof String inner) {
      value = value(inner);
    }
    return value instanceof Map<?, ?> map ? map : null;
  }

  /** The JSON text of a value. */
  public static String of(@Nullable Object value) {
    return value == null ? "null" : Json.write(value);
  }
}
