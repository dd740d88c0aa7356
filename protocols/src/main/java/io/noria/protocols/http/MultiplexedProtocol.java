package io.noria.protocols.http;

import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Collection;

/** Another protocol on the same port, known by the first bytes of a connection. */
public interface MultiplexedProtocol extends AutoCloseable {
  /** What recognises its connections. Called once for each listener, before it listens. */
  ServerConnectionSelector selector(Gate gate);

  /** What can be called, with its figures. */
  Collection<RouteStats.Of> calls();

  /** Writes its own figures beside those of its routes. */
  default void figures(PrometheusText out) {}

  @Override
  void close();
}
