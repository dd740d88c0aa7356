package io.noria.protocols.tfserving.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.Status;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.Gatekeeper;
import io.noria.protocols.http.HttpLimits;
import io.noria.protocols.http.HttpServer;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.grpc.GrpcClient;
import io.noria.protocols.http.grpc.GrpcProtocol;
import io.noria.protocols.tensors.FakeModels;
import io.noria.protocols.tfserving.grpc.proto.ClassificationRequest;
import io.noria.protocols.tfserving.grpc.proto.ClassificationResponse;
import io.noria.protocols.tfserving.grpc.proto.DataType;
import io.noria.protocols.tfserving.grpc.proto.Example;
import io.noria.protocols.tfserving.grpc.proto.Feature;
import io.noria.protocols.tfserving.grpc.proto.FloatList;
import io.noria.protocols.tfserving.grpc.proto.GetModelMetadataRequest;
import io.noria.protocols.tfserving.grpc.proto.GetModelMetadataResponse;
import io.noria.protocols.tfserving.grpc.proto.GetModelStatusRequest;
import io.noria.protocols.tfserving.grpc.proto.GetModelStatusResponse;
import io.noria.protocols.tfserving.grpc.proto.ModelSpec;
import io.noria.protocols.tfserving.grpc.proto.ModelVersionStatus;
import io.noria.protocols.tfserving.grpc.proto.PredictRequest;
import io.noria.protocols.tfserving.grpc.proto.PredictResponse;
import io.noria.protocols.tfserving.grpc.proto.RegressionRequest;
import io.noria.protocols.tfserving.grpc.proto.SignatureDefMap;
import io.noria.protocols.tfserving.grpc.proto.TensorProto;
import io.noria.protocols.tfserving.grpc.proto.TensorShapeProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TfServingGrpcTest {
  private static final ErrorForm FORM =
      error -> new ErrorForm.Answer(404, "text/plain", new byte[0]);
  private static final Logger QUIET = Logger.getLogger("io.helidon");
  private static final String PREDICT = TfServingGrpc.PREDICTION + "/Predict";

  static {
    QUIET.setLevel(Level.WARNING);
  }

  private final FakeModels models = new FakeModels();
  private HttpServer server;
  private GrpcClient client;

  @BeforeEach
  void open() {
    server =
        HttpServer.open(
            new HttpServer.Address("127.0.0.1", 0),
            HttpLimits.DEFAULT,
            Gatekeeper.LOCAL,
            List.of(Routes.of("none", FORM, "/none")),
            new HttpServer.Extras(new GrpcProtocol(TfServingGrpc.services(models)), -1));
    client = new GrpcClient(server.port());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  private static ModelSpec spec(String name) {
    return ModelSpec.newBuilder().setName(name).build();
  }

  private static TensorProto.Builder tensor(DataType type, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDimBuilder().setSize(size);
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(dims);
  }

  private PredictResponse predict(String model, TensorProto.Builder input) {
    return client.call(
        PREDICT,
        PredictRequest.newBuilder()
            .setModelSpec(spec(model))
            .putInputs("input", input.build())
            .build(),
        PredictResponse.parser());
  }

  private static <A extends MessageLite> A call(
      GrpcClient client, String path, MessageLite question, Parser<A> parser) {
    return client.call(path, question, parser);
  }

  @Test
  void tensorsComeAsBytesOrAsLists() {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(1).putFloat(2).putFloat(4).putFloat(3).flip();
    PredictResponse whole =
        predict(
            "iris", tensor(DataType.DT_FLOAT, 2, 2).setTensorContent(ByteString.copyFrom(bytes)));
    PredictResponse listed =
        predict("iris", tensor(DataType.DT_FLOAT, 2, 2).addAllFloatVal(List.of(1f, 2f, 4f, 3f)));
    assertThat(listed.getOutputsMap()).isEqualTo(whole.getOutputsMap());
    assertThat(whole.getModelSpec().getVersion().getValue()).isEqualTo(7);
    assertThat(whole.getModelSpec().getSignatureName()).isEqualTo("serving_default");
    assertThat(whole.getOutputsOrThrow("prediction").getStringValList())
        .extracting(ByteString::toStringUtf8)
        .containsExactly("wide", "long");
    assertThat(whole.getOutputsOrThrow("probabilities").getFloatValList())
        .containsExactly(0.25f, 0.75f, 0.75f, 0.25f);
  }

  @Test
  void theLastValueStandsForAllThatFollow() {
    predict("iris", tensor(DataType.DT_FLOAT, 2, 2).addFloatVal(1).addFloatVal(5));
    var input = models.asked.getFirst().inputs().getFirst();
    assertThat(List.of(input.number(0), input.number(1), input.number(2), input.number(3)))
        .containsExactly(1.0, 5.0, 5.0, 5.0);
    refused(tensor(DataType.DT_FLOAT, 1 << 20, 1 << 10).addFloatVal(1), "filled up from 1 values");
  }

  @Test
  void whatIsWrongIsSaid() {
    refused(tensor(DataType.DT_INVALID, 1, 2), "dtype 0");
    refused(tensor(DataType.DT_FLOAT, 1, 2).addAllFloatVal(List.of(1f, 2f, 3f)), "3 values");
    refused(
        tensor(DataType.DT_FLOAT, 1, 2).setTensorContent(ByteString.copyFromUtf8("abc")),
        "3 bytes");
    refused(tensor(DataType.DT_UINT8, 1, 2).addIntVal(300).addIntVal(1), "300", "0 to 255");
    Status status =
        client.fails(
            PREDICT,
            PredictRequest.newBuilder()
                .setModelSpec(spec("iris").toBuilder().setSignatureName("other"))
                .build());
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("serving_default");
    Status version =
        client.fails(
            PREDICT,
            PredictRequest.newBuilder()
                .setModelSpec(spec("iris").toBuilder().setVersion(Int64Value.of(1L << 40)))
                .build());
    assertThat(version.getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }

  private void refused(TensorProto.Builder input, String... words) {
    Status status =
        client.fails(
            PREDICT,
            PredictRequest.newBuilder()
                .setModelSpec(spec("iris"))
                .putInputs("input", input.build())
                .build());
    assertThat(status.getCode()).as("%s", status).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains(words);
  }

  private static Feature number(float value) {
    return Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(value)).build();
  }

  @Test
  void examplesAreClassified() {
    Example.Builder example = Example.newBuilder();
    example.getFeaturesBuilder().putFeature("length", number(1));
    Example.Builder context = Example.newBuilder();
    context.getFeaturesBuilder().putFeature("width", number(3));
    ClassificationRequest.Builder question =
        ClassificationRequest.newBuilder().setModelSpec(spec("iris"));
    question
        .getInputBuilder()
        .getExampleListWithContextBuilder()
        .addExamples(example)
        .setContext(context);
    ClassificationResponse answer =
        call(
            client,
            TfServingGrpc.PREDICTION + "/Classify",
            question.build(),
            ClassificationResponse.parser());
    var classes = answer.getResult().getClassifications(0).getClassesList();
    assertThat(classes).extracting(each -> each.getLabel()).containsExactly("long", "wide");
    assertThat(classes).extracting(each -> each.getScore()).containsExactly(0.25f, 0.75f);

    question.getInputBuilder().getExampleListBuilder().addExamples(example);
    Status missing = client.fails(TfServingGrpc.PREDICTION + "/Classify", question.build());
    assertThat(missing.getDescription()).contains("example 0: width: missing");
    Status other =
        client.fails(
            TfServingGrpc.PREDICTION + "/Regress",
            RegressionRequest.newBuilder()
                .setModelSpec(spec("iris"))
                .setInput(question.getInput())
                .build());
    assertThat(other.getDescription()).contains("predicts a class (expected: Classify)");
  }

  @Test
  void modelsTellTheirSignatureAndState() throws Exception {
    GetModelMetadataResponse metadata =
        call(
            client,
            TfServingGrpc.PREDICTION + "/GetModelMetadata",
            GetModelMetadataRequest.newBuilder()
                .setModelSpec(spec("flights"))
                .addMetadataField("signature_def")
                .build(),
            GetModelMetadataResponse.parser());
    SignatureDefMap map =
        metadata.getMetadataOrThrow("signature_def").unpack(SignatureDefMap.class);
    var signature = map.getSignatureDefOrThrow("serving_default");
    assertThat(signature.getInputsOrThrow("carrier").getDtype()).isEqualTo(DataType.DT_STRING);
    assertThat(signature.getOutputsMap()).containsKey("prediction");
    GetModelStatusResponse status =
        call(
            client,
            TfServingGrpc.MODEL + "/GetModelStatus",
            GetModelStatusRequest.newBuilder().setModelSpec(spec("flights")).build(),
            GetModelStatusResponse.parser());
    assertThat(status.getModelVersionStatus(0).getVersion()).isEqualTo(3);
    assertThat(status.getModelVersionStatus(0).getState())
        .isEqualTo(ModelVersionStatus.State.AVAILABLE);
    assertThat(
            client
                .fails(
                    TfServingGrpc.MODEL + "/GetModelStatus",
                    GetModelStatusRequest.newBuilder().setModelSpec(spec("no")).build())
                .getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
  }
}
