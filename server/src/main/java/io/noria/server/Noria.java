package io.noria.server;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.HttpServer;
import io.noria.protocols.http.Routes;
import io.noria.server.config.NoriaConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: the areas, and the port through which they are reached. */
public final class Noria implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Noria.class);

  private final NoriaConfig config;
  private final FileChannel lock;
  private final Areas areas;
  private final HttpServer http;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Noria(NoriaConfig config, FileChannel lock, Areas areas, HttpServer http) {
    this.config = config;
    this.lock = lock;
    this.areas = areas;
    this.http = http;
  }

  /**
   * Opens the areas and begins to answer.
   *
   * @throws NoriaException with what is wrong: a folder in use by another server, a newer schema, a
   *     taken port, another host than loopback without tokens
   */
  public static Noria open(NoriaConfig config) {
    FileChannel lock = lock(config.data());
    Areas areas = null;
    try {
      areas = Areas.open(config);
      requireLoopbackOrTokens(config, areas);
      HttpServer http =
          HttpServer.open(
              config.http().host(),
              config.http().port(),
              config.http().limits(),
              areas.tokens(),
              routes(areas));
      log.info("server started port={} data={}", http.port(), config.data());
      return new Noria(config, lock, areas, http);
    } catch (RuntimeException e) {
      closeQuietly(areas, e);
      closeQuietly(lock, e);
      throw e;
    }
  }

  private static List<Routes> routes(Areas areas) {
    return List.of(
        Routes.of("system", e -> new io.noria.protocols.http.ErrorForm.Answer(404, "text/plain", new byte[0]))
            .get("/health", e -> e.sendText(200, "ok")));
  }

  /** Where it answers, for example {@code http://127.0.0.1:7600}. */
  public String url() {
    String host = config.http().host();
    boolean any = host.equals("0.0.0.0") || host.equals("::");
    return "http://"
        + (any ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + http.port();
  }

  /** Waits until the server is closed. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /** Takes no more requests, lets those under way end, then closes every area. */
  @Override
  public void close() {
    try {
      http.close();
      areas.close();
      closeQuietly(lock, null);
      log.info("server stopped");
    } finally {
      stopped.countDown();
    }
  }

  /** One server a data folder: a second one would write the same SQLite file. */
  private static FileChannel lock(Path data) {
    try {
      Files.createDirectories(data);
      FileChannel channel =
          FileChannel.open(
              data.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held;
      try {
        held = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        held = null;
      }
      if (held == null) {
        channel.close();
        throw new NoriaException(
            ErrorCode.UNAVAILABLE,
            "data: "
                + data
                + " is in use by another server (expected: a folder of its own, or stop that one)");
      }
      return channel;
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "data: " + data + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void requireLoopbackOrTokens(NoriaConfig config, Areas areas) {
    String host = config.http().host();
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress() && !areas.tokens().tokensRequired()) {
        throw NoriaException.invalid(
            "host: "
                + host
                + " is reachable from other machines and there are no tokens (expected: loopback, or"
                + " make one first: noria tokens create NAME)");
      }
    } catch (UnknownHostException e) {
      throw NoriaException.invalid("host: " + host + " (expected: an address of this machine)");
    }
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
