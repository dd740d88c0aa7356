package io.noria.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Curves against a plain sorted set of points. */
public abstract class CurveContract extends TrackingContract {
  private static final Comparator<Metric> ORDER =
      Comparator.comparingLong(Metric::step)
          .thenComparing(Metric::timestamp)
          .thenComparing(metric -> MetricBits.of(metric.value()));

  /** How a generated client logs. */
  private enum Habit {
    FORWARD,
    RESUMED,
    ANYWHERE,
    ONE_STEP,
    EXTREME
  }

  private static Metric generated(Random random, Habit habit, int i) {
    long step =
        switch (habit) {
          case FORWARD -> i;
          case RESUMED -> i % 700;
          case ANYWHERE -> random.nextInt(400) - 200;
          case ONE_STEP -> 0;
          case EXTREME ->
              random.nextInt(4) == 0
                  ? (random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE)
                  : random.nextLong();
        };
    double value =
        switch (random.nextInt(12)) {
          case 0 -> Double.NaN;
          case 1 -> Double.POSITIVE_INFINITY;
          case 2 -> Double.NEGATIVE_INFINITY;
          case 3 -> -0.0;
          case 4 -> Double.MIN_VALUE;
          case 5 -> -Double.MAX_VALUE;
          case 6, 7 -> random.nextInt(3);
          default -> random.nextGaussian();
        };
    long time = START.toEpochMilli() + i * 100L + random.nextInt(3);
    if (habit == Habit.EXTREME && random.nextInt(5) == 0) {
      time = random.nextBoolean() ? -time : time / 3;
    }
    return new Metric("m", value, Instant.ofEpochMilli(time), step);
  }

  @Test
  void everyCurveIsTheSetOfItsPointsInOrder() {
    Random random = new Random(17);
    for (Habit habit : Habit.values()) {
      for (int size : new int[] {1, 2, 130, 5000}) {
        RunId run = run(habit + " " + size);
        TreeSet<Metric> model = new TreeSet<>(ORDER);
        List<Metric> sent = new ArrayList<>();
        int i = 0;
        while (i < size) {
          List<Metric> batch = new ArrayList<>();
          int most = Math.min(size - i, 1 + random.nextInt(random.nextInt(4) == 0 ? 900 : 20));
          for (int n = 0; n < most; n++) {
            batch.add(
                !sent.isEmpty() && random.nextInt(8) == 0
                    ? sent.get(random.nextInt(sent.size()))
                    : generated(random, habit, i));
            i++;
          }
          tracking.runs().log(run, RunData.ofMetrics(batch));
          model.addAll(batch);
          sent.addAll(batch);
          if (random.nextInt(20) == 0) {
            sampledAsMlflowDoes(run, List.copyOf(model), random);
          }
        }
        List<Metric> all = List.copyOf(model);
        assertThat(tracking.runs().history(run, "m", Integer.MAX_VALUE, null).items())
            .as("%s %d", habit, size)
            .isEqualTo(all);
        assertThat(paged(run, 1 + random.nextInt(300))).isEqualTo(all);
        sampledAsMlflowDoes(run, all, random);
        assertThat(tracking.runs().get(run).data().metrics()).containsExactly(all.getLast());
      }
    }
  }

  private List<Metric> paged(RunId run, int size) {
    List<Metric> seen = new ArrayList<>();
    String token = null;
    do {
      Page<Metric> page = tracking.runs().history(run, "m", size, token);
      assertThat(page.items().size()).isBetween(1, size);
      seen.addAll(page.items());
      token = page.nextToken();
    } while (token != null);
    return seen;
  }

  /** NTILE, the first of each tile, and the last point instead of the last tile's first. */
  private void sampledAsMlflowDoes(RunId run, List<Metric> all, Random random) {
    for (int most : new int[] {1, 2, 7, 320}) {
      Long from = random.nextBoolean() ? null : all.get(random.nextInt(all.size())).step();
      Long to = from == null ? null : all.get(random.nextInt(all.size())).step();
      List<Metric> within =
          all.stream()
              .filter(m -> (from == null || m.step() >= from) && (to == null || m.step() <= to))
              .toList();
      List<Metric> expected = new ArrayList<>();
      int tiles = Math.min(most, within.size());
      int at = 0;
      for (int tile = 0; tile < tiles; tile++) {
        expected.add(within.get(at));
        at += within.size() / tiles + (tile < within.size() % tiles ? 1 : 0);
      }
      if (!within.isEmpty() && !expected.getLast().equals(within.getLast())) {
        expected.set(expected.size() - 1, within.getLast());
      }
      Map<RunId, List<Metric>> sampled = tracking.runs().sample(List.of(run), "m", from, to, most);
      assertThat(sampled.getOrDefault(run, List.of()))
          .as("%d of %s to %s", most, from, to)
          .isEqualTo(expected);
    }
  }

  @Test
  void longCurvesHaveFewRowsAndFewBytes() {
    RunId run = run("long");
    Random random = new Random(18);
    int count = 60_000;
    for (int i = 0; i < count; i += 1000) {
      List<Metric> batch = new ArrayList<>();
      for (int n = i; n < i + 1000; n++) {
        long time = START.toEpochMilli() + n * 130L + random.nextInt(9);
        batch.add(new Metric("m", random.nextDouble(), Instant.ofEpochMilli(time), n));
      }
      tracking.runs().log(run, RunData.ofMetrics(batch));
    }
    List<Long> sizes =
        database.read(handle ->
            handle.select("SELECT LENGTH(bytes) FROM metric_chunk_bytes").mapTo(Long.class).list());
    assertThat(sizes).hasSizeLessThan(40);
    assertThat(sizes.stream().mapToLong(Long::longValue).sum()).isLessThan(12L * count);
    assertThat(tracking.runs().history(run, "m", 100_000, null).items()).hasSize(count);
  }

  @Test
  void damageIsSaidNotGuessed() {
    RunId run = run("damaged");
    log(run, point("m", 1, 1), point("m", 2, 2), point("m", 3, 3));
    database.write(tx -> {
      byte[] bytes =
          tx.handle().select("SELECT points FROM metric_tails").mapTo(byte[].class).one();
      bytes[bytes.length / 2] ^= 4;
      return tx.handle().execute("UPDATE metric_tails SET points = ?", bytes);
    });
    refused(
        io.noria.base.ErrorCode.DATA_LOSS,
        "is damaged: the checksum differs",
        () -> tracking.runs().history(run, "m", 10, null));
    refused(
        io.noria.base.ErrorCode.DATA_LOSS,
        "the fresh points of metric series",
        () -> log(run, point("m", 4, 4)));
  }

  @Test
  void aFailingBatchLeavesTheCurvesOfOthersAlone() throws Exception {
    RunId good = run("good");
    RunId deleted = run("deleted");
    tracking.runs().delete(deleted);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> refusals = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 8; t++) {
      int lane = t;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 40; i++) {
                  log(good, point("m" + lane % 2, i, lane * 1000L + i));
                  try {
                    log(deleted, point("m", i, i));
                  } catch (io.noria.base.NoriaException e) {
                    refusals.add(e);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(refusals).hasSize(320);
    assertThat(tracking.runs().history(good, "m0", 1000, null).items()).hasSize(160);
    assertThat(tracking.runs().history(good, "m1", 1000, null).items()).hasSize(160);
    assertThat(tracking.runs().history(deleted, "m", 1000, null).items()).isEmpty();
  }
}
