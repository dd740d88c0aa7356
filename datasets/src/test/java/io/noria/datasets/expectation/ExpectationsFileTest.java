package io.noria.datasets.expectation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import io.noria.datasets.expectation.Expectations.Rule;
import io.noria.engine.ColumnType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationsFileTest {
  @Test
  void everyKindIsRead() {
    Expectations read =
        ExpectationsFile.parse(
            "e.yaml",
            """
            rows: [1, null]
            unique: [a, b]
            columns:
              a:
                type: long
                nulls: 0.1
                between: [0, 10]
                mean_between: [null, 5.5]
                quantile_between: { 0.5: [1, 2], 0.9: [3, 4] }
                unique: true
              b: { in: [x, y], matches: '[a-z]', unique: false }
              c: { in: { values: [1, 2], except: 0.05 }, distinct_between: [1, 2] }
              d:
            """);
    assertThat(read.rules())
        .containsExactly(
            new Rule(null, new Expectations.RowsBetween(new Bounds("1", null)), 1),
            new Rule(null, new Expectations.Unique(List.of("a", "b")), 2),
            new Rule("a", new Expectations.Present(), 5),
            new Rule("a", new Expectations.TypeIs(ColumnType.LONG), 5),
            new Rule("a", new Expectations.NullShare(0.1), 6),
            new Rule("a", new Expectations.ValuesBetween(new Bounds("0", "10")), 7),
            new Rule("a", new Expectations.MeanBetween(new Bounds(null, "5.5")), 8),
            new Rule("a", new Expectations.QuantileBetween(0.5, new Bounds("1", "2")), 9),
            new Rule("a", new Expectations.QuantileBetween(0.9, new Bounds("3", "4")), 9),
            new Rule("a", new Expectations.Unique(List.of("a")), 10),
            new Rule("b", new Expectations.Present(), 11),
            new Rule("b", new Expectations.InSet(List.of("x", "y"), 0), 11),
            new Rule("b", new Expectations.Matches("[a-z]"), 11),
            new Rule("c", new Expectations.Present(), 12),
            new Rule("c", new Expectations.InSet(List.of("1", "2"), 0.05), 12),
            new Rule("c", new Expectations.DistinctBetween(new Bounds("1", "2")), 12),
            new Rule("d", new Expectations.Present(), 13));
  }

  @Test
  void theDigestIsOfTheText() {
    assertThat(ExpectationsFile.parse("a.yaml", "rows: [1, 2]").digest())
        .isEqualTo(ExpectationsFile.parse("b.yaml", "rows: [1, 2]").digest())
        .isNotEqualTo(ExpectationsFile.parse("a.yaml", "rows: [1, 3]").digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          rows: 5               | e.yaml:1:7: rows: 5 (expected: an interval [LOW, HIGH]; null leaves an end open)
          rows: [5]             | e.yaml:1:7: rows: a list of 1 (expected: an interval [LOW, HIGH]; null leaves an end open)
          rows: [5, 4]          | e.yaml:1:7: rows: a list of 2 (expected: an interval whose LOW is not above its HIGH)
          rows: [few, many]     | e.yaml:1:8: rows: few (expected: a number, or a moment such as 2013-04-01 or 2013-04-01T12:00:00Z)
          row: [5, 4]           | e.yaml:1:1: row: an unknown key (expected: one of rows, unique, columns)
          unique: []            | e.yaml:1:9: unique: an empty list (expected: the columns that together name a row)
          columns: [a]          | e.yaml:1:10: columns: a list of 1 (expected: a map)
          - 1                   | e.yaml:1:1: a list of 1 (expected: a map)
          """)
  void aWrongTopLevelSaysWhere(String text, String message) {
    assertThatThrownBy(() -> ExpectationsFile.parse("e.yaml", text))
        .isInstanceOf(NoriaException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          betwen: [1, 2]                | e.yaml:3:5: columns.x.betwen: an unknown key (expected: one of type, nulls, between, mean_between, quantile_between, in, matches, unique, distinct_between)
          type: int                     | e.yaml:3:11: columns.x.type: int (expected: one of double, long, boolean, string, timestamp)
          nulls: 2                      | e.yaml:3:12: columns.x.nulls: 2 (expected: a share between 0 and 1)
          nulls: few                    | e.yaml:3:12: columns.x.nulls: few (expected: a number)
          quantile_between: { 2: [1, 2] } | e.yaml:3:28: columns.x.quantile_between.2: the quantile 2 (expected: a number between 0 and 1)
          in: { value: [1] }            | e.yaml:3:11: columns.x.in.value: an unknown key (expected: one of values, except)
          in: { except: 0.1 }           | e.yaml:3:9: columns.x.in: no key values (expected: a list, or { values: [...], except: SHARE })
          matches: '['                  | e.yaml:3:14: columns.x.matches: [ (expected: a regular expression: Unclosed character class)
          unique: yes                   | e.yaml:3:13: columns.x.unique: yes (expected: true or false)
          """)
  void aWrongColumnSaysWhere(String line, String message) {
    assertThatThrownBy(() -> ExpectationsFile.parse("e.yaml", "columns:\n  x:\n    " + line))
        .isInstanceOf(NoriaException.class)
        .hasMessage(message);
  }

  @Test
  void whatIsNoYamlSaysWhere() {
    assertThatThrownBy(() -> ExpectationsFile.parse("e.yaml", "columns:\n  x: { in: [1, 2\n"))
        .isInstanceOf(NoriaException.class)
        .hasMessageStartingWith("e.yaml:3:1: not YAML: ");
    assertThatThrownBy(() -> ExpectationsFile.parse("e.yaml", ""))
        .hasMessage("e.yaml: empty (expected: a map)");
    assertThatThrownBy(() -> ExpectationsFile.parse("e.yaml", "rows: [1, 2]\nrows: [1, 3]\n"))
        .hasMessage("e.yaml:2:1: rows: the same key twice (expected: each key once)");
  }
}
