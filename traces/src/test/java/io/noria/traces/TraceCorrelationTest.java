package io.noria.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TraceCorrelationTest {
  @Test
  void alwaysTogetherIsOneAndNeverIsMinusOne() {
    assertThat(new TraceCorrelation(5, 5, 5, 5).npmi()).isEqualTo(1);
    assertThat(new TraceCorrelation(5, 5, 5, 20).npmi()).isEqualTo(1);
    assertThat(new TraceCorrelation(5, 5, 0, 20).npmi()).isEqualTo(-1);
    assertThat(new TraceCorrelation(10, 10, 5, 20).npmi()).isEqualTo(0, within(1e-12));
    assertThat(new TraceCorrelation(0, 5, 0, 20).npmi()).isNaN();
  }

  @Test
  void asByHand() {
    // p = 0.1, q = 0.2, together 0.15: ln(0.1 / 0.03) / -ln 0.1
    assertThat(new TraceCorrelation(20, 15, 10, 100).npmi())
        .isEqualTo(Math.log(0.1 / 0.03) / -Math.log(0.1), within(1e-12));
  }
}
