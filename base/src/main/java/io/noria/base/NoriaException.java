package io.noria.base;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception for what a caller can cause. The message shows the offending value and what was
 * expected; it is written for the person who reads it in a terminal.
 */
public final class NoriaException extends RuntimeException {
  private final ErrorCode code;
  private final @Nullable Ref evidence;
  private final @Nullable Duration retryAfter;

  /** An error with a code and a message for the caller. */
  public NoriaException(ErrorCode code, String message) {
    this(code, message, null, null, null);
  }

  /** An error with its cause. */
  public NoriaException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, null, null, cause);
  }

  private NoriaException(
      ErrorCode code,
      String message,
      @Nullable Ref evidence,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
    this.evidence = evidence;
    this.retryAfter = retryAfter;
  }

  /** A refusal that points at the record explaining it (a verdict, a data version). */
  public static NoriaException refused(String message, Ref evidence) {
    return new NoriaException(ErrorCode.PERMISSION_DENIED, message, evidence, null, null);
  }

  /** {@link ErrorCode#UNAVAILABLE}, and when to come again. */
  public static NoriaException unavailable(
      String message, Duration retryAfter, @Nullable Throwable cause) {
    return new NoriaException(ErrorCode.UNAVAILABLE, message, null, retryAfter, cause);
  }

  /** {@link ErrorCode#RESOURCE_EXHAUSTED}, and when to come again: whole seconds, at least one. */
  public static NoriaException exhausted(String message, Duration retryAfter) {
    return new NoriaException(ErrorCode.RESOURCE_EXHAUSTED, message, null, retryAfter, null);
  }

  /** {@link ErrorCode#INVALID_ARGUMENT} with the message. */
  public static NoriaException invalid(String message) {
    return new NoriaException(ErrorCode.INVALID_ARGUMENT, message);
  }

  /** {@link ErrorCode#NOT_FOUND} with the message. */
  public static NoriaException notFound(String message) {
    return new NoriaException(ErrorCode.NOT_FOUND, message);
  }

  /** What kind of failure this is. */
  public ErrorCode code() {
    return code;
  }

  /** The record that explains a refusal, when there is one. */
  public Optional<Ref> evidence() {
    return Optional.ofNullable(evidence);
  }

  /** How long to wait before the call is repeated, when that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
