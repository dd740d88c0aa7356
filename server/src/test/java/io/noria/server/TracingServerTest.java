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
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingServerTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private NoriaConfig config(Map<String, String> environment, String... set) {
    Map<String, String> settings = new HashMap<>();
    settings.put("noria.http.port", "0");
    for (int i = 0; i < set.length; i += 2) {
      settings.put(set[i], set[i + 1]);
    }
    return NoriaConfig.load(
        new NoriaConfig.Arguments(folder, 0, null, null, null, false, settings),
        environment,
        () -> folder);
  }

  private String send(Noria noria, String method, String path, String body) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(noria.url() + path))
                .header("traceparent", PARENT)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void requestsAreAmongTheTracesThatAreKeptHere() throws Exception {
    NoriaConfig config =
        config(Map.of("OTEL_BSP_SCHEDULE_DELAY", "50"), "noria.tracing.exporter", "self");
    try (Noria noria = Noria.open(config)) {
      assertThat(send(noria, "POST", "/v2/models/none/infer", "{}")).startsWith("400");
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(send(noria, "GET", "/noria/v1/traces/tr-" + TRACE, ""))
                  .contains("POST /v2/models/{model}/infer")
                  .contains("http.response.status_code")
                  .contains("b7ad6b7169203331"));
      // That is counted when the collector's answer has come, which is later than it can be read.
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(send(noria, "GET", "/metrics", ""))
                  .contains("noria_tracing_requests_total{result=\"sent\"} 1"));
      assertThat(send(noria, "POST", "/v2/trace/setting", "{\"trace_level\":[\"OFF\"]}"))
          .startsWith("200 {\"trace_level\":[\"OFF\"],\"trace_rate\":\"1\",\"trace_count\":\"-1\"");
    }
  }

  @Test
  void aCollectorGetsThemAsItWantsThem(@TempDir Path another) throws Exception {
    NoriaConfig collecting =
        NoriaConfig.load(
            new NoriaConfig.Arguments(another, 0, null, null, null, false, Map.of()),
            Map.of(),
            () -> another);
    try (Noria collector = Noria.open(collecting);
        Noria noria =
            Noria.open(
                config(
                    Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        collector.url(),
                        "OTEL_EXPORTER_OTLP_COMPRESSION",
                        "gzip",
                        "OTEL_BSP_SCHEDULE_DELAY",
                        "20"),
                    "noria.tracing.headers",
                    "x-mlflow-experiment-id=0",
                    "noria.tracing.service-name",
                    "shop"))) {
      assertThat(send(noria, "POST", "/at/kserve/v1/models/none:predict", "{}")).startsWith("404");
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(send(collector, "GET", "/noria/v1/traces/tr-" + TRACE, ""))
                  .contains("POST /at/kserve/v1/models/{model}")
                  .contains("shop", "127.0.0.1", "\"noria.dialect\"")
                  .contains("b7ad6b7169203331"));
    }
  }

  @Test
  void withoutAnExporterThereIsNothingToSet() throws Exception {
    try (Noria noria = Noria.open(config(Map.of()))) {
      assertThat(send(noria, "GET", "/v2/trace/setting", "")).contains("[\"OFF\"]");
      assertThat(send(noria, "POST", "/v2/trace/setting", "{\"trace_level\":[\"TIMESTAMPS\"]}"))
          .startsWith("400 {\"error\":\"traces: this server makes none");
      assertThat(send(noria, "GET", "/metrics", "")).doesNotContain("noria_tracing");
    }
  }

  @Test
  void openTelemetrysVariablesAreUnderstood() {
    var tracing =
        config(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/base/",
                    "OTEL_EXPORTER_OTLP_HEADERS", "a=b%20c, d=e+f",
                    "OTEL_SERVICE_NAME", "shop",
                    "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test",
                    "OTEL_TRACES_SAMPLER", "parentbased_traceidratio",
                    "OTEL_TRACES_SAMPLER_ARG", "0.5"))
            .observing()
            .tracing();
    assertThat(tracing.exporter()).hasToString("OTLP");
    assertThat(tracing.to().endpoint()).hasToString("http://collector:4318/base/v1/traces");
    assertThat(tracing.to().headers()).containsEntry("a", "b c").containsEntry("d", "e+f");
    assertThat(tracing.to()).hasToString("http://collector:4318/base/v1/traces");
    assertThat(tracing.sampler().share()).isEqualTo(0.5);
    assertThat(tracing.sampler().byParent()).isTrue();
    assertThat(tracing.resource())
        .containsEntry("service.name", "shop")
        .containsEntry("deployment.environment.name", "test");
    assertThat(config(Map.of()).observing().tracing().exporter()).hasToString("NONE");
    assertThat(
            config(
                    Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://x:1"),
                    "noria.tracing.exporter",
                    "none")
                .observing()
                .tracing()
                .exporter())
        .hasToString("NONE");
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    assertThatThrownBy(() -> config(Map.of(), "noria.tracing.exporter", "zipkin"))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("zipkin (expected: otlp, self or none)");
    assertThatThrownBy(() ->
            config(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://x:4317",
                    "OTEL_EXPORTER_OTLP_PROTOCOL",
                    "grpc")))
        .hasMessageContaining("OTEL_EXPORTER_OTLP_PROTOCOL: grpc (expected: http/protobuf");
    assertThatThrownBy(() -> config(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "collector")))
        .hasMessageContaining("collector (expected: http://host:4318");
    assertThatThrownBy(() -> config(Map.of("OTEL_EXPORTER_OTLP_HEADERS", "secret")))
        .hasMessageNotContaining("secret (");
  }
}
