package io.noria.project;

import java.util.List;
import java.util.Locale;

/**
 * One thing that applying would do, or did.
 *
 * @param action what happens
 * @param what to what: {@code gate champion}, {@code data flights@2013-04}
 * @param summary in words
 */
public record Change(Action action, String what, String summary) {
  /** What happens. */
  public enum Action {
    /** It is made. */
    CREATE,
    /** It becomes different. */
    CHANGE,
    /** It goes. */
    DELETE,
    /** It stays. */
    NOTHING;

    /** Lower case: the form on every wire. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether any of them does something. */
  public static boolean any(List<Change> changes) {
    return changes.stream().anyMatch(change -> change.action() != Action.NOTHING);
  }
}
