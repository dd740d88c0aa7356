package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.tracking.Run;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollaborationApiTest {
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
    return server.send(method, "/noria/v1" + path, body);
  }

  private JsonNode ok(String method, String path, String pattern, String body) throws Exception {
    return server.ok(method, path, pattern, body);
  }

  private void refused(int status, String message, String method, String path, String body)
      throws Exception {
    server.refused(status, message, method, "/noria/v1" + path, body);
  }

  @Test
  void commentsAreWrittenListedEditedTakenAwayAndRestored() throws Exception {
    String subject = "run:" + run.id();
    JsonNode comment =
        ok(
            "POST",
            "/comments",
            "/comments",
            "{\"subject\":\"" + subject + "\",\"body\":\"Why, @ann?\"}");
    assertThat(comment.path("mentions").toString()).isEqualTo("[\"ann\"]");
    assertThat(comment.path("who").asText()).isEqualTo("local");
    String one = "/comments/" + comment.path("id").asText();
    assertThat(ok("PATCH", one, "/comments/{comment}", "{\"body\":\"Because.\"}").has("edited_at"))
        .isTrue();
    assertThat(ok("GET", "/comments?subject=" + subject, "/comments", "").path("items")).hasSize(1);
    assertThat(ok("DELETE", one, "/comments/{comment}", "").has("deleted_at")).isTrue();
    assertThat(ok("GET", "/comments?subject=" + subject, "/comments", "").path("items")).isEmpty();
    ok("POST", one + "/restore", "/comments/{comment}/restore", "");
    assertThat(
            ok("GET", "/events?kind=CommentChanged&subject=" + subject, "/events", "")
                .path("items"))
        .hasSize(4);
    refused(
        404,
        "there is no run:nope",
        "POST",
        "/comments",
        "{\"subject\":\"run:nope\",\"body\":\"x\"}");
    refused(400, "kind:id", "POST", "/comments", "{\"subject\":\"what\",\"body\":\"x\"}");
    refused(
        400, "body: empty", "POST", "/comments", "{\"subject\":\"" + subject + "\",\"body\":\"\"}");
    refused(400, "subject", "GET", "/comments", "");
    refused(404, "comment", "PATCH", "/comments/nope", "{\"body\":\"x\"}");
  }

  @Test
  void pinsAndViewsAreKept() throws Exception {
    JsonNode pin = ok("PUT", "/pins/run%3A" + run.id(), "/pins/{subject}", "");
    assertThat(pin.path("title").asText()).isEqualTo("first");
    assertThat(ok("GET", "/pins", "/pins", "").path("items")).hasSize(1);
    ok("DELETE", "/pins/run:" + run.id(), "/pins/{subject}", "");
    assertThat(ok("GET", "/pins", "/pins", "").path("items")).isEmpty();
    refused(404, "run:nope", "PUT", "/pins/run:nope", "");

    JsonNode view =
        ok("POST", "/views", "/views", "{\"name\":\"best\",\"page\":\"runs\",\"state\":\"a=1\"}");
    String one = "/views/" + view.path("id").asText();
    ok("PATCH", one, "/views/{view}", "{\"state\":\"a=2\"}");
    assertThat(ok("GET", "/views?page=runs", "/views", "").path("items").findValuesAsText("state"))
        .containsExactly("a=2");
    refused(
        409, "'best'", "POST", "/views", "{\"name\":\"best\",\"page\":\"runs\",\"state\":\"\"}");
    ok("DELETE", one, "/views/{view}", "");
    refused(404, "view", "GET", one, "");
  }

  @Test
  void aReportIsNotWrittenOverUnseen() throws Exception {
    JsonNode report =
        ok("POST", "/reports", "/reports", "{\"title\":\"April\",\"body\":\"# One\"}");
    String one = "/reports/" + report.path("id").asText();
    ok("PATCH", one, "/reports/{report}", "{\"revision\":1,\"body\":\"# Two\"}");
    refused(409, "local changed the report", "PATCH", one, "{\"revision\":1,\"body\":\"# Three\"}");
    assertThat(ok("GET", one, "/reports/{report}", "").path("body").asText()).isEqualTo("# Two");
    assertThat(ok("GET", one + "?revision=1", "/reports/{report}", "").path("body").asText())
        .isEqualTo("# One");
    assertThat(ok("GET", one + "/revisions", "/reports/{report}/revisions", "").path("items"))
        .hasSize(2);
    assertThat(ok("GET", "/reports", "/reports", "").path("items").get(0).has("body")).isFalse();
    JsonNode about =
        ok(
            "POST",
            "/comments",
            "/comments",
            "{\"subject\":\"report:" + report.path("id").asText() + "\",\"body\":\"Good.\"}");
    assertThat(about.path("subject").asText()).startsWith("report:");
    ok("DELETE", one, "/reports/{report}", "");
    ok("POST", one + "/restore", "/reports/{report}/restore", "");
    refused(400, "revision: missing", "PATCH", one, "{\"body\":\"x\"}");
  }
}
