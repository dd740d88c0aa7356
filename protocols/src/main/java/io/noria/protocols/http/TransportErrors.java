package io.noria.protocols.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.nio.charset.StandardCharsets;

/** Answers to what is not a request yet: a broken first line, headers beyond the limit. */
final class TransportErrors {
  static final DirectHandlers HANDLERS = handlers();

  private TransportErrors() {}

  private static DirectHandlers handlers() {
    DirectHandlers.Builder builder = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      builder.addHandler(type, TransportErrors::answer);
    }
    return builder.build();
  }

  private static DirectHandler.TransportResponse answer(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    String code = status.code() < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
    String words =
        status.code() < 500
            ? "the request is not HTTP that is understood here: " + status.reasonPhrase()
            : "the request failed";
    String json = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + words + "\"}}";
    headers.set(HeaderNames.CONTENT_TYPE, "application/json");
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .keepAlive(false)
        .entity(json.getBytes(StandardCharsets.UTF_8))
        .build();
  }
}
