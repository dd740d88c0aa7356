package io.noria.protocols.http;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one port. Routes of all dialects are found by one table; every request runs on a virtual
 * thread with {@code Actor.CURRENT} bound. Beyond the limit of requests under way it answers 503
 * with Retry-After at once, so that those under way stay quick.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final WebServer server;
  private final Dispatcher dispatcher;
  private final HttpLimits limits;
  private final Connections connections;

  private HttpServer(
      WebServer server, Dispatcher dispatcher, HttpLimits limits, Connections connections) {
    this.connections = connections;
    this.server = server;
    this.dispatcher = dispatcher;
    this.limits = limits;
  }

  /**
   * Binds the port and begins to answer.
   *
   * @param host the address to listen on
   * @param port 0 for any free one
   * @param limits what a caller may cost
   * @param gatekeeper who may come in
   * @param dialects the routes; the first one's form of errors is used for paths of nobody
   * @throws NoriaException UNAVAILABLE when the port is taken
   */
  public static HttpServer open(
      String host, int port, HttpLimits limits, Gatekeeper gatekeeper, List<Routes> dialects) {
    Connections connections = new Connections(limits.patience());
    Dispatcher dispatcher =
        new Dispatcher(
            new Router(dialects), dialects.getFirst(), limits, new Access(gatekeeper), connections);
    WebServer server =
        WebServer.builder()
            .address(address(host))
            .port(port)
            .shutdownHook(false)
            .maxTcpConnections(limits.maxConnections())
            .idleConnectionTimeout(limits.idleTimeout())
            .shutdownGracePeriod(java.time.Duration.ofMillis(200))
            .connectionOptions(new PatientSockets(limits.readTimeout(), connections))
            // Only the sockets of this mode keep a read time-out.
            .useNio(false)
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(limits.maxHeaderBytes())
                    .maxPrologueLength(16 * 1024)
                    .validatePath(false)
                    .build())
            .contentEncoding(Encodings.context())
            .directHandlers(TransportErrors.HANDLERS)
            .routing(HttpRouting.builder().any(dispatcher::handle))
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          "cannot listen on " + host + ":" + port + ": " + rootMessage(e),
          e);
    }
    connections.start();
    return new HttpServer(server, dispatcher, limits, connections);
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  /** Every route, for documents and tests. */
  public Collection<Routes.Route> routes() {
    return dispatcher.routes();
  }

  /** Requests by route and status, times, and what is under way. */
  public PrometheusText.Source figures() {
    return dispatcher::figures;
  }

  /** Requests under way, streams left out. */
  public int underWay() {
    return dispatcher.underWay();
  }

  /**
   * Runs the work while no other request is under way but the caller's own: new ones wait. For
   * making the server empty between tests.
   */
  public void alone(Runnable work) {
    dispatcher.alone(work);
  }

  /** From the next request on these routes answer, and no others. */
  public void replaceRoutes(List<Routes> dialects) {
    dispatcher.routes(new Router(dialects));
  }

  /** Takes no more requests, lets those under way end within the grace, then closes the port. */
  @Override
  public void close() {
    dispatcher.stop();
    long deadline = System.nanoTime() + limits.stopGrace().toNanos();
    if (!dispatcher.awaitQuiet(deadline)) {
      LOG.warn("http stopped requests_cut={}", dispatcher.underWay());
    }
    server.stop();
    connections.close();
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "host: " + host + " (expected: an address of this machine)",
          e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable at = e;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return String.valueOf(at.getMessage());
  }
}
