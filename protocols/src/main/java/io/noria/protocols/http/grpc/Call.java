package io.noria.protocols.http.grpc;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.http2.Http2Exception;
import io.helidon.http.http2.Http2FrameHeader;
import io.helidon.http.http2.Http2FrameTypes;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2RstStream;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.http.http2.Http2WindowUpdate;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Observed;
import io.noria.protocols.http.Gate;
import io.noria.protocols.http.trace.RequestSpan;
import io.noria.protocols.http.trace.Tracing;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call: a stream of HTTP/2 from its head to its end. The stream's own thread brings what comes;
 * when the caller resets the stream, that is said on the connection's thread; the watch looks on
 * from a third.
 */
abstract class Call implements Http2SubProtocolSelector.SubProtocolHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);
  private static final HeaderName TIMEOUT = HeaderNames.create("grpc-timeout");
  static final HeaderName ENCODING = HeaderNames.create("grpc-encoding");

  /** Where a call stands. */
  enum Phase {
    /** Its message is being waited for. */
    RECEIVING,
    /** It is being answered. */
    RUNNING,
    /** It is answered; what the caller still sends is thrown away. */
    DRAINING,
    /** It is over. */
    ENDED
  }

  final GrpcProtocol protocol;
  final GrpcService.Method method;
  final Gate gate;
  final Peer peer;
  final Wire wire;
  private final Http2Headers headers;
  private final long began = System.nanoTime();

  /** Guards what follows: who moves it on is not always the stream's own thread. */
  private final Object lock = new Object();

  private Phase phase = Phase.RECEIVING;
  private long phaseSince = began;
  private boolean entered;
  private boolean remoteDone;
  private @Nullable Thread waiting;
  private volatile boolean cancelled;

  /** Since when a message has begun and is not there; 0 when there is no such. */
  private volatile long partialSince;

  private @Nullable GrpcCall context;
  private volatile @Nullable RequestSpan span;
  private @Nullable Deframer deframer;

  Call(GrpcProtocol.Opened opened, GrpcService.Method method) {
    this.protocol = opened.protocol();
    this.method = method;
    this.gate = opened.gate();
    this.peer = opened.peer();
    this.wire = opened.wire();
    this.headers = opened.headers();
    this.cancelled = opened.reset();
  }

  /** Called once the call has been let in. */
  abstract void begin();

  /** A message is there. */
  abstract void received(byte[] message);

  /** The caller sends no more. */
  abstract void halfClosed();

  /** Nobody waits for the answer any more. */
  void stop() {}

  @Override
  public final void init() {
    peer.calls().add(this);
    protocol.opened(gate);
    synchronized (lock) {
      waiting = Thread.currentThread();
      if (cancelled || peer.isGone()) {
        cancelled = true;
        move(Phase.ENDED);
      }
    }
    if (cancelled) {
      over(GrpcStatus.CANCELLED);
      settle();
      return;
    }
    try {
      Headers http = headers.httpHeaders();
      long deadline = GrpcCall.deadline(http.first(TIMEOUT).orElse(null), began);
      String encoding = http.first(ENCODING).orElse("identity");
      if (!encoding.equals("identity") && !encoding.equals("gzip") && !encoding.equals("deflate")) {
        throw new GrpcFailure(
            GrpcStatus.UNIMPLEMENTED, "grpc-encoding: " + encoding + " is not known here");
      }
      deframer = new Deframer(gate.limits().maxBodyBytes(), encoding);
      synchronized (lock) {
        if (phase != Phase.RECEIVING) {
          return;
        }
        // Before it is so: whoever ends it meanwhile takes back what is about to be counted.
        entered = true;
      }
      gate.enter(method.streaming() != null);
      String actor = gate.actor(headers.authority(), "POST", http, method.open());
      context = new GrpcCall(http, actor, peer.remote(), deadline, () -> cancelled);
      span = span(http);
      begin();
    } catch (RuntimeException e) {
      refuse(e);
    }
  }

  /**
   * The call as a span; null when it is not kept.
   *
   * @see <a href="https://opentelemetry.io/docs/specs/semconv/rpc/grpc/">conventions</a>
   */
  private @Nullable RequestSpan span(Headers http) {
    Tracing tracing = gate.tracing();
    if (tracing == null || method.open()) {
      return null;
    }
    String name = method.path().substring(1);
    RequestSpan begun = tracing.begin(method.unwatched().dialect(), name, http, began);
    if (begun != null) {
      begun.says("rpc.system.name", "grpc");
      begun.says("rpc.method", name);
      begun.says("noria.dialect", method.unwatched().dialect());
      if (peer.remote() instanceof InetSocketAddress address && address.getAddress() != null) {
        begun.says("client.address", address.getAddress().getHostAddress());
      }
      begun.saysIfAny("user_agent.original", http.first(HeaderNames.USER_AGENT).orElse(null));
    }
    return begun;
  }

  /** What the call is for those that it passes through. */
  final Observed observed() {
    RequestSpan kept = span;
    return kept == null ? method.unwatched() : kept;
  }

  @Override
  public final void data(Http2FrameHeader header, BufferData data) {
    boolean end = header.flags(Http2FrameTypes.DATA).endOfStream();
    if (phase() == Phase.RECEIVING || (this instanceof StreamCall && phase() == Phase.RUNNING)) {
      try {
        deframer().take(data, this::received);
        partialSince = !deframer().partial() ? 0 : partialSince == 0 ? now() : partialSince;
      } catch (RuntimeException e) {
        refuse(e);
      }
    }
    if (end) {
      synchronized (lock) {
        remoteDone = true;
      }
      finishReceiving();
    }
  }

  private void finishReceiving() {
    if (phase() == Phase.RECEIVING || phase() == Phase.RUNNING) {
      try {
        if (deframer().partial()) {
          throw new GrpcFailure(
              GrpcStatus.INVALID_ARGUMENT, "the stream ended in the middle of a message");
        }
        halfClosed();
      } catch (RuntimeException e) {
        refuse(e);
      }
    }
    synchronized (lock) {
      if (phase == Phase.DRAINING) {
        move(Phase.ENDED);
      }
    }
    settle();
  }

  /** Forgets it when it is over. */
  private void settle() {
    if (phase() == Phase.ENDED && peer.calls().remove(this)) {
      protocol.closed();
    }
  }

  private static long now() {
    return System.nanoTime() | 1;
  }

  private Deframer deframer() {
    Deframer known = deframer;
    if (known == null) {
      throw new IllegalStateException("not begun");
    }
    return known;
  }

  final GrpcCall context() {
    GrpcCall known = context;
    if (known == null) {
      throw new IllegalStateException("not let in");
    }
    return known;
  }

  final Phase phase() {
    synchronized (lock) {
      return phase;
    }
  }

  final boolean cancelled() {
    return cancelled;
  }

  final boolean running() {
    return phase() == Phase.RUNNING && !(this instanceof StreamCall);
  }

  /** From waiting to work; false when it is over already. */
  final boolean run() {
    synchronized (lock) {
      if (phase != Phase.RECEIVING || cancelled) {
        return false;
      }
      move(Phase.RUNNING);
      return true;
    }
  }

  /** Under the lock. */
  private void move(Phase next) {
    phase = next;
    phaseSince = System.nanoTime();
  }

  /** Tells the caller what went wrong, once. */
  final void refuse(Throwable failure) {
    synchronized (lock) {
      if (phase == Phase.DRAINING || phase == Phase.ENDED) {
        return;
      }
      move(remoteDone || cancelled ? Phase.ENDED : Phase.DRAINING);
    }
    GrpcStatus status = GrpcStatus.CANCELLED;
    try {
      if (!cancelled && !Wire.gone(failure)) {
        status = tell(failure);
      }
    } catch (RuntimeException e) {
      unwritable(e);
    } finally {
      over(status);
    }
  }

  /** Writes it; how the call ended. */
  GrpcStatus tell(Throwable failure) {
    GrpcStatus status = GrpcStatus.INTERNAL;
    String words = "something is broken in Noria; the server's log says what";
    switch (failure) {
      case GrpcFailure own -> {
        status = own.status();
        words = String.valueOf(own.getMessage());
      }
      case NoriaException own -> {
        status = GrpcStatus.of(own.code());
        words = String.valueOf(own.getMessage());
        if (own.code() == ErrorCode.INTERNAL || own.code() == ErrorCode.DATA_LOSS) {
          LOG.error("call failed path={}", method.path(), own);
        }
      }
      case StackOverflowError overflow -> {
        status = GrpcStatus.INVALID_ARGUMENT;
        words = "the message is nested too deeply";
      }
      default -> LOG.error("call failed path={}", method.path(), failure);
    }
    wire.failed(status, words);
    return status;
  }

  /** The answer has gone out. */
  final void answered(GrpcStatus status) {
    synchronized (lock) {
      if (phase == Phase.DRAINING || phase == Phase.ENDED) {
        return;
      }
      move(remoteDone || cancelled ? Phase.ENDED : Phase.DRAINING);
    }
    over(status);
  }

  /** Once for each call, when its work is over. */
  private void over(GrpcStatus status) {
    boolean leaves;
    synchronized (lock) {
      leaves = entered;
      entered = false;
    }
    if (leaves) {
      gate.leave(method.streaming() != null);
    }
    method.stats().record(status.http(), System.nanoTime() - began);
    RequestSpan kept = span;
    if (kept != null) {
      kept.says("rpc.response.status_code", status.name());
      if (status.serversFault()) {
        kept.says("error.type", status.name());
      }
      kept.end(status.serversFault());
    }
    stop();
    settle();
  }

  /** What cannot be written is not worth a word when the caller is gone. */
  final void unwritable(RuntimeException e) {
    if (e instanceof Http2Exception) {
      // It takes nothing, for as long as it is waited for.
      gate.cut(peer.remote());
    } else if (!Wire.gone(e)) {
      LOG.error("answer cut path={}", method.path(), e);
    }
  }

  @Override
  public final Http2StreamState streamState() {
    synchronized (lock) {
      if (phase == Phase.ENDED) {
        return Http2StreamState.CLOSED;
      }
      // Never closed on this side alone: then the end of the other would not be told.
      return remoteDone ? Http2StreamState.HALF_CLOSED_REMOTE : Http2StreamState.OPEN;
    }
  }

  @Override
  public final void rstStream(Http2RstStream reset) {
    cancel();
  }

  /** The caller does not want it any more. */
  private void cancel() {
    cancelled = true;
    boolean waited;
    synchronized (lock) {
      waited = phase == Phase.RECEIVING;
      if (phase == Phase.RECEIVING || phase == Phase.DRAINING) {
        move(Phase.ENDED);
      }
    }
    if (waited) {
      over(GrpcStatus.CANCELLED);
    } else {
      stop();
    }
    settle();
  }

  /** The connection is gone: the stream's thread would wait for its next frame for ever. */
  final void gone() {
    cancel();
    synchronized (lock) {
      Thread thread = waiting;
      if (thread != null && (phase == Phase.ENDED || this instanceof StreamCall)) {
        thread.interrupt();
      }
    }
  }

  @Override
  public void windowUpdate(Http2WindowUpdate update) {
    // Helidon's windows know.
  }

  /** Looks whether the caller takes too long. */
  final void look(long now) {
    long writing = wire.writingSince();
    long patience = gate.limits().patience().write().toNanos();
    if (writing != 0 && now - writing > patience + wire.writing() / (64 << 10) * 1_000_000_000L) {
      gate.cut(peer.remote());
      return;
    }
    long since;
    Phase at;
    synchronized (lock) {
      since = phaseSince;
      at = phase;
    }
    long partial = partialSince;
    if (partial != 0 && now - partial > 2 * gate.limits().bodyTimeout().toNanos()) {
      gate.cut(peer.remote());
      return;
    }
    boolean late = now - since > gate.limits().bodyTimeout().toNanos();
    if (late && at == Phase.RECEIVING) {
      Thread.ofVirtual()
          .start(() ->
              refuse(
                  new GrpcFailure(
                      GrpcStatus.DEADLINE_EXCEEDED,
                      "message: did not arrive within " + gate.limits().bodyTimeout())));
    } else if (late && at == Phase.DRAINING) {
      gate.cut(peer.remote());
    }
  }
}
