package io.noria.registry;

import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import io.noria.tracking.WorkspaceName;
import java.util.Locale;
import java.util.regex.Pattern;

/** What models, versions and aliases may be called. */
public final class Names {
  private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final Pattern NUMBERED = Pattern.compile("[vV][0-9]+");

  private Names() {}

  /**
   * A model's name: in the default workspace as {@link #plain}, in another {@code WORKSPACE/NAME}.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not
   */
  public static String model(String name) {
    int slash = name.indexOf('/');
    if (slash < 0 || !isWorkspace(name.substring(0, slash))) {
      return plain(name);
    }
    plain(name.substring(slash + 1));
    return name;
  }

  private static boolean isWorkspace(String text) {
    return WorkspaceName.isName(text) && !text.equals(WorkspaceName.DEFAULT.value());
  }

  /**
   * A model's name within its workspace: 1 to 256 characters without {@code /}, {@code :} and
   * control characters.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not
   */
  public static String plain(String name) {
    Limits.atLeastOne("model name", name);
    Limits.atMost("model name", name, 256);
    if (name.isBlank() || name.chars().anyMatch(c -> c == '/' || c == ':' || c < 32)) {
      throw noName(name);
    }
    return name;
  }

  /** The error of a name that no model can have. */
  public static NoriaException noName(String name) {
    return NoriaException.invalid(
        "model name: '" + Limits.shown(name) + "' (expected: a name without / and :)");
  }

  /** What a model is called everywhere: its plain name with the workspace before it. */
  public static String qualified(WorkspaceName workspace, String plain) {
    return workspace.isDefault() ? plain : workspace + "/" + plain;
  }

  /** The workspace of a model. */
  public static WorkspaceName workspace(String model) {
    int slash = model.indexOf('/');
    return slash < 0 ? WorkspaceName.DEFAULT : new WorkspaceName(model.substring(0, slash));
  }

  /** A model's name within its workspace. */
  public static String within(String model) {
    return model.substring(model.indexOf('/') + 1);
  }

  /**
   * An alias: letters, digits, {@code _} and {@code -}, up to 255; not {@code latest}, not {@code
   * v} and a number.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not
   */
  public static String alias(String alias) {
    if (!ALIAS.matcher(alias).matches()) {
      throw NoriaException.invalid(
          "alias: '" + Limits.shown(alias) + "' (expected: up to 255 letters, digits, _ and -)");
    }
    if (alias.toLowerCase(Locale.ROOT).equals("latest") || NUMBERED.matcher(alias).matches()) {
      throw NoriaException.invalid(
          "alias: '" + alias + "' is reserved (expected: not latest, not v and a number)");
    }
    return alias;
  }

  /**
   * A version's number.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not a number of 1 or more
   */
  public static int version(String text) {
    try {
      int version = Integer.parseInt(text);
      if (version >= 1) {
        return version;
      }
    } catch (NumberFormatException e) {
      // Said below, for both cases.
    }
    throw NoriaException.invalid(
        "version: '" + Limits.shown(text) + "' (expected: a number of 1 or more)");
  }
}
