package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.registry.ModelVersion;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.outbox.Outboxes;
import io.noria.storage.sql.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What serving does, on any database. */
abstract class ServingContract {
  private static final Instant MARCH = Instant.parse("2013-03-01T00:00:00Z");

  @TempDir Path temp;
  private ServingFixture fixture;

  abstract Database database(Path folder) throws IOException;

  @BeforeEach
  void open() throws IOException {
    fixture = new ServingFixture(temp, database(temp));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Deployments deployments() {
    return fixture.serving.deployments();
  }

  @Test
  void aDeploymentAnswersWhatTheLibraryAnswers() throws IOException {
    Path bundle = temp.resolve("bundle");
    TestBundles.Rows rows = TestBundles.write(bundle, fixture.engine, 1);
    fixture.register(bundle);
    deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));

    try (Inference inference = fixture.serving.infer("flow")) {
      for (int i = 0; i < 500; i++) {
        RowBuilder row = inference.row();
        for (int column = 0; column < 4; column++) {
          switch (TestBundles.raw(rows.encoded(), i, column)) {
            case null -> row.setNull(column);
            case Boolean truth -> row.set(column, truth.booleanValue());
            case Number number -> row.set(column, number.doubleValue());
            case Object text -> row.set(column, text.toString());
          }
        }
        row.end();
      }
      List<Prediction> answers = inference.answer(null, null);
      assertThat(answers).hasSize(500);
      for (int i = 0; i < 500; i++) {
        float score = rows.scores()[i];
        assertThat(answers.get(i).score())
            .isCloseTo(score, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(answers.get(i).value()).isEqualTo(score >= 0.5 ? 1L : 0L);
        assertThat(answers.get(i).probability())
            .isCloseTo(Math.max(score, 1 - score), org.assertj.core.data.Offset.offset(1e-6));
      }
    }
  }

  @Test
  void itFollowsTheAliasAndEverySwapIsRecordedWithEventAndLineage() throws IOException {
    ModelVersion first = fixture.register(1);
    ModelVersion second = fixture.register(2);
    assertThat(
            deployments().deploy("flow", ServingFixture.MODEL, Follow.alias("champion")).version())
        .isNull();
    assertThatThrownBy(() -> fixture.serving.infer("flow"))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessage("deployment flow: has no version yet (it follows alias:champion)");

    fixture.champion(first);
    deployments().refresh(ServingFixture.MODEL, "champion moved", MARCH);
    Prediction before = fixture.ask(20, "AA", MARCH, "a");
    fixture.champion(second);
    deployments().refresh(ServingFixture.MODEL, "champion moved again", MARCH.plusSeconds(60));
    Prediction after = fixture.ask(20, "AA", MARCH, "b");

    assertThat(before.score()).isNotEqualTo(after.score());
    assertThat(deployments().get("flow").version()).isEqualTo(2);
    assertThat(deployments().history("flow"))
        .extracting(Swap::fromVersion, Swap::version, Swap::why, Swap::eventTime)
        .containsExactly(
            tuple(1, 2, "champion moved again", MARCH.plusSeconds(60)),
            tuple(null, 1, "champion moved", MARCH));
    Ref deployment = Ref.of(Ref.Kind.DEPLOYMENT, "flow");
    assertThat(Lineages.open(fixture.database).into(deployment))
        .extracting(LineageEdge::from, LineageEdge::relation)
        .containsExactlyInAnyOrder(
            tuple(first.id().ref(), "deployed"), tuple(second.id().ref(), "deployed"));
    assertThat(
            Outboxes.open(fixture.database, InstantSource.system()).after(0, 100).stream()
                .map(published -> published.event())
                .filter(Event.DeploymentSwapped.class::isInstance)
                .map(Event::summary))
        .containsExactly(
            "flow answers with deliveries version 1",
            "flow answers with deliveries version 2 instead of 1");
    deployments().refresh(ServingFixture.MODEL, "nothing moved", null);
    assertThat(deployments().history("flow")).hasSize(2);
  }

  @Test
  void theLogKeepsTheShareThatIsWantedAndTheSameKeysAgain() throws IOException {
    fixture.champion(fixture.register(1));
    deployments().deploy("flow", ServingFixture.MODEL, Follow.alias("champion"));
    PredictionLog log = fixture.serving.predictions();
    assertThat(log.sample("flow")).isEqualTo(1);

    log.sample("flow", 0.25);
    int keyed = 400;
    for (int i = 0; i < keyed; i++) {
      fixture.ask(20, "AA", MARCH.plusSeconds(i), "key" + i);
    }
    log.flush();
    long kept = log.count("flow");
    assertThat(kept).isBetween(keyed / 8L, keyed / 2L);
    for (int i = 0; i < keyed; i++) {
      fixture.ask(20, "AA", MARCH.plusSeconds(i), "key" + i);
    }
    log.flush();
    assertThat(log.count("flow")).as("the same ones once more").isEqualTo(2 * kept);

    log.sample("flow", 0);
    Prediction unlogged = fixture.ask(20, "AA", MARCH, "other");
    log.flush();
    assertThat(log.find(unlogged.id())).isEmpty();
    log.sample("flow", 1);
    Prediction logged = fixture.ask(20, "AA", MARCH, "another");
    log.flush();
    assertThat(log.find(logged.id())).isPresent();
    assertThatThrownBy(() -> log.sample("flow", 1.5))
        .hasMessage("sample: 1.5 (expected: from 0 to 1, all)");
  }

  @Test
  void aDeploymentThatIsMadeAnewIsLoggedWhole() throws IOException {
    fixture.champion(fixture.register(1));
    deployments().deploy("flow", ServingFixture.MODEL, Follow.alias("champion"));
    PredictionLog log = fixture.serving.predictions();
    log.sample("flow", 0);
    deployments().delete("flow");
    assertThat(log.sample("flow")).isEqualTo(1);

    deployments().deploy("flow", ServingFixture.MODEL, Follow.alias("champion"));
    Prediction logged = fixture.ask(20, "AA", MARCH, "one");
    log.flush();
    assertThat(log.find(logged.id())).isPresent();
    fixture.restart();
    assertThat(fixture.serving.predictions().sample("flow")).isEqualTo(1);
  }

  @Test
  void aVersionThatCannotAnswerIsNotedAndTheFormerGoesOn() throws IOException {
    ModelVersion good = fixture.register(1);
    fixture.champion(good);
    deployments().deploy("flow", ServingFixture.MODEL, Follow.alias("champion"));
    Path broken = temp.resolve("broken");
    TestBundles.write(broken, fixture.engine, 3);
    Path other = temp.resolve("other");
    TestBundles.write(other, fixture.engine, 1);
    Files.copy(
        other.resolve("golden.json"),
        broken.resolve("golden.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    ModelVersion bad = fixture.register(broken);

    fixture.champion(bad);
    deployments().refresh(ServingFixture.MODEL, "champion moved", null);

    Deployment deployment = deployments().get("flow");
    assertThat(deployment.version()).isEqualTo(1);
    assertThat(deployment.problem()).contains("model deliveries/2: golden row");
    assertThat(fixture.ask(20, "AA", MARCH, "a").probability()).isGreaterThanOrEqualTo(0.5);
    assertThatThrownBy(() -> deployments().deploy("other", ServingFixture.MODEL, Follow.version(2)))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
    assertThat(deployments().find("other")).isEmpty();
    fixture.champion(good);
    deployments().refresh(ServingFixture.MODEL, "back", null);
    assertThat(deployments().get("flow").problem()).isNull();
  }

  @Test
  void whatIsLoggedIsWhatWasServed() throws IOException {
    fixture.register(1);
    deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
    Prediction known = fixture.ask(20, "AA", MARCH, "first");
    Prediction unknown = fixture.ask(3, "never seen", MARCH.plusSeconds(3600), null);
    fixture.serving.predictions().flush();

    PredictionRows rows =
        fixture.serving.predictions().rows("flow", MARCH, MARCH.plus(Duration.ofDays(1)));
    assertThat(rows.size()).isEqualTo(2);
    assertThat(rows.id(0)).isEqualTo(known.id());
    assertThat(rows.score()).containsExactly(known.score(), unknown.score());
    assertThat(rows.keys()).containsExactly("first", null);
    assertThat(rows.version()).containsExactly(1, 1);
    assertThat(((Values.Numbers) rows.values("wind")).values()).containsExactly(20, 3);
    Values.Texts carriers = (Values.Texts) rows.values("carrier");
    assertThat(carriers.texts().get(carriers.codes()[1])).isEqualTo("never seen");
    assertThat(fixture.serving.predictions().rows("flow", MARCH, MARCH.plusSeconds(3600)).size())
        .isEqualTo(1);
    LoggedPrediction logged = fixture.serving.predictions().find(unknown.id()).orElseThrow();
    assertThat(logged.features())
        .containsExactly(
            java.util.Map.entry("wind", 3.0),
            java.util.Map.entry("hour", 12L),
            java.util.Map.entry("holiday", true),
            java.util.Map.entry("carrier", "never seen"));
    assertThat(logged.eventTime()).isEqualTo(MARCH.plusSeconds(3600));
    assertThat(fixture.serving.predictions().find(UUID.randomUUID())).isEmpty();
    assertThat(fixture.serving.predictions().watermark("flow")).contains(MARCH.plusSeconds(3600));
  }

  @Test
  void theLogIsTheSameAfterARestartAndAfterSealing() throws IOException {
    fixture.serving.close();
    fixture.config = fixture.config.withSealRows(40);
    fixture.serving = fixture.openServing();
    fixture.register(1);
    deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ids.add(fixture.ask(i, i % 3 == 0 ? "B6" : "X" + i, MARCH.plusSeconds(i), "k" + i).id());
      if (i % 25 == 0) {
        fixture.serving.predictions().flush();
      }
    }
    fixture.serving.predictions().flush();
    PredictionRows before = rows();

    fixture.restart();
    assertThat(rows()).usingRecursiveComparison().isEqualTo(before);
    fixture.restart();
    assertThat(rows()).usingRecursiveComparison().isEqualTo(before);
    assertThat(before.size()).isEqualTo(100);
    assertThat(fixture.serving.predictions().find(ids.get(3))).isPresent();
    long sealed =
        fixture.database.read(handle ->
            handle
                .createQuery("SELECT sum(row_count) FROM prediction_segment")
                .mapTo(Long.class)
                .one());
    assertThat(sealed).isEqualTo(100);
  }

  private PredictionRows rows() {
    return fixture.serving.predictions().rows("flow", MARCH, MARCH.plus(Duration.ofDays(1)));
  }

  @Test
  void whatEachVersionAnsweredIsCountedBeforeAndAfterSealing() throws IOException {
    ModelVersion first = fixture.register(1);
    ModelVersion second = fixture.register(2);
    fixture.champion(first);
    deployments().deploy("flow", ServingFixture.MODEL, Follow.alias("champion"));
    for (int i = 0; i < 3; i++) {
      fixture.ask(20, "AA", MARCH.plusSeconds(i), "a" + i);
    }
    fixture.champion(second);
    deployments().refresh(ServingFixture.MODEL, "better", MARCH);
    fixture.ask(20, "AA", MARCH.plusSeconds(60), "b");
    List<PredictionLog.Answered> expected =
        List.of(
            new PredictionLog.Answered(ServingFixture.MODEL, 1, 3, MARCH, MARCH.plusSeconds(2)),
            new PredictionLog.Answered(
                ServingFixture.MODEL, 2, 1, MARCH.plusSeconds(60), MARCH.plusSeconds(60)));
    PredictionLog log = fixture.serving.predictions();
    log.flush();
    assertThat(log.answered("flow")).isEqualTo(expected);
    assertThat(log.answered("none")).isEmpty();

    fixture.restart();
    fixture.restart();
    assertThat(
            fixture.database.<Long>read(handle ->
                handle
                    .createQuery("SELECT count(*) FROM prediction_segment WHERE answered <> ''")
                    .mapTo(Long.class)
                    .one()))
        .as("sealed with its tally")
        .isEqualTo(1);
    assertThat(fixture.serving.predictions().answered("flow")).isEqualTo(expected);

    fixture.database.write(
        tx -> tx.handle().execute("UPDATE prediction_segment SET answered = NULL"));
    fixture.restart();
    assertThat(fixture.serving.predictions().answered("flow"))
        .as("of segments from before it was kept")
        .isEqualTo(expected);
  }

  @Test
  void aKeyCountsOnceAndStillDoesAfterARestart() throws IOException {
    fixture.register(1);
    deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
    Prediction first = fixture.ask(20, "AA", MARCH, "same");
    Prediction again = fixture.ask(25, "AA", MARCH.plusSeconds(5), "same");
    fixture.serving.predictions().flush();
    fixture.restart();
    Prediction third = fixture.ask(30, "AA", MARCH.plusSeconds(9), "same");
    fixture.serving.predictions().flush();

    PredictionRows rows = rows();
    assertThat(rows.size()).isEqualTo(1);
    assertThat(rows.id(0)).isEqualTo(first.id());
    assertThat(fixture.serving.predictions().count("flow")).isEqualTo(3);
    assertThat(fixture.serving.predictions().find(again.id()).orElseThrow().repeat()).isTrue();
    assertThat(fixture.serving.predictions().find(third.id()).orElseThrow().repeat()).isTrue();
    assertThat(fixture.serving.predictions().latest("flow", 2))
        .extracting(LoggedPrediction::id)
        .containsExactly(third.id(), again.id());
  }

  @Test
  void labelsComeLateAreCorrectedAndThoseOfNothingAreReported() throws IOException {
    fixture.register(1);
    deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
    fixture.ask(20, "AA", MARCH, "a");
    Prediction byId = fixture.ask(3, "DL", MARCH.plusSeconds(1), null);
    fixture.ask(4, "DL", MARCH.plusSeconds(2), "c");
    Labels labels = fixture.serving.labels();

    Labels.Recorded recorded =
        labels.record(
            List.of(
                new Label(null, "flow", "a", "0", MARCH.plusSeconds(60)),
                new Label(null, "flow", "nobody", "1", null),
                new Label(byId.id().toString(), null, null, "1.0", null),
                new Label(UUID.randomUUID().toString(), null, null, "1", null)));
    assertThat(recorded).isEqualTo(new Labels.Recorded(2, List.of(1, 3)));
    assertThat(labels.join(rows())).containsExactly(0, 1, Double.NaN);
    labels.record(List.of(new Label(null, "flow", "a", "1", MARCH.plusSeconds(90))));
    assertThat(labels.join(rows())).containsExactly(1, 1, Double.NaN);
    assertThat(labels.join(rows(), MARCH.plusSeconds(75)))
        .as("what was known before the correction and before today's label")
        .containsExactly(0, Double.NaN, Double.NaN);
    LoggedPrediction first = fixture.serving.predictions().find(rows().id(0)).orElseThrow();
    assertThat(labels.of(first))
        .extracting(Labels.RecordedLabel::value, Labels.RecordedLabel::eventTime)
        .containsExactly(tuple("1", MARCH.plusSeconds(90)), tuple("0", MARCH.plusSeconds(60)));
    Prediction repeated = fixture.ask(21, "AA", MARCH.plusSeconds(7), "a");
    labels.record(List.of(new Label(repeated.id().toString(), null, null, "0", MARCH)));
    assertThat(labels.join(rows())).containsExactly(0, 1, Double.NaN);
    assertThat(labels.of(first))
        .extracting(Labels.RecordedLabel::value)
        .containsExactly("0", "1", "0");
    assertThat(labels.of(logged(repeated))).isEqualTo(labels.of(first));
    assertThat(labels.watermark("flow")).contains(labels.of(logged(byId)).getFirst().eventTime());
    assertThatThrownBy(() ->
            labels.record(
                List.of(
                    new Label(null, "flow", "c", "1", null),
                    new Label(null, "flow", "a", "maybe", null))))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE))
        .hasMessage("labels[1].value: maybe (expected: one of 0, 1)");
    assertThat(labels.join(rows())).containsExactly(0, 1, Double.NaN);
  }

  private LoggedPrediction logged(Prediction prediction) {
    return fixture.serving.predictions().find(prediction.id()).orElseThrow();
  }

  @Test
  void aModelScoresTablesAndHasItsReference() throws IOException {
    Path bundle = temp.resolve("bundle");
    TestBundles.Rows rows = TestBundles.write(bundle, fixture.engine, 1);
    var table = fixture.engine.readParquet(List.of(bundle.resolve("reference.parquet")), List.of());
    fixture.register(bundle);

    ScoredModel model = fixture.serving.models().load(ServingFixture.MODEL, 1);

    double[] scores = model.score(table).values();
    for (int i = 0; i < scores.length; i++) {
      assertThat(scores[i]).isCloseTo(rows.scores()[i], org.assertj.core.data.Offset.offset(1e-6));
    }
    assertThat(model.reference().size()).isEqualTo(2000);
    assertThat(model.reference().score()).hasSize(500);
    assertThat(model.target()).isEqualTo(new Target("late", List.of("0", "1"), "1"));
    assertThat(fixture.serving.models().load(ServingFixture.MODEL, 1)).isSameAs(model);
    assertThatThrownBy(() -> fixture.serving.models().load(ServingFixture.MODEL, 9))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void theDeploymentThatPredictMeansIsTheOnlyOneOrTheDefault() throws IOException {
    assertThatThrownBy(() -> deployments().defaultName())
        .hasMessageStartingWith("deployment: there is none yet");
    fixture.register(1);
    deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
    assertThat(deployments().defaultName()).isEqualTo("flow");
    deployments().deploy("second", ServingFixture.MODEL, Follow.version(1));
    assertThatThrownBy(() -> deployments().defaultName())
        .hasMessage("deployment: which of [flow, second]? (expected: /deployments/NAME/predict)");
    deployments().delete("second");
    assertThat(deployments().list()).extracting(Deployment::name).containsExactly("flow");
    assertThatThrownBy(() -> fixture.serving.infer("second"))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("deployment: second (there is: flow)");
  }
}
