"""Loads a Noria model bundle for mlflow.pyfunc: raw columns in, predictions out.

Strings become the codes of the bundle's dictionary; unknown ones and nulls are missing. The answer
has the columns that the endpoint's answer has: prediction and probability (of the predicted class;
a regression has none). Trees, linear models and commands answer alike.
"""

import json
import os
import shlex
import subprocess

import numpy as np
import pandas as pd


def _label(text):
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text)
    except ValueError:
        return text


def _numbers(column):
    """Whatever pandas holds the numbers or booleans in: float64, nulls as NaN."""
    if column.dtype == object:
        return [np.nan if pd.isna(value) else float(value) for value in column]
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


class Trees:
    """Boosted trees, by XGBoost."""

    def __init__(self, folder, features):
        import xgboost

        self.xgboost = xgboost
        self.names = [feature["name"] for feature in features]
        self.types = ["c" if feature["type"] == "string" else "q" for feature in features]
        self.booster = xgboost.Booster()
        self.booster.load_model(os.path.join(folder, "model.json"))

    def scores(self, frame, encoded):
        matrix = self.xgboost.DMatrix(
            encoded.astype(np.float32),
            missing=np.nan,
            feature_names=self.names,
            feature_types=self.types,
        )
        return self.booster.predict(matrix).astype(np.float64)


class Linear:
    """Weights: a number counts less the mean, by the scale; a gap counts as the mean."""

    def __init__(self, folder, info):
        with open(os.path.join(folder, "linear.json"), encoding="utf-8") as file:
            self.model = json.load(file)
        self.objective = info["objective"]
        features = info["signature"]["features"]
        self.places = {feature["name"]: place for place, feature in enumerate(features)}
        self.codes = {f["name"]: {t: c for c, t in enumerate(f["categories"])} for f in features}

    def column(self, column, encoded):
        name = column["feature"]
        values = encoded[:, self.places[name]]
        if column["kind"] == "number":
            return np.nan_to_num((values - column["mean"]) / column["scale"])
        if column["kind"] == "missing":
            return np.isnan(values).astype(np.float64)
        return (values == self.codes[name][column["value"]]).astype(np.float64)

    def scores(self, frame, encoded):
        margins = np.tile(np.array(self.model["intercepts"]), (len(encoded), 1))
        for column, weights in zip(self.model["columns"], self.model["weights"]):
            margins += np.outer(self.column(column, encoded), weights)
        if self.objective == "regression":
            return margins[:, 0]
        if self.objective == "binary":
            return 1 / (1 + np.exp(-margins[:, 0]))
        powers = np.exp(margins - margins.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


class Command:
    """A program of the bundle's own, which answers a line for each row."""

    def __init__(self, folder, info):
        self.folder = folder
        self.info = info

    def scores(self, frame, encoded):
        names = [feature["name"] for feature in self.info["signature"]["features"]]
        rows = frame[names].astype(object).where(frame[names].notna(), None).to_dict("records")
        lines = "".join(json.dumps(row, default=lambda value: value.item()) + "\n" for row in rows)
        answered = subprocess.run(
            shlex.split(self.info["predict"]),
            cwd=self.folder,
            env={
                **os.environ,
                "NORIA_CLASSES": json.dumps(self.info["classes"]),
                "NORIA_FEATURES": json.dumps(names),
                "NORIA_TARGET": self.info["target"],
            },
            input=lines,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        answers = np.array([json.loads(line) for line in answered.stdout.splitlines()], dtype=np.float64)
        binary = self.info["objective"] == "binary"
        return answers[:, -1] if binary and answers.ndim == 2 else answers


class NoriaModel:
    def __init__(self, folder):
        with open(os.path.join(folder, "noria.json"), encoding="utf-8") as file:
            self.info = json.load(file)
        self.features = self.info["signature"]["features"]
        self.classes = self.info.get("classes") or [
            self.info[key] for key in ("negativeLabel", "positiveLabel") if self.info.get(key)
        ]
        runtime = self.info.get("runtime") or "trees"
        if runtime == "trees":
            self.model = Trees(folder, self.features)
        else:
            self.model = {"linear": Linear, "command": Command}[runtime](folder, self.info)

    def encode(self, frame):
        """One column per feature: numbers, or places in the dictionary; missing as NaN."""
        encoded = np.empty((len(frame), len(self.features)))
        for place, feature in enumerate(self.features):
            column = frame[feature["name"]]
            if feature["type"] == "string":
                codes = {text: code for code, text in enumerate(feature["categories"])}
                column = column.map(codes)
            encoded[:, place] = _numbers(column)
        return encoded

    def scores(self, frame):
        """The positive class's probability, a regression's number, or each class's probability."""
        return self.model.scores(frame, self.encode(frame))

    def predict(self, model_input, params=None):
        frame = pd.DataFrame(model_input)
        scores = self.scores(frame)
        if self.info["objective"] == "regression":
            return pd.DataFrame({"prediction": scores}, index=frame.index)
        if scores.ndim == 2:
            places = scores.argmax(axis=1)
            probability = scores.max(axis=1)
        else:
            places = (scores >= self.info["threshold"]).astype(int)
            probability = np.where(places == 1, scores, 1 - scores)
        labels = [_label(text) for text in self.classes]
        return pd.DataFrame(
            {"prediction": [labels[place] for place in places], "probability": probability},
            index=frame.index,
        )


def _load_pyfunc(path):
    return NoriaModel(path)
