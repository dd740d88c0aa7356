package io.noria.protocols.http.grpc;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.noria.base.NoriaException;
import io.noria.base.Origin;
import io.noria.protocols.http.WireTime;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a handler may know of a call beside its message. Thread-safe. */
public final class GrpcCall implements Origin {
  /** A call without a deadline. */
  static final long NO_DEADLINE = Long.MAX_VALUE;

  private static final int MOST_DIGITS = 8;

  private final Headers headers;
  private final String actor;
  private final SocketAddress remote;
  private final long deadlineNanos;
  private final BooleanSupplier cancelled;

  GrpcCall(
      Headers headers,
      String actor,
      SocketAddress remote,
      long deadlineNanos,
      BooleanSupplier cancelled) {
    this.headers = headers;
    this.actor = actor;
    this.remote = remote;
    this.deadlineNanos = deadlineNanos;
    this.cancelled = cancelled;
  }

  /** Who calls. */
  public String actor() {
    return actor;
  }

  /** The metadata of that name, in lower case; null when there is none. */
  public @Nullable String metadata(String name) {
    return headers.first(HeaderNames.create(name)).orElse(null);
  }

  /**
   * When the question was asked in the data's time, from the metadata {@code noria-event-time};
   * null means now.
   *
   * @throws GrpcFailure INVALID_ARGUMENT when it is no moment
   */
  public @Nullable Instant eventTime() {
    String text = metadata("noria-event-time");
    if (text == null) {
      return null;
    }
    try {
      return WireTime.parse("noria-event-time", text);
    } catch (NoriaException e) {
      throw new GrpcFailure(GrpcStatus.INVALID_ARGUMENT, e.getMessage());
    }
  }

  @Override
  public @Nullable String header(String name) {
    return metadata(name);
  }

  @Override
  public String address() {
    return remote instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : remote.toString();
  }

  /** Who is asked about, from {@code noria-subject}, as questions carry it; empty for nobody. */
  public Map<String, String> caller() {
    String subject = metadata("noria-subject");
    return subject == null ? Map.of() : Map.of("noria-subject", subject);
  }

  /**
   * To be called before work that costs.
   *
   * @throws GrpcFailure CANCELLED or DEADLINE_EXCEEDED when nobody waits for the answer any more
   */
  public void checkWanted() {
    if (cancelled.getAsBoolean()) {
      throw new GrpcFailure(GrpcStatus.CANCELLED, "the caller went away");
    }
    if (late()) {
      throw new GrpcFailure(GrpcStatus.DEADLINE_EXCEEDED, "the time that was given has passed");
    }
  }

  boolean late() {
    return deadlineNanos != NO_DEADLINE && System.nanoTime() - deadlineNanos >= 0;
  }

  /** How long the caller still waits; never below 0. */
  long leftNanos() {
    return deadlineNanos == NO_DEADLINE
        ? NO_DEADLINE
        : Math.max(0, deadlineNanos - System.nanoTime());
  }

  /**
   * The moment until which the caller waits, of {@link System#nanoTime}.
   *
   * @param timeout as the wire has it: up to 8 digits and H, M, S, m, u or n; null for none
   * @throws GrpcFailure INVALID_ARGUMENT when it is something else
   */
  static long deadline(@Nullable String timeout, long now) {
    if (timeout == null) {
      return NO_DEADLINE;
    }
    int digits = timeout.length() - 1;
    long count = 0;
    for (int i = 0; i < digits && i <= MOST_DIGITS; i++) {
      char digit = timeout.charAt(i);
      count = digit < '0' || digit > '9' ? Long.MIN_VALUE : count * 10 + digit - '0';
      if (count < 0) {
        break;
      }
    }
    long unit = digits < 0 ? 0 : unit(timeout.charAt(digits));
    if (digits < 1 || digits > MOST_DIGITS || count < 0 || unit == 0) {
      throw new GrpcFailure(
          GrpcStatus.INVALID_ARGUMENT,
          "grpc-timeout: "
              + (timeout.length() > 20 ? timeout.substring(0, 20) + "…" : timeout)
              + " (expected: up to 8 digits and one of H M S m u n)");
    }
    // A year is as good as for ever, and a sum that cannot overflow.
    return now + Math.min(count > Long.MAX_VALUE / unit ? YEAR : count * unit, YEAR);
  }

  private static final long YEAR = 365L * 24 * 3600 * 1_000_000_000;

  private static long unit(char letter) {
    return switch (letter) {
      case 'H' -> 3_600_000_000_000L;
      case 'M' -> 60_000_000_000L;
      case 'S' -> 1_000_000_000L;
      case 'm' -> 1_000_000L;
      case 'u' -> 1_000L;
      case 'n' -> 1L;
      default -> 0L;
    };
  }
}
