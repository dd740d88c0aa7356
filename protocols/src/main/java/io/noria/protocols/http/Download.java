package io.noria.protocols.http;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends a stored file, whole or a range of it (RFC 9110, section 14). What a stranger uploaded must
 * not run in a browser as this server's own page: only types that are plainly harmless are named,
 * and the answer carries a policy that forbids scripts.
 */
public final class Download {
  private static final String CLOSED = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
  private static final String PAGE =
      "sandbox allow-scripts; default-src 'none'; script-src %1$s'unsafe-inline' 'unsafe-eval' blob:;"
          + " style-src %1$s'unsafe-inline'; img-src %1$sdata: blob:; font-src %1$sdata:;"
          + " media-src data: blob:; worker-src blob:; connect-src %1$sdata: blob:;"
          + " frame-ancestors 'self'";
  private static final String PDF =
      "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'";
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("wav", "audio/wav"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("flac", "audio/flac"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("webm", "video/webm"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("avif", "image/avif"),
          Map.entry("bmp", "image/bmp"),
          Map.entry("tsv", "text/plain; charset=utf-8"),
          Map.entry("ipynb", "text/plain; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("log", "text/plain; charset=utf-8"),
          Map.entry("md", "text/plain; charset=utf-8"),
          Map.entry("csv", "text/plain; charset=utf-8"),
          Map.entry("yaml", "text/plain; charset=utf-8"),
          Map.entry("yml", "text/plain; charset=utf-8"),
          Map.entry("py", "text/plain; charset=utf-8"),
          Map.entry("html", "text/plain; charset=utf-8"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("svg", "image/svg+xml"));

  private final String name;
  private final long size;
  private final @Nullable String tag;
  private final Opener opener;

  /** Opens a part of the file. */
  @FunctionalInterface
  public interface Opener {
    /** The bytes from the offset on; fewer than {@code length} only at the file's end. */
    InputStream open(long offset, long length) throws IOException;
  }

  /**
   * A file to send.
   *
   * @param name the file's name, without folders
   * @param size bytes
   * @param tag what stands for its content, such as a digest; null when nothing does
   */
  public Download(String name, long size, @Nullable String tag, Opener opener) {
    this.name = name;
    this.size = size;
    this.tag = tag;
    this.opener = opener;
  }

  /** Sends it, or the range that was asked for; {@code attachment} makes browsers save it. */
  public void send(Exchange exchange, boolean attachment) throws IOException {
    send(exchange, attachment, TYPES.get(ending()), CLOSED);
  }

  /**
   * Sends an HTML page or a PDF to be looked at within a frame; anything else as {@link #send}. The
   * page's scripts run, but in an origin of its own: they see nothing of this server or its pages.
   *
   * @param online whether the page may also load scripts, styles and images of other hosts
   */
  public void show(Exchange exchange, boolean online) throws IOException {
    switch (ending()) {
      case "html", "htm" ->
          send(
              exchange, false, "text/html; charset=utf-8", PAGE.formatted(online ? "https: " : ""));
      case "pdf" -> send(exchange, false, "application/pdf", PDF);
      default -> send(exchange, false);
    }
  }

  private String ending() {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private void send(Exchange exchange, boolean attachment, @Nullable String type, String policy)
      throws IOException {
    exchange.setHeader("Accept-Ranges", "bytes");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.setHeader("Content-Security-Policy", policy);
    exchange.setHeader(
        "Content-Disposition",
        (attachment || type == null ? "attachment" : "inline")
            + "; filename*=UTF-8''"
            + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
    if (tag != null) {
      exchange.setHeader("ETag", "\"" + tag + "\"");
      if (exchange.header("If-None-Match").orElse("").contains(tag)) {
        exchange.sendEmpty(304);
        return;
      }
    }
    long[] range = range(exchange.header("Range").orElse(null));
    long offset = range == null ? 0 : range[0];
    long length = range == null ? size : range[1];
    if (range != null) {
      exchange.setHeader(
          "Content-Range", "bytes " + offset + "-" + (offset + length - 1) + "/" + size);
    }
    try (InputStream in = opener.open(offset, length);
        OutputStream out =
            exchange.sendStream(
                range == null ? 200 : 206,
                type == null ? "application/octet-stream" : type,
                length)) {
      in.transferTo(out);
    }
  }

  /** Offset and length; null for the whole file, also where several ranges are asked for. */
  private long @Nullable [] range(@Nullable String header) {
    if (header == null || !header.startsWith("bytes=") || header.indexOf(',') >= 0) {
      return null;
    }
    int dash = header.indexOf('-');
    if (dash < 0) {
      return null;
    }
    try {
      String first = header.substring(6, dash).strip();
      String last = header.substring(dash + 1).strip();
      long from =
          first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
      long to =
          first.isEmpty() || last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
      if (from >= size || to < from) {
        throw new HttpFailure(
            416, ErrorCode.INVALID_ARGUMENT, "range: " + header + " of " + size + " bytes");
      }
      return new long[] {from, to - from + 1};
    } catch (NumberFormatException e) {
      throw NoriaException.invalid("range: " + header + " (expected: bytes=FIRST-LAST)");
    }
  }
}
