"""Trains small models of every kind and writes them with what the library itself predicts.

A folder of each: the model, "input.bin" (a table of float64) or "COLUMN.txt" and "COLUMN.bin" for
each column, and "prediction.bin|txt" and "probabilities.bin" to compare with.
"""

import os
import pickle
import sys

import joblib
import lightgbm
import mlflow
import mlflow.lightgbm
import mlflow.pyfunc
import mlflow.sklearn
import mlflow.xgboost
import numpy as np
import pandas as pd
import xgboost
from mlflow.models import infer_signature
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

ROWS = 10000
root = sys.argv[1]
rng = np.random.default_rng(11)
X = rng.normal(size=(ROWS, 8))
number = X[:, 0] * 2 - X[:, 3] + X[:, 5] * X[:, 6]
two = (number > 0).astype(int)
three = np.array(["low", "mid", "high"])[np.digitize(number, [-1, 1])]
frame = pd.DataFrame(X, columns=["f%d" % i for i in range(8)])
mixed = pd.DataFrame({
    "amount": X[:, 0],
    "city": pd.Series(rng.choice(["Oslo", "Bergen", "Tromsø", ""], ROWS), dtype=object),
    "town": pd.Series(rng.choice(["A", "B"], ROWS), dtype=object),
    "count": rng.integers(0, 9, ROWS),
    "ok": rng.choice([True, False], ROWS),
})
mixed.loc[::7, "amount"] = np.nan
mixed.loc[::11, "city"] = None
mixed.loc[::13, "town"] = np.nan
label = np.where((mixed["amount"].fillna(0) > 0) ^ (mixed["city"] == "Oslo"), "yes", "no")


def folder(name):
    path = os.path.join(root, name)
    os.makedirs(path, exist_ok=True)
    return path


def write(path, name, values):
    values = np.asarray(values)
    if values.dtype.kind in "OUST":
        with open(os.path.join(path, name + ".txt"), "w", encoding="utf-8") as file:
            file.writelines("%s\n" % ("\0" if v is None or v != v else v) for v in values)
    else:
        values.astype("<f8").tofile(os.path.join(path, name + ".bin"))


def expected(path, model, given):
    write(path, "prediction", model.predict(given))
    if hasattr(model, "predict_proba"):
        write(path, "probabilities", model.predict_proba(given))


def table(name, model, target, given=X, compress=None):
    path = folder(name)
    model.fit(given[:2000], target[:2000])
    if compress is None:
        with open(os.path.join(path, "model.pkl"), "wb") as file:
            pickle.dump(model, file)
    else:
        joblib.dump(model, os.path.join(path, "model.joblib"), compress=compress)
    write(path, "input", X)
    expected(path, model, given)
    return model


def mixed_pipeline():
    columns = ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), ["amount", "count"]),
        ("texts", make_pipeline(
            SimpleImputer(strategy="constant", fill_value="?", missing_values=None),
            OneHotEncoder(handle_unknown="ignore")), ["city"]),
        ("more", OneHotEncoder(), ["town"]),
        ("flags", OneHotEncoder(), ["ok"]),
    ])
    return make_pipeline(columns, LogisticRegression(max_iter=500))


table("logistic", LogisticRegression(), two)
table("classes", LogisticRegression(max_iter=500), three, frame)
table("regression", LinearRegression(), number)
table("outputs", LinearRegression(), np.c_[number, -number])
table("forest", RandomForestClassifier(30, n_jobs=-1, random_state=1), three, compress=3)
table("boosting", HistGradientBoostingClassifier(max_iter=20), two, compress=0)
table("network", make_pipeline(StandardScaler(), MLPClassifier((16,), max_iter=50)), three)
table("vectors", SVC(), three)

path = folder("texts")
words = np.array(["good", "bad", "fine", "poor", "film"])
sentences = [" ".join(rng.choice(words, 4)) for _ in range(ROWS)]
model = make_pipeline(TfidfVectorizer(), LogisticRegression())
model.fit(sentences[:2000], ["good" in s for s in sentences[:2000]])
with open(os.path.join(path, "model.pkl"), "wb") as file:
    pickle.dump(model, file)
write(path, "text", sentences)
expected(path, model, sentences)

path = folder("categories")
kinds = pd.DataFrame({
    "size": X[:, 0],
    "color": pd.Categorical(rng.choice(["red", "blue", "green"], ROWS)),
    "shape": pd.Categorical(rng.choice(["round", "flat"], ROWS)),
})
model = lightgbm.LGBMRegressor(n_estimators=20, verbose=-1)
model.fit(kinds[:2000], number[:2000] + 3 * (kinds["color"][:2000] == "red"))
joblib.dump(model, os.path.join(path, "model.joblib"))
for name in kinds:
    write(path, name, kinds[name].astype(object) if name != "size" else kinds[name])
expected(path, model, kinds)

path = folder("columns")
model = mixed_pipeline().fit(mixed[:2000], label[:2000])
joblib.dump(model, os.path.join(path, "model.joblib"))
for name in mixed:
    write(path, name, mixed[name])
expected(path, model, mixed)

# MLflow's folders, compared with what mlflow.pyfunc predicts.


def saved(name, flavor, model, given, native=None, **options):
    path = folder(name)
    target = os.path.join(path, "model")
    short = {mlflow.sklearn: "sk", mlflow.xgboost: "xgb", mlflow.lightgbm: "lgb"}.get(flavor)
    given_model = {} if model is None else {short + "_model": model}
    flavor.save_model(path=target, pip_requirements=["mlflow"], **given_model, **options)
    loaded = mlflow.pyfunc.load_model(target)
    answer = loaded.predict(given)
    if isinstance(answer, pd.DataFrame):
        for column in answer:
            write(path, "out_" + column, answer[column])
    else:
        write(path, "prediction", answer)
    if native is not None:
        write(path, "probabilities", native.predict_proba(given))
    if isinstance(given, pd.DataFrame):
        for column in given:
            write(path, column, given[column])
    write(path, "input", X)


class Shifted(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        shift = (params or {}).get("shift", 1.0)
        return pd.DataFrame({
            "high": model_input["amount"].fillna(0) + shift,
            "where": [("%s?" % c).upper() for c in model_input["city"]],
        })


mixed["count"] = mixed["count"].astype("int64")
pipeline = mixed_pipeline().fit(mixed[:2000], label[:2000])
full = mixed.dropna()
saved("mlflow_sklearn", mlflow.sklearn, pipeline, mixed, pipeline,
      signature=infer_signature(full, pipeline.predict(full)), serialization_format="cloudpickle")
booster = xgboost.XGBClassifier(n_estimators=20, max_depth=4).fit(frame[:2000], two[:2000])
saved("mlflow_xgboost", mlflow.xgboost, booster, frame, booster,
      signature=infer_signature(frame, two), input_example=frame[:2])
raw = xgboost.train({"max_depth": 3, "objective": "binary:logistic"},
                    xgboost.DMatrix(frame[:2000], two[:2000]), 10)
saved("mlflow_booster", mlflow.xgboost, raw, frame)
trees = lightgbm.LGBMClassifier(n_estimators=10, verbose=-1).fit(frame[:2000], three[:2000])
saved("mlflow_lightgbm", mlflow.lightgbm, trees, frame, trees)
saved("mlflow_python", mlflow.pyfunc, None, mixed, python_model=Shifted(),
      signature=infer_signature(full[["amount", "city"]], None, {"shift": 1.0}))
