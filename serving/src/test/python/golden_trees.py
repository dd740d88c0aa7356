"""Makes the models and predictions that TreeModelGoldenTest compares with: python golden_trees.py FOLDER [SUFFIX]

Every model reads the same six columns; rows.json has the rows that are predicted, NaN as null, and
golden.json what the library answered: for each model the margins and the predictions, row by row.
"""

import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np
import xgboost as xgb

KINDS = ["q", "q", "q", "q", "c", "c"]
TRAINED = 300
ASKED = 48


def table(random, count, fresh=False):
    """Numbers of several scales with ties, zeros and missing values, and two categories."""
    columns = np.stack(
        [
            random.normal(size=count),
            random.normal(size=count) * 1e6,
            random.integers(-2, 3, size=count).astype(float),
            random.choice([0, 1e-36, 5e-36, -3e-36, 2e-35, 1e-3, -1e-3, 0.25], size=count),
            random.integers(0, 5 + fresh, size=count).astype(float),
            np.floor(38 * random.uniform(size=count) ** 2) + fresh * random.integers(0, 40, size=count),
        ],
        axis=1,
    )
    columns[random.uniform(size=columns.shape) < 0.08] = np.nan
    return columns


def signal(random, x):
    known = np.nan_to_num(x, nan=0.4)
    return (
        known[:, 0]
        + known[:, 1] / 1e6
        + 0.6 * np.sin(known[:, 4] * 2)
        + np.sin(known[:, 5])
        + np.where(np.abs(known[:, 3]) > 1e-4, known[:, 3] * 3, -0.5)
        + 0.4 * known[:, 2]
        + random.normal(size=len(x)) * 0.3
    )


def label(objective, s, classes=3):
    if objective.startswith(("binary", "cross")):
        return (s > 0).astype(float)
    if objective.startswith("multi"):
        return np.digitize(s, np.quantile(s, np.arange(1, classes) / classes)).astype(float)
    if objective in ("count:poisson", "poisson", "reg:gamma", "gamma", "reg:tweedie", "tweedie"):
        return np.round(np.exp(s / 3) * 2) + (1 if "gamma" in objective else 0)
    if objective == "reg:logistic":
        return 1 / (1 + np.exp(-s))
    if objective.startswith(("rank", "lambdarank")):
        return np.clip(np.round(s + 1), 0, 3)
    if objective in ("survival:aft", "survival:cox", "reg:squaredlogerror"):
        return np.exp(s / 3)
    return s


def train_xgboost(objective, x, y, rounds=4, **extra):
    plain = extra.pop("plain", False)
    matrix = xgb.DMatrix(x, y, feature_types=None if plain else KINDS, enable_categorical=not plain)
    if objective.startswith("rank"):
        matrix.set_group([20] * (len(x) // 20))
        if objective == "rank:map":
            matrix.set_label(np.minimum(y, 1))
    if objective == "survival:aft":
        matrix.set_float_info("label_lower_bound", y)
        matrix.set_float_info("label_upper_bound", y * 1.1)
    parameters = {"objective": objective, "max_depth": 3, "eta": 0.4, "nthread": 1, "seed": 7}
    if objective.startswith("multi"):
        parameters["num_class"] = 3
    return xgb.train(parameters | extra, matrix, rounds)


XGBOOST = {
    "logistic": ("binary:logistic", {}),
    "logitraw": ("binary:logitraw", {"max_cat_to_onehot": 1}),
    "hinge": ("binary:hinge", {}),
    "squared": ("reg:squarederror", {"num_parallel_tree": 3, "subsample": 0.6}),
    "squaredlog": ("reg:squaredlogerror", {}),
    "reglogistic": ("reg:logistic", {"base_score": 0.3}),
    "huber": ("reg:pseudohubererror", {}),
    "absolute": ("reg:absoluteerror", {}),
    "quantile": ("reg:quantileerror", {"quantile_alpha": 0.8}),
    "quantiles": ("reg:quantileerror", {"quantile_alpha": [0.1, 0.5, 0.9]}),
    "gamma": ("reg:gamma", {}),
    "tweedie": ("reg:tweedie", {"tweedie_variance_power": 1.4}),
    "poisson": ("count:poisson", {}),
    "cox": ("survival:cox", {}),
    "aft": ("survival:aft", {}),
    "softprob": ("multi:softprob", {"max_cat_to_onehot": 1}),
    "pairwise": ("rank:pairwise", {}),
    "ndcg": ("rank:ndcg", {}),
    "map": ("rank:map", {}),
    "dart": ("binary:logistic", {"booster": "dart", "rate_drop": 0.4}),
    "dartprob": ("multi:softprob", {"booster": "dart", "rate_drop": 0.4}),
    "linear": ("reg:squarederror", {"booster": "gblinear", "plain": True}),
    "linearprob": ("multi:softprob", {"booster": "gblinear", "plain": True}),
    "targets": ("reg:squarederror", {"multi": True}),
    "vectors": ("reg:squarederror", {"multi": True, "multi_strategy": "multi_output_tree", "plain": True}),
}


def xgboost_models(folder, suffix, names, answers):
    for number, name in enumerate(names):
        objective, extra = XGBOOST[name]
        extra = dict(extra)
        random = np.random.default_rng(number)
        x = table(random, TRAINED)
        s = signal(random, x)
        y = label(objective, s)
        if extra.pop("multi", False):
            y = np.stack([y, y + x[:, 0].clip(-1, 1), -y], axis=1)
            y = np.nan_to_num(y)
        model = train_xgboost(objective, x, y, **extra)
        plain = extra.get("plain", False)
        asked = xgb.DMatrix(
            rows(), feature_types=None if plain else KINDS, enable_categorical=not plain
        )
        key = f"xgboost-{name}{suffix}"
        form = "json" if name in ("logistic", "dartprob", "linear", "vectors") else "ubj"
        save(folder, answers, f"{key}.{form}", model.save_raw(form), {
            "library": f"xgboost {xgb.__version__}",
            "margins": numbers(model.predict(asked, output_margin=True)),
            "predictions": numbers(model.predict(asked)),
        })


def early_stopped(folder, answers):
    """Saved by the wrapper for scikit-learn, which predicts up to the best iteration."""
    random = np.random.default_rng(77)
    x = table(random, TRAINED)
    y = label("multi:", signal(random, x))
    model = xgb.XGBClassifier(
        n_estimators=30, max_depth=3, learning_rate=1.0, early_stopping_rounds=2, n_jobs=1
    )
    model.fit(x[:200], y[:200], eval_set=[(x[200:], y[200:])], verbose=False)
    assert model.best_iteration + 1 < model.get_booster().num_boosted_rounds()
    path = folder / "raw.ubj"
    model.save_model(path)
    raw = path.read_bytes()
    path.unlink()
    save(folder, answers, "xgboost-stopped.ubj", raw, {
        "library": f"xgboost {xgb.__version__}",
        "margins": numbers(model.predict(rows(), output_margin=True)),
        "predictions": numbers(model.predict_proba(rows())),
    })


def named(folder):
    """Of a data frame: names, types, and since 3.1 the dictionaries of its categories."""
    import pandas as pd

    random = np.random.default_rng(78)
    x = table(random, TRAINED)
    frame = pd.DataFrame({
        "share": x[:, 0],
        "count": x[:, 2],
        "large": pd.array(x[:, 1] > 0, dtype="bool"),
        "colour": pd.Categorical(np.array(["blue", "green", "red", "white", "black"])[np.nan_to_num(x[:, 4]).astype(int)]),
        "city": pd.Categorical(np.array(["Köln", "Ulm"])[(np.nan_to_num(x[:, 0]) > 0.3).astype(int)]),
        "size": pd.Categorical(np.nan_to_num(x[:, 5]).astype(int) * 3),
    })
    model = xgb.train(
        {"objective": "binary:logistic", "max_depth": 3, "nthread": 1},
        xgb.DMatrix(frame, label("binary", signal(random, x)), enable_categorical=True),
        3,
    )
    (folder / "xgboost-named.ubj").write_bytes(model.save_raw("ubj"))


LIGHTGBM = {
    "regression": ("regression", {}),
    "sqrt": ("regression", {"reg_sqrt": True}),
    "l1": ("regression_l1", {}),
    "huber": ("huber", {}),
    "fair": ("fair", {}),
    "quantile": ("quantile", {"alpha": 0.8}),
    "mape": ("mape", {}),
    "poisson": ("poisson", {}),
    "gamma": ("gamma", {}),
    "tweedie": ("tweedie", {}),
    "binary": ("binary", {"sigmoid": 0.7}),
    "multiclass": ("multiclass", {"num_class": 3}),
    "ova": ("multiclassova", {"num_class": 3, "sigmoid": 1.3}),
    "entropy": ("cross_entropy", {}),
    "entropylambda": ("cross_entropy_lambda", {}),
    "lambdarank": ("lambdarank", {}),
    "xendcg": ("rank_xendcg", {}),
    "zero": ("binary", {"zero_as_missing": True}),
    "nomissing": ("regression", {"use_missing": False}),
    "forest": ("regression", {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}),
    "dart": ("binary", {"boosting": "dart", "drop_rate": 0.5}),
    "linear": ("regression", {"linear_tree": True}),
    "linearbinary": ("binary", {"linear_tree": True, "num_leaves": 5}),
    "deep": ("regression", {"num_leaves": 30, "min_data_in_leaf": 2}),
    "custom": ("custom", {}),
}


def lightgbm_models(folder, suffix, names, answers):
    for number, name in enumerate(names):
        objective, extra = LIGHTGBM[name]
        random = np.random.default_rng(number + 50)
        x = table(random, TRAINED)
        y = label("multi:" if name in ("multiclass", "ova") else objective, signal(random, x))
        if name == "mape":
            y = y + 5
        if name == "sqrt":
            y = y * np.abs(y)
        parameters = {
            "num_leaves": 8, "min_data_in_leaf": 5, "min_data_per_group": 5, "cat_smooth": 1,
            "learning_rate": 0.3, "verbose": -1, "num_threads": 1, "seed": 7, "max_bin": 40,
        }
        parameters |= {"objective": objective} | extra
        if objective == "custom":
            parameters["objective"] = lambda found, data: (found - data.get_label(), np.ones(len(found)))
        data = lgb.Dataset(x, y, categorical_feature=[4, 5], params=parameters | {"objective": "none"})
        if objective in ("lambdarank", "rank_xendcg"):
            data.set_group([20] * (TRAINED // 20))
        model = lgb.train(parameters, data, 5)
        save(folder, answers, f"lightgbm-{name}{suffix}.txt", short(model), {
            "library": f"lightgbm {lgb.__version__}",
            "margins": numbers(model.predict(rows(), raw_score=True)),
            "predictions": numbers(model.predict(rows())),
        })


def short(model):
    """The text without the parameters, but for the one that is read."""
    lines = model.model_to_string().split("\n")
    kept = [line for line in lines if not line.startswith("[") or "categorical_feature" in line]
    return "\n".join(kept).encode()


def named_lightgbm(folder):
    import pandas as pd

    random = np.random.default_rng(79)
    x = table(random, TRAINED)
    frame = pd.DataFrame({
        "wind speed": x[:, 0],
        "colour": pd.Categorical(np.array(["rot", "grün", "weiß"])[(np.nan_to_num(x[:, 4]) % 3).astype(int)]),
        "flag": x[:, 1] > 0,
        "size": pd.Categorical(np.nan_to_num(x[:, 5]).astype(int) * 3),
        "level": pd.Categorical(np.array([0.5, 1.25])[(np.nan_to_num(x[:, 2]) > 0).astype(int)]),
    })
    model = lgb.LGBMClassifier(n_estimators=2, num_leaves=4, verbose=-1, n_jobs=1)
    model.fit(frame, label("binary", signal(random, x)))
    (folder / "lightgbm-named.txt").write_bytes(short(model.booster_))


def rows():
    return table(np.random.default_rng(1234), ASKED, fresh=True)


def numbers(array):
    return [float(number) for number in np.asarray(array, dtype=float).ravel()]


def save(folder, answers, name, raw, answer):
    (folder / name).write_bytes(bytes(raw))
    answers[name] = answer


def main():
    folder = pathlib.Path(sys.argv[1])
    suffix = sys.argv[2] if len(sys.argv) > 2 else ""
    folder.mkdir(parents=True, exist_ok=True)
    answers = {}
    names = list(XGBOOST) if not suffix else ["logistic", "logitraw", "hinge", "cox", "dart", "linearprob", "targets", "vectors", "quantiles"]
    xgboost_models(folder, suffix, names, answers)
    lightgbm_models(folder, suffix, ["multiclass", "linear"] if suffix else list(LIGHTGBM), answers)
    if not suffix:
        early_stopped(folder, answers)
        named_lightgbm(folder)
        named(folder)
        asked = [[None if np.isnan(v) else float(v) for v in row] for row in rows()]
        (folder / "rows.json").write_text(json.dumps({"columns": 6, "rows": sum(asked, [])}))
    (folder / f"golden{suffix}.json").write_text(json.dumps(answers, separators=(",", ":")))


if __name__ == "__main__":
    main()
