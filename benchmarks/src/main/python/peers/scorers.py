"""One model's file as a function: rows of float32 to the probability of class 1.

The same calls in every system, the quickest that each library has; what differs is the server.
"""

import os
import pathlib
import pickle

MODELS = ("xgb", "forest", "mlp")
FILES = {"xgb": "xgb.ubj", "forest": "forest.onnx", "mlp": "mlp.onnx"}


def paths(pickled=False):
    """The models' files in the folder that MODELS names."""
    folder = pathlib.Path(os.environ["MODELS"])
    return {name: folder / (name + ".pkl" if pickled else FILES[name]) for name in MODELS}


def load(path):
    """A function of one array of rows."""
    path = str(path)
    if path.endswith(".pkl"):
        with open(path, "rb") as file:
            estimator = pickle.load(file)
        return lambda rows: estimator.predict_proba(rows)[:, 1]
    if path.endswith(".ubj"):
        import xgboost

        booster = xgboost.Booster()
        booster.load_model(path)
        booster.set_param("nthread", 1)
        return booster.inplace_predict
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options)
    name = session.get_inputs()[0].name
    return lambda rows: session.run(None, {name: rows})[1][:, 1]
