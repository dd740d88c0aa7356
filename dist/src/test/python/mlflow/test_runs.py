"""Experiments and runs, as everyday code uses them."""

import json
import math

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException


def test_set_experiment_creates_once(name):
    first = mlflow.set_experiment("e " + name)
    again = mlflow.set_experiment("e " + name)
    assert first.experiment_id == again.experiment_id
    assert first.experiment_id.isdigit()
    assert first.artifact_location.startswith("mlflow-artifacts:/")
    assert mlflow.get_experiment("0").name == "Default"


def test_a_run_records_what_it_is_given(experiment, client):
    with mlflow.start_run(run_name="first", tags={"team": "ops"}, description="a try") as run:
        mlflow.log_param("depth", 6)
        mlflow.log_params({"rate": 0.1, "rounds": 100})
        mlflow.log_metric("auc", 0.7, step=1)
        mlflow.log_metrics({"auc": 0.8, "loss": 0.3}, step=2)
        mlflow.set_tag("a", "b")
        mlflow.set_tags({"c": "d"})
    kept = client.get_run(run.info.run_id)
    assert kept.info.run_name == "first"
    assert kept.info.status == "FINISHED"
    assert kept.info.end_time >= kept.info.start_time
    assert kept.info.artifact_uri == (
        f"mlflow-artifacts:/{experiment.experiment_id}/{run.info.run_id}/artifacts"
    )
    assert kept.data.params == {"depth": "6", "rate": "0.1", "rounds": "100"}
    assert kept.data.metrics == {"auc": 0.8, "loss": 0.3}
    assert kept.data.tags["team"] == "ops"
    assert kept.data.tags["a"] == "b"
    assert kept.data.tags["mlflow.note.content"] == "a try"
    assert [m.value for m in client.get_metric_history(run.info.run_id, "auc")] == [0.7, 0.8]


def test_a_failed_block_is_a_failed_run(experiment, client):
    with pytest.raises(ZeroDivisionError):
        with mlflow.start_run() as run:
            1 / 0
    assert client.get_run(run.info.run_id).info.status == "FAILED"


def test_nested_runs_know_their_parent(experiment, client):
    with mlflow.start_run() as parent:
        for depth in range(3):
            with mlflow.start_run(nested=True, run_name=f"child {depth}"):
                mlflow.log_metric("auc", depth / 10)
    children = client.search_runs(
        [experiment.experiment_id],
        f"tags.mlflow.parentRunId = '{parent.info.run_id}'",
        order_by=["metrics.auc DESC"],
    )
    assert [c.info.run_name for c in children] == ["child 2", "child 1", "child 0"]


def test_a_run_is_resumed(experiment, client):
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1)
    with mlflow.start_run(run_id=run.info.run_id):
        mlflow.log_metric("m", 2, step=1)
    assert client.get_run(run.info.run_id).data.metrics["m"] == 2
    assert client.get_run(run.info.run_id).info.status == "FINISHED"


def test_strange_numbers_are_kept(experiment, client):
    with mlflow.start_run() as run:
        mlflow.log_metric("nan", math.nan)
        mlflow.log_metric("up", math.inf)
        mlflow.log_metric("down", -math.inf)
        mlflow.log_metric("far", 1.5, step=2**63 - 1)
        mlflow.log_metric("before", 2.5, step=-7)
    metrics = client.get_run(run.info.run_id).data.metrics
    assert math.isnan(metrics["nan"])
    assert metrics["up"] > 1.79e308
    assert metrics["down"] < -1.79e308
    assert client.get_metric_history(run.info.run_id, "far")[0].step == 2**63 - 1
    assert client.get_metric_history(run.info.run_id, "before")[0].step == -7


def test_a_batch_is_all_or_nothing(experiment, client):
    run = client.create_run(experiment.experiment_id)
    run_id = run.info.run_id
    points = [Metric("m", i * 0.5, 1_700_000_000_000 + i, i) for i in range(1000)]
    client.log_batch(run_id, metrics=points)
    client.log_batch(run_id, metrics=points)
    assert [p.value for p in client.get_metric_history(run_id, "m")] == [
        i * 0.5 for i in range(1000)
    ]
    client.log_batch(run_id, params=[Param("p", "1")], tags=[RunTag("t", "1")])
    with pytest.raises(MlflowException) as refused:
        client.log_batch(
            run_id,
            metrics=[Metric("n", 1, 1, 1)],
            params=[Param("p", "2")],
            tags=[RunTag("t", "2")],
        )
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
    data = client.get_run(run_id).data
    assert (data.params, data.tags["t"], "n" in data.metrics) == ({"p": "1"}, "1", False)


def test_params_are_written_once(experiment):
    with mlflow.start_run():
        mlflow.log_param("p", 1)
        mlflow.log_param("p", 1)
        with pytest.raises(MlflowException):
            mlflow.log_param("p", 2)


def test_runs_are_renamed_deleted_and_restored(experiment, client):
    run_id = client.create_run(experiment.experiment_id, run_name="old").info.run_id
    client.update_run(run_id, name="new")
    assert client.get_run(run_id).data.tags["mlflow.runName"] == "new"
    client.set_tag(run_id, "mlflow.runName", "newer")
    assert client.get_run(run_id).info.run_name == "newer"
    client.set_tag(run_id, "x", "y")
    client.delete_tag(run_id, "x")
    assert "x" not in client.get_run(run_id).data.tags
    client.delete_run(run_id)
    assert client.get_run(run_id).info.lifecycle_stage == "deleted"
    with pytest.raises(MlflowException):
        client.log_metric(run_id, "m", 1)
    found = client.search_runs([experiment.experiment_id], run_view_type=ViewType.DELETED_ONLY)
    assert [r.info.run_id for r in found] == [run_id]
    client.restore_run(run_id)
    client.log_metric(run_id, "m", 1)


def test_searches_filter_order_and_page(experiment, client):
    for i in range(25):
        with mlflow.start_run(run_name=f"r{i:02d}"):
            mlflow.log_param("parity", "even" if i % 2 == 0 else "odd")
            if i != 3:
                mlflow.log_metric("a score", i / 10 if i != 7 else math.nan)
    ids = [experiment.experiment_id]
    found = client.search_runs(
        ids, "metrics.`a score` > 1.5 and params.parity = 'even'", order_by=["metrics.`a score`"]
    )
    assert [r.info.run_name for r in found] == ["r16", "r18", "r20", "r22", "r24"]
    ordered = client.search_runs(ids, order_by=["metrics.`a score` DESC"])
    names = [r.info.run_name for r in ordered]
    assert names[0] == "r24" and set(names[-2:]) == {"r03", "r07"}
    paged, token = [], None
    while True:
        page = client.search_runs(ids, max_results=4, page_token=token)
        paged += [r.info.run_name for r in page]
        token = page.token
        if not token:
            break
    assert paged == [f"r{i:02d}" for i in reversed(range(25))]
    frame = mlflow.search_runs(ids, filter_string="attributes.run_name LIKE 'r1%'")
    assert len(frame) == 10 and "metrics.a score" in frame.columns
    with pytest.raises(MlflowException) as refused:
        client.search_runs(ids, "metrics.a > 1 XOR metrics.b > 1")
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"


def test_inputs_are_logged(experiment, client):
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
    dataset = mlflow.data.from_pandas(frame, name="rows", targets="b")
    with mlflow.start_run() as run:
        mlflow.log_input(dataset, context="training", tags={"k": "v"})
    inputs = client.get_run(run.info.run_id).inputs.dataset_inputs
    assert [i.dataset.name for i in inputs] == ["rows"]
    assert inputs[0].dataset.digest == dataset.digest
    assert json.loads(inputs[0].dataset.profile)["num_rows"] == 2
    assert {t.key: t.value for t in inputs[0].tags} == {"mlflow.data.context": "training", "k": "v"}
    found = client.search_runs([experiment.experiment_id], "datasets.name = 'rows'")
    assert [r.info.run_id for r in found] == [run.info.run_id]


def test_experiments_live_and_die(name, client):
    experiment_id = client.create_experiment("e " + name, tags={"a": "b"})
    with pytest.raises(MlflowException) as taken:
        client.create_experiment("e " + name)
    assert taken.value.error_code == "RESOURCE_ALREADY_EXISTS"
    client.rename_experiment(experiment_id, "f " + name)
    client.set_experiment_tag(experiment_id, "c", "d")
    kept = client.get_experiment(experiment_id)
    assert (kept.name, kept.tags) == ("f " + name, {"a": "b", "c": "d"})
    found = client.search_experiments(filter_string=f"name = 'f {name}' AND tags.c = 'd'")
    assert [e.experiment_id for e in found] == [experiment_id]
    client.delete_experiment(experiment_id)
    assert client.get_experiment(experiment_id).lifecycle_stage == "deleted"
    with pytest.raises(MlflowException):
        client.create_run(experiment_id)
    client.restore_experiment(experiment_id)
    client.create_run(experiment_id)
    assert client.get_experiment_by_name("nobody " + name) is None


def test_what_is_not_there_is_said(client):
    for call in (
        lambda: client.get_run("nobody"),
        lambda: client.get_experiment("987654321"),
        lambda: client.get_metric_history("nobody", "m"),
    ):
        with pytest.raises(MlflowException) as missing:
            call()
        assert missing.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_the_best_of_many_is_found_quickly(experiment, client):
    """A 1000-run page with metrics and params: seconds would show a query per run."""
    run_ids = []
    for i in range(60):
        run_id = client.create_run(experiment.experiment_id).info.run_id
        client.log_batch(
            run_id,
            metrics=[Metric(f"m{k}", i + k, 1, 1) for k in range(20)],
            params=[Param(f"p{k}", str(i)) for k in range(20)],
        )
        run_ids.append(run_id)
    best = client.search_runs(
        [experiment.experiment_id], "params.p3 LIKE '5%'", order_by=["metrics.m5 DESC"]
    )
    assert best[0].data.metrics["m5"] == 64 and len(best) == 11
    assert np.isclose(best[0].data.metrics["m19"], 78)
