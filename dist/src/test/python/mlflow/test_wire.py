"""What lies beside runs and models: webhooks, files in parts, what is not there."""

import hashlib
import http.server
import json
import os
import queue
import threading
import time

import mlflow
import pytest
import requests
from mlflow.entities.webhook import WebhookEvent
from mlflow.exceptions import MlflowException
from mlflow.webhooks.delivery import _generate_hmac_signature


@pytest.fixture
def receiver():
    """A receiver on this machine: its address, and what it got."""
    got = queue.Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.put((dict(self.headers), body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"taken")

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()


def verified(delivery, secret):
    """The body, when its signature is the one that MLflow's own deliveries would carry."""
    headers, body = delivery
    stamp = headers["X-MLflow-Timestamp"]
    assert abs(time.time() - int(stamp)) < 60
    expected = _generate_hmac_signature(
        secret, headers["X-MLflow-Delivery-Id"], stamp, body.decode()
    )
    assert headers["X-MLflow-Signature"] == expected
    return json.loads(body)


def test_webhooks_hear_of_models_versions_aliases_and_prompts(client, name, receiver):
    url, got = receiver
    events = [
        "registered_model.created",
        "model_version.created",
        "model_version_tag.set",
        "model_version_tag.deleted",
        "model_version_alias.created",
        "model_version_alias.deleted",
        "prompt.created",
        "prompt_version.created",
        "prompt_alias.created",
    ]
    hook = client.create_webhook(
        name=name, url=url, events=events, secret="s3cret", description="a test"
    )
    assert hook.status == "ACTIVE"
    assert sorted(map(str, hook.events)) == sorted(events)
    assert hook.secret is None
    client.create_registered_model(name, tags={"team": "a"}, description="d")
    version = client.create_model_version(name, "s3://bucket/model").version
    client.set_model_version_tag(name, version, "k", "v")
    client.delete_model_version_tag(name, version, "k")
    client.set_registered_model_alias(name, "best", version)
    client.delete_registered_model_alias(name, "best")
    prompt = name + "-prompt"
    client.register_prompt(prompt, "Hello {{name}}!")
    client.set_prompt_alias(prompt, "live", 1)
    heard = []
    for _ in events:
        heard.append(verified(got.get(timeout=20), "s3cret"))
    assert [f"{one['entity']}.{one['action']}" for one in heard] == events
    assert heard[0]["data"] == {"name": name, "tags": {"team": "a"}, "description": "d"}
    assert heard[1]["data"]["source"] == "s3://bucket/model"
    assert heard[2]["data"] == {"name": name, "version": "1", "key": "k", "value": "v"}
    assert heard[7]["data"]["template"] == "Hello {{name}}!"
    client.delete_webhook(hook.webhook_id)


def test_webhooks_are_tried_changed_and_deleted(client, name, receiver):
    url, got = receiver
    hook = client.create_webhook(name, url, ["registered_model.created"], secret="a")
    result = client.test_webhook(hook.webhook_id)
    assert result.success and result.response_status == 200 and result.response_body == "taken"
    assert verified(got.get(timeout=20), "a")["data"]["name"] == "example_model"
    result = client.test_webhook(hook.webhook_id, WebhookEvent.from_str("prompt.created"))
    assert verified(got.get(timeout=20), "a")["entity"] == "prompt"
    changed = client.update_webhook(hook.webhook_id, description="other", status="DISABLED")
    assert changed.description == "other" and changed.status == "DISABLED"
    client.create_registered_model(name)
    assert client.get_webhook(hook.webhook_id).name == name
    assert hook.webhook_id in [one.webhook_id for one in client.list_webhooks()]
    client.delete_webhook(hook.webhook_id)
    with pytest.raises(MlflowException, match="RESOURCE_DOES_NOT_EXIST"):
        client.get_webhook(hook.webhook_id)
    assert got.empty()


@pytest.mark.parametrize("url", ["http://1.1.1.1/", "https://10.0.0.1/", "https://169.254.169.254/"])
def test_webhooks_do_not_reach_what_only_the_server_can(client, name, url):
    with pytest.raises(MlflowException, match="webhook url"):
        client.create_webhook(name, url, ["registered_model.created"])


def test_files_go_and_come_in_parts(experiment, client, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD", "true")
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", "1048576")
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", "5242880")
    monkeypatch.setenv("MLFLOW_MULTIPART_DOWNLOAD_CHUNK_SIZE", "3000000")
    big = tmp_path / "big one.bin"
    big.write_bytes(os.urandom(23_456_789))
    with mlflow.start_run() as run:
        mlflow.log_artifact(str(big), "models/a")
    [there] = client.list_artifacts(run.info.run_id, "models/a")
    assert there.file_size == 23_456_789
    back = client.download_artifacts(run.info.run_id, "models/a/big one.bin", str(tmp_path / "b"))
    with open(back, "rb") as f:
        assert hashlib.file_digest(f, "sha256").digest() == hashlib.sha256(big.read_bytes()).digest()


def test_parts_that_are_wrong_store_nothing(server, experiment, client):
    with mlflow.start_run() as run:
        pass
    folder = f"{experiment.experiment_id}/{run.info.run_id}/artifacts"
    mpu = f"{server}/api/2.0/mlflow-artifacts/mpu"
    made = requests.post(f"{mpu}/create/{folder}", json={"path": "x.bin", "num_parts": 2}).json()
    assert [one["part_number"] for one in made["credentials"]] == [1, 2]
    first = requests.put(made["credentials"][0]["url"], data=b"one")
    assert first.status_code == 200
    tag = first.headers["ETag"]
    wrong = [
        [],
        [{"part_number": 1, "etag": tag}],
        [{"part_number": 2, "etag": tag}, {"part_number": 1, "etag": tag}],
        [{"part_number": 1, "etag": "../../x"}, {"part_number": 2, "etag": tag}],
        [{"part_number": 1, "etag": tag}, {"part_number": 2, "etag": tag}],
    ]
    for parts in wrong:
        body = {"path": "x.bin", "upload_id": made["upload_id"], "parts": parts}
        answer = requests.post(f"{mpu}/complete/{folder}", json=body)
        assert answer.status_code == 400, answer.text
    assert client.list_artifacts(run.info.run_id) == []
    assert requests.put(made["credentials"][0]["url"][:-1] + "3", data=b"x").status_code == 400
    body = {"path": "x.bin", "upload_id": made["upload_id"]}
    assert requests.post(f"{mpu}/abort/{folder}", json=body).status_code == 200
    assert requests.put(made["credentials"][0]["url"], data=b"x").status_code == 404
    other = requests.post(f"{mpu}/create/0/{'0' * 32}/artifacts", json={"path": "x"})
    assert other.status_code == 404


def test_a_range_of_a_file_is_enough(server, experiment):
    with mlflow.start_run() as run:
        mlflow.log_text("0123456789", "digits.txt")
    folder = f"{experiment.experiment_id}/{run.info.run_id}/artifacts"
    url = f"{server}/api/2.0/mlflow-artifacts/artifacts/{folder}/digits.txt"
    answer = requests.get(url, headers={"Range": "bytes=2-4"})
    assert (answer.status_code, answer.text) == (206, "234")
    assert answer.headers["Content-Range"] == "bytes 2-4/10"
    assert requests.get(url, headers={"Range": "bytes=10-"}).status_code == 416


def test_old_clients_say_that_a_run_logged_a_model(experiment, client):
    from mlflow.models import Model

    with mlflow.start_run() as run:
        model = Model(artifact_path="m", run_id=run.info.run_id, flavors={"python_function": {}})
        client._record_logged_model(run.info.run_id, model)
        client._record_logged_model(run.info.run_id, model)
    tag = client.get_run(run.info.run_id).data.tags["mlflow.log-model.history"]
    assert [one["artifact_path"] for one in json.loads(tag)] == ["m", "m"]


def test_what_is_not_here_says_so_at_once(server):
    for method, path in [
        ("GET", "/api/3.0/mlflow/gateway/endpoints/list"),
        ("POST", "/api/3.0/mlflow/gateway/secrets/create"),
        ("GET", "/ajax-api/3.0/jobs/1"),
        ("POST", "/api/3.0/mlflow/issues"),
        ("GET", "/api/3.0/mlflow/label-schemas/list"),
        ("GET", "/api/3.0/mlflow/review-queues/list"),
        ("POST", "/api/3.0/mlflow/prompt-optimization/jobs"),
        ("POST", "/api/2.0/mlflow/users/create"),
        ("POST", "/api/3.0/mlflow/roles/create"),
        ("GET", "/api/3.0/mlflow/workspaces"),
    ]:
        answer = requests.request(method, server + path, json={})
        assert answer.status_code == 501, path
        assert answer.json()["error_code"] == "NOT_IMPLEMENTED"
    headers = {"X-MLFLOW-WORKSPACE": "team"}
    answer = requests.get(server + "/api/2.0/mlflow/runs/get?run_id=a", headers=headers)
    assert answer.status_code == 400 and "workspaces are not enabled" in answer.json()["message"]
    info = requests.get(server + "/api/3.0/mlflow/server-info", headers=headers).json()
    assert info["workspaces_enabled"] is False
