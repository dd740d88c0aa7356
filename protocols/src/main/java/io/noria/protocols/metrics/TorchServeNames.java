package io.noria.protocols.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.noria.protocols.http.PrometheusText;
import io.noria.serving.AnswerSeries;
import io.noria.serving.AnswerSeries.Failure;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * TorchServe's families. Its gauges of the last request's times are left out: they tell of one
 * request only, and their counters are here.
 */
final class TorchServeNames {
  private static final String HOST = host();
  private static final double MEGABYTE = 1 << 20;

  private TorchServeNames() {}

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  static void write(PrometheusText out, Picture picture) {
    var all =
        new Family<>(
            out,
            picture.versions(),
            each ->
                new String[] {
                  "model_name", each.deployment(),
                  "model_version", Picture.version(each),
                  "hostname", HOST
                });
    all.counter(
        "ts_inference_requests_total",
        "Requests to the model.",
        each -> each.figures().answered().count() + each.figures().failed().count());
    all.counter(
        "ts_inference_latency_microseconds",
        "Cumulative time of requests.",
        each -> Family.micros(each.figures().answered()));
    all.counter(
        "ts_queue_latency_microseconds",
        "Cumulative time that requests waited.",
        each -> Family.micros(each.figures().queue()));
    long good = 0;
    long refused = 0;
    long failed = 0;
    for (AnswerSeries each : picture.series()) {
      good += each.figures().answered().count();
      refused += each.failed(Failure.INPUT);
      failed += each.failed(Failure.BUSY) + each.failed(Failure.MODEL);
    }
    host(out, "Requests2XX", "counter", "Requests answered.", good);
    host(out, "Requests4XX", "counter", "Requests that were the caller's fault.", refused);
    host(out, "Requests5XX", "counter", "Requests that were the server's fault.", failed);
    machine(out);
  }

  private static void machine(PrometheusText out) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      double all = system.getTotalMemorySize() / MEGABYTE;
      double free = system.getFreeMemorySize() / MEGABYTE;
      host(out, "CPUUtilization", "gauge", "Percent.", Math.max(0, system.getCpuLoad()) * 100);
      host(out, "MemoryUsed", "gauge", "Megabytes.", all - free);
      host(out, "MemoryAvailable", "gauge", "Megabytes.", free);
      host(out, "MemoryUtilization", "gauge", "Percent.", 100 * (all - free) / Math.max(1, all));
    }
  }

  private static void host(
      PrometheusText out, String name, String type, String help, double value) {
    out.type(name, type, help);
    out.sample(name, value, "Level", "Host", "Hostname", HOST);
  }
}
