package io.noria.protocols.http.trace;

import io.noria.base.Observed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is being answered and is kept. Thread-safe. */
public final class RequestSpan implements Observed {
  private static final int MOST_PARTS = 64;
  private static final int LONGEST = 256;

  private final Tracing tracing;
  private final String dialect;
  private final @Nullable TraceParent parent;
  private final long traceHigh;
  private final long traceLow;
  private final String name;
  private final long beganNanos;
  private final long beganEpoch;
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private final List<FinishedSpan.Part> parts = new ArrayList<>(4);
  private long lastPartEnded;
  private boolean ended;

  /** What a span begins with. */
  record Start(
      String dialect,
      @Nullable TraceParent parent,
      long traceHigh,
      long traceLow,
      String name,
      long beganNanos) {}

  RequestSpan(Tracing tracing, Start start) {
    this.tracing = tracing;
    this.dialect = start.dialect();
    this.parent = start.parent();
    this.traceHigh = start.traceHigh();
    this.traceLow = start.traceLow();
    this.name = start.name();
    this.beganNanos = start.beganNanos();
    this.beganEpoch = tracing.epochNanos() - (System.nanoTime() - beganNanos);
  }

  @Override
  public String dialect() {
    return dialect;
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public synchronized void says(String key, String value) {
    attributes.put(key, value.length() > LONGEST ? value.substring(0, LONGEST) : value);
  }

  @Override
  public synchronized void says(String key, long value) {
    attributes.put(key, value);
  }

  /** The same where there may be nothing to say. */
  public void saysIfAny(String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      says(key, value);
    }
  }

  @Override
  public synchronized void part(String part, long began, long ended) {
    if (parts.size() < MOST_PARTS) {
      long from = began == CAME ? (lastPartEnded == 0 ? beganNanos : lastPartEnded) : began;
      parts.add(new FinishedSpan.Part(tracing.nextId(), part, epoch(from), epoch(ended)));
      lastPartEnded = ended;
    }
  }

  private long epoch(long nanos) {
    return beganEpoch + (nanos - beganNanos);
  }

  /**
   * The request is answered: what is kept of it goes to the queue. Called again, it does nothing.
   *
   * @param error whether it failed by the server's fault
   */
  public synchronized void end(boolean error) {
    if (ended) {
      return;
    }
    ended = true;
    Object deployment = attributes.get("noria.deployment");
    if (!tracing.settings().takes(deployment instanceof String text ? text : null, begins())) {
      return;
    }
    long now = System.nanoTime();
    if (lastPartEnded != 0) {
      part("answer", lastPartEnded, now);
    }
    tracing.finish(
        new FinishedSpan(
            traceHigh,
            traceLow,
            tracing.nextId(),
            parent == null ? 0 : parent.span(),
            parent == null ? "" : parent.state(),
            name,
            beganEpoch,
            epoch(now),
            attributes,
            error,
            parts));
  }

  private boolean begins() {
    return parent == null || !parent.sampled();
  }
}
