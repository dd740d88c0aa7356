package io.noria.dist.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** The callers: each keeps one connection open and asks about one flight at a time. */
final class Crowd implements AutoCloseable {
  private static final byte[] NO_HEADERS = {};

  private final List<PlainConnection> connections = new ArrayList<>();
  private final ExecutorService threads;
  private final byte[] predictPath;
  private final byte[] labelsPath = "/noria/v1/labels".getBytes(StandardCharsets.US_ASCII);

  Crowd(String host, int port, String deployment, int callers) throws IOException {
    predictPath = ("/deployments/" + deployment + "/predict").getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < callers; i++) {
      connections.add(new PlainConnection(host, port));
    }
    threads =
        Executors.newFixedThreadPool(
            callers, Thread.ofPlatform().daemon().name("caller-", 0).factory());
  }

  /** Asks about all of them, in order as far as {@code n} callers at once keep an order. */
  void ask(List<Year.Asked> flights) throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> callers = new ArrayList<>();
    for (PlainConnection connection : connections) {
      callers.add(
          threads.submit(() -> {
            for (int i = next.getAndIncrement(); i < flights.size(); i = next.getAndIncrement()) {
              ask(connection, flights.get(i));
            }
            return null;
          }));
    }
    for (Future<?> caller : callers) {
      try {
        caller.get();
      } catch (ExecutionException e) {
        throw new IOException("a prediction failed: " + e.getCause(), e);
      }
    }
  }

  private void ask(PlainConnection connection, Year.Asked flight)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      PlainConnection.Answer answer = connection.post(predictPath, flight.headers(), flight.body());
      if (answer.status() == 200) {
        return;
      }
      boolean busy = answer.status() == 429 || answer.status() == 503;
      if (!busy || attempt == 20) {
        throw new IOException(flight.key() + ": " + answer.status() + " " + answer.text());
      }
      // The server asks for patience; a caller of the real world would come back too.
      java.util.concurrent.TimeUnit.MILLISECONDS.sleep(10L * attempt);
    }
  }

  /** Tells what became of flights: one batch. */
  void tell(byte[] labels) throws IOException {
    PlainConnection.Answer answer = connections.getFirst().post(labelsPath, NO_HEADERS, labels);
    if (answer.status() != 200) {
      throw new IOException("labels: " + answer.status() + " " + answer.text());
    }
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (PlainConnection connection : connections) {
      connection.close();
    }
  }
}
