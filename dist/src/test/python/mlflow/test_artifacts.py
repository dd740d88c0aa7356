"""Files that runs log."""

import os

import matplotlib.pyplot as plt
import mlflow
import numpy as np
import pandas as pd
import pytest
import requests
from mlflow.exceptions import MlflowException


def test_texts_dicts_files_and_folders(experiment, client, tmp_path):
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "x.bin").write_bytes(bytes(range(256)))
    (tmp_path / "in" / "ünïcode name.txt").write_text("hello")
    with mlflow.start_run() as run:
        mlflow.log_text("one", "notes/a.txt")
        mlflow.log_text("two", "notes/a.txt")
        mlflow.log_dict({"k": [1, 2]}, "config.json")
        mlflow.log_artifact(tmp_path / "in" / "sub" / "x.bin", "single")
        mlflow.log_artifacts(tmp_path / "in", "many")
        figure = plt.figure()
        mlflow.log_figure(figure, "figure.png")
        plt.close(figure)
        mlflow.log_image(np.zeros((4, 4, 3), dtype=np.uint8), "image.png")
    run_id = run.info.run_id
    root = {f.path: f.is_dir for f in client.list_artifacts(run_id)}
    assert root == {
        "notes": True,
        "config.json": False,
        "single": True,
        "many": True,
        "figure.png": False,
        "image.png": False,
    }
    assert mlflow.artifacts.load_text(f"runs:/{run_id}/notes/a.txt") == "two"
    assert mlflow.artifacts.load_dict(f"runs:/{run_id}/config.json") == {"k": [1, 2]}
    got = client.download_artifacts(run_id, "many", str(tmp_path))
    assert open(os.path.join(got, "sub", "x.bin"), "rb").read() == bytes(range(256))
    assert open(os.path.join(got, "ünïcode name.txt")).read() == "hello"
    sizes = {f.path: f.file_size for f in client.list_artifacts(run_id, "single")}
    assert sizes == {"single/x.bin": 256}
    assert client.list_artifacts(run_id, "nothing") == []


def test_tables_grow(experiment):
    with mlflow.start_run() as run:
        mlflow.log_table({"a": [1, 2]}, "t.json")
        mlflow.log_table(pd.DataFrame({"a": [3]}), "t.json")
    assert list(mlflow.load_table("t.json", run_ids=[run.info.run_id])["a"]) == [1, 2, 3]


def test_artifacts_are_deleted(experiment, client):
    with mlflow.start_run() as run:
        mlflow.log_text("x", "a/x.txt")
        mlflow.log_text("y", "a/y.txt")
    repository = mlflow.store.artifact.artifact_repository_registry.get_artifact_repository(
        run.info.artifact_uri
    )
    repository.delete_artifacts("a/x.txt")
    assert [f.path for f in client.list_artifacts(run.info.run_id, "a")] == ["a/y.txt"]
    with pytest.raises(MlflowException):
        mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/a/x.txt")


def test_a_big_file_goes_in_one_stream(experiment, client, tmp_path):
    big = tmp_path / "big.bin"
    block = os.urandom(1024 * 1024)
    with open(big, "wb") as out:
        for _ in range(48):
            out.write(block)
    with mlflow.start_run() as run:
        mlflow.log_artifact(big)
    got = client.download_artifacts(run.info.run_id, "big.bin", str(tmp_path / "."))
    assert os.path.getsize(got) == 48 * 1024 * 1024
    assert open(got, "rb").read(1024 * 1024) == block


def test_paths_do_not_escape(experiment, server):
    with mlflow.start_run() as run:
        mlflow.log_text("x", "x.txt")
    base = f"{server}/api/2.0/mlflow-artifacts/artifacts"
    root = f"{experiment.experiment_id}/{run.info.run_id}/artifacts"
    for path in (f"{root}/%2e%2e/%2e%2e/y", f"{root}/..%2fy", f"{root}/a%5cb", "y", f"{root}"):
        answer = requests.put(f"{base}/{path}", data=b"evil", timeout=30)
        assert answer.status_code == 400, path
        assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE"
    assert requests.put(f"{base}/{root}/a%00b", data=b"evil", timeout=30).status_code == 400
    assert requests.get(f"{base}/{root}/nothing", timeout=30).status_code == 404
    assert requests.get(f"{base}/{root}", timeout=30).status_code == 404
