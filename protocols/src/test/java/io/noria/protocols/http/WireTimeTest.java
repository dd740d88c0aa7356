package io.noria.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WireTimeTest {
  private record Body(@Nullable Instant eventTime) {}

  private static @Nullable Instant read(String json) {
    return WireJson.read(
            ("{\"event_time\": " + json + "}").getBytes(StandardCharsets.UTF_8), Body.class)
        .eventTime();
  }

  @Test
  void timesOfTheYears0To9999AreRead() {
    for (String text :
        new String[] {
          "0000-01-01T00:00:00Z", "2013-04-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"
        }) {
      assertThat(WireTime.parse("t", text)).isEqualTo(Instant.parse(text));
      assertThat(read('"' + text + '"')).isEqualTo(Instant.parse(text));
    }
    assertThat(WireTime.parse("t", "2013-04-01T02:00:00+02:00"))
        .isEqualTo(Instant.parse("2013-04-01T00:00:00Z"));
    assertThat(read("null")).isNull();
  }

  @Test
  void thoseBeyondAreTheCallersFault() {
    for (String text :
        new String[] {
          "-0001-12-31T23:59:59Z",
          "+10000-01-01T00:00:00Z",
          "+294300-01-01T00:00:00Z",
          "+1000000000-01-01T00:00:00Z",
          "yesterday"
        }) {
      assertThatThrownBy(() -> WireTime.parse("t", text))
          .isInstanceOfSatisfying(
              NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessage("t: " + text + " (expected: a time such as 2013-04-01T00:00:00Z)");
      assertThatThrownBy(() -> read('"' + text + '"'))
          .isInstanceOfSatisfying(
              NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageStartingWith("body: event_time: ");
    }
    for (String number : new String[] {"253402300800", "-62167219201", "1e30", "1e300"}) {
      assertThatThrownBy(() -> read(number))
          .isInstanceOfSatisfying(
              NoriaException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
  }
}
