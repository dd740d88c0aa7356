package io.noria.protocols.metrics;

import io.noria.protocols.http.PrometheusText;
import io.noria.serving.AnswerSeries;
import io.noria.serving.AnswerSeries.Failure;

/** TensorFlow Serving's families: times in microseconds, in its own 33 buckets. */
final class TensorFlowNames {
  private static final Family.Scale MICROS = new Family.Scale(1e-6, bounds());

  private TensorFlowNames() {}

  private static double[] bounds() {
    double[] bounds = new double[33];
    double bound = 10;
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = bound;
      bound *= 1.8;
    }
    return bounds;
  }

  static void write(PrometheusText out, Picture picture) {
    String count = ":tensorflow:serving:request_count";
    out.type(count, "counter", "Requests by the status that they ended with.");
    for (AnswerSeries each : picture.deployments()) {
      status(out, each, "OK", each.figures().answered().count());
      status(out, each, "INVALID_ARGUMENT", each.failed(Failure.INPUT));
      status(out, each, "UNAVAILABLE", each.failed(Failure.BUSY));
      status(out, each, "INTERNAL", each.failed(Failure.MODEL));
    }
    new Family<>(
            out,
            picture.by(each -> each.deployment() + (Picture.overGrpc(each) ? "\n" : "")),
            each ->
                new String[] {
                  "model_name",
                  each.deployment(),
                  "API",
                  "Predict",
                  "entrypoint",
                  Picture.overGrpc(each) ? "GRPC" : "REST"
                })
        .histogram(
            ":tensorflow:serving:request_latency",
            "Time of a request in microseconds.",
            AnswerSeries::latency,
            each -> each.figures().answered(),
            MICROS);
    new Family<>(
            out,
            picture.deployments(),
            each ->
                new String[] {
                  "model_name", each.deployment(), "API", "Predict", "runtime", "noria"
                })
        .histogram(
            ":tensorflow:serving:runtime_latency",
            "Time in the model in microseconds.",
            AnswerSeries::inModel,
            each -> each.figures().infer(),
            MICROS);
  }

  private static void status(PrometheusText out, AnswerSeries of, String status, long count) {
    out.sample(
        ":tensorflow:serving:request_count",
        count,
        "model_name",
        of.deployment(),
        "status",
        status);
  }
}
