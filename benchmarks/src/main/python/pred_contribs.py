"""XGBoost's pred_contribs on the bundle's rows, in one thread: what it answers, what CPU time it takes."""

import json
import os
import sys
import time

import numpy as np
import xgboost as xgb

folder = sys.argv[1]
with open(os.path.join(folder, "noria.json"), encoding="utf-8") as file:
    features = json.load(file)["signature"]["features"]
codes = [
    {text: code for code, text in enumerate(f["categories"])} if f["type"] == "string" else None
    for f in features
]
with open(os.path.join(folder, "rows.jsonl"), encoding="utf-8") as file:
    raw = [json.loads(line)["features"] for line in file]
rows = np.full((len(raw), len(features)), np.nan, dtype=np.float32)
for i, row in enumerate(raw):
    for place, feature in enumerate(features):
        value = row[feature["name"]]
        if value is not None and codes[place] is not None:
            value = codes[place].get(value)
        if value is not None:
            rows[i, place] = value

booster = xgb.Booster()
booster.load_model(os.path.join(folder, "model.json"))
booster.feature_names = None
booster.set_param("nthread", 1)
types = ["q" if code is None else "c" for code in codes]


def matrix(part):
    return xgb.DMatrix(part, feature_types=types, enable_categorical=True, nthread=1)


whole = matrix(rows)
booster.predict(whole, pred_contribs=True)
started = time.process_time()
contributions = booster.predict(whole, pred_contribs=True)
batch = time.process_time() - started
single = []
for i in range(300):
    started = time.process_time()
    booster.predict(matrix(rows[i : i + 1]), pred_contribs=True)
    single.append(time.process_time() - started)
rows.tofile(os.path.join(folder, "rows.f32"))
contributions.astype(np.float32).tofile(os.path.join(folder, "contributions.f32"))
print(
    json.dumps(
        {
            "rows": len(rows),
            "batch_us": batch / len(rows) * 1e6,
            "single_us": float(np.median(single[50:]) * 1e6),
        }
    )
)
