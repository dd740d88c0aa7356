package io.noria.protocols.tensors;

import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.HttpStatuses;

/** An error that is one text: {@code {"error": "…"}}; several dialects have that. */
public final class PlainErrors implements ErrorForm {
  /** The one instance. */
  public static final PlainErrors FORM = new PlainErrors();

  private PlainErrors() {}

  @Override
  public Answer answer(NoriaException error) {
    int status =
        switch (error.code()) {
          case INVALID_ARGUMENT, UNPROCESSABLE, FAILED_PRECONDITION -> 400;
          case UNAUTHENTICATED,
              PERMISSION_DENIED,
              NOT_FOUND,
              ALREADY_EXISTS,
              ABORTED,
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
