package io.noria.serving.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.datasets.Datasets;
import io.noria.engine.Engine;
import io.noria.engine.FileForm;
import io.noria.engine.Frame;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import io.noria.registry.FeatureColumn;
import io.noria.serving.BatchProgress;
import io.noria.serving.BatchRequest;
import io.noria.serving.Reference;
import io.noria.serving.ScoredModel;
import io.noria.serving.Target;
import io.noria.serving.Values;
import io.noria.stats.Answers;
import io.noria.storage.object.ObjectStores;
import io.noria.storage.object.S3File;
import io.noria.storage.object.S3Uri;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Databases;
import io.noria.storage.sql.SqlConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableBatchTest {
  @TempDir private Path temp;
  private Engine engine;
  private Database db;
  private Datasets datasets;

  @BeforeEach
  void open() {
    engine = DuckDbEngine.open(new DuckDbSettings(temp.resolve("spill"), 512L << 20, 2, 2));
    InstantSource clock = InstantSource.system();
    db =
        Databases.open(
            SqlConfig.ephemeral(temp.resolve("noria.db")), clock, IdSource.system(clock));
    datasets = Datasets.open(db, ObjectStores.ephemeral(temp.resolve("objects")), engine);
  }

  @AfterEach
  void close() {
    db.close();
    engine.close();
  }

  /** The number x, doubled; fails at the call of that number. */
  private static final class Twice implements ScoredModel {
    private final AtomicInteger calls = new AtomicInteger();
    private final int failAt;

    Twice(int failAt) {
      this.failAt = failAt;
    }

    @Override
    public String model() {
      return "twice";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public List<FeatureColumn> inputs() {
      return List.of(FeatureColumn.of("x", FeatureColumn.Type.DOUBLE));
    }

    @Override
    public Target target() {
      return new Target("y", List.of(), "");
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
      double[] numbers = new double[rows.rows()];
      for (int row = 0; row < numbers.length; row++) {
        numbers[row] = 2 * rows.column("x").number(row);
      }
      return Answers.numbers(numbers);
    }

    @Override
    public Reference reference() {
      throw new IllegalStateException("not asked here");
    }
  }

  private TableBatch batch(TablePaths paths) {
    return new TableBatch(
        engine,
        () -> {
          throw new IllegalStateException("no bucket here");
        },
        datasets,
        paths,
        temp.resolve("scratch"),
        2);
  }

  private static BatchRequest request(String in, String out, @Nullable String format) {
    return new BatchRequest("models:/twice/1", in, null, out, format, false, false, false);
  }

  private Path file(String name, int from, int rows) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    String select = "SELECT range AS x FROM range(" + from + ", " + (from + rows) + ")";
    if (name.endsWith("parquet")) {
      engine.writeParquet(select, Map.of(), file);
    } else {
      StringBuilder csv = new StringBuilder("x\n");
      for (int i = from; i < from + rows; i++) {
        csv.append(i).append('\n');
      }
      Files.writeString(file, csv);
    }
    return file;
  }

  private long right(String file) {
    return engine
        .query(
            "SELECT count(*) AS n FROM t WHERE prediction = 2 * x",
            Map.of("t", List.of(temp.resolve(file))))
        .longs("n")
        .get(0);
  }

  @Test
  void aFolderGivesAFileForEachAndOnlyMissingOnesAgain() throws Exception {
    file("in/a.parquet", 0, 10);
    file("in/b/c.parquet", 10, 20);
    file("in/d.csv", 30, 5);
    Files.writeString(temp.resolve("in/notes.txt"), "no table");
    BatchRequest request = request(temp.resolve("in").toString(), temp.resolve("out") + "/", null);
    assertThatThrownBy(
            () -> batch(TablePaths.anywhere()).run(new Twice(2), "id", request, far -> {}))
        .hasMessageContaining("ended here");
    List<BatchProgress> heard = Collections.synchronizedList(new ArrayList<>());
    TableBatch.Done done =
        batch(TablePaths.anywhere()).run(new Twice(-1), "id", request, heard::add);
    assertThat(done).isEqualTo(new TableBatch.Done(3, 1, 35, 10, 0, List.of()));
    assertThat(right("out/a.parquet")).isEqualTo(10);
    assertThat(right("out/b/c.parquet")).isEqualTo(20);
    assertThat(right("out/d.csv")).isEqualTo(5);
    assertThat(heard.getLast().share()).isEqualTo(1);
    assertThat(heard.getLast().rows()).isEqualTo(35);

    file("in/a.parquet", 5, 11);
    Files.delete(temp.resolve("out/d.csv"));
    Twice counted = new Twice(-1);
    done = batch(TablePaths.anywhere()).run(counted, "id", request, far -> {});
    assertThat(done.filesKept()).as("one changed, one is gone").isEqualTo(1);
    assertThat(counted.calls).hasValue(2);
    assertThat(right("out/a.parquet")).isEqualTo(11);
    done = batch(TablePaths.anywhere()).run(new Twice(-1), "other", request, far -> {});
    assertThat(done.filesKept()).as("of another model nothing is kept").isZero();
  }

  @Test
  void aFileOfOutputHoldsAllInTheirOrder() throws Exception {
    file("in/1.parquet", 0, 10);
    file("in/2.parquet", 10, 10);
    TableBatch.Done done =
        batch(TablePaths.anywhere())
            .run(
                new Twice(-1),
                "id",
                request(temp.resolve("in") + "/*.parquet", temp.resolve("o.csv").toString(), null),
                far -> {});
    assertThat(done.rows()).isEqualTo(20);
    List<String> lines = Files.readAllLines(temp.resolve("o.csv"));
    assertThat(lines).hasSize(21).startsWith("x,prediction", "0,0.0", "1,2.0");
    assertThat(lines.getLast()).isEqualTo("19,38.0");
  }

  @Test
  void aVersionOfDataIsReadAndOneIsMade() throws Exception {
    datasets.offer(
        new io.noria.datasets.OfferedVersion(
            "asked", "may", List.of(file("may.parquet", 0, 7)), null, "here", null));
    TableBatch.Done done =
        batch(TablePaths.of(List.of(), ""))
            .run(
                new Twice(-1),
                "id",
                request("datasets:/asked@may", "datasets:/told@may", null),
                far -> {});
    assertThat(done.made()).hasSize(1);
    assertThat(done.made().getFirst()).hasToString("dataset_version:told@may");
    assertThat(datasets.current("told").getFirst().rows()).isEqualTo(7);
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingIsWritten() throws Exception {
    file("in/a.parquet", 0, 10);
    file("in/a.csv", 0, 10);
    String in = temp.resolve("in").toString();
    TableBatch batch = batch(TablePaths.anywhere());
    assertThatThrownBy(() -> batch.check(request(in, temp.resolve("out") + "/", "jsonl")))
        .hasMessageContaining("two outputs a.jsonl");
    assertThatThrownBy(() -> batch.check(request(in, in + "/", null)))
        .hasMessageContaining("is an input");
    assertThatThrownBy(() -> batch.check(request(in, temp.resolve("o.csv").toString(), null)))
        .hasMessageContaining("has files of [PARQUET, CSV]");
    assertThatThrownBy(() -> batch.check(request(in + "/none", temp + "/o.csv", null)))
        .hasMessageContaining("there is no file or folder");
    assertThatThrownBy(() -> batch.check(request(in, temp.resolve("o").toString(), null)))
        .hasMessageContaining("a folder with / at its end");
    assertThatThrownBy(() -> batch.check(request(in, "gs://b/o.csv", null)))
        .hasMessageContaining("s3://bucket/key");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void aServerReadsAndWritesOnlyWhereItsOperatorSaid() throws Exception {
    file("open/a.parquet", 0, 10);
    file("shut/a.parquet", 0, 10);
    Files.createSymbolicLink(temp.resolve("open/way-out"), temp.resolve("shut"));
    Files.createSymbolicLink(temp.resolve("open/b.parquet"), temp.resolve("shut/a.parquet"));
    Files.createDirectories(temp.resolve("open/sub"));
    Files.createSymbolicLink(temp.resolve("open/sub/gone"), temp.resolve("shut/not-there"));
    String open = temp.resolve("open").toString();
    TableBatch batch =
        batch(TablePaths.of(List.of(open, "s3://asked/from"), "s3://asked/from/objects"));
    batch.check(request(open + "/a.parquet", open + "/out/", null));
    for (String in :
        List.of(
            temp.resolve("shut") + "/a.parquet",
            open + "/../shut/a.parquet",
            open + "/way-out/a.parquet",
            open + "/b.parquet",
            open + "/*.parquet",
            "open/a.parquet",
            "/etc/passwd",
            "s3://other/a.parquet",
            "s3://asked/fromage/a.parquet",
            "s3://asked/from/objects/ab/cd")) {
      assertRefused(() -> batch.check(request(in, open + "/out/", "csv")), in);
    }
    for (String out :
        List.of(
            temp.resolve("shut") + "/",
            open + "/way-out/",
            open + "/way-out/o.csv",
            open + "/sub/gone/",
            open + "/../o.csv",
            "o.csv",
            "s3://asked/o.csv",
            "s3://asked/from/objects/o.csv")) {
      assertRefused(() -> batch.check(request(open + "/a.parquet", out, "csv")), out);
    }
    assertThatThrownBy(() -> TablePaths.of(List.of("relative"), ""))
        .hasMessageContaining("an absolute folder");
  }

  @Test
  void whatWasFetchedGoesWithAFailureForGoodAndWithTime() throws Exception {
    file("in/a.parquet", 0, 10);
    String in = temp.resolve("in").toString();
    String out = temp.resolve("out") + "/";
    Path folder = temp.resolve("scratch").resolve(TableBatch.digest(in + "\n" + out));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("0f.in.gz"), "fetched");
    Files.writeString(folder.resolve("0f.out"), "scored");
    TableBatch batch = batch(TablePaths.anywhere());
    assertThatThrownBy(() -> batch.run(new Twice(1), "id", request(in, out, null), far -> {}))
        .hasMessageContaining("ended here");
    assertThat(folder.resolve("0f.in.gz")).doesNotExist();
    assertThat(folder.resolve("0f.out")).exists();
    batch.tidy();
    assertThat(folder).exists();
    Files.setLastModifiedTime(folder, FileTime.from(Instant.EPOCH));
    batch.tidy();
    assertThat(folder).doesNotExist();
  }

  @Test
  void noNameOfAnInputLeadsOutOfTheFolder() throws Exception {
    Path out = temp.resolve("out");
    TableOutputs here =
        new TableOutputs.Here(TablePaths.anywhere(), out, true, java.util.Optional.empty());
    for (String name : List.of("/x.csv", temp + "/x.csv", "../x.csv", "a/../../x.csv", "")) {
      assertThatThrownBy(() -> here.local(name, FileForm.CSV))
          .as(name)
          .isInstanceOfSatisfying(
              NoriaException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
    Path scored = file("scored.csv", 0, 1);
    assertThatThrownBy(() -> here.finish("../../x", scored, "plan", 1))
        .hasMessageContaining("(expected: a name in");
    assertThat(here.local("a/x.csv", FileForm.CSV)).isEqualTo(out.resolve("a/x.csv"));
    for (String name : List.of("/home/u/x.csv", "a//x.csv", "a/../x.csv")) {
      S3Uri key = S3Uri.parse("s3://asked/data/").with("data/" + name);
      assertThatThrownBy(() ->
              TablePlaces.input(
                  "s3://asked/data/",
                  name,
                  new S3File(key, 1, Instant.EPOCH, "tag", Map.of()),
                  FileForm.CSV))
          .hasMessageContaining(name + " (expected: a plain file name)");
    }
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String what) {
    assertThatThrownBy(call)
        .as(what)
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
  }
}
