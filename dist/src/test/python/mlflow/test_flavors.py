"""Models of other libraries: logged, registered, loaded back, with the same predictions."""

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.models import infer_signature


def test_lightgbm_comes_back(experiment, name, table):
    lightgbm = pytest.importorskip("lightgbm")
    rows, labels = table
    model = lightgbm.LGBMClassifier(n_estimators=5, verbose=-1).fit(rows, labels)
    with mlflow.start_run():
        info = mlflow.lightgbm.log_model(
            model, name="model", registered_model_name=name, signature=infer_signature(rows, labels),
            pip_requirements=["lightgbm"],
        )
    again = mlflow.lightgbm.load_model(f"models:/{name}/1")
    np.testing.assert_array_equal(again.predict(rows), model.predict(rows))
    np.testing.assert_array_equal(mlflow.pyfunc.load_model(info.model_uri).predict(rows), model.predict(rows))


def test_onnx_comes_back(experiment, name, table):
    pytest.importorskip("onnx")
    skl2onnx = pytest.importorskip("skl2onnx")
    from sklearn.linear_model import LogisticRegression

    rows, labels = table
    rows = rows.astype(np.float32)
    model = LogisticRegression().fit(rows, labels)
    onnx_model = skl2onnx.to_onnx(model, rows[:1], options={"zipmap": False})
    with mlflow.start_run():
        mlflow.onnx.log_model(
            onnx_model, name="model", registered_model_name=name, pip_requirements=["onnxruntime"]
        )
    loaded = mlflow.onnx.load_model(f"models:/{name}/1")
    assert loaded.SerializeToString() == onnx_model.SerializeToString()
    answered = mlflow.pyfunc.load_model(f"models:/{name}/1").predict(rows)
    np.testing.assert_array_equal(answered["label"], model.predict(rows))


class Scaled(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        with open(context.artifacts["factor"]) as file:
            self.factor = float(file.read())

    def predict(self, context, model_input, params=None):
        return model_input["x"] * self.factor


def test_pyfunc_with_artifacts_comes_back(experiment, name, tmp_path):
    factor = tmp_path / "factor.txt"
    factor.write_text("2.5")
    rows = pd.DataFrame({"x": [1.0, 2.0, -4.0]})
    with mlflow.start_run():
        mlflow.pyfunc.log_model(
            name="model",
            python_model=Scaled(),
            artifacts={"factor": str(factor)},
            signature=infer_signature(rows, rows["x"]),
            registered_model_name=name,
            pip_requirements=["pandas"],
        )
    mlflow.MlflowClient().set_registered_model_alias(name, "champion", 1)
    loaded = mlflow.pyfunc.load_model(f"models:/{name}@champion")
    assert list(loaded.predict(rows)) == [2.5, 5.0, -10.0]
    assert loaded.metadata.signature.inputs.input_names() == ["x"]
