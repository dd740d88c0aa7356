"""python mlflow_save.py FOLDER: the three models as MLflow saves them, each with its own flavor."""

import pathlib
import shutil
import sys

import mlflow
import onnx
import xgboost

import scorers

folder = pathlib.Path(sys.argv[1])
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
for name, path in scorers.paths().items():
    if str(path).endswith(".ubj"):
        booster = xgboost.Booster()
        booster.load_model(str(path))
        mlflow.xgboost.save_model(booster, folder / name)
    else:
        mlflow.onnx.save_model(onnx.load(str(path)), folder / name)
(folder / ".done").touch()
