package io.noria.serving.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column that a model of trees reads.
 *
 * @param name null when the file has none
 * @param type what its numbers are
 * @param categories for a category what each code from 0 on stands for, in the file's own types: a
 *     String, Long, Double or Boolean each; null when the file does not say
 */
public record TreeFeature(@Nullable String name, Type type, @Nullable List<Object> categories) {
  /** What a column's numbers are. */
  public enum Type {
    /** Any number. */
    NUMBER,
    /** A whole number. */
    INTEGER,
    /** 0 or 1. */
    INDICATOR,
    /** The code of a category, from 0 on. */
    CATEGORY
  }

  /** A feature. */
  public TreeFeature {
    categories =
        categories == null ? null : Collections.unmodifiableList(new ArrayList<>(categories));
  }
}
