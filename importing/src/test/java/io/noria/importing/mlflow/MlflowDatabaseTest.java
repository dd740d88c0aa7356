package io.noria.importing.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.importing.ImportSource;
import io.noria.importing.Imported;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowDatabaseTest {
  /** As version 1.20 had it: no times of experiments, no datasets, no aliases, no traces. */
  private static final List<String> OLD =
      List.of(
          "CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT,"
              + " artifact_location TEXT, lifecycle_stage TEXT)",
          "CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, name TEXT, source_type TEXT,"
              + " source_name TEXT, entry_point_name TEXT, user_id TEXT, status TEXT,"
              + " start_time BIGINT, end_time BIGINT, source_version TEXT, lifecycle_stage TEXT,"
              + " artifact_uri TEXT, experiment_id INTEGER)",
          "CREATE TABLE metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT,"
              + " step BIGINT, is_nan BOOLEAN)",
          "CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT)",
          "CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT)",
          "CREATE TABLE registered_models (name TEXT, creation_time BIGINT,"
              + " last_updated_time BIGINT, description TEXT)",
          "CREATE TABLE model_versions (name TEXT, version INTEGER, creation_time BIGINT,"
              + " last_updated_time BIGINT, description TEXT, user_id TEXT, current_stage TEXT,"
              + " source TEXT, run_id TEXT)",
          "INSERT INTO experiments VALUES (0, 'Default', '', 'active'), (7, 'old', '', 'deleted')",
          "INSERT INTO runs VALUES ('r1', '', 'LOCAL', '', '', 'ada', 'FINISHED', 1000, 2000, '',"
              + " 'active', '/nowhere/at/all/7/r1/artifacts', 7)",
          "INSERT INTO tags VALUES ('mlflow.runName', 'first', 'r1')",
          "INSERT INTO params VALUES ('lr', '0.1', 'r1')",
          "INSERT INTO metrics VALUES ('m', 1.5, 10, 'r1', 0, 0), ('m', 0, 11, 'r1', 1, 1),"
              + " ('m', 1.7976931348623157e308, 12, 'r1', 2, 0),"
              + " ('m', -1.7976931348623157e308, 13, 'r1', -3, 0), ('other', 2, 14, 'r1', 0, 0)",
          "INSERT INTO registered_models VALUES ('clf', 5, 6, 'told')",
          "INSERT INTO model_versions VALUES"
              + " ('clf', 1, 5, 6, '', 'ada', 'None', '/nowhere/at/all/7/r1/artifacts/m', 'r1'),"
              + " ('clf', 2, 5, 6, NULL, NULL, 'Production', 's3://b/m', NULL),"
              + " ('clf', 3, 5, 6, '', '', 'Deleted_Internal', '', '')");

  @TempDir private Path folder;

  private Path database(List<String> statements) throws Exception {
    Path file = folder.resolve("mlflow.db");
    SmallDatabase.write(file, statements);
    return file;
  }

  @Test
  void readsAnOldDatabaseWithWhatItHas() throws Exception {
    Collected found = new Collected();
    try (ImportSource source = MlflowSources.open(database(OLD).toString(), MlflowOptions.ALL)) {
      assertThat(source.survey().points()).isEqualTo(5);
      source.read(found);
    }

    Imported.Experiment old = found.all(Imported.Experiment.class).get(1);
    assertThat(old.id()).isEqualTo("7");
    assertThat(old.deleted()).isTrue();
    assertThat(old.createdAt().toEpochMilli()).isEqualTo(1000);
    Imported.Run run = found.all(Imported.Run.class).getFirst();
    assertThat(run.name()).isEqualTo("first");
    assertThat(run.params()).containsEntry("lr", "0.1");
    Imported.Points points =
        found.all(Imported.Points.class).stream()
            .filter(p -> p.key().equals("m"))
            .findFirst()
            .orElseThrow();
    assertThat(points.values())
        .containsExactly(1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(points.steps()).containsExactly(0, 1, 2, -3);
    assertThat(points.millis()).containsExactly(10, 11, 12, 13);
  }

  @Test
  void readsTheRegistryWithItsGaps() throws Exception {
    Collected found = new Collected();
    try (ImportSource source =
        MlflowSources.open("sqlite:///" + database(OLD), MlflowOptions.ALL)) {
      source.read(found);
    }

    assertThat(found.all(Imported.Model.class).getFirst().lastVersion()).isEqualTo(3);
    List<Imported.Version> versions = found.all(Imported.Version.class);
    assertThat(versions).extracting(Imported.Version::version).containsExactly(1, 2);
    assertThat(versions).extracting(Imported.Version::stage).contains("Development", "Production");
    assertThat(versions)
        .extracting(Imported.Version::source)
        .containsExactly("runs:/r1/m", "s3://b/m");
    assertThat(found.notes).singleElement().asString().contains("--artifacts");
  }

  @Test
  void findsFilesInTheFolderThatIsNamed() throws Exception {
    Path file = folder.resolve("copy/7/r1/artifacts/deep/a.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "abc");
    Collected found = new Collected();
    MlflowOptions options = new MlflowOptions(List.of(), true, folder.resolve("copy").toString());

    try (ImportSource source = MlflowSources.open(database(OLD).toString(), options)) {
      source.read(found);
      int first = found.records.size();
      source.read(found);
      // Only records again: the run's points and files came whole.
      assertThat(found.records.size()).isLessThan(2 * first);
    }

    assertThat(found.all(Imported.File.class))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.path()).isEqualTo("deep/a.txt");
          assertThat(one.bytes()).isEqualTo(3);
        });
    assertThat(found.notes).isEmpty();
  }

  @Test
  void readsTheExperimentsThatAreNamed() throws Exception {
    Collected found = new Collected();
    try (ImportSource source =
        MlflowSources.open(
            database(OLD).toString(), new MlflowOptions(List.of("De*lt"), false, null))) {
      source.read(found);
    }

    assertThat(found.records).singleElement().isInstanceOf(Imported.Experiment.class);
  }

  @Test
  void refusesWhatIsNoHistory() throws Exception {
    Path other = database(List.of("CREATE TABLE zoo (animal TEXT)"));
    assertThatThrownBy(() -> MlflowSources.open(other.toString(), MlflowOptions.ALL))
        .hasMessageContaining("no table experiments among [sqlite_schema, zoo]");
    assertThatThrownBy(() -> MlflowSources.open("mysql://h/db", MlflowOptions.ALL))
        .hasMessageContaining("mysql://h/db")
        .hasMessageContaining("postgresql://");
    Path text = Files.writeString(folder.resolve("notes.txt"), "hello");
    assertThatThrownBy(() -> MlflowSources.open(text.toString(), MlflowOptions.ALL))
        .hasMessageContaining("is no SQLite database");
    assertThatThrownBy(() -> MlflowSources.open(folder + "/none.db", MlflowOptions.ALL))
        .hasMessageContaining("nothing at");
  }
}
