package io.noria.protocols.http.grpc;

import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One connection and its calls. Thread-safe. */
final class Peer {
  private final SocketAddress remote;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();

  Peer(SocketAddress remote) {
    this.remote = remote;
  }

  SocketAddress remote() {
    return remote;
  }

  Set<Call> calls() {
    return calls;
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
    for (Call call : calls) {
      call.gone();
    }
  }
}
