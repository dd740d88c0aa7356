package io.noria.project.init;

import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.project.init.ColumnLook.Sampled;
import io.noria.project.init.Decision.Kind;
import io.noria.project.init.Table.Column.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of each column what it is for: it names a row, it is a feature, or it is left out. */
final class Roles {
  private static final double MANY_TEXTS = 0.5;
  private static final int MOST_CATEGORIES = 1000;
  private static final double PROSE_LENGTH = 40;
  private static final double LATER = 0.5;

  /** In a table of more rows, different keys are estimated. */
  static final long MOST_COUNTED = 30_000_000;

  private final Table table;
  private final FullLook full;
  private final Map<String, ColumnLook> looks;
  private final Sample sample;
  private final InitRequest.Answers answers;
  private final List<Decision> decisions;

  private final List<String> key = new ArrayList<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();

  Roles(
      Table table,
      FullLook full,
      Map<String, ColumnLook> looks,
      Sample sample,
      InitRequest.Answers answers,
      List<Decision> decisions) {
    this.table = table;
    this.full = full;
    this.looks = looks;
    this.sample = sample;
    this.answers = answers;
    this.decisions = decisions;
  }

  /** Columns that name a row. */
  List<String> key() {
    return List.copyOf(key);
  }

  /** Columns that are left out, with the reason in a few words. */
  Map<String, String> leftOut() {
    return leftOut;
  }

  /** Decides by the columns alone; leaks are measured afterwards. */
  void decide(String target, @Nullable String time) {
    for (Table.Column column : table.columns()) {
      if (column.form() == Form.OTHER) {
        out(column.name(), "of type " + column.nativeType(), "nothing here can read that type", "");
      }
    }
    for (String said : answers.key()) {
      key.add(known("--key", said));
    }
    decideKey(target, time);
    for (ColumnLook look : looks.values()) {
      String name = look.name();
      boolean taken = name.equals(target) || name.equals(time) || key.contains(name);
      if (!taken && isExcluded(name)) {
        out(name, "excluded", "you said so", "leave out --exclude " + name);
      } else if (!taken && !isKept(name) && !leftOut.containsKey(name)) {
        decide(look, time);
      }
    }
  }

  private String known(String flag, String said) {
    return Names.find(said, looks.keySet())
        .orElseThrow(() ->
            NoriaException.invalid(
                "%s: no column %s (expected: such as %s)"
                    .formatted(
                        flag, said, String.join(", ", Names.nearest(said, looks.keySet())))));
  }

  private boolean isExcluded(String name) {
    return answers.exclude().stream().anyMatch(pattern -> Names.matches(pattern, name));
  }

  private boolean isKept(String name) {
    return answers.keep().stream().anyMatch(pattern -> Names.matches(pattern, name));
  }

  private void out(String name, String inShort, String why, String change) {
    leftOut.put(name, inShort);
    decisions.add(new Decision(name, Kind.LEFT_OUT, "left out", why, change));
  }

  private void decideKey(String target, @Nullable String time) {
    List<ColumnLook> unique = new ArrayList<>();
    for (ColumnLook look : looks.values()) {
      String name = look.name();
      boolean free =
          !name.equals(target) && !name.equals(time) && !isExcluded(name) && !isKept(name);
      if (free && !key.contains(name) && mayName(look)) {
        unique.add(look);
      }
    }
    unique.sort(java.util.Comparator.comparingInt(look -> isNamedId(look.name()) ? 0 : 1));
    for (ColumnLook look : unique.subList(0, Math.min(4, unique.size()))) {
      long different = distinct(look.name());
      if (different == full.rows()) {
        String why = "it is different in each of the %s rows".formatted(Shown.count(full.rows()));
        if (key.isEmpty()) {
          key.add(look.name());
          decisions.add(
              new Decision(
                  look.name(),
                  Kind.KEY,
                  "names a row and is no feature",
                  why,
                  "--keep " + quoted(look.name())));
        } else {
          out(look.name(), "different in every row", why, "--keep " + quoted(look.name()));
        }
      } else if (isNamedId(look.name())) {
        repeated(look, different);
      }
    }
    if (key.isEmpty()) {
      entity(target, time);
    }
  }

  private void repeated(ColumnLook look, long different) {
    decisions.add(
        new Decision(
            look.name(),
            Kind.WARNING,
            "the key repeats",
            "%s rows have only %s different ones"
                .formatted(Shown.count(full.rows()), Shown.count(different)),
            "remove the duplicates if a row should come once"));
    if (key.isEmpty()) {
      key.add(look.name());
    } else {
      leftOut.put(look.name(), "nearly different in every row");
    }
  }

  /** An id that comes in several rows: whom or what the rows are about. */
  private void entity(String target, @Nullable String time) {
    for (ColumnLook look : looks.values()) {
      String name = look.name();
      long different = sample.all() ? look.sampled().distinct() : look.scanned().distinct();
      boolean many = different > MOST_CATEGORIES || different > 0.02 * full.rows();
      boolean free =
          !name.equals(target) && !name.equals(time) && !isExcluded(name) && !isKept(name);
      if (free && isNamedId(name) && different >= 20 && many && isCountable(look)) {
        key.add(name);
        decisions.add(
            new Decision(
                name,
                Kind.KEY,
                "names whom a row is about and is no feature",
                "it is called so, and has about %s different values in %s rows: a model would learn them by heart"
                    .formatted(Shown.count(different), Shown.count(full.rows())),
                "--keep " + quoted(name)));
        return;
      }
    }
  }

  private static boolean isCountable(ColumnLook look) {
    return look.form() == Form.TEXT || (look.form() == Form.NUMBER && look.sampled().whole());
  }

  private boolean mayName(ColumnLook look) {
    Sampled sampled = look.sampled();
    if (!sampled.isUnique()
        && !(isNamedId(look.name()) && sampled.distinct() > 0.95 * sampled.rows())) {
      return false;
    }
    if (sampled.rows() < 5 || look.scanned().nulls() > 0 || !isCountable(look)) {
      return false;
    }
    if (isNamedId(look.name())) {
      return true;
    }
    if (look.form() == Form.TEXT) {
      return sampled.length() <= PROSE_LENGTH
          && sampled.texts().stream().noneMatch(text -> text.value().strip().contains(" "));
    }
    double width = look.scanned().max() - look.scanned().min() + 1;
    return full.rows() >= 20 && width <= 1.5 * full.rows();
  }

  static boolean isNamedId(String name) {
    List<String> words = Names.words(name);
    String last = words.isEmpty() ? "" : words.getLast();
    return List.of(
                "id", "ids", "uuid", "guid", "key", "index", "idx", "rowid", "number", "nr", "no")
            .contains(last)
        || name.matches(".*[a-z](ID|Id)")
        || name.isBlank()
        || name.matches("column0+|Unnamed: 0");
  }

  private long distinct(String name) {
    ColumnLook look = looks.get(name);
    if (sample.all() && look != null && look.reading().isPlain()) {
      return look.sampled().distinct();
    }
    if (full.rows() > MOST_COUNTED) {
      // Counting these exactly would take minutes and gigabytes.
      long about = full.column(name).distinct();
      return about > 0.97 * full.rows() ? full.rows() : about;
    }
    return table.query("count(DISTINCT " + Names.quoted(name) + ") AS n", "").longs("n").get(0);
  }

  private void decide(ColumnLook look, @Nullable String time) {
    String name = look.name();
    Sampled sampled = look.sampled();
    String back = "--keep " + quoted(name);
    if (look.scanned().nulls() == full.rows() || sampled.distinct() == 0) {
      out(name, "empty", "it has no value in any row", "");
    } else if (sampled.distinct() == 1 && sampled.nulls() == 0 && look.scanned().mayBeConstant()) {
      out(name, "constant", "it is the same in every row", "");
    } else if (look.form() == Form.MOMENT) {
      moment(look, time);
    } else if (look.form() == Form.TEXT && isProse(look)) {
      out(
          name,
          Shown.count(sampled.distinct()) + " different texts",
          "it has %s different texts in %s rows, %.0f letters long on average: a model would learn them by heart"
              .formatted(
                  Shown.count(sampled.distinct()), Shown.count(sampled.rows()), sampled.length()),
          back + ", or take a part of it in sql/features.sql");
    } else {
      if (!look.reading().isPlain()) {
        read(look);
      }
      if (look.form() == Form.TEXT) {
        mixed(look);
      }
    }
  }

  private static boolean isProse(ColumnLook look) {
    Sampled sampled = look.sampled();
    long present = sampled.rows() - sampled.nulls();
    return sampled.distinct() > MOST_CATEGORIES
        || (present >= 50 && sampled.distinct() > MANY_TEXTS * present)
        || (sampled.length() > PROSE_LENGTH && sampled.distinct() > 50);
  }

  private void moment(ColumnLook look, @Nullable String time) {
    String name = look.name();
    ColumnLook other = time == null ? null : looks.get(time);
    if (time == null || other == null) {
      out(
          name,
          "a moment",
          "a moment is no feature by itself",
          "use a part of it in sql/features.sql, for example hour(%s)"
              .formatted(Names.column(name)));
      return;
    }
    Frame both = sample.values(List.of(look.reading().of(name), other.reading().of(time)));
    long later = 0;
    long present = 0;
    for (int row = 0; row < both.rows(); row++) {
      Column c = both.column("c0");
      if (!c.isNull(row) && !both.column("c1").isNull(row)) {
        present++;
        later += both.times("c0").micros(row) > both.times("c1").micros(row) ? 1 : 0;
      }
    }
    double share = later / (double) Math.max(1, present);
    if (share > LATER) {
      leftOut.put(name, "after " + time);
      decisions.add(
          new Decision(
              name,
              Kind.LEAK,
              "left out",
              "it is later than %s in %s of the rows, so nobody knows it when the model is asked"
                  .formatted(time, Shown.percent(share)),
              "--keep " + quoted(name)));
    } else {
      decisions.add(
          new Decision(
              name,
              Kind.READING,
              "becomes the hours before " + time,
              "a moment is no feature by itself",
              "--exclude " + quoted(name)));
    }
  }

  private void read(ColumnLook look) {
    Reading reading = look.reading();
    if (!table.asIs() && reading.spoiled() == 0 && reading.form() == Form.NUMBER) {
      // Every value of such a table came as text: nothing to tell.
      return;
    }
    String spoiled =
        reading.spoiled() == 0
            ? ""
            : "; but for %s of the %s looked at, such as %s, which become missing"
                .formatted(
                    Shown.count(reading.spoiled()),
                    Shown.count(look.sampled().rows()),
                    String.join(
                        ", ", reading.examples().stream().map(e -> "'" + e + "'").toList()));
    decisions.add(
        new Decision(
            look.name(),
            Kind.READING,
            switch (reading.form()) {
              case BOOLEAN -> "read as true or false";
              case TEXT -> "tidied";
              default -> "read as numbers";
            },
            "it holds " + reading.how() + spoiled,
            ""));
  }

  private void mixed(ColumnLook look) {
    Map<String, Long> counts = new LinkedHashMap<>();
    look.sampled().texts().forEach(text -> counts.put(text.value(), text.count()));
    double share = Reading.numberShare(counts);
    if (share > 0.05 && share < 0.95) {
      decisions.add(
          new Decision(
              look.name(),
              Kind.WARNING,
              "holds numbers and texts; kept as categories",
              "%s of its values are numbers and the others are not".formatted(Shown.percent(share)),
              "make it one of the two in sql/features.sql"));
    }
  }

  static String quoted(String name) {
    return Names.isPlain(name) ? name : "'" + name + "'";
  }

  /** The first column that names a row, if any does. */
  Optional<String> firstKey() {
    return key.stream().findFirst();
  }
}
