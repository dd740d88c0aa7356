"""Workspaces as MLflow's clients use them. Every test holds against MLflow's own server too."""

import contextlib
import json
import urllib.error
import urllib.request
import uuid

import mlflow
import mlflow.genai
import mlflow.genai.datasets
import mlflow.pyfunc
import pytest
from mlflow.entities import Param, ViewType
from mlflow.exceptions import MlflowException


@contextlib.contextmanager
def refused(*codes):
    with pytest.raises(MlflowException) as caught:
        yield caught
    assert caught.value.error_code in codes, caught.value


def missing():
    return refused("RESOURCE_DOES_NOT_EXIST")


def invalid():
    return refused("INVALID_PARAMETER_VALUE")


@pytest.fixture
def name():
    return "t" + uuid.uuid4().hex[:12]


@contextlib.contextmanager
def within(workspace):
    mlflow.set_workspace(workspace)
    try:
        yield
    finally:
        mlflow.set_workspace(None)


def experiment(name):
    return mlflow.get_experiment(mlflow.create_experiment(name))


def register(name):
    """A model of the experiment's newest run, logged and registered."""

    def model(model_input: list[str]) -> list[str]:
        return [name + " " + one for one in model_input]

    return mlflow.pyfunc.log_model(
        name="model", python_model=model, registered_model_name=name, pip_requirements=["mlflow"]
    )


def test_workspaces_are_made_listed_changed_and_deleted(spaces):
    first, second = spaces
    one = mlflow.get_workspace(first)
    assert (one.name, one.description, one.default_artifact_root) == (first, "of " + first, None)
    listed = [w.name for w in mlflow.list_workspaces()]
    assert listed == sorted(listed)
    assert {"default", first, second} <= set(listed)
    changed = mlflow.update_workspace(
        first, description="another", default_artifact_root="s3://bucket/of-" + first
    )
    assert (changed.description, changed.default_artifact_root) == (
        "another",
        "s3://bucket/of-" + first,
    )
    assert mlflow.update_workspace(first, default_artifact_root="").default_artifact_root is None
    assert mlflow.get_workspace(first).description == "another"
    with refused("RESOURCE_ALREADY_EXISTS"):
        mlflow.create_workspace(first)
    for wrong in ["a", "Upper", "under_score", "-a", "a-", "x" * 64, "api", "workspaces"]:
        with invalid():
            mlflow.create_workspace(wrong)
    with invalid():
        mlflow.create_workspace("default")
    with invalid():
        mlflow.delete_workspace("default")
    mlflow.delete_workspace(first)
    with missing():
        mlflow.get_workspace(first)
    with missing():
        mlflow.delete_workspace(first)
    with within(first), missing():
        mlflow.search_experiments()


def test_an_artifact_root_of_its_own_is_where_experiments_lie(spaces):
    first, _ = spaces
    mlflow.update_workspace(first, default_artifact_root="s3://bucket/root")
    with within(first):
        made = experiment("far")
        assert made.artifact_location == f"s3://bucket/root/{made.experiment_id}"
        with invalid():
            mlflow.create_experiment("own", artifact_location="s3://elsewhere/x")


def test_experiments_and_runs_are_seen_in_their_workspace_alone(spaces, name):
    first, second = spaces
    made = {}
    for space in [*spaces, "default"]:
        with within(space):
            e = experiment(name)
            with mlflow.start_run(experiment_id=e.experiment_id) as run:
                mlflow.log_param("space", space)
                mlflow.log_metric("m", 1.0)
                mlflow.log_text("in " + space, "a/b.txt")
            made[space] = (e, run.info.run_id)
            assert e.workspace == space
            assert mlflow.get_experiment_by_name(name).experiment_id == e.experiment_id
            with refused("RESOURCE_ALREADY_EXISTS"):
                mlflow.create_experiment(name)
    assert len({e.experiment_id for e, _ in made.values()}) == 3
    e, run = made[first]
    with within(first):
        assert e.artifact_location.endswith(f"/workspaces/{first}/{e.experiment_id}")
        assert mlflow.get_run(run).info.artifact_uri == f"{e.artifact_location}/{run}/artifacts"
        assert mlflow.artifacts.load_text(f"runs:/{run}/a/b.txt") == "in " + first
        assert [a.path for a in mlflow.MlflowClient().list_artifacts(run, "a")] == ["a/b.txt"]
    other = made[second][0].experiment_id
    for elsewhere in [second, "default"]:
        with within(elsewhere):
            for refusal in [
                lambda: mlflow.get_run(run),
                lambda: mlflow.get_experiment(e.experiment_id),
                lambda: mlflow.MlflowClient().log_metric(run, "m", 2.0),
                lambda: mlflow.MlflowClient().log_param(run, "p", 2.0),
                lambda: mlflow.MlflowClient().log_batch(run, params=[Param("a", "b")]),
                lambda: mlflow.MlflowClient().set_tag(run, "t", "x"),
                lambda: mlflow.MlflowClient().set_terminated(run),
                lambda: mlflow.MlflowClient().delete_run(run),
                lambda: mlflow.MlflowClient().restore_run(run),
                lambda: mlflow.MlflowClient().get_metric_history(run, "m"),
                lambda: mlflow.MlflowClient().list_artifacts(run),
                lambda: mlflow.MlflowClient().create_run(e.experiment_id),
                lambda: mlflow.MlflowClient().rename_experiment(e.experiment_id, "x"),
                lambda: mlflow.MlflowClient().set_experiment_tag(e.experiment_id, "a", "b"),
                lambda: mlflow.delete_experiment(e.experiment_id),
            ]:
                with missing():
                    refusal()
            found = mlflow.search_runs([e.experiment_id, made[elsewhere][0].experiment_id])
            assert list(found["params.space"]) == [elsewhere]
            assert mlflow.search_runs([e.experiment_id]).empty
            names = [x.name for x in mlflow.search_experiments(view_type=ViewType.ALL)]
            assert names.count(name) == 1
    assert other != e.experiment_id
    # Without a header it is the default workspace.
    assert mlflow.get_experiment_by_name(name).experiment_id == made["default"][0].experiment_id
    with within(first):
        assert mlflow.get_run(run).data.metrics == {"m": 1.0}


def test_models_of_one_name_live_apart(spaces, name, client):
    first, second = spaces
    for space in spaces:
        with within(space):
            mlflow.set_experiment(name)
            with mlflow.start_run():
                info = register(name)
            client.set_registered_model_alias(name, "live", "1")
            client.set_registered_model_tag(name, "space", space)
            version = client.get_model_version_by_alias(name, "live")
            assert (version.name, version.version) == (name, "1")
            assert version.source == f"models:/{info.model_id}"
            assert client.get_registered_model(name).tags == {"space": space}
            assert [m.name for m in client.search_registered_models(f"name = '{name}'")] == [name]
            assert [v.name for v in client.search_model_versions(f"name = '{name}'")] == [name]
            assert client.search_registered_models(f"name LIKE '{name[:6]}%'")[0].name == name
            for uri in [f"models:/{name}@live", f"models:/{name}/1", f"models:/{info.model_id}"]:
                assert mlflow.pyfunc.load_model(uri).predict(["x"]) == [f"{name} x"]
            uri = client.get_model_version_download_uri(name, "1")
            assert mlflow.artifacts.download_artifacts(uri)
    with within(first):
        mlflow.set_experiment(name)
        with mlflow.start_run():
            again = register(name)
        assert str(again.registered_model_version) == "2"
        copied = client.copy_model_version(f"models:/{name}/2", name + "-copy")
        assert copied.source == f"models:/{name}/2"
        assert mlflow.pyfunc.load_model(f"models:/{name}-copy/1").predict(["y"]) == [f"{name} y"]
        client.rename_registered_model(name + "-copy", name + "-new")
        assert client.get_registered_model(name + "-new").name == name + "-new"
        assert [m.name for m in client.search_registered_models()] == [name, name + "-new"]
        only = again.model_id
    with within(second):
        assert [m.name for m in client.search_registered_models()] == [name]
        with missing():
            client.get_registered_model(name + "-new")
        with missing():
            client.get_model_version(name, "2")
        with missing():
            client.get_logged_model(only)
        with missing():
            client.transition_model_version_stage(name, "2", "Production")
        assert client.get_latest_versions(name)[0].version == "1"
    with missing():
        client.get_registered_model(name)
    for slash in [first + "/" + name, "x/y"]:
        with invalid():
            client.create_registered_model(slash)


def test_prompts_are_apart(spaces, name):
    for space in spaces:
        with within(space):
            mlflow.genai.register_prompt(name, "Hello {{who}} of " + space)
            mlflow.genai.set_prompt_alias(name, "best", 1)
            loaded = mlflow.genai.load_prompt(f"prompts:/{name}@best")
            assert loaded.format(who="Ada") == "Hello Ada of " + space
            assert [p.name for p in mlflow.genai.search_prompts()] == [name]
    assert mlflow.genai.load_prompt(f"prompts:/{name}@best", allow_missing=True) is None


def test_traces_and_what_is_thought_of_them_are_apart(spaces, name, client):
    first, second = spaces
    made = {}
    for space in spaces:
        with within(space):
            e = mlflow.set_experiment(name)

            @mlflow.trace
            def answer(question):
                return "42 in " + space

            answer("what?")
            trace = mlflow.get_last_active_trace_id()
            made[space] = (e.experiment_id, trace)
            mlflow.log_feedback(trace_id=trace, name="good", value=True)
            found = client.search_traces(locations=[e.experiment_id])
            assert [t.info.trace_id for t in found] == [trace]
            location = found[0].info.tags["mlflow.artifactLocation"]
            assert f"/workspaces/{space}/{e.experiment_id}/" in location
            assert [a.name for a in mlflow.get_trace(trace).info.assessments] == ["good"]
            assert len(mlflow.get_trace(trace).data.spans) == 1
    with within(second):
        there, trace = made[first]
        with missing():
            client.set_trace_tag(trace, "a", "b")
        with missing():
            mlflow.log_feedback(trace_id=trace, name="bad", value=False)
        assert mlflow.get_trace(trace) is None
        assert client.search_traces(locations=[there]) == []
        assert [
            t.info.trace_id for t in client.search_traces(locations=[there, made[second][0]])
        ] == [made[second][1]]


def test_evaluation_datasets_are_apart(spaces, name, client):
    first, second = spaces
    with within(first):
        e = experiment(name)
        dataset = mlflow.genai.datasets.create_dataset(name, experiment_id=e.experiment_id)
        dataset.merge_records([{"inputs": {"q": "1"}, "expectations": {"a": "2"}}])
        kept = dataset.dataset_id
        assert mlflow.genai.datasets.get_dataset(dataset_id=kept).name == name
    with within(second):
        with missing():
            mlflow.genai.datasets.get_dataset(dataset_id=kept)
        assert list(mlflow.genai.datasets.search_datasets(filter_string=f"name = '{name}'")) == []
    with within(first):
        found = mlflow.genai.datasets.search_datasets(filter_string=f"name = '{name}'")
        assert [d.dataset_id for d in found] == [kept]


def test_webhooks_are_apart(spaces, client):
    first, second = spaces
    with within(first):
        made = client.create_webhook("hook", "https://1.1.1.1/a", ["model_version.created"])
        assert [w.name for w in client.list_webhooks()] == ["hook"]
    with within(second):
        assert list(client.list_webhooks()) == []
        with missing():
            client.get_webhook(made.webhook_id)
        with missing():
            client.update_webhook(made.webhook_id, name="stolen")
        with missing():
            client.delete_webhook(made.webhook_id)
    with within(first):
        client.delete_webhook(made.webhook_id)


def test_a_full_workspace_is_not_deleted_by_the_way(spaces, name, client):
    first, second = spaces
    for space in spaces:
        with within(space):
            e = experiment(name)
            with mlflow.start_run(experiment_id=e.experiment_id) as run:
                pass
            client.create_registered_model(name)
        with refused("INVALID_STATE", "INTERNAL_ERROR"):
            mlflow.delete_workspace(space)
    mlflow.delete_workspace(first, mode="SET_DEFAULT")
    assert mlflow.get_experiment_by_name(name).workspace == "default"
    assert client.get_registered_model(name).name == name
    with refused("INVALID_STATE", "INTERNAL_ERROR"):
        mlflow.delete_workspace(second, mode="SET_DEFAULT")
    with within(second):
        assert mlflow.get_run(run.info.run_id)
    mlflow.delete_workspace(second, mode="CASCADE")
    with missing():
        mlflow.get_run(run.info.run_id)
    # The name is free again, and so are those in it.
    mlflow.create_workspace(second)
    with within(second):
        assert mlflow.search_experiments(view_type=ViewType.ALL) == []
        experiment(name)
        client.create_registered_model(name)


def call(server, method, path, workspace=None, body=None):
    request = urllib.request.Request(
        server + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"}
        | ({} if workspace is None else {"X-MLFLOW-WORKSPACE": workspace}),
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


def test_the_wire_says_what_it_is(server, spaces):
    first, _ = spaces
    status, info = call(server, "GET", "/api/3.0/mlflow/server-info", "no-such-one")
    assert (status, info["workspaces_enabled"]) == (200, True)
    find = "/api/2.0/mlflow/experiments/search?max_results=1"
    assert call(server, "GET", find, "no-such-one")[0] == 404
    assert call(server, "GET", find, "No Name!")[0] == 400
    assert call(server, "GET", find, "  ")[0] == 200
    assert call(server, "GET", find, f" {first} ")[0] == 200
    status, made = call(
        server, "POST", "/api/2.0/mlflow/experiments/create", first, {"name": "wire"}
    )
    assert status == 200
    there = f"/api/2.0/mlflow/experiments/get?experiment_id={made['experiment_id']}"
    assert call(server, "GET", there, first)[1]["experiment"]["workspace"] == first
    assert call(server, "GET", there)[0] == 404
    spaces = "/api/3.0/mlflow/workspaces"
    status, answer = call(server, "POST", spaces, body={"name": first + "-x"})
    assert (status, answer["workspace"]["name"]) == (201, first + "-x")
    assert call(server, "PATCH", f"{spaces}/{first}", body={})[0] == 400
    assert call(server, "DELETE", f"{spaces}/{first}-x?mode=ALL")[0] == 400
    assert call(server, "DELETE", f"{spaces}/{first}-x")[0] == 204
    # Another workspace's path is refused, whoever says it.
    path = f"/api/2.0/mlflow-artifacts/artifacts?path=workspaces/{first}/1/x/artifacts"
    assert call(server, "GET", path)[0] == 400
