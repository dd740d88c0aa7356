package io.noria.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.engine.StringsBuilder;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.LinearPredictor;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.Run;
import io.noria.tracking.RunStatus;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Linear models fitted in the real child process, beside scikit-learn's answers. */
class LinearTrainerIT {
  private static final Ref DATA = Ref.of(Ref.Kind.DATASET_VERSION, "rows@all");

  @TempDir Path temp;
  private Database database;
  private ObjectStore objects;
  private Engine engine;
  private Tracking tracking;
  private LinearTrainer trainer;
  private int jobs;

  @BeforeEach
  void open() throws IOException {
    var ids = IdSource.seeded(InstantSource.system(), 7);
    database = TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql")));
    objects = ObjectStores.ephemeral(temp.resolve("objects"));
    engine = DuckDbEngine.open(DuckDbSettings.defaults(temp.resolve("duckdb")));
    tracking = Tracking.open(database, objects, ids);
    trainer = trainer(List.of("1"));
  }

  private LinearTrainer trainer(List<String> strengths) {
    return new LinearTrainer(tracking, engine, InstantSource.system(), 1L << 30, strengths);
  }

  @AfterEach
  void close() {
    engine.close();
    objects.close();
    database.close();
  }

  @Test
  void manyClassesAnswerAsScikitLearnDoes() throws Exception {
    agrees("wine", "target", null, List.of("kind a", "kind b", "kind c"), 1e-5);
  }

  @Test
  void textsAndGapsAnswerAsScikitLearnDoes() throws Exception {
    agrees("penguins", "species", null, List.of("Adelie", "Chinstrap", "Gentoo"), 1e-5);
  }

  @Test
  void twoClassesAnswerAsScikitLearnDoes() throws Exception {
    agrees("cancer", "target", "1", List.of(), 1e-5);
  }

  @Test
  void numbersAnswerAsScikitLearnDoes() throws Exception {
    agrees("diabetes", "target", null, List.of(), 1e-3);
  }

  private void agrees(
      String name, String target, @Nullable String positive, List<String> classes, double within)
      throws Exception {
    Frame table = table(name);
    Trained trained = fit(trainer, problem(table, target, positive, classes), table);
    Path bundle = bundle(trained);
    LinearPredictor predictor = predictor(bundle);
    BundleInfo info = info(bundle);
    List<String> expected = lines(name + ".expected.csv");
    double[] row = new double[info.signature().features().size()];
    double[] out = new double[predictor.outputs()];
    for (int i = 0; i < table.rows(); i++) {
      for (int k = 0; k < row.length; k++) {
        row[k] = raw(info.signature().features().get(k), table, i);
      }
      predictor.predict(row, out);
      String[] wanted = expected.get(i).split(",");
      for (int k = 0; k < out.length; k++) {
        assertThat(out[k]).as("row %d", i).isCloseTo(Double.parseDouble(wanted[k]), offset(within));
      }
    }
  }

  @Test
  void theSameRowsInAnotherOrderGiveTheSameBytesAndTheRunTellsAll() throws Exception {
    Frame table = Tables.graded(700, 3);
    var classes = List.of("early", "fair", "poor");
    var problem =
        new Problem("grade", null, classes, null, List.of("wind", "hour", "holiday", "carrier"));
    LinearTrainer usual = trainer(LinearTrainer.STRENGTHS);
    Trained first = fit(usual, problem, table);
    Trained again = fit(usual, problem, Tables.shuffled(table, 4));
    assertThat(Files.readAllBytes(bundle(again).resolve(LinearModel.FILE)))
        .isEqualTo(Files.readAllBytes(bundle(first).resolve(LinearModel.FILE)));
    assertThat(first.metrics()).containsOnlyKeys("validation_mlogloss", "validation_accuracy");
    assertThat(first.metrics().get("validation_mlogloss")).isLessThan(1);

    Run run = tracking.runs().get(first.run());
    assertThat(run.info().status()).isEqualTo(RunStatus.FINISHED);
    assertThat(run.data().params()).containsEntry("trainer", "linear").containsKey("best.l2");
    assertThat(tracking.runs().history(first.run(), "search_validation_mlogloss", 10, null).items())
        .hasSize(5);
    assertThat(Lineages.open(database).into(first.run().ref()))
        .extracting(LineageEdge::from)
        .containsExactly(DATA);
    Path bundle = bundle(first);
    assertThat(info(bundle).runtime()).isEqualTo(BundleInfo.Runtime.LINEAR);
    assertThat(Files.readString(bundle.resolve("golden.json"))).contains("\"probabilities\":[[");
    Frame reference = engine.readParquet(List.of(bundle.resolve("reference.parquet")), List.of());
    assertThat(reference.rows()).isEqualTo(700);
  }

  @Test
  void rareCategoriesShareTheirWeights() throws Exception {
    int rows = 600;
    var city = new StringsBuilder(rows);
    double[] price = new double[rows];
    for (int i = 0; i < rows; i++) {
      int which = i % 10 == 0 ? 100 + i : i % 40;
      city.add("c" + which);
      price[i] = which < 20 ? 5 : which < 100 ? 1 : 3;
    }
    var columns = new java.util.LinkedHashMap<String, Column>();
    columns.put("city", city.build());
    columns.put("price", new Column.Doubles(price, null));
    Frame table = Frame.of(columns);
    Trained trained = fit(trainer, problem(table, "price", null, List.of()), table);
    LinearModel model =
        LinearModel.fromJson(Files.readString(bundle(trained).resolve(LinearModel.FILE)));
    var byCity = new java.util.TreeMap<String, Double>();
    for (int i = 0; i < model.columns().size(); i++) {
      if (model.columns().get(i) instanceof LinearModel.Category category) {
        byCity.put(category.value(), model.weights().get(i).getFirst());
      }
    }
    assertThat(byCity).hasSize(96);
    assertThat(byCity.get("c690")).isEqualTo(byCity.get("c680"));
    assertThat(byCity.get("c1")).isGreaterThan(byCity.get("c690"));
    assertThat(byCity.get("c21")).isLessThan(byCity.get("c690"));
  }

  @Test
  void aTableThatNeedsMoreMemoryThanAllowedIsRefused() {
    var small = new LinearTrainer(tracking, engine, InstantSource.system(), 64L << 20);
    Frame table = Tables.deliveries(200, 5);
    assertThatThrownBy(() ->
            fit(small, Problem.of("late", "1", "asked_at", List.of("wind", "carrier")), table))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE))
        .hasMessageContaining("need 128 MiB (expected: at most 64 MiB");
  }

  private static Problem problem(
      Frame table, String target, @Nullable String positive, List<String> classes) {
    return new Problem(
        target,
        positive,
        classes,
        null,
        table.names().stream().filter(name -> !name.equals(target)).toList());
  }

  private Trained fit(LinearTrainer with, Problem problem, Frame table) throws Exception {
    var naming = new LinearTrainer.Naming("experiment", "linear");
    return with.fit(
        naming,
        problem,
        problem.metric(null),
        table,
        List.of(new DataUse(DATA, "ab".repeat(32))),
        new Job(Files.createDirectories(temp.resolve("job" + jobs++))));
  }

  private Path bundle(Trained trained) throws IOException {
    Run run = tracking.runs().get(trained.run());
    return tracking
        .artifacts()
        .localFolder(
            new ArtifactFolder(run.info().artifacts(), "model"), temp.resolve("b" + jobs++));
  }

  private static BundleInfo info(Path bundle) throws IOException {
    return BundleInfo.fromJson(Files.readString(bundle.resolve("noria.json")));
  }

  private static LinearPredictor predictor(Path bundle) throws IOException {
    return LinearModel.fromJson(Files.readString(bundle.resolve(LinearModel.FILE)))
        .predictor(info(bundle));
  }

  private static double raw(FeatureColumn feature, Frame table, int row) {
    Column column = table.column(feature.name());
    if (column.isNull(row)) {
      return Double.NaN;
    }
    return column instanceof Column.Strings strings
        ? feature.categories().indexOf(strings.get(row))
        : column.number(row);
  }

  private Frame table(String name) throws IOException {
    Path csv = temp.resolve(name + ".csv");
    Files.write(csv, lines(name + ".csv"));
    return engine.query("SELECT * FROM t", Map.of("t", List.of(csv)));
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(LinearTrainerIT.class.getResourceAsStream("linear/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private record Job(Path workFolder) implements SearchJob {
    @Override
    public Map<String, String> tags() {
      return Map.of("noria.task", "p/fit-1");
    }

    @Override
    public @Nullable Instant eventTime() {
      return null;
    }

    @Override
    public void started(io.noria.tracking.RunId run) {}

    @Override
    public void log(String line) {}

    @Override
    public void onCancel(Runnable action) {}
  }
}
