package io.noria.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricBitsTest {
  private static final double[] CORNERS = {
    Double.NEGATIVE_INFINITY,
    -Double.MAX_VALUE,
    -1.5,
    -Double.MIN_VALUE,
    -0.0,
    0.0,
    Double.MIN_VALUE,
    1.5,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NaN
  };

  @Test
  void keepsEveryDoubleAndItsOrder() {
    for (int i = 0; i < CORNERS.length; i++) {
      assertThat(Double.doubleToRawLongBits(MetricBits.value(MetricBits.of(CORNERS[i]))))
          .isEqualTo(Double.doubleToRawLongBits(CORNERS[i]));
      if (i > 0) {
        assertThat(MetricBits.of(CORNERS[i - 1])).isLessThan(MetricBits.of(CORNERS[i]));
      }
    }
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      double a = Double.longBitsToDouble(random.nextLong());
      double b = Double.longBitsToDouble(random.nextLong());
      assertThat(Long.compare(MetricBits.of(a), MetricBits.of(b))).isEqualTo(Double.compare(a, b));
    }
  }
}
