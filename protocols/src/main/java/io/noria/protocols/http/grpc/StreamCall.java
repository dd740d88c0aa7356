package io.noria.protocols.http.grpc;

import com.google.protobuf.MessageLite;
import io.noria.base.Actor;
import io.noria.base.Observed;
import io.noria.base.Origin;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Many messages, many answers. They are answered on a thread of their own: the connection brings
 * the caller's window updates behind its messages, so whoever waits for a window must not keep
 * messages from being read.
 */
final class StreamCall extends Call implements GrpcStream<MessageLite, MessageLite> {
  /** What a waiting message takes beside its bytes. */
  private static final int OVERHEAD = 64;

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ReentrantLock queueLock = new ReentrantLock();
  private final Condition changed = queueLock.newCondition();
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private boolean noMore;
  private boolean finished;

  StreamCall(GrpcProtocol.Opened opened, GrpcService.Method method) {
    super(opened, method);
  }

  @Override
  void begin() {
    if (run()) {
      Thread.ofVirtual().name("noria-grpc-stream").start(this::answer);
    }
  }

  private void answer() {
    try {
      GrpcService.Streaming<MessageLite, MessageLite> handler =
          Objects.requireNonNull(method.streaming());
      ScopedValue.where(Actor.CURRENT, context().actor())
          .where(Origin.CURRENT, context())
          .where(Observed.CURRENT, observed())
          .call(() -> {
            handler.answer(this, context());
            return true;
          });
      if (!cancelled()) {
        wire.ok();
      }
      answered(cancelled() ? GrpcStatus.CANCELLED : GrpcStatus.OK);
    } catch (Throwable e) {
      if (e instanceof RuntimeException broken && !(e instanceof GrpcFailure) && wire.begun()) {
        unwritable(broken);
      }
      refuse(e);
    } finally {
      end();
    }
  }

  private void end() {
    queueLock.lock();
    try {
      finished = true;
      for (byte[] left : queue) {
        protocol.queued(-left.length - OVERHEAD);
      }
      queue.clear();
      changed.signalAll();
    } finally {
      queueLock.unlock();
    }
  }

  @Override
  void received(byte[] message) {
    queueLock.lock();
    try {
      while (!finished && !queue.isEmpty() && protocol.queueFull(message.length)) {
        long writing = wire.writingSince();
        if (writing != 0 && System.nanoTime() - writing > STUCK_NANOS) {
          throw new GrpcFailure(
              GrpcStatus.RESOURCE_EXHAUSTED,
              queue.size() + " messages wait, and the answers to those before are not taken");
        }
        changed.awaitNanos(SLICE_NANOS);
      }
      if (!finished) {
        queue.add(message);
        protocol.queued(message.length + OVERHEAD);
        changed.signalAll();
      }
    } catch (InterruptedException e) {
      throw new GrpcFailure(GrpcStatus.CANCELLED, "the connection is gone");
    } finally {
      queueLock.unlock();
    }
  }

  @Override
  void halfClosed() {
    queueLock.lock();
    try {
      noMore = true;
      changed.signalAll();
      while (!finished) {
        changed.await();
      }
    } catch (InterruptedException e) {
      throw new GrpcFailure(GrpcStatus.CANCELLED, "the connection is gone");
    } finally {
      queueLock.unlock();
    }
  }

  @Override
  void stop() {
    queueLock.lock();
    try {
      changed.signalAll();
    } finally {
      queueLock.unlock();
    }
  }

  @Override
  public @Nullable MessageLite next() {
    byte[] message = take();
    return message == null ? null : Deframer.parsed(method.parser(), message);
  }

  private byte @Nullable [] take() {
    queueLock.lock();
    try {
      while (queue.isEmpty()) {
        if (noMore) {
          return null;
        }
        context().checkWanted();
        checkGoesOn();
        changed.awaitNanos(Math.min(SLICE_NANOS, context().leftNanos()));
      }
      context().checkWanted();
      byte[] message = queue.remove();
      protocol.queued(-message.length - OVERHEAD);
      changed.signalAll();
      return message;
    } catch (InterruptedException e) {
      throw new GrpcFailure(GrpcStatus.CANCELLED, "interrupted");
    } finally {
      queueLock.unlock();
    }
  }

  private void checkGoesOn() {
    if (phase() != Phase.RUNNING) {
      throw new GrpcFailure(GrpcStatus.CANCELLED, "the call is over");
    }
    if (gate.stopping()) {
      throw new GrpcFailure(GrpcStatus.UNAVAILABLE, "the server is stopping; try again");
    }
  }

  @Override
  public void send(MessageLite message) {
    context().checkWanted();
    wire.message(message, false);
  }
}
