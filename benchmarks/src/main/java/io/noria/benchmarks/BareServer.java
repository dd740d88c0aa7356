package io.noria.benchmarks;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import java.nio.charset.StandardCharsets;

/** The same HTTP server without a model: reads the body and answers a constant. */
final class BareServer {
  private static final byte[] ANSWER =
      "{\"prediction\":0,\"probability\":0.83}".getBytes(StandardCharsets.US_ASCII);

  private BareServer() {}

  /** The argument is the port. */
  public static void main(String[] arguments) {
    WebServer.builder()
        .host("127.0.0.1")
        .port(Integer.parseInt(arguments[0]))
        .routing(routing ->
            routing
                .get("/health", (request, response) -> response.send("{}"))
                .post(
                    "/predict",
                    (request, response) -> {
                      request.content().as(byte[].class);
                      response.header(HeaderNames.CONTENT_TYPE, "application/json");
                      response.send(ANSWER);
                    }))
        .build()
        .start();
  }
}
