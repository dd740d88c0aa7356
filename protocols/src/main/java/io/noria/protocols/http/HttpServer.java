package io.noria.protocols.http;

import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.trace.Tracing;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one port. Routes of all dialects are found by one table; every request runs on a virtual
 * thread with {@code Actor.CURRENT} bound. Beyond the limit of requests under way it answers 503
 * with Retry-After at once, so that those under way stay quick.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private static final String OWN_PORT = "own";

  private final WebServer server;
  private final Dispatcher dispatcher;
  private final Gate gate;
  private final Connections connections;
  private final Extras extras;
  private final Map<String, Dispatcher> own;

  /**
   * What else is spoken.
   *
   * @param protocol known by the first bytes of a connection
   * @param port where only that is spoken; negative for no such port, 0 for any free one
   * @param dialects by name, what has a port of its own where nothing else answers
   * @param tracing makes spans of requests; null when nothing does
   */
  public record Extras(
      @Nullable MultiplexedProtocol protocol,
      int port,
      Map<String, OwnPort> dialects,
      @Nullable Tracing tracing) {
    /** HTTP alone. */
    public static final Extras NONE = new Extras(null, -1);

    /** Copies. */
    public Extras {
      dialects = Map.copyOf(dialects);
    }

    /** Without dialects on ports of their own. */
    public Extras(@Nullable MultiplexedProtocol protocol, int port) {
      this(protocol, port, Map.of(), null);
    }

    private Collection<RouteStats.Of> calls() {
      return protocol == null ? List.of() : protocol.calls();
    }
  }

  /**
   * Routes with a port of their own. Limits, tokens and what is under way are the server's.
   *
   * @param port 0 for any free one
   * @param routes what answers there, and nothing else
   */
  public record OwnPort(int port, Routes routes) {}

  private HttpServer(
      WebServer server,
      Dispatcher dispatcher,
      Gate gate,
      Connections connections,
      Extras extras,
      Map<String, Dispatcher> own) {
    this.own = Map.copyOf(own);
    this.connections = connections;
    this.server = server;
    this.dispatcher = dispatcher;
    this.gate = gate;
    this.extras = extras;
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
    return open(new Address(host, port), limits, gatekeeper, dialects, Extras.NONE);
  }

  /**
   * Where to listen.
   *
   * @param host a name or number of this machine
   * @param port 0 for any free one
   */
  public record Address(String host, int port) {}

  /** The same with other protocols beside HTTP. */
  public static HttpServer open(
      Address at, HttpLimits limits, Gatekeeper gatekeeper, List<Routes> dialects, Extras extras) {
    Connections connections = new Connections(limits.patience());
    Gate gate = new Gate(limits, gatekeeper, connections, extras.tracing());
    Dispatcher dispatcher =
        new Dispatcher(new Router(dialects), dialects.getFirst(), gate, connections);
    WebServerConfig.Builder builder =
        WebServer.builder()
            .shutdownHook(false)
            .routing(HttpRouting.builder().any(dispatcher::handle));
    listening(builder, at, limits, connections);
    speaking(builder, limits);
    Map<String, Dispatcher> ports = new HashMap<>();
    extras
        .dialects()
        .forEach((name, port) -> {
          Routes routes = port.routes();
          Dispatcher alone = new Dispatcher(new Router(List.of(routes)), routes, gate, connections);
          ListenerConfig.Builder listener =
              ListenerConfig.builder().routing(HttpRouting.builder().any(alone::handle));
          listening(listener, new Address(at.host(), port.port()), limits, connections);
          speaking(listener, limits);
          builder.putSocket(socket(name), listener.build());
          ports.put(name, alone);
        });
    MultiplexedProtocol protocol = extras.protocol();
    if (protocol != null) {
      builder.addConnectionSelector(protocol.selector(gate));
      if (extras.port() >= 0) {
        ListenerConfig.Builder own = ListenerConfig.builder();
        listening(own, new Address(at.host(), extras.port()), limits, connections);
        builder.putSocket(OWN_PORT, own.addConnectionSelector(protocol.selector(gate)).build());
      }
    }
    WebServer server = builder.build();
    try {
      server.start();
    } catch (RuntimeException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          "cannot listen on "
              + at.host()
              + ":"
              + at.port()
              + (ports.isEmpty() ? "" : " and the ports of " + ports.keySet())
              + ": "
              + rootMessage(e),
          e);
    }
    connections.start();
    return new HttpServer(server, dispatcher, gate, connections, extras, ports);
  }

  private static String socket(String dialect) {
    return "dialect-" + dialect;
  }

  private static void speaking(ListenerConfig.BuilderBase<?, ?> builder, HttpLimits limits) {
    builder
        .addProtocol(
            Http1Config.builder()
                .maxHeadersSize(limits.maxHeaderBytes())
                .maxPrologueLength(16 * 1024)
                .validatePath(false)
                .build())
        .contentEncoding(Encodings.context())
        .directHandlers(TransportErrors.HANDLERS);
  }

  private static void listening(
      ListenerConfig.BuilderBase<?, ?> builder,
      Address at,
      HttpLimits limits,
      Connections connections) {
    builder
        .address(address(at.host()))
        .port(at.port())
        .maxTcpConnections(limits.maxConnections())
        .idleConnectionTimeout(limits.idleTimeout())
        .shutdownGracePeriod(Duration.ofMillis(200))
        .connectionOptions(new PatientSockets(limits.readTimeout(), connections))
        // What else lies on the class path is not spoken.
        .protocolsDiscoverServices(false)
        // Only the sockets of this mode keep a read time-out.
        .useNio(false);
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  /** The port on which only the other protocol is spoken; negative when there is none. */
  public int ownPort() {
    return extras.port() < 0 ? -1 : server.port(OWN_PORT);
  }

  /** The port that the dialect has of its own; negative when it has none. */
  public int port(String dialect) {
    return own.containsKey(dialect) ? server.port(socket(dialect)) : -1;
  }

  /** Every route of HTTP, for documents and tests. */
  public Collection<Routes.Route> routes() {
    return dispatcher.routes();
  }

  /** Requests by route and status, times, and what is under way. */
  public PrometheusText.Source figures() {
    return out -> {
      List<RouteStats.Of> others = new ArrayList<>(extras.calls());
      own.values().forEach(each -> others.addAll(each.stats()));
      dispatcher.figures(out, others);
      if (extras.protocol() != null) {
        extras.protocol().figures(out);
      }
    };
  }

  /** Requests under way, streams left out. */
  public int underWay() {
    return gate.underWay();
  }

  /**
   * Runs the work while no other request is under way but the caller's own: new ones wait. For
   * making the server empty between tests.
   */
  public void alone(Runnable work) {
    gate.alone(work);
  }

  /** From the next request on these routes answer, and no others. */
  public void replaceRoutes(List<Routes> dialects) {
    dispatcher.routes(new Router(dialects));
  }

  /** The same at the port that the dialect has of its own. */
  public void replaceRoutes(String dialect, Routes routes) {
    Dispatcher alone = own.get(dialect);
    if (alone == null) {
      throw new IllegalArgumentException(dialect + " has no port of its own");
    }
    alone.routes(new Router(List.of(routes)));
  }

  /** Takes no more requests, lets those under way end within the grace, then closes the port. */
  @Override
  public void close() {
    gate.stop();
    long deadline = System.nanoTime() + gate.limits().stopGrace().toNanos();
    if (!gate.awaitQuiet(deadline)) {
      LOG.warn("http stopped requests_cut={}", gate.underWay());
    }
    if (extras.protocol() != null) {
      extras.protocol().close();
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
