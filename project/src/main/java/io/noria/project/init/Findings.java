package io.noria.project.init;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that was found and decided, before anything is written.
 *
 * @param name the project's name
 * @param source the table's name in SQL
 * @param said where the data is, in the person's words
 * @param table as it lies in the folder
 * @param full of all its rows
 * @param sample of its rows
 * @param looks by column
 * @param target what is predicted
 * @param time null when nothing trains and judges by time
 * @param key columns that name a row
 * @param leftOut columns that are no features, with the reason
 * @param scores how much of the target each feature tells alone
 * @param judging about how many rows judge a model
 * @param resample what the bootstrap draws
 * @param decisions everything that was decided
 */
record Findings(
    String name,
    String source,
    String said,
    Table table,
    FullLook full,
    Sample sample,
    Map<String, ColumnLook> looks,
    TargetLook target,
    @Nullable TimeLook time,
    List<String> key,
    Map<String, String> leftOut,
    Map<String, Double> scores,
    long judging,
    String resample,
    List<Decision> decisions) {
  /** The columns that are features as they are read. */
  List<ColumnLook> features() {
    return looks.values().stream().filter(look -> isFeature(look.name())).toList();
  }

  private boolean isFeature(String name) {
    return !name.equals(target.name())
        && (time == null || !name.equals(time.name()))
        && !key.contains(name)
        && !leftOut.containsKey(name);
  }

  /** The best that one column alone does; what nothing does when there is none. */
  double best(double nothing) {
    return scores.values().stream().mapToDouble(s -> s).max().orElse(nothing);
  }

  /** The same of the table where it lies now. */
  Findings in(Table moved) {
    return with(moved, full, sample, looks, target, time);
  }

  /** The same after every column was written as it was read. */
  Findings converted(Table clean, Sample cleanSample) {
    FullLook again = FullLook.at(clean);
    Map<String, ColumnLook> plain = new LinkedHashMap<>();
    for (Table.Column column : clean.columns()) {
      ColumnLook look = looks.get(column.name());
      if (look != null) {
        plain.put(
            column.name(),
            new ColumnLook(
                column, Reading.plain(column.form()), again.column(column.name()), look.sampled()));
      }
    }
    TargetLook plainTarget =
        new TargetLook(
            of(plain, target.name()), target.task(), Names.column(target.name()), target.classes());
    TimeLook plainTime =
        time == null
            ? null
            : new TimeLook(
                of(plain, time.name()),
                time.cadence(),
                time.periods(),
                time.byFile(),
                time.arrives());
    return with(clean, again, cleanSample, plain, plainTarget, plainTime);
  }

  private static ColumnLook of(Map<String, ColumnLook> looks, String name) {
    return java.util.Objects.requireNonNull(looks.get(name), "it was written");
  }

  private Findings with(
      Table newTable,
      FullLook newFull,
      Sample newSample,
      Map<String, ColumnLook> newLooks,
      TargetLook newTarget,
      @Nullable TimeLook newTime) {
    return new Findings(
        name, source, said, newTable, newFull, newSample, newLooks, newTarget, newTime, key,
        leftOut, scores, judging, resample, decisions);
  }
}
