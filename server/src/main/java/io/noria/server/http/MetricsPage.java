package io.noria.server.http;

import io.noria.protocols.http.JsonErrors;
import io.noria.protocols.http.PrometheusText;
import io.noria.protocols.http.Routes;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Serving;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;

/** {@code /metrics}: requests, predictions and the process, for Prometheus. */
public final class MetricsPage {
  private final Serving serving;
  private final Supplier<PrometheusText.Source> http;

  private MetricsPage(Serving serving, Supplier<PrometheusText.Source> http) {
    this.serving = serving;
    this.http = http;
  }

  /** The route; {@code http} gives the server's own figures once it is up. */
  public static Routes routes(Serving serving, Supplier<PrometheusText.Source> http) {
    MetricsPage page = new MetricsPage(serving, http);
    return Routes.of("prometheus", JsonErrors.FORM)
        .get("/metrics", x -> x.sendBytes(200, PrometheusText.CONTENT_TYPE, page.text()));
  }

  private byte[] text() {
    PrometheusText out = new PrometheusText();
    http.get().write(out);
    inference(out, serving.metrics());
    process(out);
    return out.bytes();
  }

  private static void inference(PrometheusText out, List<DeploymentMetrics> all) {
    out.type("noria_inference_requests_total", "counter", "Prediction requests answered.");
    all.forEach(m -> sample(out, "noria_inference_requests_total", m.requests(), m));
    out.type("noria_inference_rows_total", "counter", "Rows predicted.");
    all.forEach(m -> sample(out, "noria_inference_rows_total", m.rows(), m));
    out.type("noria_inference_errors_total", "counter", "Prediction requests refused or failed.");
    all.forEach(m -> sample(out, "noria_inference_errors_total", m.errors(), m));
    out.type("noria_inference_log_queued", "gauge", "Predictions that wait for the log.");
    all.forEach(m -> sample(out, "noria_inference_log_queued", m.queued(), m));
    out.type("noria_inference_duration_seconds", "histogram", "Time in the model and around it.");
    for (DeploymentMetrics metrics : all) {
      for (DeploymentMetrics.Bucket bucket : metrics.latency()) {
        out.bucket(
            "noria_inference_duration_seconds",
            bucket.seconds(),
            bucket.count(),
            "deployment",
            metrics.deployment());
      }
      sample(out, "noria_inference_duration_seconds_sum", metrics.totalSeconds(), metrics);
      sample(out, "noria_inference_duration_seconds_count", metrics.requests(), metrics);
    }
  }

  private static void sample(
      PrometheusText out, String name, double value, DeploymentMetrics metrics) {
    out.sample(name, value, "deployment", metrics.deployment());
  }

  private static void process(PrometheusText out) {
    Runtime runtime = Runtime.getRuntime();
    out.type("noria_heap_used_bytes", "gauge", "Memory in use on the heap.");
    out.sample("noria_heap_used_bytes", runtime.totalMemory() - runtime.freeMemory());
    out.type("noria_heap_max_bytes", "gauge", "The most that the heap may grow to.");
    out.sample("noria_heap_max_bytes", runtime.maxMemory());
    out.type("noria_start_time_seconds", "gauge", "When the process started, Unix time.");
    out.sample(
        "noria_start_time_seconds", ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0);
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      out.type("noria_cpu_seconds_total", "counter", "Processor time used.");
      out.sample("noria_cpu_seconds_total", system.getProcessCpuTime() / 1e9);
    }
  }
}
