package io.noria.protocols.http;

import io.noria.base.NoriaException;

/** How a dialect writes an error. */
@FunctionalInterface
public interface ErrorForm {
  /** The answer for the error; its status follows from the error's code. */
  Answer answer(NoriaException error);

  /**
   * A whole answer.
   *
   * @param status the HTTP status
   * @param contentType of the body
   * @param body its bytes; shared, do not change
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, String contentType, byte[] body) {}
}
