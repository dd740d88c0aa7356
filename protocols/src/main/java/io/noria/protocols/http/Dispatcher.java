package io.noria.protocols.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.noria.base.Actor;
import io.noria.base.DiskSpace;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Observed;
import io.noria.base.Origin;
import io.noria.protocols.http.trace.RequestSpan;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route, lets the caller in, binds who it is, answers errors, counts. */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Set<String> KNOWN_METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private volatile Router router;
  private final Routes fallback;
  private final HttpLimits limits;
  private final Gate gate;
  private final Connections connections;
  private final RouteStats unknown = new RouteStats();

  Dispatcher(Router router, Routes fallback, Gate gate, Connections connections) {
    this.connections = connections;
    this.router = router;
    this.fallback = fallback;
    this.limits = gate.limits();
    this.gate = gate;
  }

  void handle(ServerRequest request, ServerResponse response) {
    long began = System.nanoTime();
    Connections.Connection connection = connections.of(request.remotePeer().address());
    connection.requestBegan();
    Body body = new Body(request, limits, connection);
    RouteStats stats = unknown;
    ErrorForm errors = fallback.errors();
    Exchange exchange = null;
    RequestSpan span = null;
    boolean counted = false;
    boolean streaming = false;
    try {
      String path = request.prologue().uriPath().rawPath();
      Router.Match match = path.startsWith("/") ? router.find(path) : null;
      Router.Target target = match == null ? null : method(match, request);
      if (match == null || target == null) {
        Routes dialect = router.dialectOf(path);
        errors = dialect == null ? errors : dialect.errors();
        throw unknown(request, path, match);
      }
      Routes.Route route = target.route();
      stats = route.stats();
      errors = route.errors();
      streaming = route.options().contains(Routes.Option.STREAM);
      counted = true;
      gate.enter(streaming);
      String actor =
          gate.actor(
              request.authority(),
              request.prologue().method().text(),
              request.headers(),
              route.options().contains(Routes.Option.OPEN));
      Caller caller = new Caller(connection, limits.patience().write(), gate::stopping);
      exchange = new Exchange(request, response, target, match.captured(), body, caller);
      span = HttpSpans.begin(gate.tracing(), request, route, began);
      Observed observed = span == null ? route.unwatched() : span;
      run(route.handler(), exchange, actor, new HttpOrigin(request), observed);
      if (!exchange.begun()) {
        throw new IllegalStateException("no answer was sent by " + route.pattern());
      }
    } catch (Throwable e) {
      if (gone(e)) {
        throw new CloseConnectionException("the caller is gone", e);
      }
      if (exchange != null && exchange.begun()) {
        throw new CloseConnectionException("the answer was cut", cut(request, e));
      }
      fail(request, response, errors, e);
    } finally {
      if (counted) {
        gate.leave(streaming);
      }
      int status = response.status().code();
      if (span != null) {
        HttpSpans.end(span, status);
      }
      if (closes(status)) {
        connection.requestCut();
      } else {
        connection.requestEnded();
      }
      stats.record(status, System.nanoTime() - began);
    }
  }

  private void run(
      Handler handler, Exchange exchange, String actor, Origin origin, Observed observed)
      throws Exception {
    if (!exchange.route().options().contains(Routes.Option.STREAM)) {
      gate.awaitTurn();
    }
    ScopedValue.where(Actor.CURRENT, actor)
        .where(Origin.CURRENT, origin)
        .where(Observed.CURRENT, observed)
        .call(() -> {
          handler.handle(exchange);
          return true;
        });
  }

  private Router.@Nullable Target method(Router.Match match, ServerRequest request) {
    String method = request.prologue().method().text();
    Router.Target target = match.methods().get(method);
    if (target == null && method.equals("HEAD")) {
      target = match.methods().get("GET");
    }
    return target;
  }

  private static RuntimeException unknown(
      ServerRequest request, String path, Router.@Nullable Match match) {
    String method = request.prologue().method().text();
    if (match == null) {
      return NoriaException.notFound("nothing answers at " + shown(path));
    }
    return new HttpFailure(
        KNOWN_METHODS.contains(method) ? 405 : 501,
        ErrorCode.UNIMPLEMENTED,
        shown(path)
            + " does not answer "
            + shown(method)
            + " (expected: "
            + String.join(", ", match.methods().keySet())
            + ")");
  }

  private void fail(
      ServerRequest request, ServerResponse response, ErrorForm errors, Throwable failure) {
    int status = failure instanceof HttpFailure http ? http.status() : 0;
    NoriaException error = error(request, failure);
    ErrorForm.Answer answer = errors.answer(error);
    response.headers().set(HeaderNames.CONTENT_TYPE, answer.contentType());
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.headers().remove(HeaderNames.CONTENT_LENGTH);
    int code = status == 0 ? answer.status() : status;
    if (code == 503 || code == 429) {
      response.headers().set(HeaderNames.RETRY_AFTER, retryAfter(error));
    } else if (code == 401) {
      response.headers().set(HeaderNames.WWW_AUTHENTICATE, "Bearer, Basic realm=\"noria\"");
    }
    if (closes(code)) {
      response.headers().set(HeaderValues.CONNECTION_CLOSE);
    }
    response.status(Status.create(code));
    if (request.prologue().method() == io.helidon.http.Method.HEAD) {
      response.send();
    } else {
      response.send(answer.body());
    }
  }

  private static String retryAfter(NoriaException error) {
    return Long.toString(error.retryAfter().map(Duration::toSeconds).orElse(1L));
  }

  private static Throwable cut(ServerRequest request, Throwable failure) {
    if (!(failure instanceof NoriaException)) {
      LOG.error("answer cut path={}", request.prologue().uriPath().rawPath(), failure);
    }
    return failure;
  }

  /** After these the rest of the request is not worth reading. */
  private boolean closes(int code) {
    return gate.stopping() || code == 413 || code == 408;
  }

  private static NoriaException error(ServerRequest request, Throwable failure) {
    return switch (failure) {
      case NoriaException own -> {
        if (own.code() == ErrorCode.INTERNAL || own.code() == ErrorCode.DATA_LOSS) {
          LOG.error("request failed path={}", request.prologue().uriPath().rawPath(), own);
        }
        yield own;
      }
      case HttpFailure http -> http.error();
      case Exception e when DiskSpace.isGone(e) -> DiskSpace.gone("the server's disk", e);
      case StackOverflowError overflow ->
          NoriaException.invalid("the request is nested too deeply");
      default -> {
        LOG.error("request failed path={}", request.prologue().uriPath().rawPath(), failure);
        yield new NoriaException(
            ErrorCode.INTERNAL,
            "something is broken in Noria; the server's log says what",
            failure);
      }
    };
  }

  private static boolean gone(Throwable failure) {
    return failure instanceof SocketException
        || failure instanceof ClosedChannelException
        || failure instanceof CloseConnectionException
        || (failure instanceof UncheckedIOException io
            && (io.getCause() instanceof SocketException
                || io.getCause() instanceof ClosedChannelException));
  }

  private static String shown(String text) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length() && i < 200; i++) {
      char c = text.charAt(i);
      clean.append(c < ' ' || c == 0x7f ? '?' : c);
    }
    return text.length() > 200 ? clean.append('…').toString() : clean.toString();
  }

  void routes(Router replacement) {
    router = replacement;
  }

  Collection<Routes.Route> routes() {
    return router.routes();
  }

  /** The figures of its routes. */
  List<RouteStats.Of> stats() {
    return router.routes().stream()
        .map(route ->
            new RouteStats.Of(route.dialect(), route.method(), route.pattern(), route.stats()))
        .toList();
  }

  void figures(PrometheusText out, Collection<RouteStats.Of> others) {
    List<RouteStats.Of> each = new ArrayList<>(stats());
    each.addAll(others);
    List<RouteStats.Of> all = RouteStats.together(each);
    out.type("noria_http_requests_total", "counter", "Requests answered.");
    for (RouteStats.Of route : all) {
      route
          .stats()
          .statuses((status, count) ->
              out.sample(
                  "noria_http_requests_total",
                  count,
                  "dialect",
                  route.dialect(),
                  "method",
                  route.method(),
                  "route",
                  route.pattern(),
                  "status",
                  Integer.toString(status)));
    }
    unknown.statuses((status, count) ->
        out.sample(
            "noria_http_requests_total",
            count,
            "dialect",
            "none",
            "method",
            "",
            "route",
            "",
            "status",
            Integer.toString(status)));
    out.type("noria_http_request_duration_seconds", "histogram", "Time to answer.");
    for (RouteStats.Of route : all) {
      if (route.stats().answered()) {
        route
            .stats()
            .seconds()
            .write(
                out,
                "noria_http_request_duration_seconds",
                "dialect",
                route.dialect(),
                "method",
                route.method(),
                "route",
                route.pattern());
      }
    }
    out.type("noria_http_requests_under_way", "gauge", "Requests being answered now.");
    out.sample("noria_http_requests_under_way", gate.underWay());
    out.type("noria_http_connections_open", "gauge", "Connections open now.");
    out.sample("noria_http_connections_open", connections.count());
    out.type("noria_http_connections_cut_total", "counter", "Connections of callers too slow.");
    out.sample("noria_http_connections_cut_total", connections.cut());
    out.type("noria_http_streams_open", "gauge", "Event streams open now.");
    out.sample("noria_http_streams_open", gate.streams());
    out.type("noria_http_requests_shed_total", "counter", "Requests refused beyond the limits.");
    out.sample("noria_http_requests_shed_total", gate.refused());
  }
}
