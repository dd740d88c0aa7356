package io.noria.project.init;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a CSV file is written, from its first million characters.
 *
 * @param delimiter between values
 * @param header whether the first line holds names
 * @param names of the columns
 */
record CsvDialect(char delimiter, boolean header, List<String> names) {
  private static final int HEAD = 1 << 20;
  private static final int RECORDS = 300;
  private static final char[] DELIMITERS = {',', ';', '\t', '|'};

  /**
   * Looks at the file, which is UTF-8.
   *
   * @throws NoriaException INVALID_ARGUMENT when it has no rows or a name twice
   */
  static CsvDialect of(Path file, Path shown) {
    String text = head(file);
    if (text.isBlank()) {
      throw NoriaException.invalid(
          "--data: %s is empty (expected: a line of names and at least one row)".formatted(shown));
    }
    char best = ',';
    double bestScore = -1;
    for (char delimiter : DELIMITERS) {
      double score = score(records(text, delimiter));
      if (score > bestScore) {
        bestScore = score;
        best = delimiter;
      }
    }
    List<List<String>> records = records(text, best);
    List<String> first = records.getFirst();
    boolean header = first.stream().noneMatch(CsvDialect::isNumber);
    if (header && records.size() < 2) {
      throw NoriaException.invalid(
          "--data: %s has names but no rows (expected: at least one row)".formatted(shown));
    }
    List<String> names = new ArrayList<>();
    Map<String, Integer> places = new HashMap<>();
    int digits = Integer.toString(first.size() - 1).length();
    for (int i = 0; i < first.size(); i++) {
      String made = "column" + String.format(Locale.ROOT, "%0" + digits + "d", i);
      String name = header && !first.get(i).isBlank() ? first.get(i) : made;
      Integer before = places.put(name.toLowerCase(Locale.ROOT), i + 1);
      if (before != null) {
        throw NoriaException.invalid(
            "--data: %s: two columns are called %s, the %s and the %s (expected: different names; rename one in the file's first line)"
                .formatted(shown, name, nth(before), nth(i + 1)));
      }
      names.add(name);
    }
    return new CsvDialect(best, header, List.copyOf(names));
  }

  private static String nth(int place) {
    return place
        + switch (place % 100) {
          case 11, 12, 13 -> "th";
          default ->
              switch (place % 10) {
                case 1 -> "st";
                case 2 -> "nd";
                case 3 -> "rd";
                default -> "th";
              };
        };
  }

  private static String head(Path file) {
    char[] buffer = new char[HEAD];
    int length = 0;
    try (Reader in = Files.newBufferedReader(file)) {
      int read = in.read(buffer, 0, HEAD);
      while (read > 0) {
        length += read;
        read = in.read(buffer, length, HEAD - length);
      }
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "--data: " + file + " cannot be read: " + e.getMessage(), e);
    }
    int start = length > 0 && buffer[0] == '\uFEFF' ? 1 : 0;
    return new String(buffer, start, length - start);
  }

  private static boolean isNumber(String value) {
    return value.strip().matches("[-+]?[0-9]*[.,]?[0-9]+([eE][-+]?[0-9]+)?");
  }

  /** More columns are better, as long as nearly every line has the first one's number of them. */
  private static double score(List<List<String>> records) {
    int columns = records.isEmpty() ? 0 : records.getFirst().size();
    if (columns < 2) {
      return 0;
    }
    long alike = records.stream().filter(record -> record.size() == columns).count();
    double share = alike / (double) records.size();
    return share * share * (1 + Math.log(columns));
  }

  /** The first records, without the last when it may be cut off. */
  private static List<List<String>> records(String text, char delimiter) {
    List<List<String>> records = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    int i = 0;
    while (i < text.length() && records.size() < RECORDS) {
      char c = text.charAt(i++);
      if (quoted) {
        if (c != '"') {
          field.append(c);
        } else if (i < text.length() && text.charAt(i) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && field.toString().isBlank()) {
        field.setLength(0);
        quoted = true;
      } else if (c == delimiter) {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\n' || c == '\r') {
        if (c == '\r' && i < text.length() && text.charAt(i) == '\n') {
          i++;
        }
        end(records, fields, field);
        fields = new ArrayList<>();
      } else {
        field.append(c);
      }
    }
    if (text.length() < HEAD - 1) {
      end(records, fields, field);
    }
    return records;
  }

  private static void end(List<List<String>> records, List<String> fields, StringBuilder field) {
    if (!fields.isEmpty() || !field.isEmpty()) {
      fields.add(field.toString());
      records.add(fields);
    }
    field.setLength(0);
  }
}
