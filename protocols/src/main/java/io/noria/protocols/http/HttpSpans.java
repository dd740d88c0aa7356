package io.noria.protocols.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.noria.protocols.http.trace.RequestSpan;
import io.noria.protocols.http.trace.Tracing;
import org.jspecify.annotations.Nullable;

/**
 * Requests of HTTP as spans.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/">conventions</a>
 */
final class HttpSpans {
  private static final int SERVERS_FAULT = 500;

  private HttpSpans() {}

  /** Null when the request is not kept. */
  static @Nullable RequestSpan begin(
      @Nullable Tracing tracing, ServerRequest request, Routes.Route route, long began) {
    if (tracing == null
        || !Tracing.concerns(
            route.dialect(), route.method(), route.options().contains(Routes.Option.OPEN))) {
      return null;
    }
    String method = request.prologue().method().text();
    RequestSpan span =
        tracing.begin(route.dialect(), method + " " + route.pattern(), request.headers(), began);
    if (span != null) {
      span.says("http.request.method", method);
      span.says("http.route", route.pattern());
      span.says("url.path", request.prologue().uriPath().rawPath());
      span.says("url.scheme", "http");
      span.says("network.protocol.version", request.prologue().protocolVersion());
      span.saysIfAny("server.address", host(request.authority()));
      span.says("server.port", request.localPeer().port());
      span.says("client.address", request.remotePeer().host());
      span.says("noria.dialect", route.dialect());
      if (request.headers().contains(HeaderNames.USER_AGENT)) {
        span.says("user_agent.original", request.headers().get(HeaderNames.USER_AGENT).get());
      }
    }
    return span;
  }

  /** The host as the caller knows it, without its port; empty when it says none. */
  private static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > authority.lastIndexOf(']') && colon >= 0;
    return port ? authority.substring(0, colon) : authority;
  }

  /** The request was answered with that status. */
  static void end(RequestSpan span, int status) {
    span.says("http.response.status_code", status);
    boolean error = status >= SERVERS_FAULT;
    if (error) {
      span.says("error.type", Integer.toString(status));
    }
    span.end(error);
  }
}
