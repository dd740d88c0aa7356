package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImportMeterTest {
  @Test
  void saysWhatCameAndHowLongItWillGoOn() {
    assertThat(ImportMeter.text(1200, 5_000_000, 0, -1))
        .isEqualTo("1,200 records, 5,000,000 points");
    assertThat(ImportMeter.text(1, 0, 20_480, 42))
        .isEqualTo("1 records, 0 points, 20 kB, 42 s left");
    assertThat(ImportMeter.text(1, 0, 0, 600)).endsWith("10 min left");
  }
}
