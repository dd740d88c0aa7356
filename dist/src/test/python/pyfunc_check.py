"""Compares the endpoint's answers with those of mlflow.pyfunc on the same raw rows.

Usage: pyfunc_check.py SERVER_URL MODEL_URI ROWS [DEPLOYMENT]

MODEL_URI is any that MLflow takes (models:/flights@champion); ROWS is a Parquet file, or a JSON file
with a list of objects. Both get the columns of the bundle's signature only. Prints one JSON line
{"rows": n, "largest_difference": d} and ends with status 0 when predictions are equal and
probabilities differ by at most 1e-6, else 1.
"""

import json
import math
import sys
import urllib.request

import mlflow
import pandas as pd

TOLERANCE = 1e-6
BATCH = 500


def read(path):
    if path.endswith(".parquet"):
        return pd.read_parquet(path)
    with open(path, encoding="utf-8") as file:
        return pd.DataFrame(json.load(file))


def plain(value):
    """The value as JSON has it; missing is null."""
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def ask(url, rows):
    request = urllib.request.Request(
        url,
        data=json.dumps({"features": rows}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def main(server, model_uri, path, deployment=None):
    mlflow.set_tracking_uri(server)
    model = mlflow.pyfunc.load_model(model_uri)
    names = model.metadata.get_input_schema().input_names()
    frame = read(path)[names]
    expected = model.predict(frame).reset_index(drop=True)
    route = f"/deployments/{deployment}/predict" if deployment else "/predict"
    answers = []
    for start in range(0, len(frame), BATCH):
        part = frame.iloc[start : start + BATCH]
        rows = [{name: plain(row[name]) for name in names} for _, row in part.iterrows()]
        answers += ask(server.rstrip("/") + route, rows)
    if len(answers) != len(frame):
        print(f"{len(answers)} answers for {len(frame)} rows", file=sys.stderr)
        return 1
    largest = 0.0
    for row, answer in enumerate(answers):
        wanted = expected.iloc[row]
        key = "probability" if "probability" in expected.columns else "prediction"
        difference = abs(float(answer[key]) - float(wanted[key]))
        same = key == "prediction" or answer["prediction"] == plain(wanted["prediction"])
        if not same or math.isnan(difference) or difference > TOLERANCE:
            print(f"row {row}: endpoint {answer}, pyfunc {wanted.to_dict()}", file=sys.stderr)
            return 1
        largest = max(largest, difference)
    print(json.dumps({"rows": len(answers), "largest_difference": largest}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
