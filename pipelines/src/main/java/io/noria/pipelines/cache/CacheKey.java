package io.noria.pipelines.cache;

import io.noria.pipelines.Step;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.storage.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a task's outputs depend on, in named parts: the step and its version, each param, and the
 * content of each input. Two tasks with equal parts have the same key.
 *
 * @param parts by name, for example {@code params.max_depth} or {@code input flights}
 */
public record CacheKey(Map<String, Part> parts) {
  /**
   * One part.
   *
   * @param digest equal exactly when the part is equal
   * @param shown for people
   * @param items the parts of a list, in order; empty for anything else
   */
  public record Part(String digest, String shown, List<Item> items) {
    /** Copies. */
    public Part {
      items = items == null ? List.of() : List.copyOf(items);
    }
  }

  /** One value of a list: what people call it, and its content's digest. */
  public record Item(String shown, String digest) {}

  /** Copies. */
  public CacheKey {
    parts = java.util.Collections.unmodifiableMap(new TreeMap<>(parts));
  }

  /** The key of a task whose inputs are resolved. */
  public static CacheKey of(Step step, TaskSpec spec, Map<String, Value> inputs) {
    var parts = new TreeMap<String, Part>();
    parts.put("step", plain(step.type()));
    parts.put("step version", plain(step.version()));
    spec.params().forEach((name, value) -> flatten("params." + name, value, parts));
    inputs.forEach((name, value) -> parts.put("input " + name, part(value)));
    return new CacheKey(parts);
  }

  /** The hexadecimal SHA-256 over all parts. */
  public String digest() {
    var text = new TreeMap<String, String>();
    parts.forEach((name, part) -> text.put(name, part.digest()));
    try {
      byte[] bytes = Json.write(text).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void flatten(String path, Object value, Map<String, Part> parts) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach((name, inner) -> flatten(path + "." + name, inner, parts));
    } else {
      parts.put(path, plain(value instanceof String text ? text : Json.write(value)));
    }
  }

  private static Part plain(String text) {
    return new Part(text, text, List.of());
  }

  private static Part part(Value value) {
    var items = new ArrayList<Item>();
    if (value instanceof Value.Many many) {
      many.items().forEach(item -> items.add(new Item(item.shown(), item.contentDigest())));
    }
    return new Part(value.contentDigest(), value.shown(), items);
  }
}
