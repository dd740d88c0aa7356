package io.noria.protocols.http;

import io.noria.base.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends a stored file, whole or a range of it (RFC 9110, section 14). What a stranger uploaded must
 * not run in a browser as this server's own page: only types that are plainly harmless are named,
 * and the answer carries a policy that forbids scripts. Pages of other sites may not embed it.
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

  private static final Pattern RANGE =
      Pattern.compile("bytes=\\s*([0-9]{0,40})-([0-9]{0,40})\\s*", Pattern.CASE_INSENSITIVE);

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
    send(exchange, attachment, TYPES.get(ending()), CLOSED, tag);
  }

  /**
   * Sends an HTML page or a PDF to be looked at within a frame; anything else as {@link #send}. The
   * page's scripts run, but in an origin of its own: they see nothing of this server or its pages.
   * At the top of a window a stranger's page would stand under this server's address, so it is sent
   * as a page only to a frame within a page of this server, as the browser says.
   *
   * @param online whether the page may also load scripts, styles and images of other hosts
   */
  public void show(Exchange exchange, boolean online) throws IOException {
    exchange.setHeader("Vary", "Sec-Fetch-Dest, Sec-Fetch-Site");
    switch (ending()) {
      case "html", "htm" -> {
        if (isFramed(exchange)) {
          send(
              exchange,
              false,
              "text/html; charset=utf-8",
              PAGE.formatted(online ? "https: " : ""),
              tag == null ? null : tag + "-page");
        } else {
          send(exchange, false);
        }
      }
      case "pdf" -> send(exchange, false, "application/pdf", PDF, tag);
      default -> send(exchange, false);
    }
  }

  private static boolean isFramed(Exchange exchange) {
    return exchange.header("Sec-Fetch-Dest").orElse("").equals("iframe")
        && exchange.header("Sec-Fetch-Site").orElse("").equals("same-origin");
  }

  private String ending() {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private void send(
      Exchange exchange,
      boolean attachment,
      @Nullable String type,
      String policy,
      @Nullable String tag)
      throws IOException {
    exchange.setHeader("Accept-Ranges", "bytes");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    exchange.setHeader("Content-Security-Policy", policy);
    exchange.setHeader(
        "Content-Disposition",
        (attachment || type == null ? "attachment" : "inline")
            + "; filename*=UTF-8''"
            + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
    if (tag != null) {
      exchange.setHeader("ETag", "\"" + tag + "\"");
      if (names(exchange.header("If-None-Match").orElse(""), tag)) {
        exchange.sendEmpty(304);
        return;
      }
    }
    long[] range = isWhole(exchange, tag) ? null : range(exchange);
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

  /** Whether one of the tags of the header is this one, or it is the star. */
  private static boolean names(String header, String tag) {
    for (String one : header.split(",", -1)) {
      String given = one.strip();
      given = given.startsWith("W/") ? given.substring(2) : given;
      if (given.equals("*") || given.equals("\"" + tag + "\"")) {
        return true;
      }
    }
    return false;
  }

  /** Whether no range counts: only GET has any, and not one of a file that is another by now. */
  private static boolean isWhole(Exchange exchange, @Nullable String tag) {
    String condition = exchange.header("If-Range").orElse(null);
    return !exchange.method().equals("GET")
        || (condition != null && !condition.strip().equals("\"" + tag + "\""));
  }

  /**
   * Offset and length; null for the whole file: where no range is asked for, several are, or what
   * stands there is none.
   */
  private long @Nullable [] range(Exchange exchange) {
    String header = exchange.header("Range").orElse("");
    Matcher asked = RANGE.matcher(header);
    if (!asked.matches()) {
      return null;
    }
    long first = number(asked.group(1));
    long last = number(asked.group(2));
    if ((first < 0 && last < 0) || (first >= 0 && last >= 0 && last < first)) {
      return null;
    }
    long from = first < 0 ? Math.max(0, size - last) : first;
    long to = first < 0 || last < 0 ? size - 1 : Math.min(last, size - 1);
    if (from >= size) {
      exchange.setHeader("Content-Range", "bytes */" + size);
      throw new HttpFailure(
          416, ErrorCode.INVALID_ARGUMENT, "range: " + header + " of " + size + " bytes");
    }
    return new long[] {from, to - from + 1};
  }

  /** The number; -1 where none stands; what is beyond 64 bits is as large as can be. */
  private static long number(String digits) {
    return digits.isEmpty() ? -1 : digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }
}
