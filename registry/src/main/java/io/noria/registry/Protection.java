package io.noria.registry;

import java.time.Instant;
import java.util.List;

/**
 * That only some may move an alias.
 *
 * @param alias its name
 * @param by the names of those who may, sorted; {@code noria} is the server itself, which promotes
 *     at the end of a turn
 * @param who said so
 * @param since when
 */
public record Protection(String alias, List<String> by, String who, Instant since) {
  /** Copies. */
  public Protection {
    by = by.stream().distinct().sorted().toList();
  }
}
