package io.noria.protocols.http;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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

  /** What a stream sends next. */
  @FunctionalInterface
  public interface Work {
    /** Reads and sends. */
    void run() throws Exception;
  }

  /**
   * Does the work, unless what it needs is away ({@link ErrorCode#UNAVAILABLE}): then the stream
   * stays open, and the caller tries again. A stream that ended would come back to an error, after
   * which browsers ask no more.
   *
   * @return whether the work was done
   */
  public boolean whenThere(Work work) throws Exception {
    try {
      work.run();
      return true;
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      heartbeat();
      TimeUnit.SECONDS.sleep(1);
      return false;
    }
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
