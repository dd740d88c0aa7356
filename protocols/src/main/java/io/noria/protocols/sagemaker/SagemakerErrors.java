package io.noria.protocols.sagemaker;

import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.HttpStatuses;
import io.noria.protocols.tensors.JsonBytes;

/** An error as the runtime's clients read it: {@code {"code": "…", "message": "…"}}. */
final class SagemakerErrors implements ErrorForm {
  static final SagemakerErrors FORM = new SagemakerErrors();

  private SagemakerErrors() {}

  @Override
  public Answer answer(NoriaException error) {
    String code =
        switch (error.code()) {
          case INVALID_ARGUMENT, UNPROCESSABLE, FAILED_PRECONDITION, TOO_LARGE -> "ValidationError";
          case NOT_FOUND -> "ModelNotFound";
          case ALREADY_EXISTS, ABORTED -> "Conflict";
          case UNAUTHENTICATED, PERMISSION_DENIED -> "AccessDenied";
          case RESOURCE_EXHAUSTED -> "ThrottlingException";
          case UNIMPLEMENTED -> "UnknownOperation";
          case UNAVAILABLE, DEADLINE_EXCEEDED -> "ServiceUnavailable";
          case STORAGE_FULL -> "InsufficientStorage";
          case DATA_LOSS, INTERNAL -> "InternalFailure";
        };
    int status = HttpStatuses.of(error.code());
    if (code.equals("ValidationError") && status != 413) {
      status = 400;
    }
    byte[] body =
        new JsonBytes(100)
            .raw("{\"code\":\"")
            .raw(code)
            .raw("\",\"message\":")
            .text(error.getMessage())
            .raw('}')
            .toArray();
    return new Answer(status, "application/json", body);
  }
}
