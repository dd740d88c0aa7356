package io.noria.protocols.oip.grpc;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.grpc.GrpcCall;
import io.noria.protocols.http.grpc.GrpcFailure;
import io.noria.protocols.http.grpc.GrpcService;
import io.noria.protocols.http.grpc.GrpcStatus;
import io.noria.protocols.http.grpc.GrpcStream;
import io.noria.protocols.oip.grpc.proto.InferParameter;
import io.noria.protocols.oip.grpc.proto.ModelInferRequest;
import io.noria.protocols.oip.grpc.proto.ModelInferResponse;
import io.noria.protocols.oip.grpc.proto.ModelMetadataRequest;
import io.noria.protocols.oip.grpc.proto.ModelMetadataResponse;
import io.noria.protocols.oip.grpc.proto.ModelReadyRequest;
import io.noria.protocols.oip.grpc.proto.ModelReadyResponse;
import io.noria.protocols.oip.grpc.proto.ModelStreamInferResponse;
import io.noria.protocols.oip.grpc.proto.ServerLiveRequest;
import io.noria.protocols.oip.grpc.proto.ServerLiveResponse;
import io.noria.protocols.oip.grpc.proto.ServerMetadataRequest;
import io.noria.protocols.oip.grpc.proto.ServerMetadataResponse;
import io.noria.protocols.oip.grpc.proto.ServerReadyRequest;
import io.noria.protocols.oip.grpc.proto.ServerReadyResponse;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.tensor.TensorSpec;
import java.util.List;
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
  private static final List<String> EXTENSIONS = List.of("classification", "parameters");

  private final Serving serving;
  private final String version;

  private OipGrpc(Serving serving, String version) {
    this.serving = serving;
    this.version = version;
  }

  /**
   * The service.
   *
   * @param version Noria's
   */
  public static GrpcService service(Serving serving, String version) {
    OipGrpc own = new OipGrpc(serving, version);
    return GrpcService.of("oip", SERVICE)
        .open("ServerLive", ServerLiveRequest.parser(), (x, call) -> live())
        .open("ServerReady", ServerReadyRequest.parser(), (x, call) -> ready())
        .unary("ModelReady", ModelReadyRequest.parser(), own::modelReady)
        .unary("ServerMetadata", ServerMetadataRequest.parser(), (x, call) -> own.metadata())
        .unary("ModelMetadata", ModelMetadataRequest.parser(), own::modelMetadata)
        .unary("ModelInfer", ModelInferRequest.parser(), own::infer)
        .streaming("ModelStreamInfer", ModelInferRequest.parser(), own::streamInfer);
  }

  private static ServerLiveResponse live() {
    return ServerLiveResponse.newBuilder().setLive(true).build();
  }

  private static ServerReadyResponse ready() {
    return ServerReadyResponse.newBuilder().setReady(true).build();
  }

  private ServerMetadataResponse metadata() {
    return ServerMetadataResponse.newBuilder()
        .setName("noria")
        .setVersion(version)
        .addAllExtensions(EXTENSIONS)
        .build();
  }

  private ModelReadyResponse modelReady(ModelReadyRequest request, GrpcCall call) {
    boolean ready;
    try {
      served(request.getName(), request.getVersion());
      ready = true;
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
    TensorAnswer answer = serving.infer(model, question);
    return InferMapping.answer(request, answer, answer.outputs());
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
