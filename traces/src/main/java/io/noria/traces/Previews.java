package io.noria.traces;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The beginning of what a trace was asked and answered, for lists. */
public final class Previews {
  /** Longest preview. */
  public static final int LONGEST = 1000;

  private Previews() {}

  /**
   * A preview of a root span's inputs or outputs: the last message of the role when they are a
   * chat, else their JSON.
   *
   * @param json inputs or outputs, or null
   * @param role {@code user} or {@code assistant}
   */
  public static @Nullable String of(@Nullable String json, String role) {
    if (json == null) {
      return null;
    }
    String content = lastMessage(JsonText.value(json), role);
    return cut(content == null || content.isEmpty() ? json : content);
  }

  /** The text, at most as long as a preview may be. */
  public static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
  }

  private static @Nullable String lastMessage(@Nullable Object value, String role) {
    if (!(value instanceof Map<?, ?> map)) {
      return null;
    }
    List<?> messages =
        map.get("messages") instanceof List<?> all
            ? all
            : map.get("input") instanceof List<?> input ? input : choices(map);
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i) instanceof Map<?, ?> message && role.equals(message.get("role"))) {
        return content(message.get("content"));
      }
    }
    return null;
  }

  private static List<?> choices(Map<?, ?> map) {
    if (map.get("choices") instanceof List<?> choices
        && !choices.isEmpty()
        && choices.getFirst() instanceof Map<?, ?> first
        && first.get("message") instanceof Map<?, ?> message) {
      return List.of(message);
    }
    return map.get("output") instanceof List<?> output ? output : List.of();
  }

  private static @Nullable String content(@Nullable Object content) {
    if (content instanceof String text) {
      return text;
    }
    if (content instanceof List<?> parts) {
      for (Object part : parts) {
        if (part instanceof Map<?, ?> map && map.get("text") instanceof String text) {
          return text;
        }
      }
    }
    return null;
  }
}
