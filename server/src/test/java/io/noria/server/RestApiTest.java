package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.delivery.Check;
import io.noria.delivery.Gate;
import io.noria.protocols.rest.RestServices;
import io.noria.registry.NewModelVersion;
import io.noria.server.config.NoriaConfig;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Metric;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.RunData;
import io.noria.tracking.RunStatus;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestApiTest {
  private static final java.util.logging.Logger QUIET = java.util.logging.Logger.getLogger("");
  private static final Instant AT = Instant.parse("2013-04-01T00:00:00Z");

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  @TempDir static Path folder;
  private static Noria noria;
  private static Run run;
  private static Run child;

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
    RestServices services = noria.areas().services();
    ExperimentId experiment = services.tracking().experiments().create("flights", Map.of(), null);
    run = services.tracking().runs().create(NewRun.of(experiment, "parent").at(AT));
    child = services.tracking().runs().create(NewRun.of(experiment, "trial").childOf(run.id()));
    List<Metric> points = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      double value = i == 250 ? 9 : Math.sin(i / 10.0);
      points.add(new Metric("auc", value, AT.plusSeconds(i), i));
    }
    points.add(new Metric("broken", Double.NaN, AT, 0));
    services
        .tracking()
        .runs()
        .log(run.id(), new RunData(points, Map.of("depth", "6"), Map.of("team", "ops")));
    services
        .tracking()
        .artifacts()
        .put(
            run.info().artifacts(),
            "model/notes.html",
            new ByteArrayInputStream("<b>0123456789</b>".getBytes(StandardCharsets.UTF_8)));
    services.registry().models().create("flights", "", Map.of());
    services.registry().versions().create(NewModelVersion.ofRun("flights", run.id(), "model", AT));
    services.registry().models().create("gated", "", Map.of());
    services.registry().versions().create(NewModelVersion.ofRun("gated", run.id(), "model", AT));
    services
        .delivery()
        .gates()
        .bind("gated", List.of(Gate.of("gated", "production", Check.atLeast("auc", 0.7))));
  }

  @AfterAll
  static void close() {
    noria.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(noria.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = send("GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  @Test
  void answersAsItsDocumentSays() throws Exception {
    Contract contract = new Contract(get("/noria/v1/openapi.json"));
    Map<String, String> asked =
        Map.ofEntries(
            Map.entry("/noria/v1/version", "/noria/v1/version"),
            Map.entry("/noria/v1/health", "/noria/v1/health"),
            Map.entry("/noria/v1/events", "/noria/v1/events"),
            Map.entry("/noria/v1/search", "/noria/v1/search?q=fl"),
            Map.entry("/noria/v1/lineage", "/noria/v1/lineage?ref=model_version:flights/1"),
            Map.entry("/noria/v1/experiments", "/noria/v1/experiments"),
            Map.entry("/noria/v1/runs", "/noria/v1/runs"),
            Map.entry("/noria/v1/runs/columns", "/noria/v1/runs/columns?kind=metric&prefix=A"),
            Map.entry("/noria/v1/runs/{run}", "/noria/v1/runs/" + run.id()),
            Map.entry("/noria/v1/runs/{run}/metrics", "/noria/v1/runs/" + run.id() + "/metrics"),
            Map.entry(
                "/noria/v1/runs/{run}/artifacts", "/noria/v1/runs/" + run.id() + "/artifacts"),
            Map.entry("/noria/v1/models", "/noria/v1/models"),
            Map.entry("/noria/v1/models/{model}", "/noria/v1/models/flights"),
            Map.entry("/noria/v1/models/{model}/versions", "/noria/v1/models/flights/versions"),
            Map.entry(
                "/noria/v1/models/{model}/versions/{version}",
                "/noria/v1/models/flights/versions/1"),
            Map.entry("/noria/v1/models/{model}/history", "/noria/v1/models/flights/history"),
            Map.entry("/noria/v1/models/{model}/verdicts", "/noria/v1/models/flights/verdicts"),
            Map.entry("/noria/v1/tokens", "/noria/v1/tokens"),
            Map.entry("/health", "/health"));
    for (Map.Entry<String, String> one : asked.entrySet()) {
      assertThat(contract.problems("get", one.getKey(), get(one.getValue())))
          .as(one.getValue())
          .isEmpty();
    }
  }

  @Test
  void theTableOfRunsIsSearchedAndItsRunsAreDeletedAndRestored() throws Exception {
    Contract contract = new Contract(get("/noria/v1/openapi.json"));
    String experiment = run.info().experiment().value();
    String asked =
        "{\"experiments\":[\"%s\"],\"filter\":\"params.depth = '6' OR run_id IN ('CHILD')\","
            + "\"order_by\":[\"params.depth\"],\"columns\":[\"metrics.au*\"],\"limit\":1}";
    asked = asked.formatted(experiment).replace("CHILD", child.id().value());
    JsonNode page = post("/noria/v1/runs/search", asked);
    assertThat(contract.problems("post", "/noria/v1/runs/search", page)).isEmpty();
    assertThat(page.path("total").asInt()).isEqualTo(2);
    JsonNode first = page.path("runs").get(0);
    assertThat(first.path("id").asText()).isEqualTo(run.id().value());
    assertThat(first.path("params").size()).isZero();
    assertThat(first.path("metrics").propertyStream().map(Map.Entry::getKey))
        .containsExactly("auc");
    assertThat(first.path("children").asInt()).isEqualTo(1);
    assertThat(first.path("produced").toString()).contains("model_version:flights/1");
    assertThat(get("/noria/v1/runs/columns?experiment=" + experiment + "&contains=EPT").toString())
        .isEqualTo(
            "{\"columns\":[{\"kind\":\"param\",\"key\":\"depth\",\"runs\":1}],"
                + "\"truncated\":false}");

    JsonNode some =
        post(
            "/noria/v1/runs/columns", "{\"filter\":\"params.depth = '6'\",\"kinds\":[\"metric\"]}");
    assertThat(contract.problems("post", "/noria/v1/runs/columns", some)).isEmpty();
    assertThat(some.toString()).contains("\"auc\"");
    JsonNode groups =
        post(
            "/noria/v1/runs/groups",
            "{\"by\":[\"params.depth\"],\"metrics\":[\"auc\"],\"columns\":[\"attributes.user_id\"],"
                + "\"order_by\":[\"params.depth\"],\"limit\":1}");
    assertThat(contract.problems("post", "/noria/v1/runs/groups", groups)).isEmpty();
    assertThat(groups.path("groups").get(0).path("keys").toString()).isEqualTo("[\"6\"]");
    assertThat(groups.path("groups").get(0).path("metrics").path("auc").path("count").asInt())
        .isEqualTo(1);
    assertThat(groups.path("next_page_token").asText()).isNotEmpty();

    String one = "{\"runs\":[\"" + child.id() + "\"]}";
    JsonNode changed = post("/noria/v1/runs/delete", one);
    assertThat(contract.problems("post", "/noria/v1/runs/delete", changed)).isEmpty();
    assertThat(changed.path("changed").asInt()).isEqualTo(1);
    assertThat(post("/noria/v1/runs/search", asked).path("total").asInt()).isEqualTo(1);
    String rest =
        "{\"experiments\":[\"" + experiment + "\"],\"filter\":\"run_id = '" + child.id() + "'\"}";
    assertThat(post("/noria/v1/runs/restore", rest).path("changed").asInt()).isEqualTo(1);
    for (String bad :
        List.of("{}", "{\"runs\":[],\"experiments\":[]}", "{\"runs\":[],\"filter\":\"\"}")) {
      assertThat(send("POST", "/noria/v1/runs/delete", bad).statusCode()).as(bad).isEqualTo(400);
    }
    for (String bad :
        List.of(
            "{}",
            "{\"by\":[null]}",
            "{\"by\":[\"datasets.name\"]}",
            "{\"by\":[\"params.a\"],\"order_by\":[\"params.b\"]}")) {
      assertThat(send("POST", "/noria/v1/runs/groups", bad).statusCode()).as(bad).isEqualTo(400);
    }
    for (String bad : List.of("{\"limit\":0}", "{\"columns\":[\"auc\"]}", "{\"view\":\"x\"}")) {
      assertThat(send("POST", "/noria/v1/runs/search", bad).statusCode()).as(bad).isEqualTo(400);
    }
  }

  private JsonNode post(String path, String body) throws Exception {
    HttpResponse<String> answer = send("POST", path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  @Test
  void theThreadOfARunGroupsItsTrials() throws Exception {
    Contract contract = new Contract(get("/noria/v1/openapi.json"));
    RestServices services = noria.areas().services();
    ExperimentId experiment = services.tracking().experiments().create("search", Map.of(), null);
    Run search = services.tracking().runs().create(NewRun.of(experiment, "search").at(AT));
    for (int i = 0; i < 20; i++) {
      services.tracking().runs().create(NewRun.of(experiment, "t" + i).childOf(search.id()));
    }
    String asked = "/noria/v1/lineage?ref=run:" + search.id() + "&fan=8";
    JsonNode graph = get(asked);
    assertThat(contract.problems("get", "/noria/v1/lineage", graph)).isEmpty();
    assertThat(graph.path("nodes").size()).isEqualTo(1);
    assertThat(graph.path("nodes").get(0).path("title").asText()).isEqualTo("search");
    JsonNode group = graph.path("groups").get(0);
    assertThat(group.path("count").asInt()).isEqualTo(20);
    assertThat(group.path("relation").asText()).isEqualTo("tried");
    assertThat(graph.path("links").get(0).path("from").asText()).isEqualTo("run:" + search.id());

    String members = asked + "&max_results=15&group=" + group.path("id").asText();
    JsonNode first = get(members);
    assertThat(contract.problems("get", "/noria/v1/lineage", first)).isEmpty();
    assertThat(first.path("nodes").size()).isEqualTo(15);
    assertThat(first.path("edges").size()).isEqualTo(15);
    assertThat(first.path("total").asInt()).isEqualTo(20);
    JsonNode rest = get(members + "&page_token=" + first.path("next_page_token").asText());
    assertThat(rest.path("nodes").size()).isEqualTo(5);
    assertThat(rest.has("next_page_token")).isFalse();

    JsonNode version = get("/noria/v1/lineage?ref=model_version:flights/1&fan=8&direction=back");
    assertThat(version.path("nodes").get(0).path("title").asText()).isEqualTo("flights v1");
    assertThat(version.path("nodes").get(0).path("event_time").asText())
        .isEqualTo("2013-04-01T00:00:00Z");
    assertThat(send("GET", asked + "&group=none", "").statusCode()).isEqualTo(400);
    assertThat(send("GET", asked + "&group=forward~answered~prediction~~deployment:x", "").body())
        .contains("predictions are listed by");
  }

  @Test
  void showsARunWithItsFamilyAndWhatItMade() throws Exception {
    JsonNode shown = get("/noria/v1/runs/" + run.id());
    assertThat(shown.path("children").asInt()).isEqualTo(1);
    assertThat(shown.path("params").path("depth").asText()).isEqualTo("6");
    assertThat(shown.path("metrics").path("auc").path("step").asInt()).isEqualTo(499);
    assertThat(shown.path("metrics").path("broken").has("value")).isFalse();
    assertThat(shown.path("metrics").path("broken").path("value_text").asText()).isEqualTo("NaN");
    assertThat(shown.path("produced").findValuesAsText("")).isEmpty();
    assertThat(shown.path("produced").toString()).contains("model_version:flights/1");
    assertThat(get("/noria/v1/runs?parent=" + run.id()).path("items").findValuesAsText("id"))
        .containsExactly(child.id().value());
    assertThat(
            get("/noria/v1/runs?filter=params.depth%20%3D%20%276%27")
                .path("items")
                .findValuesAsText("id"))
        .containsExactly(run.id().value());
  }

  @Test
  void givesHistoriesWholeOrThinnedWithTheirExtremes() throws Exception {
    String path = "/noria/v1/runs/" + run.id() + "/metrics?keys=auc";
    JsonNode whole = get(path).path("series").path(0);
    assertThat(whole.path("values")).hasSize(500);
    assertThat(whole.path("sampled").asBoolean()).isFalse();
    assertThat(whole.path("values").path(250).asDouble()).isEqualTo(9);
    JsonNode thin = get(path + "&max_points=50").path("series").path(0);
    assertThat(thin.path("values")).hasSize(50);
    assertThat(thin.path("total").asInt()).isEqualTo(500);
    assertThat(thin.path("sampled").asBoolean()).isTrue();
    assertThat(thin.path("max").path(25).asDouble()).isEqualTo(9);
    assertThat(thin.path("steps").path(49).asInt()).isEqualTo(499);
    assertThat(get(path + "&from_step=10&to_step=19").path("series").path(0).path("values"))
        .hasSize(10);
  }

  @Test
  void sendsArtifactsWholeInRangesAndHarmlessly() throws Exception {
    String path = "/noria/v1/runs/" + run.id() + "/artifacts/content?path=model/notes.html";
    HttpResponse<String> whole = send("GET", path, "");
    assertThat(whole.body()).isEqualTo("<b>0123456789</b>");
    assertThat(whole.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
    assertThat(whole.headers().firstValue("content-security-policy").orElse(""))
        .contains("sandbox");
    HttpResponse<String> part = send("GET", path, "", "Range", "bytes=3-6");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("0123");
    assertThat(part.headers().firstValue("content-range")).hasValue("bytes 3-6/17");
    assertThat(send("GET", path, "", "Range", "bytes=-4").body()).isEqualTo("</b>");
    HttpResponse<String> beyond = send("GET", path, "", "Range", "bytes=17-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(beyond.headers().firstValue("content-range")).hasValue("bytes */17");
    for (String odd : List.of("bytes=x-", "bytes=-", "bytes=6-3", "lines=1-2", "bytes=0-1,3-4")) {
      HttpResponse<String> ignored = send("GET", path, "", "Range", odd);
      assertThat(ignored.statusCode()).as(odd).isEqualTo(200);
      assertThat(ignored.body()).hasSize(17);
    }
    assertThat(send("HEAD", path, "", "Range", "bytes=3-6").statusCode()).isEqualTo(200);
    String tag = whole.headers().firstValue("etag").orElseThrow();
    assertThat(send("GET", path, "", "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(send("GET", path, "", "Range", "bytes=3-6", "If-Range", tag).statusCode())
        .isEqualTo(206);
    assertThat(send("GET", path, "", "Range", "bytes=3-6", "If-Range", "\"old\"").statusCode())
        .isEqualTo(200);
    assertThat(whole.headers().firstValue("cross-origin-resource-policy")).hasValue("same-origin");
    String up = "/noria/v1/runs/" + run.id() + "/artifacts/content?path=..%2F..%2Fnoria.db";
    assertThat(send("GET", up, "").statusCode()).isBetween(400, 404);
  }

  @Test
  void changesTagsAndNames() throws Exception {
    String path = "/noria/v1/runs/" + child.id();
    HttpResponse<String> answer =
        send("PATCH", path, "{\"name\":\"renamed\",\"tags\":{\"a\":\"1\",\"b\":\"2\"}}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    send("PATCH", path, "{\"tags\":{\"a\":null,\"never\":null}}");
    JsonNode changed = get(path);
    assertThat(changed.path("name").asText()).isEqualTo("renamed");
    assertThat(changed.path("tags").has("a")).isFalse();
    assertThat(changed.path("tags").path("b").asText()).isEqualTo("2");
  }

  @Test
  void movesVersionsAndRemembersHowItWas() throws Exception {
    Instant before = Instant.now();
    HttpResponse<String> moved =
        send(
            "POST",
            "/noria/v1/models/flights/versions/1/stage",
            "{\"stage\":\"production\",\"why\":\"it is good\"}");
    assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
    send("POST", "/noria/v1/models/flights/aliases", "{\"alias\":\"champion\",\"version\":1}");
    JsonNode now = get("/noria/v1/models/flights/versions").path("items").path(0);
    assertThat(now.path("stage").asText()).isEqualTo("Production");
    assertThat(now.path("aliases").toString()).isEqualTo("[\"champion\"]");
    JsonNode then = get("/noria/v1/models/flights/versions?at=" + before).path("items").path(0);
    assertThat(then.path("stage").asText()).isEqualTo("Development");
    assertThat(then.path("aliases")).isEmpty();
    assertThat(get("/noria/v1/models/flights/history").path("items").findValuesAsText("why"))
        .contains("it is good");
  }

  @Test
  void refusesAGatedMoveWithAReasonAndChangesNothing() throws Exception {
    HttpResponse<String> refused =
        send("POST", "/noria/v1/models/gated/versions/1/stage", "{\"stage\":\"Production\"}");
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
    assertThat(refused.body()).contains("PERMISSION_DENIED", "gate");
    assertThat(get("/noria/v1/models/gated/versions/1").path("stage").asText())
        .isEqualTo("Development");
  }

  @Test
  void saysWhatARollbackWouldDoAndRefusesOneToAVersionThatNeverWasChampion() throws Exception {
    String path = "/noria/v1/models/gated/rollback";
    JsonNode plan =
        json.readTree(send("POST", path, "{\"version\":1,\"why\":\"x\",\"dry_run\":true}").body());
    assertThat(plan.path("allowed").asBoolean()).isFalse();
    assertThat(plan.path("refused_because").asText()).contains("never was champion");
    assertThat(plan.path("changes").path(0).asText())
        .isEqualTo("alias champion: version none → version 1");
    HttpResponse<String> refused = send("POST", path, "{\"version\":1,\"why\":\"x\"}");
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
    assertThat(get("/noria/v1/models/gated").path("aliases")).isEmpty();
  }

  @Test
  void streamsEventsFromWhereTheCallerLeftOff() throws Exception {
    HttpResponse<InputStream> stream =
        client.send(
            HttpRequest.newBuilder(URI.create(noria.url() + "/noria/v1/events/stream"))
                .header("Last-Event-ID", "0")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      List<String> first = new ArrayList<>();
      while (first.size() < 3) {
        String line = lines.readLine();
        if (!line.isEmpty() && !line.startsWith(":")) {
          first.add(line);
        }
      }
      assertThat(first.get(0)).isEqualTo("id: 1");
      assertThat(first.get(1)).isEqualTo("event: RunStarted");
      assertThat(json.readTree(first.get(2).substring(6)).path("subject").asText())
          .isEqualTo("run:" + run.id());
    }
  }

  @Test
  void streamsARunsPointsUntilItEnds() throws Exception {
    RestServices services = noria.areas().services();
    Run live = services.tracking().runs().create(NewRun.of(run.info().experiment(), "live"));
    HttpResponse<InputStream> stream =
        client.send(
            HttpRequest.newBuilder(
                    URI.create(noria.url() + "/noria/v1/runs/" + live.id() + "/stream"))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      List<String> events = new ArrayList<>();
      List<String> data = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          events.add(line.substring(7));
        } else if (line.startsWith("data: ")) {
          data.add(line.substring(6));
          if (events.size() == 1) {
            services
                .tracking()
                .runs()
                .log(live.id(), RunData.ofMetrics(List.of(new Metric("loss", 0.5, AT, 1))));
          } else if (events.getLast().equals("metrics")) {
            services.tracking().runs().end(live.id(), RunStatus.FINISHED, Instant.now());
          }
        }
      }
      assertThat(events).containsExactly("run", "metrics", "run");
      assertThat(json.readTree(data.get(1)).path("values").toString()).isEqualTo("[0.5]");
      assertThat(json.readTree(data.get(2)).path("status").asText()).isEqualTo("FINISHED");
    }
  }

  @Test
  void pagesThroughEvents() throws Exception {
    JsonNode first = get("/noria/v1/events?max_results=2");
    assertThat(first.path("items")).hasSize(2);
    JsonNode second =
        get("/noria/v1/events?max_results=2&page_token=" + first.path("next_page_token").asText());
    assertThat(second.path("items").path(0).path("sequence").asLong())
        .isLessThan(first.path("items").path(1).path("sequence").asLong());
    JsonNode oldest = get("/noria/v1/events?after=0&limit=1").path("items").path(0);
    assertThat(oldest.path("sequence").asLong()).isEqualTo(1);
    assertThat(get("/noria/v1/events?kind=RunStarted").path("items").findValuesAsText("type"))
        .isNotEmpty()
        .containsOnly("RunStarted");
  }
}
