"""Models of three kinds behind the server that NORIA_URL names: `iris` (ONNX tensors), `flowers`
(XGBoost, rows of numbers) and `shops` (rows with texts)."""

import json
import os
import urllib.request

import mlflow
import numpy as np
import pytest
import xgboost
from skl2onnx import to_onnx
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

URL = os.environ["NORIA_URL"]
X, Y = load_iris(return_X_y=True)
X = X.astype(np.float32)


def call(path, body=None, headers=None, method=None):
    """The status, the body and the headers of an answer."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as e:
        return e.code, e.read(), e.headers


def ask(path, body, headers=None):
    status, text, _ = call(path, body, headers or {"Content-Type": "application/json"})
    assert status == 200, text
    return json.loads(text)


def deploy(name, folder):
    """Logs the folder as a run's model, registers it and deploys it under its name."""
    with mlflow.start_run() as run:
        mlflow.log_artifacts(str(folder), "model")
    client = mlflow.MlflowClient()
    client.create_registered_model(name)
    version = client.create_model_version(name, f"runs:/{run.info.run_id}/model", run.info.run_id)
    ask(
        "/noria/v1/deployments",
        {"name": name, "model": name, "follow": f"version:{version.version}"},
    )


@pytest.fixture(scope="session")
def iris(tmp_path_factory):
    """A scikit-learn model in ONNX's form: one matrix in, labels and probabilities out."""
    model = LogisticRegression(max_iter=500).fit(X, Y)
    folder = tmp_path_factory.mktemp("iris")
    onnx = to_onnx(model, X[:1], options={"zipmap": False})
    (folder / "model.onnx").write_bytes(onnx.SerializeToString())
    deploy("iris", folder)
    return model


@pytest.fixture(scope="session")
def flowers(tmp_path_factory):
    """XGBoost's own file: rows of four numbers, three classes."""
    model = xgboost.XGBClassifier(n_estimators=5, max_depth=3).fit(X, Y)
    folder = tmp_path_factory.mktemp("flowers")
    model.save_model(folder / "model.ubj")
    deploy("flowers", folder)
    return model


@pytest.fixture(scope="session")
def shops(tmp_path_factory):
    """Our own form of a linear model: a text and a whole number, either of which may be missing."""
    folder = tmp_path_factory.mktemp("shops")
    features = [
        {"name": "shop", "type": "string", "categories": ["north", "south"]},
        {"name": "items", "type": "long", "categories": []},
    ]
    info = {
        "format": 1,
        "signature": {"features": features},
        "objective": "binary",
        "target": "late",
        "classes": ["0", "1"],
        "threshold": 0.5,
        "trainedOn": [],
        "runtime": "linear",
    }
    columns = [
        {"feature": "shop", "kind": "category", "value": "north"},
        {"feature": "items", "kind": "number", "mean": 0.0, "scale": 1.0},
        {"feature": "items", "kind": "missing"},
    ]
    linear = {
        "format": 1,
        "intercepts": [-5.0],
        "columns": columns,
        "weights": [[10.0], [1.0], [2.0]],
    }
    (folder / "noria.json").write_text(json.dumps(info))
    (folder / "linear.json").write_text(json.dumps(linear))
    deploy("shops", folder)
