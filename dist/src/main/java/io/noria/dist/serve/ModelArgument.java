package io.noria.dist.serve;

import io.noria.base.NoriaException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a command was given as its model. */
sealed interface ModelArgument {
  /** The forms, for messages and help. */
  String FORMS =
      "a file, a folder, models:/NAME/VERSION, models:/NAME@ALIAS, models:/NAME/STAGE or"
          + " models:/NAME/latest";

  /** The word for the newest version. */
  String LATEST = "latest";

  /** A file or a folder that is there. */
  record Here(Path path) implements ModelArgument {}

  /**
   * A registered model.
   *
   * @param model its name
   * @param follow {@code version:3}, {@code alias:champion}, {@code stage:Production}, or {@link
   *     #LATEST}
   */
  record Registered(String model, String follow) implements ModelArgument {}

  /** What a deployment of it is called unless one says. */
  default String usualName() {
    return switch (this) {
      case Here here -> name(withoutEnding(here.path()));
      case Registered of -> name(of.model().substring(of.model().lastIndexOf('/') + 1));
    };
  }

  /**
   * Reads it.
   *
   * @throws NoriaException INVALID_ARGUMENT when it has none of the forms, NOT_FOUND when nothing
   *     is there
   */
  static ModelArgument parse(String text) {
    if (text.startsWith("models:")) {
      return registered(text);
    }
    if (text.matches("[a-z][a-z0-9+.-]+:/.*")) {
      throw NoriaException.invalid("MODEL: " + text + " (expected: " + FORMS + ")");
    }
    Path path = Path.of(text).toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      throw NoriaException.notFound(
          "MODEL: there is no file or folder " + text + " (expected: " + FORMS + ")");
    }
    return new Here(path);
  }

  private static Registered registered(String text) {
    String rest = text.replaceFirst("^models:/+", "");
    int at = rest.lastIndexOf('@');
    int slash = rest.lastIndexOf('/');
    if (at > 0 && at < rest.length() - 1 && at > slash) {
      return new Registered(rest.substring(0, at), "alias:" + rest.substring(at + 1));
    }
    if (slash < 1 || slash == rest.length() - 1) {
      throw NoriaException.invalid("MODEL: " + text + " (expected: " + FORMS + ")");
    }
    String tail = rest.substring(slash + 1);
    return new Registered(rest.substring(0, slash), follow(text, tail));
  }

  private static String follow(String text, String tail) {
    if (tail.matches("[1-9][0-9]{0,8}")) {
      return "version:" + tail;
    }
    if (tail.equalsIgnoreCase(LATEST)) {
      return LATEST;
    }
    for (String stage : List.of("Development", "Staging", "Production", "Archived")) {
      if (tail.equalsIgnoreCase(stage)) {
        return "stage:" + stage;
      }
    }
    throw NoriaException.invalid(
        "MODEL: "
            + text
            + ": "
            + tail
            + " is no version and no stage (expected: a number, latest, Development, Staging,"
            + " Production or Archived; an alias as models:/NAME@ALIAS)");
  }

  private static String withoutEnding(Path path) {
    Path last = path.getFileName();
    String name = last == null ? "" : last.toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 && Files.isRegularFile(path) ? name.substring(0, dot) : name;
  }

  /** A name that a model and a deployment can have, as like the text as can be. */
  static String name(String text) {
    String name = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[._-]+|[._-]+$", "");
    String cut = name.length() > 100 ? name.substring(0, 100) : name;
    return cut.isEmpty() ? "model" : cut;
  }
}
