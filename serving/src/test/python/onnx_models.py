"""Makes the ONNX files of the tests, with what ONNX Runtime answers for some rows.

    python onnx_models.py FOLDER

One file NAME.onnx each, and NAME.json: the rows as lists of columns, and each output.
"""

import json
import pathlib
import sys

import numpy as np
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_iris, load_wine, make_regression
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

ROWS = 50


def save(folder, name, model, feeds):
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
    session = onnxruntime.InferenceSession(model.SerializeToString())
    outputs = session.run(None, feeds)
    named = {}
    for meta, value in zip(session.get_outputs(), outputs):
        if isinstance(value, list):
            named[meta.name] = [{str(k): float(v) for k, v in row.items()} for row in value]
        else:
            named[meta.name] = value.tolist()
    inputs = {key: value.tolist() for key, value in feeds.items()}
    (folder / f"{name}.json").write_text(json.dumps({"inputs": inputs, "outputs": named}))


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    iris = load_iris()
    x = iris.data.astype(np.float32)
    species = np.array(iris.target_names)[iris.target]
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, species)
    save(folder, "zipmap", to_onnx(model, x[:1]), {"X": x[::3][:ROWS]})
    save(
        folder,
        "matrix",
        to_onnx(model, x[:1], options={"zipmap": False}),
        {"X": x[::3][:ROWS]},
    )
    wine = load_wine()
    w = wine.data.astype(np.float32)
    forest = RandomForestClassifier(5, max_depth=4, random_state=1).fit(w, wine.target == 1)
    save(folder, "forest", to_onnx(forest, w[:1], options={"zipmap": False}), {"X": w[::4][:ROWS]})
    rx, ry = make_regression(200, 6, n_targets=2, random_state=1)
    rx = rx.astype(np.float32)
    mlp = MLPRegressor(hidden_layer_sizes=(8,), max_iter=300, random_state=1).fit(rx, ry)
    save(folder, "mlp", to_onnx(mlp, rx[:1]), {"X": rx[:ROWS]})
    import pandas as pd

    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "colour": rng.choice(["red", "green", "blue"], 200),
            "weight": rng.normal(size=200).astype(np.float32),
        }
    )
    late = (table.weight + (table.colour == "red") > 0.3).astype(int)
    columns = make_pipeline(
        make_column_transformer(
            (OneHotEncoder(handle_unknown="ignore"), ["colour"]), (StandardScaler(), ["weight"])
        ),
        LogisticRegression(),
    ).fit(table, late)
    converted = to_onnx(
        columns,
        initial_types=[
            ("colour", StringTensorType([None, 1])),
            ("weight", FloatTensorType([None, 1])),
        ],
        options={"zipmap": False},
    )
    save(
        folder,
        "columns",
        converted,
        {
            "colour": table.colour.to_numpy().astype(object)[:ROWS].reshape(-1, 1),
            "weight": table.weight.to_numpy()[:ROWS].reshape(-1, 1),
        },
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
