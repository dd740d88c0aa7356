package io.noria.serving.python;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;

/** What a worker says went wrong; the worker itself is well. */
final class ModelProblem extends Exception {
  private final String kind;
  private final String type;
  private final String said;
  private final String place;
  private final String module;

  ModelProblem(Frames.Frame error) {
    super(error.text(1) + ": " + error.text(2), null, false, false);
    this.kind = error.text(0);
    this.type = error.text(1);
    this.said = error.text(2);
    this.place = error.text(3);
    this.module = error.text(4);
  }

  /** For who asked. */
  NoriaException toNoria(String model) {
    String where = place.isEmpty() ? "" : " (" + place + ")";
    if (kind.equals("input")) {
      String what = type.equals("Refused") ? said : type + ": " + said;
      String shown = type.equals("Refused") ? "" : where;
      return new NoriaException(
          ErrorCode.UNPROCESSABLE, "model " + model + ": it refuses the input: " + what + shown);
    }
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION, "model " + model + ": it failed: " + getMessage() + where);
  }

  /** For who wanted it loaded. */
  NoriaException notLoaded(String model) {
    String hint = "";
    if (type.equals("ModuleNotFoundError")) {
      hint =
          "; it needs the Python module %s, which its environment has not (expected: a requirements.txt that names the package, beside the model's file or given by --requirements)"
              .formatted(module.isEmpty() ? said : module);
    } else if (type.equals("AttributeError") && said.contains("__main__")) {
      hint =
          " (expected: classes and functions of a module that can be imported; what a notebook or script defined is stored by name only: store it with cloudpickle, or log it by mlflow.pyfunc)";
    } else if (!place.isEmpty()) {
      hint = " (" + place + ")";
    }
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "model " + model + ": it cannot be loaded: " + getMessage() + hint);
  }
}
