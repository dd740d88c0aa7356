"""Fetches the champion's bundle through MLflow's client and writes ten thousand different rows."""

import json
import os
import sys

import mlflow
import numpy as np
import pandas as pd

url, folder = sys.argv[1:3]
ROWS = 10_000
os.makedirs(folder, exist_ok=True)
mlflow.set_tracking_uri(url)
model = mlflow.MlflowClient().search_registered_models()[0].name
local = mlflow.artifacts.download_artifacts(f"models:/{model}@champion", dst_path=folder)
for name in ("model.json", "noria.json", "reference.parquet"):
    source, target = os.path.join(local, name), os.path.join(folder, name)
    if os.path.realpath(source) != os.path.realpath(target):
        os.replace(source, target)

with open(os.path.join(folder, "noria.json"), encoding="utf-8") as file:
    features = json.load(file)["signature"]["features"]
sample = pd.read_parquet(os.path.join(folder, "reference.parquet"))
random = np.random.default_rng(7)


def plain(value, kind):
    if value is None or pd.isna(value):
        return None
    if kind == "string":
        return str(value)
    if kind == "boolean":
        return bool(value)
    return int(value) if kind == "long" else float(value)


# Each column is drawn on its own: rows that nobody has seen, of values that exist.
drawn = {
    feature["name"]: sample[feature["name"]].to_numpy()[random.integers(len(sample), size=ROWS)]
    for feature in features
}
with open(os.path.join(folder, "rows.jsonl"), "w", encoding="utf-8") as file:
    for i in range(ROWS):
        row = {f["name"]: plain(drawn[f["name"]][i], f["type"]) for f in features}
        file.write(json.dumps({"features": row}) + "\n")
