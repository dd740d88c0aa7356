package io.noria.protocols.oip;

import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.HttpStatuses;
import io.noria.protocols.tensors.JsonBytes;

/** An error as this protocol writes it: {@code {"error": "…"}}. */
final class OipErrors implements ErrorForm {
  static final OipErrors FORM = new OipErrors();

  private OipErrors() {}

  @Override
  public Answer answer(NoriaException error) {
    int status =
        switch (error.code()) {
          case INVALID_ARGUMENT, UNPROCESSABLE, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED -> 400;
          case UNAUTHENTICATED,
              PERMISSION_DENIED,
              NOT_FOUND,
              TOO_LARGE,
              RESOURCE_EXHAUSTED,
              INTERNAL,
              DATA_LOSS,
              UNIMPLEMENTED,
              UNAVAILABLE,
              DEADLINE_EXCEEDED,
              STORAGE_FULL ->
              HttpStatuses.of(error.code());
        };
    byte[] body = new JsonBytes(100).raw("{\"error\":").text(error.getMessage()).raw('}').toArray();
    return new Answer(status, "application/json", body);
  }
}
