package io.noria.project.init;

import io.noria.base.NoriaException;
import io.noria.datasets.DatasetVersion.Failure;
import io.noria.datasets.expectation.Checker;
import io.noria.datasets.expectation.Expectations;
import io.noria.datasets.expectation.ExpectationsFile;
import io.noria.engine.Engine;
import io.noria.engine.Field;
import io.noria.project.yaml.ProjectFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the folder's texts, after reading each as the server will. */
final class Writer {
  private static final int ROUNDS = 3;

  /** Quantiles of more rows than this take long, and a sample has nearly the same ones. */
  private static final long MOST_CHECKED = 1_000_000;

  private final Engine engine;
  private final Workplace place;
  private final Findings found;
  private final DataPlace data;

  Writer(Engine engine, Workplace place, Findings found, DataPlace data) {
    this.engine = engine;
    this.place = place;
    this.found = found;
    this.data = data;
  }

  Initialized write(Path folder) {
    Gates gates = Gates.of(found);
    found.decisions().add(gates.decision(found));
    String sql = SqlFile.text(found);
    checkSql(sql);
    String yaml = YamlFile.text(found, gates, data.path());
    ProjectFile.parse(ProjectFile.NAME, yaml);
    place.write(ProjectFile.NAME, yaml);
    place.write("sql/features.sql", sql);
    place.write("expectations/" + found.source() + ".yaml", rules());
    place.write("README.md", ReadmeFile.text(found, data.path()));
    place.write(".gitignore", gitignore());
    List<Decision> told =
        found.decisions().stream().sorted(java.util.Comparator.comparing(Decision::kind)).toList();
    return new Initialized(
        folder,
        found.name(),
        found.full().rows(),
        found.target().task().wire(),
        found.target().name(),
        found.features().stream().map(ColumnLook::name).toList(),
        place.move(),
        told);
  }

  private static String gitignore() {
    return """
    # Data seldom belongs in Git; take this out when yours is small and may be shared.
    data/
    """;
  }

  private void checkSql(String sql) {
    List<Field> fields = engine.describe(sql.strip(), Map.of(found.source(), data.table().files()));
    if (fields.stream().noneMatch(field -> field.name().equals(found.target().name()))) {
      throw new IllegalStateException("the SQL has lost " + found.target().name());
    }
  }

  /** The expectations, without any that the data itself does not meet. */
  private String rules() {
    String file = "expectations/" + found.source() + ".yaml";
    boolean typed = data.path().endsWith(".parquet");
    Map<String, Map<String, String>> columns = new LinkedHashMap<>(Rules.learn(found, typed));
    for (int round = 0; round < ROUNDS; round++) {
      String text = Rules.text(found, columns);
      Expectations rules = ExpectationsFile.parse(file, text);
      List<Failure> failures = failures(rules);
      if (failures.isEmpty()) {
        return text;
      }
      for (Failure failure : failures) {
        String kind = failure.expectation().replaceAll("\\(.*", "").strip();
        Map<String, String> own = columns.get(failure.column());
        if (own != null) {
          own.remove(kind);
        }
      }
    }
    throw NoriaException.invalid(
        "no expectations could be learned that the data meets itself (expected: files of one"
            + " kind)");
  }

  private List<Failure> failures(Expectations rules) {
    Map<String, Failure> failures = new LinkedHashMap<>();
    for (List<Path> version : versions()) {
      List<Field> schema = engine.describe("SELECT * FROM data", Map.of("data", version));
      for (Failure failure : Checker.check(engine, version, schema, rules)) {
        // Of a sample there are too few rows, which says nothing.
        if (failure.column() != null || found.full().rows() <= MOST_CHECKED) {
          failures.put(failure.column() + "\n" + failure.expectation(), failure);
        }
      }
    }
    return List.copyOf(failures.values());
  }

  /** What is checked: everything, but of a large table its sample, or three of its files. */
  private List<List<Path>> versions() {
    TimeLook time = found.time();
    List<Path> files = data.table().files();
    boolean large = found.full().rows() > MOST_CHECKED;
    if (time == null || !time.byFile()) {
      return List.of(large ? found.sample().table().files() : files);
    }
    List<Path> some =
        large ? List.of(files.getFirst(), files.get(files.size() / 2), files.getLast()) : files;
    return some.stream().map(List::of).toList();
  }
}
