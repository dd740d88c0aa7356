"""Models of every kind from real rows, and what their libraries predict for 10,000 more of them.

python trees_parity.py FOLDER INCOMES: writes rows, models and predictions into FOLDER, and models.json.
"""

import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np
import onnx
import onnxruntime
import pandas as pd
import skl2onnx
import xgboost as xgb
from sklearn.ensemble import ExtraTreesRegressor, GradientBoostingClassifier, RandomForestClassifier

ASKED = 10_000
folder = pathlib.Path(sys.argv[1])
found = []


def table():
    frame = pd.read_parquet(sys.argv[2]).drop(columns=["person", "education"])
    frame["income"] = (frame["income"].str.strip() == ">50K").astype(float)
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    for name in texts:
        codes = frame[name].astype("category").cat.codes.astype(float)
        frame[name] = codes.where(frame[name].notna() & (frame[name] != "?"))
    # A share that no float32 has, zeros that are none, and a few values that are missing.
    frame["per-hour"] = frame["capital-gain"] / frame["hours-per-week"] / 7
    frame.loc[frame.index % 11 == 0, ["age", "per-hour"]] = np.nan
    names = [name for name in frame.columns if name != "income"]
    return frame[names].to_numpy(dtype=float), frame["income"].to_numpy(), [name in texts for name in names]


x, late, categorical = table()
hours = np.nan_to_num(x[:, 8]) + 1
classes = np.digitize(hours, [30, 41])
train, asked = slice(ASKED, ASKED + 8_000), slice(0, ASKED)
kinds = ["c" if one else "q" for one in categorical]
places = [place for place, one in enumerate(categorical) if one]


def keep(name, predictions, **more):
    np.asarray(predictions, dtype=np.float64).ravel().tofile(folder / f"{name}.predictions")
    found.append({"name": name} | more)


def boosted(name, objective, y, rounds=40, inputs=kinds, **parameters):
    types = {"feature_types": inputs, "enable_categorical": True}
    model = xgb.train(
        {"objective": objective, "max_depth": 7, "eta": 0.2, "nthread": 2, "seed": 1} | parameters,
        xgb.DMatrix(x[train], y[train], **types), rounds,
    )
    model.save_model(folder / name)
    keep(name, model.predict(xgb.DMatrix(x[asked], **types)))


def light(name, objective, y, rounds=40, **parameters):
    parameters = {"objective": objective, "num_leaves": 40, "verbose": -1, "num_threads": 2, "seed": 1} | parameters
    data = lgb.Dataset(x[train], y[train], categorical_feature=places, params=parameters, free_raw_data=False)
    model = lgb.train(parameters, data, rounds)
    model.save_model(folder / name)
    keep(name, model.predict(x[asked]))


def converted(name, model, y):
    """Through ONNX: the attributes of its tree operator, and what the runtime answers in one thread."""
    known = np.nan_to_num(x).astype(np.float32)
    model.fit(known[train], y[train])
    options = {id(model): {"zipmap": False}} if hasattr(model, "predict_proba") else None
    proto = skl2onnx.to_onnx(model, known[:1], options=options, target_opset={"": 18, "ai.onnx.ml": 3})
    node = next(node for node in proto.graph.node if node.op_type.startswith("TreeEnsemble"))
    graph = onnx.helper.make_graph(
        [node], "trees", list(proto.graph.input),
        [onnx.helper.make_tensor_value_info(
            node.output[-1], onnx.TensorProto.FLOAT, None)],
    )
    graph.input[0].name = node.input[0]
    alone = onnx.helper.make_model(graph, opset_imports=list(proto.opset_import))
    alone.ir_version = proto.ir_version
    one = onnxruntime.SessionOptions()
    one.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(alone.SerializeToString(), one)
    attributes = {"integers": {}, "numbers": {}, "texts": {}}
    for attribute in node.attribute:
        value = onnx.helper.get_attribute_value(attribute)
        values = list(value) if isinstance(value, (list, tuple)) or hasattr(value, "__len__") and not isinstance(value, bytes) else [value]
        if not values:
            continue
        if isinstance(values[0], bytes):
            attributes["texts"][attribute.name] = [text.decode() for text in values]
        elif isinstance(values[0], float):
            attributes["numbers"][attribute.name] = values
        else:
            attributes["integers"][attribute.name] = values
    (folder / name).write_text(json.dumps(attributes))
    keep(name, session.run(None, {node.input[0]: known[asked]})[-1], operator=node.op_type)


boosted("logistic.ubj", "binary:logistic", late, rounds=60)
boosted("onehot.json", "binary:logistic", late, max_cat_to_onehot=100)
boosted("softprob.ubj", "multi:softprob", classes, num_class=3)
boosted("gamma.ubj", "reg:gamma", hours / 40, eta=0.05, max_depth=4)
boosted("dart.ubj", "binary:logistic", late, rounds=30, booster="dart", rate_drop=0.2)
boosted("quantiles.ubj", "reg:quantileerror", hours, rounds=30, quantile_alpha=[0.1, 0.5, 0.9])
boosted("forest.ubj", "reg:squarederror", hours, rounds=2, num_parallel_tree=20, subsample=0.5, eta=1)
boosted(
    "vectors.ubj", "reg:squarederror", np.stack([hours, late * 9], axis=1), rounds=30,
    inputs=["q"] * len(kinds), multi_strategy="multi_output_tree",
)
light("binary.txt", "binary", late, rounds=60)
light("zeros.txt", "binary", late, zero_as_missing=True)
light("multiclass.txt", "multiclass", classes, num_class=3)
light("tweedie.txt", "tweedie", hours)
light("linear.txt", "regression", hours, linear_tree=True)
light("means.txt", "regression", hours, boosting="rf", bagging_freq=1, bagging_fraction=0.5)
light("dart.txt", "binary", late, rounds=30, boosting="dart")
converted("random-forest.onnx.json", RandomForestClassifier(20, max_depth=12, random_state=1), late)
converted("classes.onnx.json", RandomForestClassifier(10, max_depth=9, random_state=1), classes)
converted("extra-trees.onnx.json", ExtraTreesRegressor(10, max_depth=10, random_state=1), hours)
converted("boosting.onnx.json", GradientBoostingClassifier(n_estimators=30, random_state=1), late)
x[asked].tofile(folder / "rows.f64")
np.nan_to_num(x[asked]).astype(np.float32).tofile(folder / "rows.f32")
(folder / "models.json").write_text(json.dumps({"columns": x.shape[1], "models": found}))
