package io.noria.serving.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.serving.DeploymentMetrics.Bucket;
import io.noria.serving.LatencyCounts;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void everyDurationLiesInItsBucketsBoundsWithinASixteenth() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long nanos = random.nextLong(1L << random.nextInt(1, 50));
      int bucket = LatencyCounts.bucket(nanos);
      assertThat(LatencyCounts.upper(bucket)).isGreaterThanOrEqualTo(nanos);
      assertThat(LatencyCounts.upper(bucket) - nanos).isLessThanOrEqualTo(nanos / 16 + 1);
      if (bucket > 0) {
        assertThat(LatencyCounts.upper(bucket - 1)).isLessThan(nanos);
      }
    }
  }

  @Test
  void quantilesAndBucketsCountAll() {
    var histogram = new LatencyHistogram();
    for (int i = 1; i <= 1000; i++) {
      histogram.record(i * 1000L);
    }
    LatencyCounts counts = histogram.counts();
    assertThat(counts.quantile(0.5).toNanos()).isBetween(500_000L, 535_000L);
    assertThat(counts.quantile(0.99).toNanos()).isBetween(990_000L, 1_055_000L);
    List<Bucket> shown = LatencyHistogram.shown(counts);
    assertThat(shown).last().isEqualTo(new Bucket(Double.POSITIVE_INFINITY, 1000));
    assertThat(shown.stream().mapToLong(Bucket::count).toArray()).isSorted();
  }

  @Test
  void twoPicturesTellWhatHappenedBetweenThem() {
    var histogram = new LatencyHistogram();
    for (int i = 0; i < 1000; i++) {
      histogram.record(50_000_000);
    }
    LatencyCounts before = histogram.counts();
    for (int i = 0; i < 10; i++) {
      histogram.record(1_000_000);
    }
    LatencyCounts between = histogram.counts().since(before);
    assertThat(between.count()).isEqualTo(10);
    assertThat(between.quantile(0.99).toNanos()).isBetween(1_000_000L, 1_065_000L);
    assertThat(before.plus(between).count()).isEqualTo(1010);
    assertThat(before.count()).as("a picture does not change").isEqualTo(1000);
    assertThat(before.since(before)).isSameAs(LatencyCounts.NONE);
  }

  @Test
  void nothingRecordedIsZero() {
    assertThat(new LatencyHistogram().counts().quantile(0.99)).isZero();
  }
}
