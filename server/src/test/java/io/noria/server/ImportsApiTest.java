package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.registry.Registry;
import io.noria.server.config.NoriaConfig;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Metric;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.Tracking;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories of other systems, as their importers send them. */
class ImportsApiTest {
  private static final java.util.logging.Logger QUIET = java.util.logging.Logger.getLogger("");
  private static final String EXPERIMENT =
      """
      {"experiment":{"id":"41","name":"old","created_at":"2020-01-01T00:00:00Z","updated_at":"2020-01-02T00:00:00Z","tags":{"team":"a"}}}
      """;
  private static final String RUN =
      """
      {"run":{"id":"r1","experiment":"41","name":"first","user":"ada","status":"FINISHED","started_at":"2020-01-01T00:00:00Z","ended_at":"2020-01-01T01:00:00Z","params":{"lr":"0.1"},"tags":{"k":"v"},"outputs":[{"model":"m-1","step":3}]}}
      """;
  private static final String POINTS =
      """
      {"points":{"run":"r1","key":"loss","steps":[-7,0,1,2],"at_ms":[1,2,3,4],"values":[0.5,"NaN","Infinity",0.25]}}
      """;
  private static final String MODEL =
      """
      {"model":{"name":"clf","description":"d","last_version":5,"created_at":"2020-01-01T00:00:00Z","updated_at":"2020-02-01T00:00:00Z","tags":{}}}
      {"version":{"model":"clf","version":2,"stage":"Production","source":"runs:/r1/model","run":"r1","user":"ada","created_at":"2020-01-05T00:00:00Z","updated_at":"2020-01-06T00:00:00Z"}}
      {"alias":{"model":"clf","alias":"champion","version":2}}
      """;

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private Noria noria;
  private Tracking tracking;
  private Registry registry;

  @BeforeEach
  void open() {
    noria =
        Noria.open(
            NoriaConfig.load(
                new NoriaConfig.Arguments(null, 0, null, null, null, true, Map.of()),
                Map.of(),
                () -> folder.resolve("data")));
    tracking = noria.areas().services().tracking();
    registry = noria.areas().services().registry();
  }

  @AfterEach
  void close() {
    noria.close();
    client.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(noria.url() + "/noria/v1/imports/" + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode records(String query, String lines) throws Exception {
    HttpResponse<String> answer = send("POST", "records?source=s" + query, lines);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  @Test
  void bringsRunsOverWithTheirIdsAndTimes() throws Exception {
    JsonNode answer = records("", EXPERIMENT + RUN + POINTS);

    assertThat(answer.path("created").asInt()).as(answer.toString()).isEqualTo(2);
    Run run = tracking.runs().get(new RunId("r1"));
    assertThat(run.info().experiment().value()).isEqualTo("41");
    assertThat(run.info().endedAt()).isEqualTo(Instant.parse("2020-01-01T01:00:00Z"));
    assertThat(run.data().params()).containsEntry("lr", "0.1");
    assertThat(run.outputs()).singleElement().extracting(o -> o.step()).isEqualTo(3L);
    List<Metric> points = tracking.runs().history(run.id(), "loss", 100, null).items();
    assertThat(points)
        .extracting(Metric::value)
        .containsExactly(0.5, Double.NaN, Double.POSITIVE_INFINITY, 0.25);
    assertThat(points.getFirst().step()).isEqualTo(-7);
    RunSearch search = RunSearch.of(run.info().experiment(), "metrics.loss = 0.25");
    assertThat(tracking.runs().search(search).items()).hasSize(1);
  }

  @Test
  void changesNothingTheSecondTime() throws Exception {
    records("", EXPERIMENT + RUN + POINTS + MODEL);
    Run before = tracking.runs().get(new RunId("r1"));

    JsonNode again = records("", EXPERIMENT + RUN + POINTS + MODEL);

    assertThat(again.path("same").asInt()).as(again.toString()).isEqualTo(5);
    assertThat(again.path("updated").asInt()).isZero();
    assertThat(tracking.runs().get(new RunId("r1"))).isEqualTo(before);
    assertThat(tracking.runs().history(new RunId("r1"), "loss", 100, null).items()).hasSize(4);
    assertThat(registry.moves().history("clf", 100, null).items()).hasSize(2);
  }

  @Test
  void bringsUpToDateWhatChangedThereAndLeavesWhatChangedHere() throws Exception {
    String second = RUN.replace("r1", "r2");
    records("", EXPERIMENT + RUN + second);
    tracking
        .runs()
        .log(new RunId("r2"), new io.noria.tracking.RunData(List.of(), Map.of(), Map.of("k", "w")));

    JsonNode answer =
        records("", RUN.replace("\"k\":\"v\"", "\"k\":\"x\"") + second.replace("first", "other"));

    assertThat(answer.path("updated").asInt()).as(answer.toString()).isEqualTo(1);
    assertThat(answer.path("left").asInt()).isEqualTo(1);
    assertThat(answer.path("items").path(0).path("notes").path(0).asText())
        .contains("run r2 was changed here");
    assertThat(tracking.runs().get(new RunId("r1")).data().tags()).containsEntry("k", "x");
    assertThat(tracking.runs().get(new RunId("r2")).data().tags()).containsEntry("k", "w");
  }

  @Test
  void leavesWhatWasNeverImported() throws Exception {
    var id = tracking.experiments().create("old", Map.of(), null);

    JsonNode refused = records("", EXPERIMENT + RUN);
    assertThat(refused.path("refused").asInt()).isEqualTo(2);
    assertThat(refused.path("items").path(0).path("notes").path(0).asText())
        .contains("'old' is here already")
        .contains("--into-existing");

    JsonNode merged = records("&into_existing=true", EXPERIMENT + RUN + POINTS);
    assertThat(merged.path("created").asInt()).as(merged.toString()).isEqualTo(1);
    assertThat(tracking.runs().get(new RunId("r1")).info().experiment()).isEqualTo(id);
    assertThat(tracking.experiments().get(id).tags()).containsEntry("team", "a");
  }

  @Test
  void givesATakenExperimentANumberAndRemembersIt() throws Exception {
    records("", EXPERIMENT);
    String other = EXPERIMENT.replace("\"old\"", "\"new\"");

    String first = send("POST", "records?source=t", other + RUN.replace("r1", "r9")).body();
    String again = send("POST", "records?source=t", other).body();

    String here = json.readTree(first).path("items").path(0).path("here").asText();
    assertThat(here).isEqualTo("42");
    assertThat(json.readTree(again).path("items").path(0).path("here").asText()).isEqualTo(here);
    assertThat(tracking.runs().get(new RunId("r9")).info().experiment().value()).isEqualTo(here);
    assertThat(tracking.experiments().create("third", Map.of(), null).value()).isEqualTo("43");
  }

  @Test
  void newExperimentsGoOnWithSmallNumbers() throws Exception {
    String random = "123456789012345678";
    records("", EXPERIMENT.replace("\"41\"", "\"" + random + "\""));

    assertThat(tracking.experiments().find("old").orElseThrow().id().value()).isEqualTo(random);
    assertThat(tracking.experiments().create("mine", Map.of(), null).value()).isEqualTo("1");
  }

  @Test
  void keepsVersionsNumbersAndTellsNobody() throws Exception {
    records("", EXPERIMENT + RUN + MODEL);

    var standing = registry.moves().at("clf", Instant.parse("2020-01-07T00:00:00Z"), false);
    assertThat(standing.stages()).singleElement().extracting(s -> s.name()).isEqualTo("Production");
    assertThat(registry.moves().at("clf", Instant.parse("2020-01-05T12:00:00Z"), false).stages())
        .singleElement()
        .extracting(s -> s.name())
        .isEqualTo("Development");
    assertThat(registry.models().get("clf").aliases()).containsEntry("champion", 2);
    var next =
        registry
            .versions()
            .create(io.noria.registry.NewModelVersion.ofRun("clf", new RunId("r1"), "model", null));
    assertThat(next.id().version()).isEqualTo(6);
  }

  @Test
  void keepsTheBin() throws Exception {
    records("", EXPERIMENT + RUN.replace("\"status\"", "\"deleted\":true,\"status\"") + POINTS);
    assertThat(tracking.runs().get(new RunId("r1")).info().lifecycle())
        .isEqualTo(Lifecycle.DELETED);

    HttpResponse<String> stored = send("PUT", "files?owner=run&id=r1&path=a/b.txt&bytes=3", "abc");
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
    HttpResponse<String> cut = send("PUT", "files?owner=run&id=r1&path=c.txt&bytes=9", "abc");
    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(cut.body()).contains("3 bytes came (expected: 9)");
    JsonNode files = json.readTree(get("files?owner=run&id=r1"));
    assertThat(files.path("items")).hasSize(1);
    assertThat(files.path("items").path(0).path("size").asLong()).isEqualTo(3);

    tracking.runs().restore(new RunId("r1"));
    assertThat(tracking.runs().history(new RunId("r1"), "loss", 10, null).items()).hasSize(4);
  }

  private String get(String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(noria.url() + "/noria/v1/imports/" + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void aRunOfADeletedExperimentIsDeletedWithIt() throws Exception {
    records("", EXPERIMENT.replace("\"tags\"", "\"deleted\":true,\"tags\"") + RUN);
    assertThat(tracking.runs().get(new RunId("r1")).info().lifecycle())
        .isEqualTo(Lifecycle.DELETED);

    tracking.experiments().restore(new io.noria.tracking.ExperimentId("41"));
    assertThat(tracking.runs().get(new RunId("r1")).info().lifecycle()).isEqualTo(Lifecycle.ACTIVE);
  }

  @Test
  void remembersWhatCameWhole() throws Exception {
    records("", EXPERIMENT + RUN + "{\"whole\":{\"kind\":\"run\",\"id\":\"r1\",\"stamp\":\"4p\"}}");

    JsonNode whole = json.readTree(get("whole?source=s&kind=run"));
    assertThat(whole.path("items").path(0).path("stamp").asText()).isEqualTo("4p");
    assertThat(json.readTree(get("whole?source=other&kind=run")).path("items")).isEmpty();
  }

  @Test
  void oneBadRecordHoldsUpNoOther() throws Exception {
    String bad = RUN.replace("\"r1\"", "\"r 1\"");
    String odd = POINTS.replace("\"loss\"", "\"a//b\"");

    JsonNode answer = records("", EXPERIMENT + bad + RUN + odd + POINTS);

    assertThat(answer.path("created").asInt()).as(answer.toString()).isEqualTo(2);
    assertThat(answer.path("refused").asInt()).isEqualTo(2);
    assertThat(answer.toString()).contains("run_id: 'r 1'").contains("a//b");
  }

  @Test
  void refusesWhatIsNoBatch() throws Exception {
    HttpResponse<String> broken = send("POST", "records?source=s", EXPERIMENT + "{\"run\":");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(tracking.experiments().find("old")).isEmpty();
    assertThat(send("POST", "records", EXPERIMENT).body()).contains("source");
    assertThat(send("POST", "records?source=s", "{\"zebra\":{}}").body()).contains("zebra");
    assertThat(send("PUT", "files?owner=cat&id=r1&path=a", "x").body()).contains("run or logged");
  }

  @Test
  void bringsTracesOver() throws Exception {
    String trace =
        """
        {"trace":{"id":"tr-1","experiment":"41","trace":{"info":{"request_time":"2020-01-01T00:00:00Z","execution_duration_ms":12,"state":"OK","tags":{"mlflow.traceName":"answer"},"trace_metadata":{"mlflow.trace.session":"s1"},"assessments":[{"assessment_id":"a-1","assessment_name":"good","create_time":"2020-01-01T00:00:01Z","last_update_time":"2020-01-01T00:00:02Z","source":{"source_type":"HUMAN","source_id":"ada"},"feedback":{"value":true},"valid":false}]},"data":{"spans":[{"trace_id":"AAAAAAAAAAAAAAAAAAAAAQ==","span_id":"AAAAAAAAAAE=","parent_span_id":null,"name":"answer","start_time_unix_nano":1577836800000000000,"end_time_unix_nano":1577836800012000000,"status":{"code":"STATUS_CODE_OK","message":""},"attributes":{"mlflow.spanInputs":"{\\"q\\": 1}"},"events":[]}]}}}}
        """;
    records("", EXPERIMENT + trace);
    JsonNode again = records("", trace);

    assertThat(again.path("same").asInt()).as(again.toString()).isEqualTo(1);
    var read = noria.areas().services().traces().traces().read(new io.noria.traces.TraceId("tr-1"));
    assertThat(read.spans()).hasSize(1);
    assertThat(read.spans().getFirst().id()).isEqualTo("0000000000000001");
    assertThat(read.info().assessments().getFirst().id().value()).isEqualTo("a-1");
    assertThat(read.info().assessments().getFirst().valid()).isFalse();
    assertThat(read.info().assessments().getFirst().updatedAt())
        .isEqualTo(Instant.parse("2020-01-01T00:00:02Z"));
  }
}
