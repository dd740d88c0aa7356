package io.noria.datasets.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.noria.datasets.Profile;
import io.noria.datasets.Profile.ColumnProfile;
import io.noria.datasets.Profile.ValueCount;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilerTest {
  @TempDir Path folder;

  private Profile profile(String sql, long rows) {
    try (DuckDbEngine engine =
        DuckDbEngine.open(new DuckDbSettings(folder.resolve("spill"), 256L << 20, 2, 1))) {
      Path file = folder.resolve("data.parquet");
      engine.writeParquet(sql, Map.of(), file);
      List<Path> files = List.of(file);
      return Profiler.profile(
          engine, files, engine.describe("SELECT * FROM data", Map.of("data", files)), rows);
    }
  }

  private static final String SQL =
      """
      SELECT CASE WHEN range < 4 THEN NULL ELSE range END AS n,
        CASE WHEN range % 4 = 3 THEN 'rare' WHEN range % 4 = 2 THEN NULL ELSE 'often' END AS "a ""b",
        range % 2 = 0 AS even, TIMESTAMP '2013-04-01' + INTERVAL (range) DAYS AS moment,
        CASE WHEN range = 0 THEN 'inf'::DOUBLE ELSE 1 END AS wild, NULL::DOUBLE AS empty
      FROM range(104)
      """;

  @Test
  void numbersHaveMomentsAndQuantiles() {
    ColumnProfile n = profile(SQL, 104).column("n").orElseThrow();
    assertThat(n.type()).isEqualTo("long");
    assertThat(n.nulls()).isEqualTo(4);
    assertThat(n.distinct()).isEqualTo(100);
    assertThat(n.distinctExact()).isTrue();
    assertThat(n.min()).isEqualTo("4");
    assertThat(n.max()).isEqualTo("103");
    assertThat(n.mean()).isEqualTo(53.5);
    assertThat(n.std()).isCloseTo(Math.sqrt(100 * 101 / 12.0), within(1e-9));
    assertThat(n.quantiles())
        .extracting(Profile.Quantile::at)
        .containsExactly(0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99);
    assertThat(n.quantiles().get(3).value()).isEqualTo(53.5);
    assertThat(n.top()).isEmpty();
  }

  @Test
  void textAndBooleansHaveFrequentValues() {
    Profile profile = profile(SQL, 104);
    ColumnProfile text = profile.column("a \"b").orElseThrow();
    assertThat(text.nulls()).isEqualTo(26);
    assertThat(text.top()).containsExactly(new ValueCount("often", 52), new ValueCount("rare", 26));
    assertThat(text.mean()).isNull();
    assertThat(text.quantiles()).isEmpty();
    ColumnProfile even = profile.column("even").orElseThrow();
    assertThat(even.mean()).isEqualTo(0.5);
    assertThat(even.top()).containsExactly(new ValueCount("false", 52), new ValueCount("true", 52));
  }

  @Test
  void momentsInfinitiesAndNothingAtAll() {
    Profile profile = profile(SQL, 104);
    ColumnProfile moment = profile.column("moment").orElseThrow();
    assertThat(moment.min()).isEqualTo("2013-04-01T00:00:00Z");
    assertThat(moment.max()).isEqualTo("2013-07-13T00:00:00Z");
    ColumnProfile wild = profile.column("wild").orElseThrow();
    assertThat(wild.max()).isEqualTo("Infinity");
    assertThat(wild.mean()).isEqualTo(1.0);
    assertThat(wild.std()).isEqualTo(0.0);
    ColumnProfile empty = profile.column("empty").orElseThrow();
    assertThat(empty.nulls()).isEqualTo(104);
    assertThat(empty.min()).isNull();
    assertThat(empty.mean()).isNull();
    assertThat(empty.quantiles()).isEmpty();
  }

  @Test
  void veryManyRowsAreCountedApproximately() {
    ColumnProfile n = profile(SQL, Profiler.EXACT_ROWS + 1).column("n").orElseThrow();
    assertThat(n.distinctExact()).isFalse();
    assertThat((double) n.distinct()).isCloseTo(100, within(15.0));
    assertThat(n.quantiles().get(3).value()).isCloseTo(53.5, within(3.0));
  }

  @Test
  void noRowsAtAllHaveAProfileToo() {
    Profile profile = profile(SQL + " LIMIT 0", 0);
    assertThat(profile.rows()).isZero();
    assertThat(profile.columns()).hasSize(6).allSatisfy(c -> assertThat(c.min()).isNull());
  }
}
