package io.noria.protocols.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.noria.protocols.http.PrometheusText;
import io.noria.serving.AnswerSeries;
import io.noria.serving.AnswerSeries.Failure;
import io.noria.serving.UnderWay;
import java.lang.management.ManagementFactory;

/**
 * Triton's families: by model, which is the deployment here, and version; times in microseconds.
 * What a GPU has is left out.
 */
final class TritonNames {
  private TritonNames() {}

  static void write(PrometheusText out, Picture picture) {
    var all =
        new Family<>(out, picture.versions(), each -> labels(each.deployment(), version(each)));
    all.counter(
        "nv_inference_request_success",
        "Requests that succeeded, of any size.",
        each -> each.figures().answered().count());
    failures(out, picture);
    all.counter(
        "nv_inference_count",
        "Inferences: rows of answered requests.",
        each -> each.figures().rows());
    all.counter(
        "nv_inference_exec_count",
        "Executions of the model: one for each batch.",
        each -> each.figures().executions());
    all.counter(
        "nv_inference_request_duration_us",
        "Cumulative time of requests, end to end.",
        each -> whole(each.figures().answered()));
    all.counter(
        "nv_inference_queue_duration_us",
        "Cumulative time that requests waited.",
        each -> whole(each.figures().queue()));
    all.counter(
        "nv_inference_compute_input_duration_us",
        "Cumulative time before the model.",
        each -> whole(each.figures().input()));
    all.counter(
        "nv_inference_compute_infer_duration_us",
        "Cumulative time in the model.",
        each -> whole(each.figures().infer()));
    all.counter(
        "nv_inference_compute_output_duration_us",
        "Cumulative time after the model.",
        each -> whole(each.figures().output()));
    new Family<>(
            out,
            picture.underWay(),
            each -> labels(each.deployment(), Integer.toString(each.version())))
        .gauge(
            "nv_inference_pending_request_count",
            "Requests that wait for the model now.",
            UnderWay::waiting);
    machine(out);
  }

  private static void failures(PrometheusText out, Picture picture) {
    String name = "nv_inference_request_failure";
    out.type(name, "counter", "Requests that failed, by why.");
    for (AnswerSeries each : picture.versions()) {
      failure(out, each, "REJECTED", each.failed(Failure.BUSY));
      failure(out, each, "CANCELED", 0);
      failure(out, each, "BACKEND", each.failed(Failure.MODEL));
      failure(out, each, "OTHER", each.failed(Failure.INPUT));
    }
  }

  private static void failure(PrometheusText out, AnswerSeries of, String reason, long count) {
    out.sample(
        "nv_inference_request_failure",
        count,
        "model",
        of.deployment(),
        "version",
        version(of),
        "reason",
        reason);
  }

  private static void machine(PrometheusText out) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      out.type("nv_cpu_utilization", "gauge", "The processors' use, 0 to 1.");
      out.sample("nv_cpu_utilization", Math.max(0, system.getCpuLoad()));
      out.type("nv_cpu_memory_total_bytes", "gauge", "The machine's memory.");
      out.sample("nv_cpu_memory_total_bytes", system.getTotalMemorySize());
      out.type("nv_cpu_memory_used_bytes", "gauge", "What of it is in use.");
      out.sample(
          "nv_cpu_memory_used_bytes", system.getTotalMemorySize() - system.getFreeMemorySize());
    }
  }

  private static double whole(io.noria.serving.VersionFigures.Spent spent) {
    return Math.floor(Family.micros(spent));
  }

  private static String version(AnswerSeries of) {
    return Picture.version(of);
  }

  private static String[] labels(String model, String version) {
    return new String[] {"model", model, "version", version};
  }
}
