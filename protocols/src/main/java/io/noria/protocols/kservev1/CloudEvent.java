package io.noria.protocols.kservev1;

import io.noria.protocols.http.Exchange;
import io.noria.protocols.tensors.JsonBytes;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * How a question is wrapped: not at all, by an event's headers (binary mode), or in an event's JSON
 * (structured mode). The answer is wrapped alike (CloudEvents 1.0, HTTP protocol binding).
 *
 * @param structured whether the body is an event
 * @param binary whether the headers are an event's
 */
record CloudEvent(boolean structured, boolean binary) {
  private static final String TYPE = "io.kserve.inference.response";
  private static final String SOURCE = "io.kserve.inference.";

  static CloudEvent of(Exchange exchange) {
    boolean structured =
        exchange
            .header("Content-Type")
            .map(type -> type.toLowerCase(Locale.ROOT).startsWith("application/cloudevents+json"))
            .orElse(false);
    boolean binary = !structured && exchange.header("ce-specversion").isPresent();
    return new CloudEvent(structured, binary);
  }

  void send(Exchange exchange, String model, byte[] answer) {
    if (binary) {
      exchange.setHeader("ce-specversion", "1.0");
      exchange.setHeader("ce-id", UUID.randomUUID().toString());
      exchange.setHeader("ce-type", TYPE);
      exchange.setHeader("ce-source", SOURCE + model);
      exchange.setHeader("ce-time", Instant.now().toString());
    }
    if (!structured) {
      exchange.sendJson(200, answer);
      return;
    }
    JsonBytes event = new JsonBytes(answer.length + 300);
    event.raw("{\"specversion\":\"1.0\",\"id\":\"").raw(UUID.randomUUID().toString());
    event.raw("\",\"source\":").text(SOURCE + model);
    event.raw(",\"type\":\"").raw(TYPE).raw("\",\"time\":\"").raw(Instant.now().toString());
    event.raw("\",\"datacontenttype\":\"application/json\",\"data\":").raw(answer).raw('}');
    exchange.sendBytes(200, "application/cloudevents+json", event.toArray());
  }
}
