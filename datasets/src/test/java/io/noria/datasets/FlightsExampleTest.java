package io.noria.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.datasets.DatasetVersion.Failure;
import io.noria.datasets.expectation.Checker;
import io.noria.datasets.expectation.Expectations;
import io.noria.datasets.expectation.ExpectationsFile;
import io.noria.engine.Frame;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The example's files keep what its README promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlightsExampleTest {
  private static final Path EXAMPLE = Path.of("../examples/flights").toAbsolutePath().normalize();

  @TempDir static Path folder;
  private DuckDbEngine engine;

  @BeforeAll
  void open() {
    engine = DuckDbEngine.open(new DuckDbSettings(folder.resolve("spill"), 1L << 30, 2, 1));
  }

  @AfterAll
  void close() {
    engine.close();
  }

  private static List<Path> months(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(month -> EXAMPLE.resolve("year/flights/2013-%02d.parquet".formatted(month)))
        .toList();
  }

  private List<String> failures(Path month) throws IOException {
    Path yaml = EXAMPLE.resolve("expectations/flights.yaml");
    Expectations expectations = ExpectationsFile.parse(yaml.toString(), Files.readString(yaml));
    var schema = engine.describe("SELECT * FROM data", Map.of("data", List.of(month)));
    return Checker.check(engine, List.of(month), schema, expectations).stream()
        .map(Failure::message)
        .toList();
  }

  @Test
  void everyRealMonthMeetsItsExpectations() throws IOException {
    for (Path month : months(1, 12)) {
      assertThat(failures(month)).as(month.getFileName().toString()).isEmpty();
    }
  }

  @Test
  void aMonthInKilometresDoesNot() throws IOException {
    Path broken = folder.resolve("2013-06.parquet");
    engine.writeParquet(
        "SELECT * REPLACE (round(distance * 1.609344)::INTEGER AS distance) FROM flights",
        Map.of("flights", months(6, 6)),
        broken);
    assertThat(failures(broken))
        .hasSize(4)
        .allSatisfy(message -> assertThat(message).startsWith("distance: "))
        .first()
        .isEqualTo("distance: 151 to 8019 (expected: between 10 and 5000; 60 rows)");
  }

  @Test
  void theFeaturesOfAMonthAreTheSameAtItsEndAndWithWhatCameLater() throws IOException {
    Frame then = features(months(8, 9));
    Frame later = features(months(7, 11));
    List<String> differences = new ArrayList<>();
    long first = later.times("scheduled").micros(0);
    int from = 0;
    long september = java.time.Instant.parse("2013-09-01T00:00:00Z").getEpochSecond() * 1_000_000;
    assertThat(first).isLessThan(september);
    while (later.times("scheduled").micros(from) < september) {
      from++;
    }
    int begin = 0;
    while (then.times("scheduled").micros(begin) < september) {
      begin++;
    }
    for (String name : then.names()) {
      for (int row = begin; row < then.rows(); row++) {
        Object one = then.column(name).value(row);
        Object other = later.column(name).value(from + row - begin);
        if (!java.util.Objects.equals(one, other)) {
          differences.add(name + " of row " + row + ": " + one + ", later " + other);
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(then.rows() - begin).isEqualTo(27_529);
  }

  private Frame features(List<Path> flights) throws IOException {
    return engine.query(
        Files.readString(EXAMPLE.resolve("sql/features.sql")),
        Map.of(
            "flights", flights,
            "weather", List.of(EXAMPLE.resolve("year/weather.parquet")),
            "planes", List.of(EXAMPLE.resolve("year/planes.parquet"))));
  }
}
