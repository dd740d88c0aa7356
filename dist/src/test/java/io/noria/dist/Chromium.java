package io.noria.dist;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** The system's Chromium before a server's pages: one for a class, one page for each test. */
final class Chromium implements AutoCloseable {
  private static final List<String> ARGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final Browser browser =
      playwright
          .chromium()
          .launch(new BrowserType.LaunchOptions().setExecutablePath(program()).setArgs(ARGS));
  private final String url;
  private final List<String> errors = new ArrayList<>();
  private @Nullable BrowserContext context;

  /** Opens it before the pages of the server. */
  Chromium(String url) {
    this.url = url;
  }

  private static Path program() {
    for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
      for (String folder : System.getenv("PATH").split(":")) {
        if (Files.isExecutable(Path.of(folder, name))) {
          return Path.of(folder, name);
        }
      }
    }
    throw new AssertionError("no Chromium on the PATH (on Debian: apt-get install chromium)");
  }

  /** A new page in a window of that size; the one before is closed. */
  Page open(int width, int height, ColorScheme scheme) {
    closePage();
    BrowserContext opened =
        browser.newContext(
            new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
    opened.setDefaultTimeout(20_000);
    context = opened;
    Page page = opened.newPage();
    page.onPageError(errors::add);
    return page;
  }

  /** Leads the page to the address after {@code #}, until nothing more is loading. */
  void go(Page page, String hash) {
    page.navigate(url + "/#" + hash);
    settled(page);
  }

  /** Waits until nothing is loading. */
  static void settled(Page page) {
    // Before the app has drawn its frame nothing is busy and no key is heard.
    page.getByTestId("health")
        .first()
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
    page.waitForFunction("() => document.querySelectorAll('[aria-busy=true]').length === 0");
  }

  private void closePage() {
    if (context != null) {
      context.close();
      context = null;
    }
  }

  /** Closes the page, none of whose scripts may have failed. */
  void end() {
    closePage();
    List<String> seen = List.copyOf(errors);
    errors.clear();
    Assertions.assertThat(seen).isEmpty();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
