package io.noria.project.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.project.init.Decision.Kind;
import io.noria.project.yaml.ProjectFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each column is for, and what a period is. */
class RolesTest {
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

  private ProjectSpec spec() throws IOException {
    return ProjectFile.parse("noria.yaml", tables.read("noria.yaml"));
  }

  private static List<String> lines(Initialized done) {
    return done.decisions().stream().map(Decision::line).toList();
  }

  @Test
  void spacesAndMarksOfMissingValuesAreTidied() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "a,work,y",
            600,
            (i, r) -> {
              double a = r.nextGaussian();
              String work = i % 10 == 0 ? " ?" : " w" + i % 4;
              return a + "," + work + "," + (a + r.nextGaussian() > 0 ? " many" : " few");
            }));
    Initialized done = tables.init("t.csv", "y");
    assertThat(spec().target().positive()).isIn("many", "few");
    assertThat(tables.read("sql/features.sql")).contains("nullif(trim(work), '?') AS work");
    assertThat(lines(done)).anyMatch(line -> line.startsWith("work: tidied"));
    assertThat(tables.read("expectations/t.yaml")).contains("\" w1\"");
  }

  @Test
  void whomRowsAreAboutKeepsThemTogether() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "customer_id,a,y",
            1000,
            (i, r) -> 7_000_000 + 13 * (i / 4) + "," + r.nextGaussian() + "," + r.nextInt(2)));
    Initialized done = tables.init("t.csv", "y");
    assertThat(spec().prepare().key()).containsExactly("customer_id");
    assertThat(lines(done)).anyMatch(line -> line.contains("250 different values in 1,000 rows"));
  }

  @Test
  void aKeyThatNearlyAlwaysDiffersIsSaidToRepeat() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "order_id,a,y",
            1000,
            (i, r) -> (i < 990 ? i * 17 : 17) + "," + r.nextGaussian() + "," + r.nextInt(2)));
    Initialized done = tables.init("t.csv", "y");
    assertThat(done.decisions())
        .filteredOn(d -> d.kind() == Kind.WARNING)
        .extracting(Decision::line)
        .contains("order_id: the key repeats, because 1,000 rows have only 990 different ones");
  }

  @ParameterizedTest
  @CsvSource({
    "3 days, 1000, MONTHLY",
    "1 hours, 1000, WEEKLY",
    "10 minutes, 1000, DAILY",
    "5 days, 400, YEARLY"
  })
  void theDataSaysWhatTrainsAndJudges(String step, int rows, Versioning period) throws IOException {
    long minutes =
        Long.parseLong(step.split(" ")[0])
            * switch (step.split(" ")[1]) {
              case "days" -> 24 * 60;
              case "hours" -> 60;
              default -> 1;
            };
    int each = period == Versioning.MONTHLY ? 10 : 1;
    tables.write(
        "t.csv",
        InitTables.csv(
            "seen,a,y",
            rows * each,
            (i, r) ->
                java.time.LocalDateTime.of(2015, 1, 1, 0, 0).plusMinutes(i / each * minutes)
                    + ":00,"
                    + r.nextGaussian()
                    + ","
                    + r.nextInt(2)));
    tables.init("t.csv", "y");
    assertThat(spec().primary().period()).isEqualTo(period);
  }

  @Test
  void tooLittleTimeMeansAHoldout() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "seen,a,y",
            300,
            (i, r) -> "2024-05-0" + (1 + i % 3) + "," + r.nextGaussian() + "," + r.nextInt(2)));
    Initialized done = tables.init("t.csv", "y");
    assertThat(spec().primary().time()).isNull();
    assertThat(lines(done)).anyMatch(line -> line.contains("seen covers too little time"));
  }

  @Test
  void aFileInAnotherUnitIsPointedAt() throws IOException {
    for (int file = 0; file < 5; file++) {
      double unit = file == 3 ? 1.609344 : 1;
      tables.write(
          "in/" + file + ".csv",
          InitTables.csv(
              "miles,a,y",
              400,
              (i, r) -> unit * (1000 + r.nextInt(300)) + "," + r.nextGaussian() + "," + i % 2));
    }
    assertThat(lines(tables.init("in", "y")))
        .anyMatch(line -> line.startsWith("miles: 3.csv is unlike the other files"));
  }

  @Test
  void excludedColumnsMayBeNamedByAPattern() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "a,internal_1,internal_2,y",
            300,
            (i, r) ->
                r.nextGaussian() + "," + r.nextInt(9) + "," + r.nextInt(9) + "," + r.nextInt(2)));
    Initialized done =
        tables.init(
            "t.csv",
            new InitRequest.Answers(
                null,
                "y",
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of("internal_*"),
                List.of()),
            Asker.nobody());
    assertThat(done.features()).containsExactly("a");
  }
}
