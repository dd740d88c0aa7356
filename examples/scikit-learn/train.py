import json
import os

import joblib
import pandas as pd
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

features, target = json.loads(os.environ["NORIA_FEATURES"]), os.environ["NORIA_TARGET"]
train, validation = (pd.read_csv(os.environ[part]) for part in ("NORIA_TRAIN", "NORIA_VALIDATION"))
texts = OneHotEncoder(handle_unknown="ignore")
columns = make_column_transformer((SimpleImputer(), make_column_selector(dtype_include="number")), remainder=texts)
model = make_pipeline(columns, RandomForestClassifier(200, random_state=int(os.environ["NORIA_SEED"])))
model.fit(train[features], train[target])
print("metric accuracy", model.score(validation[features], validation[target]))
numbers = list(train[features].select_dtypes("number").columns)
joblib.dump((model, numbers), os.path.join(os.environ["NORIA_OUTPUT"], "model.joblib"))
