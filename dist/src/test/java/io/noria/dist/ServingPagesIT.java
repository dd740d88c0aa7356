package io.noria.dist;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

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
import org.junit.jupiter.api.io.TempDir;

/** The pages of serving in the system's Chromium, over models whose answers tell them apart. */
class ServingPagesIT {
  private static final Path AXE = Path.of("../ui/node_modules/axe-core/axe.min.js");

  @TempDir private static Path temp;

  private static NoriaProcess server;
  private static Chromium chromium;

  private Page page;

  @BeforeAll
  static void start() throws Exception {
    server =
        NoriaProcess.server(temp.resolve("server.log"), "--data", temp.resolve("data").toString());
    for (String model : List.of("tides", "winds")) {
      for (int version = 1; version <= 3; version++) {
        TinyModel.register(server, model, version);
      }
      TinyModel.alias(server, model, "champion", "1");
    }
    TinyModel.deploy(server, "winds", "champion");
    ask("winds", 20);
    chromium = new Chromium(server.url());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    chromium.close();
    server.close();
  }

  private static void ask(String deployment, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      server.post("/deployments/" + deployment + "/predict", "{\"features\":{\"x\":" + i + "}}");
    }
  }

  @BeforeEach
  void open() {
    page = chromium.open(1440, 900, ColorScheme.LIGHT);
  }

  @AfterEach
  void noPageFailed() {
    chromium.end();
  }

  private Locator at(String id) {
    return page.getByTestId(id).first();
  }

  @Test
  void aModelIsDeployedTriedSplitSwappedAndRolledBack() throws Exception {
    chromium.go(page, "/models/tides?version=1");
    at("deploy-open").click();
    at("deploy-name").fill("coast");
    at("follow").selectOption("alias:champion");
    at("deploy-do").click();
    assertThat(at("title")).hasText("coast");
    assertThat(at("topline")).containsText("tides v1");

    tryIt();
    split();

    page.keyboard().press("s");
    at("swap-version").selectOption("3");
    assertThat(at("swap")).containsText("The alias champion of tides moves from v1 to v3.");
    at("swap-why").fill("spring");
    at("swap-do").click();
    assertThat(at("topline")).containsText("tides v3");
    Assertions.assertThat(server.get("/noria/v1/deployments/coast").body())
        .contains("\"version\":3");

    page.keyboard().press("b");
    assertThat(at("goback")).containsText("What will change");
    at("goback-do").click();
    assertThat(at("topline")).containsText("tides v1");
  }

  private void tryIt() {
    page.locator("#try-x").fill("warm");
    assertThat(at("tryit")).containsText("warm (expected: a number)");
    at("ask").click();
    assertThat(at("ask-error")).containsText("x");
    page.locator("#try-x").fill("2.5");
    at("ask").click();
    assertThat(at("answer")).containsText("y ≈ 1");
    assertThat(at("answer")).containsText("v1");
    assertThat(at("same-request")).containsText("curl -s " + server.url() + "/deployments/coast");
    assertThat(at("predictions")).containsText("why");
    for (String dialect : List.of("oip", "kserve", "tfserving", "mlflow")) {
      page.locator("[data-dialect=" + dialect + "]").click();
      Object before =
          page.evaluate("() => document.querySelector('[data-testid=answer] .id').title");
      at("ask").click();
      // Each answer has an id of its own.
      page.waitForFunction(
          "old => document.querySelector('[data-testid=answer] .id')?.title !== old", before);
      assertThat(page.getByTestId("ask-error")).hasCount(0);
      assertThat(at("answer")).containsText("v1");
    }
    page.locator("[data-dialect=tritonclient]").click();
    assertThat(at("same-request")).containsText("np.array([[2.5]], dtype=np.float64)");
  }

  private void split() throws Exception {
    at("add-variant").click();
    at("follow").selectOption("version:2");
    at("variant-add").click();
    assertThat(at("split-preview")).containsText("begins to answer 10 % of the requests");
    page.locator("[data-variant=challenger] input[type=range]").fill("40");
    assertThat(at("split-preview")).containsText("challenger (v2) begins to answer 40 %");
    assertThat(at("own-share")).hasText("60 %");
    Assertions.assertThat(server.get("/noria/v1/deployments/coast/traffic").body())
        .as("nothing changes before it is applied")
        .contains("\"variants\":[]");
    at("split-apply").click();
    assertThat(at("topsplit")).containsText(Pattern.compile("v2\\s*40"));
    at("add-rule").click();
    at("rule").fill("field:x > 50 -> challenger");
    page.keyboard().press("Enter");
    assertThat(at("split-preview")).containsText("A rule more: field x > 50 → challenger.");
    at("split-apply").click();
    assertThat(page.getByTestId("split-preview")).hasCount(0);
    assertThat(at("rules")).containsText("field x > 50");
    ask("coast", 60);
    assertThat(at("by-version")).containsText("v2");
    at("predictions-version").selectOption("2");
    assertThat(at("predictions").locator("tbody tr").first()).containsText("v2");
  }

  @Test
  void deploymentsAreFilteredAndOpenedByKeys() {
    chromium.go(page, "/deployments");
    assertThat(at("deployment-table")).containsText("winds v1");
    page.keyboard().press("/");
    page.keyboard().type("winds champion");
    assertThat(at("deployment-table").locator("tbody tr")).hasCount(1);
    page.keyboard().press("Escape");
    page.keyboard().press("j");
    page.keyboard().press("Enter");
    assertThat(at("title")).hasText("winds");
    assertThat(at("topline")).containsText("100");
  }

  @Test
  void aCanaryIsStartedPausedAndAborted() {
    chromium.go(page, "/deployments/winds");
    at("canary-new").click();
    at("follow").selectOption("version:2");
    page.getByLabel("Each at least").fill("soon");
    assertThat(at("canary-form")).containsText("every: soon (expected: such as 30s, 10m, 2h)");
    page.getByLabel("Each at least").fill("1h");
    at("canary-start").click();
    Locator progress = at("canary-progress");
    assertThat(progress).hasAttribute("data-state", "running");
    assertThat(progress).containsText("It goes to 5 % in");
    assertThat(at("topsplit")).containsText(Pattern.compile("v2\\s*1"));
    assertThat(at("add-variant")).isDisabled();
    at("canary-pause").click();
    page.getByLabel("Why").fill("lunch");
    at("canary-sure").click();
    assertThat(progress).hasAttribute("data-state", "paused");
    assertThat(progress).containsText("lunch");
    at("canary-abort").click();
    at("canary-sure").click();
    assertThat(progress).hasAttribute("data-state", "aborted");
    assertThat(at("add-variant")).isEnabled();
  }

  @Test
  void pagesFitAPhoneAndTheDarkAndAxeFindsNothing() throws Exception {
    String axe = Files.readString(AXE);
    Path shots = Files.createDirectories(Path.of("target/screenshots"));
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {1440, 390}) {
        page = chromium.open(width, 900, scheme);
        for (String hash : List.of("/deployments", "/deployments/winds")) {
          chromium.go(page, hash);
          page.screenshot(
              new Page.ScreenshotOptions()
                  .setPath(
                      shots.resolve("serving" + hash.replace('/', '-') + width + scheme + ".png")));
          Object overflow =
              page.evaluate(
                  "() => { const m = document.querySelector('.main');"
                      + " return m.scrollWidth - m.clientWidth; }");
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
