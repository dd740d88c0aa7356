"""What libraries log by themselves."""

import mlflow
import pytest


@pytest.fixture(autouse=True)
def quiet():
    yield
    mlflow.autolog(disable=True)


def test_xgboost_logs_itself(experiment, table, client):
    xgboost = pytest.importorskip("xgboost")
    rows, labels = table
    mlflow.xgboost.autolog(log_datasets=True)
    data = xgboost.DMatrix(rows, labels)
    with mlflow.start_run() as run:
        xgboost.train(
            {"objective": "binary:logistic", "eval_metric": "logloss", "max_depth": 3},
            data,
            num_boost_round=7,
            evals=[(data, "train")],
            verbose_eval=False,
        )
    done = client.get_run(run.info.run_id)
    assert done.data.params["max_depth"] == "3"
    history = client.get_metric_history(run.info.run_id, "train-logloss")
    assert [point.step for point in history] == list(range(7))
    assert done.outputs.model_outputs
    files = [file.path for file in client.list_artifacts(run.info.run_id)]
    assert "feature_importance_weight.json" in files
    model = mlflow.xgboost.load_model(f"models:/{done.outputs.model_outputs[0].model_id}")
    assert model.predict(data).shape == (len(labels),)


def test_lightgbm_logs_itself(experiment, table, client):
    lightgbm = pytest.importorskip("lightgbm")
    rows, labels = table
    mlflow.lightgbm.autolog()
    data = lightgbm.Dataset(rows, labels)
    with mlflow.start_run() as run:
        lightgbm.train(
            {"objective": "binary", "metric": "binary_logloss", "num_leaves": 5, "verbose": -1},
            data,
            num_boost_round=6,
            valid_sets=[data],
            valid_names=["train"],
        )
    done = client.get_run(run.info.run_id)
    assert done.data.params["num_leaves"] == "5"
    assert len(client.get_metric_history(run.info.run_id, "train-binary_logloss")) == 6
    assert done.outputs.model_outputs


def test_a_grid_search_logs_its_children(experiment, table, client):
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV

    rows, labels = table
    mlflow.sklearn.autolog(max_tuning_runs=3)
    with mlflow.start_run() as run:
        GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0, 10.0]}, cv=2).fit(rows, labels)
    children = client.search_runs(
        [experiment.experiment_id], f"tags.`mlflow.parentRunId` = '{run.info.run_id}'"
    )
    assert len(children) == 3
    assert {child.data.params["C"] for child in children} == {"0.1", "1.0", "10.0"}
    assert "best_C" in client.get_run(run.info.run_id).data.params


def test_optuna_logs_its_trials(experiment, client):
    optuna = pytest.importorskip("optuna")
    integration = pytest.importorskip("optuna_integration.mlflow")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    import os

    callback = integration.MLflowCallback(
        tracking_uri=os.environ["NORIA_URL"],
        metric_name="loss",
        create_experiment=False,
        mlflow_kwargs={"experiment_id": experiment.experiment_id},
    )
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(lambda trial: trial.suggest_float("x", -1, 1) ** 2, n_trials=5, callbacks=[callback])
    runs = client.search_runs([experiment.experiment_id], order_by=["metrics.loss ASC"])
    assert len(runs) == 5
    assert runs[0].data.metrics["loss"] == pytest.approx(study.best_value)
    assert float(runs[0].data.params["x"]) == pytest.approx(study.best_params["x"])
