package io.noria.protocols.http.trace;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of the requests that serving answers. What it costs is paid by those that are kept:
 * they are put into a bounded queue, and whatever becomes of them no request waits or fails.
 * Thread-safe.
 */
public final class Tracing implements AutoCloseable {
  private static final HeaderName PARENT = HeaderNames.create("traceparent");
  private static final HeaderName STATE = HeaderNames.create("tracestate");
  private static final Set<String> DIALECTS =
      Set.of(
          "plain",
          "oip",
          "tfserving",
          "torchserve",
          "kserve",
          "mlflow-scoring",
          "sagemaker",
          "vertex",
          "azureml");

  private final Sampler sampler;
  private final SpanQueue queue;
  private final TraceSettings settings;
  private final Clock clock = Clock.systemUTC();

  /**
   * Keeps what the sampler keeps.
   *
   * @param settings what callers may change meanwhile
   */
  public Tracing(Sampler sampler, SpanQueue queue, TraceSettings settings) {
    this.sampler = sampler;
    this.queue = queue;
    this.settings = settings;
  }

  /** Whether requests of the dialect by that method are spans: those that may ask a model. */
  public static boolean concerns(String dialect, String method, boolean open) {
    return !open && (method.equals("POST") || method.equals("PUT")) && DIALECTS.contains(dialect);
  }

  /**
   * A request has come.
   *
   * @param dialect that it is written in
   * @param name of its span
   * @param headers that may name the caller's span
   * @param began when it came, of {@link System#nanoTime}
   * @return null when it is not kept
   */
  public @Nullable RequestSpan begin(String dialect, String name, Headers headers, long began) {
    if (!settings.any()) {
      return null;
    }
    TraceParent parent =
        headers.contains(PARENT)
            ? TraceParent.of(
                headers.get(PARENT).get(),
                headers.contains(STATE) ? String.join(",", headers.get(STATE).allValues()) : null)
            : null;
    long high = parent == null ? nextId() : parent.traceHigh();
    long low = parent == null ? nextId() : parent.traceLow();
    if (!sampler.keeps(parent, low)) {
      return null;
    }
    return new RequestSpan(this, new RequestSpan.Start(dialect, parent, high, low, name, began));
  }

  /** What callers may change. */
  public TraceSettings settings() {
    return settings;
  }

  /** What became of the spans. */
  public SpanQueue.Figures figures() {
    return queue.figures();
  }

  void finish(FinishedSpan span) {
    queue.offer(span);
  }

  /** Never 0, which is no id. */
  long nextId() {
    long id;
    do {
      id = ThreadLocalRandom.current().nextLong();
    } while (id == 0);
    return id;
  }

  long epochNanos() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /** Sends what is in the queue, for a few seconds at most. */
  @Override
  public void close() {
    queue.close();
  }
}
