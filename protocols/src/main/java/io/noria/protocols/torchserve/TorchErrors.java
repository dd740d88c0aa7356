package io.noria.protocols.torchserve;

import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.HttpStatuses;
import io.noria.protocols.tensors.JsonBytes;

/** An error as TorchServe writes it: {@code {"code": 404, "type": "…", "message": "…"}}. */
final class TorchErrors implements ErrorForm {
  static final TorchErrors FORM = new TorchErrors();

  private TorchErrors() {}

  @Override
  public Answer answer(NoriaException error) {
    String type =
        switch (error.code()) {
          case INVALID_ARGUMENT, UNPROCESSABLE, FAILED_PRECONDITION -> "BadRequestException";
          case NOT_FOUND -> "ModelNotFoundException";
          case ALREADY_EXISTS, ABORTED -> "ConflictStatusException";
          case UNAUTHENTICATED, PERMISSION_DENIED -> "InvalidKeyException";
          case TOO_LARGE -> "RequestEntityTooLargeException";
          case RESOURCE_EXHAUSTED, UNAVAILABLE, DEADLINE_EXCEEDED -> "ServiceUnavailableException";
          // A path that does not have the method: nothing else here is unimplemented.
          case UNIMPLEMENTED -> "MethodNotAllowedException";
          case STORAGE_FULL -> "InsufficientStorageException";
          case DATA_LOSS, INTERNAL -> "InternalServerException";
        };
    int status =
        switch (type) {
          case "BadRequestException" -> 400;
          case "MethodNotAllowedException" -> 405;
          default -> HttpStatuses.of(error.code());
        };
    byte[] body =
        new JsonBytes(100)
            .raw("{\"code\":")
            .number(status)
            .raw(",\"type\":\"")
            .raw(type)
            .raw("\",\"message\":")
            .text(error.getMessage())
            .raw('}')
            .toArray();
    return new Answer(status, "application/json", body);
  }
}
