package io.noria.protocols.oip.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.Gatekeeper;
import io.noria.protocols.http.HttpLimits;
import io.noria.protocols.http.HttpServer;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.grpc.GrpcClient;
import io.noria.protocols.http.grpc.GrpcProtocol;
import io.noria.protocols.oip.OipApi;
import io.noria.protocols.oip.Repository;
import io.noria.protocols.oip.grpc.proto.InferParameter;
import io.noria.protocols.oip.grpc.proto.InferTensorContents;
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
import io.noria.protocols.tensors.FakeModels;
import io.noria.serving.Follow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OipGrpcTest {
  private static final String SERVICE = OipGrpc.SERVICE + "/";
  private static final ErrorForm FORM =
      error -> new ErrorForm.Answer(404, "text/plain", new byte[0]);
  private static final Logger QUIET = Logger.getLogger("io.helidon");

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
            new HttpServer.Extras(
                new GrpcProtocol(
                    List.of(
                        OipGrpc.service(
                            models,
                            new Repository(models, model -> Follow.version(1)),
                            new OipApi.About("1.2.3", null)))),
                -1));
    client = new GrpcClient(server.port());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  private <A extends MessageLite> A call(String method, MessageLite question, A kind) {
    @SuppressWarnings("unchecked")
    var parser = (com.google.protobuf.Parser<A>) kind.getParserForType();
    return client.call(SERVICE + method, question, parser);
  }

  private ModelInferResponse infer(ModelInferRequest question) {
    return call("ModelInfer", question, ModelInferResponse.getDefaultInstance());
  }

  private static ByteString floats(float... values) {
    ByteBuffer out = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    out.asFloatBuffer().put(values);
    return ByteString.copyFrom(out);
  }

  private static ByteString texts(String... texts) {
    ByteString all = ByteString.EMPTY;
    for (String text : texts) {
      ByteString bytes = ByteString.copyFromUtf8(text);
      ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      all = all.concat(ByteString.copyFrom(length.putInt(bytes.size()).flip())).concat(bytes);
    }
    return all;
  }

  private static ModelInferRequest.Builder iris(float... values) {
    ModelInferRequest.Builder question = ModelInferRequest.newBuilder().setModelName("iris");
    question.setId("q1").addRawInputContents(floats(values));
    question
        .addInputsBuilder()
        .setName("input")
        .setDatatype("FP32")
        .addShape(values.length / 2)
        .addShape(2);
    return question;
  }

  @Test
  void theServerTellsOfItself() {
    assertThat(
            call(
                    "ServerLive",
                    ServerLiveRequest.getDefaultInstance(),
                    ServerLiveResponse.getDefaultInstance())
                .getLive())
        .isTrue();
    ServerMetadataResponse about =
        call(
            "ServerMetadata",
            ServerMetadataRequest.getDefaultInstance(),
            ServerMetadataResponse.getDefaultInstance());
    assertThat(about.getName()).isEqualTo("noria");
    assertThat(about.getVersion()).isEqualTo("1.2.3");
  }

  @Test
  void modelsTellWhatTheyTakeAndGive() {
    ModelMetadataResponse iris =
        call(
            "ModelMetadata",
            ModelMetadataRequest.newBuilder().setName("iris").setVersion("7").build(),
            ModelMetadataResponse.getDefaultInstance());
    assertThat(iris.getVersionsList()).containsExactly("7");
    assertThat(iris.getInputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(iris.getInputs(0).getShapeList()).containsExactly(-1L, 2L);
    assertThat(ready("iris", "")).isTrue();
    assertThat(ready("iris", "8")).isFalse();
    assertThat(ready("nothing", "")).isFalse();
    Status status =
        client.fails(
            SERVICE + "ModelMetadata", ModelMetadataRequest.newBuilder().setName("no").build());
    assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }

  private boolean ready(String name, String version) {
    return call(
            "ModelReady",
            ModelReadyRequest.newBuilder().setName(name).setVersion(version).build(),
            ModelReadyResponse.getDefaultInstance())
        .getReady();
  }

  @Test
  void rawTensorsAreAnsweredRaw() {
    ModelInferResponse answer = infer(iris(1, 2, 4, 3).setModelVersion("7").build());
    assertThat(answer.getId()).isEqualTo("q1");
    assertThat(answer.getModelName()).isEqualTo("iris");
    assertThat(answer.getModelVersion()).isEqualTo("7");
    assertThat(answer.getOutputsList())
        .extracting(o -> o.getName())
        .containsExactly("prediction", "probability", "probabilities");
    assertThat(answer.getRawOutputContents(0)).isEqualTo(texts("wide", "long"));
    assertThat(answer.getRawOutputContents(2)).isEqualTo(floats(0.25f, 0.75f, 0.75f, 0.25f));
    assertThat(answer.getOutputs(2).getShapeList()).containsExactly(2L, 2L);
  }

  @Test
  void typedContentsAndWantedOutputs() {
    ModelInferRequest.Builder question = ModelInferRequest.newBuilder().setModelName("flights");
    question
        .addInputsBuilder()
        .setName("carrier")
        .setDatatype("BYTES")
        .addShape(1)
        .addShape(1)
        .setContents(
            InferTensorContents.newBuilder().addBytesContents(ByteString.copyFromUtf8("ÖA")));
    question
        .addInputsBuilder()
        .setName("distance")
        .setDatatype("FP64")
        .addShape(1)
        .addShape(1)
        .setContents(InferTensorContents.newBuilder().addFp64Contents(2000));
    question
        .addInputsBuilder()
        .setName("hour")
        .setDatatype("INT8")
        .addShape(1)
        .addShape(1)
        .setContents(InferTensorContents.newBuilder().addIntContents(-3));
    question.addOutputsBuilder().setName("prediction");
    client.with("noria-key", "order-7").with("noria-event-time", "2026-01-31T12:00:00Z");
    ModelInferResponse answer = infer(question.build());
    assertThat(answer.getOutputsCount()).isEqualTo(1);
    assertThat(answer.getRawOutputContents(0).byteAt(0)).isEqualTo((byte) 1);
    var asked = models.asked.getFirst();
    assertThat(asked.inputs().get(0).text(0)).isEqualTo("ÖA");
    assertThat(asked.inputs().get(2).integer(0)).isEqualTo(-3);
    assertThat(asked.key()).isEqualTo("order-7");
    assertThat(asked.eventTime()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(models.origin.header("user-agent")).isNotNull();
    assertThat(models.origin.address()).isEqualTo("127.0.0.1");
  }

  @Test
  void whatIsWrongIsSaidAndIsTheCallersFault() {
    refused(iris(1, 2).clearRawInputContents(), "input", "0 values in fp32_contents");
    refused(iris(1, 2).addRawInputContents(floats(1)), "raw_input_contents: 2", "one for each");
    refused(iris(1, 2).setRawInputContents(0, floats(1)), "input", "4 bytes", "expected: 8");
    ModelInferRequest.Builder strange = iris(1, 2);
    strange.getInputsBuilder(0).setDatatype("FLOAT");
    refused(strange, "datatype: FLOAT", "FP32");
    ModelInferRequest.Builder negative = iris(1, 2);
    negative.getInputsBuilder(0).setShape(0, -1);
    refused(negative, "input", "dimensions of 0 or more");
    ModelInferRequest.Builder texts = iris(1, 2);
    texts.getInputsBuilder(0).setDatatype("BYTES");
    refused(texts, "input", "its length in four bytes");
    ModelInferRequest.Builder shared = iris(1, 2);
    shared
        .getInputsBuilder(0)
        .putParameters(
            "shared_memory_region", InferParameter.newBuilder().setStringParam("a").build());
    refused(shared, "shared memory is off");
    assertThat(client.fails(SERVICE + "ModelInfer", iris(1, 2).setModelVersion("one").build()))
        .satisfies(status -> {
          assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
          assertThat(status.getDescription()).contains("version one of iris");
        });
  }

  private void refused(ModelInferRequest.Builder question, String... words) {
    Status status = client.fails(SERVICE + "ModelInfer", question.build());
    assertThat(status.getCode()).as("%s", status).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains(words);
  }

  @Test
  void aStreamAnswersEachAndSaysWhatIsWrongWithOne() throws Exception {
    List<ModelStreamInferResponse> answers = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    StreamObserver<ModelInferRequest> out =
        client.stream(
            SERVICE + "ModelStreamInfer",
            ModelInferRequest.getDefaultInstance(),
            ModelStreamInferResponse.parser(),
            new StreamObserver<>() {
              @Override
              public void onNext(ModelStreamInferResponse answer) {
                answers.add(answer);
              }

              @Override
              public void onError(Throwable e) {
                done.countDown();
              }

              @Override
              public void onCompleted() {
                done.countDown();
              }
            });
    out.onNext(iris(1, 2).setId("a").build());
    out.onNext(iris(1, 2).setId("b").setModelName("nothing").build());
    out.onNext(
        iris(1, 2)
            .setId("c")
            .putParameters(
                "triton_enable_empty_final_response",
                InferParameter.newBuilder().setBoolParam(true).build())
            .build());
    out.onCompleted();
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(answers)
        .extracting(a -> a.getInferResponse().getId())
        .containsExactly("a", "b", "c");
    assertThat(answers.get(0).getErrorMessage()).isEmpty();
    assertThat(answers.get(1).getErrorMessage()).contains("nothing");
    assertThat(
            answers
                .get(2)
                .getInferResponse()
                .getParametersOrThrow("triton_final_response")
                .getBoolParam())
        .isTrue();
  }
}
