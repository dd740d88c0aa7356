package io.noria.protocols.http;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;

/**
 * A failure of HTTP itself, whose status no error code stands for: 405, 408, 415, 416, 431.
 *
 * <p>The dialect still writes the body; only the status is this one.
 */
final class HttpFailure extends RuntimeException {
  private final int status;
  private final NoriaException error;

  HttpFailure(int status, ErrorCode code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.error = new NoriaException(code, message);
  }

  int status() {
    return status;
  }

  NoriaException error() {
    return error;
  }
}
