"""Models of 30 columns and ten thousand different rows for the serving bench.

    python serving_models.py FOLDER

xgb.ubj, xgb.pkl (100 trees of depth 6), forest.onnx, forest.pkl (100 trees), mlp.onnx, mlp.pkl
(30-256-128-1), each a classifier of two classes; rows.jsonl, a list of 30 numbers a line; expected.json, what the
libraries themselves answer to the first 500.
"""

import json
import pathlib
import pickle
import sys

import numpy as np
import xgboost
from skl2onnx import to_onnx
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.neural_network import MLPClassifier

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
x, y = make_classification(
    30_000, 30, n_informative=12, n_redundant=6, flip_y=0.05, random_state=7
)
x = x.astype(np.float32)
train, pool = slice(0, 20_000), slice(20_000, 30_000)
trees = xgboost.XGBClassifier(n_estimators=100, max_depth=6, n_jobs=2, random_state=7)
trees.fit(x[train], y[train])
trees.save_model(folder / "xgb.ubj")
forest = RandomForestClassifier(100, n_jobs=2, random_state=7, max_depth=10)
forest.fit(x[train], y[train])
forest.n_jobs = 1
mlp = MLPClassifier(hidden_layer_sizes=(256, 128), max_iter=8, random_state=7)
mlp.fit(x[train], y[train])
for name, model in [("xgb", trees), ("forest", forest), ("mlp", mlp)]:
    with open(folder / f"{name}.pkl", "wb") as file:
        pickle.dump(model, file)
for name, model in [("forest", forest), ("mlp", mlp)]:
    converted = to_onnx(model, x[:1], options={"zipmap": False})
    (folder / f"{name}.onnx").write_bytes(converted.SerializeToString())
rows = [[float(f"{value:.6g}") for value in row] for row in x[pool]]
with open(folder / "rows.jsonl", "w", encoding="utf-8") as file:
    file.writelines(json.dumps(row) + "\n" for row in rows)
compared = np.asarray(rows[:500], dtype=np.float32)
expected = {
    name: model.predict_proba(compared)[:, 1].astype(float).tolist()
    for name, model in [("xgb", trees), ("forest", forest), ("mlp", mlp)]
}
(folder / "expected.json").write_text(json.dumps(expected))
