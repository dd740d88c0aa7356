package io.noria.protocols.tfserving;

import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.tensors.JsonBytes;

/** An error as TensorFlow Serving writes it: {@code { "error": "…" }}. */
final class TfErrors implements ErrorForm {
  static final TfErrors FORM = new TfErrors();

  private TfErrors() {}

  @Override
  public Answer answer(NoriaException error) {
    int status =
        switch (error.code()) {
          case INVALID_ARGUMENT, UNPROCESSABLE, FAILED_PRECONDITION -> 400;
          case UNAUTHENTICATED -> 401;
          case PERMISSION_DENIED -> 403;
          case NOT_FOUND -> 404;
          case ALREADY_EXISTS, ABORTED -> 409;
          case TOO_LARGE -> 413;
          case RESOURCE_EXHAUSTED -> 429;
          case INTERNAL, DATA_LOSS -> 500;
          case UNIMPLEMENTED -> 501;
          case UNAVAILABLE -> 503;
          case DEADLINE_EXCEEDED -> 504;
          case STORAGE_FULL -> 507;
        };
    byte[] body =
        new JsonBytes(100).raw("{\"error\":").text(error.getMessage()).raw('}').toArray();
    return new Answer(status, "application/json", body);
  }
}
