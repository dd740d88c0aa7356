"""Models that MLflow saved: a folder with MLmodel, which the server has read already."""

import importlib
import json
import os
import pickle
import sys

from . import loading, models, probing, values
from .wire import CODES, Refused, np

COLUMN_TYPES = set(probing.WIRE_TYPES)
TENSOR_TYPES = {
    "bool": "BOOL", "uint8": "UINT8", "uint16": "UINT16", "uint32": "UINT32", "uint64": "UINT64",
    "int8": "INT8", "int16": "INT16", "int32": "INT32", "int64": "INT64", "float16": "FP16",
    "float32": "FP32", "float64": "FP64", "str": "BYTES", "object": "BYTES",
}
# Of these the object that was saved is asked itself: it tells probabilities and classes too.
NATIVE = ("sklearn", "xgboost", "lightgbm", "catboost")
BY_ROWS = NATIVE + ("statsmodels", "spark", "onnx", "tensorflow", "keras", "pytorch")


def load(path, spec):
    info = spec["mlmodel"]
    flavors = info.get("flavors") or {}
    pyfunc = flavors.get("python_function") or {}
    code = pyfunc.get("code")
    if code:
        sys.path.insert(0, os.path.join(path, code))
    signature = Signature(info.get("signature") or {})
    names = [name for name in NATIVE if name in flavors]
    if names and pyfunc.get("predict_fn", "predict") == "predict":
        found = native(path, names[0], flavors[names[0]])
        loading.quiet(found)
        return models.Estimator(loading.wrapped(found), "mlflow." + names[0], signature.columns)
    import mlflow.pyfunc

    rows = any(name in flavors for name in BY_ROWS)
    return Pyfunc(mlflow.pyfunc.load_model(path), signature, example(path, info), rows)


def native(path, name, flavor):
    """The saved object: by its library alone where that does, which starts faster than mlflow."""
    kind = flavor.get("model_class") or ""
    file = flavor.get("pickled_model") if name == "sklearn" else flavor.get("data")
    full = os.path.join(path, file) if file else None
    if name == "sklearn" and flavor.get("serialization_format") in ("pickle", "cloudpickle"):
        with open(full, "rb") as opened:
            return pickle.load(opened)
    if full and flavor.get("serialization_format") == "skops":
        trusted = flavor.get("skops_trusted_types") or []
        return importlib.import_module("skops.io").load(full, trusted=trusted)
    if name == "lightgbm" and full and full.endswith(".pkl"):
        with open(full, "rb") as opened:
            return pickle.load(opened)
    if name == "lightgbm" and kind == "lightgbm.basic.Booster":
        return importlib.import_module("lightgbm").Booster(model_file=full)
    if name == "xgboost" and kind.startswith("xgboost.") and full:
        module, _, cls = kind.rpartition(".")
        made = getattr(importlib.import_module(module), cls)()
        made.load_model(full)
        return made
    return importlib.import_module("mlflow." + name).load_model(path)


class Signature:
    """What MLflow knows of inputs: columns, or tensors, or nothing."""

    def __init__(self, text):
        self.columns, self.tensors, self.params = None, None, []
        given = json.loads(text.get("inputs") or "null")
        if given and all("tensor-spec" in one for one in given):
            self.tensors = [
                models.spec(
                    one.get("name") or "input",
                    TENSOR_TYPES.get(one["tensor-spec"]["dtype"].strip("<>|="), "BYTES")
                    if not one["tensor-spec"]["dtype"].startswith(("<U", "U"))
                    else "BYTES",
                    one["tensor-spec"]["shape"])
                for one in given
            ]
            self.named = bool(given[0].get("name"))
        elif given:
            self.columns = [
                {
                    "name": one.get("name") or "c%d" % place,
                    "type": one["type"] if one["type"] in COLUMN_TYPES else "json",
                    "required": one.get("required", True),
                }
                for place, one in enumerate(given)
            ]
        for one in json.loads(text.get("params") or "null") or []:
            default = one.get("default")
            self.params.append({
                "name": one["name"],
                "type": one.get("type") or one.get("dtype") or "string",
                "value": None if default is None else json.dumps(default),
            })


def example(path, info):
    """The example that was saved with the model, as mlflow would give it; None without one."""
    saved = info.get("saved_input_example_info") or {}
    if saved.get("type") not in ("dataframe", "ndarray") or not saved.get("artifact_path"):
        return None
    try:
        with open(os.path.join(path, saved["artifact_path"]), encoding="utf-8") as file:
            found = json.load(file)
        if saved["type"] == "dataframe":
            return probing.pandas().DataFrame(found["data"], columns=found.get("columns"))
        return np.array(found["inputs"] if isinstance(found, dict) else found)
    except Exception as problem:
        print("noria: the input example is not readable: %r" % (problem,))
        return None


class Pyfunc(models.Model):
    """Whatever mlflow.pyfunc loads."""

    def __init__(self, model, signature, sample, rows):
        self.model = model
        self.loader = "mlflow.pyfunc"
        self.rows = rows
        self.what = models.full_name(getattr(model, "_model_impl", model))
        inner = getattr(getattr(model, "_model_impl", None), "python_model", None)
        if inner is not None:
            self.what = models.full_name(inner)
        self.signature = signature
        self.columns = signature.columns or ()
        self.frame = bool(signature.columns)
        self.params = signature.params
        self.types = {one["name"]: one["type"] for one in self.params}
        if signature.columns:
            for column in signature.columns:
                column["none"] = True
            self.inputs = [
                models.spec(c["name"], self.wire_type(c), [-1]) for c in signature.columns
            ]
        else:
            self.inputs = signature.tensors or [models.spec("input", "FP64", [-1, -1])]
        self.outputs = [models.spec("prediction", "FP64", [-1])]
        self.try_out(sample)

    @staticmethod
    def wire_type(column):
        """A whole number that may be missing travels as one that can be NaN."""
        if not column["required"] and column["type"] in ("integer", "long", "boolean"):
            return "FP64"
        return probing.WIRE_TYPES.get(column["type"], "BYTES")

    def try_out(self, sample):
        try:
            if sample is not None:
                self.outputs = models.rows_of(self.tensors(self.model.predict(sample)))
            elif self.signature.columns:
                row = [(c["name"], probing.example(c)) for c in self.signature.columns]
                self.outputs = models.rows_of(self.answer(row))
            elif self.signature.tensors:
                self.outputs = models.rows_of(self.answer([
                    (t["name"], np.zeros([1 if d < 0 else d for d in t["shape"]], numpy_type(t)))
                    for t in self.signature.tensors
                ]))
            else:
                return
            self.settled = True
        except Exception as problem:
            print("noria: the model refuses the row to try it: %r" % (problem,))

    @staticmethod
    def tensors(answer):
        return values.tensors("prediction", answer)

    def answer(self, tensors):
        params = None
        if self.params and tensors[-1][0].startswith("param:"):
            params = {n[6:]: self.param(n[6:], a) for n, a in tensors if n.startswith("param:")}
            tensors = [(n, a) for n, a in tensors if not n.startswith("param:")]
        elif tensors[-1][0].startswith("param:"):
            raise Refused("%s: the model has no parameters" % tensors[-1][0][6:])
        if self.signature.columns:
            given = probing.table(self.signature.columns, tensors, True)
        elif len(tensors) > 1 or (self.signature.tensors and self.signature.named):
            given = dict(tensors)
        else:
            given = tensors[0][1]
        if params:
            return self.tensors(self.model.predict(given, params=params))
        return self.tensors(self.model.predict(given))

    def param(self, name, array):
        if name not in self.types:
            raise Refused("parameter %s (expected: one of %s)" % (name, ", ".join(self.types)))
        if array.ndim and array.size != 1:
            return array.tolist()
        value = array.reshape(-1)[0]
        return value.item() if hasattr(value, "item") else value


def numpy_type(tensor):
    """The type of numpy for one of the wire."""
    from . import wire

    code = CODES.index(tensor["type"])
    return object if wire.FORMATS[code] is None else wire.FORMATS[code]
