package io.noria.project.init;

import io.noria.engine.Frame;
import io.noria.project.init.Decision.Kind;
import io.noria.project.init.Table.Column.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a person should know of the data: duplicates, gaps, files that are unlike the others. */
final class Quality {
  private static final double MANY_MISSING = 0.5;
  private static final int MOST_COLUMNS = 100;
  private static final double FACTOR = 3;

  private Quality() {}

  static void look(
      Table table,
      FullLook full,
      Map<String, ColumnLook> looks,
      Sample sample,
      TargetLook target,
      List<Decision> decisions) {
    duplicates(sample, decisions);
    missing(full, looks, target, decisions);
    files(table, looks, decisions);
  }

  private static void duplicates(Sample sample, List<Decision> decisions) {
    long different = sample.table().query("count(DISTINCT hash(t)) AS n", "").longs("n").get(0);
    long twice = sample.rows() - different;
    if (twice > 0) {
      decisions.add(
          new Decision(
              "rows",
              Kind.WARNING,
              "%s%s of the rows are there already"
                  .formatted(
                      sample.all() ? "" : "about ", Shown.percent(twice / (double) sample.rows())),
              "%s of the %s looked at equal another in every column"
                  .formatted(Shown.count(twice), Shown.count(sample.rows())),
              "SELECT DISTINCT in sql/features.sql, if they are no rows of their own"));
    }
  }

  private static void missing(
      FullLook full, Map<String, ColumnLook> looks, TargetLook target, List<Decision> decisions) {
    double unlabelled = target.look().nullShare(full.rows());
    if (unlabelled > 0) {
      decisions.add(
          new Decision(
              target.name(),
              Kind.WARNING,
              "%s of the rows have no %s and train nothing"
                  .formatted(Shown.percent(unlabelled), target.name()),
              "the answer is missing there",
              ""));
    }
    List<String> gaps = new ArrayList<>();
    for (ColumnLook look : looks.values()) {
      double share = look.nullShare(full.rows());
      if (share > MANY_MISSING && share < 1 && !look.name().equals(target.name())) {
        gaps.add(look.name() + " (" + Shown.percent(share) + ")");
      }
    }
    if (!gaps.isEmpty()) {
      decisions.add(
          new Decision(
              "missing values",
              Kind.WARNING,
              "mostly missing: " + Names.few(gaps, 10),
              "trees can use what is there; look whether it is filled in before the answer is"
                  + " known",
              ""));
    }
  }

  /** Numbers whose mean in one file is far from that in all others. */
  private static void files(Table table, Map<String, ColumnLook> looks, List<Decision> decisions) {
    if (table.files().size() < 3) {
      return;
    }
    List<ColumnLook> numbers =
        looks.values().stream()
            .filter(look -> look.form() == Form.NUMBER && !Roles.isNamedId(look.name()))
            .limit(MOST_COLUMNS)
            .toList();
    if (numbers.isEmpty()) {
      return;
    }
    List<String> means = new ArrayList<>(List.of("filename AS f"));
    for (int i = 0; i < numbers.size(); i++) {
      ColumnLook look = numbers.get(i);
      means.add("avg((%s)::DOUBLE) AS m%d".formatted(look.reading().of(look.name()), i));
      means.add("count(%s) / count(*) AS p%d".formatted(look.reading().of(look.name()), i));
    }
    String from = table.from().substring(0, table.from().length() - 1) + ", filename = true)";
    Frame byFile =
        new Table(table.engine(), from, table.files(), table.columns(), false)
            .query(String.join(", ", means), "GROUP BY 1 ORDER BY 1");
    for (int i = 0; i < numbers.size(); i++) {
      unlike(numbers.get(i), byFile, i, decisions);
    }
  }

  private static void unlike(ColumnLook look, Frame byFile, int i, List<Decision> decisions) {
    double[] means = byFile.doubles("m" + i).toArray();
    double[] present = byFile.doubles("p" + i).toArray();
    for (int row = 0; row < means.length; row++) {
      double others = 0;
      double filled = 0;
      double furthest = 0;
      for (int other = 0; other < means.length; other++) {
        others += other == row ? 0 : means[other] / (means.length - 1);
        filled += other == row ? 0 : present[other] / (means.length - 1);
      }
      for (int other = 0; other < means.length; other++) {
        furthest = Math.max(furthest, other == row ? 0 : Math.abs(means[other] - others));
      }
      double distance = Math.abs(means[row] - others);
      boolean moved = distance > FACTOR * furthest && distance > look.sampled().deviation() / 2;
      boolean emptied = filled > 0.5 && present[row] < 0.2 * filled;
      if (moved || emptied) {
        String file = String.valueOf(byFile.strings("f").get(row));
        String name = file.substring(file.lastIndexOf('/') + 1);
        decisions.add(
            new Decision(
                look.name(),
                Kind.WARNING,
                "%s is unlike the other files".formatted(name),
                emptied
                    ? "it has %s of the values there and %s in the others"
                        .formatted(Shown.percent(present[row]), Shown.percent(filled))
                    : "its mean is %s there and %s in the others: perhaps another unit"
                        .formatted(Shown.number(means[row]), Shown.number(others)),
                "leave that file out, or mend it"));
        return;
      }
    }
  }
}
