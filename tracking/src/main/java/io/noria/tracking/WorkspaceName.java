package io.noria.tracking;

import io.noria.base.NoriaException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A workspace's name: 2 to 63 lower-case letters, digits and inner hyphens, as MLflow has it. What
 * was in a workspace that was deleted with all of it goes by a name that no client can say: the old
 * one, {@code ~} and the moment in milliseconds.
 *
 * @param value the name
 */
public record WorkspaceName(String value) {
  private static final String WORD = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])";
  private static final Pattern LIVING = Pattern.compile(WORD);
  private static final Pattern ANY = Pattern.compile(WORD + "(~[0-9]{1,18})?");
  private static final Set<String> RESERVED =
      Set.of("workspaces", "api", "ajax-api", "static-files");

  /** The workspace that is always there, and that everything is in which names none. */
  public static final WorkspaceName DEFAULT = new WorkspaceName("default");

  /** Validates. */
  public WorkspaceName {
    if (!ANY.matcher(value).matches() || RESERVED.contains(value)) {
      throw wrong(value);
    }
  }

  private static NoriaException wrong(String text) {
    return NoriaException.invalid(
        "workspace name: '"
            + Limits.shown(text)
            + "' (expected: 2 to 63 lower-case letters, digits and inner hyphens; not one of"
            + " ajax-api, api, static-files and workspaces)");
  }

  /**
   * The name that somebody says.
   *
   * @throws NoriaException INVALID_ARGUMENT when a workspace cannot be called so
   */
  public static WorkspaceName parse(String text) {
    if (!isName(text)) {
      throw wrong(text);
    }
    return new WorkspaceName(text);
  }

  /** Whether a workspace could be called so. */
  public static boolean isName(String text) {
    return LIVING.matcher(text).matches() && !RESERVED.contains(text);
  }

  /** Whether it is the one that is always there. */
  public boolean isDefault() {
    return value.equals(DEFAULT.value);
  }

  /** Whether the workspace was deleted with what was in it. */
  public boolean isGone() {
    return value.indexOf('~') >= 0;
  }

  @Override
  public String toString() {
    return value;
  }
}
