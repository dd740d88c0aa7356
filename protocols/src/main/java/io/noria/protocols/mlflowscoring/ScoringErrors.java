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
    String code;
    int status = HttpStatuses.of(error.code());
    switch (error.code()) {
      case INVALID_ARGUMENT, UNPROCESSABLE, FAILED_PRECONDITION -> {
        code = "BAD_REQUEST";
        status = 400;
      }
      case NOT_FOUND -> code = "RESOURCE_DOES_NOT_EXIST";
      case UNAUTHENTICATED -> code = "UNAUTHENTICATED";
      case PERMISSION_DENIED -> code = "PERMISSION_DENIED";
      case ALREADY_EXISTS, ABORTED -> code = "RESOURCE_CONFLICT";
      case RESOURCE_EXHAUSTED -> code = "REQUEST_LIMIT_EXCEEDED";
      case TOO_LARGE -> code = "BAD_REQUEST";
      case UNIMPLEMENTED -> code = "NOT_IMPLEMENTED";
      case UNAVAILABLE -> code = "TEMPORARILY_UNAVAILABLE";
      case DEADLINE_EXCEEDED -> code = "DEADLINE_EXCEEDED";
      case STORAGE_FULL, DATA_LOSS, INTERNAL -> code = "INTERNAL_ERROR";
    }
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
