package io.noria.protocols.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.noria.base.Origin;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a request over HTTP comes from.
 *
 * @param request Helidon's own
 */
record HttpOrigin(ServerRequest request) implements Origin {
  @Override
  public @Nullable String header(String name) {
    HeaderName wanted = HeaderNames.create(name);
    return request.headers().contains(wanted) ? request.headers().get(wanted).get() : null;
  }

  @Override
  public String address() {
    return text(request.remotePeer().address());
  }

  /** Without the port. */
  static String text(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : remote.toString();
  }
}
