package io.noria.tracking.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.tracking.Limits;

/** The errors that several tables throw. */
final class Fault {
  private Fault() {}

  static NoriaException missing(String what, Object id) {
    return NoriaException.notFound(
        what + ": no " + what + " '" + Limits.shown(id.toString()) + "'");
  }

  static NoriaException deleted(String what, Object id) {
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        what + ": " + id + " is deleted (expected: an active " + what + ")");
  }

  static NoriaException taken(String what, String name) {
    return new NoriaException(
        ErrorCode.ALREADY_EXISTS,
        what + ": the name '" + Limits.shown(name) + "' is taken (a deleted one keeps its name)");
  }
}
