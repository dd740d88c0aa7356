"""Finds what a file or folder holds and how it is asked."""

import os
import pickle
import platform
import sys

from . import mlmodel, models
from .wire import np

# By these a compressed joblib file begins: zlib, gzip, bzip2, xz, lzma, lz4.
COMPRESSED = (b"\x78", b"\x1f\x8b", b"BZ", b"\xfd7zXZ", b"\x5d\x00", b"\x04\x22\x4d\x18")
REPORTED = (
    "numpy", "scipy", "pandas", "sklearn", "joblib", "xgboost", "lightgbm", "catboost", "mlflow",
    "torch", "tensorflow", "cloudpickle", "statsmodels",
)


class Unusable(Exception):
    """The file holds no model; the message says what it holds."""


def load(spec):
    """The model of a LOAD."""
    one_thread()
    if spec["kind"] == "mlflow":
        return mlmodel.load(spec["path"], spec)
    # Modules that lie beside it are its own; at the end, so that they hide nothing.
    sys.path.append(os.path.dirname(spec["path"]))
    found = unpickle(spec["path"])
    loader = "joblib" if is_joblib(spec["path"]) else "pickle"
    return of_object(found, loader)


def of_object(found, loader):
    """A model of what lay in a file."""
    target = asked(found)
    quiet(target)
    if callable(getattr(target, "predict", None)):
        return models.estimator(wrapped(target), loader)
    return models.Function(target, loader)


def asked(found):
    """The object with predict: the thing itself, or the only such in a dict, list or tuple."""
    if callable(getattr(found, "predict", None)):
        return found
    if isinstance(found, (dict, list, tuple)):
        parts = list(found.values()) if isinstance(found, dict) else list(found)
        able = [part for part in parts if callable(getattr(part, "predict", None))]
        if len(able) == 1:
            others = [type(p).__name__ for p in parts if p is not able[0]]
            if any(hasattr(p, "transform") for p in parts if p is not able[0]):
                raise Unusable(
                    "a %s of a model and %s (expected: one object with predict; put the steps into a"
                    " sklearn.pipeline.Pipeline)" % (type(found).__name__, ", ".join(others)))
            return able[0]
        raise Unusable(
            "a %s with %d objects that have predict (expected: one)"
            % (type(found).__name__, len(able)))
    if callable(found):
        return found
    raise Unusable(
        "a %s.%s (expected: an object with predict, or a function)"
        % (type(found).__module__, type(found).__qualname__))


class XgboostBooster:
    """A booster that takes arrays and DataFrames, as xgboost's own classes do."""

    def __init__(self, booster):
        self.booster = booster
        booster.set_param({"nthread": 1})
        self.n_features_in_ = booster.num_features()
        self.names = booster.feature_names
        if self.names:
            self.feature_names_in_ = np.array(self.names, dtype=object)
        self.matrix = sys.modules["xgboost"].DMatrix

    def predict(self, rows):
        if hasattr(rows, "columns"):
            return self.booster.predict(self.matrix(rows))
        return self.booster.predict(self.matrix(rows, feature_names=self.names))


class LightgbmBooster:
    """A booster with the names of its columns where estimators have them."""

    def __init__(self, booster):
        self.n_features_in_ = booster.num_feature()
        names = booster.feature_name()
        if names != ["Column_%d" % i for i in range(len(names))]:
            self.feature_names_in_ = np.array(names, dtype=object)
        self.booster = booster

    def predict(self, rows):
        return self.booster.predict(rows, num_threads=1)


def wrapped(target):
    """Boosters as estimators; anything else as it is."""
    kind = models.full_name(target)
    if kind == "xgboost.core.Booster":
        return XgboostBooster(target)
    if kind == "lightgbm.basic.Booster":
        return LightgbmBooster(target)
    return target


def is_joblib(path):
    with open(path, "rb") as file:
        start = file.read(8)
        if start.startswith(COMPRESSED):
            return True
        file.seek(0)
        before = b""
        while True:
            part = file.read(1 << 20)
            if not part:
                return False
            if b"joblib.numpy_pickle" in before + part:
                return True
            before = part[-32:]


def unpickle(path):
    if is_joblib(path):
        import joblib

        return joblib.load(path)
    with open(path, "rb") as file:
        return pickle.load(file)


def one_thread():
    """The pool has a process for each core: more threads in each would only wait for each other."""
    os.environ.setdefault("LOKY_MAX_CPU_COUNT", "1")


def quiet(target, depth=0):
    """One thread, and nothing printed, for the model and what it is made of."""
    if depth > 6 or target is None:
        return
    for name in ("n_jobs", "nthread", "thread_count"):
        value = getattr(target, "__dict__", {}).get(name)
        if isinstance(value, int) and value != 1:
            try:
                setattr(target, name, 1)
            except Exception:
                pass
    steps = getattr(target, "steps", None) or getattr(target, "transformers_", None) or []
    parts = [step[1] for step in steps if isinstance(step, (tuple, list)) and len(step) > 1]
    parts += [getattr(target, n, None) for n in ("best_estimator_", "estimator", "final_estimator_")]
    for part in parts:
        if hasattr(part, "__dict__"):
            quiet(part, depth + 1)


def versions():
    """The versions of the libraries that the model has brought in."""
    found = {"python": platform.python_version()}
    for name in REPORTED:
        version = getattr(sys.modules.get(name), "__version__", None)
        if version:
            found[name] = str(version)
    return found
