package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.protocols.rest.RestServices;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Signature;
import io.noria.server.config.NoriaConfig;
import io.noria.serving.Follow;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways of sending traffic through the whole server. */
class TrafficOverHttpTest {
  static {
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
  }

  private static final String ONE = "/noria/v1/deployments/{deployment}";

  @TempDir static Path folder;
  private static Noria noria;
  private static RestServices services;

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
    services = noria.areas().services();
    register(10);
    register(20);
  }

  @AfterAll
  static void close() {
    noria.close();
  }

  /** A version that answers the intercept plus the petal's length less three. */
  private static void register(double intercept) throws Exception {
    var linear =
        new LinearModel(
            List.of(intercept),
            List.of(new LinearModel.Number("petal", 3, 1)),
            List.of(List.of(1.0)));
    var info =
        new BundleInfo(
            1,
            new Signature(List.of(FeatureColumn.of("petal", FeatureColumn.Type.DOUBLE))),
            BundleInfo.Objective.REGRESSION,
            "size",
            List.of(),
            0.5,
            List.of(),
            BundleInfo.Runtime.LINEAR,
            "");
    Run run =
        services
            .tracking()
            .runs()
            .create(NewRun.of(services.tracking().experiments().ensure("size"), "r"));
    for (Map.Entry<String, String> file :
        Map.of(BundleInfo.FILE, info.toJson(), LinearModel.FILE, linear.toJson()).entrySet()) {
      services
          .tracking()
          .artifacts()
          .put(
              run.info().artifacts(),
              "model/" + file.getKey(),
              new ByteArrayInputStream(file.getValue().getBytes(StandardCharsets.UTF_8)));
    }
    services.registry().models().ensure("size");
    services.registry().versions().create(NewModelVersion.ofRun("size", run.id(), "model", null));
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(noria.url() + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode done(String method, String route, String path, String body) throws Exception {
    HttpResponse<String> answer = send(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode found = json.readTree(answer.body());
    var contract = new Contract(json.readTree(send("GET", "/noria/v1/openapi.json", "").body()));
    assertThat(contract.problems(method.toLowerCase(java.util.Locale.ROOT), route, found))
        .as(path)
        .isEmpty();
    return found;
  }

  private JsonNode deployed(String name) throws Exception {
    return done("GET", ONE, "/noria/v1/deployments/" + name, "");
  }

  private String plain(String name, double petal, String... headers) throws Exception {
    return send(
            "POST", "/deployments/" + name + "/predict", "{\"features\":[" + petal + "]}", headers)
        .body();
  }

  @Test
  void rulesDecideInEveryDialect() throws Exception {
    services.serving().deployments().deploy("ruled", "size", Follow.version(1));
    JsonNode set =
        done(
            "PUT",
            ONE + "/traffic",
            "/noria/v1/deployments/ruled/traffic",
            """
            {"variants": [{"name": "next", "follow": "version:2", "share": 0}],
             "rules": [{"header": "X-Team", "operator": "in", "values": ["blue", "red"], "variant": "next"},
                       {"field": "petal", "operator": "greater", "values": ["100"], "variant": "next"}]}
            """);
    assertThat(set.path("rules").get(0).path("header").asText()).isEqualTo("x-team");
    assertThat(plain("ruled", 3)).contains("10.0");
    assertThat(plain("ruled", 3, "x-team", "red")).contains("20.0");
    assertThat(plain("ruled", 103)).contains("120.0");
    String tensors =
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP64\",\"shape\":[1,1],\"data\":[%s]}]}";
    for (String petal : List.of("3", "103")) {
      HttpResponse<String> answer =
          send("POST", "/v2/models/ruled/infer", tensors.formatted(petal), "X-Team", "blue");
      assertThat(answer.body()).contains("\"model_version\":\"2\"");
    }
    assertThat(send("POST", "/v2/models/ruled/infer", tensors.formatted("3")).body())
        .contains("\"model_version\":\"1\"");
    assertThat(send("POST", "/v2/models/ruled/infer", tensors.formatted("103")).body())
        .contains("\"model_version\":\"2\"");
    assertThat(
            send("POST", "/at/tfserving/v1/models/ruled:predict", "{\"instances\":[[103]]}").body())
        .contains("120.0");
    HttpResponse<String> refused =
        send(
            "PUT",
            "/noria/v1/deployments/ruled/traffic",
            "{\"variants\":[],\"rules\":[{\"field\":\"leaf\",\"operator\":\"present\",\"variant\":\"own\"}]}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains("rule on field leaf: no such column (expected: one of petal)");
  }

  @Test
  void whatIsMissingInListsIsTheCallersFault() throws Exception {
    services.serving().deployments().deploy("listed", "size", Follow.version(1));
    String rule = "{\"variants\":[],\"rules\":[%s]}";
    for (String body :
        List.of(
            "null",
            "{\"variants\":[null]}",
            rule.formatted("null"),
            rule.formatted(
                "{\"header\":\"x\",\"operator\":\"in\",\"values\":[null],\"variant\":\"own\"}"))) {
      HttpResponse<String> refused = send("PUT", "/noria/v1/deployments/listed/traffic", body);
      assertThat(refused.statusCode()).as(body + refused.body()).isEqualTo(400);
    }
    assertThat(
            send(
                    "POST",
                    "/noria/v1/deployments/listed/canary",
                    "{\"follow\":\"version:2\",\"steps\":[null],\"every_s\":1}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void aCanaryGoesOnByItselfUntilItAnswersEverything() throws Exception {
    services.serving().deployments().deploy("stepped", "size", Follow.version(1));
    String path = "/noria/v1/deployments/stepped/canary";
    assertThat(send("GET", path, "").statusCode()).isEqualTo(404);
    JsonNode begun =
        done(
            "POST",
            ONE + "/canary",
            path,
            "{\"follow\":\"version:2\",\"steps\":[50],\"every_s\":3600,\"min_requests\":1,"
                + "\"max_error_rate\":0.5,\"max_p99_ratio\":1e5}");
    assertThat(begun.path("share").asDouble()).isEqualTo(50);
    assertThat(begun.path("base").path("version").asInt()).isEqualTo(1);
    for (int i = 0; i < 40; i++) {
      plain("stepped", i);
    }
    assertThat(
            done("POST", ONE + "/canary/abort", path + "/abort", "{\"why\":\"too slow\"}")
                .path("why")
                .asText())
        .isEqualTo("aborted: too slow");
    done(
        "POST",
        ONE + "/canary",
        path,
        "{\"follow\":\"version:2\",\"steps\":[50, 60],\"every_s\":0.01,\"min_requests\":1}");
    Awaitility.await()
        .untilAsserted(() -> {
          plain("stepped", 3);
          assertThat(done("GET", ONE + "/canary", path, "").path("state").asText())
              .isEqualTo("finished");
        });
    JsonNode deployed = deployed("stepped");
    assertThat(deployed.path("follows").asText()).isEqualTo("version:2");
    assertThat(deployed.path("canary").path("state").asText()).isEqualTo("finished");
    assertThat(send("GET", "/noria/v1/events?subject=deployment:stepped", "").body())
        .contains("CanaryMoved")
        .contains("stepped: canary size version 2 answers no more: aborted: too slow");
    assertThat(
            send("POST", path, "{\"follow\":\"version:1\",\"steps\":[5,1],\"every_s\":1}").body())
        .contains("steps: [5.0, 1.0] (expected: percents that rise, above 0 and at most 100)");
  }

  @Test
  void stagesLimitsAndKeptAnswersHoldInEveryDialect() throws Exception {
    services.serving().deployments().deploy("held", "size", Follow.version(1));
    services.serving().deployments().deploy("held-next", "size", Follow.version(2));
    String path = "/noria/v1/deployments/held";
    done("PUT", ONE + "/stage", path + "/stage", "{\"stage\":\"production\"}");
    JsonNode cached =
        done("PUT", ONE + "/cache", path + "/cache", "{\"max_bytes\":100000,\"max_age_s\":60}");
    assertThat(cached.path("stage").asText()).isEqualTo("production");
    plain("held", 3);
    plain("held", 3);
    JsonNode promoted =
        done(
            "POST",
            ONE + "/promote",
            "/noria/v1/deployments/held-next/promote",
            "{\"to\":\"held\"}");
    assertThat(promoted.path("version").asInt()).isEqualTo(2);
    assertThat(plain("held", 3)).contains("20.0");
    done("PUT", ONE + "/limits", path + "/limits", "{\"per_second\":0.001,\"rows_per_day\":1000}");
    plain("held", 3);
    HttpResponse<String> refused = send("POST", "/deployments/held/predict", "{\"features\":[3]}");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After").orElseThrow())
        .satisfies(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(900, 1000));
    assertThat(refused.body()).contains("RESOURCE_EXHAUSTED").contains("address:127.0.0.1");
    for (String dialect :
        List.of("/at/tfserving/v1/models/held:predict", "/at/kserve/v1/models/held:predict")) {
      HttpResponse<String> other = send("POST", dialect, "{\"instances\":[[3]]}");
      assertThat(other.statusCode()).as(dialect).isEqualTo(429);
      assertThat(other.headers().firstValue("Retry-After")).as(dialect).isPresent();
    }
    JsonNode deployed = deployed("held");
    assertThat(deployed.path("limits").path("burst").asInt()).isEqualTo(1);
    assertThat(deployed.path("swaps").get(0).path("why").asText())
        .isEqualTo("promoted from held-next");
    assertThat(send("GET", "/noria/v1/deployments?stage=production", "").body())
        .contains("\"name\":\"held\"")
        .doesNotContain("held-next");
    assertThat(send("GET", "/metrics", "").body())
        .contains("noria_inference_limited_total{deployment=\"held\",limit=\"rate\"} 3")
        .contains("noria_inference_cache_total{deployment=\"held\",outcome=\"hit\"} 2");
    assertThat(deployed("held").path("errors_total").asInt()).isZero();
    done("PUT", ONE + "/limits", path + "/limits", "{}");
    assertThat(plain("held", 3)).contains("20.0");
    assertThat(send("PUT", path + "/cache", "{\"max_bytes\":1}").body())
        .contains("max_bytes, max_age_s: one is missing (expected: both, or neither for no cache)");
  }
}
