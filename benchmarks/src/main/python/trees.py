"""Models of 100 trees and 20,000 rows, and how long their own libraries take in one thread.

python trees.py FOLDER: writes models, rows and predictions there, and prints the microseconds a row.
"""

import json
import os
import sys
import time

import lightgbm as lgb
import numpy as np
import xgboost as xgb

FEATURES, TRAINED, ASKED = 28, 40_000, 20_000
CATEGORIES = {0: 12, 1: 16, 2: 100, 3: 30, 4: 7}
folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)


def table(random, categories):
    x = random.normal(size=(TRAINED + ASKED, FEATURES)).astype(np.float32)
    for column, count in categories.items():
        x[:, column] = np.floor(count * random.uniform(size=len(x)) ** 1.5)
    x[random.uniform(size=x.shape) < 0.02] = np.nan
    known = np.nan_to_num(x)
    signal = np.sin(known[:, :5] * 3).sum(1) + known[:, 5] * known[:, 6] + 0.3 * known[:, 7:14].sum(1)
    return x, (signal + random.normal(size=len(x)) > 0).astype(np.float32)


def microseconds(predict, x, rows, calls):
    """The best of three rounds, so that what else the machine does counts little."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for call in range(calls):
            begin = call * rows % (len(x) - rows)
            predict(x[begin : begin + rows])
        best = min(best, time.process_time() - started)
    return best / calls / rows * 1e6


def measured(name, library, predict, x):
    np.asarray(predict(x), dtype=np.float64).tofile(os.path.join(folder, name + ".predictions"))
    return {
        "name": name,
        "library": library,
        "single_us": microseconds(predict, x, 1, 2000),
        "batch_us": microseconds(predict, x, 256, 78),
    }


def main():
    found = []
    for kind, categories in (("numbers", {}), ("categories", CATEGORIES)):
        x, y = table(np.random.default_rng(5), categories)
        train, asked = x[:TRAINED], x[TRAINED:]
        types = ["c" if column in categories else "q" for column in range(FEATURES)]
        data = xgb.DMatrix(train, y[:TRAINED], feature_types=types, enable_categorical=True)
        model = xgb.train({"objective": "binary:logistic", "max_depth": 6, "eta": 0.1, "nthread": 1}, data, 100)
        model.save_model(os.path.join(folder, f"{kind}.ubj"))
        found.append(measured(f"{kind}.ubj", "XGBoost inplace_predict", model.inplace_predict, asked))
        parameters = {"objective": "binary", "num_leaves": 63, "verbose": -1, "num_threads": 1}
        light = lgb.train(
            parameters, lgb.Dataset(train.astype(np.float64), y[:TRAINED], categorical_feature=list(categories)), 100
        )
        light.save_model(os.path.join(folder, f"{kind}.txt"))
        asked.tofile(os.path.join(folder, f"{kind}.f32"))
        wide = asked.astype(np.float64)
        found.append(
            measured(f"{kind}.txt", "LightGBM predict", lambda rows: light.predict(rows, num_threads=1), wide)
        )
    print(json.dumps(found))


main()
