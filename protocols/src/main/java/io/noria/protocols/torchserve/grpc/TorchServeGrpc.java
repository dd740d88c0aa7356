package io.noria.protocols.torchserve.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.UnsafeByteOperations;
import io.noria.base.NoriaException;
import io.noria.protocols.http.WireJson;
import io.noria.protocols.http.grpc.GrpcCall;
import io.noria.protocols.http.grpc.GrpcService;
import io.noria.protocols.http.grpc.GrpcStatus;
import io.noria.protocols.http.grpc.GrpcStream;
import io.noria.protocols.tensors.Asked;
import io.noria.protocols.torchserve.Management;
import io.noria.protocols.torchserve.Prediction;
import io.noria.protocols.torchserve.TorchApi;
import io.noria.protocols.torchserve.grpc.proto.DescribeModelRequest;
import io.noria.protocols.torchserve.grpc.proto.ListModelsRequest;
import io.noria.protocols.torchserve.grpc.proto.ManagementResponse;
import io.noria.protocols.torchserve.grpc.proto.PredictionResponse;
import io.noria.protocols.torchserve.grpc.proto.PredictionsRequest;
import io.noria.protocols.torchserve.grpc.proto.RegisterModelRequest;
import io.noria.protocols.torchserve.grpc.proto.RpcStatus;
import io.noria.protocols.torchserve.grpc.proto.ScaleWorkerRequest;
import io.noria.protocols.torchserve.grpc.proto.SetDefaultRequest;
import io.noria.protocols.torchserve.grpc.proto.TorchServeHealthResponse;
import io.noria.protocols.torchserve.grpc.proto.UnregisterModelRequest;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TorchServe's {@code InferenceAPIsService} and {@code ManagementAPIsService} over the deployments,
 * which are its models. What is asked and answered lies in bytes as the bodies of its REST API do.
 */
public final class TorchServeGrpc {
  /** What answers questions. */
  public static final String INFERENCE = "org.pytorch.serve.grpc.inference.InferenceAPIsService";

  /** What manages models. */
  public static final String MANAGEMENT = "org.pytorch.serve.grpc.management.ManagementAPIsService";

  private final Serving serving;
  private final Management management;

  private TorchServeGrpc(Serving serving) {
    this.serving = serving;
    this.management = new Management(serving);
  }

  /** Both services. */
  public static List<GrpcService> services(Serving serving) {
    TorchServeGrpc own = new TorchServeGrpc(serving);
    return List.of(own.inference(), own.management());
  }

  private GrpcService inference() {
    return GrpcService.of("torchserve", INFERENCE)
        .open("Ping", Empty.parser(), (x, call) -> health())
        .unary("Predictions", PredictionsRequest.parser(), this::predict)
        .<PredictionsRequest, PredictionResponse>streaming(
            "StreamPredictions", PredictionsRequest.parser(), this::stream)
        .<PredictionsRequest, PredictionResponse>streaming(
            "StreamPredictions2", PredictionsRequest.parser(), this::sequence);
  }

  private GrpcService management() {
    return GrpcService.of("torchserve", MANAGEMENT)
        .unary(
            "DescribeModel",
            DescribeModelRequest.parser(),
            (x, c) -> said(management.describe(x.getModelName(), version(x.getModelVersion()))))
        .unary("ListModels", ListModelsRequest.parser(), (x, c) -> said(list(x)))
        .unary(
            "RegisterModel",
            RegisterModelRequest.parser(),
            (x, c) ->
                done(
                    management.register(
                        x.getUrl(), x.getModelName().isEmpty() ? null : x.getModelName())))
        .unary(
            "ScaleWorker",
            ScaleWorkerRequest.parser(),
            (x, c) -> done(management.scale(x.getModelName())))
        .unary(
            "SetDefault",
            SetDefaultRequest.parser(),
            (x, c) -> done(management.setDefault(x.getModelName(), version(x.getModelVersion()))))
        .unary(
            "UnregisterModel",
            UnregisterModelRequest.parser(),
            (x, c) -> done(management.unregister(x.getModelName(), version(x.getModelVersion()))));
  }

  private static TorchServeHealthResponse health() {
    return TorchServeHealthResponse.newBuilder().setHealth("{\"status\": \"Healthy\"}").build();
  }

  private static @Nullable Integer version(String text) {
    return text.isEmpty() ? null : (Integer) TorchApi.version(text);
  }

  private PredictionResponse predict(PredictionsRequest request, GrpcCall call) {
    Integer version = version(request.getModelVersion());
    ServedModel model =
        serving.served(
            request.getModelName(),
            version,
            call.caller().getOrDefault("noria-subject", call.metadata("noria-key")));
    Map<String, ByteString> input = request.getInputMap();
    ByteString body = input.containsKey("data") ? input.get("data") : input.get("body");
    if (body == null) {
      throw NoriaException.invalid(
          "input: " + input.keySet() + " (expected: data, with what the model is asked)");
    }
    call.checkWanted();
    Asked asked = new Asked(call.eventTime(), call.metadata("noria-key"), call.caller());
    Prediction prediction = Prediction.of(serving, model, body.toByteArray(), asked);
    PredictionResponse.Builder out =
        PredictionResponse.newBuilder()
            .setPrediction(UnsafeByteOperations.unsafeWrap(prediction.json()));
    if (request.hasSequenceId()) {
      out.setSequenceId(request.getSequenceId());
    }
    return out.build();
  }

  /** One question; models here answer it at once. */
  private void stream(GrpcStream<PredictionsRequest, PredictionResponse> stream, GrpcCall call) {
    PredictionsRequest request = stream.next();
    if (request == null) {
      throw NoriaException.invalid("no message (expected: one, for this method)");
    }
    stream.send(predict(request, call));
  }

  /** Questions one after the other; what is wrong with one is said in its answer. */
  private void sequence(GrpcStream<PredictionsRequest, PredictionResponse> stream, GrpcCall call) {
    PredictionsRequest request;
    while ((request = stream.next()) != null) {
      PredictionResponse answer;
      try {
        answer = predict(request, call);
      } catch (NoriaException e) {
        GrpcStatus status = GrpcStatus.of(e.code());
        if (status == GrpcStatus.INTERNAL) {
          throw e;
        }
        answer =
            PredictionResponse.newBuilder()
                .setSequenceId(request.getSequenceId())
                .setStatus(
                    RpcStatus.newBuilder()
                        .setCode(status.number())
                        .setMessage(String.valueOf(e.getMessage())))
                .build();
      }
      stream.send(answer);
    }
  }

  private Map<String, Object> list(ListModelsRequest request) {
    int limit = request.getLimit() == 0 ? 100 : request.getLimit();
    if (limit < 1 || limit > 1000 || request.getNextPageToken() < 0) {
      throw NoriaException.invalid(
          "limit: %d, next_page_token: %d (expected: 1 to 1000, and 0 or more)"
              .formatted(request.getLimit(), request.getNextPageToken()));
    }
    return management.list(limit, request.getNextPageToken());
  }

  private static ManagementResponse done(String words) {
    return said(Map.of("status", words));
  }

  private static ManagementResponse said(Object json) {
    return ManagementResponse.newBuilder()
        .setMsg(new String(WireJson.bytes(json), StandardCharsets.UTF_8))
        .build();
  }
}
