package io.noria.serving.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  private static final ZoneId UTC = ZoneId.of("UTC");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * * * * *         | 2026-01-31T23:59:30Z | 2026-02-01T00:00:00Z
          0 3 * * *         | 2026-01-31T03:00:00Z | 2026-02-01T03:00:00Z
          */15 8-17 * * 1-5 | 2026-01-02T17:45:00Z | 2026-01-05T08:00:00Z
          5,35 * * * *      | 2026-01-02T17:05:00Z | 2026-01-02T17:35:00Z
          0 0 1 * *         | 2026-12-01T00:00:00Z | 2027-01-01T00:00:00Z
          0 0 31 * *        | 2026-01-31T00:00:00Z | 2026-03-31T00:00:00Z
          0 0 29 feb *      | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z
          0 0 13 * fri      | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z
          0 12 * * 7        | 2026-01-01T00:00:00Z | 2026-01-04T12:00:00Z
          0 12 * * sun      | 2026-01-01T00:00:00Z | 2026-01-04T12:00:00Z
          10/20 0 * * *     | 2026-01-01T00:10:00Z | 2026-01-01T00:30:00Z
          @daily            | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z
          @monthly          | 2026-01-01T00:00:00Z | 2026-02-01T00:00:00Z
          """)
  void theNextTimeIsAfterTheMoment(String cron, String after, String next) {
    assertThat(Cron.parse(cron).next(Instant.parse(after), UTC)).contains(Instant.parse(next));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 2 * * * | 2026-03-28T01:30:00Z | 2026-03-29T01:30:00Z
          30 2 * * * | 2026-03-29T01:30:00Z | 2026-03-30T00:30:00Z
          30 2 * * * | 2026-10-24T00:30:00Z | 2026-10-25T00:30:00Z
          30 2 * * * | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z
          0 0 * * *  | 2026-10-24T22:00:00Z | 2026-10-25T23:00:00Z
          """)
  void aChangedClockLeavesNothingOutAndDoublesNothing(String cron, String after, String next) {
    assertThat(Cron.parse(cron).next(Instant.parse(after), ZoneId.of("Europe/Berlin")))
        .contains(Instant.parse(next));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "5-1 * * * *",
        "*/0 * * * *",
        "a * * * *",
        "1--2 * * * *",
        "1/2/3 * * * *",
        "0 0 30 feb *",
        "@never",
        "1,,2 * * * *",
        "-1 * * * *",
        "100000000000 * * * *"
      })
  void whatIsNoTimeIsRefused(String cron) {
    assertThatThrownBy(() -> Cron.parse(cron)).hasMessageStartingWith("cron: " + cron);
  }

  @Test
  void placesSayTheTime() {
    var due = Instant.parse("2026-03-01T00:30:00Z").atZone(UTC);
    for (List<String> each :
        List.of(
            List.of("s3://b/{date}/", "s3://b/2026-03-01/"),
            List.of("{date-1}.csv", "2026-02-28.csv"),
            List.of("{month}/{month-1}", "2026-03/2026-02"),
            List.of("{year-1}/{hour-1}", "2025/2026-02-28T23"),
            List.of("{a,b}*{dates}", "{a,b}*{dates}"))) {
      assertThat(DueTime.in(each.getFirst(), due)).isEqualTo(each.getLast());
    }
  }
}
