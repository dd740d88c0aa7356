package io.noria.importing.comet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.importing.Imported;
import io.noria.importing.RecordingSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CometSourceTest {
  private static final String KEY = "fe5ed0231e4e4425a13b7c25ea82c51f";

  @TempDir Path folder;

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private RecordingSink read(Path from, RecordingSink sink) throws Exception {
    try (CometSource source = CometSource.open(from)) {
      source.read(sink);
    }
    return sink;
  }

  private void experiment() throws IOException {
    String at = "team/churn/" + KEY + "/";
    write(
        at + "metadata.json",
        """
        {"experimentKey": "%s", "experimentName": "quiet_owl_1", "workspaceName": "team",
         "projectName": "churn", "startTimeMillis": 1700000000000, "endTimeMillis": 1700000060000,
         "running": false, "archived": false, "fileName": "train.py", "tags": ["a", "b"]}
        """
            .formatted(KEY));
    write(
        at + "metrics.jsonl",
        """
        {"metricName": "loss", "metricValue": "0.5", "timestamp": 1700000001000, "step": 1, "epoch": 1, "runContext": null}
        {"metricName": "loss", "metricValue": "NaN", "timestamp": 1700000002000, "step": 2, "epoch": 1}
        {"metricName": "acc", "metricValue": "0.25", "timestamp": 1700000002000, "step": 2, "epoch": 2, "runContext": "train"}
        {"metricName": "late", "metricValue": 3, "timestamp": 1700000003000, "step": null}
        {"metricName": "late", "metricValue": 4, "timestamp": 1700000004000, "step": null}
        {"metricName": "late", "metricValue": "soon", "timestamp": 1700000004000, "step": 3}
        """);
    write(
        at + "parameters.json",
        """
        [{"name": "lr", "valueMax": "0.1", "valueMin": "0.1", "valueCurrent": "0.1"},
         {"name": "layers", "valueCurrent": [1, 2]}]
        """);
    write(
        at + "others.jsonl",
        """
        {"name": "Name", "valueCurrent": "baseline"}
        {"name": "Created from", "valueCurrent": "notebook"}
        """);
    write(at + "system_details.json", "{\"user\": \"ada\", \"hostname\": \"box\", \"gpu\": [1]}");
    write(at + "run/git_metadata.json", "{\"parent\": \"abc123\", \"branch\": \"main\"}");
    write(at + "run/script.py", "print(1)");
    write(at + "assets/image/plot.png", "pixels");
    write(
        at + "assets/assets_metadata.jsonl",
        """
        {"type": "image", "fileName": "plot.png", "assetId": "1", "remote": false}
        {"type": null, "fileName": "lost.bin", "assetId": "2", "remote": false}
        {"type": "asset", "fileName": "far.bin", "assetId": "3", "remote": true, "link": "s3://there/far.bin"}
        """);
    write("team/churn/project_metadata.json", "{\"projectDescription\": \"who leaves\"}");
    write("team/churn/project_notes.md", "# Notes");
  }

  @Test
  void anExperimentBecomesARunUnderItsOwnKey() throws Exception {
    experiment();

    RecordingSink sink = read(folder, new RecordingSink());

    assertThat(sink.all(Imported.Experiment.class))
        .singleElement()
        .satisfies(project -> {
          assertThat(project.name()).isEqualTo("team/churn");
          assertThat(project.tags()).containsEntry("mlflow.note.content", "who leaves\n\n# Notes");
        });
    Imported.Run run = sink.run(KEY);
    assertThat(run.name()).isEqualTo("baseline");
    assertThat(run.user()).isEqualTo("ada");
    assertThat(run.status()).isEqualTo("FINISHED");
    assertThat(run.startedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
    assertThat(run.endedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_060_000L));
    assertThat(run.params()).containsEntry("lr", "0.1").containsEntry("layers", "[1,2]").hasSize(2);
    assertThat(run.tags())
        .containsEntry("comet.tags", "a,b")
        .containsEntry("comet.Created from", "notebook")
        .containsEntry("comet.system.hostname", "box")
        .containsEntry("mlflow.source.git.commit", "abc123")
        .containsEntry("mlflow.source.name", "train.py");
    assertThat(sink.points(KEY, "loss"))
        .containsExactly("1@1700000001000=0.5", "2@1700000002000=NaN");
    assertThat(sink.points(KEY, "train_acc")).containsExactly("2@1700000002000=0.25");
    assertThat(sink.points(KEY, "late"))
        .containsExactly("0@1700000003000=3.0", "1@1700000004000=4.0");
    assertThat(sink.points(KEY, "epoch"))
        .containsExactly("1@1700000001000=1.0", "2@1700000002000=1.0");
    assertThat(sink.files)
        .containsEntry(KEY + " image/plot.png", "pixels")
        .containsEntry(KEY + " run/script.py", "print(1)")
        .containsKey(KEY + " comet/system_details.json");
    assertThat(sink.notes.get("experiment " + KEY + " of team/churn"))
        .containsExactlyInAnyOrder(
            "metric late: points without a step, numbered in their order (2)",
            "metric late: a value that is no number; left out",
            "asset lost.bin: not in the download; left out",
            "asset far.bin: lies at s3://there/far.bin, not here");
  }

  @Test
  void whatWasLostIsToldAgainAndWhatIsWholeIsPassedOver() throws Exception {
    experiment();
    RecordingSink first = read(folder, new RecordingSink());
    assertThat(first.whole).isEmpty();
    List<String> told = List.copyOf(first.notes.get("experiment " + KEY + " of team/churn"));
    first.notes.clear();
    assertThat(read(folder, first).notes)
        .containsEntry("experiment " + KEY + " of team/churn", told);

    Files.delete(folder.resolve("team/churn/" + KEY + "/assets/assets_metadata.jsonl"));
    write(
        "team/churn/" + KEY + "/metrics.jsonl",
        "{\"metricName\": \"loss\", \"metricValue\": \"0.5\", \"timestamp\": 5, \"step\": 1}");
    RecordingSink second = read(folder, new RecordingSink());
    assertThat(second.notes).isEmpty();
    assertThat(second.whole).containsExactly("run " + KEY);
    int records = second.records.size();
    assertThat(read(folder, second).all(Imported.Points.class)).hasSize(1);
    assertThat(second.records).hasSize(records + 1); // the project's experiment
  }

  @Test
  void anyFolderOfTheTreeCanBeNamed() throws Exception {
    experiment();
    for (String part : new String[] {"team", "team/churn", "team/churn/" + KEY}) {
      RecordingSink sink = read(folder.resolve(part), new RecordingSink());
      assertThat(sink.all(Imported.Experiment.class))
          .extracting(Imported.Experiment::name)
          .containsExactly("team/churn");
      assertThat(sink.run(KEY).name()).isEqualTo("baseline");
    }
  }

  @Test
  void modelsAndArtifactsComeToo() throws Exception {
    write("team/model-registry/churn-model/weights.bin", "weights");
    write("team/artifacts/table/part/rows.csv", "a,b");
    write("team/panels/panel-1.zip", "zip");

    RecordingSink sink = read(folder, new RecordingSink());

    assertThat(sink.all(Imported.Version.class))
        .singleElement()
        .satisfies(version -> {
          assertThat(version.model()).isEqualTo("churn-model");
          assertThat(sink.files).containsEntry(version.loggedModel() + " weights.bin", "weights");
        });
    assertThat(sink.files.keySet()).anyMatch(key -> key.endsWith(" part/rows.csv"));
    assertThat(sink.notes).hasSize(1);
    assertThat(sink.remarks.values().toString()).contains("it became version 1");
  }

  @Test
  void brokenLinesAreNotedAndTheRestIsRead() throws Exception {
    experiment();
    write(
        "team/churn/" + KEY + "/others.jsonl",
        "{\"name\": \"Name\", \"valueCurrent\": \"x\"}\n{\"na");

    RecordingSink sink = read(folder, new RecordingSink());

    assertThat(sink.run(KEY).name()).isEqualTo("x");
    assertThat(sink.notes.get("experiment " + KEY + " of team/churn"))
        .anyMatch(note -> note.startsWith("others.jsonl: no JSON at line 2"));
  }

  @Test
  void aFolderWithoutADownloadIsRefused() throws Exception {
    Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> CometSource.open(folder.resolve("empty")))
        .hasMessageContaining("no experiment in it");
  }
}
