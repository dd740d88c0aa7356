package io.noria.protocols.azureml;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.HttpStatuses;
import io.noria.protocols.tensors.JsonBytes;

/** An error in Azure's form: {@code {"error": {"code": "…", "message": "…"}}}. */
final class AzureErrors implements ErrorForm {
  static final AzureErrors FORM = new AzureErrors();

  private AzureErrors() {}

  @Override
  public Answer answer(NoriaException error) {
    ErrorCode code = error.code();
    boolean bad =
        code == ErrorCode.INVALID_ARGUMENT
            || code == ErrorCode.UNPROCESSABLE
            || code == ErrorCode.FAILED_PRECONDITION;
    byte[] body =
        new JsonBytes(100)
            .raw("{\"error\":{\"code\":\"")
            .raw(bad ? "BadArgument" : code.name())
            .raw("\",\"message\":")
            .text(error.getMessage())
            .raw("}}")
            .toArray();
    return new Answer(bad ? 400 : HttpStatuses.of(code), "application/json", body);
  }
}
