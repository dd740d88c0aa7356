package io.noria.protocols.http.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** The usual Java client, without generated stubs: a method is its name and two parsers. */
public final class GrpcClient implements AutoCloseable {
  private final ManagedChannel channel;
  private CallOptions options = CallOptions.DEFAULT;
  private Metadata metadata = new Metadata();

  /** To a server on this machine. */
  public GrpcClient(int port) {
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMessageSize(1 << 30)
            .build();
  }

  /** With these options from now on. */
  public GrpcClient with(CallOptions other) {
    options = other;
    return this;
  }

  /** With metadata from now on. */
  public GrpcClient with(String name, String value) {
    metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return this;
  }

  /** The channel itself. */
  public ManagedChannel channel() {
    return channel;
  }

  /** Calls and waits. */
  public <Q extends MessageLite, A extends MessageLite> A call(
      String path, Q question, Parser<A> parser) {
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata)),
        method(path, MethodDescriptor.MethodType.UNARY, question.getParserForType(), parser),
        options,
        question);
  }

  /** Opens a stream in both directions. */
  @SuppressWarnings("unchecked")
  public <Q extends MessageLite, A extends MessageLite> StreamObserver<Q> stream(
      String path, Q any, Parser<A> parser, StreamObserver<A> answers) {
    return ClientCalls.asyncBidiStreamingCall(
        channel.newCall(
            method(
                path,
                MethodDescriptor.MethodType.BIDI_STREAMING,
                (Parser<Q>) any.getParserForType(),
                parser),
            options),
        answers);
  }

  /** How the call ends, which is expected not to go well. */
  public <Q extends MessageLite> Status fails(String path, Q question) {
    try {
      call(path, question, question.getParserForType());
      throw new AssertionError("it went well");
    } catch (io.grpc.StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  /** A method by its path without the first slash. */
  @SuppressWarnings("unchecked")
  public static <Q extends MessageLite, A extends MessageLite> MethodDescriptor<Q, A> method(
      String path,
      MethodDescriptor.MethodType type,
      Parser<? extends MessageLite> question,
      Parser<A> answer) {
    return MethodDescriptor.<Q, A>newBuilder()
        .setType(type)
        .setFullMethodName(path)
        .setRequestMarshaller(new Marshaller<>((Parser<Q>) question))
        .setResponseMarshaller(new Marshaller<>(answer))
        .build();
  }

  private record Marshaller<M extends MessageLite>(Parser<M> parser)
      implements MethodDescriptor.Marshaller<M> {
    @Override
    public InputStream stream(M message) {
      return new ByteArrayInputStream(message.toByteArray());
    }

    @Override
    public M parse(InputStream in) {
      try {
        return parser.parseFrom(in.readAllBytes());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(5, TimeUnit.SECONDS);
  }
}
