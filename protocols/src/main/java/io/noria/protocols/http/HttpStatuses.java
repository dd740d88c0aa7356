package io.noria.protocols.http;

import io.noria.base.ErrorCode;

/** The HTTP status of each error code, for dialects that have no table of their own. */
public final class HttpStatuses {
  private HttpStatuses() {}

  /** Never a 5xx for what a caller did. */
  public static int of(ErrorCode code) {
    return switch (code) {
      case INVALID_ARGUMENT -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> 409;
      case TOO_LARGE -> 413;
      case UNPROCESSABLE -> 422;
      case RESOURCE_EXHAUSTED -> 429;
      case INTERNAL, DATA_LOSS -> 500;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case STORAGE_FULL -> 507;
    };
  }
}
