import json
import os
import sys

import lightgbm as lgb
import numpy as np

model = lgb.Booster(model_file="model.txt")
features = json.loads(os.environ["NORIA_FEATURES"])
for line in sys.stdin:
    row = json.loads(line)
    print(model.predict(np.array([[row[name] for name in features]], dtype=float), num_threads=1)[0], flush=True)
