"""FastAPI as people write it, around one model: POST /predict {"features": [[…], …]}.

MODEL is a file; what it ends with says how it is asked: .pkl through the pickled estimator's
predict_proba, .ubj through XGBoost's quickest call, .onnx through ONNX Runtime.
"""

import os
import pickle

import numpy as np
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

path = os.environ["MODEL"]
if path.endswith(".pkl"):
    with open(path, "rb") as file:
        estimator = pickle.load(file)

    def score(rows):
        return estimator.predict_proba(rows)[:, 1]
elif path.endswith(".ubj"):
    import xgboost

    booster = xgboost.Booster()
    booster.load_model(path)
    booster.set_param("nthread", 1)

    def score(rows):
        return booster.inplace_predict(rows)
else:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options)
    name = session.get_inputs()[0].name

    def score(rows):
        return session.run(None, {name: rows})[1][:, 1]


app = FastAPI()


@app.get("/health")
def health():
    return {"status": "healthy"}


@app.post("/predict")
async def predict(request: Request):
    rows = np.asarray((await request.json())["features"], dtype=np.float32)
    return JSONResponse(
        [
            {"prediction": int(p >= 0.5), "probability": p if p >= 0.5 else 1 - p}
            for p in score(rows).astype(float).tolist()
        ]
    )
