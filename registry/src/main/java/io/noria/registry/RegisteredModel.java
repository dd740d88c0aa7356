package io.noria.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A named line of versions.
 *
 * @param name unique
 * @param description Markdown; may be empty
 * @param createdAt when it was created
 * @param updatedAt when it, or one of its versions, last changed
 * @param tags by key, sorted
 * @param aliases the version each points at, sorted by alias
 * @param latest the newest version of every stage that has one, by stage
 */
public record RegisteredModel(
    String name,
    String description,
    Instant createdAt,
    Instant updatedAt,
    Map<String, String> tags,
    Map<String, Integer> aliases,
    List<ModelVersion> latest) {
  /** Copies. */
  public RegisteredModel {
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    aliases = Collections.unmodifiableMap(new TreeMap<>(aliases));
    latest = List.copyOf(latest);
  }
}
