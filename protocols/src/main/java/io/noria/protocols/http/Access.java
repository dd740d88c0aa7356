package io.noria.protocols.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a request is from, and whether a page of another site sent it. Without tokens anything that
 * runs on the machine is trusted, so a browser must be kept from being the tool of a stranger's
 * page: by the name it thinks it talks to (DNS rebinding) and by the page's origin (cross-site
 * requests).
 */
final class Access {
  private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final String LOCAL = "local";

  private final Gatekeeper gatekeeper;

  Access(Gatekeeper gatekeeper) {
    this.gatekeeper = gatekeeper;
  }

  /** The name to act under. */
  String actor(ServerRequest request, Routes.Route route) {
    if (!gatekeeper.tokensRequired()) {
      checkBrowser(request);
      return LOCAL;
    }
    String token = token(request);
    String name = token == null ? null : gatekeeper.nameOf(token);
    if (name != null) {
      return name;
    }
    if (route.options().contains(Routes.Option.OPEN)) {
      return LOCAL;
    }
    throw new NoriaException(
        ErrorCode.UNAUTHENTICATED,
        token == null
            ? "no token (expected: header Authorization: Bearer TOKEN, or the token as password)"
            : "the token is not known (expected: one made by noria tokens create NAME)");
  }

  private static @Nullable String token(ServerRequest request) {
    if (!request.headers().contains(HeaderNames.AUTHORIZATION)) {
      return null;
    }
    String value = request.headers().get(HeaderNames.AUTHORIZATION).get();
    if (value.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return value.substring(7).strip();
    }
    if (value.regionMatches(true, 0, "Basic ", 0, 6)) {
      return password(value.substring(6).strip());
    }
    return null;
  }

  private static @Nullable String password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? null : pair.substring(colon + 1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static void checkBrowser(ServerRequest request) {
    String authority = request.authority();
    if (!isLoopback(authority)) {
      throw new NoriaException(
          ErrorCode.PERMISSION_DENIED,
          "host: "
              + authority
              + " (expected: localhost, 127.0.0.1 or [::1]; other names need tokens)");
    }
    if (SAFE.contains(request.prologue().method().text())) {
      return;
    }
    if (request.headers().contains(HeaderNames.ORIGIN)) {
      String origin = request.headers().get(HeaderNames.ORIGIN).get();
      if (!origin.regionMatches(true, 0, "http://", 0, 7)
          || !origin.substring(7).equalsIgnoreCase(authority)) {
        throw new NoriaException(
            ErrorCode.PERMISSION_DENIED,
            "origin: " + origin + " (expected: http://" + authority + ", this server's own pages)");
      }
    } else if (request.headers().contains(FETCH_SITE)
        && request.headers().get(FETCH_SITE).get().equals("cross-site")) {
      throw new NoriaException(
          ErrorCode.PERMISSION_DENIED, "a page of another site may not change anything here");
    }
  }

  /** Whether the authority names this machine, as it sees itself. */
  static boolean isLoopback(String authority) {
    String host = authority.toLowerCase(Locale.ROOT);
    int colon = host.lastIndexOf(':');
    if (colon > 0 && host.indexOf(']') < colon && digits(host, colon + 1)) {
      host = host.substring(0, colon);
    }
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.endsWith(".localhost")
        || isLoopbackV4(host);
  }

  private static boolean isLoopbackV4(String host) {
    if (!host.startsWith("127.")) {
      return false;
    }
    int dots = 0;
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c == '.') {
        dots++;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return dots == 3;
  }

  private static boolean digits(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
