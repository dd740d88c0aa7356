import json
import os
import sys

import joblib
import pandas as pd

model, numbers = joblib.load("model.joblib")
order = [list(model.classes_).index(label) for label in json.loads(os.environ["NORIA_CLASSES"])]
for line in sys.stdin:
    row = pd.DataFrame([json.loads(line)])
    row[numbers] = row[numbers].astype(float)
    print(json.dumps(model.predict_proba(row)[0][order].tolist()), flush=True)
