package io.noria.dist;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody who logs by MLflow's protocol sees of a run, its files, traces, models, reports.
 */
class TrackedPagesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

  @TempDir static Path folder;
  private static NoriaProcess server;
  private static Chromium chromium;
  private static String experiment;
  private static String run;
  private static String trace;

  private Page page;

  @BeforeAll
  static void start() throws Exception {
    server = NoriaProcess.server(folder.resolve("log"), "--ephemeral");
    log();
    chromium = new Chromium(server.url());
  }

  private static JsonNode post(String path, String body) throws Exception {
    HttpResponse<String> answer = server.post(path, body);
    Assertions.assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
  }

  private static void put(String path, byte[] bytes) throws Exception {
    String root = "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + run + "/artifacts/";
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(server.url() + root + path))
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    Assertions.assertThat(answer.statusCode()).as(path).isEqualTo(200);
  }

  private static void put(String path, String text) throws Exception {
    put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void log() throws Exception {
    experiment =
        post("/api/2.0/mlflow/experiments/create", "{\"name\":\"iris\"}")
            .path("experiment_id")
            .asText();
    run = newRun("first");
    String other = newRun("second");
    for (String id : List.of(run, other)) {
      StringBuilder metrics = new StringBuilder();
      for (int step = 0; step < 50; step++) {
        metrics.append(
            "%s{\"key\":\"val/loss\",\"value\":%s,\"timestamp\":%d,\"step\":%d}"
                .formatted(step == 0 ? "" : ",", 1.0 / (step + 1), 1000 + step, step));
      }
      for (int k = 0; k < 300; k++) {
        metrics.append(
            ",{\"key\":\"layer%d/w%d\",\"value\":%d,\"timestamp\":1,\"step\":%d}"
                .formatted(k / 10, k % 10, k, 1));
      }
      post(
          "/api/2.0/mlflow/runs/log-batch",
          ("{\"run_id\":\"" + id + "\",\"metrics\":[" + metrics)
              + "],\"params\":[{\"key\":\"C\",\"value\":\"1\"}],\"tags\":[{\"key\":\"team\",\"value\":\"a\"}]}");
    }
    put("table.json", "{\"columns\":[\"q\",\"n\"],\"data\":[[\"one\",1],[\"two\",2]]}");
    put("notes.ipynb", "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"# A notebook\"}]}");
    put("plots/dot.png", java.util.Base64.getDecoder().decode(PNG));
    put("model/MLmodel", "flavors:\n  sklearn:\n    sklearn_version: 1.9.1\n");
    StringBuilder csv = new StringBuilder("word,n\n");
    for (int i = 0; i < 12_345; i++) {
      csv.append("w").append(i).append(',').append(i).append('\n');
    }
    put("rows.csv", csv.toString());
    for (String key : List.of("samples", "attention~head%201")) {
      for (int step = 0; step < 3; step++) {
        put(
            "images/%s+step+%d+timestamp+%d+id%d.png".formatted(key, 10 * step, step, step),
            java.util.Base64.getDecoder().decode(PNG));
      }
    }
    put("output.log", "epoch 1\nepoch 2\n");
    put(
        "report.html",
        "<p id=a>still</p><script>try{parent.document.title='taken'}catch(e){"
            + "document.getElementById('a').textContent='apart'}</script>");
    trace = post("/api/3.0/mlflow/traces", traceInfo()).at("/trace/trace_info/trace_id").asText();
    post("/api/2.0/mlflow/registered-models/create", "{\"name\":\"iris\"}");
    for (int version = 0; version < 2; version++) {
      post(
          "/api/2.0/mlflow/model-versions/create",
          "{\"name\":\"iris\",\"source\":\"runs:/%s/model\",\"run_id\":\"%s\"}"
              .formatted(run, version == 0 ? run : other));
    }
  }

  private static String traceInfo() {
    return """
    {"trace":{"trace_info":{"trace_id":"tr-0123456789abcdef0123456789abcdef",
      "trace_location":{"type":"MLFLOW_EXPERIMENT","mlflow_experiment":{"experiment_id":"%s"}},
      "request_time":"2026-01-01T00:00:00Z","execution_duration":"1.5s","state":"OK",
      "request_preview":"what is late?","tags":{"mlflow.traceName":"answer"}}}}
    """
        .formatted(experiment);
  }

  private static String newRun(String name) throws Exception {
    return post(
            "/api/2.0/mlflow/runs/create",
            "{\"experiment_id\":\"%s\",\"run_name\":\"%s\",\"start_time\":1000}"
                .formatted(experiment, name))
        .at("/run/info/run_id")
        .asText();
  }

  @AfterAll
  static void stop() throws Exception {
    chromium.close();
    server.close();
  }

  @BeforeEach
  void open() {
    open(1440, ColorScheme.LIGHT);
  }

  private void open(int width, ColorScheme scheme) {
    page = chromium.open(width, 900, scheme);
  }

  private void go(String hash) {
    chromium.go(page, hash);
  }

  @AfterEach
  void noPageFailed() {
    chromium.end();
  }

  private Locator at(String id) {
    return page.getByTestId(id).first();
  }

  @Test
  void hundredsOfMetricsAreFoundAndZoomedInto() {
    go("/runs/" + run);
    assertThat(at("curves")).containsText("layer0");
    at("metric-filter").fill("val loss");
    assertThat(page.locator("figure.chartpanel")).hasCount(1);
    assertThat(page.locator("figure.chartpanel canvas").first()).isVisible();
    go("/runs/" + run + "?range=10~20&metrics=val");
    assertThat(at("zoom-out")).containsText("10 to 20");
    at("zoom-out").click();
    assertThat(page.getByTestId("zoom-out")).hasCount(0);
  }

  @Test
  void filesAreShownAsWhatTheyAre() {
    go("/runs/" + run + "?tab=artifacts&artifact=table.json");
    assertThat(at("table-preview")).containsText("two");
    go("/runs/" + run + "?tab=artifacts&artifact=notes.ipynb");
    assertThat(at("notebook")).containsText("A notebook");
    go("/runs/" + run + "?tab=artifacts&artifact=model");
    assertThat(at("modelfile")).containsText("mlflow.sklearn.load_model(\"runs:/" + run);
    go("/runs/" + run + "?tab=artifacts&artifact=plots/dot.png");
    assertThat(at("preview")).containsText("1 × 1 px");
    go("/runs/" + run + "?tab=console");
    assertThat(at("console")).containsText("epoch 2");
  }

  @Test
  void tablesOfAnySizeAreReadByRows() {
    go("/runs/" + run + "?tab=artifacts&artifact=rows.csv");
    assertThat(at("table-range")).containsText("1 to 100 of");
    page.getByLabel("Rows after").click();
    assertThat(at("table-preview")).containsText("w100");
    page.getByLabel("Go to row").fill("12345");
    page.keyboard().press("Enter");
    assertThat(at("table-preview")).containsText("w12344");
    page.getByLabel("Filter rows").fill("W1234");
    assertThat(at("table-range")).containsText("1 to 6 of 6");
    at("table-preview").getByText("n", new Locator.GetByTextOptions().setExact(true)).click();
    assertThat(at("table-preview").locator("tbody tr").first()).containsText("w12344");
    at("schema").click();
    assertThat(at("table-schema")).containsText("BIGINT");
  }

  @Test
  void loggedImagesAreLookedThroughByTheirSteps() {
    go("/runs/" + run + "?tab=images");
    assertThat(at("run-images").locator("figure")).hasCount(2);
    assertThat(at("run-images")).containsText("attention/head 1");
    assertThat(at("run-images").locator("figure").first()).containsText("step 20");
    page.keyboard().press("ArrowLeft");
    assertThat(at("run-images").locator("figure").first()).containsText("step 10");
    Assertions.assertThat(page.url()).contains("step=10");
    at("run-images").locator("figure").nth(1).getByRole(AriaRole.SLIDER).fill("0");
    assertThat(at("run-images").locator("figure").nth(1)).containsText("step 0");
    assertThat(at("run-images").locator("figure").first()).containsText("step 10");
    at("run-images").getByTitle("Show it large").first().click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("2 of 3");
    page.keyboard().press("ArrowRight");
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("3 of 3");
    page.keyboard().press("Escape");
    assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
  }

  @Test
  void aLoggedPageRunsApartFromThisServer() {
    go("/runs/" + run + "?tab=artifacts&artifact=report.html");
    FrameLocator frame = page.frameLocator("iframe.pageframe");
    assertThat(frame.locator("#a")).hasText("apart");
    Assertions.assertThat(page.title()).isNotEqualTo("taken");
  }

  @Test
  void tagsNotesAndCommentsAreWrittenAndARunComesBackFromTheBin() {
    go("/runs/" + run + "?tab=params");
    page.getByLabel("New tag").fill("stage");
    page.getByLabel("Its value").fill("draft");
    page.keyboard().press("Enter");
    assertThat(at("tags")).containsText("draft");
    page.getByLabel("Delete stage").click();
    assertThat(at("tags")).not().containsText("draft");
    at("toast").getByText("Undo").click();
    assertThat(at("tags")).containsText("draft");
    go("/runs/" + run + "?tab=notes");
    at("notes").getByText("Write").first().click();
    at("notes").locator("textarea").fill("a **first** try");
    page.keyboard().press("Control+Enter");
    assertThat(at("notes").locator("strong")).hasText("first");
    at("comments").locator("textarea").fill("Why, @anna?");
    page.keyboard().press("Control+Enter");
    assertThat(at("comment")).containsText("@anna");
    at("delete").click();
    assertThat(at("restore")).isVisible();
    at("toast").getByText("Undo").last().click();
    assertThat(at("delete")).isVisible();
  }

  @Test
  void tracesAreListedAndOpened() {
    go("/traces?experiment=" + experiment);
    assertThat(at("trace-table")).containsText("what is late?");
    at("trace-table").locator("tbody a").first().click();
    assertThat(at("trace")).containsText("1.5");
    go("/experiments/" + experiment + "/traces?selectedEvaluationId=" + trace);
    assertThat(at("trace")).isVisible();
  }

  @Test
  void versionsStandSideBySideAndMove() {
    go("/models/iris?version=2&tab=compare");
    assertThat(at("compare-versions")).containsText("val/loss");
    go("/models/iris?version=2&tab=moves");
    at("manage").getByLabel("Alias").fill("champion");
    at("set-alias").click();
    assertThat(at("champion")).containsText("v2");
    at("manage").getByLabel("Stage").selectOption("Production");
    at("set-stage").click();
    assertThat(at("versions")).containsText("Production");
  }

  @Test
  void aReportIsWrittenWithALiveChart() {
    go("/reports");
    at("new-report").click();
    at("report-body").fill("# What we saw\n\n");
    at("insert-runs").click();
    assertThat(at("report-runs")).containsText("second");
    at("save-report").click();
    assertThat(at("report-text")).containsText("What we saw");
    at("pin").click();
    assertThat(at("pins")).containsText("A new report");
  }

  @Test
  void pastedIdsAndMlflowsLinksLeadToTheirPages() {
    go("/experiments/" + experiment + "/runs/" + run + "/artifacts/table.json");
    assertThat(at("table-preview")).isVisible();
    page.keyboard().press("Control+k");
    assertThat(at("palette")).isVisible();
    page.keyboard().type(trace);
    page.keyboard().press("Enter");
    assertThat(at("trace")).isVisible();
  }

  @Test
  void pagesAreReadableByAllAndFitAPhone() throws Exception {
    String axe = Files.readString(Path.of("../ui/node_modules/axe-core/axe.min.js"));
    String one = "/runs/" + run;
    List<String> pages =
        List.of(
            one,
            one + "?tab=params",
            one + "?tab=artifacts&artifact=table.json",
            one + "?tab=artifacts&artifact=rows.csv",
            one + "?tab=images",
            one + "?tab=data",
            one + "?tab=notes",
            "/traces",
            "/traces/" + trace,
            "/models",
            "/models/iris?tab=compare",
            "/models/iris?tab=moves",
            "/reports",
            "/data");
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {1440, 390}) {
        open(width, scheme);
        for (String hash : pages) {
          go(hash);
          Object overflow =
              page.evaluate(
                  "() => { const m = document.querySelector('.main');"
                      + " return m.scrollWidth - m.clientWidth }");
          Assertions.assertThat(((Number) overflow).intValue())
              .as(hash + " at " + width + " px scrolls sideways")
              .isLessThanOrEqualTo(0);
          page.locator("h1").first().waitFor();
          page.evaluate(axe);
          Object found =
              page.evaluate(
                  "async () => (await axe.run()).violations.map(v => v.id + ': ' +"
                      + " v.nodes[0].html).join('\\n')");
          Assertions.assertThat(found).as(hash + " at " + width + " " + scheme).isEqualTo("");
        }
      }
    }
  }
}
