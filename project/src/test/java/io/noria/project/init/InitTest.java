package io.noria.project.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.datasets.expectation.Checker;
import io.noria.datasets.expectation.ExpectationsFile;
import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.project.init.Decision.Kind;
import io.noria.project.yaml.ProjectFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What init finds in small tables, and the folders that it writes. */
class InitTest {
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

  private static String noisy(Random random, double a, double b) {
    return a + 0.3 * b + random.nextGaussian() * 0.4 > 0 ? "yes" : "no";
  }

  /** A line of: id, time, plan, a, income, b, target. */
  private static String customer(int i, Random random) {
    double a = random.nextGaussian();
    double b = random.nextGaussian();
    return "C%05d,2023-%02d-%02d %02d:00:00,%s,%.4f,\"%,d\",%.4f,%s"
        .formatted(
            i,
            1 + i / 250,
            1 + i % 250 / 9,
            i % 24,
            List.of("basic", "plus", "pro").get(random.nextInt(3)),
            a,
            1000 + random.nextInt(90_000),
            b,
            noisy(random, a, b));
  }

  private static String customers() {
    return InitTables.csv("id,signed_up,plan,a,income,b,churned", 3000, InitTest::customer);
  }

  private List<String> about(Initialized done, Kind kind) {
    return done.decisions().stream().filter(d -> d.kind() == kind).map(Decision::about).toList();
  }

  @Test
  void aTableWithTimeBecomesAProjectThatIsJudgedByItsNewestMonth() throws IOException {
    tables.write("customers.csv", customers());
    Initialized done = tables.init("customers.csv", "churned");

    assertThat(done.files())
        .containsExactly(
            ".gitignore",
            "README.md",
            "data/customers.csv",
            "expectations/customers.yaml",
            "noria.yaml",
            "sql/features.sql");
    ProjectSpec spec = spec();
    assertThat(spec.name()).isEqualTo("customers");
    assertThat(spec.primary().time()).isEqualTo("signed_up");
    assertThat(spec.primary().version()).isEqualTo(Versioning.WHOLE);
    assertThat(spec.target().column()).isEqualTo("churned");
    assertThat(spec.target().positive()).isEqualTo("true");
    assertThat(spec.prepare().key()).containsExactly("id");
    assertThat(spec.model().candidates()).hasSize(3);
    assertThat(spec.gates()).containsOnlyKeys("staging", "champion");
    assertThat(done.features()).containsExactly("plan", "a", "income", "b");
    assertThat(tables.read("sql/features.sql")).contains("AS DOUBLE) AS income");
    assertThat(tables.read("README.md"))
        .contains("noria apply .", "numbers with commas between thousands");
  }

  @Test
  void theSqlGivesCleanFeatures() throws IOException {
    tables.write("customers.csv", customers());
    tables.init("customers.csv", "churned");
    var rows =
        tables.engine.query(
            tables.read("sql/features.sql"),
            Map.of("customers", List.of(folder.resolve("project/data/customers.csv"))));
    assertThat(rows.rows()).isEqualTo(3000);
    assertThat(rows.doubles("income").nulls()).isZero();
    assertThat(java.util.Arrays.stream(rows.doubles("income").toArray()))
        .allMatch(v -> v >= 1000 && v < 91_000);
  }

  @Test
  void columnsThatKnowTheAnswerAreLeftOut() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "opened,a,b,code,reason,closed,y",
            2000,
            (i, r) -> {
              double a = r.nextGaussian();
              double b = r.nextGaussian();
              String y = noisy(r, a, b);
              return "2023-%02d-%02d,%s,%s,%s,%s,2024-01-%02d,%s"
                  .formatted(
                      1 + i / 167,
                      1 + i % 27,
                      a,
                      b,
                      y.equals("yes") ? "Q7" : "Q9",
                      y.equals("yes") ? List.of("price", "moved").get(i % 2) : "",
                      1 + i % 28,
                      y);
            }));
    Initialized done = tables.init("t.csv", "y");
    assertThat(about(done, Kind.LEAK)).containsExactlyInAnyOrder("code", "reason", "closed");
    assertThat(done.features()).containsExactly("a", "b");
    assertThat(done.decisions())
        .filteredOn(d -> d.kind() == Kind.LEAK)
        .extracting(Decision::line)
        .anyMatch(line -> line.contains("code alone gives AUC 1"))
        .anyMatch(line -> line.contains("filled only where y has one value"))
        .anyMatch(line -> line.contains("later than opened in 100 %"));
  }

  @Test
  void twoColumnsThatMakeUpTheTargetAreLeftOut() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "casual,registered,warm,all",
            500,
            (i, r) -> {
              int a = 1 + r.nextInt(50);
              int b = 1 + r.nextInt(80);
              return a + "," + b + "," + (a + r.nextInt(20)) + "," + (a + b);
            }));
    Initialized done = tables.init("t.csv", "all");
    assertThat(about(done, Kind.LEAK)).containsExactlyInAnyOrder("casual", "registered");
    assertThat(done.features()).containsExactly("warm");
  }

  @Test
  void whatAPersonWantsToKeepIsKept() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv("a,y,same", 300, (i, r) -> r.nextGaussian() + "," + i % 2 + "," + i % 2));
    Initialized done =
        tables.init(
            "t.csv",
            new InitRequest.Answers(
                null, "y", null, null, null, null, null, List.of(), List.of("a"), List.of("same")),
            Asker.nobody());
    assertThat(done.features()).containsExactly("same");
    assertThat(about(done, Kind.LEAK)).isEmpty();
  }

  @Test
  void columnsThatTellNothingAreLeftOutWithTheReason() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "a,always,never,note,y",
            300,
            (i, r) -> {
              double a = r.nextGaussian();
              return "%s,7,,remark %d of somebody,%s".formatted(a, i, noisy(r, a, 0));
            }));
    Initialized done = tables.init("t.csv", "y");
    assertThat(done.features()).containsExactly("a");
    assertThat(about(done, Kind.LEFT_OUT)).containsExactly("always", "never", "note");
    assertThat(tables.read("sql/features.sql")).contains("--   always: constant");
  }

  @Test
  void severalClassesAreListedAndRareOnesNamed() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "a,b,kind",
            1000,
            (i, r) -> {
              double a = r.nextGaussian();
              return "%s,%s,%s"
                  .formatted(
                      a,
                      r.nextGaussian(),
                      i % 400 == 3 ? "odd one" : a + r.nextGaussian() > 0 ? "high" : "low");
            }));
    Initialized done = tables.init("t.csv", "kind");
    assertThat(done.task()).isEqualTo("multiclass");
    assertThat(spec().target().classes()).containsExactly("high", "low", "odd one");
    assertThat(done.decisions())
        .extracting(Decision::line)
        .anyMatch(line -> line.contains("rare classes: odd one (3 rows)"));
  }

  @Test
  void aHundredClassesWork() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv("a,y", 5000, (i, r) -> (i % 100 + r.nextGaussian() * 30) + ",k" + i % 100));
    assertThat(tables.init("t.csv", "y").task()).isEqualTo("multiclass");
    assertThat(spec().target().classes()).hasSize(100);
  }

  @Test
  void aNumberIsPredictedAsOneAndWithoutTimeTheHoldoutJudges() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "a,b,price",
            800,
            (i, r) -> {
              double a = r.nextGaussian();
              return a + "," + r.nextInt(5) + "," + (3 * a * a + r.nextGaussian());
            }));
    assertThat(tables.init("t.csv", "price").task()).isEqualTo("regression");
    assertThat(tables.read("noria.yaml"))
        .contains("holdout: 20%", "metric: rmse", "on: holdout, resample: row");
    assertThat(spec().target().classes()).isEmpty();
  }

  @Test
  void anUnbalancedTargetIsSaid() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv("a,y", 2000, (i, r) -> r.nextGaussian() + "," + (i % 40 == 0 ? 1 : 0)));
    assertThat(tables.init("t.csv", "y").decisions())
        .extracting(Decision::line)
        .anyMatch(line -> line.contains("unbalanced") && line.contains("97.5 %"));
  }

  @Test
  void duplicateRowsAreCounted() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "a,y", 1000, (i, r) -> (i % 100 * 7919 % 101) + "," + (i % 100 * 31 % 7 < 3 ? 1 : 0)));
    assertThat(tables.init("t.csv", "y").decisions())
        .extracting(Decision::line)
        .anyMatch(line -> line.contains("90.0 % of the rows are there already"));
  }

  @Test
  void filesOfAMonthEachBecomeVersions() throws IOException {
    List<String> lines = new ArrayList<>(customers().lines().toList());
    String head = lines.removeFirst();
    for (int month = 0; month < 6; month++) {
      tables.write(
          "in/2023-0%d.csv".formatted(month + 1),
          head + "\n" + String.join("\n", lines.subList(month * 250, month * 250 + 250)) + "\n");
    }
    tables.init("in", "churned");
    assertThat(spec().primary().version()).isEqualTo(Versioning.MONTHLY);
    assertThat(spec().primary().path()).isEqualTo("data/in_table/*.csv");
    assertThat(tables.read("expectations/in_table.yaml")).contains("rows: [83, 760]");
  }

  @Test
  void theNextHonestMonthPassesAndABrokenOneDoesNot() throws IOException {
    List<String> lines = new ArrayList<>(customers().lines().toList());
    String head = lines.removeFirst();
    for (int month = 0; month < 6; month++) {
      tables.write(
          "in/%d.csv".formatted(month),
          head + "\n" + String.join("\n", lines.subList(month * 250, month * 250 + 250)) + "\n");
    }
    tables.init("in", "churned");
    String next = head + "\n" + String.join("\n", lines.subList(1500, 1750)) + "\n";

    assertThat(failures(next)).isEmpty();
    assertThat(failures(next.replaceAll("basic|plus", "gold"))).anyMatch(f -> f.startsWith("plan"));
    assertThat(failures(next.replaceAll("(?m)(,(?:basic|plus|pro),)[^,]*", "$1")))
        .anyMatch(f -> f.startsWith("a"));
    assertThat(failures(next.replaceAll("(?m),(basic|plus|pro),(-?)(\\d)\\.(\\d)", ",$1,$2$3$4.")))
        .anyMatch(f -> f.startsWith("a"));
    assertThat(failures(head + "\n" + lines.get(1600) + "\n")).anyMatch(f -> f.contains("1 rows"));
  }

  private List<String> failures(String text) throws IOException {
    Path file = tables.write("next.csv", text);
    var rules = ExpectationsFile.parse("rules", tables.read("expectations/in_table.yaml"));
    var schema = tables.engine.describe("SELECT * FROM t", Map.of("t", List.of(file)));
    return Checker.check(tables.engine, List.of(file), schema, rules).stream()
        .map(failure -> failure.message())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"windows-1252", "UTF-16"})
  void anotherEncodingIsReadAndConverted(String encoding) throws IOException {
    String text =
        InitTables.csv(
            "Größe,Ort,y",
            400,
            (i, r) -> {
              double a = r.nextGaussian();
              return a + "," + (i % 2 == 0 ? "München" : "Köln") + "," + noisy(r, a, 0);
            });
    tables.write("t.csv", text.getBytes(Charset.forName(encoding)));
    Initialized done = tables.init("t.csv", "y");
    assertThat(done.features()).containsExactly("Größe", "Ort");
    assertThat(done.files()).contains("data/t.parquet");
    assertThat(tables.read("expectations/t.yaml")).contains("München");
  }

  @Test
  void aCompressedFileIsUnpacked() throws IOException {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("t.csv.gz")))) {
      out.write(customers().getBytes(StandardCharsets.UTF_8));
    }
    assertThat(tables.init("t.csv.gz", "churned").rows()).isEqualTo(3000);
    assertThat(spec().target().positive()).isEqualTo("yes");
  }

  @Test
  void germanNumbersAndDatesAreRead() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "wann;betrag;y",
            2000,
            (i, r) -> {
              double a = r.nextGaussian();
              return "%02d.%02d.2023 08:%02d;%s;%s"
                  .formatted(
                      1 + i % 28,
                      1 + i / 167,
                      i % 60,
                      String.format(java.util.Locale.GERMANY, "%,.2f", 5000 + 2000 * a),
                      noisy(r, a, 0));
            }));
    Initialized done = tables.init("t.csv", "y");
    assertThat(spec().primary().time()).isEqualTo("wann");
    assertThat(done.features()).containsExactly("betrag");
    var data =
        tables.engine.query(
            "SELECT min(betrag) AS low, max(wann) AS last FROM t",
            Map.of("t", List.of(folder.resolve("project/data/t.parquet"))));
    assertThat(data.doubles("low").get(0)).isBetween(-5000.0, 3000.0);
    assertThat(data.times("last").get(0)).asString().startsWith("2023-12-28T08:");
  }

  @Test
  void namesOfAnyKindAreQuoted() throws IOException {
    tables.write(
        "it's 100%.csv",
        InitTables.csv(
            "\"first name\",\"se\"\"lect\",größe,select,\"it's; x\",order",
            500,
            (i, r) -> {
              double a = r.nextGaussian();
              return a
                  + ","
                  + r.nextGaussian()
                  + ","
                  + r.nextInt(9)
                  + ","
                  + r.nextInt(9)
                  + ",t"
                  + i % 4
                  + ","
                  + noisy(r, a, 0);
            }));
    Initialized done = tables.init("it's 100%.csv", "order");
    assertThat(done.project()).isEqualTo("it_s_100");
    assertThat(done.features())
        .containsExactly("first name", "se\"lect", "größe", "select", "it's; x");
    assertThat(spec().target().column()).isEqualTo("order");
  }

  @Test
  void linesMayEndTheWindowsWayAndValuesHoldThem() throws IOException {
    tables.write(
        "t.csv",
        "\uFEFF"
            + InitTables.csv(
                    "a,b,y",
                    400,
                    (i, r) -> {
                      double a = r.nextGaussian();
                      return a + ",\"x\n" + i % 3 + " \"\"q\"\"\"," + noisy(r, a, 0);
                    })
                .replace("\n", "\r\n"));
    Initialized done = tables.init("t.csv", "y");
    assertThat(done.rows()).isEqualTo(400);
    assertThat(done.features()).containsExactly("a", "b");
  }

  @Test
  void aNumberThatTurnsIntoATextLateIsSaid() throws IOException {
    tables.write(
        "t.csv",
        InitTables.csv(
            "a,b,y",
            30_000,
            (i, r) -> {
              double b = r.nextGaussian();
              return (i == 29_000 ? "oops" : "" + r.nextInt(9)) + "," + b + "," + noisy(r, b, 0);
            }));
    Initialized done = tables.init("t.csv", "y");
    assertThat(done.decisions())
        .extracting(Decision::line)
        .anyMatch(line -> line.startsWith("a: ") && line.contains("'oops'"));
    assertThat(done.files()).contains("data/t.parquet");
  }

  @Test
  void questionsAreAskedWithTheirDefaults() throws IOException {
    tables.write("customers.csv", customers());
    List<String> asked = new ArrayList<>();
    Initialized done =
        tables.init(
            "customers.csv",
            InitTables.answers(null, null, null),
            question -> {
              asked.add(question.flag() + " " + question.otherwise());
              return switch (question.flag()) {
                case "--target" -> "churned";
                case "--positive" -> "false";
                case "--arrives" -> "30 days";
                default -> question.otherwise();
              };
            });
    assertThat(asked).containsExactly("--target ", "--positive true", "--arrives 0 days");
    assertThat(done.target()).isEqualTo("churned");
    assertThat(spec().target().positive()).isEqualTo("false");
    assertThat(tables.read("noria.yaml")).contains("arrives: signed_up + 30 days");
  }

  @Test
  void withForceItsOwnFilesAreReplacedAndOthersStay() throws IOException {
    tables.write("customers.csv", customers());
    tables.write("project/mine.txt", "mine");
    tables.write("project/noria.yaml", "old");
    Init.run(
        tables.engine,
        new InitRequest(
            "customers.csv",
            null,
            Path.of("project"),
            folder,
            InitRequest.Answers.target("churned"),
            false,
            true),
        Asker.nobody());
    assertThat(tables.read("mine.txt")).isEqualTo("mine");
    assertThat(spec().name()).isEqualTo("customers");
  }

  @Test
  void theSameTableGivesTheSameFolder() throws IOException {
    tables.write("customers.csv", customers());
    tables.init("customers.csv", "churned");
    List<String> texts = List.of("noria.yaml", "README.md", "sql/features.sql");
    List<String> first = new ArrayList<>();
    for (String text : texts) {
      first.add(tables.read(text));
    }
    Files.move(folder.resolve("project"), folder.resolve("before"));
    tables.init("customers.csv", "churned");
    for (int i = 0; i < texts.size(); i++) {
      assertThat(tables.read(texts.get(i))).isEqualTo(first.get(i));
    }
  }
}
