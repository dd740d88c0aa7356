"""How a loaded object is asked: what it takes, what it gives, and its answers as tensors."""

import struct

from . import probing, shortcuts, values
from .wire import BYTES, CODES, Refused, np


def spec(name, kind, shape):
    return {"name": name, "type": kind, "shape": list(shape)}


def full_name(target):
    kind = target if isinstance(target, type) else type(target)
    return "%s.%s" % (kind.__module__, kind.__qualname__)


def rows_of(tensors):
    """Output specs of a sample's answer: the rows may be any number."""
    return [
        spec(name, CODES[code], [-1] + list(shape[1:]) if shape else [])
        for name, code, shape, _ in tensors
    ]


class Model:
    """What every model has; a subclass answers."""

    loader = "pickle"
    what = ""
    inputs = ()
    outputs = ()
    settled = False
    columns = ()
    frame = False
    rows = False
    task = "other"
    classes = ()
    width = 1
    params = ()

    def schema(self):
        from . import loading

        return {
            "what": self.what,
            "loader": self.loader,
            "inputs": list(self.inputs),
            "outputs": list(self.outputs),
            "settled": self.settled,
            "columns": [{k: c[k] for k in ("name", "type", "required")} for c in self.columns],
            "frame": self.frame,
            "rows": self.rows,
            "task": self.task,
            "classes": [label(c) for c in self.classes],
            "width": self.width,
            "params": list(self.params),
            "versions": loading.versions(),
        }

    def answer(self, tensors):
        raise NotImplementedError


def label(value):
    value = value.item() if hasattr(value, "item") else value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


class Function(Model):
    """A bare function: one argument for one tensor, else each by its name."""

    def __init__(self, function, loader):
        self.function = function
        self.loader = loader
        self.what = getattr(function, "__module__", "") + "." + getattr(
            function, "__qualname__", type(function).__qualname__)
        self.inputs = [spec("input", "FP64", [-1, -1])]
        self.outputs = [spec("prediction", "FP64", [-1])]

    def answer(self, tensors):
        given = tensors[0][1] if len(tensors) == 1 else dict(tensors)
        return values.tensors("prediction", self.function(given))


def estimator(target, loader):
    """A model of an object with predict."""
    return Plain(target, loader) if np is None else Estimator(target, loader)


class Plain(Model):
    """An object with predict in an environment without numpy: rows are lists."""

    def __init__(self, target, loader):
        self.target = target
        self.loader = loader
        self.what = full_name(target)
        features = getattr(target, "n_features_in_", -1)
        self.inputs = [spec("input", "FP64", [-1, features])]
        self.outputs = [spec("prediction", "FP64", [-1])]
        self.columns = named(getattr(target, "feature_names_in_", ()))
        self.classes = tuple(getattr(target, "classes_", ()))
        self.task = task(target, self.classes)
        self.rows = bool(getattr(target, "noria_rows", features != -1))
        self.proba = getattr(target, "predict_proba", None)
        if features != -1:
            try:
                self.outputs = rows_of(self.answer([("input", [[0.0] * features])]))
                self.settled = True
            except Exception:
                pass

    def answer(self, tensors):
        given = tensors[0][1] if len(tensors) == 1 else dict(tensors)
        out = values.tensors("prediction", self.target.predict(given))
        if self.proba is not None:
            out.append(values.tensor("probabilities", self.proba(given)))
        return out


def named(names, kind="double"):
    return [{"name": str(n), "type": kind, "required": True} for n in names]


def task(target, classes):
    if classes:
        return "binary" if len(classes) == 2 else "multiclass"
    kind = getattr(target, "_estimator_type", None)
    if kind is None:
        try:
            from sklearn.base import is_regressor

            kind = "regressor" if is_regressor(target) else None
        except Exception:
            pass
    return "regression" if kind == "regressor" else "other"


class Estimator(Model):
    """An object with predict that takes a table of numbers, or a DataFrame."""

    rows = True

    def __init__(self, target, loader, columns=None):
        self.target = target
        self.loader = loader
        self.what = full_name(getattr(target, "booster", target))
        probing.configure(target)
        self.predict = target.predict
        self.proba = probing.method(target, "predict_proba")
        self.known_classes(target)
        self.texts = not columns and probing.takes_texts(target)
        self.table = None if self.texts else probing.merged(columns, probing.columns(target))
        self.columns = self.table or ()
        self.finite = False
        self.joined = False
        kinds = {c["type"] for c in self.table or ()}
        self.one = not kinds or kinds == {"double"} or kinds == {"float"}
        self.one = self.one and not any(c.get("categories") for c in self.table or ())
        self.type = "FP32" if kinds == {"float"} else "FP64"
        self.shape_inputs()
        sample = self.sample()
        self.choose(sample)
        self.try_out(sample)

    def known_classes(self, target):
        classes = getattr(target, "classes_", None)
        if isinstance(classes, list) or classes is None or getattr(classes, "ndim", 1) != 1:
            classes = ()
        self.classes = tuple(classes)
        self.task = task(target, self.classes)
        self.class_array = np.asarray(classes)
        if self.class_array.dtype.kind in "OUS":
            self.class_texts = [label(c).encode("utf-8") for c in self.classes]
        else:
            self.class_texts = None

    def shape_inputs(self):
        features = -1 if self.texts else probing.features(self.target, self.table)
        if self.texts:
            self.inputs = [spec("text", "BYTES", [-1])]
        elif self.one:
            self.inputs = [spec("input", self.type, [-1, features])]
        else:
            self.inputs = [
                spec(c["name"], probing.WIRE_TYPES[c["type"]], [-1]) for c in self.table
            ]
        self.features = features

    def sample(self):
        """One row to try the model with, as the wire would bring it; None when unknown."""
        if self.texts:
            return [("text", np.array(["a text"], dtype=object))]
        if self.one:
            return None if self.features < 0 else [("input", np.zeros((1, self.features), "f4" if self.type == "FP32" else "f8"))]
        return [(c["name"], probing.example(c)) for c in self.table]

    def choose(self, sample):
        """Whether a DataFrame is wanted: not when the model answers an array the same."""
        self.frame = False
        if self.table and probing.names_columns(self.target) and probing.pandas() is not None:
            self.frame = (
                not self.one
                or sample is None
                or probing.wants_frame(self.target, sample[0][1], self.table)
            )

    def try_out(self, sample):
        self.outputs = self.guess()
        if sample is None:
            return
        try:
            answer = self.answer(sample)
        except Exception as problem:
            print("noria: the model refuses a row of zeros: %r" % (problem,))
            return
        self.outputs = rows_of(answer)
        self.settled = True
        self.joined = self.proba is not None and probing.predicts_the_likeliest(self.target)
        self.width = self.outputs[0]["shape"][1] if len(self.outputs[0]["shape"]) > 1 else 1
        if self.one and not self.texts:
            self.finite = probing.refuses_missing(self, sample)
            if self.finite:
                probing.assume_finite()
            if not self.frame and self.type == "FP64":
                self.proba = shortcuts.chances(self.target, self.finite) or self.proba
                self.predict = shortcuts.prediction(self.target, self.finite) or self.predict

    def guess(self):
        if not self.classes:
            return [spec("prediction", "FP64", [-1])]
        kind = "BYTES" if self.class_texts else CODES[values.NUMPY_CODES.get(
            self.class_array.dtype.str[1:], BYTES)]
        out = [spec("prediction", kind, [-1])]
        if self.proba is not None:
            out.append(spec("probabilities", "FP64", [-1, len(self.classes)]))
        return out

    def given(self, tensors):
        """The tensors as what predict takes."""
        if not self.one:
            return probing.table(self.table, tensors, self.frame)
        x = tensors[0][1]
        if self.texts:
            x = x.reshape(-1)
            missing = next((i for i, text in enumerate(x) if text is None), None)
            if missing is not None:
                raise Refused("text: missing in row %d (expected: a text)" % missing)
            return x
        if x.ndim != 2:
            raise Refused("input: %d dimensions (expected: 2, rows and columns)" % x.ndim)
        if x.shape[1] != self.features and self.features >= 0:
            raise Refused("input: %d columns (expected: %d)" % (x.shape[1], self.features))
        if self.finite and x.dtype.kind == "f" and not np.isfinite(x.sum()):
            bad = np.argwhere(~np.isfinite(x))
            if len(bad):
                row, column = bad[0]
                raise Refused("input: row %d column %d is %s (expected: a finite number)" % (
                    row, column, x[row, column]))
        if self.frame:
            names = [c["name"] for c in self.table]
            return probing.pandas().DataFrame(x, columns=names)
        return x

    def answer(self, tensors):
        given = self.given(tensors)
        if self.joined:
            chances = self.proba(given)
            labels = self.likeliest(chances)
            if labels is not None:
                return [labels, values.tensor("probabilities", chances)]
        out = values.tensors("prediction", self.predict(given))
        if self.proba is not None:
            if not self.joined:
                chances = self.proba(given)
            out += self.chances(chances)
        return out

    def chances(self, chances):
        if isinstance(chances, list):
            return [values.tensor("probabilities_%d" % i, one) for i, one in enumerate(chances)]
        return [values.tensor("probabilities", chances)]

    def likeliest(self, chances):
        """The labels of the highest probability; None when two are the same in some row."""
        if len(self.classes) == 2:
            first, second = chances[:, 0], chances[:, 1]
            best = second > first
            if (first == second).any():
                return None
        else:
            best = chances.argmax(axis=1)
            if ((chances == chances.max(axis=1, keepdims=True)).sum(axis=1) != 1).any():
                return None
        if self.class_texts is None:
            return values.tensor("prediction", self.class_array.take(best))
        chosen = [self.class_texts[i] for i in best.tolist()]
        lengths = struct.pack("<%dI" % len(chosen), *map(len, chosen))
        return "prediction", BYTES, (len(chosen),), lengths + b"".join(chosen)
