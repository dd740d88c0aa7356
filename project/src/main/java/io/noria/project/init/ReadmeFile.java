package io.noria.project.init;

import io.noria.project.init.Decision.Kind;
import io.noria.project.init.Table.Column.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the folder's {@code README.md}: what was found, what was decided, and what to type next.
 */
final class ReadmeFile {
  private static final int MOST_COLUMNS = 200;

  private ReadmeFile() {}

  static String text(Findings found, String path) {
    List<String> lines = new ArrayList<>();
    lines.add("# " + found.name());
    lines.add("");
    lines.add("```");
    lines.add("noria server                     # in another terminal, if none is running");
    lines.add("noria plan .                     # what applying would change");
    lines.add(
        "noria apply .                    # data, training, gates, deployment; again after each"
            + " edit");
    lines.add("noria models " + found.name());
    lines.add("```");
    lines.add("");
    lines.add(what(found));
    lines.add("");
    lines.add("| here | what |");
    lines.add("|---|---|");
    lines.add("| `noria.yaml` | the project: data, target, training, gates, deployment, watches |");
    lines.add("| `sql/features.sql` | the features, one row for each row to predict |");
    lines.add(
        "| `expectations/%s.yaml` | what a version of the data must be like |"
            .formatted(found.source()));
    lines.add("| `%s` | the data, %s rows |".formatted(path, Shown.count(found.full().rows())));
    lines.add("");
    decisions(found, lines);
    columns(found, lines);
    next(found, lines);
    return String.join("\n", lines) + "\n";
  }

  private static String what(Findings found) {
    return "Written by `noria init` from `%s`: %s rows, %d columns, %d of them features. Everything here is a first proposal and yours to edit."
        .formatted(
            found.said(),
            Shown.count(found.full().rows()),
            found.looks().size(),
            found.features().size());
  }

  private static void decisions(Findings found, List<String> lines) {
    lines.add("## What was decided, and why");
    lines.add("");
    for (Kind kind : Kind.values()) {
      for (Decision decision : found.decisions()) {
        if (decision.kind() == kind) {
          String change =
              decision.change().isEmpty() ? "" : " Otherwise: `" + cell(decision.change()) + "`.";
          lines.add(
              "- **%s**: %s%s.%s"
                  .formatted(
                      cell(decision.about()),
                      cell(decision.choice()),
                      decision.why().isEmpty() ? "" : ", because " + cell(decision.why()),
                      change));
        }
      }
    }
    lines.add("");
  }

  private static void columns(Findings found, List<String> lines) {
    lines.add("## Columns");
    lines.add("");
    lines.add("| column | holds | missing | different | from | to | here |");
    lines.add("|---|---|---|---|---|---|---|");
    found.looks().values().stream()
        .limit(MOST_COLUMNS)
        .forEach(look -> lines.add(row(found, look)));
    if (found.looks().size() > MOST_COLUMNS) {
      lines.add("");
      lines.add("And %d more.".formatted(found.looks().size() - MOST_COLUMNS));
    }
    lines.add("");
    lines.add(
        found.full().rows() > Sample.MOST_ROWS
            ? "Missing values, least and greatest are of all rows; different values are estimated,"
                + " and quantiles and scores come from a sample."
            : "All rows were looked at.");
    lines.add("");
  }

  private static String row(Findings found, ColumnLook look) {
    boolean numbers = look.sampled().numbers().length > 0;
    double low = look.sampled().quantile(0);
    double high = look.sampled().quantile(1);
    boolean moment = look.form() == Form.MOMENT;
    return "| %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            cell(look.name()),
            switch (look.form()) {
              case NUMBER -> look.sampled().whole() ? "whole numbers" : "numbers";
              case BOOLEAN -> "true or false";
              case TEXT -> "texts";
              case MOMENT -> "moments";
              case OTHER -> look.column().nativeType();
            },
            Shown.percent(look.nullShare(found.full().rows())),
            Shown.count(
                found.full().rows() > Sample.MOST_ROWS
                    ? Math.max(look.sampled().distinct(), look.scanned().distinct())
                    : look.sampled().distinct()),
            !numbers ? "" : moment ? Shown.moment(low) : Shown.number(low),
            !numbers ? "" : moment ? Shown.moment(high) : Shown.number(high),
            cell(role(found, look.name())));
  }

  private static String role(Findings found, String name) {
    if (name.equals(found.target().name())) {
      return "target";
    }
    TimeLook time = found.time();
    if (time != null && name.equals(time.name())) {
      return "time";
    }
    if (found.key().contains(name)) {
      return "key";
    }
    Map<String, String> leftOut = found.leftOut();
    if (leftOut.containsKey(name)) {
      return "left out: " + leftOut.get(name);
    }
    Double score = found.scores().get(name);
    return score == null ? "feature" : "feature, alone " + Shown.number(score);
  }

  private static void next(Findings found, List<String> lines) {
    lines.add("## What to do next");
    lines.add("");
    lines.add("1. Say in `problem:` what is decided by the answer and who is to be asked.");
    lines.add("2. Go through the features above: is each known when the model is asked?");
    lines.add("3. `noria apply .`, then look at the gates' verdicts on the model's page.");
    lines.add(
        "4. Where the trees do not beat the linear baseline, the linear candidate serves: it is the"
            + " simpler model of two that are as good.");
    TimeLook time = found.time();
    lines.add(
        time != null && time.byFile()
            ? "5. Put the next %s's file beside the others and `noria apply .` again: it is checked, and the wheel turns."
                .formatted(time.cadence().wire())
            : "5. Replace the data by its next version and `noria apply .` again: it is checked,"
                + " and the wheel turns.");
  }

  private static String cell(String text) {
    return text.replaceAll("[\\r\\n]+", " ").replace("|", "\\|");
  }
}
