package io.noria.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MutableClockTest {
  @Test
  void standsStillUntilItIsMoved() {
    MutableClock clock = new MutableClock(Instant.EPOCH);
    assertThat(clock.instant()).isEqualTo(clock.instant()).isEqualTo(Instant.EPOCH);
    assertThat(clock.advance(Duration.ofDays(1))).isEqualTo(Instant.parse("1970-01-02T00:00:00Z"));
    clock.set(Instant.parse("2013-05-01T00:00:00Z"));
    assertThat(clock.instant()).isEqualTo(Instant.parse("2013-05-01T00:00:00Z"));
  }
}
