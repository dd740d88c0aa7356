package io.noria.serving.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.engine.FileForm;
import io.noria.engine.Frame;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Reference;
import io.noria.serving.ScoredModel;
import io.noria.serving.Target;
import io.noria.serving.Values;
import io.noria.stats.Answers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableScoringTest {
  private static final TableProgress NOBODY = (rows, kept, all) -> {};

  @TempDir private Path temp;
  private Engine engine;

  @BeforeEach
  void open() {
    engine = DuckDbEngine.open(new DuckDbSettings(temp.resolve("spill"), 512L << 20, 2, 2));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** Two classes by whether x, plus n, is above zero; fails at the call of that number. */
  private static final class Sign implements ScoredModel {
    private final AtomicInteger calls = new AtomicInteger();
    private final int failAt;

    Sign(int failAt) {
      this.failAt = failAt;
    }

    @Override
    public String model() {
      return "sign";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public List<FeatureColumn> inputs() {
      return List.of(
          FeatureColumn.of("x", FeatureColumn.Type.DOUBLE),
          FeatureColumn.of("n", FeatureColumn.Type.LONG));
    }

    @Override
    public Target target() {
      return new Target("y", List.of("no", "yes"), "yes");
    }

    @Override
    public Answers score(List<Values> columns) {
      throw new IllegalStateException("not asked here");
    }

    @Override
    public Answers score(Frame rows) {
      if (calls.incrementAndGet() == failAt) {
        throw NoriaException.invalid("ended here");
      }
      double[] positive = new double[rows.rows()];
      for (int row = 0; row < positive.length; row++) {
        positive[row] =
            rows.column("x").number(row) + rows.column("n").number(row) > 0 ? 0.75 : 0.25;
      }
      return Answers.binary(positive, 0.5);
    }

    @Override
    public Reference reference() {
      throw new IllegalStateException("not asked here");
    }
  }

  private TableJob job(FileForm inForm, String out, boolean nullOnError, Path... in) {
    Path target = temp.resolve(out);
    FileForm outForm = out.endsWith("csv") ? FileForm.CSV : FileForm.PARQUET;
    return new TableJob(List.of(in), inForm, target, outForm, false, false, nullOnError, 3);
  }

  private Path numbers(long rows) {
    Path file = temp.resolve("numbers.parquet");
    engine.writeParquet(
        "SELECT range AS id, (range * 7919 % 1000) - 500.0 AS x, -(range % 2) AS n,"
            + " 'r' || range AS kept, DATE '2013-01-01' AS day FROM range("
            + rows
            + ")",
        Map.of(),
        file);
    return file;
  }

  @Test
  void everyRowHasItsPredictionInItsPlace() {
    Path in = numbers(300_001);
    var done =
        TableScoring.run(
            engine, new Sign(-1), "a", job(FileForm.PARQUET, "out.parquet", false, in), NOBODY);
    assertThat(done).isEqualTo(new TableScoring.Done(300_001, 0, 0));
    Path out = temp.resolve("out.parquet");
    assertThat(engine.describe("SELECT * FROM t", Map.of("t", List.of(out))))
        .extracting(field -> field.name() + " " + field.nativeType())
        .containsExactly(
            "id BIGINT",
            "x DECIMAL(21,1)",
            "n BIGINT",
            "kept VARCHAR",
            "day DATE",
            "prediction VARCHAR",
            "probability DOUBLE");
    Frame wrong =
        engine.query(
            "SELECT count(*) AS rows, count(*) FILTER (id <> place) AS moved, count(*) FILTER"
                + " (prediction <> CASE WHEN x + n > 0 THEN 'yes' ELSE 'no' END OR probability <>"
                + " 0.75) AS wrong FROM (SELECT *, row_number() OVER () - 1 AS place FROM t)",
            Map.of("t", List.of(out)));
    assertThat(wrong.row(0)).isEqualTo(Map.of("rows", 300_001L, "moved", 0L, "wrong", 0L));
    assertThat(temp.resolve("out.parquet.part")).doesNotExist();
  }

  @Test
  void whatWasDoneIsKeptUnlessTheModelIsAnother() {
    TableJob job = job(FileForm.PARQUET, "out.parquet", false, numbers(400_000));
    assertThatThrownBy(() -> TableScoring.run(engine, new Sign(5), "a", job, NOBODY))
        .hasMessage("ended here");
    assertThat(job.out()).doesNotExist();
    Sign again = new Sign(-1);
    var done = TableScoring.run(engine, again, "a", job, NOBODY);
    assertThat(done.rows()).isEqualTo(400_000);
    assertThat(done.kept()).isPositive();
    assertThat(done.kept() + again.calls.get() * 65_536L).isGreaterThanOrEqualTo(400_000);

    assertThatThrownBy(() -> TableScoring.run(engine, new Sign(5), "a", job, NOBODY))
        .hasMessage("ended here");
    assertThat(TableScoring.run(engine, new Sign(-1), "b", job, NOBODY).kept()).isZero();
    assertThat(
            engine
                .query("SELECT count(*) AS n FROM t", Map.of("t", List.of(job.out())))
                .longs("n")
                .get(0))
        .isEqualTo(400_000);
  }

  @Test
  void aRowWithAWrongValueIsNamedOrGetsNull() throws Exception {
    Path in = temp.resolve("in.csv");
    Files.writeString(in, "x,n,note\n1.50,1,a\noops,2,b\n,3,c\n2,0.5,d\n");
    assertThatThrownBy(() ->
            TableScoring.run(
                engine, new Sign(-1), "a", job(FileForm.CSV, "o.csv", false, in), NOBODY))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("row 2: x: oops (expected: double)");
    var done =
        TableScoring.run(engine, new Sign(-1), "a", job(FileForm.CSV, "o.csv", true, in), NOBODY);
    assertThat(done).isEqualTo(new TableScoring.Done(4, 0, 2));
    assertThat(Files.readString(temp.resolve("o.csv")))
        .isEqualTo(
            """
            x,n,note,prediction,probability
            1.50,1.0,a,yes,0.75
            oops,2.0,b,,
            ,3.0,c,no,0.75
            2,0.5,d,,
            """);
  }

  @Test
  void columnsThatAreMissingOrTakenAreSaid() throws Exception {
    Path in = temp.resolve("in.csv");
    Files.writeString(in, "x,prediction\n1,1\n");
    assertThatThrownBy(() ->
            TableScoring.run(
                engine, new Sign(-1), "a", job(FileForm.CSV, "o.csv", false, in), NOBODY))
        .hasMessageContaining("prediction already");
    Files.writeString(in, "x,m\n1,1\n");
    assertThatThrownBy(() ->
            TableScoring.run(
                engine, new Sign(-1), "a", job(FileForm.CSV, "o.csv", false, in), NOBODY))
        .hasMessageContaining("no column n")
        .hasMessageContaining("there is: [x, m]");
    assertThat(temp.resolve("o.csv")).doesNotExist();
  }

  @Test
  void anEmptyTableIsAnEmptyTable() throws Exception {
    Path in = temp.resolve("in.csv");
    Files.writeString(in, "x,n\n");
    var done =
        TableScoring.run(engine, new Sign(-1), "a", job(FileForm.CSV, "o.csv", false, in), NOBODY);
    assertThat(done.rows()).isZero();
    assertThat(Files.readString(temp.resolve("o.csv"))).isEqualTo("x,n,prediction,probability\n");
  }
}
