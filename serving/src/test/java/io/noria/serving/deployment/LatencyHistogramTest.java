package io.noria.serving.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.serving.DeploymentMetrics.Bucket;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void everyDurationLiesInItsBucketsBoundsWithinASixteenth() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long nanos = random.nextLong(1L << random.nextInt(1, 50));
      int bucket = LatencyHistogram.bucket(nanos);
      assertThat(LatencyHistogram.upper(bucket)).isGreaterThanOrEqualTo(nanos);
      assertThat(LatencyHistogram.upper(bucket) - nanos).isLessThanOrEqualTo(nanos / 16 + 1);
      if (bucket > 0) {
        assertThat(LatencyHistogram.upper(bucket - 1)).isLessThan(nanos);
      }
    }
  }

  @Test
  void quantilesAndBucketsCountAll() {
    var histogram = new LatencyHistogram();
    for (int i = 1; i <= 1000; i++) {
      histogram.record(i * 1000L);
    }
    assertThat(histogram.quantile(0.5).toNanos()).isBetween(500_000L, 535_000L);
    assertThat(histogram.quantile(0.99).toNanos()).isBetween(990_000L, 1_055_000L);
    assertThat(histogram.buckets()).last().isEqualTo(new Bucket(Double.POSITIVE_INFINITY, 1000));
    assertThat(histogram.buckets().stream().mapToLong(Bucket::count).toArray()).isSorted();
    assertThat(histogram.totalSeconds()).isEqualTo(0.5005);
  }

  @Test
  void nothingRecordedIsZero() {
    assertThat(new LatencyHistogram().quantile(0.99)).isZero();
  }
}
