package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.tracking.Run;
import io.noria.tracking.WorkspaceName;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registering, time travel, protection, copies and renames over HTTP. */
class RegistryApiTest {
  @TempDir static Path folder;
  private static TestServer server;
  private static Run run;

  @BeforeAll
  static void open() {
    server = new TestServer(folder);
    run = server.run("flights", "first");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return server.send(method, path, body);
  }

  private JsonNode ok(String method, String path, String pattern, String body) throws Exception {
    return server.ok(method, path, pattern, body);
  }

  private void refused(int status, String message, String method, String path, String body)
      throws Exception {
    server.refused(status, message, method, path, body);
  }

  private void model(String name) throws Exception {
    ok("POST", "/models", "/models", "{\"name\":\"" + name + "\"}");
    for (int i = 0; i < 2; i++) {
      ok(
          "POST",
          "/models/" + name + "/versions",
          "/models/{model}/versions",
          "{\"run\":\"" + run.id() + "\",\"path\":\"model\",\"tags\":{\"a\":\"b\"}}");
    }
  }

  @Test
  void tellsWhereEverythingStood() throws Exception {
    model("past");
    send(
        "POST",
        "/api/2.0/mlflow/registered-models/alias",
        "{\"name\":\"past\",\"alias\":\"champion\",\"version\":\"1\"}");
    send(
        "POST",
        "/api/2.0/mlflow/model-versions/transition-stage",
        "{\"name\":\"past\",\"version\":\"1\",\"stage\":\"Production\"}");
    Instant then = Instant.now();
    ok(
        "POST",
        "/models/past/aliases",
        "/models/{model}/aliases",
        "{\"alias\":\"champion\",\"version\":2,\"why\":\"better\"}");
    ok("DELETE", "/models/past/versions/1", "/models/{model}/versions/{version}", "");

    JsonNode at = ok("GET", "/models/past/at?time=" + then, "/models/{model}/at", "");
    assertThat(at.path("aliases").get(0).path("version").asInt()).isEqualTo(1);
    assertThat(at.path("aliases").get(0).path("by").asText()).isEqualTo("local");
    assertThat(at.path("stages").get(0).path("name").asText()).isEqualTo("Production");
    assertThat(at.path("stages").get(1).path("why").asText()).isEqualTo("registered");
    JsonNode now = ok("GET", "/models/past/at", "/models/{model}/at", "");
    assertThat(now.path("aliases").get(0).path("version").asInt()).isEqualTo(2);
    assertThat(now.path("aliases").get(0).path("why").asText()).isEqualTo("better");
    assertThat(now.path("stages")).hasSize(1);
    assertThat(
            ok("GET", "/models/past/at?time=2013-04-01", "/models/{model}/at", "")
                .path("at")
                .asText())
        .isEqualTo("2013-04-01T23:59:59.999Z");
    assertThat(
            ok("GET", "/models/past/at?time=2013-04-01T14:03%2B02:00", "/models/{model}/at", "")
                .path("at")
                .asText())
        .isEqualTo("2013-04-01T12:03:00Z");
    refused(400, "the end of that day", "GET", "/noria/v1/models/past/at?time=soon", "");
    refused(400, "recorded or event", "GET", "/noria/v1/models/past/at?clock=wall", "");
    refused(404, "'nobody'", "GET", "/noria/v1/models/nobody/at", "");
  }

  @Test
  void keepsAProtectedAliasWhereItIsWhicheverClientAsks() throws Exception {
    model("kept");
    String path = "/models/kept/aliases/champion/protection";
    String pattern = "/models/{model}/aliases/{alias}/protection";
    ok("PUT", path, pattern, "{\"by\":[\"ann\"]}");
    assertThat(
            ok("GET", "/models/kept/protections", "/models/{model}/protections", "").path("items"))
        .hasSize(1);
    refused(
        403,
        "ann may move it, you are local",
        "POST",
        "/noria/v1/models/kept/aliases",
        "{\"alias\":\"champion\",\"version\":1}");
    refused(
        403,
        "PERMISSION_DENIED",
        "POST",
        "/api/2.0/mlflow/registered-models/alias",
        "{\"name\":\"kept\",\"alias\":\"champion\",\"version\":\"1\"}");
    refused(400, "by", "PUT", "/noria/v1" + path, "{}");
    ok("DELETE", path, pattern, "");
    ok(
        "POST",
        "/models/kept/aliases",
        "/models/{model}/aliases",
        "{\"alias\":\"champion\",\"version\":1}");
  }

  @Test
  void copiesRenamesDescribesAndDeletes() throws Exception {
    model("old");
    JsonNode copy =
        ok(
            "POST",
            "/models/old/versions/1/copy",
            "/models/{model}/versions/{version}/copy",
            "{\"to\":\"elsewhere\"}");
    assertThat(copy.path("ref").asText()).isEqualTo("model_version:elsewhere/1");
    assertThat(copy.path("tags").path("a").asText()).isEqualTo("b");
    ok(
        "POST",
        "/comments",
        "/comments",
        "{\"subject\":\"model_version:old/2\",\"body\":\"Good.\"}");
    JsonNode renamed =
        ok(
            "PATCH",
            "/models/old",
            "/models/{model}",
            "{\"name\":\"new\",\"description\":\"# Hello\",\"tags\":{\"x\":\"1\",\"y\":null}}");
    assertThat(renamed.path("name").asText()).isEqualTo("new");
    assertThat(renamed.path("description").asText()).isEqualTo("# Hello");
    assertThat(ok("GET", "/models/old/at", "/models/{model}/at", "").path("model").asText())
        .isEqualTo("new");
    org.awaitility.Awaitility.await()
        .untilAsserted(() ->
            assertThat(
                    ok("GET", "/comments?subject=model_version:new/2", "/comments", "")
                        .path("items"))
                .hasSize(1));
    JsonNode changed =
        ok(
            "PATCH",
            "/models/new/versions/2",
            "/models/{model}/versions/{version}",
            "{\"description\":\"second\",\"tags\":{\"a\":null}}");
    assertThat(changed.path("description").asText()).isEqualTo("second");
    assertThat(changed.path("tags")).isEmpty();
    ok("DELETE", "/models/new", "/models/{model}", "");
    refused(404, "'new'", "GET", "/noria/v1/models/new", "");
    refused(409, "'elsewhere' exists", "POST", "/noria/v1/models", "{\"name\":\"elsewhere\"}");
    refused(400, "run and path", "POST", "/noria/v1/models/elsewhere/versions", "{}");
    refused(400, "tags.a", "PATCH", "/noria/v1/models/elsewhere", "{\"tags\":{\"a\":1}}");
  }

  @Test
  void workspacesAreShownAndAskedFor() throws Exception {
    var tracking = server.services().tracking();
    var team = new WorkspaceName("team-r");
    tracking.workspaces().create(team, "of the test", null);
    String experiment = tracking.experiments().create(team, "flights", Map.of(), null).value();
    JsonNode workspaces = ok("GET", "/workspaces", "/workspaces", "");
    assertThat(workspaces.path("items").findValuesAsText("name")).contains("default", "team-r");
    JsonNode one = ok("GET", "/experiments?workspace=team-r", "/experiments", "");
    assertThat(one.path("items").findValuesAsText("id")).containsExactly(experiment);
    assertThat(one.path("items").findValuesAsText("workspace")).containsExactly("team-r");
    ok("POST", "/models", "/models", "{\"name\":\"team-r/first\"}");
    JsonNode renamed =
        ok("PATCH", "/models/team-r%2Ffirst", "/models/{model}", "{\"name\":\"second\"}");
    assertThat(renamed.path("name").asText()).isEqualTo("team-r/second");
    JsonNode models = ok("GET", "/models?workspace=team-r", "/models", "");
    assertThat(models.path("items").findValuesAsText("name")).containsExactly("team-r/second");
    assertThat(models.path("items").get(0).path("workspace").asText()).isEqualTo("team-r");
    assertThat(send("GET", "/noria/v1/models?workspace=No", "").statusCode()).isEqualTo(400);
    assertThat(send("POST", "/noria/v1/models", "{\"name\":\"team-x/a\"}").statusCode())
        .isEqualTo(400);
  }
}
