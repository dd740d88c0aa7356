package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.server.config.NoriaConfig;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.NewLoggedModel;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.Tracking;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run read and wrote, as the pages ask for it. */
class RunPartsApiTest {
  private static final java.util.logging.Logger QUIET = java.util.logging.Logger.getLogger("");

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  @TempDir static Path folder;
  private static Noria noria;
  private static Run run;
  private static LoggedModel model;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @BeforeAll
  static void open() throws Exception {
    noria =
        Noria.open(
            NoriaConfig.load(
                new NoriaConfig.Arguments(null, 0, null, null, null, true, Map.of()),
                Map.of(),
                () -> folder.resolve("data")));
    Tracking tracking = noria.areas().services().tracking();
    ExperimentId experiment = tracking.experiments().create("iris", Map.of(), null);
    run = tracking.runs().create(NewRun.of(experiment, "first"));
    tracking
        .runs()
        .logInputs(
            run.id(),
            List.of(
                new DatasetInput(
                    "iris",
                    "d1",
                    "http",
                    "{\"url\":\"https://example.org/iris.csv\"}",
                    "{\"mlflow_colspec\":[]}",
                    "{\"num_rows\":150}",
                    Map.of(DatasetInput.CONTEXT, "training"),
                    null)));
    model =
        tracking
            .loggedModels()
            .create(
                new NewLoggedModel(
                    experiment, "model", run.id(), "sklearn", Map.of("C", "1"), Map.of()));
    for (String path : List.of("report.html", "paper.pdf", "data/a.txt", "data/deep/b.txt")) {
      tracking
          .artifacts()
          .put(
              run.info().artifacts(),
              path,
              new ByteArrayInputStream(("<p>" + path).getBytes(StandardCharsets.UTF_8)));
    }
    tracking
        .artifacts()
        .put(
            model.artifacts(),
            "MLmodel",
            new ByteArrayInputStream("flavors: {}".getBytes(StandardCharsets.UTF_8)));
  }

  @AfterAll
  static void close() {
    noria.close();
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(noria.url() + "/noria/v1" + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> framed(String path) throws Exception {
    return get(path, "Sec-Fetch-Dest", "iframe", "Sec-Fetch-Site", "same-origin");
  }

  private JsonNode ok(String path, String pattern) throws Exception {
    HttpResponse<byte[]> answer = get(path);
    JsonNode node = json.readTree(answer.body());
    assertThat(answer.statusCode()).as(node.toString()).isEqualTo(200);
    Contract contract = new Contract(json.readTree(get("/openapi.json").body()));
    assertThat(contract.problems("get", "/noria/v1" + pattern, node)).as(path).isEmpty();
    return node;
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void inputsComeWithTheirSchemasAndProfiles() throws Exception {
    JsonNode input = ok("/runs/" + run.id() + "/inputs", "/runs/{run}/inputs").at("/items/0");
    assertThat(input.path("name").asText()).isEqualTo("iris");
    assertThat(input.path("context").asText()).isEqualTo("training");
    assertThat(input.path("profile").asText()).isEqualTo("{\"num_rows\":150}");
    JsonNode tracked = ok("/tracked_datasets", "/tracked_datasets").at("/items/0");
    assertThat(tracked.path("contexts").toString()).isEqualTo("[\"training\"]");
    assertThat(tracked.path("experiment_name").asText()).isEqualTo("iris");
    assertThat(get("/runs/" + "0".repeat(32) + "/inputs").statusCode()).isEqualTo(404);
  }

  @Test
  void modelsThatARunLoggedAreListedAndHaveFiles() throws Exception {
    JsonNode listed = ok("/runs/" + run.id() + "/models", "/runs/{run}/models").path("items");
    assertThat(listed).hasSize(1);
    assertThat(listed.at("/0/id").asText()).isEqualTo(model.id().value());
    String one = "/logged_models/" + model.id();
    assertThat(ok(one, "/logged_models/{model}").path("params").path("C").asText()).isEqualTo("1");
    JsonNode files = ok(one + "/artifacts", "/logged_models/{model}/artifacts").path("items");
    assertThat(files.at("/0/name").asText()).isEqualTo("MLmodel");
    assertThat(
            new String(get(one + "/artifacts/content?path=MLmodel").body(), StandardCharsets.UTF_8))
        .isEqualTo("flavors: {}");
    assertThat(get("/logged_models/m-" + "0".repeat(32)).statusCode()).isEqualTo(404);
  }

  @Test
  void pagesRunInAnOriginOfTheirOwn() throws Exception {
    String path = "/runs/" + run.id() + "/artifacts/content?path=report.html";
    HttpResponse<byte[]> page = framed(path + "&view=page");
    assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(page, "content-security-policy"))
        .startsWith("sandbox allow-scripts;")
        .doesNotContain("allow-same-origin")
        .doesNotContain("https:");
    assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(framed(path + "&view=page-online"), "content-security-policy"))
        .startsWith("sandbox allow-scripts;")
        .contains("https:");
    for (HttpResponse<byte[]> plain :
        List.of(
            get(path),
            get(path + "&view=page"),
            get(path + "&view=page", "Sec-Fetch-Dest", "document", "Sec-Fetch-Site", "none"),
            get(path + "&view=page", "Sec-Fetch-Dest", "iframe", "Sec-Fetch-Site", "cross-site"),
            get(path + "&view=page-online", "Sec-Fetch-Site", "same-origin"))) {
      assertThat(header(plain, "content-type")).startsWith("text/plain");
      assertThat(header(plain, "content-security-policy")).startsWith("sandbox;");
      assertThat(header(plain, "etag")).isNotEqualTo(header(page, "etag"));
    }
    HttpResponse<byte[]> pdf =
        get("/runs/" + run.id() + "/artifacts/content?path=paper.pdf&view=page");
    assertThat(header(pdf, "content-type")).isEqualTo("application/pdf");
    assertThat(header(pdf, "content-disposition")).startsWith("inline");
    HttpResponse<byte[]> odd = get(path + "&view=window");
    assertThat(odd.statusCode()).isEqualTo(400);
    assertThat(new String(odd.body(), StandardCharsets.UTF_8))
        .contains("window", "file, page or page-online");
  }

  private static void put(String path, String text) throws Exception {
    noria
        .areas()
        .services()
        .tracking()
        .artifacts()
        .put(
            run.info().artifacts(),
            path,
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private JsonNode table(String query) throws Exception {
    return ok(
        "/runs/" + run.id() + "/artifacts/table?path=" + query, "/runs/{run}/artifacts/table");
  }

  @Test
  void tablesAreReadByRows() throws Exception {
    StringBuilder data = new StringBuilder();
    StringBuilder records = new StringBuilder();
    StringBuilder csv = new StringBuilder("q,n\n");
    for (int i = 0; i < 500; i++) {
      data.append(i == 0 ? "" : ",").append("[\"q%d\",%d,{\"x\":1}]".formatted(i, i));
      records.append("{\"q\":\"q%d\",\"n\":%d}\n".formatted(i, i));
      csv.append("q%d,%d\n".formatted(i, i));
    }
    put("t/split.json", "{\"columns\":[\"q\",\"n\",\"more\"],\"data\":[" + data + "]}");
    put("t/late.json", "{\"data\":[[1,NaN]],\"columns\":[\"a\",\"b\"],\"other\":{}}");
    put("t/lines.jsonl", records.toString());
    put("t/list.json", "[" + records.toString().trim().replace("\n", ",") + "]");
    put("t/some.csv", csv.toString());

    JsonNode page = table("t/split.json&from=498&limit=10");
    assertThat(page.path("total").asInt()).isEqualTo(500);
    assertThat(page.at("/rows/1").toString()).isEqualTo("[\"q499\",499,\"{\\\"x\\\":1}\"]");
    assertThat(table("t/split.json&contains=Q49&limit=1").path("total").asInt()).isEqualTo(11);
    assertThat(table("t/late.json").at("/rows/0").toString()).isEqualTo("[1,\"NaN\"]");
    for (String name : List.of("t/lines.jsonl", "t/list.json")) {
      JsonNode found = table(name + "&from=499");
      assertThat(found.at("/rows/0").toString()).as(name).isEqualTo("[\"q499\",499]");
      assertThat(found.at("/columns/1/name").asText()).isEqualTo("n");
    }
    JsonNode sorted = table("t/some.csv&sort=n&descending=true&limit=1");
    assertThat(sorted.at("/rows/0").toString()).isEqualTo("[\"q499\",\"499\"]");
    assertThat(sorted.at("/columns/1/type").asText()).isEqualTo("BIGINT");
  }

  @Test
  void whatIsNoTableIsRefused() throws Exception {
    put("t/tree.json", "{\"a\":1}");
    put("t/broken.json", "{\"columns\":[\"a\"],\"data\":[[1");
    put("t/numbers.json", "[1,2]");
    put("t/no.parquet", "no parquet");
    put("t/empty.csv", "");
    String path = "/runs/" + run.id() + "/artifacts/table?path=";
    for (String bad :
        List.of(
            "t/tree.json",
            "t/broken.json",
            "t/numbers.json",
            "t/no.parquet",
            "t/empty.csv",
            "paper.pdf",
            "t/tree.json&limit=0",
            "t/tree.json&sort=a")) {
      HttpResponse<byte[]> answer = get(path + bad);
      String said = new String(answer.body(), StandardCharsets.UTF_8);
      assertThat(answer.statusCode()).as(bad + ": " + said).isEqualTo(400);
      assertThat(said).contains("INVALID_ARGUMENT").doesNotContain(folder.toString());
    }
    assertThat(get(path + "nothing.csv").statusCode()).isEqualTo(404);
    assertThat(get(path + "data").statusCode()).isEqualTo(404);
  }

  @Test
  void foldersComeAsOneZip() throws Exception {
    String path = "/runs/" + run.id() + "/artifacts/archive";
    HttpResponse<byte[]> answer = get(path + "?path=data");
    assertThat(header(answer, "content-disposition")).contains("data.zip");
    Map<String, String> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(files)
        .isEqualTo(Map.of("data/a.txt", "<p>data/a.txt", "data/deep/b.txt", "<p>data/deep/b.txt"));
    assertThat(get(path + "?path=nothing").statusCode()).isEqualTo(404);
    assertThat(get(path + "?path=..%2F..").statusCode()).isBetween(400, 404);
  }
}
