package io.noria.project.init;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.project.init.Table.Column.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks at every column of a sample, some columns at a time. */
final class ColumnLooks {
  /** So many different texts tell how a column is to be read. */
  private static final int ENOUGH_TEXTS = 3000;

  private ColumnLooks() {}

  /** By name, in the table's order; columns of forms that nobody can read are left out. */
  static Map<String, ColumnLook> of(Table table, FullLook full, Sample sample) {
    Map<String, ColumnLook> looks = new LinkedHashMap<>();
    List<Table.Column> columns =
        table.columns().stream().filter(column -> column.form() != Form.OTHER).toList();
    int step = sample.columnsAtOnce();
    for (int from = 0; from < columns.size(); from += step) {
      List<Table.Column> batch = columns.subList(from, Math.min(columns.size(), from + step));
      looks.putAll(batch(batch, full, sample));
    }
    return looks;
  }

  private static Map<String, ColumnLook> batch(
      List<Table.Column> columns, FullLook full, Sample sample) {
    Map<String, ColumnLook> looks = new LinkedHashMap<>();
    Frame raw = sample.values(columns.stream().map(c -> Names.quoted(c.name())).toList());
    List<Table.Column> again = new ArrayList<>();
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Table.Column column = columns.get(i);
      Column values = raw.column("c" + i);
      Reading reading = reading(column, values, full.column(column.name()));
      if (!reading.isPlain()) {
        again.add(column);
        readings.add(reading);
      }
      looks.put(
          column.name(),
          new ColumnLook(column, reading, full.column(column.name()), ColumnLook.sampled(values)));
    }
    if (!again.isEmpty()) {
      List<String> expressions = new ArrayList<>();
      for (int i = 0; i < again.size(); i++) {
        expressions.add(readings.get(i).of(again.get(i).name()));
      }
      Frame read = sample.values(expressions);
      for (int i = 0; i < again.size(); i++) {
        Table.Column column = again.get(i);
        looks.put(
            column.name(),
            new ColumnLook(
                column,
                readings.get(i),
                full.column(column.name()),
                ColumnLook.sampled(read.column("c" + i))));
      }
    }
    return looks;
  }

  private static Reading reading(Table.Column column, Column values, FullLook.Scanned scanned) {
    if (values instanceof Column.Strings strings) {
      Map<String, Long> counts = ColumnLook.counts(strings);
      Map<String, Long> enough =
          counts.size() <= ENOUGH_TEXTS
              ? counts
              : counts.entrySet().stream()
                  .sorted(Map.Entry.comparingByKey())
                  .limit(ENOUGH_TEXTS)
                  .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      return Reading.ofTexts(enough);
    }
    boolean days =
        values instanceof Column.Longs longs
            && scanned.min() >= 19_000_101
            && scanned.max() <= 21_001_231
            && scanned.distinct() > 1
            && areDays(longs);
    return days ? Reading.ofDayNumbers() : Reading.plain(column.form());
  }

  private static boolean areDays(Column.Longs longs) {
    for (int row = 0; row < longs.size(); row++) {
      if (!longs.isNull(row)) {
        long day = longs.get(row) % 100;
        long month = longs.get(row) / 100 % 100;
        if (day < 1 || day > 31 || month < 1 || month > 12) {
          return false;
        }
      }
    }
    return true;
  }
}
