"""The usual way to serve an XGBoost model: FastAPI, one row a request, the bundle's dictionary."""

import json
import os

import numpy as np
import xgboost as xgb
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

folder = os.environ["BUNDLE"]
with open(os.path.join(folder, "noria.json"), encoding="utf-8") as file:
    info = json.load(file)
features = info["signature"]["features"]
codes = [
    {text: code for code, text in enumerate(feature["categories"])}
    if feature["type"] == "string"
    else None
    for feature in features
]
names = [feature["name"] for feature in features]
booster = xgb.Booster()
booster.load_model(os.path.join(folder, "model.json"))
booster.feature_names = None
booster.set_param("nthread", 1)
threshold = info["threshold"]


def label(text):
    return int(text) if text.lstrip("-").isdigit() else text


positive, negative = label(info["positiveLabel"]), label(info["negativeLabel"])
app = FastAPI()


@app.get("/health")
def health():
    return {"status": "healthy"}


@app.post("/predict")
async def predict(request: Request):
    row = (await request.json())["features"]
    encoded = np.empty((1, len(names)), dtype=np.float32)
    for place, name in enumerate(names):
        value = row[name]
        if value is not None and codes[place] is not None:
            value = codes[place].get(value)
        encoded[0, place] = np.nan if value is None else value
    score = float(booster.inplace_predict(encoded, missing=np.nan)[0])
    if score >= threshold:
        return JSONResponse({"prediction": positive, "probability": score})
    return JSONResponse({"prediction": negative, "probability": 1 - score})
