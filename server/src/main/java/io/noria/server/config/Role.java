package io.noria.server.config;

import io.noria.base.NoriaException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a server does for others. Every server reads and writes the records of all areas; a role is
 * what it answers and what it does by itself. Any set of servers on one database that has all of
 * them together does what one server does.
 */
public enum Role {
  /** Runs, artifacts, traces, data, the model registry with its webhooks, and the pages. */
  TRACKING,
  /** Deployments: predictions and labels. */
  SERVING,
  /** Projects, their pipelines and what sets them going. */
  PIPELINES,
  /** Windows over predictions, drift and alerts. */
  MONITORING;

  /** As it is written in settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words, as a list. */
  public static String words(Set<Role> roles) {
    return roles.stream().sorted().map(Role::word).collect(Collectors.joining(", "));
  }

  /**
   * Reads {@code all} or roles with commas between.
   *
   * @param source where it was said, for the error
   * @throws NoriaException INVALID_ARGUMENT for an unknown one, with the nearest known
   */
  static Set<Role> parse(String text, String source) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String part : text.split(",", -1)) {
      String word = part.strip().toLowerCase(Locale.ROOT);
      if (word.equals("all")) {
        roles.addAll(Set.of(values()));
        continue;
      }
      roles.add(
          Arrays.stream(values())
              .filter(role -> role.word().equals(word))
              .findFirst()
              .orElseThrow(() -> unknown(word, source)));
    }
    return Set.copyOf(roles);
  }

  private static NoriaException unknown(String word, String source) {
    Role nearest =
        Arrays.stream(values())
            .min(Comparator.comparingInt(role -> Settings.distance(role.word(), word)))
            .orElseThrow();
    return NoriaException.invalid(
        source
            + ": '"
            + word
            + "' is no role (did you mean "
            + nearest.word()
            + "? There are: "
            + words(Set.of(values()))
            + ", all)");
  }
}
