package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.registry.LinearModel;
import io.noria.serving.TestBundles.Kind;
import io.noria.stats.Answers;
import io.noria.stats.Task;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of many classes, of numbers, and of weights, from the bundle to the log. */
class ModelKindsTest {
  private static final Instant MARCH = Instant.parse("2013-03-01T00:00:00Z");

  @TempDir Path temp;
  private ServingFixture fixture;

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

  private TestBundles.Rows deploy(Kind kind) throws IOException {
    Path bundle = temp.resolve("bundle");
    TestBundles.Rows rows = TestBundles.write(kind, bundle, fixture.engine, 3);
    deploy(bundle);
    return rows;
  }

  private void deploy(Path bundle) throws IOException {
    var version = fixture.register(bundle);
    fixture
        .serving
        .deployments()
        .deploy("flow", ServingFixture.MODEL, Follow.version(version.id().version()));
  }

  private List<Prediction> ask(TestBundles.Rows rows, int count) {
    try (Inference inference = fixture.serving.infer("flow")) {
      for (int i = 0; i < count; i++) {
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
      return inference.answer(MARCH, "row");
    }
  }

  private PredictionRows logged() {
    fixture.serving.predictions().flush();
    return fixture.serving.predictions().rows("flow", MARCH, MARCH.plusSeconds(1));
  }

  @Test
  void ofManyClassesTheLikeliestIsAnsweredWithItsProbabilityAndLoggedByItsPlace()
      throws IOException {
    TestBundles.Rows rows = deploy(Kind.WHEN);
    List<Prediction> answers = ask(rows, 400);

    PredictionRows logged = logged();
    List<String> classes = List.of("early", "on time", "late");
    for (int i = 0; i < 400; i++) {
      int place = TestBundles.likeliest(rows.scores(), 3 * i);
      float probability = rows.scores()[3 * i + place];
      assertThat(answers.get(i).value()).isEqualTo(classes.get(place));
      assertThat(answers.get(i).probability()).isCloseTo(probability, offset(1e-6));
      assertThat(logged.predicted()[i]).isEqualTo(place);
      assertThat(logged.score()[i]).isEqualTo(answers.get(i).probability());
    }
    assertThat(logged.predicted()).contains(0, 1, 2);
  }

  @Test
  void labelsOfManyClassesAreJoinedByTheirPlace() throws IOException {
    TestBundles.Rows rows = deploy(Kind.WHEN);
    ask(rows, 4);
    fixture
        .serving
        .labels()
        .record(
            List.of(
                new Label(null, "flow", "row/0", "late", null),
                new Label(null, "flow", "row/1", "on time", null),
                new Label(null, "flow", "row/3", "early", null)));
    assertThat(fixture.serving.labels().join(logged())).containsExactly(2, 1, Double.NaN, 0);
    assertThatThrownBy(() ->
            fixture
                .serving
                .labels()
                .record(List.of(new Label(null, "flow", "row/2", "yesterday", null))))
        .hasMessage("labels[0].value: yesterday (expected: one of early, on time, late)");
  }

  @Test
  void aNumberIsAnsweredWithoutAProbability() throws IOException {
    TestBundles.Rows rows = deploy(Kind.MINUTES);
    List<Prediction> answers = ask(rows, 100);
    PredictionRows logged = logged();
    for (int i = 0; i < 100; i++) {
      assertThat(answers.get(i).score()).isEqualTo(rows.scores()[i]);
      assertThat(answers.get(i).value()).isEqualTo(answers.get(i).score());
      assertThat(answers.get(i).probability()).isNaN();
      assertThat(logged.predicted()[i]).isEqualTo(answers.get(i).score());
    }
    fixture.serving.labels().record(List.of(new Label(null, "flow", "row/0", "12.5", null)));
    assertThat(fixture.serving.labels().join(logged)[0]).isEqualTo(12.5);
    assertThatThrownBy(() ->
            fixture
                .serving
                .labels()
                .record(List.of(new Label(null, "flow", "row/1", "late", null))))
        .hasMessage("labels[0].value: late (expected: a number)");
  }

  @Test
  void tablesAreScoredByModelsOfEveryKindAndReferencesTellWhatWasPredicted() throws IOException {
    Path bundle = temp.resolve("bundle");
    TestBundles.Rows rows = TestBundles.write(Kind.WHEN, bundle, fixture.engine, 3);
    var table = fixture.engine.readParquet(List.of(bundle.resolve("reference.parquet")), List.of());
    fixture.register(bundle);
    ScoredModel model = fixture.serving.models().load(ServingFixture.MODEL, 1);
    Answers answers = model.score(table);
    assertThat(answers.task()).isEqualTo(Task.MULTICLASS);
    assertThat(answers.size()).isEqualTo(2000);
    for (int i = 0; i < 6000; i++) {
      assertThat(answers.values()[i]).isCloseTo(rows.scores()[i], offset(1e-6));
    }
    assertThat(model.reference().score())
        .hasSize(500)
        .containsExactly(java.util.Arrays.copyOfRange(answers.predicted(), 1500, 2000));
    assertThat(model.target())
        .isEqualTo(new Target("when", List.of("early", "on time", "late"), ""))
        .isEqualTo(fixture.serving.models().target(ServingFixture.MODEL, 1));
  }

  private static final LinearModel WEIGHTS =
      new LinearModel(
          List.of(0.5, 0.0, -1.0),
          List.of(
              new LinearModel.Number("wind", 8, 4),
              new LinearModel.Missing("wind"),
              new LinearModel.Number("holiday", 0, 1),
              new LinearModel.Category("carrier", "B6"),
              new LinearModel.Missing("carrier")),
          List.of(
              List.of(-1.0, 0.0, 1.5),
              List.of(0.25, 0.0, 0.5),
              List.of(0.0, 1.0, 0.0),
              List.of(0.0, 0.0, 2.0),
              List.of(0.0, 3.0, 0.0)));

  private Path linear(List<Double> golden) throws IOException {
    Path bundle = Files.createDirectories(temp.resolve("linear"));
    Files.writeString(
        bundle.resolve(BundleInfo.FILE), Kind.WHEN.info(BundleInfo.Runtime.LINEAR, "").toJson());
    Files.writeString(bundle.resolve(LinearModel.FILE), WEIGHTS.toJson());
    Files.writeString(
        bundle.resolve("golden.json"),
        io.noria.storage.json.Json.write(
            Map.of(
                "rows",
                List.of(java.util.Arrays.asList(10.0, 5, true, "B6")),
                "probabilities",
                List.of(golden))));
    return bundle;
  }

  private static List<Double> softmax(double... margins) {
    double sum = java.util.Arrays.stream(margins).map(Math::exp).sum();
    return java.util.Arrays.stream(margins).map(m -> Math.exp(m) / sum).boxed().toList();
  }

  @Test
  void weightsAnswerAsTheirFileSays() throws IOException {
    deploy(linear(softmax(0.5 - 0.5, 1, -1 + 0.75 + 2)));
    try (Inference inference = fixture.serving.infer("flow")) {
      RowBuilder row = inference.row();
      row.setNull(0);
      row.set(1, 7);
      row.set(2, false);
      row.set(3, "an airline that nobody knew");
      Prediction answer = inference.answer(MARCH, null).getFirst();
      List<Double> expected = softmax(0.5 + 0.25, 3, -1 + 0.5);
      assertThat(answer.value()).isEqualTo("on time");
      assertThat(answer.probability()).isCloseTo(expected.get(1), offset(1e-12));
    }
  }

  @Test
  void weightsWhoseGoldenRowsDifferDoNotAnswer() throws IOException {
    Path bundle = linear(List.of(0.2, 0.3, 0.5));
    assertThatThrownBy(() -> deploy(bundle))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageStartingWith("model deliveries/1: golden row 0 gives 0.");
  }

  @Test
  void theModelOfARunIsScoredWithoutBeingRegistered() throws IOException {
    Path bundle = temp.resolve("bundle");
    TestBundles.Rows rows = TestBundles.write(Kind.MINUTES, bundle, fixture.engine, 4);
    var table = fixture.engine.readParquet(List.of(bundle.resolve("reference.parquet")), List.of());
    var run = fixture.log(bundle).id();
    ScoredModel model = fixture.serving.models().load(run);
    assertThat(model.model()).isEqualTo("run:" + run);
    assertThat(model.score(table).values()[7]).isEqualTo(rows.scores()[7]);
    assertThat(fixture.serving.models().load(run)).isSameAs(model);
    assertThatThrownBy(
            () -> fixture.serving.models().load(new io.noria.tracking.RunId("0".repeat(32))))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void aBundleWhoseFilesAreNotThoseItListsDoesNotAnswer() throws IOException {
    Path bundle = temp.resolve("bundle");
    TestBundles.write(bundle, fixture.engine, 1);
    BundleInfo info = BundleInfo.fromJson(Files.readString(bundle.resolve(BundleInfo.FILE)));
    Files.writeString(bundle.resolve(BundleInfo.FILE), info.withFilesOf(bundle).toJson());
    Path other = temp.resolve("other");
    TestBundles.write(other, fixture.engine, 2);
    Files.move(
        other.resolve("model.json"),
        bundle.resolve("model.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> deploy(bundle))
        .hasMessageMatching(
            "model deliveries/1: file model.json has digest .* \\(expected: .*, as the bundle lists it\\)");
  }

  @Test
  void treesThatCannotBeExplainedExactlyAnswerAllTheSameAndAreExplainedByAsking()
      throws IOException {
    Path bundle = temp.resolve("bundle");
    TestBundles.Rows rows = TestBundles.write(Kind.MINUTES, bundle, fixture.engine, 3);
    String json = Files.readString(bundle.resolve("model.json"));
    int from = json.indexOf("\"gradient_booster\":{") + "\"gradient_booster\":".length();
    int to = json.indexOf(",\"learner_model_param\"", from);
    String weights = "1,".repeat(19) + "1";
    Files.writeString(
        bundle.resolve("model.json"),
        "%s{\"gbtree\":%s,\"name\":\"dart\",\"weight_drop\":[%s]}%s"
            .formatted(
                json.substring(0, from), json.substring(from, to), weights, json.substring(to)));
    deploy(bundle);
    assertThat(ask(rows, 1).getFirst().score()).isEqualTo(rows.scores()[0]);
    Explanation explanation =
        fixture.serving.explanations().explain(ServingFixture.MODEL, 1, Map.of("wind", 30.0));
    assertThat(explanation.method()).isEqualTo(Explanation.Method.SAMPLED_SHAPLEY);
    assertThat(explanation.answered().contributions()).hasSize(4);
  }
}
