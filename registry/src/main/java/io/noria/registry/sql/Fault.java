package io.noria.registry.sql;

import io.noria.base.NoriaException;
import io.noria.registry.ModelVersionId;
import io.noria.tracking.Filter;
import io.noria.tracking.Limits;

/** The errors that several tables throw. */
final class Fault {
  private Fault() {}

  static NoriaException noModel(String name) {
    return NoriaException.notFound("registered model: none named '" + Limits.shown(name) + "'");
  }

  static NoriaException noVersion(ModelVersionId id) {
    return NoriaException.notFound(
        "model version: no version " + id.version() + " of '" + Limits.shown(id.model()) + "'");
  }

  static NoriaException noField(Filter.Field field, String expected) {
    return NoriaException.invalid(
        "filter: there is no field '" + field + "' (expected: " + expected + ")");
  }
}
