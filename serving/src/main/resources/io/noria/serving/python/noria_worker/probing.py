"""What an estimator tells about itself: columns, features, what it does with missing values."""

import json
import sys

from .wire import Refused, np

WIRE_TYPES = {
    "double": "FP64", "float": "FP32", "integer": "INT32", "long": "INT64", "boolean": "BOOL",
    "string": "BYTES", "datetime": "BYTES", "binary": "BYTES",
}
DTYPES = {"double": "f8", "float": "f4", "integer": "i4", "long": "i8", "boolean": "?"}
# Classifiers of which predict is the class of the highest probability, whatever the row.
LIKELIEST = {
    "LogisticRegression", "LogisticRegressionCV", "RandomForestClassifier", "ExtraTreesClassifier",
    "GradientBoostingClassifier", "HistGradientBoostingClassifier", "DecisionTreeClassifier",
    "ExtraTreeClassifier", "BaggingClassifier", "MLPClassifier", "GaussianNB", "BernoulliNB",
    "MultinomialNB", "ComplementNB", "CategoricalNB", "LinearDiscriminantAnalysis",
    "QuadraticDiscriminantAnalysis", "CalibratedClassifierCV", "XGBClassifier", "LGBMClassifier",
}


def pandas():
    """pandas when it is there; imported by the first model that wants it."""
    if "pandas" in sys.modules:
        return sys.modules["pandas"]
    try:
        import pandas as found

        return found
    except ImportError:
        return None


def method(target, name):
    try:
        found = getattr(target, name, None)
    except Exception:
        return None
    return found if callable(found) else None


def configure(target):
    """Checks of parameters that were made in training are not made for every row."""
    if "sklearn" in sys.modules:
        try:
            sys.modules["sklearn"].set_config(skip_parameter_validation=True)
        except TypeError:
            pass  # An older one does not know it.


def assume_finite():
    if "sklearn" in sys.modules:
        sys.modules["sklearn"].set_config(assume_finite=True)


def last_step(target):
    for _ in range(8):
        if getattr(target, "steps", None):
            target = target.steps[-1][1]
        elif getattr(target, "best_estimator_", None) is not None:
            target = target.best_estimator_
        else:
            break
    return target


def first_steps(target):
    """The estimators that see the raw columns, from the outside in."""
    found = [target]
    for _ in range(8):
        if getattr(target, "steps", None):
            target = target.steps[0][1]
        elif getattr(target, "best_estimator_", None) is not None:
            target = target.best_estimator_
        else:
            break
        found.append(target)
    return found


def predicts_the_likeliest(target):
    last = last_step(target)
    home = type(last).__module__.split(".")[0]
    return home in ("sklearn", "xgboost", "lightgbm") and type(last).__name__ in LIKELIEST


def attribute(target, name):
    for one in first_steps(target):
        try:
            value = getattr(one, name, None)
        except Exception:
            value = None
        if value is not None:
            return value
    return None


def features(target, table):
    if table:
        return len(table)
    count = attribute(target, "n_features_in_")
    for name in ("num_features", "num_feature"):
        if count is None and method(target, name):
            count = getattr(target, name)()
    return int(count) if isinstance(count, (int, np.integer)) else -1


def names_columns(target):
    """Whether it was trained with a DataFrame; what was not is not sure to take one."""
    return attribute(target, "feature_names_in_") is not None or not hasattr(target, "n_features_in_")


def columns(target):
    """The columns by name and type, or None when the model knows no names and takes numbers."""
    names = attribute(target, "feature_names_in_")
    texts, examples, nones = {}, {}, {}
    for step in first_steps(target):
        described(step, names, texts, examples, nones)
    if names is None:
        if not texts:
            return None
        count = features(target, None)
        if count < 0:
            return None
        names = ["x%d" % i for i in range(count)]
    found, listed = [], lightgbm_categories(target)
    for place, name in enumerate(names):
        kind = texts.get(name, texts.get(place, "double"))
        one = {"name": str(name), "type": kind, "required": True}
        example = examples.get(name, examples.get(place))
        if example is not None and kind == "string":
            one["example"] = str(example)
        if place in listed:
            one["categories"] = listed[place]
            one["type"] = "string" if isinstance(listed[place][0], str) else "double"
        one["none"] = nones.get(name, nones.get(place, False))
        found.append(one)
    return found


def lightgbm_categories(target):
    """The categories of a pandas table that LightGBM was trained with, by the column's place."""
    booster = getattr(target, "booster", None)
    if type(target).__module__.startswith("lightgbm"):
        try:
            booster = target.booster_
        except Exception:
            return {}
    known = getattr(booster, "pandas_categorical", None)
    if not known:
        return {}
    head = booster.model_to_string(num_iteration=1)
    infos = next((l for l in head.split("\n") if l.startswith("feature_infos=")), "=")
    places = [
        place
        for place, info in enumerate(infos.split("=", 1)[1].split(" "))
        if info and not info.startswith("[") and info != "none"
    ]
    return dict(zip(places, known)) if len(places) == len(known) else {}


def takes_texts(target):
    """Whether its first step makes numbers of a list of texts."""
    first = first_steps(target)[-1]
    parts = [part for _, part in getattr(first, "transformer_list", None) or ()] or [first]
    return all(
        type(part).__name__ in ("CountVectorizer", "TfidfVectorizer", "HashingVectorizer")
        for part in map(lambda p: first_steps(p)[-1], parts))


def merged(given, known):
    """The columns that a signature has, with what the estimator knows of them."""
    if not given:
        return known
    by_name = {one["name"]: one for one in known or ()}
    return [dict(by_name.get(one["name"], {}), **one) for one in given]


def described(step, names, texts, examples, nones, own=None):
    """Adds what a step with categories says of its columns: texts, one of them, None if missing."""
    for _, part, chosen in getattr(step, "transformers_", None) or ():
        if isinstance(part, str):
            continue
        if isinstance(chosen, slice):
            chosen = list(range(10**6))[chosen] if names is None else list(names)[chosen]
        chosen = list(chosen) if isinstance(chosen, (list, tuple, np.ndarray)) else [chosen]
        for inner in first_steps(part):
            described(inner, names, texts, examples, nones, chosen)
    where = own if own is not None else names
    learnt = getattr(step, "categories_", None)
    if learnt is not None:
        for place, categories in enumerate(learnt):
            key = where[place] if where is not None and place < len(where) else place
            kind = getattr(getattr(categories, "dtype", None), "kind", "f")
            if kind in "OUST":
                texts[key] = "string"
                known = [c for c in categories if isinstance(c, str)]
                if known:
                    examples[key] = known[0]
                if any(c is None for c in categories):
                    nones[key] = True
            elif kind == "b":
                texts[key] = "boolean"
    if where is not None and hasattr(step, "missing_values") and step.missing_values is None:
        nones.update((key, True) for key in where)
    statistics = getattr(step, "statistics_", None)
    if statistics is not None and getattr(statistics, "dtype", None) == object:
        for place, value in enumerate(statistics):
            if isinstance(value, str):
                key = where[place] if where is not None and place < len(where) else place
                texts[key] = "string"
    if getattr(step, "vocabulary_", None) is not None and where is not None:
        for key in where:
            texts[key] = "string"


def example(column):
    kind = column["type"]
    if kind in DTYPES:
        return np.zeros(1, DTYPES[kind])
    value = np.empty(1, dtype=object)
    value[0] = column.get("example", "1970-01-01" if kind == "datetime" else "")
    return value


def same(one, other):
    try:
        return bool(np.array_equal(np.asarray(one), np.asarray(other)))
    except Exception:
        return False


def wants_frame(target, row, table):
    """Whether the model cannot do with an array, or answers it differently."""
    try:
        plain = target.predict(row)
    except Exception:
        return True
    try:
        framed = target.predict(pandas().DataFrame(row, columns=[c["name"] for c in table]))
    except Exception:
        return False
    return not same(plain, framed)


def refuses_missing(model, sample):
    row = sample[0][1].copy()
    if not row.size:
        return False
    row[:] = float("nan")
    try:
        model.answer([(sample[0][0], row)])
    except ValueError:
        return True
    except Exception:
        pass
    return False


def table(columns, tensors, frame):
    """A DataFrame of the columns, or without pandas an array of objects."""
    found, rows = {}, None
    for column, (name, array) in zip(columns, tensors):
        if array.ndim == 2 and array.shape[1] == 1:
            array = array[:, 0]
        if array.ndim != 1:
            raise Refused("%s: %d dimensions (expected: 1)" % (name, array.ndim))
        if rows is not None and len(array) != rows:
            raise Refused("%s: %d rows (expected: %d as the others)" % (name, len(array), rows))
        rows = len(array)
        found[column["name"]] = typed(column, array)
        if frame and column.get("categories"):
            found[column["name"]] = pandas().Categorical(
                found[column["name"]], categories=column["categories"])
    if frame:
        pd = pandas()
        # Of texts as they stand pandas 3 would make a type of its own, with None and NaN the same.
        return pd.DataFrame(
            {k: pd.Series(v, dtype=object) if v.dtype == object else v for k, v in found.items()},
            copy=False)
    out = np.empty((rows or 0, len(found)), dtype=object)
    for place, array in enumerate(found.values()):
        out[:, place] = array
    return out


def typed(column, array):
    """The column in the type that the model was trained with."""
    kind, name = column["type"], column["name"]
    if kind == "json":
        try:
            return np.array([None if v is None else json.loads(v) for v in array] + [None], object)[:-1]
        except ValueError as problem:
            raise Refused("%s: %s (expected: JSON)" % (name, problem)) from None
    if kind == "datetime":
        try:
            return np.array([None if v is None else v.rstrip("Z") for v in array], "datetime64[ns]")
        except ValueError as problem:
            raise Refused("%s: %s (expected: a time as ISO 8601)" % (name, problem)) from None
    if kind == "string" and not column.get("none"):
        # Tables that were read from files have NaN where a text is missing, not None.
        array[array == None] = float("nan")  # noqa: E711
        return array
    wanted = DTYPES.get(kind)
    if wanted is None or array.dtype == np.dtype(wanted):
        return array
    if array.dtype.kind == "f" and wanted not in ("f4", "f8"):
        missing = np.isnan(array)
        if missing.any():
            if column.get("required", True):
                raise Refused("%s: missing in row %d (expected: %s)" % (
                    name, int(missing.argmax()), kind))
            return array
        if not (array == np.floor(array)).all():
            raise Refused("%s: %s (expected: %s)" % (name, array[array != np.floor(array)][0], kind))
    return array.astype(wanted)
