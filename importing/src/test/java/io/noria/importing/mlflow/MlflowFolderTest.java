package io.noria.importing.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.importing.ImportSource;
import io.noria.importing.Imported;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowFolderTest {
  @TempDir private Path folder;

  private void file(String path, String... lines) throws Exception {
    Path file = folder.resolve("mlruns").resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }

  @BeforeEach
  void write() throws Exception {
    file(
        "12/meta.yaml",
        "experiment_id: '12'",
        "name: trees",
        "lifecycle_stage: active",
        "creation_time: 5",
        "last_update_time: 6");
    file("12/tags/team", "growth");
    file(
        "12/r1/meta.yaml",
        "run_id: r1",
        "run_name: first",
        "status: 4",
        "start_time: 100",
        "end_time: null",
        "lifecycle_stage: deleted",
        "user_id: ada",
        "artifact_uri: mlflow-artifacts:/12/r1/artifacts");
    file("12/r1/metrics/train/loss", "10 nan 0", "11 -inf 1", "nonsense", "12 0.5 -2", "13 4");
    file("12/r1/params/lr", "0.1");
    file("12/r2/meta.yaml", "run_id: [");
    file("12/r2/metrics/m", "1 1 1");
    file(".trash/13/meta.yaml", "experiment_id: '13'", "name: gone", "lifecycle_stage: deleted");
    file("models/clf/meta.yaml", "name: clf", "creation_timestamp: 3", "description: null");
    file(
        "models/clf/version-2/meta.yaml",
        "version: 2",
        "current_stage: Staging",
        "source: models:/m-abc",
        "creation_timestamp: 4",
        "user_id: null");
    file("models/clf/version-3/meta.yaml", "version: 3", "current_stage: Deleted_Internal");
    file("models/clf/aliases/champion", "2");
    Path artifact = folder.resolve("mlartifacts/12/r1/artifacts/a/b.bin");
    Files.createDirectories(artifact.getParent());
    Files.write(artifact, new byte[] {1, 2});
  }

  private Collected read() throws Exception {
    Collected found = new Collected();
    try (ImportSource source =
        MlflowSources.open(folder.resolve("mlruns").toString(), MlflowOptions.ALL)) {
      assertThat(source.survey().runs()).isEqualTo(2);
      source.read(found);
    }
    return found;
  }

  @Test
  void readsRunsWithTheirPointsAndFiles() throws Exception {
    Collected found = read();

    assertThat(found.all(Imported.Experiment.class))
        .extracting(Imported.Experiment::name)
        .containsExactly("trees", "gone");
    assertThat(found.all(Imported.Experiment.class).get(1).deleted()).isTrue();
    Imported.Run run = found.all(Imported.Run.class).getFirst();
    assertThat(run.status()).isEqualTo("FAILED");
    assertThat(run.endedAt()).isNull();
    assertThat(run.deleted()).isTrue();
    Imported.Points points = found.all(Imported.Points.class).getFirst();
    assertThat(points.key()).isEqualTo("train/loss");
    assertThat(points.values()).containsExactly(Double.NaN, Double.NEGATIVE_INFINITY, 0.5, 4);
    assertThat(points.steps()).containsExactly(0, 1, -2, 0);
    assertThat(found.all(Imported.File.class))
        .extracting(Imported.File::path)
        .containsExactly("a/b.bin");
  }

  @Test
  void notesWhatIsBrokenAndReadsOn() throws Exception {
    assertThat(read().notes)
        .anySatisfy(note -> assertThat(note).contains("loss line 3").contains("nonsense"))
        .anySatisfy(note -> assertThat(note).contains("r2").contains("no YAML"));
  }

  @Test
  void aRunWithPointsLeftOutIsReadAndToldAgain() throws Exception {
    Collected found = read();
    assertThat(found.wholes).doesNotContainKey("run r1");

    file("12/r1/metrics/train/loss", "10 nan 0", "11 -inf 1");
    assertThat(read().wholes).containsKey("run r1");
  }

  @Test
  void linksAndHugeTextsAreLeftOut() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "1 1 1");
    Path run = folder.resolve("mlruns/12/r1");
    Files.createSymbolicLink(run.resolve("params/stolen"), secret);
    Files.createSymbolicLink(run.resolve("metrics/stolen"), secret);
    Files.writeString(run.resolve("params/huge"), "x".repeat((1 << 20) + 1));

    Collected found = read();

    assertThat(found.all(Imported.Run.class).getFirst().params()).containsOnlyKeys("lr");
    assertThat(found.all(Imported.Points.class)).hasSize(1);
    assertThat(found.notes)
        .anyMatch(note -> note.endsWith("params/stolen: a symbolic link: it is left out"))
        .anyMatch(note -> note.endsWith("metrics/stolen: a symbolic link: it is left out"))
        .anyMatch(note -> note.endsWith("params/huge: larger than 1048576 bytes: it is left out"));
  }

  @Test
  void readsTheRegistry() throws Exception {
    Collected found = read();

    assertThat(found.all(Imported.Model.class).getFirst().lastVersion()).isEqualTo(3);
    Imported.Version version = found.all(Imported.Version.class).getFirst();
    assertThat(version.stage()).isEqualTo("Staging");
    assertThat(version.loggedModel()).isEqualTo("m-abc");
    assertThat(found.all(Imported.Alias.class))
        .containsExactly(new Imported.Alias("clf", "champion", 2));
  }

  @Test
  void refusesAFolderWithoutExperiments() {
    assertThatThrownBy(
            () -> MlflowSources.open(folder.resolve("mlartifacts").toString(), MlflowOptions.ALL))
        .hasMessageContaining("no experiment's folder");
  }
}
