package io.noria.protocols.oip.grpc;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.grpc.GrpcCall;
import io.noria.protocols.http.grpc.GrpcFailure;
import io.noria.protocols.http.grpc.GrpcService;
import io.noria.protocols.http.grpc.GrpcStatus;
import io.noria.protocols.http.grpc.GrpcStream;
import io.noria.protocols.oip.Metadata;
import io.noria.protocols.oip.ModelConfig;
import io.noria.protocols.oip.OipApi;
import io.noria.protocols.oip.Repository;
import io.noria.protocols.oip.Statistics;
import io.noria.protocols.oip.grpc.proto.InferParameter;
import io.noria.protocols.oip.grpc.proto.ModelConfigRequest;
import io.noria.protocols.oip.grpc.proto.ModelConfigResponse;
import io.noria.protocols.oip.grpc.proto.ModelInferRequest;
import io.noria.protocols.oip.grpc.proto.ModelInferResponse;
import io.noria.protocols.oip.grpc.proto.ModelMetadataRequest;
import io.noria.protocols.oip.grpc.proto.ModelMetadataResponse;
import io.noria.protocols.oip.grpc.proto.ModelReadyRequest;
import io.noria.protocols.oip.grpc.proto.ModelReadyResponse;
import io.noria.protocols.oip.grpc.proto.ModelStatisticsRequest;
import io.noria.protocols.oip.grpc.proto.ModelStatisticsResponse;
import io.noria.protocols.oip.grpc.proto.ModelStreamInferResponse;
import io.noria.protocols.oip.grpc.proto.ServerLiveRequest;
import io.noria.protocols.oip.grpc.proto.ServerLiveResponse;
import io.noria.protocols.oip.grpc.proto.ServerMetadataRequest;
import io.noria.protocols.oip.grpc.proto.ServerMetadataResponse;
import io.noria.protocols.oip.grpc.proto.ServerReadyRequest;
import io.noria.protocols.oip.grpc.proto.ServerReadyResponse;
import io.noria.protocols.tensors.v2.Classes;
import io.noria.serving.Readiness;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.Target;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code inference.GRPCInferenceService} over the deployments, which the protocol calls models. A
 * question's time and the caller's name for it come as metadata, {@code noria-event-time} and
 * {@code noria-key}.
 */
public final class OipGrpc {
  /** What the protocol calls it. */
  public static final String SERVICE = "inference.GRPCInferenceService";

  private static final String EMPTY_FINAL = "triton_enable_empty_final_response";
  private static final String FINAL = "triton_final_response";

  private final Serving serving;
  private final String version;

  private OipGrpc(Serving serving, String version) {
    this.serving = serving;
    this.version = version;
  }

  /**
   * The service.
   *
   * @param repository the deployments as a repository of models
   * @param about what the server says of itself
   */
  public static GrpcService service(Serving serving, Repository repository, OipApi.About about) {
    OipGrpc own = new OipGrpc(serving, about.version());
    GrpcService service = GrpcService.of("oip", SERVICE);
    ServerCalls.add(service, serving, repository, about.traces());
    return service
        .open("ServerLive", ServerLiveRequest.parser(), (x, call) -> live())
        .open("ServerReady", ServerReadyRequest.parser(), (x, call) -> own.ready())
        .unary("ModelReady", ModelReadyRequest.parser(), own::modelReady)
        .unary("ServerMetadata", ServerMetadataRequest.parser(), (x, call) -> own.metadata())
        .unary("ModelMetadata", ModelMetadataRequest.parser(), own::modelMetadata)
        .unary("ModelConfig", ModelConfigRequest.parser(), own::config)
        .unary("ModelStatistics", ModelStatisticsRequest.parser(), own::statistics)
        .unary("ModelInfer", ModelInferRequest.parser(), own::infer)
        .streaming("ModelStreamInfer", ModelInferRequest.parser(), own::streamInfer);
  }

  private static ServerLiveResponse live() {
    return ServerLiveResponse.newBuilder().setLive(true).build();
  }

  private ServerReadyResponse ready() {
    boolean ready = !serving.readiness().containsValue(Readiness.LOADING);
    return ServerReadyResponse.newBuilder().setReady(ready).build();
  }

  private ServerMetadataResponse metadata() {
    return ServerMetadataResponse.newBuilder()
        .setName("noria")
        .setVersion(version)
        .addAllExtensions(Metadata.EXTENSIONS)
        .build();
  }

  private ModelReadyResponse modelReady(ModelReadyRequest request, GrpcCall call) {
    boolean ready;
    try {
      Readiness now = serving.readiness(request.getName());
      ready = now == Readiness.READY || now == Readiness.ASLEEP;
      if (ready && !request.getVersion().isEmpty()) {
        served(request.getName(), request.getVersion());
      }
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      ready = false;
    }
    return ModelReadyResponse.newBuilder().setReady(ready).build();
  }

  private ServedModel served(String name, String version) {
    return serving.served(name, InferMapping.version(name, version));
  }

  private ModelMetadataResponse modelMetadata(ModelMetadataRequest request, GrpcCall call) {
    ServedModel model = served(request.getName(), request.getVersion());
    ModelMetadataResponse.Builder out =
        ModelMetadataResponse.newBuilder()
            .setName(model.deployment())
            .setPlatform(model.platform());
    model.versions().forEach(each -> out.addVersions(each.toString()));
    model.inputs().forEach(each -> out.addInputs(spec(each)));
    model.outputs().forEach(each -> out.addOutputs(spec(each)));
    return out.build();
  }

  private static ModelMetadataResponse.TensorMetadata spec(TensorSpec spec) {
    ModelMetadataResponse.TensorMetadata.Builder out =
        ModelMetadataResponse.TensorMetadata.newBuilder()
            .setName(spec.name())
            .setDatatype(spec.type().name());
    for (long dimension : spec.shape()) {
      out.addShape(dimension);
    }
    return out.build();
  }

  private ModelConfigResponse config(ModelConfigRequest request, GrpcCall call) {
    ServedModel model = served(request.getName(), request.getVersion());
    return Messages.of(
        ModelConfigResponse.getDefaultInstance(), Map.of("config", ModelConfig.of(model)));
  }

  private ModelStatisticsResponse statistics(ModelStatisticsRequest request, GrpcCall call) {
    String name = request.getName();
    Integer wanted = InferMapping.version(name, request.getVersion());
    return Messages.of(
        ModelStatisticsResponse.getDefaultInstance(),
        name.isEmpty()
            ? Statistics.ofAll(serving)
            : Statistics.of(serving, serving.served(name, wanted), wanted));
  }

  private ModelInferResponse infer(ModelInferRequest request, GrpcCall call) {
    return answer(request, call).build();
  }

  private ModelInferResponse.Builder answer(ModelInferRequest request, GrpcCall call) {
    String model = request.getModelName();
    TensorRequest question =
        new TensorRequest(
            InferMapping.inputs(request),
            InferMapping.outputs(request),
            InferMapping.version(model, request.getModelVersion()),
            call.eventTime(),
            call.metadata("noria-key"),
            call.caller());
    call.checkWanted();
    TensorAnswer answer = serving.infer(model, question);
    return InferMapping.answer(request, answer, shown(request, answer));
  }

  /** The outputs, some of them as their likeliest classes. */
  private List<Tensor> shown(ModelInferRequest request, TensorAnswer answer) {
    List<Tensor> outputs = answer.outputs();
    @Nullable List<String> labels = null;
    for (int i = 0; i < request.getOutputsCount(); i++) {
      int classes = InferMapping.classes(request.getOutputs(i));
      if (classes > 0) {
        if (labels == null) {
          outputs = new ArrayList<>(outputs);
          Target target = answer.target();
          labels = target == null ? List.of() : target.classes();
        }
        // They come in the order in which they were wanted.
        outputs.set(i, Classes.of(outputs.get(i), classes, labels));
      }
    }
    return outputs;
  }

  /** Answers in the order of the questions; what is wrong with one is said in its answer. */
  private void streamInfer(
      GrpcStream<ModelInferRequest, ModelStreamInferResponse> stream, GrpcCall call) {
    @Nullable ModelInferRequest request;
    while ((request = stream.next()) != null) {
      ModelStreamInferResponse.Builder out = ModelStreamInferResponse.newBuilder();
      try {
        ModelInferResponse.Builder answer = answer(request, call);
        if (request
            .getParametersOrDefault(EMPTY_FINAL, InferParameter.getDefaultInstance())
            .getBoolParam()) {
          // Each question has one answer here, which is then the last.
          answer.putParameters(FINAL, InferParameter.newBuilder().setBoolParam(true).build());
        }
        out.setInferResponse(answer);
      } catch (NoriaException e) {
        if (GrpcStatus.of(e.code()) == GrpcStatus.INTERNAL) {
          throw e;
        }
        out.setErrorMessage(String.valueOf(e.getMessage()));
        out.getInferResponseBuilder().setId(request.getId());
      } catch (GrpcFailure e) {
        throw e;
      }
      stream.send(out.build());
    }
  }
}
