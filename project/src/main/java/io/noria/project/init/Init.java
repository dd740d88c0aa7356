package io.noria.project.init;

import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.project.init.Decision.Kind;
import io.noria.project.init.sql.PostgresTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a person's table and writes a project's folder. Nothing is written, or all of it: the
 * folder is made beside its place and moved there at the end.
 */
public final class Init {
  private final Engine engine;
  private final InitRequest request;
  private final Asker asker;
  private final List<Decision> decisions = new ArrayList<>();

  private Init(Engine engine, InitRequest request, Asker asker) {
    this.engine = engine;
    this.request = request;
    this.asker = asker;
  }

  /**
   * Does it.
   *
   * @throws NoriaException with a sentence that says what to do, when it cannot be done
   */
  public static Initialized run(Engine engine, InitRequest request, Asker asker) {
    return new Init(engine, request, asker).run();
  }

  private Initialized run() {
    boolean database = PostgresTable.isAddress(request.data());
    DataFiles files = database ? null : DataFiles.find(request.data(), request.here());
    String stem = files == null ? PostgresTable.name(request.data()) : files.stem();
    String name =
        request.answers().name() == null
            ? Names.identifier(stem, "table")
            : request.answers().name();
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,99}")) {
      throw NoriaException.invalid("--name: " + name + " (expected: letters, digits, _ and -)");
    }
    Path folder =
        request.folder() == null
            ? request.here().resolve(name)
            : request.here().resolve(request.folder());
    try (Workplace place = Workplace.beside(folder.normalize(), request.force())) {
      DataFiles found = files == null ? fetched(place, Names.identifier(name, "table")) : files;
      Findings findings = look(place, found, name);
      return write(place, folder.normalize(), found, findings);
    }
  }

  private DataFiles fetched(Workplace place, String source) {
    String query = request.query();
    if (query == null) {
      throw NoriaException.invalid(
          "--query: missing (expected: a SELECT, for example --query \"SELECT * FROM orders\")");
    }
    PostgresTable.Fetched fetched =
        PostgresTable.fetch(
            engine, request.data(), query, place.out().resolve("data").resolve(source));
    decisions.add(
        new Decision(
            "data",
            Kind.DATA,
            "fetched %s rows into %d Parquet files"
                .formatted(Shown.count(fetched.rows()), fetched.files().size()),
            "the rows come from a database and a project's data lies in its folder",
            ""));
    return new DataFiles(fetched.files(), DataFiles.Kind.PARQUET, source, true);
  }

  private Findings look(Workplace place, DataFiles found, String name) {
    Tables.Opened opened = new Tables(engine, place.work(), decisions).open(found);
    Table table = opened.table();
    FullLook full = opened.look();
    requireTable(table, full);
    Sample sample = Sample.of(table, full.rows(), place.work().resolve("sample.parquet"));
    Map<String, ColumnLook> looks = ColumnLooks.of(table, full, sample);
    InitRequest.Answers answers = request.answers();
    TargetLook target = TargetLook.of(table, targetOf(looks), answers, asker);
    decisions.addAll(target.decisions());
    TimeLook time = time(table, full, looks, target);
    Roles roles = new Roles(table, full, looks, sample, answers, decisions);
    roles.decide(target.name(), time == null ? null : time.name());
    List<ColumnLook> features =
        looks.values().stream()
            .filter(look -> !look.name().equals(target.name()))
            .filter(look -> time == null || !look.name().equals(time.name()))
            .filter(look -> !roles.key().contains(look.name()))
            .filter(look -> !roles.leftOut().containsKey(look.name()))
            .toList();
    Leaks leaks = new Leaks(sample, target, asker, decisions);
    roles.leftOut().putAll(leaks.find(features, answers.keep()));
    requireFeatures(features, roles.leftOut());
    Quality.look(table, full, looks, sample, target, decisions);
    Judging judging = Judging.of(full.rows(), time);
    return new Findings(
        name,
        Names.identifier(name, "table"),
        request.data(),
        table,
        full,
        sample,
        looks,
        target,
        time,
        roles.key(),
        roles.leftOut(),
        leaks.scores(),
        judging.rows(),
        judging.resample(),
        decisions);
  }

  private void requireTable(Table table, FullLook full) {
    if (full.rows() == 0) {
      throw NoriaException.invalid(
          "--data: %s has no rows (expected: at least a few hundred)".formatted(request.data()));
    }
    long columns =
        table.columns().stream()
            .filter(c ->
                request.answers().exclude().stream().noneMatch(p -> Names.matches(p, c.name())))
            .count();
    if (columns < 2) {
      throw NoriaException.invalid(
          "--data: %s has only the column %s (expected: a target and at least one column to predict it from)"
              .formatted(request.data(), table.columns().getFirst().name()));
    }
  }

  private void requireFeatures(List<ColumnLook> features, Map<String, String> leftOut) {
    if (features.stream().allMatch(look -> leftOut.containsKey(look.name()))) {
      String why =
          leftOut.entrySet().stream()
              .limit(6)
              .map(e -> e.getKey() + " (" + e.getValue() + ")")
              .reduce((a, b) -> a + ", " + b)
              .orElse("there is no other column");
      throw NoriaException.invalid(
          "no column is left to predict from: %s (expected: at least one; --keep COLUMN takes one back)"
              .formatted(why));
    }
  }

  private ColumnLook targetOf(Map<String, ColumnLook> looks) {
    return java.util.Objects.requireNonNull(looks.get(targetName(looks)), "it was looked at");
  }

  private String targetName(Map<String, ColumnLook> looks) {
    List<String> names = List.copyOf(looks.keySet());
    String said = request.answers().target();
    if (said == null) {
      String usual = TargetLook.usual(names).orElse("");
      said =
          asker.ask(
              new Asker.Question(
                  "Which column is to be predicted?",
                  usual,
                  names.size() <= 40 ? names : List.of(),
                  "--target"));
      if (said.isEmpty()) {
        throw NoriaException.invalid(
            "--target: missing (expected: one of %s)".formatted(Names.few(names, 20)));
      }
    }
    String wanted = said;
    return Names.find(wanted, names)
        .orElseThrow(() ->
            NoriaException.invalid(
                "--target: no column %s in %s (expected: perhaps %s)"
                    .formatted(
                        wanted, request.data(), String.join(", ", Names.nearest(wanted, names)))));
  }

  private @Nullable TimeLook time(
      Table table, FullLook full, Map<String, ColumnLook> looks, TargetLook target) {
    InitRequest.Answers answers = request.answers();
    ColumnLook look = TimeLook.choose(looks, target.name(), full.rows(), answers.time(), asker);
    if (look == null) {
      noTime("no column tells when a row was known");
      return null;
    }
    Cadence files =
        answers.period() == null
            ? TimeLook.ofFiles(table, look.reading().of(look.name())).orElse(null)
            : null;
    Cadence cadence =
        files != null ? files : TimeLook.cadence(look, full.rows(), answers.period()).orElse(null);
    if (cadence == null) {
      noTime(
          "%s covers too little time, from %s to %s, for some of it to judge the rest"
              .formatted(
                  look.name(),
                  Shown.moment(look.sampled().quantile(0)),
                  Shown.moment(look.sampled().quantile(1))));
      return null;
    }
    int periods = files != null ? table.files().size() : cadence.filled(look.sampled().numbers());
    String arrives = Arrival.ask(look.name(), target.name(), answers.arrives(), asker);
    TimeLook time = new TimeLook(look, cadence, periods, files != null, arrives);
    decisions.addAll(time.decisions(full.rows(), table.files()));
    return time;
  }

  private void noTime(String why) {
    decisions.add(
        new Decision(
            "time",
            Kind.TIME,
            "a fifth of the rows, chosen by a hash, judges and never trains",
            why,
            "--time COLUMN"));
  }

  private Initialized write(Workplace place, Path folder, DataFiles found, Findings findings) {
    TimeLook time = findings.time();
    boolean convert =
        !findings.table().asIs()
            || findings.table().columns().stream()
                .anyMatch(c -> c.form() == Table.Column.Form.OTHER)
            || (time != null && !time.look().reading().isPlain());
    DataPlace data;
    Findings last;
    if (convert) {
      data =
          DataPlace.convert(
              place,
              found,
              findings.source(),
              findings.table(),
              findings.looks().values(),
              findings.target());
      Path again = place.work().resolve("again.parquet");
      last =
          findings.converted(data.table(), Sample.of(data.table(), findings.full().rows(), again));
    } else {
      data =
          DataPlace.put(
              place, found, findings.source(), findings.table(), request.copy(), decisions);
      last = findings.in(data.table());
    }
    return new Writer(engine, place, last, data).write(folder);
  }
}
