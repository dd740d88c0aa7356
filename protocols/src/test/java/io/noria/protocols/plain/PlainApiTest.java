package io.noria.protocols.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.protocols.http.Gatekeeper;
import io.noria.protocols.http.HttpLimits;
import io.noria.protocols.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainApiTest {
  private static final java.util.logging.Logger QUIET =
      java.util.logging.Logger.getLogger("io.helidon");

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  private final FakeServing serving = new FakeServing();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @BeforeEach
  void open() {
    server =
        HttpServer.open(
            "127.0.0.1",
            0,
            HttpLimits.DEFAULT,
            Gatekeeper.LOCAL,
            List.of(PlainApi.routes(serving, "1.2.3", Map::of)));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"features\":{\"hour\":7,\"carrier\":\"UA\",\"distance\":1400.5}} | UA,1400.5,7.0",
        "{\"features\":[\"UA\",1400.5,7]} | UA,1400.5,7.0",
        "{\"features\":[\"UA\",null,7]} | UA,null,7.0",
        "{\"features\":[\"\\u00e9\\\"\",1e3,7]} | é\",1000.0,7.0"
      })
  void takesOneRowByNameOrInOrder(String body, String expected) throws Exception {
    HttpResponse<String> answer = post("/predict", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).matches("\\{\"prediction\":[01],\"probability\":0.75}");
    assertThat(answer.headers().firstValue("Noria-Prediction-Id"))
        .hasValue("00000000-0000-0001-0000-000000000000");
    assertThat(serving.answered).hasSize(1);
    assertThat(
            String.join(
                ",",
                serving.answered.getFirst().rows().getFirst().stream()
                    .map(String::valueOf)
                    .toList()))
        .isEqualTo(expected);
  }

  @Test
  void answersAListOfRowsByAList() throws Exception {
    HttpResponse<String> answer =
        post(
            "/deployments/flights/predict",
            "{\"features\":[[\"UA\",1400,7],{\"carrier\":\"AA\",\"distance\":10,\"hour\":null}]}",
            "Noria-Event-Time",
            "2013-04-01T10:00:00Z",
            "Noria-Key",
            "UA1/2013-04-01");
    assertThat(answer.body())
        .isEqualTo(
            "[{\"prediction\":1,\"probability\":0.75},{\"prediction\":0,\"probability\":0.75}]");
    assertThat(answer.headers().firstValue("Noria-Prediction-Id"))
        .hasValue("00000000-0000-0001-0000-000000000000,00000000-0000-0001-0000-000000000001");
    assertThat(serving.answered.getFirst())
        .isEqualTo(
            new FakeServing.Answered(
                List.of(Arrays.asList("UA", 1400.0, 7.0), Arrays.asList("AA", 10.0, null)),
                Instant.parse("2013-04-01T10:00:00Z"),
                "UA1/2013-04-01"));
  }

  @Test
  void leavesTheProbabilityOutForARegression() throws Exception {
    serving.regression = true;
    assertThat(post("/predict", "{\"features\":[\"UA\",1,1]}").body())
        .isEqualTo("{\"prediction\":12.5}");
  }

  @Test
  void answersAClassByItsLabel() throws Exception {
    serving.species = "iris \"setosa\"\n";
    assertThat(post("/predict", "{\"features\":[\"UA\",1,1]}").body())
        .isEqualTo("{\"prediction\":\"iris \\\"setosa\\\"\\u000a\",\"probability\":0.97}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"features\":{\"carrier\":1,\"distance\":1,\"hour\":1}} | 422 | feature carrier: 1.0",
        "{\"features\":{\"carrier\":\"UA\",\"distance\":[1],\"hour\":1}} | 422 | feature distance: a list (expected: a number or null)",
        "{\"features\":{\"carrier\":\"UA\",\"distance\":{},\"hour\":1}} | 422 | feature distance: an object (expected: a number or null)",
        "{\"features\":{\"carrier\":\"UA\",\"distance\":1e999,\"hour\":1}} | 422 | feature distance: 1e999 (expected: a number or null)",
        "{\"features\":{\"carrier\":\"UA\",\"distance\":1}} | 422 | feature hour: missing",
        "{\"features\":{\"carier\":\"UA\"}} | 422 | feature carier: unknown",
        "{\"features\":[\"UA\",1]} | 422 | feature hour: missing",
        "{\"features\":[\"UA\",1,2,3]} | 422 | more than 3 values (expected: one for each of [carrier, distance, hour])",
        "{\"features\":[[\"UA\",1,2],[\"UA\",true,2]]} | 422 | row 1: feature distance: true",
        "{\"features\":[[\"UA\",1,2],7]} | 422 | row 1: 7 (expected: an object or a list)",
        "{\"features\":[]} | 422 | feature carrier: missing",
        "{\"features\":7} | 422 | features: 7 (expected: an object by name",
        "{\"feature\":{}} | 400 | unknown field feature",
        "{} | 400 | no features",
        "[] | 400 | a list (expected: {",
        "'' | 400 | nothing (expected: {",
        "{\"features\":[\"UA\",1,2]} {} | 400 | more than one value",
        "{\"features\":[\"UA\",1,2],\"more\":1} | 400 | field more after features",
        "{\"features\":[\"UA\",1, | 400 | body: not JSON at line 1",
        "{\"features\":[\"UA\",NaN,2]} | 400 | body: not JSON",
        "{\"features\":[[[[[[[[[[[[[[1]]]]]]]]]]]]]]} | 422 | feature carrier: a list"
      })
  void refusesWhatDoesNotFitAndLogsNothing(String body, int status, String message)
      throws Exception {
    HttpResponse<String> answer = post("/predict", body);
    assertThat(answer.body()).contains(message.replace("\"", "\\\""));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(serving.answered).isEmpty();
  }

  @Test
  void refusesUnknownDeploymentsMethodsAndTimes() throws Exception {
    String row = "{\"features\":[\"UA\",1,2]}";
    assertThat(post("/deployments/other/predict", row).statusCode()).isEqualTo(404);
    assertThat(post("/predict", row, "Noria-Event-Time", "yesterday").body())
        .contains("INVALID_ARGUMENT", "Noria-Event-Time: yesterday");
    assertThat(post("/health", "").statusCode()).isEqualTo(405);
    assertThat(serving.answered).isEmpty();
  }

  @Test
  void isHealthy() throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/health"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body())
        .isEqualTo("{\"status\":\"healthy\",\"version\":\"1.2.3\",\"deployments\":[\"flights\"]}");
  }
}
