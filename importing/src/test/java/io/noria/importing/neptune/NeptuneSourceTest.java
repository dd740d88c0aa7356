package io.noria.importing.neptune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.importing.Imported;
import io.noria.importing.RecordingSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeptuneSourceTest {
  private static final String PROJECT = "org_vision-0011223344556677";
  private static final String BORN = "2024-03-01T10:00:00Z";

  @TempDir Path folder;
  private DuckDbEngine engine;

  @BeforeEach
  void open() {
    engine = DuckDbEngine.open(new DuckDbSettings(folder.resolve("spill"), 256L << 20, 2, 2));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Path part(String run, int number) {
    return folder.resolve(
        "dump/data/" + PROJECT + "/" + run + "-aabbccddeeff0011_part_" + number + ".parquet");
  }

  private RecordingSink read(RecordingSink sink) throws Exception {
    try (NeptuneSource source = NeptuneSource.open(folder.resolve("dump"), engine)) {
      source.read(sink);
    }
    return sink;
  }

  @Test
  void anOrdinaryRunComesWithItsFieldsParamsAndMetrics() throws Exception {
    DumpWriter run =
        new DumpWriter("org/vision", "VIS-7")
            .text("sys/id", "VIS-7")
            .text("sys/name", "baseline, wide")
            .text("sys/owner", "ada")
            .text("sys/state", "inactive")
            .text("sys/description", "first try")
            .time("sys/creation_time", BORN)
            .number("sys/running_time", "90.5")
            .set("sys/tags", "wide", "best")
            .number("params/lr", "0.00001")
            .whole("params/depth", 18)
            .flag("params/augment", true)
            .time("params/since", "2024-02-01T00:00:00Z")
            .text("params/odd (one)", "x")
            .point("train/loss", "0", 1000, "0.5");
    run.write(part("VIS-7", 0));
    run.point("train/loss", "1", 2000, "NULL").point("train/loss", "2", 3000, "'inf'::DOUBLE");
    run.write(part("VIS-7", 1));

    RecordingSink sink = read(new RecordingSink());

    assertThat(sink.all(Imported.Experiment.class))
        .singleElement()
        .satisfies(experiment -> {
          assertThat(experiment.name()).isEqualTo("org/vision");
          assertThat(experiment.id()).matches("[1-9]\\d{17}");
        });
    Imported.Run read = sink.run("VIS-7");
    assertThat(read.name()).isEqualTo("baseline, wide");
    assertThat(read.user()).isEqualTo("ada");
    assertThat(read.status()).isEqualTo("FINISHED");
    assertThat(read.startedAt()).isEqualTo(Instant.parse(BORN));
    assertThat(read.endedAt()).isEqualTo(Instant.parse("2024-03-01T10:01:30.500Z"));
    assertThat(read.params())
        .containsAllEntriesOf(
            Map.of(
                "params/lr", "1e-05",
                "params/depth", "18",
                "params/augment", "True",
                "params/since", "2024-02-01T00:00:00Z"))
        .hasSize(5);
    assertThat(read.params().keySet()).anyMatch(key -> key.startsWith("params/odd _one_-"));
    assertThat(read.tags())
        .containsEntry("neptune.id", "VIS-7")
        .containsEntry("neptune.tags", "best,wide")
        .containsEntry("mlflow.note.content", "first try")
        .doesNotContainKey(NeptuneNames.STEP_SCALE);
    assertThat(sink.points("VIS-7", "train/loss"))
        .containsExactly("0@1000=0.5", "1@2000=NaN", "2@3000=Infinity");
    assertThat(sink.whole).containsExactly("run VIS-7");
  }

  @Test
  void fractionalStepsAreKeptByOneScaleAndForksByTheirParent() throws Exception {
    new DumpWriter("org/vision", "base")
        .time("sys/creation_time", BORN)
        .point("loss", "3", 1, "1")
        .write(part("base", 0));
    new DumpWriter("org/vision", "fork")
        .time("sys/creation_time", BORN)
        .text("sys/forking/parent", "base")
        .number("sys/forking/step", "2.5")
        .point("loss", "2.5", 1, "1")
        .point("loss", "2.75", 2, "2")
        .point("epoch", "-4", 2, "2")
        .write(part("fork", 0));

    RecordingSink sink = read(new RecordingSink());

    assertThat(sink.run("base").tags()).doesNotContainKey(NeptuneNames.STEP_SCALE);
    assertThat(sink.points("base", "loss")).containsExactly("3@1=1.0");
    assertThat(sink.run("fork").tags())
        .containsEntry(NeptuneNames.STEP_SCALE, "100")
        .containsEntry("mlflow.parentRunId", "base")
        .containsEntry("neptune.forking.step", "2.5");
    assertThat(sink.points("fork", "loss")).containsExactly("250@1=1.0", "275@2=2.0");
    assertThat(sink.points("fork", "epoch")).containsExactly("-400@2=2.0");
    assertThat(sink.notes).isEmpty();
  }

  @Test
  void textsAndHistogramsBecomeTablesAndFilesKeepTheirPath() throws Exception {
    Path files = Files.createDirectories(folder.resolve("dump/files/" + PROJECT + "/r/model"));
    Files.writeString(files.resolve("weights.pt"), "weights");
    Files.writeString(files.resolve("1.png"), "one");
    Path secret = Files.writeString(folder.resolve("dump/secret.txt"), "secret");
    Path set = Files.createDirectories(files.resolveSibling("set"));
    Files.writeString(set.resolve("kept.txt"), "kept");
    Files.createSymbolicLink(set.resolve("link.txt"), secret);
    new DumpWriter("org/vision", "r")
        .line("logs/stdout", "0", 1000, "said \"hello\", then\nleft")
        .line("logs/stdout", "0.5", 2000, "")
        .histogram("grads", "7", 3000)
        .file("model/best", "r/model/weights.pt")
        .file("lost", "r/lost.bin")
        .file("all", "r/set")
        .file("escape", "../../secret.txt")
        .fileSeries("shots", "1", "r/model/1.png")
        .text("notes", "n".repeat(7000))
        .write(part("r", 0));

    RecordingSink sink = read(new RecordingSink());

    assertThat(sink.files)
        .containsOnlyKeys(
            "r logs/stdout.csv",
            "r grads.csv",
            "r all/kept.txt",
            "r model/best.pt",
            "r shots/step_1.png",
            "r notes.txt");
    assertThat(sink.files.get("r logs/stdout.csv"))
        .isEqualTo(
            "step,timestamp,value\r\n"
                + "0,1970-01-01T00:00:01Z,\"said \"\"hello\"\", then\nleft\"\r\n"
                + "0.5,1970-01-01T00:00:02Z,\"\"\r\n");
    assertThat(sink.files.get("r grads.csv"))
        .isEqualTo(
            "step,timestamp,type,edges,values\r\n"
                + "7,1970-01-01T00:00:03Z,COUNTING,\"[0.0, 0.5, 1.0]\",\"[3.0, 4.0]\"\r\n");
    assertThat(sink.files.get("r notes.txt")).hasSize(7000);
    assertThat(sink.run("r").params().get("notes")).hasSize(6000);
    assertThat(sink.whole).isEmpty();
    assertThat(sink.notes.get("run r of org/vision"))
        .hasSize(3)
        .anyMatch(note -> note.startsWith("all: ") && note.contains("link.txt is a symbolic link"))
        .anyMatch(note -> note.startsWith("lost: no file r/lost.bin"))
        .anyMatch(note -> note.startsWith("escape: no file ../../secret.txt"));
  }

  @Test
  void theModelRegistryBecomesModelsAndVersions() throws Exception {
    Path models = folder.resolve("dump/model_data/" + PROJECT);
    Files.createDirectories(
        folder.resolve("dump/model_files/" + PROJECT + "/model_versions/VIS-M-2"));
    Files.writeString(
        folder.resolve("dump/model_files/" + PROJECT + "/model_versions/VIS-M-2/w"), "weights");
    new DumpWriter("org/vision", "VIS-M")
        .text("sys/name", "the detector")
        .time("sys/creation_time", BORN)
        .write(models.resolve("models/VIS-M-00_part_0.parquet"));
    new DumpWriter("org/vision", "VIS-M-2")
        .text("sys/model_id", "VIS-M")
        .text("sys/stage", "production")
        .text("sys/owner", "ada")
        .time("sys/creation_time", BORN)
        .number("val/acc", "0.75")
        .file("weights", "model_versions/VIS-M-2/w")
        .point("curve", "0.5", 10, "0.25")
        .write(models.resolve("model_versions/VIS-M-2-00_part_0.parquet"));

    RecordingSink sink = read(new RecordingSink());

    assertThat(sink.all(Imported.Model.class))
        .singleElement()
        .satisfies(model -> {
          assertThat(model.name()).isEqualTo("VIS-M");
          assertThat(model.tags()).containsEntry("neptune.name", "the detector");
        });
    assertThat(sink.all(Imported.Version.class))
        .singleElement()
        .satisfies(version -> {
          assertThat(version.version()).isEqualTo(2);
          assertThat(version.stage()).isEqualTo("Production");
          assertThat(version.source()).isEqualTo("models:/" + version.loggedModel());
          assertThat(sink.files)
              .containsEntry(version.loggedModel() + " weights", "weights")
              .containsEntry(
                  version.loggedModel() + " curve.csv",
                  "step,timestamp,value\r\n0.5,1970-01-01T00:00:00.010Z,0.25\r\n");
        });
    assertThat(sink.all(Imported.LoggedModel.class).getLast().params())
        .containsEntry("val/acc", "0.75");
  }

  @Test
  void sameIdsInTwoProjectsStayApartAndWhatIsWholeIsNotReadAgain() throws Exception {
    new DumpWriter("org/vision", "r").point("loss", "1", 1, "1").write(part("r", 0));
    new DumpWriter("org/words", "r")
        .point("loss", "1", 1, "2")
        .write(folder.resolve("dump/data/org_words-00/r-aabbccddeeff0011_part_0.parquet"));

    RecordingSink sink = read(new RecordingSink());
    assertThat(sink.all(Imported.Run.class)).extracting(Imported.Run::id).doesNotHaveDuplicates();
    int points = sink.all(Imported.Points.class).size();

    read(sink);
    assertThat(sink.all(Imported.Points.class)).hasSize(points);
  }

  @Test
  void whatIsBrokenIsNotedAndTheOthersAreRead() throws Exception {
    new DumpWriter("org/vision", "good").text("a", "b").write(part("good", 0));
    new DumpWriter("org/vision", "cut").text("a", "b").write(part("cut", 1));
    Files.writeString(part("bad", 0), "no parquet at all");

    RecordingSink sink = read(new RecordingSink());

    assertThat(sink.all(Imported.Run.class)).extracting(Imported.Run::id).containsExactly("good");
    assertThat(sink.notes.get(part("bad", 0).toString()))
        .singleElement()
        .asString()
        .contains("bad-aabbccddeeff0011_part_0.parquet", "left out");
    assertThat(sink.notes.keySet()).anyMatch(where -> where.contains("cut-aabbccddeeff0011"));
  }

  @Test
  void aFolderWithoutADumpIsRefused() throws Exception {
    Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> NeptuneSource.open(folder.resolve("empty"), engine))
        .hasMessageContaining("no part_0.parquet in its project folders");
    assertThatThrownBy(() -> NeptuneSource.open(folder.resolve("none"), engine))
        .hasMessageContaining("no such folder");
  }
}
