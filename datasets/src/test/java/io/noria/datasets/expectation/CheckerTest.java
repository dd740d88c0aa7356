package io.noria.datasets.expectation;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.datasets.DatasetVersion.Failure;
import io.noria.engine.Engine;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckerTest {
  private static final String DATA =
      """
      SELECT range AS id, range % 4 AS grade, (range % 5)::DOUBLE AS size,
        CASE WHEN range % 10 = 0 THEN NULL ELSE 'k' || range % 3 END AS kind,
        range % 2 = 0 AS even, TIMESTAMP '2013-04-01' + INTERVAL (range) HOURS AS moment,
        NULL::INTEGER AS empty, CASE WHEN range = 7 THEN 'nan'::DOUBLE ELSE range END AS odd
      FROM range(100)
      """;

  @TempDir static Path folder;
  private Engine engine;
  private Path file;

  @BeforeAll
  void write() {
    engine = DuckDbEngine.open(new DuckDbSettings(folder.resolve("spill"), 256L << 20, 2, 1));
    file = folder.resolve("data.parquet");
    engine.writeParquet(DATA, Map.of(), file);
  }

  @AfterAll
  void close() {
    engine.close();
  }

  private List<String> failures(String yaml) {
    return Checker.check(
            engine,
            List.of(file),
            engine.describe("SELECT * FROM data", Map.of("data", List.of(file))),
            ExpectationsFile.parse("e.yaml", yaml))
        .stream()
        .map(Failure::message)
        .toList();
  }

  @Test
  void whatIsMetFailsNothing() {
    assertThat(
            failures(
                """
                rows: [100, 100]
                unique: [grade, id]
                columns:
                  id: { type: long, nulls: 0, between: [0, 99], unique: true, mean_between: [49, 50] }
                  grade: { in: [0, 1, 2, 3], distinct_between: [4, 4] }
                  size: { type: double, quantile_between: { 0.5: [2, 2], 0.99: [4, 4] }, in: [0, 1, 2.0, 3, 4] }
                  kind: { nulls: 0.1, matches: 'k[0-2]', in: [k0, k1, k2] }
                  even: { type: boolean, mean_between: [0.5, 0.5], in: [true, false] }
                  moment: { type: timestamp, between: [2013-04-01, '2013-04-05T03:00:00Z'] }
                  empty: { nulls: 1, between: [1, 2], in: [5] }
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          id: { type: string }             | id: long (expected: string)
          id: { between: [0, 89] }         | id: 0 to 99 (expected: between 0 and 89; 10 rows)
          id: { between: [98.5, null] }    | id: 0 to 99 (expected: at least 98.5; 99 rows)
          id: { mean_between: [null, 49] } | id: mean 49.5 (expected: at most 49)
          grade: { unique: true }          | grade: repeated values (expected: different grade in every row; 96 rows)
          grade: { in: [0, 1, 3] }         | grade: other values, for example 2 (expected: one of 0, 1, 3; 25 rows)
          grade: { in: { values: [0, 1, 3], except: 0.2 } } | grade: other values, for example 2 (expected: one of 0, 1, 3 but for 20 %; 25 rows)
          grade: { in: [low, high] }       | grade: numbers (expected: text, one of low, high)
          grade: { distinct_between: [5, 9] } | grade: 4 values (expected: between 5 and 9)
          size: { quantile_between: { 0.9: [5, 6] } } | size: 0.9 quantile 4 (expected: between 5 and 6)
          kind: { nulls: 0.05 }            | kind: 10 % missing (expected: at most 5 %; 10 rows)
          kind: { matches: 'k[01]' }       | kind: other values, for example k2 (expected: all of the form k[01]; 30 rows)
          kind: { mean_between: [0, 1] }   | kind: a column of type string (expected: between 0 and 1)
          kind: { between: [0, 1] }        | kind: a column of type string (expected: between 0 and 1)
          moment: { between: [null, 2013-04-02] } | moment: 2013-04-01T00:00:00Z to 2013-04-05T03:00:00Z (expected: at most 2013-04-02; 75 rows)
          moment: { between: [0, 1] }      | moment: a column of type timestamp (expected: between 0 and 1)
          empty: { mean_between: [0, 1] }  | empty: no values (expected: between 0 and 1)
          odd: { between: [0, 99] }        | odd: 0 to NaN (expected: between 0 and 99; 1 row)
          odd: { mean_between: [0, 99] }   | odd: mean NaN (expected: between 0 and 99)
          gone: { nulls: 0, in: [1] }      | gone: no such column (expected: a column of that name)
          gone:                            | gone: no such column (expected: a column of that name)
          """)
  void aFailureSaysTheColumnWhatCameWhatWasExpectedAndHowManyRows(String column, String message) {
    assertThat(failures("columns:\n  " + column)).containsExactly(message);
  }

  @Test
  void tablesFailToo() {
    assertThat(failures("rows: [1, 10]\nunique: [grade, even]\n"))
        .containsExactly(
            "100 rows (expected: between 1 and 10)",
            "repeated values (expected: different grade, even in every row; 96 rows)");
    assertThat(failures("unique: [grade, gone]"))
        .containsExactly("no column gone (expected: different grade, gone)");
  }
}
