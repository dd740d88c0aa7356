package io.noria.protocols.http.grpc;

import io.noria.base.ErrorCode;

/** How a call ended, by the names and numbers that gRPC gives it, and what HTTP calls the same. */
public enum GrpcStatus {
  /** Well. */
  OK(200),
  /** The caller does not want the answer any more. */
  CANCELLED(499),
  /** Nobody knows. */
  UNKNOWN(500),
  /** What was sent is wrong. */
  INVALID_ARGUMENT(400),
  /** The time that the caller gave has passed. */
  DEADLINE_EXCEEDED(504),
  /** There is no such thing. */
  NOT_FOUND(404),
  /** There is such a thing already. */
  ALREADY_EXISTS(409),
  /** It is not allowed. */
  PERMISSION_DENIED(403),
  /** A limit of size or rate. */
  RESOURCE_EXHAUSTED(429),
  /** Not in this state. */
  FAILED_PRECONDITION(400),
  /** A change at the same time. */
  ABORTED(409),
  /** Beyond what there is. */
  OUT_OF_RANGE(400),
  /** Nothing answers to that name. */
  UNIMPLEMENTED(501),
  /** A defect of the server. */
  INTERNAL(500),
  /** Not now. */
  UNAVAILABLE(503),
  /** Stored bytes are missing. */
  DATA_LOSS(500),
  /** No token, or an unknown one. */
  UNAUTHENTICATED(401);

  private final int http;

  GrpcStatus(int http) {
    this.http = http;
  }

  /** The number on the wire. */
  public int number() {
    return ordinal();
  }

  /** The status of HTTP under which metrics count it. */
  public int http() {
    return http;
  }

  /** Whether it is the server's fault, as OpenTelemetry's conventions have it. */
  boolean serversFault() {
    return http >= 500;
  }

  /** The same in gRPC's words. */
  public static GrpcStatus of(ErrorCode code) {
    return switch (code) {
      case INVALID_ARGUMENT, UNPROCESSABLE -> INVALID_ARGUMENT;
      case NOT_FOUND -> NOT_FOUND;
      case ALREADY_EXISTS -> ALREADY_EXISTS;
      case FAILED_PRECONDITION -> FAILED_PRECONDITION;
      case PERMISSION_DENIED -> PERMISSION_DENIED;
      case UNAUTHENTICATED -> UNAUTHENTICATED;
      case ABORTED -> ABORTED;
      case RESOURCE_EXHAUSTED, TOO_LARGE, STORAGE_FULL -> RESOURCE_EXHAUSTED;
      case UNIMPLEMENTED -> UNIMPLEMENTED;
      case UNAVAILABLE -> UNAVAILABLE;
      case DEADLINE_EXCEEDED -> DEADLINE_EXCEEDED;
      case DATA_LOSS -> DATA_LOSS;
      case INTERNAL -> INTERNAL;
    };
  }
}
