package io.noria.protocols.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to one browser (WHATWG HTML, section 9.2). Every event is flushed. Not
 * thread-safe. A caller that went away shows as an {@link IOException} or an {@code
 * UncheckedIOException} at the next write.
 */
public final class EventStream implements AutoCloseable {
  private final OutputStream out;

  EventStream(OutputStream out) {
    this.out = out;
  }

  /**
   * Sends one event.
   *
   * @param id what the browser sends back as Last-Event-ID; null for none
   * @param event the event's name; null for {@code message}
   * @param json the data, one line
   */
  public void send(@Nullable String id, @Nullable String event, byte[] json) throws IOException {
    StringBuilder head = new StringBuilder(64);
    if (id != null) {
      head.append("id: ").append(id).append('\n');
    }
    if (event != null) {
      head.append("event: ").append(event).append('\n');
    }
    head.append("data: ");
    out.write(head.toString().getBytes(StandardCharsets.UTF_8));
    out.write(json);
    out.write('\n');
    out.write('\n');
    out.flush();
  }

  /** A comment, which keeps the connection and shows whether the caller is still there. */
  public void heartbeat() throws IOException {
    out.write(": \n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
