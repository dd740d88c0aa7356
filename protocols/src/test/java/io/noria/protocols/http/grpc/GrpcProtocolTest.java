package io.noria.protocols.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.noria.base.Actor;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.Gatekeeper;
import io.noria.protocols.http.HttpLimits;
import io.noria.protocols.http.HttpServer;
import io.noria.protocols.http.PrometheusText;
import io.noria.protocols.http.RawHttp;
import io.noria.protocols.http.Routes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcProtocolTest {
  private static final String ECHO = "test.Echo/Echo";
  private static final int MOST = 1 << 20;
  private static final HttpLimits LIMITS =
      new HttpLimits(
          MOST,
          Long.MAX_VALUE,
          8 * 1024,
          2,
          2,
          1000,
          Duration.ofMillis(300),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          HttpLimits.Patience.DEFAULT);
  private static final ErrorForm FORM =
      error -> new ErrorForm.Answer(404, "text/plain", new byte[0]);

  private static final java.util.logging.Logger QUIET =
      java.util.logging.Logger.getLogger("io.helidon");

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  private final CountDownLatch hold = new CountDownLatch(1);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger worked = new AtomicInteger();
  private final List<GrpcStatus> ended = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private GrpcClient client;

  @BeforeEach
  void open() {
    open(Gatekeeper.LOCAL);
  }

  private void open(Gatekeeper gatekeeper) {
    GrpcService echo =
        GrpcService.of("test", "test.Echo")
            .open("Open", StringValue.parser(), (x, call) -> x)
            .unary("Echo", BytesValue.parser(), (x, call) -> x)
            .unary("Who", StringValue.parser(), (x, call) -> StringValue.of(Actor.current()))
            .unary("Fail", StringValue.parser(), (x, call) -> fail(x.getValue()))
            .unary("Hold", StringValue.parser(), this::hold)
            .unary("Much", Int32Value.parser(), (x, call) -> much(x.getValue()))
            .streaming("Both", BytesValue.parser(), this::both);
    Routes routes = Routes.of("own", FORM, "/own").get("/own/hello", x -> x.sendText(200, "hello"));
    server =
        HttpServer.open(
            new HttpServer.Address("127.0.0.1", 0),
            LIMITS,
            gatekeeper,
            List.of(routes),
            new HttpServer.Extras(new GrpcProtocol(List.of(echo)), 0));
    client = new GrpcClient(server.port());
  }

  @AfterEach
  void close() throws Exception {
    hold.countDown();
    client.close();
    server.close();
  }

  private static StringValue fail(String code) {
    if (code.equals("broken")) {
      throw new IllegalStateException("a secret");
    }
    throw new NoriaException(ErrorCode.valueOf(code), "50 % öl\nno");
  }

  private StringValue hold(StringValue question, GrpcCall call) throws Exception {
    inside.incrementAndGet();
    hold.await();
    boolean unwanted = question.getValue().equals("unwanted");
    try {
      // That the caller went away may still be on its way.
      for (int i = 0; unwanted && i < 1_000; i++) {
        call.checkWanted();
        LockSupport.parkNanos(10_000_000);
      }
      worked.incrementAndGet();
    } catch (GrpcFailure e) {
      ended.add(e.status());
      throw e;
    }
    return question;
  }

  private static BytesValue much(int bytes) {
    return BytesValue.of(ByteString.copyFrom(new byte[bytes]));
  }

  private void both(GrpcStream<BytesValue, BytesValue> stream, GrpcCall call) {
    inside.incrementAndGet();
    try {
      BytesValue next;
      while ((next = stream.next()) != null) {
        if (next.getValue().toStringUtf8().equals("enough")) {
          return;
        }
        stream.send(next);
      }
    } catch (GrpcFailure e) {
      ended.add(e.status());
      throw e;
    }
  }

  private static BytesValue bytes(int size) {
    byte[] all = new byte[size];
    for (int i = 0; i < size; i++) {
      all[i] = (byte) (i * 31 + i / 7);
    }
    return BytesValue.of(ByteString.copyFrom(all));
  }

  @Test
  void messagesOfEverySizeComeBackAsTheyWere() {
    for (int size : new int[] {0, 1, 100, 16_379, 16_384, 70_000, MOST - 10}) {
      BytesValue sent = bytes(size);
      assertThat(client.call(ECHO, sent, BytesValue.parser())).as("%s bytes", size).isEqualTo(sent);
    }
    assertThat(client.call("test.Echo/Much", Int32Value.of(9 << 20), BytesValue.parser()))
        .as("larger than the caller's window")
        .isEqualTo(much(9 << 20));
  }

  @Test
  void aMessageBeyondTheLimitIsRefusedAndTheConnectionGoesOn() {
    Status status = client.fails(ECHO, bytes(3 * MOST));
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).contains("at most " + MOST);
    assertThat(client.call(ECHO, bytes(5), BytesValue.parser())).isEqualTo(bytes(5));
  }

  @Test
  void compressedMessagesAreUnpackedAndAnsweredAlike() {
    client.with(CallOptions.DEFAULT.withCompression("gzip"));
    BytesValue sent = bytes(500_000);
    assertThat(client.call(ECHO, sent, BytesValue.parser())).isEqualTo(sent);
    Status status = client.fails(ECHO, much(4 * MOST));
    assertThat(status.getCode()).as("too large unpacked").isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void errorsAreToldInGrpcsWords() {
    Status status = client.fails("test.Echo/Fail", StringValue.of("UNPROCESSABLE"));
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).isEqualTo("50 % öl\nno");
    assertThat(client.fails("test.Echo/Fail", StringValue.of("NOT_FOUND")).getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
    Status broken = client.fails("test.Echo/Fail", StringValue.of("broken"));
    assertThat(broken.getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(broken.getDescription()).doesNotContain("secret");
    assertThat(client.fails("test.Echo/Nothing", StringValue.of("")).getDescription())
        .isEqualTo("/test.Echo/Nothing: no such method");
    Status unknown = client.fails("no.Such/Method", StringValue.of(""));
    assertThat(unknown.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(unknown.getDescription()).contains("no such service", "test.Echo");
  }

  @Test
  void anotherNumberOfBytesThanTheMessageSaysIsRefused() {
    Status status =
        client.fails("test.Echo/Who", BytesValue.of(ByteString.copyFrom(new byte[] {-1, -1})));
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void beyondTheRequestsUnderWayItIsUnavailable() throws Exception {
    for (int i = 0; i < 2; i++) {
      Thread.ofVirtual()
          .start(() -> client.call("test.Echo/Hold", StringValue.of("a"), StringValue.parser()));
    }
    await().until(() -> inside.get() == 2);
    Status status = client.fails(ECHO, bytes(1));
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(server.underWay()).isEqualTo(2);
    hold.countDown();
    await().until(() -> server.underWay() == 0);
    assertThat(client.call(ECHO, bytes(1), BytesValue.parser())).isEqualTo(bytes(1));
  }

  @Test
  void workThatNobodyWaitsForIsDropped() throws Exception {
    client.call(ECHO, bytes(1), BytesValue.parser());
    client.with(CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS));
    Status late = client.fails("test.Echo/Hold", StringValue.of("unwanted"));
    assertThat(late.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    client.with(CallOptions.DEFAULT);
    Context.CancellableContext context = Context.current().withCancellation();
    Thread caller =
        Thread.ofPlatform()
            .start(() ->
                context.run(() -> client.fails("test.Echo/Hold", StringValue.of("unwanted"))));
    await().until(() -> inside.get() == 2);
    context.cancel(null);
    caller.join();
    hold.countDown();
    await().until(() -> server.underWay() == 0);
    await().untilAsserted(() -> assertThat(ended).hasSize(2));
    assertThat(worked).hasValue(0);
  }

  @Test
  void aStreamAnswersInOrderUntilTheCallerEndsIt() throws Exception {
    Answers answers = new Answers();
    StreamObserver<BytesValue> out =
        client.stream("test.Echo/Both", bytes(0), BytesValue.parser(), answers);
    for (int i = 0; i < 5_000; i++) {
      out.onNext(bytes(i % 300));
    }
    out.onCompleted();
    assertThat(answers.end()).isEqualTo(Status.OK);
    assertThat(answers.all).hasSize(5_000);
    assertThat(answers.all.get(4_999)).isEqualTo(bytes(4_999 % 300));
    await().until(this::idle);
  }

  @Test
  void aStreamMayEndBeforeTheCallerDoes() throws Exception {
    Answers answers = new Answers();
    StreamObserver<BytesValue> out =
        client.stream("test.Echo/Both", bytes(0), BytesValue.parser(), answers);
    out.onNext(bytes(3));
    out.onNext(BytesValue.of(ByteString.copyFromUtf8("enough")));
    assertThat(answers.end()).isEqualTo(Status.OK);
    assertThat(answers.all).containsExactly(bytes(3));
    await().until(this::idle);
    assertThat(client.call(ECHO, bytes(5), BytesValue.parser())).isEqualTo(bytes(5));
  }

  @Test
  void streamsEndWithTheirDeadlineAndWithTheirConnection() throws Exception {
    client.call(ECHO, bytes(1), BytesValue.parser());
    client.with(CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS));
    Answers late = new Answers();
    client.stream("test.Echo/Both", bytes(0), BytesValue.parser(), late);
    assertThat(late.end()).isNotNull();
    assertThat(late.end().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    client.with(CallOptions.DEFAULT);
    client.stream("test.Echo/Both", bytes(0), BytesValue.parser(), new Answers());
    await().until(() -> inside.get() == 2);
    client.close();
    await().until(this::idle);
    assertThat(ended).hasSize(2);
  }

  private boolean idle() {
    PrometheusText out = new PrometheusText();
    server.figures().write(out);
    String text = new String(out.bytes(), StandardCharsets.UTF_8);
    return text.contains("noria_http_streams_open 0\n") && text.contains("grpc_calls_open 0\n");
  }

  @Test
  void tokensComeAsMetadata() throws Exception {
    close();
    open(
        new Gatekeeper() {
          @Override
          public boolean tokensRequired() {
            return true;
          }

          @Override
          public @Nullable String nameOf(String token) {
            return token.equals("s3cret") ? "ada" : null;
          }
        });
    assertThat(client.call("test.Echo/Open", StringValue.of("x"), StringValue.parser()))
        .isEqualTo(StringValue.of("x"));
    assertThat(client.fails("test.Echo/Who", StringValue.of("")).getCode())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    client.with("authorization", "Bearer s3cret");
    assertThat(client.call("test.Echo/Who", StringValue.of(""), StringValue.parser()))
        .isEqualTo(StringValue.of("ada"));
  }

  @Test
  void theOnePortGoesOnAnsweringHttpAndAPortOfItsOwnAnswersGrpcAlone() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/own/hello"))
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("hello");
      assertThat(answer.version()).as("no upgrade").isEqualTo(HttpClient.Version.HTTP_1_1);
    }
    try (GrpcClient own = new GrpcClient(server.ownPort())) {
      assertThat(own.call(ECHO, bytes(5), BytesValue.parser())).isEqualTo(bytes(5));
    }
    try (RawHttp raw = new RawHttp(server.ownPort())) {
      assertThat(raw.send("GET /own/hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").answer())
          .doesNotContain("hello");
    }
  }

  @Test
  void callsAreCounted() {
    client.call(ECHO, bytes(5), BytesValue.parser());
    client.fails("test.Echo/Fail", StringValue.of("NOT_FOUND"));
    // They are counted once they are answered.
    await()
        .untilAsserted(() ->
            assertThat(figures())
                .contains(
                    "noria_http_requests_total{dialect=\"test\",method=\"POST\",route=\"/test.Echo/Echo\","
                        + "status=\"200\"} 1",
                    "route=\"/test.Echo/Fail\",status=\"404\"} 1"));
  }

  private String figures() {
    PrometheusText out = new PrometheusText();
    server.figures().write(out);
    return new String(out.bytes(), StandardCharsets.UTF_8);
  }

  private static final class Answers implements StreamObserver<BytesValue> {
    final List<BytesValue> all = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Status status;

    @Override
    public void onNext(BytesValue answer) {
      all.add(answer);
    }

    @Override
    public void onError(Throwable e) {
      status = Status.fromThrowable(e);
      done.countDown();
    }

    @Override
    public void onCompleted() {
      status = Status.OK;
      done.countDown();
    }

    @Nullable Status end() throws InterruptedException {
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
      return status;
    }
  }
}
