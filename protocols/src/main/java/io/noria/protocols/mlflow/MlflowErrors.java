package io.noria.protocols.mlflow;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.mlflow.wire.Shared;

/** Errors as MLflow's clients read them: a JSON object with {@code error_code} and message. */
final class MlflowErrors implements ErrorForm {
  /**
   * MLflow's code and status for one of ours.
   *
   * @param name the code's name
   * @param status the HTTP status
   */
  record Code(String name, int status) {}

  /** What is known to MLflow and not here. */
  static final Code NOT_IMPLEMENTED = new Code("NOT_IMPLEMENTED", 501);

  /**
   * The code of an error; clients repeat a call on 429 and 5xx, so that callers' faults are 4xx.
   */
  static Code code(ErrorCode code) {
    return switch (code) {
      case INVALID_ARGUMENT, UNPROCESSABLE, FAILED_PRECONDITION ->
          new Code("INVALID_PARAMETER_VALUE", 400);
      case NOT_FOUND -> new Code("RESOURCE_DOES_NOT_EXIST", 404);
      case ALREADY_EXISTS -> new Code("RESOURCE_ALREADY_EXISTS", 400);
      case PERMISSION_DENIED -> new Code("PERMISSION_DENIED", 403);
      case UNAUTHENTICATED -> new Code("UNAUTHENTICATED", 401);
      case ABORTED -> new Code("ABORTED", 409);
      case RESOURCE_EXHAUSTED -> new Code("RESOURCE_EXHAUSTED", 429);
      case TOO_LARGE -> new Code("INVALID_PARAMETER_VALUE", 413);
      case UNIMPLEMENTED -> new Code("ENDPOINT_NOT_FOUND", 404);
      case UNAVAILABLE -> new Code("TEMPORARILY_UNAVAILABLE", 503);
      // Not 503: that would be repeated for minutes and end in words that name no cause.
      case STORAGE_FULL -> new Code("RESOURCE_EXHAUSTED", 507);
      case DEADLINE_EXCEEDED -> new Code("DEADLINE_EXCEEDED", 504);
      case DATA_LOSS -> new Code("DATA_LOSS", 500);
      case INTERNAL -> new Code("INTERNAL_ERROR", 500);
    };
  }

  @Override
  public Answer answer(NoriaException error) {
    String evidence =
        error
            .evidence()
            .map(ref -> " Evidence: " + ref + ", at /#/loop?evidence=" + ref)
            .orElse("");
    return answer(code(error.code()), error.getMessage() + evidence);
  }

  static Answer answer(Code code, String message) {
    return new Answer(
        code.status(),
        "application/json",
        MlflowJson.bytes(new Shared.Failure(code.name(), message)));
  }
}
