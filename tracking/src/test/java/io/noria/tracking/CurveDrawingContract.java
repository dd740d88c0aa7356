package io.noria.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Envelopes and groups against what is computed plainly from all points. */
public abstract class CurveDrawingContract extends TrackingContract {
  private final Random random = new Random(23);

  /** A noisy curve with NaN and infinities, logged with a resumption. */
  private RunId logged(String name, int count, boolean odd) {
    RunId run = run(name);
    List<Metric> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double value = random.nextGaussian() + 100.0 / (i + 1);
      if (odd && random.nextInt(50) == 0) {
        value =
            new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}[i % 3];
      }
      long step = i < count / 2 ? i : i - count / 10;
      Instant time = START.plusMillis(i * 130L + random.nextInt(50));
      all.add(new Metric("m", value, time, step * 3));
    }
    for (int from = 0; from < count; from += 777) {
      tracking.runs().log(run, RunData.ofMetrics(all.subList(from, Math.min(count, from + 777))));
    }
    return run;
  }

  private List<Metric> points(RunId run) {
    return tracking.runs().history(run, "m", Integer.MAX_VALUE, null).items();
  }

  private static long x(CurveAxis axis, Metric point, List<Metric> all) {
    long time = point.timestamp().toEpochMilli();
    return switch (axis) {
      case STEP -> point.step();
      case TIME -> time;
      case RELATIVE ->
          time - all.stream().mapToLong(p -> p.timestamp().toEpochMilli()).min().orElseThrow();
    };
  }

  @Test
  void envelopesHaveEveryPointInTheirBuckets() {
    List<RunId> runs = List.of(logged("a", 6000, true), logged("b", 900, true), run("none"));
    for (CurveAxis axis : CurveAxis.values()) {
      for (int buckets : new int[] {2, 7, 250, 8000}) {
        envelope(runs, new CurveQuery("m", axis, null, null, buckets));
        long base = axis == CurveAxis.TIME ? START.toEpochMilli() : 0;
        envelope(runs, new CurveQuery("m", axis, base + 1000, base + 90_001, buckets));
        envelope(runs, new CurveQuery("m", axis, base + 2000, null, buckets));
      }
    }
    Envelopes none =
        tracking.runs().envelopes(runs, new CurveQuery("m", CurveAxis.STEP, -9L, -5L, 10));
    assertThat(none.runs()).extracting(Envelopes.Envelope::points).containsOnly(0L);
  }

  private void envelope(List<RunId> runs, CurveQuery query) {
    Envelopes found = tracking.runs().envelopes(runs, query);
    assertThat(found.runs()).extracting(Envelopes.Envelope::run).isEqualTo(runs);
    long width = (found.to() - found.from()) / query.buckets() + 1;
    for (Envelopes.Envelope envelope : found.runs()) {
      List<Metric> all = points(envelope.run());
      List<Metric> inside =
          all.stream()
              .filter(p ->
                  x(query.axis(), p, all) >= found.from() && x(query.axis(), p, all) <= found.to())
              .toList();
      assertThat(envelope.points()).isEqualTo(inside.size());
      TreeMap<Long, List<Metric>> expected = new TreeMap<>();
      long order = 0;
      for (Metric point : inside) {
        long bucket =
            envelope.exact() ? order++ : (x(query.axis(), point, all) - found.from()) / width;
        expected.computeIfAbsent(bucket, b -> new ArrayList<>()).add(point);
      }
      assertThat(envelope.count())
          .containsExactly(expected.values().stream().mapToLong(List::size).toArray());
      int at = 0;
      for (List<Metric> bucket : expected.values()) {
        double[] finite =
            bucket.stream().mapToDouble(Metric::value).filter(Double::isFinite).toArray();
        assertThat(envelope.min()[at])
            .isEqualTo((Double) Arrays.stream(finite).min().orElse(Double.NaN));
        assertThat(envelope.max()[at])
            .isEqualTo((Double) Arrays.stream(finite).max().orElse(Double.NaN));
        assertThat(envelope.first()[at]).isEqualTo((Double) bucket.getFirst().value());
        assertThat(envelope.last()[at]).isEqualTo((Double) bucket.getLast().value());
        assertThat(envelope.nans()[at])
            .isEqualTo(bucket.stream().filter(p -> Double.isNaN(p.value())).count());
        assertThat(envelope.infinities()[at])
            .isEqualTo(bucket.stream().filter(p -> p.value() == Double.POSITIVE_INFINITY).count());
        assertThat(envelope.negativeInfinities()[at])
            .isEqualTo(bucket.stream().filter(p -> p.value() == Double.NEGATIVE_INFINITY).count());
        assertThat(envelope.xFirst()[at])
            .isEqualTo(bucket.stream().mapToLong(p -> x(query.axis(), p, all)).min().orElse(0));
        assertThat(envelope.xLast()[at])
            .isEqualTo(bucket.stream().mapToLong(p -> x(query.axis(), p, all)).max().orElse(0));
        at++;
      }
    }
  }

  @Test
  void groupsAreTheMeansOfTheirRuns() {
    List<RunId> runs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      runs.add(logged("r" + i, 1500 + 400 * i, i == 2));
    }
    List<GroupCurves.Group> groups =
        List.of(
            new GroupCurves.Group("three", runs.subList(0, 3)),
            new GroupCurves.Group("two", runs.subList(3, 5)),
            new GroupCurves.Group("nothing", List.of(run("none"))));
    for (GroupCurves.Band band : GroupCurves.Band.values()) {
      CurveQuery query = new CurveQuery("m", CurveAxis.STEP, 30L, 5000L, 100);
      GroupCurves found = tracking.runs().groups(groups, query, band);
      long width = (found.to() - found.from()) / 100 + 1;
      for (int g = 0; g < 3; g++) {
        GroupCurves.Curve curve = found.groups().get(g);
        assertThat(curve.name()).isEqualTo(groups.get(g).name());
        int at = 0;
        for (long bucket = 0; bucket < 100; bucket++) {
          long from = found.from() + bucket * width;
          List<double[]> values = new ArrayList<>();
          for (RunId run : groups.get(g).runs()) {
            double[] inside =
                points(run).stream()
                    .filter(p -> p.step() >= from && p.step() < from + width && p.step() <= 5000)
                    .mapToDouble(Metric::value)
                    .filter(Double::isFinite)
                    .toArray();
            if (inside.length > 0) {
              values.add(inside);
            }
          }
          if (values.isEmpty()) {
            continue;
          }
          double[] means =
              values.stream().mapToDouble(v -> Arrays.stream(v).average().orElse(0)).toArray();
          double mean = Arrays.stream(means).average().orElse(0);
          assertThat(curve.count()[at]).isEqualTo(means.length);
          assertThat(curve.mean()[at]).isCloseTo(mean, within(1e-12 * (1 + Math.abs(mean))));
          if (band == GroupCurves.Band.MINMAX) {
            assertThat(curve.lo()[at])
                .isEqualTo(values.stream().flatMapToDouble(Arrays::stream).min().orElse(0));
            assertThat(curve.hi()[at])
                .isEqualTo(values.stream().flatMapToDouble(Arrays::stream).max().orElse(0));
          } else if (band == GroupCurves.Band.STD) {
            double squares = Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum();
            double deviation = means.length < 2 ? 0 : Math.sqrt(squares / (means.length - 1));
            assertThat(curve.hi()[at] - curve.mean()[at]).isCloseTo(deviation, within(1e-9));
          } else {
            assertThat(curve.lo()[at]).isBetween(Arrays.stream(means).min().orElse(0), mean);
          }
          at++;
        }
        assertThat(curve.mean()).hasSize(at);
      }
    }
    refused(
        io.noria.base.ErrorCode.NOT_FOUND,
        "nobody",
        () ->
            tracking
                .runs()
                .groups(
                    List.of(new GroupCurves.Group("g", List.of(new RunId("nobody")))),
                    new CurveQuery("m", CurveAxis.STEP, null, null, 10),
                    GroupCurves.Band.STD));
  }

  @Test
  void thinnedCurvesKeepTheExtremesOfEveryStretch() {
    RunId run = logged("thin", 5000, true);
    List<Metric> all = points(run);
    for (int most : new int[] {1, 3, 100, 4999, 5000, 9000}) {
      ThinCurve curve = tracking.runs().thinned(run, "m", Long.MIN_VALUE, Long.MAX_VALUE, most);
      int entries = Math.min(most, all.size());
      assertThat(curve.total()).isEqualTo(all.size());
      assertThat(curve.steps()).hasSize(entries);
      List<List<Metric>> stretches = new ArrayList<>();
      for (int i = 0; i < entries; i++) {
        stretches.add(new ArrayList<>());
      }
      for (int rank = 0; rank < all.size(); rank++) {
        stretches.get((int) ((long) rank * entries / all.size())).add(all.get(rank));
      }
      for (int i = 0; i < entries; i++) {
        Metric last = stretches.get(i).getLast();
        assertThat(curve.steps()[i]).isEqualTo(last.step());
        assertThat(curve.times()[i]).isEqualTo(last.timestamp().toEpochMilli());
        assertThat(curve.values()[i]).isEqualTo((Double) last.value());
        var finite = stretches.get(i).stream().mapToDouble(Metric::value).filter(Double::isFinite);
        assertThat(curve.greatest()[i]).isEqualTo((Double) finite.max().orElse(Double.NaN));
      }
    }
    assertThat(tracking.runs().thinned(run, "m", 300, 600, 10).steps()).hasSize(10);
    assertThat(tracking.runs().thinned(run, "other", 300, 600, 10).steps()).isEmpty();
  }

  @Test
  void theWholeRangeOfStepsFitsABucket() {
    RunId run = run("wide");
    log(
        run,
        new Metric("m", 1, START, Long.MIN_VALUE),
        new Metric("m", 2, START, 0),
        new Metric("m", 3, START, Long.MAX_VALUE));
    Envelopes found =
        tracking.runs().envelopes(List.of(run), new CurveQuery("m", CurveAxis.STEP, null, null, 2));
    assertThat(found.runs().getFirst().count()).containsExactly(1, 2);
    assertThat(found.runs().getFirst().max()).containsExactly(1, 3);
  }
}
