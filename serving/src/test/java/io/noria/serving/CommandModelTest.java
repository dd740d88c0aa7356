package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.awaitility.Awaitility.await;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.serving.TestBundles.Kind;
import io.noria.serving.scorer.WorkerLimits;
import io.noria.stats.Answers;
import io.noria.storage.object.Digest;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are programs of the project's own. */
class CommandModelTest {
  /** Answers a probability that depends on every column, and says what went wrong. */
  private static final String HONEST =
      """
      import json, os, sys
      weights = json.load(open("weights.json"))
      classes = json.loads(os.environ["NORIA_CLASSES"])
      for line in sys.stdin:
          row = json.loads(line)
          p = weights["base"]
          p += 0.01 * (row["wind"] if row["wind"] is not None else 7)
          p += 0.001 * row["hour"] + (0.1 if row["holiday"] is True else 0)
          p += {"AA": 0.05, None: 0.02}.get(row["carrier"], 0.03 if "é" in str(row["carrier"]) else 0)
          print(json.dumps([1 - p, p] if classes[1] == "1" else p))
      """;

  private static final WorkerLimits PATIENT = WorkerLimits.usual();

  @TempDir Path temp;
  private ServingFixture fixture;
  private int bundles;

  @BeforeEach
  void open() throws IOException {
    fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void limits(WorkerLimits limits) {
    fixture.config = fixture.config.withWorkers(limits);
    fixture.restart();
  }

  private Path bundle(Kind kind, String script) throws IOException {
    return bundle(kind, script, "python predict.py");
  }

  private Path bundle(Kind kind, String script, String predict) throws IOException {
    Path bundle = Files.createDirectories(temp.resolve("command-" + ++bundles));
    Files.writeString(bundle.resolve("predict.py"), script);
    Files.writeString(bundle.resolve("weights.json"), "{\"base\": 0.1}");
    BundleInfo info = kind.info(BundleInfo.Runtime.COMMAND, predict).withFilesOf(bundle);
    Files.writeString(bundle.resolve(BundleInfo.FILE), info.toJson());
    return bundle;
  }

  /** As training does it: the run's files, and the word that they are its own. */
  private RunId trained(Path bundle) throws IOException {
    Digest digest = Digest.ofFile(bundle.resolve(BundleInfo.FILE));
    Run run = fixture.log(bundle);
    fixture.registry.trusted().trust(digest, run.id());
    return run.id();
  }

  private ScoredModel model(Kind kind, String script) throws IOException {
    return fixture.serving.models().load(trained(bundle(kind, script)));
  }

  private static List<Values> rows(int count) {
    double[] wind =
        IntStream.range(0, count).mapToDouble(i -> i % 5 == 0 ? Double.NaN : i % 9).toArray();
    double[] hour = IntStream.range(0, count).mapToDouble(i -> i % 24).toArray();
    double[] holiday = IntStream.range(0, count).mapToDouble(i -> i % 2).toArray();
    int[] carrier = IntStream.range(0, count).map(i -> i % 4 - 1).toArray();
    return List.of(
        new Values.Numbers(wind),
        new Values.Numbers(hour),
        new Values.Numbers(holiday),
        new Values.Texts(carrier, List.of("AA", "Cie \"é\"\n", "UA")));
  }

  private static double expected(int i) {
    double p = 0.1 + 0.01 * (i % 5 == 0 ? 7 : i % 9) + 0.001 * (i % 24) + (i % 2 == 1 ? 0.1 : 0);
    return p + List.of(0.02, 0.05, 0.03, 0.0).get(i % 4);
  }

  private static void assertAnswers(Answers answers, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(answers.values()[i]).as("row %d", i).isCloseTo(expected(i), offset(1e-12));
    }
  }

  @Test
  void itAnswersThousandsOfRowsAndASingleOneByTheSameProcess() throws IOException {
    ScoredModel model = model(Kind.LATE, HONEST);
    assertAnswers(model.score(rows(4_321)), 4_321);
    assertAnswers(model.score(rows(1)), 1);
    assertThat(workerFolders()).hasSize(1);
  }

  private List<Path> workerFolders() throws IOException {
    Path folder = temp.resolve("workers");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.toList();
    }
  }

  @Test
  void aDeploymentAnswersByItAndLogsTextsThatNobodyKnew() throws IOException {
    RunId run = trained(bundle(Kind.LATE, HONEST));
    fixture.registry.models().ensure(ServingFixture.MODEL);
    fixture
        .registry
        .versions()
        .create(io.noria.registry.NewModelVersion.ofRun(ServingFixture.MODEL, run, "model", null));
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
    Prediction answer = fixture.ask(10, "é", java.time.Instant.parse("2013-03-01T00:00:00Z"), "k");
    assertThat(answer.score()).isCloseTo(0.1 + 0.1 + 0.012 + 0.1 + 0.03, offset(1e-12));
    assertThat(answer.value()).isEqualTo(0L);
    fixture.serving.predictions().flush();
    assertThat(fixture.serving.predictions().find(answer.id()).orElseThrow().features())
        .containsEntry("carrier", "é");
  }

  @Test
  void aProgramThatNoTrainingHereMadeIsNeverRun() throws IOException {
    Path proof = temp.resolve("it-ran");
    Path bundle = bundle(Kind.LATE, "open('" + proof + "', 'w')");
    RunId run = fixture.log(bundle).id();
    assertThatThrownBy(() -> fixture.serving.models().load(run))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessage(
            "model run:%s: it answers by a program (python predict.py), and no training of this server made it (expected: a model of a project's own training; a program that was sent in is not run)"
                .formatted(run));
    assertThat(proof).doesNotExist();
  }

  @Test
  void aProgramPutUnderATrustedFileIsNotRun() throws IOException {
    Path bundle = bundle(Kind.LATE, HONEST);
    RunId run = trained(bundle);
    Path proof = temp.resolve("it-ran");
    Files.writeString(temp.resolve("evil.py"), "open('" + proof + "', 'w')");
    var root = fixture.tracking.runs().get(run).info().artifacts();
    fixture.tracking.artifacts().put(root, "model/predict.py", temp.resolve("evil.py"));
    assertThatThrownBy(() -> fixture.serving.models().load(run))
        .hasMessageContaining("file predict.py has digest")
        .hasMessageContaining("as the bundle lists it");
    assertThat(proof).doesNotExist();
  }

  @Test
  void filesThatTheBundleDoesNotListAreNotLaidBesideTheProgram() throws IOException {
    Path bundle =
        bundle(Kind.MINUTES, "import os, sys\nfor line in sys.stdin: print(len(os.listdir('.')))");
    RunId run = trained(bundle);
    var root = fixture.tracking.runs().get(run).info().artifacts();
    Files.writeString(temp.resolve("more.txt"), "more");
    fixture.tracking.artifacts().put(root, "model/json.py", temp.resolve("more.txt"));
    assertThat(fixture.serving.models().load(run).score(rows(1)).values()).containsExactly(3);
  }

  @Test
  void oneThatEndsIsStartedAgainAndItsLastWordsAreTold() throws IOException {
    limits(PATIENT.withPauses(Duration.ofMillis(1), Duration.ofMillis(1)));
    String once =
        """
        import os, sys
        flag = os.path.join(os.path.dirname(os.getcwd()), "died")
        for line in sys.stdin:
            if not os.path.exists(flag):
                open(flag, "w").close()
                print("the disk is on fire", file=sys.stderr)
                sys.exit(3)
            print(42)
        """;
    ScoredModel model = model(Kind.MINUTES, once);
    assertThatThrownBy(() -> model.score(rows(1)))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessage(
            "model %s: its worker ended: exit status 3; it said: the disk is on fire"
                .formatted(model.model()));
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(model.score(rows(2)).values()).containsExactly(42, 42));
  }

  @Test
  void oneThatKeepsEndingIsNotStartedAgainAtOnce() throws IOException {
    limits(PATIENT.withPauses(Duration.ofHours(1), Duration.ofHours(1)));
    ScoredModel model = model(Kind.MINUTES, "import sys; sys.exit(1)");
    assertThatThrownBy(() -> model.score(rows(1))).hasMessageContaining("exit status 1");
    assertThatThrownBy(() -> model.score(rows(1)))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageMatching(".*exit status 1; it is started again in 3[56]\\d{5} ms");
  }

  @Test
  void oneThatDiedWhileNobodyAskedIsStartedAgainWithoutAPause() throws IOException {
    limits(PATIENT.withPauses(Duration.ofHours(1), Duration.ofHours(1)));
    String mortal = "import os, sys\nfor line in sys.stdin: print(os.getpid())";
    ScoredModel model = model(Kind.MINUTES, mortal);
    long first = (long) model.score(rows(1)).values()[0];
    ProcessHandle process = ProcessHandle.of(first).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(model.score(rows(1)).values()[0]).isNotEqualTo(first));
  }

  @Test
  void oneThatDoesNotAnswerIsEndedWithWhatItStarted() throws IOException {
    limits(PATIENT.withAnswers(Duration.ofMillis(700), Duration.ofMillis(700)));
    Path pid = temp.resolve("pid");
    String sleeper =
        "import subprocess, time\np = subprocess.Popen(['sleep', '600'])\nopen('"
            + pid
            + "', 'w').write(str(p.pid))\ntime.sleep(600)";
    ScoredModel model = model(Kind.MINUTES, sleeper);
    assertThatThrownBy(() -> model.score(rows(3)))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("its worker gave no answer within 700 ms");
    if (Files.exists(pid)) {
      long child = Long.parseLong(Files.readString(pid));
      await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }
    await().until(() -> workerFolders().isEmpty());
  }

  @Test
  void oneThatDoesNotEvenReadIsEndedToo() throws IOException {
    limits(PATIENT.withAnswers(Duration.ofMillis(700), Duration.ofMillis(700)));
    Path bundle = bundle(Kind.MINUTES, "", "sleep 600");
    ScoredModel model = fixture.serving.models().load(trained(bundle));
    assertThatThrownBy(() -> model.score(rows(50_000)))
        .hasMessageContaining("its worker gave no answer within 700 ms");
  }

  @Test
  void oneThatTalksMoreThanItIsAskedIsNotBelieved() throws IOException {
    limits(PATIENT.withPauses(Duration.ofHours(1), Duration.ofHours(1)));
    ScoredModel model =
        model(Kind.MINUTES, "import sys\nprint('Hello!')\nfor line in sys.stdin: print(1)");
    assertThatThrownBy(() -> model.score(rows(2)))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("Hello!");
  }

  @Test
  void whatIsNoAnswerIsRefusedInWords() throws IOException {
    refused(
        Kind.MINUTES, "print('12 minutes')", "its worker answered 12 minutes (expected: a number)");
    refused(Kind.MINUTES, "print(float('nan'))", "answered nan (expected: a number)");
    refused(Kind.MINUTES, "print()", "its worker answered  (expected: a number)");
    refused(
        Kind.LATE,
        "print(1.5)",
        "answered 1.5 (expected: the probability of 1, or a list with those of [0, 1])");
    refused(Kind.LATE, "print([0.5, 0.2])", "answered [0.5, 0.2] (expected:");
    refused(
        Kind.WHEN,
        "print([0.5, 0.5])",
        "answered [0.5, 0.5] (expected: a list with the probabilities of [early, on time, late])");
    refused(Kind.WHEN, "print(['a', 0.5, 0.5])", "answered ['a', 0.5, 0.5]");
    refused(Kind.WHEN, "print(1)", "answered 1 (expected: a list");
    refused(Kind.MINUTES, "print('x' * 1000000)", "answered " + "x".repeat(200) + "…");
  }

  private void refused(Kind kind, String answer, String message) throws IOException {
    ScoredModel model = model(kind, "import sys\nfor line in sys.stdin: " + answer);
    assertThatThrownBy(() -> model.score(rows(1)))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining(message);
  }

  @Test
  void aProgramThatIsNotThereIsSaidToBe() throws IOException {
    Path bundle = bundle(Kind.MINUTES, "", "no-such-program --at-all");
    ScoredModel model = fixture.serving.models().load(trained(bundle));
    assertThatThrownBy(() -> model.score(rows(1)))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("command: no-such-program (expected: a program on the PATH");
  }

  @Test
  void manyAskAtOnceAndEachGetsItsOwn() throws Exception {
    ScoredModel model = model(Kind.LATE, HONEST);
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answers>> asks = new ArrayList<>();
      for (int i = 1; i <= 12; i++) {
        int count = 61 * i;
        asks.add(() -> model.score(rows(count)));
      }
      int i = 1;
      for (Future<Answers> answer : pool.invokeAll(asks)) {
        assertAnswers(answer.get(), 61 * i++);
      }
    }
  }

  @Test
  void itIsEndedWhenNobodyAsksAndWhenOthersTakeItsPlace() throws IOException {
    limits(PATIENT.withIdle(Duration.ofMillis(50)));
    ScoredModel model = model(Kind.LATE, HONEST);
    assertAnswers(model.score(rows(3)), 3);
    await().until(() -> workerFolders().isEmpty());
    assertAnswers(model.score(rows(3)), 3);

    limits(PATIENT);
    ScoredModel kept = fixture.serving.models().load(trained(bundle(Kind.LATE, HONEST)));
    assertAnswers(kept.score(rows(2)), 2);
    assertThat(workerFolders()).hasSize(1);
    for (int i = 0; i < 8; i++) {
      Path other = temp.resolve("trees-" + i);
      TestBundles.write(other, fixture.engine, 10 + i, 1, 1);
      fixture.serving.models().load(fixture.log(other).id());
    }
    await().until(() -> workerFolders().isEmpty());
    assertAnswers(kept.score(rows(2)), 2);
  }

  @Test
  void noneOutlivesTheServer() throws IOException {
    ScoredModel model =
        model(Kind.MINUTES, "import os, sys\nfor line in sys.stdin: print(os.getpid())");
    long pid = (long) model.score(rows(1)).values()[0];
    fixture.restart();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(workerFolders()).isEmpty();
    assertThatThrownBy(() -> model.score(rows(1))).hasMessageContaining("the server stops");
  }
}
