"""Loads a Noria model bundle for mlflow.pyfunc: raw columns in, predictions out.

Strings become the codes of the bundle's dictionary; unknown ones and nulls are missing. The answer
has the columns that the endpoint's answer has: prediction and probability (of the predicted class;
a regression has none).
"""

import json
import os

import numpy as np
import pandas as pd
import xgboost as xgb


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


class NoriaModel:
    def __init__(self, folder):
        with open(os.path.join(folder, "noria.json"), encoding="utf-8") as file:
            self.info = json.load(file)
        self.features = self.info["signature"]["features"]
        self.booster = xgb.Booster()
        self.booster.load_model(os.path.join(folder, "model.json"))

    def encode(self, frame):
        """One float32 column per feature, missing as NaN."""
        encoded = np.empty((len(frame), len(self.features)), dtype=np.float32)
        for place, feature in enumerate(self.features):
            column = frame[feature["name"]]
            if feature["type"] == "string":
                codes = {text: code for code, text in enumerate(feature["categories"])}
                column = column.map(codes)
            encoded[:, place] = _numbers(column)
        return encoded

    def scores(self, frame):
        """The positive class's probability, or a regression's number."""
        matrix = xgb.DMatrix(
            self.encode(frame),
            missing=np.nan,
            feature_names=[feature["name"] for feature in self.features],
            feature_types=["c" if f["type"] == "string" else "q" for f in self.features],
        )
        return self.booster.predict(matrix).astype(np.float64)

    def predict(self, model_input, params=None):
        frame = pd.DataFrame(model_input)
        scores = self.scores(frame)
        if self.info["objective"] == "regression":
            return pd.DataFrame({"prediction": scores}, index=frame.index)
        positive = scores >= self.info["threshold"]
        labels = (_label(self.info["negativeLabel"]), _label(self.info["positiveLabel"]))
        return pd.DataFrame(
            {
                "prediction": [labels[int(one)] for one in positive],
                "probability": np.where(positive, scores, 1 - scores),
            },
            index=frame.index,
        )


def _load_pyfunc(path):
    return NoriaModel(path)
