package io.noria.protocols.metrics;

import io.noria.protocols.http.PrometheusText;
import io.noria.serving.AnswerSeries;
import io.noria.serving.AnswerSeries.Failure;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.ModelMemory;
import io.noria.serving.Readiness;
import io.noria.serving.Serving;
import io.noria.serving.UnderWay;
import io.noria.serving.VersionFigures;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How models answer, under our own names; {@code docs/serving/metrics.md} has the table. */
public final class ServingMetrics {
  private static final String PREFIX = "noria_inference_";
  private static final Family.Scale SECONDS =
      new Family.Scale(
          1, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
          0.25, 0.5, 1, 2.5, 5, 10);
  private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

  private ServingMetrics() {}

  /** Writes all families. */
  public static void write(PrometheusText out, Serving serving) {
    Picture picture = Picture.of(serving);
    answers(out, picture);
    failures(out, picture);
    batches(out, picture);
    busy(out, picture, serving.metrics());
    ready(out, serving.readiness());
    memory(out, serving.memory());
  }

  private static void answers(PrometheusText out, Picture picture) {
    var all = new Family<>(out, picture.series(), ServingMetrics::labels);
    all.counter(
        PREFIX + "requests_total",
        "Prediction requests answered.",
        each -> each.figures().answered().count());
    all.counter(PREFIX + "rows_total", "Rows predicted.", each -> each.figures().rows());
    all.histogram(
        PREFIX + "duration_seconds",
        "Time of an answered request in the model and around it.",
        AnswerSeries::latency,
        each -> each.figures().answered(),
        SECONDS);
    all.histogram(
        PREFIX + "model_duration_seconds",
        "The model's own time in an answered request.",
        AnswerSeries::inModel,
        each -> each.figures().infer(),
        SECONDS);
    all.counter(
        PREFIX + "input_seconds_total",
        "Time of answered requests before the model was asked.",
        each -> Family.micros(each.figures().input()) / 1e6);
    all.counter(
        PREFIX + "queue_seconds_total",
        "Time that answered requests waited for the model.",
        each -> Family.micros(each.figures().queue()) / 1e6);
    all.counter(
        PREFIX + "output_seconds_total",
        "Time of answered requests after the model answered, with the log.",
        each -> Family.micros(each.figures().output()) / 1e6);
  }

  private static void failures(PrometheusText out, Picture picture) {
    String name = PREFIX + "errors_total";
    out.type(name, "counter", "Prediction requests refused or failed, by why.");
    for (AnswerSeries each : picture.series()) {
      for (Failure why : Failure.values()) {
        String[] own = labels(each);
        String[] more = java.util.Arrays.copyOf(own, own.length + 2);
        more[own.length] = "reason";
        more[own.length + 1] = why.name().toLowerCase(Locale.ROOT);
        out.sample(name, each.failed(why), more);
      }
    }
  }

  private static void batches(PrometheusText out, Picture picture) {
    String name = PREFIX + "batch_rows";
    out.type(name, "histogram", "Rows that the model evaluated at once.");
    for (AnswerSeries each : picture.models()) {
      sizes(out, name, each.figures().batches(), ROWS, version(each));
    }
  }

  /** Sizes of batches in buckets. */
  static void sizes(
      PrometheusText out,
      String name,
      List<VersionFigures.Batch> batches,
      double[] bounds,
      String... labels) {
    for (double bound : bounds) {
      long count = 0;
      for (VersionFigures.Batch batch : batches) {
        count += batch.rows() > 0 && batch.rows() <= bound ? batch.spent().count() : 0;
      }
      out.bucket(name, bound, count, labels);
    }
    long count = batches.stream().mapToLong(batch -> batch.spent().count()).sum();
    out.bucket(name, Double.POSITIVE_INFINITY, count, labels);
    out.sample(
        name + "_sum",
        batches.stream().mapToDouble(each -> (double) each.rows() * each.spent().count()).sum(),
        labels);
    out.sample(name + "_count", count, labels);
  }

  private static void busy(PrometheusText out, Picture picture, List<DeploymentMetrics> log) {
    var busy =
        new Family<>(
            out, picture.underWay(), each -> new String[] {"deployment", each.deployment()});
    busy.gauge(PREFIX + "under_way", "Requests being answered now.", UnderWay::requests);
    busy.gauge(PREFIX + "waiting", "Requests that wait for the model now.", UnderWay::waiting);
    busy.gauge(
        PREFIX + "workers", "Processes of the model now; 0 when it needs none.", UnderWay::workers);
    out.type(PREFIX + "serving", "gauge", "1 for the version that answers now.");
    for (UnderWay each : picture.underWay()) {
      out.sample(
          PREFIX + "serving",
          1,
          "deployment",
          each.deployment(),
          "model",
          each.model(),
          "version",
          Integer.toString(each.version()));
    }
    new Family<>(out, log, each -> new String[] {"deployment", each.deployment()})
        .gauge(
            PREFIX + "log_queued",
            "Predictions of all deployments that wait for the log.",
            DeploymentMetrics::queued);
  }

  private static void ready(PrometheusText out, Map<String, Readiness> all) {
    String name = PREFIX + "ready";
    out.type(name, "gauge", "1 when the deployment answers without loading its model first.");
    new TreeMap<>(all)
        .forEach((deployment, how) ->
            out.sample(name, how == Readiness.READY ? 1 : 0, "deployment", deployment));
  }

  private static void memory(PrometheusText out, ModelMemory memory) {
    new Family<>(
            out,
            memory.held(),
            each ->
                new String[] {"model", each.model(), "version", Integer.toString(each.version())})
        .gauge(PREFIX + "memory_bytes", "Memory that a model takes.", ModelMemory.Held::bytes);
    out.type(PREFIX + "memory_budget_bytes", "gauge", "What all may take; 0 for any.");
    out.sample(PREFIX + "memory_budget_bytes", memory.budgetBytes());
    out.type(PREFIX + "evictions_total", "counter", "Models let go of for want of memory.");
    out.sample(PREFIX + "evictions_total", memory.evictions());
  }

  private static String[] labels(AnswerSeries of) {
    return new String[] {
      "deployment", of.deployment(),
      "model", of.figures().model(),
      "version", Picture.version(of),
      "variant", of.variant(),
      "dialect", of.dialect()
    };
  }

  private static String[] version(AnswerSeries of) {
    return new String[] {
      "deployment", of.deployment(),
      "model", of.figures().model(),
      "version", Picture.version(of)
    };
  }
}
