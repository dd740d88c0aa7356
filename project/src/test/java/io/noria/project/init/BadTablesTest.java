package io.noria.project.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A table that cannot be used is refused with a sentence that says what to do. */
class BadTablesTest {
  @TempDir private Path folder;
  private InitTables tables;

  @BeforeEach
  void open() {
    tables = new InitTables(folder);
  }

  @AfterEach
  void close() {
    tables.close();
  }

  /** A table and what the refusal says. */
  private record Bad(String about, String file, byte[] bytes, String target, List<String> says) {
    static Bad of(String about, String file, String text, String target, String... says) {
      return new Bad(about, file, text.getBytes(StandardCharsets.UTF_8), target, List.of(says));
    }

    @Override
    public String toString() {
      return about;
    }
  }

  private static String rows(String head, int rows, String first, String second) {
    return head
        + "\n"
        + IntStream.range(0, rows)
            .mapToObj(i -> i % 2 == 0 ? first : second)
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  static Stream<Bad> bad() {
    String good = rows("a,y", 40, "1.5,0", "2.5,1");
    return Stream.of(
        Bad.of("an empty file", "t.csv", "", "y", "is empty"),
        Bad.of("names without rows", "t.csv", "a,b,y\n", "y", "names but no rows"),
        Bad.of("one column", "t.csv", rows("y", 40, "1", "0"), "y", "only the column y"),
        Bad.of(
            "a target that is always missing",
            "t.csv",
            rows("a,y", 40, "1,", "2,"),
            "y",
            "target y",
            "every value is missing"),
        Bad.of(
            "a constant target",
            "t.csv",
            rows("a,y", 40, "1,7", "2,7"),
            "y",
            "target y: is 7 in every row",
            "nothing to learn"),
        Bad.of(
            "an unknown target",
            "t.csv",
            rows("a,churned", 40, "1,0", "2,1"),
            "chured",
            "no column chured",
            "churned"),
        Bad.of(
            "a name twice",
            "t.csv",
            rows("a,b,A,y", 40, "1,2,3,0", "1,2,3,1"),
            "y",
            "two columns are called A",
            "the 1st and the 3rd",
            "rename"),
        Bad.of(
            "a line that is too short",
            "t.csv",
            good + "9\n" + good.substring(good.indexOf('\n') + 1),
            "y",
            "line 42",
            "1 values"),
        Bad.of(
            "a line that is too long",
            "t.csv",
            good + "9,1,2,3\n" + good.substring(good.indexOf('\n') + 1),
            "y",
            "line 42: more than 2 values (expected: 2"),
        Bad.of(
            "prose as target",
            "t.csv",
            InitTables.csv("a,y", 300, (i, r) -> i + ",a long sentence that somebody wrote " + i),
            "y",
            "target y: free text",
            "300 different values"),
        Bad.of(
            "too many classes",
            "t.csv",
            InitTables.csv("a,y", 3000, (i, r) -> r.nextInt(9) + ",class" + i % 150),
            "y",
            "150 different values",
            "at most 100 classes"),
        Bad.of(
            "moments as target",
            "t.csv",
            InitTables.csv("a,y", 60, (i, r) -> i + ",2024-01-" + (10 + i % 20)),
            "y",
            "moments cannot be predicted"),
        Bad.of(
            "ten thousand columns",
            "t.csv",
            IntStream.range(0, 10_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","))
                + "\n"
                + IntStream.range(0, 10_000).mapToObj(i -> "1").collect(Collectors.joining(","))
                + "\n",
            "c0",
            "10,000 columns",
            "at most 2,000"),
        Bad.of(
            "nothing to predict from",
            "t.csv",
            rows("a,y", 40, "1,0", "1,1"),
            "y",
            "no column is left",
            "a (constant)"),
        Bad.of("JSON", "t.json", "{\"a\": 1}\n{\"a\": 2}\n", "a", "is JSON", "CSV or Parquet"),
        Bad.of("a web page", "t.csv", "<html><body>x</body></html>", "a", "web page"),
        new Bad(
            "a picture",
            "t.png",
            new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0},
            "y",
            List.of("is no table")),
        new Bad(
            "an Excel file",
            "t.xlsx",
            new byte[] {'P', 'K', 3, 4, 0, 0},
            "y",
            List.of("Excel", "save the sheet as CSV")),
        new Bad(
            "a Parquet file that is cut off",
            "t.parquet",
            new byte[] {'P', 'A', 'R', '1', 0},
            "y",
            List.of("t.parquet cannot be read")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void isRefusedAndNothingIsWritten(Bad bad) throws IOException {
    tables.write(bad.file(), bad.bytes());
    assertThat(tables.refusal(bad.file(), bad.target())).contains(bad.says());
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    assertThat(tables.refusal("nowhere.csv", "y")).contains("nowhere.csv: no such file");
  }

  @Test
  void filesWithDifferentColumnsAreRefused() throws IOException {
    tables.write("in/1.csv", rows("a,y", 40, "1,0", "2,1"));
    tables.write("in/2.csv", rows("b,y", 40, "1,0", "2,1"));
    assertThat(tables.refusal("in", "y")).contains("2.csv has no a", "1.csv has");
  }

  @Test
  void filesOfDifferentKindsAreRefused() throws IOException {
    tables.write("in/1.csv", rows("a,y", 40, "1,0", "2,1"));
    tables.write("in/2.parquet", "PAR1");
    assertThat(tables.refusal("in", "y")).contains("1.csv is CSV", "2.parquet is PARQUET");
  }

  @Test
  void aTargetThatNobodyNamedIsAskedFor() throws IOException {
    tables.write("t.csv", rows("a,b", 40, "1,0", "2,1"));
    assertThat(tables.refusal("t.csv", null)).contains("--target: missing", "a, b");
  }

  @Test
  void aFolderWithFilesIsLeftAlone() throws IOException {
    tables.write("t.csv", rows("a,y", 40, "1.5,0", "2.5,1"));
    tables.write("project/mine.txt", "mine");
    assertThat(tables.refusal("t.csv", "y")).contains("has files in it", "--force");
    assertThat(Files.list(folder.resolve("project"))).hasSize(1);
  }
}
