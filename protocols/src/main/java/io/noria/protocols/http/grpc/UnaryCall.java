package io.noria.protocols.http.grpc;

import com.google.protobuf.MessageLite;
import io.noria.base.Actor;
import io.noria.base.Observed;
import io.noria.base.Origin;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One message, one answer: worked out on the stream's own thread. */
final class UnaryCall extends Call {
  private byte @Nullable [] message;

  UnaryCall(GrpcProtocol.Opened opened, GrpcService.Method method) {
    super(opened, method);
  }

  @Override
  void begin() {
    // The message is waited for.
  }

  @Override
  void received(byte[] next) {
    if (message != null) {
      throw new GrpcFailure(
          GrpcStatus.INVALID_ARGUMENT, "more than one message (expected: one, for this method)");
    }
    message = next;
  }

  @Override
  void halfClosed() {
    byte[] whole = message;
    if (whole == null) {
      throw new GrpcFailure(
          GrpcStatus.INVALID_ARGUMENT, "no message (expected: one, for this method)");
    }
    if (!run()) {
      return;
    }
    message = null;
    try {
      MessageLite answer = answer(whole);
      if (!cancelled()) {
        wire.message(answer, true);
      }
      answered(cancelled() ? GrpcStatus.CANCELLED : GrpcStatus.OK);
    } catch (Throwable e) {
      if (wire.begun()) {
        if (e instanceof RuntimeException broken) {
          unwritable(broken);
        }
        answered(GrpcStatus.CANCELLED);
      } else {
        refuse(e);
      }
    }
  }

  private MessageLite answer(byte[] whole) throws Exception {
    gate.awaitTurn();
    context().checkWanted();
    MessageLite question = Deframer.parsed(method.parser(), whole);
    GrpcService.Unary<MessageLite, MessageLite> handler = Objects.requireNonNull(method.unary());
    MessageLite answer =
        ScopedValue.where(Actor.CURRENT, context().actor())
            .where(Origin.CURRENT, context())
            .where(Observed.CURRENT, observed())
            .call(() -> handler.answer(question, context()));
    if (context().late()) {
      context().checkWanted();
    }
    return answer;
  }
}
