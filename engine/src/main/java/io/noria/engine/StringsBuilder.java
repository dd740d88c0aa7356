package io.noria.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects values into a column. Not thread-safe. */
public final class StringsBuilder {
  private final Map<String, Integer> seen = new HashMap<>();
  private final ArrayList<String> dictionary = new ArrayList<>();
  private int[] codes;
  private int size;

  /** A builder that expects about so many values. */
  public StringsBuilder(int expected) {
    this.codes = new int[Math.max(16, expected)];
  }

  /** Adds a value; null is a missing one. */
  public StringsBuilder add(@Nullable String value) {
    if (size == codes.length) {
      codes = Arrays.copyOf(codes, size * 2);
    }
    codes[size++] = value == null ? -1 : code(value);
    return this;
  }

  private int code(String value) {
    Integer known = seen.putIfAbsent(value, dictionary.size());
    if (known == null) {
      dictionary.add(value);
      return dictionary.size() - 1;
    }
    return known;
  }

  /** The column of what was added. */
  public Column.Strings build() {
    return new Column.Strings(Arrays.copyOf(codes, size), dictionary);
  }
}
