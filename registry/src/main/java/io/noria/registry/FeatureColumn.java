package io.noria.registry;

import io.noria.base.NoriaException;
import java.util.List;
import java.util.Locale;

/**
 * A column that a model takes, in its raw form.
 *
 * @param name the column's name
 * @param type how its values are written
 * @param categories for {@code STRING}, the dictionary: a value's code is its place in the list; a
 *     value that is not in it, and null, are missing. Empty for the other types
 */
public record FeatureColumn(String name, Type type, List<String> categories) {
  /** How a column's values are written. */
  public enum Type {
    /** A number. */
    DOUBLE,
    /** A whole number. */
    LONG,
    /** true or false. */
    BOOLEAN,
    /** One of the categories. */
    STRING;

    /** Lower case: the form on every wire. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Validates and copies. */
  public FeatureColumn {
    if (name.isEmpty()) {
      throw NoriaException.invalid("feature column: empty name (expected: the column's name)");
    }
    categories = List.copyOf(categories);
  }

  /** A column without a dictionary. */
  public static FeatureColumn of(String name, Type type) {
    return new FeatureColumn(name, type, List.of());
  }
}
