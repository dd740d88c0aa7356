package io.noria.serving.tree;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers in a line of LightGBM's text, with spaces between them. */
final class Numbers {
  private Numbers() {}

  /** One whole number that is not below zero. */
  static int whole(String name, @Nullable String text) {
    if (text == null) {
      throw LightgbmReader.damaged("no " + name);
    }
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw LightgbmReader.damaged(name + "=" + text + " (expected: a whole number)");
  }

  static int[] integers(String name, @Nullable String text) {
    var numbers = new Ints();
    for (String part : parts(text)) {
      try {
        numbers.add(Integer.parseInt(part));
      } catch (NumberFormatException e) {
        throw LightgbmReader.damaged(name + ": " + part + " (expected: a whole number)");
      }
    }
    return numbers.toArray();
  }

  /** Words of 32 bits, written without a sign. */
  static int[] words(String name, @Nullable String text) {
    var numbers = new Ints();
    for (String part : parts(text)) {
      try {
        numbers.add(Integer.parseUnsignedInt(part));
      } catch (NumberFormatException e) {
        throw LightgbmReader.damaged(name + ": " + part + " (expected: a word of 32 bits)");
      }
    }
    return numbers.toArray();
  }

  static double[] doubles(String name, @Nullable String text) {
    List<String> parts = parts(text);
    double[] numbers = new double[parts.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(name, parts.get(i));
    }
    return numbers;
  }

  static double number(String name, String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan", "-nan" -> Double.NaN;
      default -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw LightgbmReader.damaged(name + ": " + text + " (expected: a number)");
        }
      }
    };
  }

  /** What lies between spaces. */
  static List<String> parts(@Nullable String text) {
    List<String> parts = new ArrayList<>();
    if (text == null) {
      return parts;
    }
    int from = 0;
    int length = text.length();
    while (from < length) {
      int to = text.indexOf(' ', from);
      to = to < 0 ? length : to;
      if (to > from) {
        parts.add(text.substring(from, to));
      }
      from = to + 1;
    }
    return parts;
  }
}
