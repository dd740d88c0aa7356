package io.noria.project.init;

import io.noria.base.NoriaException;
import io.noria.engine.Frame;
import io.noria.project.init.ColumnLook.Text;
import io.noria.project.init.Decision.Kind;
import io.noria.project.init.Table.Column.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is predicted.
 *
 * @param look the column
 * @param task what kind of prediction
 * @param sql the expression that gives the target
 * @param classes with their counts among all rows: of two, the positive one is the last; none for a
 *     number
 */
record TargetLook(ColumnLook look, Task task, String sql, List<Text> classes) {
  /** More classes are refused. */
  static final int MOST_CLASSES = 100;

  /** Up to so many whole numbers are taken for classes. */
  private static final int FEW = 10;

  /** A class with fewer rows is rare. */
  private static final int RARE = 20;

  private static final List<String> AFFIRMATIVE =
      List.of(
          "yes",
          "y",
          "true",
          "t",
          "1",
          "positive",
          "pos",
          "on",
          "bad",
          "fraud",
          "churn",
          "churned",
          "default",
          "failure",
          "late");
  private static final Set<String> USUAL =
      Set.of("target", "label", "class", "y", "outcome", "response", "result");

  /** Kinds of predictions. */
  enum Task {
    BINARY,
    MULTICLASS,
    REGRESSION;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  String name() {
    return look.name();
  }

  /** The positive class of two. */
  Text positive() {
    return classes.getLast();
  }

  long labelled() {
    return classes.stream().mapToLong(Text::count).sum();
  }

  double share(Text one) {
    return one.count() / (double) Math.max(1, labelled());
  }

  /** The column that a person means who named none, if there is one that is usually it. */
  static Optional<String> usual(List<String> columns) {
    return columns.stream()
        .filter(name -> USUAL.contains(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** Decides what kind of prediction it is. */
  static TargetLook of(Table table, ColumnLook look, InitRequest.Answers answers, Asker asker) {
    String name = look.name();
    if (look.sampled().distinct() == 0) {
      throw wrong(name, "every value is missing", "a column that is filled where it is known");
    }
    if (look.form() == Form.MOMENT) {
      throw wrong(
          name,
          "moments cannot be predicted",
          "a number or classes; make a column of the days or hours until that moment");
    }
    Task task = task(look, answers.task());
    if (task == Task.REGRESSION) {
      if (look.form() != Form.NUMBER) {
        throw wrong(name, "no numbers", "numbers for --task regression");
      }
      if (look.sampled().distinct() < 2) {
        throw constant(name, Shown.number(look.sampled().numbers()[0]));
      }
      return new TargetLook(look, task, look.reading().of(name), List.of());
    }
    return classes(table, look, task, answers.positive(), asker);
  }

  private static NoriaException wrong(String name, String came, String expected) {
    return NoriaException.invalid("target %s: %s (expected: %s)".formatted(name, came, expected));
  }

  private static NoriaException constant(String name, String value) {
    return wrong(
        name,
        "is " + value + " in every row, so there is nothing to learn",
        "a column with two or more values, or rows of the other kind too");
  }

  private static Task task(ColumnLook look, @Nullable String said) {
    if (said != null) {
      for (Task task : Task.values()) {
        if (task.wire().equals(said.strip().toLowerCase(Locale.ROOT))) {
          return task;
        }
      }
      throw NoriaException.invalid(
          "--task: " + said + " (expected: binary, multiclass or regression)");
    }
    ColumnLook.Sampled sampled = look.sampled();
    if (look.form() == Form.NUMBER) {
      boolean few = sampled.distinct() == 2 || (sampled.whole() && sampled.distinct() <= FEW);
      // A few different numbers in a few rows say nothing.
      boolean often = sampled.rows() >= 5 * sampled.distinct();
      if (sampled.distinct() == 1) {
        return Task.BINARY;
      }
      return few && often
          ? sampled.distinct() == 2 ? Task.BINARY : Task.MULTICLASS
          : Task.REGRESSION;
    }
    return sampled.distinct() <= 2 ? Task.BINARY : Task.MULTICLASS;
  }

  private static TargetLook classes(
      Table table, ColumnLook look, Task task, @Nullable String positive, Asker asker) {
    String name = look.name();
    String sql = expression(look);
    Frame counted =
        table.query(
            "(" + sql + ")::VARCHAR AS v, count(*) AS n",
            "WHERE (" + sql + ") IS NOT NULL GROUP BY 1 ORDER BY n DESC, v LIMIT 1001");
    List<Text> classes = new ArrayList<>();
    for (int row = 0; row < counted.rows(); row++) {
      classes.add(
          new Text(String.valueOf(counted.strings("v").get(row)), counted.longs("n").get(row)));
    }
    if (classes.size() == 1) {
      throw constant(name, classes.getFirst().value());
    }
    if (classes.size() > MOST_CLASSES) {
      throw tooMany(look, classes);
    }
    if (task == Task.BINARY && classes.size() > 2) {
      throw wrong(name, classes.size() + " different values", "two for --task binary");
    }
    if (classes.size() > 2) {
      classes.sort(Comparator.comparing(Text::value, TargetLook::byNumberThenText));
      return new TargetLook(look, Task.MULTICLASS, sql, List.copyOf(classes));
    }
    Text yes = positive(name, classes, positive, asker);
    Text no = classes.get(classes.indexOf(yes) == 0 ? 1 : 0);
    return new TargetLook(look, Task.BINARY, sql, List.of(no, yes));
  }

  private static NoriaException tooMany(ColumnLook look, List<Text> classes) {
    String many = classes.size() > 1000 ? "more than 1,000" : Integer.toString(classes.size());
    boolean prose = look.form() == Form.TEXT && look.sampled().length() > 25;
    return prose
        ? wrong(
            look.name(),
            "free text: %s different values, %.0f letters long on average"
                .formatted(many, look.sampled().length()),
            "classes or a number; make a column that says what you want to know of the text")
        : wrong(
            look.name(),
            many + " different values",
            "at most %d classes; group the rare ones, or --task regression for a number"
                .formatted(MOST_CLASSES));
  }

  private static int byNumberThenText(String a, String b) {
    String number = "-?[0-9]{1,15}";
    return a.matches(number) && b.matches(number)
        ? Long.compare(Long.parseLong(a), Long.parseLong(b))
        : a.compareTo(b);
  }

  /** Classes keep their own words; numbers that are whole lose their point. */
  private static String expression(ColumnLook look) {
    String column = Names.column(look.name());
    if (look.column().form() == Form.TEXT) {
      boolean padded =
          look.sampled().texts().stream().anyMatch(t -> !t.value().equals(t.value().strip()))
              || !look.reading().isPlain();
      return padded ? "nullif(trim(" + column + "), '')" : column;
    }
    boolean point = look.form() == Form.NUMBER && !look.column().isWhole();
    return point && look.sampled().whole() ? "CAST(" + column + " AS BIGINT)" : column;
  }

  private static Text positive(
      String name, List<Text> classes, @Nullable String said, Asker asker) {
    List<String> values = classes.stream().map(Text::value).toList();
    if (said != null) {
      return classes.stream()
          .filter(c -> c.value().equals(said.strip()) || c.value().equals(truth(said)))
          .findFirst()
          .orElseThrow(() ->
              NoriaException.invalid(
                  "--positive: %s (expected: one of %s)"
                      .formatted(said, String.join(", ", values))));
    }
    Text guess =
        classes.stream()
            .filter(c -> AFFIRMATIVE.contains(c.value().strip().toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElse(classes.getLast());
    String answer =
        asker.ask(
            new Asker.Question(
                "Which value of " + name + " is the one to find?",
                guess.value(),
                values,
                "--positive"));
    return classes.stream().filter(c -> c.value().equals(answer)).findFirst().orElse(guess);
  }

  /** The engine reads yes and no, and the like, as truth values. */
  private static String truth(String said) {
    return switch (said.strip().toLowerCase(Locale.ROOT)) {
      case "yes", "y", "t", "on", "true" -> "true";
      case "no", "n", "f", "off", "false" -> "false";
      default -> said.strip();
    };
  }

  /** What was decided, with reasons. */
  List<Decision> decisions() {
    List<Decision> decisions = new ArrayList<>();
    String distinct = Shown.count(look.sampled().distinct()) + " different values";
    switch (task) {
      case REGRESSION ->
          decisions.add(
              new Decision(
                  name(),
                  Kind.TARGET,
                  "predicted as a number",
                  "it has %s from %s to %s"
                      .formatted(
                          distinct,
                          Shown.number(look.sampled().quantile(0)),
                          Shown.number(look.sampled().quantile(1))),
                  "--task multiclass"));
      case BINARY -> {
        Text yes = positive();
        String why =
            AFFIRMATIVE.contains(yes.value().strip().toLowerCase(Locale.ROOT))
                ? "it says yes"
                : yes.count() <= classes.getFirst().count() ? "it is the rarer" : "it was chosen";
        decisions.add(
            new Decision(
                name(),
                Kind.TARGET,
                "two classes, %s is the one to find".formatted(yes.value()),
                "%s; %s of %s rows are (%s)"
                    .formatted(
                        why,
                        Shown.count(yes.count()),
                        Shown.count(labelled()),
                        Shown.percent(share(yes))),
                "--positive " + classes.getFirst().value()));
      }
      case MULTICLASS ->
          decisions.add(
              new Decision(
                  name(),
                  Kind.TARGET,
                  classes.size() + " classes",
                  "its values are " + Names.few(classes.stream().map(Text::value).toList(), 12),
                  look.form() == Form.NUMBER ? "--task regression" : ""));
    }
    imbalance(decisions);
    return decisions;
  }

  private void imbalance(List<Decision> decisions) {
    List<String> rare =
        classes.stream()
            .filter(c -> c.count() < RARE)
            .map(c -> c.value() + " (" + c.count() + " rows)")
            .toList();
    if (!rare.isEmpty() && classes.size() > 2) {
      decisions.add(
          new Decision(
              name(),
              Kind.WARNING,
              "rare classes: " + Names.few(rare, 8),
              "so few rows teach little and judge less",
              "join them with a neighbour in sql/features.sql"));
    }
    Text most = classes.stream().max(Comparator.comparingLong(Text::count)).orElse(new Text("", 0));
    if (classes.size() == 2 && positive().count() < RARE) {
      decisions.add(
          new Decision(
              name(),
              Kind.WARNING,
              "only %d rows are %s".formatted(positive().count(), positive().value()),
              "a model learns little from so few, and a fifth of them cannot judge it",
              "collect more of them first"));
    }
    if (!classes.isEmpty() && share(most) > 0.9) {
      decisions.add(
          new Decision(
              name(),
              Kind.WARNING,
              "the classes are unbalanced",
              "%s of the rows are %s, so a model that always says so is right that often: accuracy judges nothing here"
                  .formatted(Shown.percent(share(most)), most.value()),
              ""));
    }
  }
}
