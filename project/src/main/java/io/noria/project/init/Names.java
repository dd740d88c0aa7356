package io.noria.project.init;

import io.noria.project.yaml.Nearest;
import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of columns, tables, projects and files, as each place can bear them. */
final class Names {
  /** The engine's keywords that cannot stand as a column's name without quotes. */
  private static final Set<String> KEYWORDS =
      Set.of(
          ("all analyse analyze and anti any array as asc asof asymmetric at authorization between"
                  + " bigint binary bit boolean both by case cast char character check coalesce"
                  + " collate collation column columns concurrently constraint create cross"
                  + " current_catalog current_date current_role current_schema current_time"
                  + " current_timestamp current_user dec decimal default deferrable desc describe"
                  + " distinct do else end except exclude exists extract false fetch float for"
                  + " foreign freeze from full generated glob grant group grouping grouping_id"
                  + " having ilike in initially inner inout insert int integer intersect interval"
                  + " into is isnull join lambda lateral leading left like limit localtime"
                  + " localtimestamp map natural none not notnull null nullif numeric offset on"
                  + " only or order outer overlaps overlay pivot pivot_longer pivot_wider placing"
                  + " position positional precision primary qualify real references replace"
                  + " returning right row rows schema select semi set setof session_user show"
                  + " similar smallint some struct substring summarize symmetric table tablesample"
                  + " then time timestamp to trailing treat trim true try_cast union unique unpack"
                  + " unpivot update user using values varchar variadic verbose view when where"
                  + " window with xmlattributes xmlconcat xmlelement xmlexists xmlforest"
                  + " xmlparse xmlpi xmlroot xmlserialize xmltable")
              .split(" "));

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private Names() {}

  /** Whether it can stand in SQL and in {@code arrives} as it is. */
  static boolean isPlain(String name) {
    return PLAIN.matcher(name).matches();
  }

  /** A column in SQL: bare where it can be, else in quotes. */
  static String column(String name) {
    return isPlain(name) && !KEYWORDS.contains(name.toLowerCase(Locale.ROOT)) ? name : quoted(name);
  }

  /** In quotes. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text in SQL. */
  static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  /** A name for a table or a project that is like the text: letters, digits and {@code _}. */
  static String identifier(String text, String otherwise) {
    String plain =
        Normalizer.normalize(text.strip(), Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^A-Za-z0-9]+", "_")
            .replaceAll("^_+|_+$", "")
            .toLowerCase(Locale.ROOT);
    if (plain.isEmpty()) {
      return otherwise;
    }
    String safe = Character.isDigit(plain.charAt(0)) ? "t_" + plain : plain;
    String cut = safe.length() > 60 ? safe.substring(0, 60) : safe;
    return KEYWORDS.contains(cut) ? cut + "_table" : cut;
  }

  /** The column that the person means: the very name, else the same but for case and spaces. */
  static Optional<String> find(String name, Collection<String> columns) {
    if (columns.contains(name)) {
      return Optional.of(name);
    }
    List<String> alike =
        columns.stream().filter(c -> c.strip().equalsIgnoreCase(name.strip())).toList();
    return alike.size() == 1 ? Optional.of(alike.getFirst()) : Optional.empty();
  }

  /** At most five columns, the likeliest first, for somebody who mistyped one. */
  static List<String> nearest(String name, Collection<String> columns) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return columns.stream()
        .limit(20_000)
        .sorted(Comparator.comparingInt(c -> distance(wanted, c.toLowerCase(Locale.ROOT))))
        .limit(5)
        .toList();
  }

  private static int distance(String a, String b) {
    boolean holds = b.contains(a) || (a.contains(b) && b.length() > 2);
    return holds ? b.length() / 4 : Nearest.edits(a, b);
  }

  /** Whether the name is matched by a pattern in which {@code *} stands for anything. */
  static boolean matches(String pattern, String name) {
    String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
        .matcher(name)
        .matches();
  }

  /** The name's words in lower case: {@code orderDate} and {@code order_date} are order, date. */
  static List<String> words(String name) {
    String spaced = name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    return List.of(spaced.split("[^\\p{L}\\p{N}]+"));
  }

  /** Names in a sentence, the first few of them. */
  static String few(Collection<String> names, int most) {
    List<String> shown = names.stream().limit(most).toList();
    String list = String.join(", ", shown);
    return names.size() > most ? list + " and " + (names.size() - most) + " more" : list;
  }
}
