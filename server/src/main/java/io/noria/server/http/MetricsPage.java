package io.noria.server.http;

import io.noria.protocols.http.JsonErrors;
import io.noria.protocols.http.PrometheusText;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.trace.SpanQueue;
import io.noria.protocols.metrics.MetricAlias;
import io.noria.protocols.metrics.ServingMetrics;
import io.noria.serving.ModelMemory;
import io.noria.serving.Serving;
import io.noria.serving.TermFigures;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code /metrics}: requests, predictions and the process, for Prometheus. */
public final class MetricsPage {
  private final Serving serving;
  private final Set<MetricAlias> aliases;
  private final Supplier<PrometheusText.Source> http;

  private MetricsPage(
      Serving serving, Set<MetricAlias> aliases, Supplier<PrometheusText.Source> http) {
    this.serving = serving;
    this.aliases = aliases;
    this.http = http;
  }

  /**
   * The route.
   *
   * @param aliases under whose names figures are shown too
   * @param http gives the server's own figures once it is up
   */
  public static Routes routes(
      Serving serving, Set<MetricAlias> aliases, Supplier<PrometheusText.Source> http) {
    MetricsPage page = new MetricsPage(serving, aliases, http);
    return Routes.of("prometheus", JsonErrors.FORM)
        .get("/metrics", x -> x.sendBytes(200, PrometheusText.CONTENT_TYPE, page.text()));
  }

  private byte[] text() {
    PrometheusText out = new PrometheusText();
    http.get().write(out);
    ServingMetrics.write(out, serving);
    terms(out, serving.terms().figures());
    MetricAlias.write(out, serving, aliases);
    memory(out, serving.memory());
    process(out);
    return out.bytes();
  }

  /** What became of requests' spans. */
  public static void tracing(PrometheusText out, SpanQueue.Figures figures) {
    String name = "noria_tracing_requests_total";
    out.type(name, "counter", "Requests whose spans were sent, dropped or not taken.");
    out.sample(name, figures.sent(), "result", "sent");
    out.sample(name, figures.dropped(), "result", "dropped");
    out.sample(name, figures.failed(), "result", "failed");
    out.type("noria_tracing_queued", "gauge", "Requests whose spans wait to be sent.");
    out.sample("noria_tracing_queued", figures.queued());
  }

  private static void memory(PrometheusText out, ModelMemory memory) {
    out.type("noria_models_memory_limit_bytes", "gauge", "Memory that models may take; 0: any.");
    out.sample("noria_models_memory_limit_bytes", memory.budgetBytes());
    out.type("noria_models_unloaded_total", "counter", "Models let go of for want of memory.");
    out.sample("noria_models_unloaded_total", memory.evictions());
    out.type("noria_model_memory_bytes", "gauge", "Memory that a model takes.");
    for (ModelMemory.Held each : memory.held()) {
      out.sample(
          "noria_model_memory_bytes",
          each.bytes(),
          "model",
          each.model(),
          "version",
          Integer.toString(each.version()));
    }
  }

  private static void terms(PrometheusText out, List<TermFigures> all) {
    out.type("noria_inference_limited_total", "counter", "Requests refused by callers' limits.");
    for (TermFigures each : all) {
      String name = "noria_inference_limited_total";
      out.sample(name, each.tooFast(), "deployment", each.deployment(), "limit", "rate");
      out.sample(name, each.overQuota(), "deployment", each.deployment(), "limit", "rows");
    }
    out.type("noria_inference_cache_total", "counter", "Requests looked up among kept answers.");
    for (TermFigures each : all) {
      String name = "noria_inference_cache_total";
      out.sample(name, each.hits(), "deployment", each.deployment(), "outcome", "hit");
      out.sample(name, each.misses(), "deployment", each.deployment(), "outcome", "miss");
    }
    out.type("noria_inference_cache_bytes", "gauge", "Memory of kept answers.");
    all.forEach(each ->
        out.sample("noria_inference_cache_bytes", each.bytes(), "deployment", each.deployment()));
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
