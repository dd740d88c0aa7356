package io.noria.dist;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person does on the pages, in the system's Chromium, on the year that the demo lived. */
class PagesIT {
  private static DemoWorld world;
  private static Chromium chromium;

  private Page page;

  @BeforeAll
  static void start() throws Exception {
    world = DemoWorld.lived();
    chromium = new Chromium(world.server().url());
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  @BeforeEach
  void open() {
    open(1440, 900, ColorScheme.LIGHT);
  }

  private void open(int width, int height, ColorScheme scheme) {
    page = chromium.open(width, height, scheme);
    go("/");
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
  void theLoopTellsTheYearAndEveryMarkLeadsToItsEvidence() {
    assertThat(at("loop")).isVisible();
    assertThat(at("timeline")).isVisible();
    assertThat(at("loop-status")).containsText("flights");
    Locator refused = page.locator("[data-mark='dataset_version:flights@2013-06']").first();
    assertThat(refused).isVisible();
    refused.focus();
    page.keyboard().press("Enter");
    assertThat(at("evidence")).isVisible();
    assertThat(at("evidence")).containsText("distance");
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("evidence")).hasCount(0);
    assertThat(at("happened")).containsText("champion");
  }

  @Test
  void keysLeadThroughTheShell() {
    page.keyboard().press("g");
    page.keyboard().press("m");
    assertThat(at("models")).isVisible();
    page.keyboard().press("g");
    page.keyboard().press("d");
    assertThat(at("deployments")).isVisible();
    page.keyboard().press("g");
    page.keyboard().press("r");
    assertThat(at("runs")).isVisible();
    page.keyboard().press("?");
    assertThat(at("keys")).isVisible();
    page.keyboard().press("Escape");
    page.keyboard().press("Control+k");
    assertThat(at("palette")).isVisible();
    page.keyboard().type("flights");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("palette")).hasCount(0);
  }

  @Test
  void aRunShowsItsCurvesItsParametersAndItsFiles() throws Exception {
    String run = world.get("/noria/v1/models/flights/versions/1").path("run").asText();
    go("/runs/" + run);
    assertThat(at("run")).isVisible();
    assertThat(at("thread")).isVisible();
    at("tab-trials").click();
    assertThat(at("trials")).isVisible();
    at("tab-params").click();
    assertThat(page.getByText("max_depth").first()).isVisible();
    at("tab-artifacts").click();
    assertThat(at("artifacts")).containsText("model");
  }

  @Test
  void linksThatMlflowsClientPrintsLeadToTheRun() throws Exception {
    String run = world.get("/noria/v1/models/flights/versions/1").path("run").asText();
    go("/experiments/1/runs/" + run);
    assertThat(at("run")).isVisible();
  }

  @Test
  void theModelShowsVersionsStagesAndTheIntervalThatDecided() {
    go("/models/flights");
    assertThat(at("versions")).containsText("Production");
    assertThat(at("stages")).isVisible();
    at("tab-evidence").click();
    assertThat(at("verdict")).isVisible();
    at("tab-card").click();
    assertThat(page.getByText("Will this flight arrive").first()).isVisible();
    at("tab-moves").click();
    assertThat(page.getByText("champion").first()).isVisible();
  }

  @Test
  void theDeploymentShowsTheMissionsDashboard() {
    go("/deployments/flights");
    assertThat(at("topline")).isVisible();
    assertThat(at("performance")).isVisible();
    assertThat(at("drift")).containsText("temp");
    assertThat(at("alerts")).isVisible();
    assertThat(at("distribution")).isVisible();
  }

  @Test
  void dataPagesShowTheProfileAndWhyAVersionWasRefused() {
    go("/data/flights");
    assertThat(at("dataset")).containsText("2013-06");
    go("/data/flights/2013-06");
    assertThat(at("refusal")).containsText("distance");
    go("/data/flights/2013-05");
    assertThat(at("profile")).containsText("distance");
  }

  @Test
  void aPipelineRunSaysWhyATaskWasOrWasNotTakenFromTheCache() throws Exception {
    String turn = "";
    for (JsonNode run : world.get("/noria/v1/pipelines/runs?max_results=10").path("items")) {
      if (turn.isEmpty() && run.path("pipeline").asText().equals("flights")) {
        turn = run.path("id").asText();
      }
    }
    go("/pipelines/" + turn);
    assertThat(at("tasks")).containsText(Pattern.compile("prepare-2013-\\d\\d"));
    assertThat(at("tasks")).containsText("hit");
  }

  @Test
  void aPredictionTellsWhyAndWhatOneCanDoAboutIt() {
    go("/deployments/flights");
    at("predictions").locator("a[title^='prediction:']").first().click();
    assertThat(at("why")).isVisible();
    assertThat(at("said")).containsText("flights");
    assertThat(at("contributions")).containsText("knowing nothing");
    assertThat(at("contributions")).containsText("the answer");
    assertThat(at("neighbours")).isVisible();
    assertThat(at("made")).containsText("training");
    assertThat(at("verdicts")).isVisible();
    page.keyboard().press("b");
    assertThat(at("goback-why")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("goback")).hasCount(0);
    page.keyboard().press("g");
    page.keyboard().press("t");
    assertThat(at("graph")).isVisible();
    assertThat(at("chosen")).containsText("prediction");
  }

  @Test
  void theLineageIsGroupedOpenedSearchedAndFollowed() {
    go("/lineage/deployment:flights?direction=forward");
    assertThat(at("graph-size")).containsText("records");
    Locator windows =
        page.locator("[data-node='forward~watched~window~~deployment:flights']").first();
    assertThat(windows).containsText("windows");
    windows.click();
    assertThat(at("chosen")).containsText("watched by deployment flights");
    page.keyboard().press("Enter");
    assertThat(page.locator("[data-node^='window:flights/']").first()).isVisible();
    page.keyboard().press("/");
    page.keyboard().type("pipeline");
    page.keyboard().press("Enter");
    assertThat(page.getByText(Pattern.compile("1 of \\d+ match")).first()).isVisible();
    page.keyboard().press("Escape");
    page.keyboard().press("t");
    assertThat(at("graph-table")).containsText("pipeline run");
    go("/lineage/model_version:flights/1");
    at("chosen").getByText("deployment flights").first().click();
    assertThat(at("chosen").locator("h2")).containsText("deployment flights");
    page.keyboard().press("f");
    assertThat(at("trail")).containsText("model v1");
    page.goBack();
    assertThat(at("title")).containsText("flights v1");
    assertThat(at("graph")).isVisible();
  }

  @Test
  void badDataIsNamedWhereverItWentAndIsRevokedKnowingItsReach() throws Exception {
    String revoked = null;
    String run = null;
    for (JsonNode version :
        world.get("/noria/v1/datasets/flights/versions?max_results=100").path("items")) {
      if (version.path("status").asText().equals("revoked")) {
        revoked = version.path("label").asText();
        for (JsonNode user : version.path("used_by")) {
          run = user.asText().startsWith("run:") ? user.asText().substring(4) : run;
        }
      }
    }
    Assertions.assertThat(revoked).as("the demo's last act revoked one").isNotNull();
    go("/loop");
    assertThat(page.locator("[data-mark='dataset_version:flights@" + revoked + "']").first())
        .hasAttribute("aria-label", Pattern.compile("revoked since"));
    go("/data/flights/" + revoked);
    assertThat(at("revoked")).containsText("Revoked by");
    assertThat(at("impact")).containsText("model version");
    go("/runs/" + run);
    assertThat(at("revoked")).containsText("trained on revoked data");
    go("/data/flights/2013-03");
    page.keyboard().press("v");
    assertThat(at("revoke")).containsText("What will change");
    assertThat(at("revoke")).containsText("model version");
    assertThat(at("revoke-do")).isDisabled();
    at("revoke-why").fill("nothing was wrong");
    assertThat(at("revoke-do")).isEnabled();
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("revoke")).hasCount(0);
    assertThat(at("data-version")).containsText("accepted");
  }

  @Test
  void anUnknownPageSaysSo() {
    go("/models/nobody-made-this");
    assertThat(at("error")).containsText("nobody-made-this");
  }

  @Test
  void pagesFitAPhoneAndTheDark() throws Exception {
    Path shots = Files.createDirectories(Path.of("target/screenshots"));
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {1440, 390}) {
        open(width, 900, scheme);
        for (String hash :
            List.of(
                "/",
                "/models/flights",
                "/deployments/flights",
                "/data/flights",
                "/runs",
                "/lineage/deployment:flights")) {
          go(hash);
          Object overflow =
              page.evaluate(
                  "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
          Assertions.assertThat(((Number) overflow).intValue())
              .as(hash + " at " + width + " px scrolls sideways")
              .isLessThanOrEqualTo(0);
          String name = hash.replaceAll("[^a-z]+", "-") + "-" + width + "-" + scheme + ".png";
          page.screenshot(
              new Page.ScreenshotOptions().setPath(shots.resolve("page" + name)).setFullPage(true));
        }
      }
    }
  }
}
