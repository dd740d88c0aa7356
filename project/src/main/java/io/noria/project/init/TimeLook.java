package io.noria.project.init;

import io.noria.base.NoriaException;
import io.noria.engine.Frame;
import io.noria.project.init.Decision.Kind;
import io.noria.project.init.Table.Column.Form;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a row was known, and what trains and judges by it.
 *
 * @param look the column
 * @param cadence the length of a period
 * @param periods how many periods hold rows
 * @param byFile whether each file is a period of its own
 * @param arrives how long after it the truth is known; empty for at once
 */
record TimeLook(ColumnLook look, Cadence cadence, int periods, boolean byFile, String arrives) {
  private static final Set<String> LIKELY =
      Set.of(
          "time",
          "timestamp",
          "date",
          "datetime",
          "at",
          "ts",
          "when",
          "day",
          "month",
          "week",
          "year",
          "created",
          "observed",
          "seen",
          "order",
          "ordered",
          "event",
          "start",
          "started",
          "scheduled",
          "occurred",
          "asked",
          "recorded",
          "opened",
          "dteday");
  private static final Set<String> UNLIKELY =
      Set.of(
          "birth",
          "birthday",
          "birthdate",
          "dob",
          "born",
          "end",
          "ended",
          "closed",
          "updated",
          "modified",
          "finish",
          "finished",
          "due",
          "expiry",
          "expires",
          "delivered",
          "cancelled",
          "canceled",
          "left",
          "resolved",
          "until",
          "completed",
          "returned",
          "arrived");

  String name() {
    return look.name();
  }

  /** Columns that may be the time, the likeliest first. */
  static List<ColumnLook> candidates(Map<String, ColumnLook> looks, String target, long rows) {
    return looks.values().stream()
        .filter(look -> look.form() == Form.MOMENT && !look.name().equals(target))
        .filter(look -> look.nullShare(rows) <= 0.02 && look.sampled().distinct() >= 3)
        .sorted(
            Comparator.comparingInt(TimeLook::likelihood)
                .reversed()
                .thenComparingDouble(look -> look.sampled().quantile(0.5)))
        .toList();
  }

  private static int likelihood(ColumnLook look) {
    List<String> words = Names.words(look.name());
    int score = look.sampled().rising() > 0.95 ? 1 : 0;
    score += words.stream().anyMatch(LIKELY::contains) ? 2 : 0;
    return score - (words.stream().anyMatch(UNLIKELY::contains) ? 4 : 0);
  }

  private static boolean isLikely(ColumnLook look) {
    return likelihood(look) >= 0;
  }

  /** Chooses the column: what was said, what was answered, the only likely one; null for none. */
  static @Nullable ColumnLook choose(
      Map<String, ColumnLook> looks, String target, long rows, @Nullable String said, Asker asker) {
    if (said != null) {
      return said(looks, said);
    }
    List<ColumnLook> candidates =
        candidates(looks, target, rows).stream().filter(TimeLook::isLikely).toList();
    if (candidates.size() < 2) {
      return candidates.isEmpty() ? null : candidates.getFirst();
    }
    List<String> choices = new ArrayList<>(candidates.stream().map(ColumnLook::name).toList());
    choices.add("none");
    String answer =
        asker.ask(
            new Asker.Question(
                "Which column tells when a row is known, before " + target + " is?",
                choices.getFirst(),
                choices,
                "--time"));
    return looks.get(answer);
  }

  private static @Nullable ColumnLook said(Map<String, ColumnLook> looks, String said) {
    if (said.equalsIgnoreCase("none")) {
      return null;
    }
    String name =
        Names.find(said, looks.keySet())
            .orElseThrow(() ->
                NoriaException.invalid(
                    "--time: no column %s (expected: none, or a column such as %s)"
                        .formatted(said, String.join(", ", Names.nearest(said, looks.keySet())))));
    ColumnLook look = looks.get(name);
    if (look == null || look.form() != Form.MOMENT) {
      throw NoriaException.invalid(
          "--time: %s holds no moments (expected: a column of dates or timestamps)"
              .formatted(name));
    }
    return look;
  }

  /** The cadence of a table that is one version; empty when there is too little time in it. */
  static Optional<Cadence> cadence(ColumnLook look, long rows, @Nullable String said) {
    if (said != null) {
      return Optional.of(named(said));
    }
    double[] moments = look.sampled().numbers();
    if (fits(Cadence.MONTH, moments, rows, 4, 100)) {
      return Optional.of(Cadence.MONTH);
    }
    boolean few = Cadence.MONTH.filled(moments) < 4;
    if (few && fits(Cadence.WEEK, moments, rows, 4, 100)) {
      return Optional.of(Cadence.WEEK);
    }
    if (few && fits(Cadence.DAY, moments, rows, 4, 100)) {
      return Optional.of(Cadence.DAY);
    }
    if (fits(Cadence.YEAR, moments, rows, 3, 50)) {
      return Optional.of(Cadence.YEAR);
    }
    return fits(Cadence.MONTH, moments, rows, 3, 25)
        ? Optional.of(Cadence.MONTH)
        : Optional.empty();
  }

  private static Cadence named(String said) {
    for (Cadence cadence : Cadence.values()) {
      if (cadence.wire().equals(said.strip().toLowerCase(Locale.ROOT))) {
        return cadence;
      }
    }
    throw NoriaException.invalid("--period: " + said + " (expected: day, week, month or year)");
  }

  private static boolean fits(
      Cadence cadence, double[] moments, long rows, int periods, int rowsInEach) {
    int filled = cadence.filled(moments);
    return filled >= periods && rows / filled >= rowsInEach;
  }

  /**
   * The cadence of files that are a period each; empty when they are not.
   *
   * @param moment the expression of the time
   */
  static Optional<Cadence> ofFiles(Table table, String moment) {
    if (table.files().size() < 3) {
      return Optional.empty();
    }
    String named = table.from().substring(0, table.from().length() - 1) + ", filename = true)";
    Table files = new Table(table.engine(), named, table.files(), table.columns(), table.asIs());
    Frame ends =
        files.query(
            "filename AS f, epoch_us(min(%s))::DOUBLE AS first, epoch_us(max(%s))::DOUBLE AS last"
                .formatted(moment, moment),
            "GROUP BY 1 ORDER BY first");
    return Arrays.stream(new Cadence[] {Cadence.DAY, Cadence.MONTH, Cadence.YEAR})
        .filter(cadence -> eachInOne(cadence, ends))
        .findFirst();
  }

  private static boolean eachInOne(Cadence cadence, Frame ends) {
    LocalDate before = LocalDate.MIN;
    for (int row = 0; row < ends.rows(); row++) {
      if (ends.column("first").isNull(row) || ends.column("last").isNull(row)) {
        return false;
      }
      LocalDate start = cadence.start(ends.doubles("first").get(row));
      LocalDate next = cadence.next(start);
      double end = next.atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1e6;
      double room = Duration.between(start.atStartOfDay(), next.atStartOfDay()).toSeconds() * 1e5;
      if (!start.isAfter(before) || ends.doubles("last").get(row) >= end + room) {
        return false;
      }
      before = start;
    }
    return true;
  }

  /** What the first candidate trains on, and the second; one only when there is little. */
  List<String> trainOn() {
    int wide = Math.clamp(periods - 1L, 1, cadence.mostPeriods());
    List<String> spans = new ArrayList<>(List.of(cadence.span(wide).toString()));
    if (wide >= 4) {
      spans.add(cadence.span(Math.max(1, wide / 4)).toString());
    }
    return spans;
  }

  /** What was decided. */
  List<Decision> decisions(long rows, List<Path> files) {
    double[] moments = look.sampled().numbers();
    List<Decision> decisions = new ArrayList<>();
    String how = byFile ? "each of the %d files is one".formatted(files.size()) : "it is one table";
    decisions.add(
        new Decision(
            name(),
            Kind.TIME,
            "the time of a row; a %s trains and judges as a whole".formatted(cadence.wire()),
            "it goes from %s to %s%s, which is %d %ss, and %s"
                .formatted(
                    Shown.moment(moments[0]),
                    Shown.moment(moments[moments.length - 1]),
                    look.sampled().rising() > 0.999 ? " without ever falling" : "",
                    periods,
                    cadence.wire(),
                    how),
            "--time none, --period " + (cadence == Cadence.DAY ? "week" : "day")));
    LocalDate newest = cadence.start(moments[moments.length - 1]);
    double from = newest.atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1e6;
    long judging =
        Math.round(
            rows * Arrays.stream(moments).filter(m -> m >= from).count() / (double) moments.length);
    if (judging < 0.3 * rows / periods) {
      decisions.add(
          new Decision(
              name(),
              Kind.WARNING,
              "the newest %s has only about %s rows"
                  .formatted(cadence.wire(), Shown.count(judging)),
              "it begins %s and the data end %s; it judges the models"
                  .formatted(newest, Shown.moment(moments[moments.length - 1])),
              "leave it out of the data until it is over"));
    }
    return decisions;
  }
}
