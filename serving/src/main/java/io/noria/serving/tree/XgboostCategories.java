package io.noria.serving.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The dictionary of one column as XGBoost has kept it since 3.1: numbers, or the bytes of all texts
 * and where each begins.
 *
 * @param values the category of each code, a String, Long or Double; empty for other columns, and
 *     for texts beyond ASCII
 */
record XgboostCategories(List<Object> values) {
  private static final int LEAST = -128;

  static XgboostCategories read(ModelFile file) throws IOException {
    List<String> numbers = new ArrayList<>();
    var offsets =
        new Object() {
          int[] of = {};
          boolean known;
        };
    file.object(name -> {
      switch (name) {
        case "values" -> file.array(() -> numbers.add(file.text()));
        case "offsets" -> {
          offsets.of = file.integers();
          offsets.known = true;
        }
        default -> file.skip();
      }
    });
    return new XgboostCategories(offsets.known ? texts(numbers, offsets.of) : numbers(numbers));
  }

  private static List<Object> numbers(List<String> numbers) {
    List<Object> values = new ArrayList<>();
    for (String number : numbers) {
      try {
        double value = Double.parseDouble(number);
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
          values.add((long) value);
        } else {
          values.add(value);
        }
      } catch (NumberFormatException e) {
        throw FlatTrees.damaged("a category " + number + " (expected: a number)");
      }
    }
    return values;
  }

  private static List<Object> texts(List<String> numbers, int[] offsets) {
    byte[] bytes = new byte[numbers.size()];
    for (int i = 0; i < bytes.length; i++) {
      int value;
      try {
        value = Integer.parseInt(numbers.get(i));
      } catch (NumberFormatException e) {
        value = Integer.MAX_VALUE;
      }
      if (value < LEAST || value > 255) {
        throw FlatTrees.damaged("a category's byte " + numbers.get(i));
      }
      bytes[i] = (byte) value;
    }
    for (byte one : bytes) {
      if (one < 0) {
        // 3.1 and 3.2 count characters where they mean bytes and cut the last ones off: what each
        // code stands for cannot be told, and a wrong text is worse than none.
        return List.of();
      }
    }
    return split(bytes, offsets);
  }

  private static List<Object> split(byte[] bytes, int[] offsets) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i + 1 < offsets.length; i++) {
      int from = offsets[i];
      int to = offsets[i + 1];
      if (from < 0 || from > to || to > bytes.length) {
        throw FlatTrees.damaged("a category from byte " + from + " to " + to);
      }
      values.add(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
    }
    return values;
  }
}
