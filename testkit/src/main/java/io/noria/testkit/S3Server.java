package io.noria.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real server that speaks S3 (moto's, of the Python that the test command makes), on a free
 * loopback port, one for the whole JVM, with a bucket of its own for each test. It ends with the
 * JVM, also when that is killed: it reads its standard input to the end.
 */
public final class S3Server {
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private static final String PROGRAM =
      """
      import logging, sys
      from moto.server import ThreadedMotoServer
      logging.getLogger("werkzeug").setLevel(logging.ERROR)
      server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
      server.start()
      print("port", server.get_host_and_port()[1], flush=True)
      sys.stdin.read()
      server.stop()
      """;

  private final URI endpoint;
  private final HttpClient http = HttpClient.newHttpClient();

  private S3Server(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** The server of this JVM, started at the first call. */
  public static S3Server shared() {
    return Shared.SERVER;
  }

  /** Kept apart so that the server is started only when it is asked for. */
  private static final class Shared {
    static final S3Server SERVER = start();
  }

  /** Where it answers; any credentials will do. */
  public URI endpoint() {
    return endpoint;
  }

  /** Makes an empty bucket. */
  public String createBucket() {
    String name = "test-" + BUCKETS.incrementAndGet() + "-" + ProcessHandle.current().pid();
    HttpRequest put =
        HttpRequest.newBuilder(endpoint.resolve("/" + name))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      int status = http.send(put, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IllegalStateException("bucket " + name + ": answered " + status);
      }
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static S3Server start() {
    String python = System.getenv("NORIA_TEST_PYTHON");
    if (python == null) {
      throw new IllegalStateException(
          "NORIA_TEST_PYTHON is not set (expected: a Python with moto; ./noria test makes it)");
    }
    try {
      Process process =
          new ProcessBuilder(python, "-c", PROGRAM)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "noria-s3-stop"));
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      // Others may speak first; the end of the output ends the wait.
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("port ")) {
          return new S3Server(URI.create("http://127.0.0.1:" + line.substring(5).strip()));
        }
      }
      throw new IllegalStateException("the S3 server for the tests ended before it listened");
    } catch (IOException e) {
      throw new UncheckedIOException("the S3 server for the tests cannot be started", e);
    }
  }
}
