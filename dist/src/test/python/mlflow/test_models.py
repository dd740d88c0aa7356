"""Models: logged, registered, moved, loaded."""

import mlflow
import numpy as np
import pandas as pd
import pytest
import xgboost
from mlflow.exceptions import MlflowException
from sklearn.linear_model import LogisticRegression


@pytest.fixture
def logged(experiment, name, table):
    """A scikit-learn model, registered as version 1 of a fresh name."""
    rows, labels = table
    model = LogisticRegression().fit(rows, labels)
    with mlflow.start_run() as run:
        mlflow.log_metric("auc", 0.9)
        info = mlflow.sklearn.log_model(
            model, name="model", input_example=rows[:2], registered_model_name=name
        )
    return model, info, run


def test_sklearn_comes_back_by_every_uri(logged, name, table, client):
    model, info, run = logged
    rows, _ = table
    expected = model.predict(rows)
    client.set_registered_model_alias(name, "best", 1)
    for uri in (
        f"models:/{name}/1",
        f"models:/{name}@best",
        f"models:/{name}/latest",
        f"models:/{info.model_id}",
        f"runs:/{run.info.run_id}/model",
    ):
        loaded = mlflow.pyfunc.load_model(uri)
        assert np.array_equal(loaded.predict(rows), expected), uri
    assert np.array_equal(mlflow.sklearn.load_model(f"models:/{name}/1").predict(rows), expected)
    assert client.get_model_version(name, "1").status == "READY"
    assert client.get_model_version(name, "1").run_id == run.info.run_id
    outputs = client.get_run(run.info.run_id).outputs.model_outputs
    assert [o.model_id for o in outputs] == [info.model_id]


def test_xgboost_comes_back(experiment, name, table):
    rows, labels = table
    frame = pd.DataFrame(rows, columns=["a", "b"])
    model = xgboost.XGBClassifier(n_estimators=5, max_depth=2).fit(frame, labels)
    with mlflow.start_run():
        mlflow.xgboost.log_model(model, name="model", registered_model_name=name)
    loaded = mlflow.xgboost.load_model(f"models:/{name}/1")
    assert np.array_equal(loaded.predict(frame), model.predict(frame))
    assert len(mlflow.pyfunc.load_model(f"models:/{name}/1").predict(frame)) == 200


def test_autolog_works(experiment, table, client):
    rows, labels = table
    mlflow.sklearn.autolog(log_datasets=True)
    try:
        with mlflow.start_run() as run:
            LogisticRegression(max_iter=50).fit(rows, labels)
    finally:
        mlflow.sklearn.autolog(disable=True)
    kept = client.get_run(run.info.run_id)
    assert kept.data.params["max_iter"] == "50"
    assert kept.data.metrics["training_score"] > 0.9
    assert len(kept.inputs.dataset_inputs) == 1
    assert len(kept.outputs.model_outputs) == 1


def test_logged_models_are_searched(logged, experiment, client):
    _, info, run = logged
    found = client.search_logged_models([experiment.experiment_id], "name = 'model'")
    assert [m.model_id for m in found] == [info.model_id]
    assert found[0].source_run_id == run.info.run_id
    assert str(found[0].status) == "READY"
    client.set_logged_model_tags(info.model_id, {"a": "b"})
    assert client.get_logged_model(info.model_id).tags["a"] == "b"
    with mlflow.start_run(run_id=run.info.run_id):
        mlflow.log_metric("auc", 0.95, step=1, model_id=info.model_id)
    best = mlflow.search_logged_models(
        [experiment.experiment_id],
        filter_string="metrics.auc > 0.94",
        order_by=[{"field_name": "metrics.auc", "ascending": False}],
        output_format="list",
    )
    assert [m.model_id for m in best] == [info.model_id]
    client.delete_logged_model_tag(info.model_id, "a")
    client.delete_logged_model(info.model_id)
    with pytest.raises(MlflowException):
        client.get_logged_model(info.model_id)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_versions_move_between_stages(logged, name, client):
    _, info, _ = logged
    second = mlflow.register_model(f"models:/{info.model_id}", name)
    assert second.version == "2"
    client.transition_model_version_stage(name, "1", "Production")
    client.transition_model_version_stage(name, "2", "production", archive_existing_versions=True)
    stages = {v.version: v.current_stage for v in client.search_model_versions(f"name = '{name}'")}
    assert stages == {"1": "Archived", "2": "Production"}
    latest = client.get_latest_versions(name, ["Production"])
    assert [v.version for v in latest] == ["2"]
    assert mlflow.pyfunc.load_model(f"models:/{name}/Production") is not None
    client.transition_model_version_stage(name, "2", "None")
    assert client.get_model_version(name, "2").current_stage == "None"


def test_aliases_point_and_move(logged, name, client):
    _, info, _ = logged
    mlflow.register_model(f"models:/{info.model_id}", name)
    client.set_registered_model_alias(name, "champion", "1")
    client.set_registered_model_alias(name, "champion", "2")
    assert client.get_model_version_by_alias(name, "champion").version == "2"
    assert client.get_registered_model(name).aliases == {"champion": "2"}
    client.delete_registered_model_alias(name, "champion")
    with pytest.raises(MlflowException) as missing:
        client.get_model_version_by_alias(name, "champion")
    assert missing.value.error_code == "INVALID_PARAMETER_VALUE"
    with pytest.raises(MlflowException):
        client.set_registered_model_alias(name, "v7", "1")


def test_models_and_versions_are_described(logged, name, client):
    client.update_registered_model(name, description="late or not")
    client.set_registered_model_tag(name, "team", "ops")
    client.update_model_version(name, "1", description="first")
    client.set_model_version_tag(name, "1", "checked", "yes")
    assert client.get_registered_model(name).description == "late or not"
    assert client.get_registered_model(name).tags == {"team": "ops"}
    assert client.get_model_version(name, "1").description == "first"
    assert client.get_model_version(name, "1").tags["checked"] == "yes"
    assert [m.name for m in client.search_registered_models(f"name = '{name}'")] == [name]
    found = client.search_model_versions("tags.checked = 'yes' AND " + f"name = '{name}'")
    assert [v.version for v in found] == ["1"]
    client.delete_registered_model_tag(name, "team")
    client.delete_model_version_tag(name, "1", "checked")
    assert client.get_registered_model(name).tags == {}
    client.rename_registered_model(name, name + "-new")
    assert client.get_model_version(name + "-new", "1").description == "first"


def test_copies_lead_to_the_same_files(logged, name, table, client):
    model, _, _ = logged
    rows, _ = table
    copy = client.copy_model_version(f"models:/{name}/1", name + "-copy")
    assert copy.version == "1"
    assert client.get_model_version_download_uri(
        name + "-copy", "1"
    ) == client.get_model_version_download_uri(name, "1")
    loaded = mlflow.sklearn.load_model(f"models:/{name}-copy/1")
    assert np.array_equal(loaded.predict(rows), model.predict(rows))


def test_what_is_deleted_is_gone_and_numbers_go_on(logged, name, client):
    _, info, _ = logged
    client.delete_model_version(name, "1")
    with pytest.raises(MlflowException) as missing:
        client.get_model_version(name, "1")
    assert missing.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    assert mlflow.register_model(f"models:/{info.model_id}", name).version == "2"
    client.delete_registered_model(name)
    with pytest.raises(MlflowException):
        client.get_registered_model(name)


def test_files_of_this_machine_are_not_sources(name, client):
    client.create_registered_model(name)
    for source in ("/etc/passwd", "file:///etc/passwd", "mlflow-artifacts:/0/../../etc/artifacts"):
        with pytest.raises(MlflowException) as refused:
            client.create_model_version(name, source)
        assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
    with pytest.raises(MlflowException) as taken:
        client.create_registered_model(name)
    assert taken.value.error_code == "RESOURCE_ALREADY_EXISTS"
