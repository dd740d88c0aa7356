package io.noria.delivery;

import io.noria.base.NoriaException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a version must show before it may enter a stage or carry an alias. All checks must pass.
 *
 * @param model the registered model
 * @param name the stage in lower case ({@code staging}, {@code production}, …), or the alias
 * @param checks its conditions; at least one
 * @param expiresAfter how long a PASS holds after it was recorded; null for as long as the champion
 *     that it was compared with is the champion
 */
public record Gate(String model, String name, List<Check> checks, @Nullable Duration expiresAfter) {
  private static final Set<String> STAGES =
      Set.of("development", "staging", "production", "archived");

  /** Validates and copies. */
  public Gate {
    checks = List.copyOf(checks);
    if (checks.isEmpty()) {
      throw NoriaException.invalid("gate " + name + ": no checks (expected: at least one)");
    }
  }

  /** A gate whose verdicts do not expire by time. */
  public static Gate of(String model, String name, Check... checks) {
    return new Gate(model, name, List.of(checks), null);
  }

  /** Whether it binds a stage; otherwise it binds the alias of its name. */
  public boolean bindsStage() {
    return STAGES.contains(name.toLowerCase(Locale.ROOT));
  }
}
