package io.noria.protocols.http;

import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The pages, from the class path's {@code /ui}. Files whose names carry a hash of their content are
 * kept by browsers for ever, others are asked for again each time. Text that was compressed at
 * build is sent so to whoever takes it.
 */
public final class StaticFiles {
  private static final String ROOT = "/ui/";
  private static final String NO_UI =
      """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>Noria</title>
      <p>Noria is running. This build has no pages; the API is at
      <a href="/noria/v1/version">/noria/v1</a>.</p></html>
      """;
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("webp", "image/webp"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain; charset=utf-8"));
  private static final String POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
          + " blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  private final Class<?> anchor;
  private final ConcurrentHashMap<String, Found> cache = new ConcurrentHashMap<>();

  @SuppressWarnings("ArrayRecordComponent")
  private record Found(byte @Nullable [] plain, byte @Nullable [] gzip) {}

  private StaticFiles(Class<?> anchor) {
    this.anchor = anchor;
  }

  /** Routes for {@code /} and the pages' files; {@code anchor} names the class path. */
  public static Routes routes(Class<?> anchor) {
    StaticFiles files = new StaticFiles(anchor);
    return Routes.of("pages", JsonErrors.FORM)
        .get("/", x -> files.send(x, "index.html"), Routes.Option.OPEN)
        .get(
            "/assets/{file...}", x -> files.send(x, "assets/" + x.path("file")), Routes.Option.OPEN)
        .get("/{file}", x -> files.send(x, x.path("file")), Routes.Option.OPEN);
  }

  private void send(Exchange exchange, String path) {
    if (path.contains("..")
        || path.indexOf('\\') >= 0
        || path.startsWith("/")
        || path.contains("//")) {
      throw NoriaException.notFound("no page: " + path);
    }
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    Found found = type == null ? null : cached(path);
    if (type == null || found == null || found.plain() == null) {
      if (path.equals("index.html")) {
        headers(exchange, path);
        exchange.sendBytes(
            200,
            "text/html; charset=utf-8",
            NO_UI.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return;
      }
      throw NoriaException.notFound("nothing answers at /" + path);
    }
    headers(exchange, path);
    byte[] gzip = found.gzip();
    if (gzip != null) {
      exchange.setHeader("Vary", "Accept-Encoding");
      if (exchange.header("Accept-Encoding").orElse("").contains("gzip")) {
        exchange.setHeader("Content-Encoding", "gzip");
        exchange.sendBytes(200, type, gzip);
        return;
      }
    }
    exchange.sendBytes(200, type, found.plain());
  }

  private static void headers(Exchange exchange, String path) {
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.setHeader("Content-Security-Policy", POLICY);
    exchange.setHeader(
        "Cache-Control",
        path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  }

  private @Nullable Found cached(String path) {
    Found known = cache.get(path);
    if (known == null) {
      byte[] plain = read(path);
      known = new Found(plain, plain == null ? null : read(path + ".gz"));
      if (plain != null) {
        // Names that are not there are not kept: a stranger could make up any number of them.
        cache.put(path, known);
      }
    }
    return known;
  }

  private byte @Nullable [] read(String path) {
    try (InputStream in = anchor.getResourceAsStream(ROOT + path)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new NoriaException(
          io.noria.base.ErrorCode.INTERNAL, "the page's file " + path + " could not be read", e);
    }
  }
}
