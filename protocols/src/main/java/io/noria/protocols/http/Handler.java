package io.noria.protocols.http;

/** Answers one request. Runs on a virtual thread of its own with {@code Actor.CURRENT} bound. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers through the exchange. A {@code NoriaException} becomes the dialect's error; anything
   * else a 500 that is logged.
   */
  void handle(Exchange exchange) throws Exception;
}
