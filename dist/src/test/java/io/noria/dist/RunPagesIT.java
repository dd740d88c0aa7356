package io.noria.dist;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of runs and the comparison in the system's Chromium, over runs logged by HTTP. */
class RunPagesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path AXE = Path.of("../ui/node_modules/axe-core/axe.min.js");
  private static final int RUNS = 120;
  private static final int STEPS = 300;

  @TempDir private static Path temp;

  private static NoriaProcess server;
  private static Chromium chromium;
  private static final List<String> ids = new ArrayList<>();

  private Page page;

  @BeforeAll
  static void start() throws Exception {
    server =
        NoriaProcess.server(temp.resolve("server.log"), "--data", temp.resolve("data").toString());
    fill();
    chromium = new Chromium(server.url());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    chromium.close();
    server.close();
  }

  private static JsonNode call(String path, String body) throws Exception {
    HttpResponse<String> answer = server.post("/api/2.0/mlflow/" + path, body);
    Assertions.assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static void fill() throws Exception {
    String experiment =
        call("experiments/create", "{\"name\":\"sweep\"}").path("experiment_id").asText();
    long began = System.currentTimeMillis() - 3_600_000;
    for (int i = 0; i < RUNS; i++) {
      long at = began + i * 1000L;
      String parent =
          i == 1
              ? ",\"tags\":[{\"key\":\"mlflow.parentRunId\",\"value\":\"" + ids.getFirst() + "\"}]"
              : "";
      String id =
          call(
                  "runs/create",
                  "{\"experiment_id\":\"%s\",\"start_time\":%d,\"run_name\":\"wheel-%d\"%s}"
                      .formatted(experiment, at, i, parent))
              .path("run")
              .path("info")
              .path("run_id")
              .asText();
      ids.add(id);
      StringBuilder points = new StringBuilder();
      int steps = i < 6 ? STEPS : 3;
      for (int step = 0; step < steps; step++) {
        double auc = 0.5 + 0.3 * (1 - Math.exp(-step / 40.0)) + i / 1000.0;
        points
            .append(points.isEmpty() ? "" : ",")
            .append(point("val/auc", auc, step, at))
            .append(',')
            .append(point("train/loss", 1 - auc, step, at));
      }
      call(
          "runs/log-batch",
          """
          {"run_id":"%s","metrics":[%s],"params":[{"key":"lr","value":"%s"},
           {"key":"optimizer","value":"%s"}],"tags":[{"key":"team","value":"%s"}]}\
          """
              .formatted(
                  id,
                  points,
                  0.1 / (1 + i),
                  i % 2 == 0 ? "adam" : "sgd",
                  i % 3 == 0 ? "north" : "south"));
      call(
          "runs/update",
          "{\"run_id\":\"%s\",\"status\":\"%s\",\"end_time\":%d}"
              .formatted(id, i % 40 == 7 ? "FAILED" : "FINISHED", at + 900));
    }
  }

  private static String point(String key, double value, int step, long at) {
    return String.format(
        Locale.ROOT,
        "{\"key\":\"%s\",\"value\":%.6f,\"step\":%d,\"timestamp\":%d}",
        key,
        value,
        step,
        at + step);
  }

  @BeforeEach
  void open() {
    open(1440, 900, ColorScheme.LIGHT);
  }

  private void open(int width, int height, ColorScheme scheme) {
    page = chromium.open(width, height, scheme);
  }

  private void go(String hash) {
    chromium.go(page, hash);
  }

  private void settled() {
    Chromium.settled(page);
  }

  @AfterEach
  void noPageFailed() {
    chromium.end();
  }

  private Locator at(String id) {
    return page.getByTestId(id).first();
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void theTableFoldsChildrenSortsFiltersAndSaysWhereAFilterIsWrong() {
    go("/runs");
    assertThat(at("run-table")).containsText("wheel-119");
    assertThat(page.getByText((RUNS - 1) + " of " + (RUNS - 1) + " runs loaded").first())
        .isVisible();
    go("/runs?filter=" + encoded("run_name IN ('wheel-0', 'wheel-1') OR metrics.`val/auc` > 9"));
    assertThat(page.getByText("2 of 2 runs loaded").first()).isVisible();
    go("/runs?sort=" + encoded("metrics.val/auc"));
    assertThat(page.locator("[role=row].body").first()).containsText("wheel-6");
    go("/runs?filter=" + encoded("metrics.auc ~ 3"));
    assertThat(at("filter-error")).containsText("~");
    page.keyboard().press("/");
    page.keyboard().press("Control+a");
    page.keyboard().type("metrics.val");
    assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.OPTION).first())
        .containsText("val/auc");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    page.keyboard().type("> 0.8");
    page.keyboard().press("Enter");
    assertThat(at("run-table")).containsText("wheel-5");
  }

  @Test
  void runsAreGroupedWithMeanAndRange() {
    go("/runs?group=params.optimizer");
    assertThat(at("run-table")).containsText("adam");
    assertThat(at("run-table")).containsText("sgd");
    assertThat(page.locator("[role=row].body")).hasCount(2);
    page.locator("[role=row].body").first().click();
    assertThat(page.locator("[role=row].body").nth(1)).containsText("wheel-");
    page.reload();
    assertThat(page.locator("[role=row].body").nth(1)).containsText("wheel-");

    go("/runs?group=params.optimizer,tags.team&filter=" + encoded("metrics.`val/auc` > 0.8"));
    assertThat(at("run-table")).containsText("adam");
    assertThat(page.locator(".tablefoot")).containsText("figures over all of them");
    // Its runs are asked of the server first: not checked at once.
    page.locator("[role=row].body input").first().click();
    assertThat(at("bulk")).containsText("selected");
  }

  @Test
  void selectedRunsAreDeletedAndBroughtBack() throws Exception {
    go("/runs?all=1");
    page.keyboard().press("j");
    page.keyboard().press("x");
    page.keyboard().press("j");
    page.keyboard().press("x");
    assertThat(at("bulk")).containsText("2 selected");
    at("delete").click();
    assertThat(at("toast")).containsText("2 runs deleted");
    assertThat(page.getByText((RUNS - 2) + " of " + (RUNS - 2) + " runs").first()).isVisible();
    page.keyboard().press("z");
    assertThat(page.getByText(RUNS + " of " + RUNS + " runs").first()).isVisible();
    Assertions.assertThat(page.getByTestId("toast").count()).isZero();
  }

  @Test
  void columnsAreChosenAndTheTableIsDownloadedAsItIsShown() throws Exception {
    go("/runs");
    at("columns").click();
    page.getByLabel("Find a column").fill("team");
    page.getByLabel("team", new Page.GetByLabelOptions().setExact(false)).first().check();
    page.keyboard().press("Escape");
    assertThat(at("run-table")).containsText("north");
    Assertions.assertThat(page.url()).contains("tags.team");
    Download csv = page.waitForDownload(() -> at("download-csv").click());
    List<String> lines = Files.readAllLines(csv.path());
    Assertions.assertThat(lines.getFirst()).contains("tags.team").contains("metrics.val/auc");
    Assertions.assertThat(lines).hasSize(RUNS);
  }

  @Test
  void aViewIsSavedUnderItsName() {
    go("/runs?filter=" + encoded("params.optimizer = 'adam'") + "&sort=-metrics.val%2Fauc");
    at("views").click();
    at("view-name").fill("adam, best first");
    page.keyboard().press("Enter");
    assertThat(page.getByText("adam, best first").first()).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.getByText("adam, best first")).hasCount(1); // The button alone, named after it.
    assertThat(page.getByTestId("view-name")).hasCount(0);
    go("/runs");
    assertThat(at("views")).containsText("Views");
    at("views").click();
    page.getByText("adam, best first").first().click();
    assertThat(page.getByText("60 of 60 runs loaded").first()).isVisible();
  }

  @Test
  void selectedRunsAreComparedByTheirCurves() throws Exception {
    go("/runs?all=1&sort=attributes.start_time");
    for (int i = 0; i < 3; i++) {
      page.keyboard().press("j");
      page.keyboard().press("x");
    }
    page.keyboard().press("c");
    settled();
    assertThat(at("title")).containsText("Compare 3 runs");
    assertThat(at("legend")).containsText("wheel-2");
    Locator card = page.locator("[data-metric='val/auc']").first();
    assertThat(card.locator("canvas")).isVisible();
    card.hover();
    page.keyboard().press("t");
    assertThat(card.getByRole(com.microsoft.playwright.options.AriaRole.TABLE))
        .containsText(String.valueOf(STEPS));
    page.keyboard().press("t");
    var box = card.locator(".u-over").boundingBox();
    page.mouse().move(box.x + box.width * 0.3, box.y + 30);
    page.mouse().down();
    page.mouse().move(box.x + box.width * 0.6, box.y + 40);
    page.mouse().up();
    assertThat(at("zoom-out")).isVisible();
    Assertions.assertThat(page.url()).contains("zoom=");
    card.locator(".u-over").dblclick();
    assertThat(page.getByTestId("zoom-out")).hasCount(0);
    Download png = page.waitForDownload(() -> card.getByText("PNG").click());
    Assertions.assertThat(Files.size(png.path())).isGreaterThan(1000);
  }

  @Test
  void allThatMatchAreComparedInGroupsAndByTheirParams() {
    String all = "/runs/compare?matching=1&filter=" + encoded("tags.team = 'north'");
    go(all + "&group=params.optimizer");
    assertThat(at("legend")).containsText("adam");
    assertThat(page.locator("[data-metric='val/auc'] canvas").first()).isVisible();
    assertThat(page.locator("[data-metric='val/auc']").first()).containsText("mean over");
    go(all + "&tab=parallel");
    assertThat(at("parallel-plot")).isVisible();
    assertThat(at("importance")).containsText("lr");
    go(all + "&tab=scatter");
    assertThat(at("scatter")).isVisible();
    go(all + "&tab=distribution");
    assertThat(at("distribution-plot")).isVisible();
    go("/runs/compare?ids=" + ids.get(0) + "," + ids.get(7) + "&tab=differences");
    assertThat(at("differences")).containsText("FAILED");
    assertThat(at("differences")).containsText("optimizer");
    Assertions.assertThat(at("differences").textContent()).contains("lr");
  }

  @Test
  void pagesFitAPhoneAndTheDarkAndAxeFindsNothing() throws Exception {
    String axe = Files.readString(AXE);
    String some = String.join(",", ids.subList(0, 5));
    Path shots = Files.createDirectories(Path.of("target/screenshots"));
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {1440, 390}) {
        open(width, 900, scheme);
        for (String hash :
            List.of(
                "/runs",
                "/runs?group=params.optimizer&build=1",
                "/runs/compare?ids=" + some,
                "/runs/compare?tab=parallel&ids=" + some,
                "/runs/compare?tab=scatter&ids=" + some,
                "/runs/compare?tab=distribution&ids=" + some,
                "/runs/compare?tab=differences&ids=" + some)) {
          go(hash);
          String name =
              Pattern.compile("[^a-z]+").matcher(hash.replaceAll("ids=.*", "")).replaceAll("-");
          page.screenshot(
              new Page.ScreenshotOptions()
                  .setPath(shots.resolve("run" + name + width + scheme + ".png")));
          Object overflow =
              page.evaluate(
                  "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
          Assertions.assertThat(((Number) overflow).intValue())
              .as(hash + " at " + width + " px scrolls sideways")
              .isLessThanOrEqualTo(0);
          page.evaluate(axe);
          Object found =
              page.evaluate(
                  "async () => (await axe.run()).violations.map(v => v.id + ': '"
                      + " + v.nodes.slice(0, 3).map(n => n.html).join(' | '))");
          Assertions.assertThat((List<?>) found).as(hash + " " + width + " " + scheme).isEmpty();
        }
      }
    }
  }
}
