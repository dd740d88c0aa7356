package io.noria.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.BundleInfo;
import io.noria.registry.TrustedBundles;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.Metric;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.RunStatus;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts run in real processes: shell and awk, which are everywhere. */
class CommandTrainerIT {
  private static final Ref DATA = Ref.of(Ref.Kind.DATASET_VERSION, "deliveries@all");

  /** The share of late ones by hour: a small model, but one. */
  private static final String TRAIN =
      """
      #!/bin/sh
      set -eu
      awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { n[$at["hour"]]++; late[$at["hour"]] += $at["late"] }
        END { for (h in n) print h, (late[h] + 1) / (n[h] + 2) }' "$NORIA_TRAIN" \\
        | sort -n > "$NORIA_OUTPUT/hours.txt"
      for step in 1 2 3; do echo "metric rounds $step $step"; done
      echo "metric validation_auc 0.99"
      echo "seed $NORIA_SEED run $NORIA_RUN_ID at $MLFLOW_TRACKING_URI for $NORIA_TARGET $NORIA_CLASSES"
      echo '{"score_of_mine": 0.5}' > "$NORIA_OUTPUT/metrics.json"
      """;

  private static final String PREDICT =
      """
      while read -r hour share; do eval "share_$hour=$share"; done < hours.txt
      while read -r row; do
        hour=${row#*\\"hour\\":}
        eval "echo \\${share_${hour%%[,\\}]*}:-0.5}"
      done
      """;

  @TempDir Path temp;
  private Database database;
  private ObjectStore objects;
  private Engine engine;
  private Tracking tracking;
  private final Trust trust = new Trust();
  private CommandTrainer trainer;
  private int jobs;

  @BeforeEach
  void open() throws IOException {
    var ids = IdSource.seeded(InstantSource.system(), 7);
    database = TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql")));
    objects = ObjectStores.ephemeral(temp.resolve("objects"));
    engine = DuckDbEngine.open(DuckDbSettings.defaults(temp.resolve("duckdb")));
    tracking = Tracking.open(database, objects, ids);
    trainer =
        new CommandTrainer(
            tracking, engine, trust, () -> "http://127.0.0.1:9", 2, InstantSource.system());
  }

  @AfterEach
  void close() {
    engine.close();
    objects.close();
    database.close();
  }

  @Test
  void aShellScriptTrainsAndIsJudgedByWhatItsProgramAnswers() throws Exception {
    Job job = job();
    Trained trained = trainer.train(request("./train.sh", files()), table(), data(), job);
    Run run = tracking.runs().get(trained.run());
    assertThat(run.info().status()).isEqualTo(RunStatus.FINISHED);
    assertThat(run.inputs()).extracting(input -> input.version()).containsExactly(DATA);
    assertThat(run.data().params()).containsEntry("command", "./train.sh");
    assertThat(tracking.runs().history(trained.run(), "rounds", 10, null).items())
        .extracting(Metric::step)
        .containsExactly(1L, 2L, 3L);
    assertThat(run.data().metrics())
        .extracting(Metric::key)
        .contains("score_of_mine", "script_validation_auc", "validation_auc", "validation_logloss");
    assertThat(trained.metrics().get("validation_auc")).isBetween(0.55, 0.9);
    assertThat(job.lines)
        .anySatisfy(line ->
            assertThat(line)
                .isEqualTo(
                    "seed 5 run %s at http://127.0.0.1:9 for late [\"0\",\"1\"]"
                        .formatted(trained.run())));

    Path bundle =
        tracking
            .artifacts()
            .localFolder(
                new ArtifactFolder(run.info().artifacts(), "model"), temp.resolve("bundle"));
    BundleInfo info = BundleInfo.fromJson(Files.readString(bundle.resolve("noria.json")));
    assertThat(info.runtime()).isEqualTo(BundleInfo.Runtime.COMMAND);
    assertThat(info.predict()).isEqualTo("sh predict.sh");
    assertThat(info.files()).containsKeys("hours.txt", "predict.sh", "golden.json");
    assertThat(trust.find(Digest.ofFile(bundle.resolve("noria.json")))).contains(trained.run());
    assertThat(bundle.resolve("MLmodel")).content().contains("noria_flavor");
  }

  @Test
  void theSameInputsMakeTheSameModelAgain() throws Exception {
    Trained first = trainer.train(request("./train.sh", files()), table(), data(), job());
    Trained again =
        trainer.train(request("./train.sh", files()), Tables.shuffled(table(), 8), data(), job());
    assertThat(again.digest()).isEqualTo(first.digest());
    assertThat(noria(again)).isEqualTo(noria(first));
  }

  private String noria(Trained trained) {
    var root = tracking.runs().get(trained.run()).info().artifacts();
    return String.valueOf(
        tracking.artifacts().find(root, "model/noria.json").orElseThrow().digest());
  }

  @Test
  void aScriptThatFailsSaysWhyInItsLastWords() {
    refused(
        "train.sh",
        "{ echo useful; echo no such column: wind; } >&2; exit 3",
        "./train.sh: exit status 3; its last words: useful | no such column: wind");
    assertThat(
            tracking
                .runs()
                .search(RunSearch.of(tracking.experiments().ensure("deliveries"), ""))
                .items())
        .allSatisfy(run -> assertThat(run.info().status()).isEqualTo(RunStatus.FAILED));
  }

  @Test
  void aModelThatDoesNotAnswerIsNone() {
    refused(
        "train.sh",
        "true",
        "command: the script left nothing in NORIA_OUTPUT (expected: the"
            + " model, at most 10000 files)");
    refused(
        "train.sh",
        "echo x > $NORIA_OUTPUT/noria.json",
        "command: the script wrote noria.json (expected: another name; Noria writes that file)");
    refused(
        "train.sh",
        "echo x > $NORIA_OUTPUT/model; echo '[]' > $NORIA_OUTPUT/metrics.json",
        "metrics.json: no JSON object of numbers (expected: {\"name\": number, …})");
    refused(
        "predict.sh",
        "echo broken >&2; exit 1",
        "sh predict.sh: ended before it had answered: exit status 1; its last words: broken");
    refused(
        "predict.sh",
        "while read line; do echo 1.5; done",
        "sh predict.sh: answered 1.5 (expected: the probability of 1, or a list with those of 0,"
            + " 1)");
    refused(
        "predict.sh",
        "n=1; while read line; do n=$((n + 1)); echo 0.$n; done",
        "command: sh predict.sh answers one row with 0.2 and then with ");
  }

  @Test
  void aScriptThatTakesTooLongIsStopped() {
    assertThatThrownBy(() ->
            trainer.train(
                new CommandRequest(
                    "deliveries",
                    "slow",
                    problem(),
                    "sleep 100",
                    "sh predict.sh",
                    "csv",
                    5,
                    Duration.ofMillis(300),
                    1L << 30,
                    files()),
                table(),
                data(),
                job()))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE))
        .hasMessageStartingWith("sleep 100: stopped: it ran longer than allowed");
  }

  private void refused(String file, String text, String message) {
    var files = new java.util.TreeMap<>(files());
    files.put(file, "#!/bin/sh\n" + text + "\n");
    assertThatThrownBy(() -> trainer.train(request("./train.sh", files), table(), data(), job()))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE))
        .hasMessageStartingWith(message);
  }

  private static Map<String, String> files() {
    return Map.of("train.sh", TRAIN, "predict.sh", PREDICT, "lib/readme.txt", "ä");
  }

  private static Problem problem() {
    return Problem.of("late", "1", null, List.of("wind", "hour", "holiday", "carrier"));
  }

  private static CommandRequest request(String command, Map<String, String> files) {
    return new CommandRequest(
        "deliveries",
        "by hour",
        problem(),
        command,
        "sh predict.sh",
        "csv",
        5,
        Duration.ofMinutes(2),
        4L << 30,
        files);
  }

  private static Frame table() {
    return Tables.deliveries(1200, 4);
  }

  private static List<DataUse> data() {
    return List.of(new DataUse(DATA, "ab".repeat(32)));
  }

  private Job job() {
    try {
      return new Job(Files.createDirectories(temp.resolve("job" + jobs++)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static final class Trust implements TrustedBundles {
    private final Map<Digest, RunId> runs = new ConcurrentHashMap<>();

    @Override
    public void trust(Digest info, RunId run) {
      runs.putIfAbsent(info, run);
    }

    @Override
    public Optional<RunId> find(Digest info) {
      return Optional.ofNullable(runs.get(info));
    }
  }

  private static final class Job implements SearchJob {
    private final Path folder;
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    Job(Path folder) {
      this.folder = folder;
    }

    @Override
    public Path workFolder() {
      return folder;
    }

    @Override
    public Map<String, String> tags() {
      return Map.of("noria.task", "p/train-1");
    }

    @Override
    public @Nullable Instant eventTime() {
      return null;
    }

    @Override
    public void started(RunId run) {}

    @Override
    public void log(String line) {
      lines.add(line);
    }

    @Override
    public void onCancel(Runnable action) {}
  }
}
