package io.noria.protocols.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
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
 * requests). With tokens a browser adds the password that it knows to whatever a page sends here,
 * so there too the origin counts wherever something may change.
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
  String actor(String authority, String method, Headers headers, boolean open) {
    if (!gatekeeper.tokensRequired()) {
      checkBrowser(authority, method, headers);
      return LOCAL;
    }
    checkSite(authority, method, headers);
    String token = token(headers);
    String name = token == null ? null : gatekeeper.nameOf(token);
    if (name != null) {
      return name;
    }
    if (open) {
      return LOCAL;
    }
    throw new NoriaException(
        ErrorCode.UNAUTHENTICATED,
        token == null
            ? "no token (expected: header Authorization: Bearer TOKEN, or the token as password)"
            : "the token is not known (expected: one made by noria tokens create NAME)");
  }

  private static @Nullable String token(Headers headers) {
    if (!headers.contains(HeaderNames.AUTHORIZATION)) {
      return null;
    }
    String value = headers.get(HeaderNames.AUTHORIZATION).get();
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

  private static void checkBrowser(String authority, String method, Headers headers) {
    if (!isLoopback(authority)) {
      throw new NoriaException(
          ErrorCode.PERMISSION_DENIED,
          "host: "
              + authority
              + " (expected: localhost, 127.0.0.1 or [::1]; other names need tokens)");
    }
    if (SAFE.contains(method)) {
      return;
    }
    if (headers.contains(HeaderNames.ORIGIN)) {
      String origin = headers.get(HeaderNames.ORIGIN).get();
      if (!origin.regionMatches(true, 0, "http://", 0, 7)
          || !origin.substring(7).equalsIgnoreCase(authority)) {
        throw new NoriaException(
            ErrorCode.PERMISSION_DENIED,
            "origin: " + origin + " (expected: http://" + authority + ", this server's own pages)");
      }
    } else if (headers.contains(FETCH_SITE) && headers.get(FETCH_SITE).get().equals("cross-site")) {
      throw foreign();
    }
  }

  /**
   * Refuses what a page of another origin sends to change something. TLS may end at a proxy, so the
   * scheme does not count; a proxy may also give another Host, where the browser's own word that
   * the page is of this origin is enough. Programs send neither header.
   */
  private static void checkSite(String authority, String method, Headers headers) {
    if (SAFE.contains(method)) {
      return;
    }
    String site = headers.contains(FETCH_SITE) ? headers.get(FETCH_SITE).get() : "";
    if (site.equals("cross-site")) {
      throw foreign();
    }
    if (headers.contains(HeaderNames.ORIGIN)) {
      String origin = headers.get(HeaderNames.ORIGIN).get();
      boolean own = isOf(origin, authority);
      if (!own && (origin.equals("null") || !site.equals("same-origin"))) {
        throw new NoriaException(
            ErrorCode.PERMISSION_DENIED,
            "origin: " + origin + " (expected: " + authority + ", this server's own pages)");
      }
    }
  }

  private static NoriaException foreign() {
    return new NoriaException(
        ErrorCode.PERMISSION_DENIED, "a page of another site may not change anything here");
  }

  /** Whether the origin has the authority's host and port, under http or https. */
  private static boolean isOf(String origin, String authority) {
    int end = origin.indexOf("://");
    if (end < 0) {
      return false;
    }
    String port =
        switch (origin.substring(0, end).toLowerCase(Locale.ROOT)) {
          case "http" -> ":80";
          case "https" -> ":443";
          default -> "";
        };
    String host = origin.substring(end + 3);
    return !port.isEmpty()
        && (host.equalsIgnoreCase(authority) || (host + port).equalsIgnoreCase(authority));
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
