package io.noria.stats;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reference values made by {@code src/test/python/make_goldens.py}, and the samples they are of.
 */
public final class Golden {
  private Golden() {}

  /** The rows of a file beside this class, by column; the first line names the source. */
  public static List<Map<String, String>> rows(String file) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Golden.class.getResourceAsStream(file), file),
                StandardCharsets.UTF_8))) {
      List<Map<String, String>> rows = new ArrayList<>();
      String[] header = null;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("#")) {
          continue;
        }
        String[] cells = line.split(",", -1);
        if (header == null) {
          header = cells;
          continue;
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < header.length; i++) {
          row.put(header[i], cells[i]);
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A cell as a number. */
  public static double number(Map<String, String> row, String column) {
    return Double.parseDouble(Objects.requireNonNull(row.get(column)).replace("inf", "Infinity"));
  }

  /** A cell as a whole number. */
  public static int whole(Map<String, String> row, String column) {
    return Integer.parseInt(Objects.requireNonNull(row.get(column)));
  }

  /** Uniform numbers from Knuth's MMIX generator, as the script makes them. */
  public static double[] uniform(long seed, int n) {
    double[] values = new double[n];
    long state = seed;
    for (int i = 0; i < n; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      values[i] = (state >>> 11) * 0x1.0p-53;
    }
    return values;
  }

  /** The script's sample of the kind. */
  public static double[] values(String kind, long seed, int n) {
    double[] values = uniform(seed, n);
    for (int i = 0; i < n; i++) {
      double u = values[i];
      values[i] =
          switch (kind) {
            case "uniform" -> u;
            case "shifted" -> u + 0.05;
            case "far" -> u + 0.7;
            case "squared" -> u * u * 10;
            case "tied" -> Math.floor(u * 30);
            case "few" -> Math.floor(u * u * 6);
            case "wide" -> Math.floor(u * 500) - 100;
            default -> throw new IllegalArgumentException(kind);
          };
    }
    return values;
  }

  /** The script's sample, as whole numbers where it makes such. */
  public static Sample sample(String kind, long seed, int n, boolean integral) {
    double[] values = values(kind, seed, n);
    return integral ? Sample.integers(values) : Sample.numbers(values);
  }

  /** Whether the script's sample holds whole numbers. */
  public static boolean integral(String kind) {
    return kind.equals("tied") || kind.equals("few") || kind.equals("wide");
  }

  /** |a - b| / |b|, and 0 when they are the same number. */
  public static double relative(double a, double b) {
    return a == b ? 0 : Math.abs(a - b) / Math.abs(b);
  }
}
