"""FastAPI as people write it: POST /predict/MODEL {"features": [[…], …]}. PICKLED=1 takes the pickled estimators."""

import os

import numpy as np
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

import scorers

scores = {name: scorers.load(path) for name, path in scorers.paths(os.environ.get("PICKLED") == "1").items()}
app = FastAPI()


@app.get("/health")
def health():
    return {"status": "healthy"}


@app.post("/predict/{model}")
async def predict(model: str, request: Request):
    rows = np.asarray((await request.json())["features"], dtype=np.float32)
    return JSONResponse(
        [
            {"prediction": int(p >= 0.5), "probability": p if p >= 0.5 else 1 - p}
            for p in scores[model](rows).astype(float).tolist()
        ]
    )
