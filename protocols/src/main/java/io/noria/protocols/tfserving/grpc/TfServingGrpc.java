package io.noria.protocols.tfserving.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Int64Value;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.grpc.GrpcCall;
import io.noria.protocols.http.grpc.GrpcService;
import io.noria.protocols.http.grpc.GrpcStatus;
import io.noria.protocols.tfserving.grpc.proto.ClassificationRequest;
import io.noria.protocols.tfserving.grpc.proto.ClassificationResponse;
import io.noria.protocols.tfserving.grpc.proto.GetModelMetadataRequest;
import io.noria.protocols.tfserving.grpc.proto.GetModelMetadataResponse;
import io.noria.protocols.tfserving.grpc.proto.GetModelStatusRequest;
import io.noria.protocols.tfserving.grpc.proto.GetModelStatusResponse;
import io.noria.protocols.tfserving.grpc.proto.InferenceResult;
import io.noria.protocols.tfserving.grpc.proto.InferenceTask;
import io.noria.protocols.tfserving.grpc.proto.Input;
import io.noria.protocols.tfserving.grpc.proto.ModelConfig;
import io.noria.protocols.tfserving.grpc.proto.ModelSpec;
import io.noria.protocols.tfserving.grpc.proto.ModelVersionStatus;
import io.noria.protocols.tfserving.grpc.proto.MultiInferenceRequest;
import io.noria.protocols.tfserving.grpc.proto.MultiInferenceResponse;
import io.noria.protocols.tfserving.grpc.proto.PredictRequest;
import io.noria.protocols.tfserving.grpc.proto.PredictResponse;
import io.noria.protocols.tfserving.grpc.proto.RegressionRequest;
import io.noria.protocols.tfserving.grpc.proto.RegressionResponse;
import io.noria.protocols.tfserving.grpc.proto.ReloadConfigRequest;
import io.noria.protocols.tfserving.grpc.proto.ReloadConfigResponse;
import io.noria.protocols.tfserving.grpc.proto.SignatureDef;
import io.noria.protocols.tfserving.grpc.proto.SignatureDefMap;
import io.noria.protocols.tfserving.grpc.proto.StatusProto;
import io.noria.protocols.tfserving.grpc.proto.TensorInfo;
import io.noria.serving.Deployment;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.TensorAnswer;
import io.noria.serving.TensorRequest;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code tensorflow.serving.PredictionService} and {@code ModelService} over the deployments, which
 * they call models. A model has one signature, {@code serving_default}.
 */
public final class TfServingGrpc {
  /** What answers questions. */
  public static final String PREDICTION = "tensorflow.serving.PredictionService";

  /** What tells of models. */
  public static final String MODEL = "tensorflow.serving.ModelService";

  private static final String SIGNATURE = "serving_default";
  private static final String SIGNATURE_DEF = "signature_def";
  private static final int MOST_TASKS = 2;

  private final Serving serving;

  private TfServingGrpc(Serving serving) {
    this.serving = serving;
  }

  /** Both services. */
  public static List<GrpcService> services(Serving serving) {
    TfServingGrpc own = new TfServingGrpc(serving);
    return List.of(
        GrpcService.of("tfserving", PREDICTION)
            .unary("Predict", PredictRequest.parser(), own::predict)
            .unary("Classify", ClassificationRequest.parser(), own::classify)
            .unary("Regress", RegressionRequest.parser(), own::regress)
            .unary("MultiInference", MultiInferenceRequest.parser(), own::multi)
            .unary("GetModelMetadata", GetModelMetadataRequest.parser(), (x, c) -> own.metadata(x)),
        GrpcService.of("tfserving", MODEL)
            .unary("GetModelStatus", GetModelStatusRequest.parser(), (x, c) -> own.status(x))
            .unary(
                "HandleReloadConfigRequest",
                ReloadConfigRequest.parser(),
                (x, c) -> own.reload(x)));
  }

  private static TensorRequest question(
      List<Tensor> inputs, List<String> outputs, @Nullable Integer version, GrpcCall call) {
    return new TensorRequest(
        inputs, outputs, version, call.eventTime(), call.metadata("noria-key"), call.caller());
  }

  private PredictResponse predict(PredictRequest request, GrpcCall call) {
    ModelSpec spec = request.getModelSpec();
    requireSignature(spec);
    List<Tensor> inputs = TensorProtos.read(request.getInputsMap());
    call.checkWanted();
    TensorAnswer answer =
        serving.infer(
            spec.getName(), question(inputs, request.getOutputFilterList(), version(spec), call));
    PredictResponse.Builder out = PredictResponse.newBuilder().setModelSpec(spec(answer));
    for (Tensor each : answer.outputs()) {
      out.putOutputs(each.name(), TensorProtos.write(each));
    }
    return out.build();
  }

  private static ModelSpec spec(TensorAnswer answer) {
    return spec(answer.deployment(), answer.version());
  }

  private static ModelSpec spec(String name, int version) {
    return ModelSpec.newBuilder()
        .setName(name)
        .setVersion(Int64Value.of(version))
        .setSignatureName(SIGNATURE)
        .build();
  }

  private static void requireSignature(ModelSpec spec) {
    String name = spec.getSignatureName();
    if (!name.isEmpty() && !name.equals(SIGNATURE)) {
      throw NoriaException.invalid(
          "signature_name: " + shortened(name) + " (expected: " + SIGNATURE + ", or none)");
    }
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  /** The wanted version; null for whichever answers. A label is what the deployment follows. */
  private @Nullable Integer version(ModelSpec spec) {
    return switch (spec.getVersionChoiceCase()) {
      case VERSION -> {
        long number = spec.getVersion().getValue();
        if (number < 1 || number > Integer.MAX_VALUE) {
          throw NoriaException.notFound(
              "version " + number + " of " + spec.getName() + " (expected: the number of one)");
        }
        yield (int) number;
      }
      case VERSION_LABEL -> {
        String follow = serving.deployments().get(spec.getName()).follow().value();
        if (!follow.equals(spec.getVersionLabel())) {
          throw NoriaException.notFound(
              "version_label: "
                  + shortened(spec.getVersionLabel())
                  + " (expected: "
                  + follow
                  + ", what "
                  + spec.getName()
                  + " follows)");
        }
        yield null;
      }
      case VERSIONCHOICE_NOT_SET -> null;
    };
  }

  private ServedModel served(ModelSpec spec) {
    return serving.served(spec.getName(), version(spec));
  }

  private ServedModel chosen(ModelSpec spec, GrpcCall call) {
    return serving.served(
        spec.getName(),
        version(spec),
        call.caller().getOrDefault("noria-subject", call.metadata("noria-key")));
  }

  private TensorAnswer asked(ModelSpec spec, ServedModel model, Input input, GrpcCall call) {
    requireSignature(spec);
    List<Tensor> inputs = Examples.read(input, model);
    call.checkWanted();
    return serving.infer(
        model.deployment(),
        new TensorRequest(
            inputs,
            List.of(),
            model.version(),
            call.eventTime(),
            call.metadata("noria-key"),
            call.caller(),
            model));
  }

  private ClassificationResponse classify(ClassificationRequest request, GrpcCall call) {
    ModelSpec spec = request.getModelSpec();
    ServedModel model = chosen(spec, call);
    Results.requireFit(model, true);
    TensorAnswer answer = asked(spec, model, request.getInput(), call);
    return ClassificationResponse.newBuilder()
        .setModelSpec(spec(answer))
        .setResult(Results.classes(answer, model))
        .build();
  }

  private RegressionResponse regress(RegressionRequest request, GrpcCall call) {
    ModelSpec spec = request.getModelSpec();
    ServedModel model = chosen(spec, call);
    Results.requireFit(model, false);
    TensorAnswer answer = asked(spec, model, request.getInput(), call);
    return RegressionResponse.newBuilder()
        .setModelSpec(spec(answer))
        .setResult(Results.numbers(answer))
        .build();
  }

  private MultiInferenceResponse multi(MultiInferenceRequest request, GrpcCall call) {
    if (request.getTasksCount() == 0) {
      throw NoriaException.invalid("tasks: none (expected: at least one)");
    }
    if (request.getTasksCount() > MOST_TASKS) {
      // Each reads all examples again.
      throw NoriaException.invalid(
          "tasks: %d (expected: a classification and a regression at most)"
              .formatted(request.getTasksCount()));
    }
    MultiInferenceResponse.Builder out = MultiInferenceResponse.newBuilder();
    for (InferenceTask task : request.getTasksList()) {
      boolean classes =
          switch (task.getMethodName()) {
            case "tensorflow/serving/classify" -> true;
            case "tensorflow/serving/regress" -> false;
            default ->
                throw NoriaException.invalid(
                    "method_name: "
                        + shortened(task.getMethodName())
                        + " (expected: tensorflow/serving/classify or tensorflow/serving/regress)");
          };
      ModelSpec spec = task.getModelSpec();
      ServedModel model = chosen(spec, call);
      Results.requireFit(model, classes);
      TensorAnswer answer = asked(spec, model, request.getInput(), call);
      InferenceResult.Builder result = out.addResultsBuilder().setModelSpec(spec(answer));
      if (classes) {
        result.setClassificationResult(Results.classes(answer, model));
      } else {
        result.setRegressionResult(Results.numbers(answer));
      }
    }
    return out.build();
  }

  private GetModelMetadataResponse metadata(GetModelMetadataRequest request) {
    for (String field : request.getMetadataFieldList()) {
      if (!field.equals(SIGNATURE_DEF)) {
        throw NoriaException.invalid(
            "metadata_field: " + shortened(field) + " (expected: " + SIGNATURE_DEF + ")");
      }
    }
    if (request.getMetadataFieldCount() == 0) {
      throw NoriaException.invalid("metadata_field: none (expected: " + SIGNATURE_DEF + ")");
    }
    ServedModel model = served(request.getModelSpec());
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    model.inputs().forEach(each -> signature.putInputs(each.name(), info(each)));
    model.outputs().forEach(each -> signature.putOutputs(each.name(), info(each)));
    SignatureDefMap map =
        SignatureDefMap.newBuilder().putSignatureDef(SIGNATURE, signature.build()).build();
    return GetModelMetadataResponse.newBuilder()
        .setModelSpec(spec(model.deployment(), model.version()).toBuilder().clearSignatureName())
        .putMetadata(SIGNATURE_DEF, Any.pack(map))
        .build();
  }

  private static TensorInfo info(TensorSpec spec) {
    TensorInfo.Builder info =
        TensorInfo.newBuilder().setName(spec.name() + ":0").setDtype(DataTypes.of(spec.type()));
    for (long size : spec.shape()) {
      info.getTensorShapeBuilder().addDimBuilder().setSize(size);
    }
    return info.build();
  }

  /** The versions that can answer, or why there is none. */
  private GetModelStatusResponse status(GetModelStatusRequest request) {
    ModelSpec spec = request.getModelSpec();
    GetModelStatusResponse.Builder out = GetModelStatusResponse.newBuilder();
    try {
      ServedModel model = served(spec);
      List<Integer> versions = spec.hasVersion() ? List.of(model.version()) : model.versions();
      for (int version : versions.reversed()) {
        out.addModelVersionStatusBuilder()
            .setVersion(version)
            .setState(ModelVersionStatus.State.AVAILABLE)
            .setStatus(StatusProto.getDefaultInstance());
      }
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      out.addModelVersionStatusBuilder()
          .setState(ModelVersionStatus.State.START)
          .setStatus(
              StatusProto.newBuilder()
                  .setErrorCode(GrpcStatus.UNAVAILABLE.number())
                  .setErrorMessage(String.valueOf(e.getMessage())));
    }
    return out.build();
  }

  /**
   * Brings the named deployments up to date with what they follow. Others stay: which models are
   * served is no matter of a list from the wire here.
   */
  private ReloadConfigResponse reload(ReloadConfigRequest request) {
    List<ModelConfig> configs = request.getConfig().getModelConfigList().getConfigList();
    if (configs.isEmpty()) {
      throw NoriaException.invalid("config: no models (expected: model_config_list with some)");
    }
    // All are looked at before the first is touched.
    List<Deployment> known =
        configs.stream().map(each -> serving.deployments().get(each.getName())).toList();
    for (ModelConfig each : configs) {
      if (!each.getBasePath().isEmpty()) {
        throw NoriaException.invalid(
            each.getName()
                + ": base_path "
                + shortened(each.getBasePath())
                + " (expected: none; a model comes out of the registry)");
      }
    }
    for (Deployment each : known) {
      serving.deployments().deploy(each.name(), each.model(), each.follow());
    }
    return ReloadConfigResponse.newBuilder().setStatus(StatusProto.getDefaultInstance()).build();
  }
}
