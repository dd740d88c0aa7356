package io.noria.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.IdSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs in memory and the tables give the same answers, whatever was written in between. */
public abstract class LiveSearchContract extends TrackingContract {
  private static final List<String> KEYS = List.of("a", "b c", "mlflow.x", "z/é");
  private static final List<String> TEXTS =
      List.of(
          "", "x", "X", "xY", "x_y", "x%y", "10", "6", "é", "É", "\uffee", "\ud83d\ude00", "it's");
  private static final List<Double> VALUES =
      List.of(0.0, -0.0, 1.0, -1.0, 0.5, 1e300, Double.NaN, 1 / 0.0, -1 / 0.0, Double.MIN_VALUE);

  private Tracking tables;
  private final List<ExperimentId> experiments = new ArrayList<>();
  private final List<RunId> runs = new ArrayList<>();
  private Random random = new Random(0);

  /** Whether another server than the one that searches does the writing. */
  protected abstract boolean anotherWrites();

  private Tracking writer() {
    return anotherWrites() ? tables : tracking;
  }

  @BeforeEach
  void openTables() {
    tables = Tracking.open(database, objects, IdSource.seeded(clock, 7), 0);
    experiments.add(ExperimentId.DEFAULT);
    experiments.add(tracking.experiments().create("other", Map.of(), null));
    experiments.add(tracking.experiments().create("far", Map.of(), "s3://far/away"));
  }

  @Test
  void answersAsTheTablesDo() {
    for (long seed = 1; seed <= (anotherWrites() ? 1 : 4); seed++) {
      random = new Random(seed);
      for (int i = 0; i < 40; i++) {
        write();
      }
      for (int round = 0; round < 150; round++) {
        for (int i = random.nextInt(4); i > 0; i--) {
          write();
        }
        compare("seed " + seed + " round " + round);
      }
    }
  }

  private void compare(String where) {
    RunSearch first =
        new RunSearch(
            random.nextInt(3) == 0 ? List.of(one(experiments)) : experiments,
            random.nextInt(8) == 0 ? "" : filter(random.nextInt(4)),
            one(List.of(View.values())),
            orders(),
            1 + random.nextInt(12),
            null);
    @Nullable String token = null;
    do {
      RunSearch search = page(first, token);
      FoundRuns expected = tables.runs().find(search, true);
      FoundRuns found = tracking.runs().find(search, true);
      String what = where + ": " + search;
      assertThat(found.runs().stream().map(FoundRun::run))
          .as(what)
          .containsExactlyElementsOf(expected.runs().stream().map(FoundRun::run).toList());
      assertThat(found.nextToken()).as(what).isEqualTo(expected.nextToken());
      assertThat(found.total()).as(what).isEqualTo(expected.total());
      token = found.nextToken();
    } while (token != null);
    RunColumns.Search columns =
        new RunColumns.Search(
            experiments, filter(2), java.util.EnumSet.allOf(RunColumns.Kind.class), "", "", 50);
    assertThat(tracking.runs().columns(columns)).isEqualTo(tables.runs().columns(columns));
    compareGroups(where);
  }

  private void compareGroups(String where) {
    List<String> by = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      by.add(field());
    }
    List<String> orders = new ArrayList<>();
    if (random.nextBoolean()) {
      String figure = one(List.of("mean", "min", "max", "count")) + ".`" + one(KEYS) + "`";
      orders.add(one(List.of("runs", "last_started", by.getFirst(), figure)) + " DESC");
    }
    RunGroups.Search search =
        new RunGroups.Search(
            experiments,
            random.nextInt(4) == 0 ? "" : filter(random.nextInt(3)),
            one(List.of(View.values())),
            by,
            KEYS,
            List.of("attributes.status", "params.`" + one(KEYS) + "`"),
            orders,
            1 + random.nextInt(12),
            null);
    RunGroups found = tracking.runs().groups(search);
    String what = where + ": " + search;
    // The runs come in another order, and so do the sums.
    assertThat(found)
        .as(what)
        .usingRecursiveComparison()
        .withEqualsForType(LiveSearchContract::isNear, Double.class)
        .withEqualsForType(LiveSearchContract::isNear, double.class)
        .isEqualTo(tables.runs().groups(search));
    for (RunGroups.Group group : found.groups()) {
      String filter =
          search.filter().isEmpty()
              ? group.filter()
              : "(" + search.filter() + ") AND " + group.filter();
      RunSearch runs = new RunSearch(experiments, filter, search.view(), List.of(), 1, null);
      assertThat(tracking.runs().find(runs, true).total()).as(what).isEqualTo(group.runs());
    }
  }

  private static boolean isNear(double a, double b) {
    return Double.compare(a, b) == 0
        || Math.abs(a - b) <= 1e-12 + 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  }

  private String field() {
    String key = ".`" + one(KEYS) + "`";
    return switch (random.nextInt(4)) {
      case 0 -> "metrics" + key;
      case 1 -> "params" + key;
      case 2 -> "tags" + key;
      default -> "attributes." + one(List.of("status", "run_name", "user_id", "experiment_id"));
    };
  }

  private static RunSearch page(RunSearch search, @Nullable String token) {
    return new RunSearch(
        search.experiments(),
        search.filter(),
        search.view(),
        search.orderBy(),
        search.limit(),
        token);
  }

  private void write() {
    if (runs.size() < 5 || random.nextInt(6) == 0) {
      NewRun run =
          new NewRun(
              one(experiments),
              "n" + one(TEXTS),
              Instant.ofEpochMilli(random.nextInt(3)),
              one(TEXTS),
              Map.of(),
              null);
      if (random.nextBoolean()) {
        run = run.withTag(one(KEYS), one(TEXTS));
      }
      runs.add(writer().runs().create(run).id());
      return;
    }
    RunId run = one(runs);
    try {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> writer().runs().log(run, RunData.ofMetrics(points()));
        case 3 -> writer().runs().log(run, RunData.ofParams(Map.of(one(KEYS), one(TEXTS))));
        case 4 ->
            tracking
                .runs()
                .log(run, new RunData(points(), Map.of(), Map.of(one(KEYS), one(TEXTS))));
        case 5 -> writer().runs().deleteTag(run, one(KEYS));
        case 6 ->
            tracking
                .runs()
                .update(
                    run,
                    new RunChange(
                        random.nextBoolean() ? "r" + one(TEXTS) : null,
                        one(List.of(RunStatus.values())),
                        Instant.ofEpochMilli(random.nextInt(3))));
        case 7 ->
            tracking
                .runs()
                .logInputs(
                    run,
                    List.of(
                        new DatasetInput(
                            "d" + one(TEXTS),
                            "1",
                            "local",
                            "{}",
                            null,
                            null,
                            random.nextBoolean()
                                ? Map.of(DatasetInput.CONTEXT, one(TEXTS))
                                : new TreeMap<>(),
                            null)));
        default -> move(run);
      }
    } catch (io.noria.base.NoriaException e) {
      // A param that is there already, a tag that is not, a run that is deleted: refused as it is.
      assertThat(e.code()).isNotEqualTo(io.noria.base.ErrorCode.INTERNAL);
    }
  }

  private void move(RunId run) {
    switch (random.nextInt(8)) {
      case 0 -> {
        ExperimentId experiment = one(experiments);
        writer().experiments().delete(experiment);
        compare("a deleted experiment");
        writer().experiments().restore(experiment);
      }
      case 1 -> writer().runs().move(experiments, filter(1), one(List.of(Lifecycle.values())));
      case 2, 3 -> writer().runs().delete(run);
      default -> writer().runs().move(runs, Lifecycle.ACTIVE);
    }
  }

  private List<Metric> points() {
    List<Metric> points = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      points.add(
          new Metric(
              one(KEYS),
              one(VALUES),
              Instant.ofEpochMilli(random.nextInt(3)),
              random.nextInt(3) - 1));
    }
    return points;
  }

  private String filter(int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return comparison();
    }
    return switch (random.nextInt(4)) {
      case 0 -> "NOT " + (random.nextBoolean() ? comparison() : "(" + filter(depth - 1) + ")");
      case 1 -> filter(depth - 1) + " AND " + filter(depth - 1);
      case 2 -> filter(depth - 1) + " OR " + filter(depth - 1);
      default -> "(" + filter(depth - 1) + ") AND (" + filter(depth - 1) + ")";
    };
  }

  private String comparison() {
    String key = "`" + one(KEYS) + "`";
    return switch (random.nextInt(8)) {
      case 0, 1 ->
          number("metrics." + key, List.of("0", "-0.0", "1", "0.5", "1e300", "-1", "1e999"));
      case 2 -> number(one(List.of("start_time", "end_time")), List.of("0", "1", "2"));
      case 3, 4 -> text("params." + key);
      case 5 -> text("tags." + key);
      case 6 -> text(one(List.of("datasets.name", "datasets.digest", "datasets.context")));
      default ->
          text(
              one(
                  List.of(
                      "run_name", "status", "user_id", "artifact_uri", "run_id", "experiment_id")));
    };
  }

  private String number(String field, List<String> numbers) {
    return switch (random.nextInt(4)) {
      case 0 -> field + " BETWEEN " + one(numbers) + " AND " + one(numbers);
      case 1 -> field + one(List.of(" IS NULL", " IS NOT NULL"));
      default -> field + " " + one(List.of("=", "!=", "<", "<=", ">", ">=")) + " " + one(numbers);
    };
  }

  private String text(String field) {
    String value = "'" + one(TEXTS).replace("'", "''") + "'";
    String pattern =
        "'"
            + one(List.of("%", "_", "x%", "%y", "n_%", "%X%", "_%_", "R%", "F%", "%É%", "mlflow%"))
            + "'";
    return switch (random.nextInt(6)) {
      case 0 -> field + one(List.of(" IS NULL", " IS NOT NULL"));
      case 1 -> field + one(List.of(" IN (", " NOT IN (")) + value + ", 'n6', 'RUNNING')";
      case 2 -> field + one(List.of(" LIKE ", " ILIKE ")) + pattern;
      default -> field + one(List.of(" = ", " != ")) + value;
    };
  }

  private List<String> orders() {
    List<String> orders = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      String key = "`" + one(KEYS) + "`";
      String field =
          switch (random.nextInt(4)) {
            case 0 -> "metrics." + key;
            case 1 -> "params." + key;
            case 2 -> "tags." + key;
            default -> one(List.of("run_name", "status", "start_time", "end_time", "artifact_uri"));
          };
      orders.add(field + one(List.of("", " ASC", " DESC")));
    }
    return orders;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  @Test
  void whatWasAcknowledgedIsFoundWhileOthersWrite() throws Exception {
    RunId counted = run("counted");
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      writers.add(
          Thread.startVirtualThread(() -> {
            int i = 0;
            while (!stop.get()) {
              try {
                log(run("noise"), point("m", i++, 1));
              } catch (io.noria.base.NoriaException e) {
                assertThat(e).hasMessageContaining("is deleted");
              }
            }
          }));
    }
    try {
      for (int step = 0; step < 200; step++) {
        log(counted, point("step", step, step));
        if (step % 3 == 0) {
          writer().runs().log(counted, RunData.ofTags(Map.of("t", "v" + step)));
          assertThat(found("tags.t = 'v" + step + "'")).containsExactly("counted");
        }
        assertThat(found("metrics.step = " + step)).containsExactly("counted");
        // With writers that never pause, several of PostgreSQL's writes conflict until one gives
        // up.
        if (step == 100 && !anotherWrites()) {
          writer().experiments().delete(ExperimentId.DEFAULT);
          assertThat(found("")).isEmpty();
          writer().experiments().restore(ExperimentId.DEFAULT);
        }
      }
    } catch (Throwable e) {
      wrong.set(e);
    } finally {
      stop.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
    }
    assertThat(wrong.get()).isNull();
  }

  @Test
  void whatFindsNoRoomIsAnsweredByTheTables() {
    Tracking small = Tracking.open(database, objects, IdSource.seeded(clock, 9), 2_000);
    for (int i = 0; i < 3; i++) {
      small.runs().create(NewRun.of(one(experiments), "r" + i));
    }
    for (int i = 0; i < 20; i++) {
      small.runs().create(NewRun.of(ExperimentId.DEFAULT, "d" + i));
      RunSearch search = RunSearch.of(ExperimentId.DEFAULT, "run_name LIKE 'd%'");
      assertThat(small.runs().search(search).items()).hasSize(i + 1);
      RunSearch other = RunSearch.of(experiments.get(1), "");
      assertThat(small.runs().search(other).items()).isEqualTo(tables.runs().search(other).items());
    }
  }
}
