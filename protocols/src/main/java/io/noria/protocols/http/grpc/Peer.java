package io.noria.protocols.http.grpc;

import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection and its calls. Thread-safe. */
final class Peer {
  private final SocketAddress remote;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();

  private volatile boolean gone;
  private final AtomicBoolean cut = new AtomicBoolean();

  Peer(SocketAddress remote) {
    this.remote = remote;
  }

  SocketAddress remote() {
    return remote;
  }

  Set<Call> calls() {
    return calls;
  }

  /** Whether it is to be cut off now; not again while that goes on. */
  boolean cut() {
    return cut.compareAndSet(false, true);
  }

  /** Whether the connection is gone: a call that begins now has nobody who waits for it. */
  boolean isGone() {
    return gone;
  }

  /** Whether something is being worked out for it. */
  boolean busy() {
    for (Call call : calls) {
      if (call.running()) {
        return true;
      }
    }
    return false;
  }

  /** The connection is gone: nobody waits for its calls. */
  void gone() {
    gone = true;
    for (Call call : calls) {
      call.gone();
    }
  }
}
