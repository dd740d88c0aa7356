package io.noria.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a model's versions stood at a moment.
 *
 * @param model the model's name now
 * @param nameThen its name at that moment
 * @param at the moment
 * @param stages every version that there was, by stage from Production down, the newest first
 * @param aliases every alias that there was, by name
 */
public record Standing(
    String model, String nameThen, Instant at, List<OfVersion> stages, List<OfVersion> aliases) {
  /** Copies. */
  public Standing {
    stages = List.copyOf(stages);
    aliases = List.copyOf(aliases);
  }

  /**
   * A version in a stage or under an alias.
   *
   * @param name the stage's title, or the alias
   * @param version the version
   * @param since when it came there
   * @param who brought it there; who registered it, when it never moved
   * @param move the move that brought it there; null when it is where it was registered
   */
  public record OfVersion(
      String name, ModelVersionId version, Instant since, String who, @Nullable Move move) {}

  /** What the alias pointed at. */
  public Optional<OfVersion> alias(String alias) {
    return aliases.stream().filter(one -> one.name().equals(alias)).findFirst();
  }

  /** What was in the stage, the newest first. */
  public List<OfVersion> stage(Stage stage) {
    return stages.stream().filter(one -> one.name().equals(stage.title())).toList();
  }
}
