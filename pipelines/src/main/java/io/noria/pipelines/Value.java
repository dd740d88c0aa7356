package io.noria.pipelines;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.storage.json.Json;
import io.noria.storage.object.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What flows between tasks: a piece of JSON, a stored file, a record of Noria, or a list of these.
 * Immutable. Each has a digest of its content, which is what cache keys are made of.
 */
public sealed interface Value {
  /** Hexadecimal SHA-256 of the content; names of files and ids of records are not content. */
  String contentDigest();

  /** A short form for people: what cache notes and pages show. */
  String shown();

  /** Any JSON. */
  static Data of(Object jsonable) {
    return new Data(Json.write(jsonable));
  }

  /** A list. */
  static Many many(List<? extends Value> items) {
    return new Many(List.copyOf(items));
  }

  /**
   * The files in it, in order: itself, or a list's items.
   *
   * @throws NoriaException INVALID_ARGUMENT when there is anything else in it
   */
  default List<File> files() {
    return switch (this) {
      case File file -> List.of(file);
      case Many many -> many.items().stream().flatMap(item -> item.files().stream()).toList();
      case Data _, Record _ ->
          throw NoriaException.invalid("value: " + shown() + " (expected: a file)");
    };
  }

  /** The records in it, in order: itself, or a list's items; empty when it holds none. */
  default List<Record> records() {
    return switch (this) {
      case Record record -> List.of(record);
      case Many many -> many.items().stream().flatMap(item -> item.records().stream()).toList();
      case Data _, File _ -> List.of();
    };
  }

  /**
   * The JSON read as a type ({@code String}, {@code Long}, {@code Double}, a record …).
   *
   * @throws NoriaException INVALID_ARGUMENT when this is no JSON
   */
  default <T> T as(Class<T> type) {
    if (this instanceof Data data) {
      return Json.read(data.json(), type);
    }
    throw NoriaException.invalid("value: " + shown() + " (expected: JSON)");
  }

  /** The JSON string. */
  default String asString() {
    return as(String.class);
  }

  /**
   * JSON.
   *
   * @param json canonical text (keys sorted), as {@link Json#write} makes it
   */
  record Data(String json) implements Value {
    @Override
    public String contentDigest() {
      return Digests.sha256(json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String shown() {
      return json.length() > 60 ? json.substring(0, 57) + "…" : json;
    }
  }

  /**
   * A file in the object store.
   *
   * @param name what to call it
   * @param digest where it is
   * @param size bytes
   */
  record File(String name, Digest digest, long size) implements Value {
    @Override
    public String contentDigest() {
      return digest.value();
    }

    @Override
    public String shown() {
      return name;
    }
  }

  /**
   * A record of Noria, for example a data version. A task that gets one as input has read it: that
   * is written as lineage.
   *
   * @param ref its address
   * @param digest of its content, hexadecimal
   */
  record Record(Ref ref, String digest) implements Value {
    @Override
    public String contentDigest() {
      return digest;
    }

    @Override
    public String shown() {
      return ref.id();
    }
  }

  /**
   * A list.
   *
   * @param items in order
   */
  record Many(List<Value> items) implements Value {
    /** Copies. */
    public Many {
      items = List.copyOf(items);
    }

    @Override
    public String contentDigest() {
      var all = new StringBuilder("many");
      items.forEach(item -> all.append('\n').append(item.contentDigest()));
      return Digests.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String shown() {
      return items.size() == 1
          ? items.getFirst().shown()
          : items.isEmpty()
              ? "nothing"
              : items.getFirst().shown()
                  + (items.size() == 2 ? ", " : " … ")
                  + items.getLast().shown();
    }
  }

  /** The values of a map as a step returns them, for reading by name with a clear error. */
  static Value require(Map<String, Value> values, String name) {
    Value value = values.get(name);
    if (value == null) {
      throw NoriaException.invalid(
          "value " + name + ": missing (there is: " + values.keySet() + ")");
    }
    return value;
  }
}
