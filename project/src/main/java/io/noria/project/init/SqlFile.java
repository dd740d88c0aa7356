package io.noria.project.init;

import io.noria.project.init.ColumnLook.Sampled;
import io.noria.project.init.Table.Column.Form;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code sql/features.sql}. */
final class SqlFile {
  private SqlFile() {}

  static String text(Findings found) {
    List<String> lines = new ArrayList<>();
    TimeLook time = found.time();
    lines.add(
        "-- What is known of a row of %s when the model is asked about it."
            .formatted(found.source()));
    lines.add("--");
    if (time != null) {
      lines.add(
          "-- Only what was known at %s belongs here: a value that is filled in"
              .formatted(oneLine(time.name())));
      lines.add("-- or corrected later teaches the model what nobody will know when it is asked.");
    } else {
      lines.add(
          "-- A value that is filled in after %s is known does not belong here."
              .formatted(oneLine(found.target().name())));
    }
    lines.add(
        "-- %s and the columns that prepare names are no features; all others are. Texts are"
            .formatted(oneLine(found.target().name())));
    lines.add("-- categories. Add features as you like: one row for each row to predict.");
    lines.add("SELECT");
    List<String> columns = new ArrayList<>();
    for (String key : found.key()) {
      columns.add(Names.column(key));
    }
    if (time != null) {
      columns.add(
          time.look().reading().isPlain()
              ? Names.column(time.name())
              : time.look().reading().of(time.name()) + " AS " + Names.column(time.name()));
    }
    found.features().forEach(look -> columns.add(feature(look, time)));
    columns.add(target(found.target()));
    lines.add("  " + String.join(",\n  ", columns));
    lines.add("FROM " + Names.column(found.source()));
    if (!found.leftOut().isEmpty()) {
      lines.add("-- Left out:");
      found
          .leftOut()
          .forEach((name, why) -> lines.add("--   %s: %s".formatted(oneLine(name), oneLine(why))));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String feature(ColumnLook look, @org.jspecify.annotations.Nullable TimeLook time) {
    String column = Names.column(look.name());
    if (look.form() == Form.MOMENT && time != null) {
      return "date_diff('hour', %s, %s) AS %s"
          .formatted(
              look.reading().of(look.name()),
              time.look().reading().of(time.name()),
              Names.column(look.name() + "_hours_before"));
    }
    return look.reading().isPlain()
        ? column
        : "%s AS %s".formatted(look.reading().of(look.name()), column);
  }

  private static String target(TargetLook target) {
    String column = Names.column(target.name());
    return target.sql().equals(column) ? column : target.sql() + " AS " + column;
  }

  /** The expressions that make clean columns of those as they stand, for a conversion. */
  static String conversion(List<ColumnLook> looks, TargetLook target) {
    List<String> columns = new ArrayList<>();
    for (ColumnLook look : looks) {
      boolean isTarget = look.name().equals(target.name());
      String value = isTarget ? target.sql() : look.reading().of(look.name());
      Sampled sampled = look.sampled();
      boolean whole =
          look.form() == Form.NUMBER
              && !look.reading().isPlain()
              && sampled.whole()
              && (!isTarget || target.classes().isEmpty());
      columns.add(
          (whole ? "TRY_CAST(" + value + " AS BIGINT)" : value)
              + " AS "
              + Names.quoted(look.name()));
    }
    return String.join(", ", columns);
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\r\\n]+", " ");
  }
}
