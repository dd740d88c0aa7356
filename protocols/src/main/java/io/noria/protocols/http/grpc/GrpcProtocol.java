package io.noria.protocols.http.grpc;

import io.helidon.http.Method;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2Setting;
import io.helidon.http.http2.Http2StreamState;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.http2.spi.Http2SubProtocolSelector;
import io.helidon.webserver.http2.spi.SubProtocolResult;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.noria.protocols.http.Gate;
import io.noria.protocols.http.HttpLimits;
import io.noria.protocols.http.MultiplexedProtocol;
import io.noria.protocols.http.PrometheusText;
import io.noria.protocols.http.RouteStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * gRPC over HTTP/2 without TLS, told from HTTP/1.1 by a connection's first bytes. It watches over
 * its calls: who sends or takes too slowly, or opens too many, loses the connection. Thread-safe.
 */
public final class GrpcProtocol implements MultiplexedProtocol {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcProtocol.class);
  private static final long LOOK_MS = 250;

  /** Never the whole memory: messages of streams that wait for those before them. */
  private static final long LEAST_QUEUE = 64L << 20;

  /** Callers take back calls now and then; a flood of that is an attack. */
  private static final int MOST_RESETS = 2000;

  private static final int WINDOW = 1 << 20;

  private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong queued = new AtomicLong();
  private final long mostQueued = Math.max(LEAST_QUEUE, Runtime.getRuntime().maxMemory() / 8);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean watched = new AtomicBoolean();
  private volatile List<GrpcService> services;
  private volatile Map<String, GrpcService.Method> methods;

  /** What a stream begins with. */
  record Opened(
      GrpcProtocol protocol,
      Gate gate,
      Peer peer,
      Wire wire,
      Http2Headers headers,
      boolean reset) {}

  /** Of these services. */
  public GrpcProtocol(List<GrpcService> services) {
    this.services = List.copyOf(services);
    this.methods = methods(services);
  }

  /** From the next call on these answer, and no others. */
  public void replace(List<GrpcService> others) {
    methods = methods(others);
    services = List.copyOf(others);
  }

  private static Map<String, GrpcService.Method> methods(List<GrpcService> services) {
    Map<String, GrpcService.Method> all = new HashMap<>();
    for (GrpcService service : services) {
      all.putAll(service.methods());
    }
    return Map.copyOf(all);
  }

  @Override
  public ServerConnectionSelector selector(Gate gate) {
    if (watched.compareAndSet(false, true)) {
      Thread.ofPlatform().name("noria-grpc-patience").daemon().start(this::watch);
    }
    return new Selector(gate);
  }

  @Override
  public Collection<RouteStats.Of> calls() {
    List<RouteStats.Of> all = new ArrayList<>();
    for (GrpcService service : services) {
      for (GrpcService.Method method : service.methods().values()) {
        all.add(new RouteStats.Of(service.dialect(), "POST", method.path(), method.stats()));
      }
    }
    return all;
  }

  @Override
  public void figures(PrometheusText out) {
    out.type("noria_grpc_connections_open", "gauge", "Connections of gRPC open now.");
    out.sample("noria_grpc_connections_open", peers.size());
    out.type("noria_grpc_calls_open", "gauge", "Calls of gRPC that are not over.");
    out.sample("noria_grpc_calls_open", open.get());
    out.type("noria_grpc_stream_queue_bytes", "gauge", "Messages of streams that wait.");
    out.sample("noria_grpc_stream_queue_bytes", queued.get());
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void watch() {
    try {
      while (!closed.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        for (Peer peer : peers) {
          for (Call call : peer.calls()) {
            call.look(now);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One more call; with far more than can ever be under way, whoever has most is cut off. */
  void opened(Gate gate) {
    HttpLimits limits = gate.limits();
    long most = 8L * ((long) limits.maxConcurrentRequests() + limits.maxStreams());
    if (open.incrementAndGet() <= most) {
      return;
    }
    Peer greedy = null;
    for (Peer peer : peers) {
      if (greedy == null || peer.calls().size() > greedy.calls().size()) {
        greedy = peer;
      }
    }
    if (greedy != null && greedy.cut()) {
      LOG.warn("event=grpc_connection_cut its_calls={}", greedy.calls().size());
      gate.cut(greedy.remote());
    }
  }

  void closed() {
    open.decrementAndGet();
  }

  /** Bytes that wait in a stream, or wait no more. */
  void queued(int bytes) {
    queued.addAndGet(bytes);
  }

  /** Whether so many bytes more are too many. */
  boolean queueFull(int bytes) {
    return queued.get() + bytes > mostQueued;
  }

  private Http2SubProtocolSelector.SubProtocolHandler handler(Opened opened) {
    Http2Headers headers = opened.headers();
    String type = headers.httpHeaders().contentType().map(Object::toString).orElse("");
    boolean grpc = type.startsWith("application/grpc") && headers.method().equals(Method.POST);
    GrpcService.Method method = grpc ? methods.get(headers.path()) : null;
    if (method == null) {
      return new StrayCall(opened, headers.path(), grpc, names());
    }
    return method.streaming() != null
        ? new StreamCall(opened, method)
        : new UnaryCall(opened, method);
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    services.forEach(service -> names.add(service.name()));
    return names;
  }

  /** Tells HTTP/2 from the rest, and makes its connections. */
  private final class Selector implements ServerConnectionSelector {
    private final Gate gate;
    private final Http2Config config;
    private final Http2ConnectionSelector known;

    Selector(Gate gate) {
      this.gate = gate;
      HttpLimits limits = gate.limits();
      this.config =
          Http2Config.builder()
              .maxConcurrentStreams(Math.max(1024L, 2L * limits.maxConcurrentRequests()))
              .maxHeaderListSize(limits.maxHeaderBytes())
              .initialWindowSize(WINDOW)
              .flowControlTimeout(limits.patience().write())
              .maxRapidResets(MOST_RESETS)
              .validatePath(false)
              .build();
      this.known = Http2ConnectionSelector.builder().http2Config(config).build();
    }

    @Override
    public int bytesToIdentifyConnection() {
      return known.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(io.helidon.common.buffers.BufferData data) {
      return known.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
      return known.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
      Peer peer = new Peer(context.remotePeer().address());
      gate.multiplexed(peer.remote());
      peers.add(peer);
      ServerConnection http2 =
          Http2ConnectionSelector.builder()
              .http2Config(config)
              .addSubProtocolSelector(calls(peer))
              .build()
              .connection(new PlainNames.Context(context, PlainNames.of(context.dataReader())));
      return new Connection(http2, peer, () -> peers.remove(peer));
    }

    private Http2SubProtocolSelector calls(Peer peer) {
      return (context, prologue, headers, writer, streamId, ours, theirs, flow, state, router) -> {
        boolean smallTable =
            theirs.value(Http2Setting.HEADER_TABLE_SIZE)
                < Http2Setting.HEADER_TABLE_SIZE.defaultValue();
        boolean pack =
            headers.httpHeaders().first(Call.ENCODING).filter("gzip"::equals).isPresent();
        Wire wire = new Wire(writer, flow, streamId, pack, smallTable);
        return new SubProtocolResult(
            true,
            handler(
                new Opened(
                    GrpcProtocol.this,
                    gate,
                    peer,
                    wire,
                    headers,
                    state == Http2StreamState.CLOSED)));
      };
    }
  }

  /** Helidon's connection, whose end is told to its calls. */
  private record Connection(ServerConnection http2, Peer peer, Runnable end)
      implements ServerConnection, io.helidon.common.task.InterruptableTask<Void> {
    @Override
    public void handle(io.helidon.common.concurrency.limits.Limit limit)
        throws InterruptedException {
      try {
        http2.handle(limit);
      } catch (IllegalStateException e) {
        // On a port of its own nobody has looked at the first bytes before.
        throw new CloseConnectionException("not a connection of HTTP/2", e);
      } finally {
        peer.gone();
        end.run();
      }
    }

    @Override
    public Duration idleTime() {
      return peer.busy() ? Duration.ZERO : http2.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      http2.close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
      return !peer.busy();
    }
  }
}
