import json
import os

import lightgbm as lgb
import pandas as pd

features, target = json.loads(os.environ["NORIA_FEATURES"]), os.environ["NORIA_TARGET"]
positive = json.loads(os.environ["NORIA_CLASSES"])[-1]
parts = [pd.read_csv(os.environ[part]) for part in ("NORIA_TRAIN", "NORIA_VALIDATION")]
train, validation = (lgb.Dataset(part[features], part[target] == positive) for part in parts)
seed, threads = int(os.environ["NORIA_SEED"]), int(os.environ["NORIA_THREADS"])
params = {"objective": "binary", "seed": seed, "num_threads": threads, "deterministic": True, "verbose": -1}


def tell(now):
    for _, metric, value, _ in now.evaluation_result_list:
        print("metric", metric, value, now.iteration)


stop = lgb.early_stopping(20, verbose=False)
model = lgb.train(params, train, 300, valid_sets=[validation], callbacks=[stop, tell])
model.save_model(os.path.join(os.environ["NORIA_OUTPUT"], "model.txt"))
