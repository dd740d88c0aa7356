package io.noria.protocols.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.noria.base.NoriaException;
import io.noria.protocols.http.PrometheusText;
import io.noria.protocols.http.WireJson;
import io.noria.protocols.tensors.UnaskedServing;
import io.noria.serving.AnswerSeries;
import io.noria.serving.AnswerSeries.Failure;
import io.noria.serving.Deployments;
import io.noria.serving.LatencyCounts;
import io.noria.serving.UnderWay;
import io.noria.serving.VersionFigures;
import io.noria.serving.VersionFigures.Batch;
import io.noria.serving.VersionFigures.Spent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricAliasTest {
  private static Spent millis(long count, long millis) {
    return new Spent(count, Duration.ofMillis(millis));
  }

  private static LatencyCounts latency(long count, long millis) {
    long[] all = new long[LatencyCounts.BUCKETS];
    all[LatencyCounts.bucket(millis * 1_000_000)] = count;
    return LatencyCounts.of(all);
  }

  /** So many requests of two rows each, of which two at a time were answered together. */
  private static AnswerSeries answered(String dialect, String variant, int version, long requests) {
    return new AnswerSeries(
        "a \"b\"\\",
        variant,
        dialect,
        new VersionFigures(
            "iris",
            version,
            Instant.ofEpochMilli(1500),
            2 * requests,
            millis(requests, 10 * requests),
            millis(6, 3),
            millis(requests, requests),
            millis(requests, 2 * requests),
            millis(requests, 4 * requests),
            millis(requests, 3 * requests),
            List.of(new Batch(4, millis(requests / 2, 2 * requests)))),
        Map.of(Failure.INPUT, 3L, Failure.BUSY, 2L, Failure.MODEL, 1L),
        latency(requests, 10),
        latency(requests, 4));
  }

  private static class Models extends UnaskedServing {
    @Override
    public Deployments deployments() {
      throw new IllegalStateException("not asked here");
    }

    @Override
    public List<AnswerSeries> series() {
      return List.of(
          answered("oip", "", 7, 10),
          answered("oip-grpc", "", 7, 20),
          answered("plain", "new", 8, 2));
    }

    @Override
    public List<UnderWay> underWay() {
      return List.of(
          new UnderWay("a \"b\"\\", "iris", 7, 5, 4, 2),
          new UnderWay("idle", "flights", 1, 0, 0, 0));
    }
  }

  private static Exposition shown(MetricAlias... which) {
    PrometheusText out = new PrometheusText();
    MetricAlias.write(out, new Models(), Set.of(which));
    return Exposition.of(new String(out.bytes(), StandardCharsets.UTF_8));
  }

  private static final String NAME = "\"a \\\"b\\\"\\\\\"";

  @Test
  void tritonsNamesTellWhatTritonWould() {
    Exposition triton = shown(MetricAlias.TRITON);
    String seven = "{model=" + NAME + ",version=\"7\"}";
    assertThat(triton.samples)
        .containsEntry("nv_inference_request_success" + seven, 30.0)
        .containsEntry("nv_inference_count" + seven, 60.0)
        .containsEntry("nv_inference_exec_count" + seven, 15.0)
        .containsEntry("nv_inference_request_duration_us" + seven, 300_000.0)
        .containsEntry("nv_inference_queue_duration_us" + seven, 60_000.0)
        .containsEntry("nv_inference_compute_infer_duration_us" + seven, 120_000.0)
        .containsEntry("nv_inference_pending_request_count" + seven, 4.0)
        .containsEntry(
            "nv_inference_request_failure{model=" + NAME + ",version=\"7\",reason=\"REJECTED\"}",
            4.0)
        .containsEntry("nv_inference_request_success{model=\"idle\",version=\"1\"}", 0.0);
    assertThat(triton.types)
        .containsEntry("nv_inference_count", "counter")
        .containsEntry("nv_inference_pending_request_count", "gauge");
  }

  @Test
  void tensorFlowsLatencyIsInMicrosecondsAndItsOwnBuckets() {
    Exposition shown = shown(MetricAlias.TFSERVING);
    String labels = "{model_name=" + NAME + ",API=\"Predict\",entrypoint=\"REST\"";
    String name = ":tensorflow:serving:request_latency";
    assertThat(shown.types).containsEntry(name, "histogram");
    assertThat(shown.samples.get(name + "_sum" + labels + "}")).isCloseTo(120_000.0, within(1e-6));
    assertThat(shown.samples).containsEntry(name + "_count" + labels + "}", 12.0);
    assertThat(shown.samples).containsEntry(name + "_bucket" + labels + ",le=\"10\"}", 0.0);
    assertThat(shown.samples).containsEntry(name + "_bucket" + labels + ",le=\"+Inf\"}", 12.0);
    assertThat(
            shown.samples.keySet().stream()
                .filter(each -> each.startsWith(name + "_bucket" + labels)))
        .hasSize(34);
    assertThat(shown.samples)
        .containsEntry(
            ":tensorflow:serving:request_count{model_name=" + NAME + ",status=\"OK\"}", 32.0);
  }

  @Test
  void theOthersHaveTheirOwnUnits() {
    Map<String, Double> all = shown(MetricAlias.values()).samples;
    assertThat(all)
        .containsEntry("model_infer_request_success_total{model=" + NAME + ",version=\"8\"}", 2.0)
        .containsEntry("model_infer_request_duration_sum{model=" + NAME + ",version=\"8\"}", 0.02)
        .containsEntry("request_predict_seconds_bucket{model_name=" + NAME + ",le=\"0.005\"}", 32.0)
        .containsEntry(
            "bentoml_service_request_total{endpoint=\"/predict\",service_name="
                + NAME
                + ",service_version=\"8\",http_response_code=\"200\"}",
            2.0)
        .containsEntry(
            "seldon_model_infer_total{code=\"OK\",method_type=\"grpc\",model="
                + NAME
                + ",model_internal=\"a \\\"b\\\"\\\\_7\",server=\"noria\",server_replica=\"0\"}",
            20.0);
    assertThat(
            all.entrySet().stream()
                .filter(each ->
                    each.getKey().startsWith("ts_queue_latency_microseconds{model_name=" + NAME))
                .mapToDouble(Map.Entry::getValue)
                .sum())
        .isEqualTo(64_000.0);
    assertThat(all.keySet()).anyMatch(each -> each.startsWith("Requests2XX{Level=\"Host\""));
  }

  @Test
  void ourOwnTellByDialectAndVariantToo() {
    PrometheusText out = new PrometheusText();
    ServingMetrics.write(out, new Models());
    Map<String, Double> own =
        Exposition.of(new String(out.bytes(), StandardCharsets.UTF_8)).samples;
    String labels =
        "{deployment=" + NAME + ",model=\"iris\",version=\"8\",variant=\"new\",dialect=\"plain\"";
    assertThat(own)
        .containsEntry("noria_inference_requests_total" + labels + "}", 2.0)
        .containsEntry("noria_inference_errors_total" + labels + ",reason=\"busy\"}", 2.0)
        .containsEntry("noria_inference_duration_seconds_bucket" + labels + ",le=\"0.025\"}", 2.0)
        .containsEntry("noria_inference_duration_seconds_sum" + labels + "}", 0.02)
        .containsEntry("noria_inference_waiting{deployment=" + NAME + "}", 4.0)
        .containsEntry(
            "noria_inference_batch_rows_bucket{deployment="
                + NAME
                + ",model=\"iris\",version=\"7\",le=\"4\"}",
            15.0);
  }

  @Test
  void versionsOfOneNumberOfTwoModelsAreTwo() {
    PrometheusText out = new PrometheusText();
    ServingMetrics.write(
        out,
        new Models() {
          @Override
          public List<AnswerSeries> series() {
            AnswerSeries other = answered("plain", "other", 7, 40);
            return List.of(
                answered("plain", "", 7, 10),
                new AnswerSeries(
                    other.deployment(),
                    other.variant(),
                    other.dialect(),
                    VersionFigures.none("orchid", 7).plus(other.figures()),
                    other.failures(),
                    other.latency(),
                    other.inModel()));
          }
        });
    String sizes = "noria_inference_batch_rows_count{deployment=" + NAME;
    assertThat(Exposition.of(new String(out.bytes(), StandardCharsets.UTF_8)).samples)
        .containsEntry(sizes + ",model=\"iris\",version=\"7\"}", 5.0)
        .containsEntry(sizes + ",model=\"orchid\",version=\"7\"}", 20.0);
  }

  @Test
  void namesAreReadAndUnknownOnesRefused() {
    assertThat(MetricAlias.parse("[triton, bentoml]", "x"))
        .containsExactly(MetricAlias.TRITON, MetricAlias.BENTOML);
    assertThat(MetricAlias.parse("all", "x")).isEqualTo(EnumSet.allOf(MetricAlias.class));
    assertThat(MetricAlias.parse("none", "x")).isEmpty();
    assertThatThrownBy(() -> MetricAlias.parse("tritn", "noria.metrics.aliases"))
        .isInstanceOf(NoriaException.class)
        .hasMessageStartingWith("noria.metrics.aliases: tritn (expected: some of [triton, ");
  }

  @Test
  void onlyWhatIsAskedForIsKept() {
    PrometheusText out = new PrometheusText();
    MetricAlias.write(out, new Models(), Set.of(MetricAlias.TORCHSERVE));
    out.keep(List.of("ts_inference_requests_total", "MemoryUsed"));
    assertThat(Exposition.of(new String(out.bytes(), StandardCharsets.UTF_8)).types.keySet())
        .containsExactlyInAnyOrder("ts_inference_requests_total", "MemoryUsed");
  }

  @Test
  void theDashboardAsksOnlyForFamiliesThatAreThere() throws IOException {
    String dashboard = Files.readString(Path.of("../docs/serving/grafana.json"));
    assertThat(WireJson.tree(dashboard.getBytes(StandardCharsets.UTF_8)).path("panels"))
        .hasSizeGreaterThan(10);
    PrometheusText out = new PrometheusText();
    ServingMetrics.write(out, new Models());
    Set<String> families =
        Exposition.of(new String(out.bytes(), StandardCharsets.UTF_8)).types.keySet();
    String page = Files.readString(Path.of("../docs/serving/metrics.md"));
    assertThat(families)
        .allSatisfy(name ->
            assertThat(page).contains("| `" + name.substring("noria_inference_".length()) + "` |"));
    Matcher names = Pattern.compile("noria_inference_[a-z_]+").matcher(dashboard);
    assertThat(names.results().map(MatchResult::group).distinct())
        .allSatisfy(name ->
            assertThat(families)
                .contains(
                    families.contains(name) ? name : name.replaceAll("_(bucket|sum|count)$", "")));
  }
}
