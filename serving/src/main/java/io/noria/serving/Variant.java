package io.noria.serving;

import io.noria.base.NoriaException;
import java.util.regex.Pattern;

/**
 * Another version beside a deployment's own: it answers a share of the requests, or, as a shadow,
 * is asked the same and compared, and its answers are never returned.
 *
 * @param name unique in the deployment: {@code challenger}
 * @param model the registered model
 * @param follow the reference that decides the version
 * @param share of the requests that it answers, or as a shadow is asked too, in percent, 0 to 100
 * @param shadow whether it only listens
 */
public record Variant(String name, String model, Follow follow, double share, boolean shadow) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,49}");

  /** Validates. */
  public Variant {
    if (!NAME.matcher(name).matches()) {
      throw NoriaException.invalid(
          "variant: '" + name + "' (expected: up to 50 letters, digits, . _ -)");
    }
    if (!(share >= 0 && share <= 100)) {
      throw NoriaException.invalid(
          "variant " + name + ": share " + share + " (expected: percent, 0 to 100)");
    }
  }
}
