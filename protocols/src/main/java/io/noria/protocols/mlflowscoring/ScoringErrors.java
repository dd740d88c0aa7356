package io.noria.protocols.mlflowscoring;

import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.HttpStatuses;
import io.noria.protocols.tensors.JsonBytes;

/** An error as the scoring server writes it; nobody's stack trace is sent. */
final class ScoringErrors implements ErrorForm {
  static final ScoringErrors FORM = new ScoringErrors();

  private ScoringErrors() {}

  @Override
  public Answer answer(NoriaException error) {
    String code =
        switch (error.code()) {
          case INVALID_ARGUMENT, UNPROCESSABLE, FAILED_PRECONDITION, TOO_LARGE -> "BAD_REQUEST";
          case NOT_FOUND -> "RESOURCE_DOES_NOT_EXIST";
          case UNAUTHENTICATED -> "UNAUTHENTICATED";
          case PERMISSION_DENIED -> "PERMISSION_DENIED";
          case ALREADY_EXISTS, ABORTED -> "RESOURCE_CONFLICT";
          case RESOURCE_EXHAUSTED -> "REQUEST_LIMIT_EXCEEDED";
          case UNIMPLEMENTED -> "NOT_IMPLEMENTED";
          case UNAVAILABLE -> "TEMPORARILY_UNAVAILABLE";
          case DEADLINE_EXCEEDED -> "DEADLINE_EXCEEDED";
          case STORAGE_FULL, DATA_LOSS, INTERNAL -> "INTERNAL_ERROR";
        };
    int own = HttpStatuses.of(error.code());
    int status = code.equals("BAD_REQUEST") && own != 413 ? 400 : own;
    byte[] body =
        new JsonBytes(100)
            .raw("{\"error_code\":\"")
            .raw(code)
            .raw("\",\"message\":")
            .text(error.getMessage())
            .raw(",\"stack_trace\":\"\"}")
            .toArray();
    return new Answer(status, "application/json", body);
  }
}
