package io.noria.server;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.datasets.Datasets;
import io.noria.engine.Engine;
import io.noria.protocols.http.Gatekeeper;
import io.noria.protocols.http.HttpServer;
import io.noria.protocols.http.PrometheusText;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.StaticFiles;
import io.noria.protocols.http.grpc.GrpcProtocol;
import io.noria.protocols.http.grpc.GrpcService;
import io.noria.protocols.http.trace.OtlpExporter;
import io.noria.protocols.http.trace.SpanExporter;
import io.noria.protocols.http.trace.SpanQueue;
import io.noria.protocols.http.trace.TraceSettings;
import io.noria.protocols.http.trace.Tracing;
import io.noria.protocols.mlflow.MlflowService;
import io.noria.protocols.oip.OipApi;
import io.noria.protocols.oip.Repository;
import io.noria.protocols.oip.grpc.OipGrpc;
import io.noria.protocols.plain.PlainApi;
import io.noria.protocols.rest.RestApi;
import io.noria.protocols.rest.ServerInfo;
import io.noria.protocols.tfserving.grpc.TfServingGrpc;
import io.noria.protocols.torchserve.grpc.TorchServeGrpc;
import io.noria.server.config.NoriaConfig;
import io.noria.server.config.Role;
import io.noria.server.config.TracingConfig;
import io.noria.server.http.GcRoutes;
import io.noria.server.http.MetricsPage;
import io.noria.server.http.RestTokens;
import io.noria.server.http.Vitals;
import io.noria.server.wiring.Dialects;
import io.noria.server.wiring.KeptSpans;
import io.noria.server.wiring.RoleRoutes;
import io.noria.serving.Serving;
import io.noria.storage.sql.SqlConfig;
import io.noria.traces.Traces;
import io.noria.tracking.Tracking;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: the areas, and the port through which they are reached. */
public final class Noria implements AutoCloseable {
  /** What this program calls itself. */
  public static final String VERSION = version();

  private static final Logger log = LoggerFactory.getLogger(Noria.class);

  private final NoriaConfig config;
  private final DataLock lock;
  private final @Nullable Clean clean;
  private final Instant startedAt;
  private final boolean loopback;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final GrpcProtocol grpc;
  private final @Nullable Tracing tracing;
  private volatile Areas areas;
  private volatile Path folder;
  private volatile @Nullable HttpServer http;

  private Noria(
      NoriaConfig config,
      DataLock lock,
      @Nullable Clean clean,
      Areas areas,
      Path folder,
      boolean loopback) {
    this.config = config;
    this.folder = folder;
    this.lock = lock;
    this.clean = clean;
    this.areas = areas;
    this.loopback = loopback;
    this.startedAt = areas.clock().instant();
    this.tracing = tracing(config.observing().tracing());
    this.grpc = new GrpcProtocol(services(areas));
  }

  /**
   * Opens the areas and begins to answer.
   *
   * @throws NoriaException with what is wrong: a folder in use by another server, a newer schema, a
   *     taken port, another host than loopback without tokens
   */
  public static Noria open(NoriaConfig config) {
    DataLock lock = DataLock.take(config.data());
    Areas areas = null;
    try {
      Clean clean =
          config.ephemeral() && config.storage().sql() instanceof SqlConfig.Sqlite
              ? Clean.in(config)
              : null;
      NoriaConfig first = clean == null ? config : clean.next();
      AtomicReference<@Nullable Noria> late = new AtomicReference<>();
      areas = Areas.open(first, () -> Objects.requireNonNull(late.get(), "not open yet").url());
      Noria noria = new Noria(config, lock, clean, areas, first.data(), isLoopback(config, areas));
      late.set(noria);
      noria.listen();
      areas.start();
      log.info(
          "server started port={}{} data={} roles=\"{}\"",
          noria.http().port(),
          noria.otherPorts(),
          config.data(),
          Role.words(config.roles()));
      return noria;
    } catch (RuntimeException e) {
      closeQuietly(areas, e);
      closeQuietly(lock, e);
      throw e;
    }
  }

  private void listen() {
    http =
        HttpServer.open(
            new HttpServer.Address(config.http().host(), config.http().port()),
            config.http().limits(),
            new Gatekeeper() {
              @Override
              public boolean tokensRequired() {
                return areas.tokens().tokensRequired();
              }

              @Override
              public @Nullable String nameOf(String token) {
                return areas.tokens().nameOf(token);
              }
            },
            routes(areas),
            new HttpServer.Extras(grpc, config.http().grpcPort(), ownPorts(areas), tracing));
  }

  private @Nullable Tracing tracing(TracingConfig wanted) {
    Map<String, String> resource = new HashMap<>(wanted.resource());
    resource.putIfAbsent("service.version", VERSION);
    resource.putIfAbsent("service.instance.id", UUID.randomUUID().toString());
    resource.put("telemetry.sdk.name", "noria");
    resource.put("telemetry.sdk.language", "java");
    resource.put("telemetry.sdk.version", VERSION);
    SpanExporter exporter =
        switch (wanted.exporter()) {
          case NONE -> null;
          case OTLP -> new OtlpExporter(wanted.to(), resource, VERSION);
          case SELF ->
              new KeptSpans(
                  new KeptSpans.Supply() {
                    @Override
                    public Tracking tracking() {
                      return areas.services().tracking();
                    }

                    @Override
                    public Traces traces() {
                      return areas.services().traces();
                    }
                  },
                  resource);
        };
    return exporter == null
        ? null
        : new Tracing(
            wanted.sampler(), new SpanQueue(exporter, wanted.queue()), new TraceSettings());
  }

  /** The services of gRPC that this server's roles have. */
  private List<GrpcService> services(Areas of) {
    if (!config.roles().contains(Role.SERVING)) {
      return List.of();
    }
    Serving serving = of.services().serving();
    List<GrpcService> all = new ArrayList<>();
    all.add(OipGrpc.service(serving, Repository.of(serving, of.services().registry()), about()));
    all.addAll(TfServingGrpc.services(serving));
    all.addAll(TorchServeGrpc.services(serving));
    return all;
  }

  private List<Routes> routes(Areas of) {
    ServerInfo info =
        new ServerInfo(
            VERSION,
            null,
            MlflowService.VERSION,
            clean != null,
            config.roles().stream().sorted().map(Role::word).toList(),
            startedAt);
    RestTokens tokens = new RestTokens(of.tokens(), loopback);
    Vitals vitals = new Vitals(of.checks());
    List<Routes> all =
        new ArrayList<>(
            List.of(
                RestApi.routes(of.services(), info, vitals, tokens, this::reset),
                MlflowService.routes(
                    of.services().tracking(),
                    of.services().registry(),
                    of.services().traces(),
                    of.uploads(),
                    workspaces(of)),
                PlainApi.routes(of.services().serving(), VERSION, vitals::problems),
                GcRoutes.routes(
                    config.storage().sql(),
                    config.ephemeral(),
                    of::collector,
                    of.services().serving()::removeUnused),
                MetricsPage.routes(
                    of.services().serving(), config.observing().aliases(), figures()),
                StaticFiles.routes(Noria.class)));
    all.addAll(dialects(of).routes());
    return all.stream().map(each -> RoleRoutes.only(config.roles(), each)).toList();
  }

  private Dialects dialects(Areas of) {
    return new Dialects(of.services().serving(), of.services().registry(), about());
  }

  private OipApi.About about() {
    return new OipApi.About(VERSION, tracing == null ? null : tracing.settings());
  }

  private Supplier<PrometheusText.Source> figures() {
    return () ->
        out -> {
          http().figures().write(out);
          if (tracing != null) {
            MetricsPage.tracing(out, tracing.figures());
          }
        };
  }

  /** What answers at the ports that dialects have of their own. */
  private Map<String, HttpServer.OwnPort> ownPorts(Areas of) {
    Map<String, HttpServer.OwnPort> ports = new HashMap<>();
    Dialects dialects = dialects(of);
    config
        .http()
        .dialects()
        .forEach(
            (name, port) -> ports.put(name, new HttpServer.OwnPort(port, dialects.alone(name))));
    if (!ports.isEmpty() && !config.roles().contains(Role.SERVING)) {
      throw NoriaException.invalid(
          "noria.http.dialects: " + ports.keySet() + " (expected: none, without the role serving)");
    }
    return ports;
  }

  /** The ports of gRPC alone and of dialects, for the log. */
  private String otherPorts() {
    StringBuilder ports = new StringBuilder(grpcPort() < 0 ? "" : " grpc_port=" + grpcPort());
    config.http().dialects().keySet().stream()
        .sorted()
        .forEach(name -> ports.append(" port_").append(name).append('=').append(port(name)));
    return ports.toString();
  }

  /** The port that the dialect has of its own; negative when it has none. */
  public int port(String dialect) {
    return http().port(dialect);
  }

  /**
   * Whether MLflow's clients may name workspaces. While there are others than the default one they
   * stay on: what is in one is never seen in another.
   */
  private boolean workspaces(Areas of) {
    boolean there = of.services().tracking().workspaces().list().size() > 1;
    if (there && !config.tracking().workspaces()) {
      log.warn("workspaces stay on: there are others than the default one");
    }
    return there || config.tracking().workspaces();
  }

  /** Waits for requests under way, then goes on as at the first start. */
  private void reset() {
    Clean folders = clean;
    if (folders == null) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, "reset: only SQLite in a temporary folder is made anew");
    }
    http()
        .alone(() -> {
          Areas before = areas;
          Areas fresh = Areas.open(folders.next(), this::url);
          http().replaceRoutes(routes(fresh));
          ownPorts(fresh).forEach((name, port) -> http().replaceRoutes(name, port.routes()));
          grpc.replace(services(fresh));
          areas = fresh;
          fresh.start();
          Thread.ofVirtual().name("noria-reset").start(() -> closeQuietly(before, null));
        });
  }

  /** The areas, for tests beside this class. */
  Areas areas() {
    return areas;
  }

  /** What serves its models, for commands in the same process. */
  public Serving serving() {
    return areas.services().serving();
  }

  /** Its analytic engine, for commands in the same process. */
  public Engine engine() {
    return areas.services().engine();
  }

  /** Its data versions, for commands in the same process. */
  public Datasets datasets() {
    return areas.services().datasets();
  }

  /** What it was told. */
  public NoriaConfig config() {
    return config;
  }

  /** Every route, for documents and tests. */
  public Collection<Routes.Route> routes() {
    return http().routes();
  }

  private HttpServer http() {
    return Objects.requireNonNull(http, "not listening yet");
  }

  /** Where it answers, for example {@code http://127.0.0.1:7600}. */
  public String url() {
    String host = config.http().host();
    boolean any = host.equals("0.0.0.0") || host.equals("::");
    return "http://"
        + (any ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + http().port();
  }

  /** The port that answers gRPC alone; negative when there is none. The one port does it anyway. */
  public int grpcPort() {
    return http().ownPort();
  }

  /** Waits until the server is closed. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /** Takes no more requests, lets those under way end, then closes every area. */
  @Override
  public void close() {
    try {
      http().close();
      if (tracing != null) {
        tracing.close();
      }
      areas.close();
      closeQuietly(lock, null);
      if (config.ephemeral()) {
        Clean.delete(config.data());
      }
      log.info("server stopped");
    } finally {
      stopped.countDown();
    }
  }

  private static boolean isLoopback(NoriaConfig config, Areas areas) {
    String host = config.http().host();
    try {
      boolean loopback = InetAddress.getByName(host).isLoopbackAddress();
      if (!loopback && !areas.tokens().tokensRequired()) {
        throw NoriaException.invalid(
            "host: "
                + host
                + " is reachable from other machines and there are no tokens (expected: loopback, or"
                + " make one first: noria tokens create NAME)");
      }
      return loopback;
    } catch (UnknownHostException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "host: " + host + " (expected: an address of this machine)",
          e);
    }
  }

  private static String version() {
    String version = Noria.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version;
  }

  private static void closeQuietly(@Nullable AutoCloseable resource, @Nullable Exception during) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception e) {
      if (during != null) {
        during.addSuppressed(e);
      } else {
        log.warn("closing failed resource={} error={}", resource, e.getMessage());
      }
    }
  }
}
