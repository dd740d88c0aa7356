package io.noria.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadTest {
  @Test
  void quantilesAreOfTheNearestRank() {
    long[] sorted = new long[100];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (i + 1) * 1_000_000L;
    }
    assertThat(Load.quantile(sorted, 0.5)).isEqualTo(50);
    assertThat(Load.quantile(sorted, 0.99)).isEqualTo(99);
    assertThat(Load.quantile(sorted, 1)).isEqualTo(100);
    assertThat(Load.quantile(new long[0], 0.5)).isNaN();
  }

  @Test
  void everyConnectionIsAnsweredAndCounted() throws Exception {
    int port = Launched.freePort();
    BareServer.main(new String[] {Integer.toString(port)});
    Load.Result result =
        Load.run(
            port,
            3,
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            (connection, n) -> {
              byte[] request = connection.request("POST", "/predict", "{\"n\":" + n + "}");
              return i -> request;
            });
    assertThat(result.errors()).isZero();
    assertThat(result.answers()).isPositive();
    assertThat(result.p99Ms()).isGreaterThanOrEqualTo(result.p50Ms());
    try (KeepAlive connection = new KeepAlive("127.0.0.1", port)) {
      assertThat(connection.send(connection.request("GET", "/nowhere", ""))).isEqualTo(404);
      assertThat(connection.send(connection.request("POST", "/predict", "{}"))).isEqualTo(200);
      assertThat(connection.body()).isEqualTo("{\"prediction\":0,\"probability\":0.83}");
    }
  }

  @Test
  void aReportIsATableAndJson() {
    Report report = new Report("a title");
    report.row("one", "noria", Map.of("seconds", 1.5));
    report.load("two", "other", new Load.Result(12345, 0.5, 2, 100, 0, ""), 64);
    assertThat(report.table()).startsWith("a title\n").contains("1.50").contains("12,345");
    assertThat(report.json())
        .contains("\"benchmark\":\"a title\"")
        .contains("\"per_second\":12345.0");
  }

  @Test
  void settingsAreRead() {
    Settings settings = Settings.of(List.of("--home", "/x", "--seconds", "3", "--json"));
    assertThat(settings.noria()).isEqualTo("/x/dist/target/noria/bin/noria");
    assertThat(settings.measured()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.json()).isTrue();
  }
}
