package io.noria.protocols.http.grpc;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.noria.base.Observed;
import io.noria.protocols.http.RouteStats;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of one service, and who answers them. Built once, then given to the protocol. */
public final class GrpcService {
  /**
   * Answers one message by one. Called on a virtual thread, with {@code Actor.CURRENT} bound.
   *
   * @param <Q> the question
   * @param <A> the answer
   */
  @FunctionalInterface
  public interface Unary<Q extends MessageLite, A extends MessageLite> {
    /** The answer; what it throws is told to the caller. */
    A answer(Q question, GrpcCall call) throws Exception;
  }

  /**
   * Answers many messages by many. Called on a virtual thread of its own, with {@code
   * Actor.CURRENT} bound; the call ends well when it returns.
   *
   * @param <Q> the questions
   * @param <A> the answers
   */
  @FunctionalInterface
  public interface Streaming<Q extends MessageLite, A extends MessageLite> {
    /** Reads and writes until it is done. */
    void answer(GrpcStream<Q, A> stream, GrpcCall call) throws Exception;
  }

  /** One method; one of the two handlers is there. */
  record Method(
      String path,
      Parser<? extends MessageLite> parser,
      @Nullable Unary<MessageLite, MessageLite> unary,
      @Nullable Streaming<MessageLite, MessageLite> streaming,
      boolean open,
      RouteStats stats,
      Observed unwatched) {}

  private final String dialect;
  private final String name;
  private final Observed unwatched;
  private final Map<String, Method> methods = new LinkedHashMap<>();

  private GrpcService(String dialect, String name) {
    this.dialect = dialect;
    this.name = name;
    this.unwatched = Observed.of(dialect + "-grpc");
  }

  /**
   * A service without methods.
   *
   * @param dialect whose it is, as metrics show it
   * @param name with its package, as the wire has it: {@code inference.GRPCInferenceService}
   */
  public static GrpcService of(String dialect, String name) {
    return new GrpcService(dialect, name);
  }

  /** Answers a method that takes one message and gives one. */
  public <Q extends MessageLite, A extends MessageLite> GrpcService unary(
      String method, Parser<Q> parser, Unary<Q, A> handler) {
    return add(method, parser, erased(handler), null, false);
  }

  /** The same, without a token even where tokens are required. */
  public <Q extends MessageLite, A extends MessageLite> GrpcService open(
      String method, Parser<Q> parser, Unary<Q, A> handler) {
    return add(method, parser, erased(handler), null, true);
  }

  /** Answers a method of which at least one side is a stream. */
  public <Q extends MessageLite, A extends MessageLite> GrpcService streaming(
      String method, Parser<Q> parser, Streaming<Q, A> handler) {
    return add(method, parser, null, erased(handler), false);
  }

  private GrpcService add(
      String method,
      Parser<? extends MessageLite> parser,
      @Nullable Unary<MessageLite, MessageLite> unary,
      @Nullable Streaming<MessageLite, MessageLite> streaming,
      boolean open) {
    String path = "/" + name + "/" + method;
    methods.put(
        path, new Method(path, parser, unary, streaming, open, new RouteStats(), unwatched));
    return this;
  }

  /** The parser that stands beside a handler in the method gives it what it takes. */
  @SuppressWarnings("unchecked")
  private static <Q extends MessageLite, A extends MessageLite>
      Unary<MessageLite, MessageLite> erased(Unary<Q, A> handler) {
    return (Unary<MessageLite, MessageLite>) (Unary<?, ?>) handler;
  }

  @SuppressWarnings("unchecked")
  private static <Q extends MessageLite, A extends MessageLite>
      Streaming<MessageLite, MessageLite> erased(Streaming<Q, A> handler) {
    return (Streaming<MessageLite, MessageLite>) (Streaming<?, ?>) handler;
  }

  /** Whose it is. */
  public String dialect() {
    return dialect;
  }

  /** Its name with its package. */
  public String name() {
    return name;
  }

  Map<String, Method> methods() {
    return methods;
  }
}
