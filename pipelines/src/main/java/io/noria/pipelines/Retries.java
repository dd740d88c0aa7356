package io.noria.pipelines;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How a failed task is tried again: after {@code first}, then twice that and so on up to {@code
 * longest}, each shortened by up to half at random so that many do not come back at once.
 *
 * @param times how many more attempts after the first; 0 for none
 * @param first the wait before the first retry
 * @param longest no wait is longer
 */
public record Retries(int times, Duration first, Duration longest) {
  /** No second attempt. */
  public static final Retries NONE = new Retries(0, Duration.ZERO, Duration.ZERO);

  /** Validates. */
  public Retries {
    if (times < 0 || times > 100 || first.isNegative() || longest.compareTo(first) < 0) {
      throw NoriaException.invalid(
          "retries: "
              + times
              + " from "
              + first
              + " to "
              + longest
              + " (expected: 0 to 100 times)");
    }
  }

  /** So many retries, one second apart at first, five minutes at most. */
  public static Retries of(int times) {
    return new Retries(times, Duration.ofSeconds(1), Duration.ofMinutes(5));
  }

  /** Whether such a failure may pass, so that a task is tried again after it. */
  public static boolean passing(ErrorCode code) {
    return switch (code) {
      case INVALID_ARGUMENT,
          UNPROCESSABLE,
          NOT_FOUND,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          PERMISSION_DENIED,
          UNAUTHENTICATED,
          TOO_LARGE,
          UNIMPLEMENTED ->
          false;
      case ABORTED,
          RESOURCE_EXHAUSTED,
          STORAGE_FULL,
          UNAVAILABLE,
          DEADLINE_EXCEEDED,
          DATA_LOSS,
          INTERNAL ->
          true;
    };
  }

  /** The wait before the retry that follows {@code failures} failed attempts. */
  public Duration waitAfter(int failures, RandomGenerator random) {
    long millis = first.toMillis();
    for (int i = 1; i < failures && millis < longest.toMillis(); i++) {
      millis *= 2;
    }
    millis = Math.min(millis, longest.toMillis());
    return Duration.ofMillis(millis - (long) (random.nextDouble() * millis / 2));
  }
}
