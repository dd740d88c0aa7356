package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import io.noria.server.config.NoriaConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dialects of serving at the root of ports of their own. */
class DialectPortsTest {
  private static final java.util.logging.Logger QUIET = java.util.logging.Logger.getLogger("");

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  @TempDir private Path folder;

  private int folders;
  private final HttpClient client = HttpClient.newHttpClient();

  private NoriaConfig config(String... settings) {
    Map<String, String> set = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      set.put(settings[i], settings[i + 1]);
    }
    return NoriaConfig.load(
        new NoriaConfig.Arguments(null, 0, "127.0.0.1", null, null, true, set),
        Map.of(),
        () -> folder.resolve("ephemeral-" + folders++));
  }

  private String get(int port, String path) throws Exception {
    return send(port, "GET", path);
  }

  private String send(int port, String method, String path) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void answerThereAndNothingElseDoes() throws Exception {
    try (Noria noria = Noria.open(config("noria.http.dialects", "kserve=0, torchserve=0,oip=0"))) {
      int kserve = noria.port("kserve");
      int torchserve = noria.port("torchserve");
      assertThat(get(kserve, "/")).isEqualTo("200 {\"status\":\"alive\"}");
      assertThat(get(kserve, "/v1/models")).isEqualTo("200 {\"models\":[]}");
      assertThat(get(kserve, "/noria/v1/version"))
          .isEqualTo("404 {\"error\":\"nothing answers at /noria/v1/version\"}");
      assertThat(get(torchserve, "/ping")).isEqualTo("200 {\"status\":\"Healthy\"}");
      assertThat(get(torchserve, "/predictions/x")).startsWith("405 {\"code\":405,");
      assertThat(get(noria.port("oip"), "/v2/health/live")).startsWith("200 ");
      assertThat(noria.port("tfserving")).isNegative();
      int own = URI.create(noria.url()).getPort();
      assertThat(get(own, "/at/kserve/v1/models")).isEqualTo("200 {\"models\":[]}");
      assertThat(send(own, "POST", "/noria/v1/reset")).startsWith("200");
      assertThat(get(kserve, "/v1/models")).isEqualTo("200 {\"models\":[]}");
      assertThat(get(own, "/metrics"))
          .contains("dialect=\"kserve\",method=\"GET\",route=\"/v1/models\",status=\"200\"} ");
      // The dialect answers here and at its own port: one series for both.
      assertThat(get(own, "/v2/health/live")).startsWith("200 ");
      assertThat(get(noria.port("oip"), "/v2/health/live")).startsWith("200 ");
      assertThat(get(own, "/metrics").lines().filter(line -> !line.startsWith("#")))
          .contains(
              "noria_http_requests_total{dialect=\"oip\",method=\"GET\",route=\"/v2/health/live\","
                  + "status=\"200\"} 2")
          .extracting(line -> line.substring(0, line.lastIndexOf(' ')))
          .doesNotHaveDuplicates();
      assertThat(get(noria.port("oip"), "/metrics"))
          .contains("# TYPE nv_inference_count counter")
          .contains("# TYPE model_infer_request_duration summary");
      assertThat(get(own, "/at/torchserve/metrics?name%5B%5D=MemoryUsed"))
          .startsWith("200 # HELP MemoryUsed")
          .doesNotContain("ts_inference");
      assertThat(get(own, "/at/tfserving/monitoring/prometheus/metrics"))
          .contains("# TYPE :tensorflow:serving:request_latency histogram");
    }
  }

  @Test
  void refuseWhatIsNoDialect() {
    assertThatThrownBy(() -> Noria.open(config("noria.http.dialects", "triton=0")).close())
        .isInstanceOf(NoriaException.class)
        .hasMessageStartingWith("dialect: triton (expected: one of [oip, tfserving,");
    assertThatThrownBy(() -> config("noria.http.dialects", "kserve=0,kserve=1"))
        .hasMessageContaining("noria.http.dialects")
        .hasMessageContaining("each dialect once, with a port");
    assertThatThrownBy(() -> config("noria.http.dialects", "kserve"))
        .hasMessageContaining("each dialect once, with a port");
    assertThatThrownBy(() ->
            Noria.open(config("noria.http.dialects", "kserve=0", "noria.roles", "tracking"))
                .close())
        .hasMessageContaining("without the role serving");
  }
}
