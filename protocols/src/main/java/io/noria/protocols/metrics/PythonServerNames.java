package io.noria.protocols.metrics;

import io.noria.protocols.http.PrometheusText;
import io.noria.serving.AnswerSeries;
import io.noria.serving.AnswerSeries.Failure;
import io.noria.serving.UnderWay;
import java.time.Instant;

/** The families of the servers in Python: MLServer, KServe, BentoML, Seldon Core 2. */
final class PythonServerNames {
  /** What a histogram of Python's client has when nothing is said. */
  private static final Family.Scale USUAL =
      new Family.Scale(
          1, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);

  private static final Family.Scale BENTO =
      new Family.Scale(
          1, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 180);

  private static final double[] BENTO_SIZES = {1, 2, 4, 8, 16, 32, 64, 100};

  private PythonServerNames() {}

  static void mlserver(PrometheusText out, Picture picture) {
    var all =
        new Family<>(
            out,
            picture.versions(),
            each -> new String[] {"model", each.deployment(), "version", Picture.version(each)});
    all.counter(
        "model_infer_request_success_total",
        "Requests answered.",
        each -> each.figures().answered().count());
    all.counter(
        "model_infer_request_failure_total",
        "Requests refused or failed.",
        each -> each.figures().failed().count());
    String name = "model_infer_request_duration";
    out.type(name, "summary", "Time of requests in seconds.");
    for (AnswerSeries each : all.of()) {
      String[] labels = all.labels().apply(each);
      out.sample(name + "_count", each.figures().answered().count(), labels);
      out.sample(name + "_sum", Family.micros(each.figures().answered()) / 1e6, labels);
    }
  }

  static void kserve(PrometheusText out, Picture picture) {
    var all =
        new Family<>(
            out, picture.deployments(), each -> new String[] {"model_name", each.deployment()});
    all.sums(
        "request_preprocess_seconds", "Time before the model.", each -> each.figures().input());
    all.histogram(
        "request_predict_seconds",
        "Time in the model.",
        AnswerSeries::inModel,
        each -> each.figures().infer(),
        USUAL);
    all.sums(
        "request_postprocess_seconds", "Time after the model.", each -> each.figures().output());
  }

  static void bentoml(PrometheusText out, Picture picture) {
    String count = "bentoml_service_request_total";
    out.type(count, "counter", "Requests by status.");
    for (AnswerSeries each : picture.versions()) {
      out.sample(count, each.figures().answered().count(), bento(each, "200"));
      out.sample(count, each.failed(Failure.INPUT), bento(each, "400"));
      out.sample(count, each.failed(Failure.BUSY), bento(each, "503"));
      out.sample(count, each.failed(Failure.MODEL), bento(each, "500"));
    }
    new Family<>(out, picture.versions(), each -> bento(each, "200"))
        .histogram(
            "bentoml_service_request_duration_seconds",
            "Time of answered requests.",
            AnswerSeries::latency,
            each -> each.figures().answered(),
            BENTO);
    new Family<>(
            out,
            picture.underWay(),
            each ->
                new String[] {
                  "endpoint", "/predict",
                  "service_name", each.deployment(),
                  "service_version", Integer.toString(each.version())
                })
        .gauge(
            "bentoml_service_request_in_progress",
            "Requests being answered now.",
            UnderWay::requests);
    new Family<>(
            out,
            picture.versions(),
            each ->
                new String[] {
                  "service_name", each.deployment(), "service_version", Picture.version(each)
                })
        .gauge(
            "bentoml_service_last_request_timestamp_seconds",
            "When the last request was answered.",
            PythonServerNames::last);
    String sizes = "bentoml_service_adaptive_batch_size";
    out.type(sizes, "histogram", "Rows that the model evaluated at once.");
    for (AnswerSeries each : picture.versions()) {
      ServingMetrics.sizes(
          out,
          sizes,
          each.figures().batches(),
          BENTO_SIZES,
          "runner_name",
          each.deployment(),
          "worker_index",
          "0",
          "method_name",
          "predict",
          "service_version",
          Picture.version(each),
          "service_name",
          each.deployment());
    }
  }

  private static double last(AnswerSeries of) {
    Instant last = of.figures().lastAsked();
    return last == null ? 0 : last.toEpochMilli() / 1e3;
  }

  private static String[] bento(AnswerSeries of, String code) {
    return new String[] {
      "endpoint",
      "/predict",
      "service_name",
      of.deployment(),
      "service_version",
      Picture.version(of),
      "http_response_code",
      code
    };
  }

  static void seldon(PrometheusText out, Picture picture) {
    String count = "seldon_model_infer_total";
    out.type(count, "counter", "Requests by status.");
    for (AnswerSeries each : picture.transports()) {
      boolean grpc = Picture.overGrpc(each);
      long answered = each.figures().answered().count();
      out.sample(count, answered, seldon(each, grpc ? "OK" : "200"));
      out.sample(count, each.failed(Failure.INPUT), seldon(each, grpc ? "InvalidArgument" : "400"));
      out.sample(count, each.failed(Failure.BUSY), seldon(each, grpc ? "Unavailable" : "503"));
      out.sample(count, each.failed(Failure.MODEL), seldon(each, grpc ? "Internal" : "500"));
    }
    var all =
        new Family<>(
            out, picture.transports(), each -> seldon(each, Picture.overGrpc(each) ? "OK" : "200"));
    all.counter(
        "seldon_model_infer_seconds_total",
        "Cumulative time of answered requests.",
        each -> Family.micros(each.figures().answered()) / 1e6);
    all.histogram(
        "seldon_model_infer_api_seconds",
        "Time of answered requests.",
        AnswerSeries::latency,
        each -> each.figures().answered(),
        USUAL);
  }

  private static String[] seldon(AnswerSeries of, String code) {
    return new String[] {
      "code",
      code,
      "method_type",
      Picture.overGrpc(of) ? "grpc" : "rest",
      "model",
      of.deployment(),
      "model_internal",
      of.deployment() + "_" + Picture.version(of),
      "server",
      "noria",
      "server_replica",
      "0"
    };
  }
}
