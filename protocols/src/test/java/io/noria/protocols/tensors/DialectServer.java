package io.noria.protocols.tensors;

import io.noria.protocols.http.Gatekeeper;
import io.noria.protocols.http.HttpLimits;
import io.noria.protocols.http.HttpServer;
import io.noria.protocols.http.Routes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A dialect's routes at a port, and a client. */
public final class DialectServer implements AutoCloseable {
  private static final java.util.logging.Logger QUIET =
      java.util.logging.Logger.getLogger("io.helidon");

  static {
    QUIET.setLevel(java.util.logging.Level.WARNING);
  }

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  /** Answers with these routes. */
  public DialectServer(Routes... routes) {
    server = HttpServer.open("127.0.0.1", 0, HttpLimits.DEFAULT, Gatekeeper.LOCAL, List.of(routes));
  }

  /** Sends bytes; headers as names and values in turn. */
  public HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** The status and the body of an answer, as {@code 200 {…}}. */
  public String ask(String method, String path, String body, String... headers) throws Exception {
    var answer = send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    return (answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8)).strip();
  }

  /** The status and the body of a POST. */
  public String post(String path, String body, String... headers) throws Exception {
    return ask("POST", path, body, headers);
  }

  /** The status and the body of a GET. */
  public String get(String path) throws Exception {
    return ask("GET", path, "");
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
