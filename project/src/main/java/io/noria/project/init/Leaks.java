package io.noria.project.init;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.project.init.Decision.Kind;
import io.noria.project.init.Table.Column.Form;
import io.noria.project.init.TargetLook.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Finds columns that know the answer: each alone, and two that make it up together. */
final class Leaks {
  /** A column that scores so is taken for the answer itself. */
  private static final double CERTAIN = 0.995;

  /** A column that scores so is worth a question. */
  private static final double SUSPICIOUS = 0.97;

  private static final long MOST_VALUES = 8_000_000;
  private static final int MOST_FOR_PAIRS = 40;

  private final Sample sample;
  private final TargetLook target;
  private final Asker asker;
  private final List<Decision> decisions;
  private final Map<String, Double> scores = new LinkedHashMap<>();

  Leaks(Sample sample, TargetLook target, Asker asker, List<Decision> decisions) {
    this.sample = sample;
    this.target = target;
    this.asker = asker;
    this.decisions = decisions;
  }

  /** The score of each column that stays, by name. */
  Map<String, Double> scores() {
    return scores;
  }

  /**
   * Measures the columns.
   *
   * @param features that are looked at
   * @param kept that stay whatever they know
   * @return the ones that leave, with the reason in a few words
   */
  Map<String, String> find(List<ColumnLook> features, List<String> kept) {
    Map<String, String> leaving = new LinkedHashMap<>();
    int[] rows = rows(features.size());
    Strength strength = null;
    int step = sample.columnsAtOnce();
    for (int from = 0; from < features.size(); from += step) {
      List<ColumnLook> batch = features.subList(from, Math.min(features.size(), from + step));
      List<String> expressions = new ArrayList<>(List.of("(" + target.sql() + ")" + cast()));
      batch.forEach(look -> expressions.add(look.reading().of(look.name())));
      Frame frame = sample.values(expressions).take(rows);
      strength = Strength.against(target, frame.column("c0"));
      for (int i = 0; i < batch.size(); i++) {
        ColumnLook look = batch.get(i);
        String why = measure(strength, look, frame.column("c" + (i + 1)), kept);
        if (!why.isEmpty()) {
          leaving.put(look.name(), why);
        }
      }
    }
    if (target.task() == Task.REGRESSION) {
      leaving.putAll(pairs(features, kept, leaving));
    }
    return leaving;
  }

  private String cast() {
    return target.task() == Task.REGRESSION ? "::DOUBLE" : "::VARCHAR";
  }

  private int[] rows(int columns) {
    long most = Math.clamp(MOST_VALUES / Math.max(1, columns), 1000, Sample.MOST_ROWS);
    int step = (int) ((sample.rows() + most - 1) / most);
    return IntStream.range(0, (int) sample.rows()).filter(row -> row % step == 0).toArray();
  }

  private String measure(Strength strength, ColumnLook look, Column values, List<String> kept) {
    String name = look.name();
    double score = strength.of(values);
    scores.put(name, score);
    if (score < SUSPICIOUS) {
      return "";
    }
    boolean filled =
        target.task() != Task.REGRESSION
            && look.sampled().nulls() > 0
            && strength.ofBeingFilled(values) >= CERTAIN;
    String figure = "%s alone gives %s %s".formatted(name, strength.measure(), Shown.number(score));
    String why =
        filled
            ? "it is filled only where %s has one value: ".formatted(target.name()) + figure
            : figure;
    boolean leaves = score >= CERTAIN;
    boolean stays = kept.stream().anyMatch(pattern -> Names.matches(pattern, name));
    if (!stays) {
      String answer =
          asker.ask(
              new Asker.Question(
                  "%s. Is %s known before %s is?".formatted(figure, name, target.name()),
                  leaves ? "no" : "yes",
                  List.of("yes", "no"),
                  "--keep " + Roles.quoted(name) + " or --exclude " + Roles.quoted(name)));
      leaves = answer.equals("no");
    } else {
      leaves = false;
    }
    if (leaves) {
      scores.remove(name);
      decisions.add(
          new Decision(
              name,
              Kind.LEAK,
              "left out",
              why + ", so it is the answer in other words or comes after it",
              "--keep " + Roles.quoted(name)));
      return "knows the answer: %s %s".formatted(strength.measure(), Shown.number(score));
    }
    decisions.add(
        new Decision(
            name,
            Kind.WARNING,
            "kept, but look at it",
            why + ", which is rare for something known beforehand",
            "--exclude " + name));
    return "";
  }

  /** Two columns whose sum, difference or product is the target in every row. */
  private Map<String, String> pairs(
      List<ColumnLook> features, List<String> kept, Map<String, String> leaving) {
    List<String> numbers =
        features.stream()
            .filter(look -> look.form() == Form.NUMBER && !leaving.containsKey(look.name()))
            .filter(look -> kept.stream().noneMatch(p -> Names.matches(p, look.name())))
            .map(ColumnLook::name)
            .sorted(
                Comparator.comparingDouble((String n) -> scores.getOrDefault(n, 0.0)).reversed())
            .limit(MOST_FOR_PAIRS)
            .toList();
    Map<String, ColumnLook> looks = new LinkedHashMap<>();
    features.forEach(look -> looks.put(look.name(), look));
    List<String> expressions = new ArrayList<>(List.of("(" + target.sql() + ")::DOUBLE"));
    for (String name : numbers) {
      expressions.add("(" + of(looks, name).reading().of(name) + ")::DOUBLE");
    }
    Frame frame = sample.values(expressions).slice(0, 2000);
    Map<String, String> found = new LinkedHashMap<>();
    for (int a = 0; a < numbers.size(); a++) {
      for (int b = a + 1; b < numbers.size(); b++) {
        String sign = sign(frame, a + 1, b + 1);
        if (!sign.isEmpty()) {
          leave(found, numbers.get(a), numbers.get(b), sign);
        }
      }
    }
    return found;
  }

  private static ColumnLook of(Map<String, ColumnLook> looks, String name) {
    return java.util.Objects.requireNonNull(looks.get(name), "it is one of them");
  }

  private void leave(Map<String, String> found, String a, String b, String sign) {
    String formula = "%s %s %s".formatted(a, sign, b);
    for (String name : List.of(a, b)) {
      if (found.put(name, "part of the answer: " + formula) == null) {
        scores.remove(name);
        decisions.add(
            new Decision(
                name,
                Kind.LEAK,
                "left out",
                "%s is %s in every row that was looked at".formatted(target.name(), formula),
                "--keep " + Roles.quoted(name)));
      }
    }
  }

  private static String sign(Frame frame, int a, int b) {
    double[] y = frame.doubles("c0").toArray();
    double[] x = frame.doubles("c" + a).toArray();
    double[] z = frame.doubles("c" + b).toArray();
    boolean plus = true;
    boolean minus = true;
    boolean swapped = true;
    boolean times = true;
    int seen = 0;
    for (int row = 0; row < y.length && (plus || minus || swapped || times); row++) {
      if (frame.column("c0").isNull(row)
          || frame.column("c" + a).isNull(row)
          || frame.column("c" + b).isNull(row)
          || x[row] == 0
          || z[row] == 0) {
        continue;
      }
      seen++;
      plus &= near(y[row], x[row] + z[row]);
      minus &= near(y[row], x[row] - z[row]);
      swapped &= near(y[row], z[row] - x[row]);
      times &= near(y[row], x[row] * z[row]);
    }
    if (seen < 30) {
      return "";
    }
    return plus ? "+" : minus ? "-" : swapped ? "subtracted from" : times ? "*" : "";
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a));
  }
}
