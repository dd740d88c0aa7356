"""The rest of what runs log: tables, images, figures, without waiting, about the machine."""

import time

import mlflow
import numpy as np
import pandas as pd
import pytest


def test_images_by_step(experiment, client):
    image = np.zeros((8, 8, 3), dtype=np.uint8)
    with mlflow.start_run() as run:
        mlflow.log_image(image, "flat.png")
        for step in range(3):
            mlflow.log_image(image + step, key="dogs", step=step)
        mlflow.flush_artifact_async_logging()
    files = {file.path for file in client.list_artifacts(run.info.run_id)}
    assert {"flat.png", "images"} <= files
    stepped = [file.path for file in client.list_artifacts(run.info.run_id, "images")]
    assert len(stepped) == 6
    assert all("dogs" in path for path in stepped)


def test_figures_and_tables(experiment, client):
    plt = pytest.importorskip("matplotlib.pyplot")
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3])
    with mlflow.start_run() as run:
        mlflow.log_figure(figure, "plots/line.png")
        mlflow.log_table({"question": ["a", "b"], "score": [1, 2]}, "eval.json")
        mlflow.log_table(pd.DataFrame({"question": ["c"], "score": [3]}), "eval.json")
    plt.close(figure)
    assert [file.path for file in client.list_artifacts(run.info.run_id, "plots")] == ["plots/line.png"]
    table = mlflow.load_table("eval.json", run_ids=[run.info.run_id])
    assert list(table["score"]) == [1, 2, 3]
    everywhere = mlflow.load_table("eval.json", extra_columns=["run_id"])
    assert set(everywhere["run_id"]) == {run.info.run_id}


def test_logging_without_waiting(experiment, client):
    with mlflow.start_run() as run:
        waits = [mlflow.log_metric("loss", 1.0 / (step + 1), step=step, synchronous=False) for step in range(300)]
        waits.append(mlflow.log_params({f"p{i}": i for i in range(50)}, synchronous=False))
        waits.append(mlflow.set_tags({"kind": "async"}, synchronous=False))
        for wait in waits:
            wait.wait()
    history = client.get_metric_history(run.info.run_id, "loss")
    assert [point.step for point in history] == list(range(300))
    done = client.get_run(run.info.run_id)
    assert done.data.params["p49"] == "49"
    assert done.data.tags["kind"] == "async"


def test_system_metrics(experiment, client):
    pytest.importorskip("psutil")
    mlflow.set_system_metrics_sampling_interval(0.2)
    mlflow.set_system_metrics_samples_before_logging(1)
    with mlflow.start_run(log_system_metrics=True) as run:
        deadline = time.monotonic() + 20
        seen = {}
        while "system/cpu_utilization_percentage" not in seen and time.monotonic() < deadline:
            time.sleep(0.1)
            seen = client.get_run(run.info.run_id).data.metrics
    assert "system/cpu_utilization_percentage" in seen
    assert "system/system_memory_usage_megabytes" in client.get_run(run.info.run_id).data.metrics


def test_a_model_is_evaluated(experiment, table, client):
    from sklearn.linear_model import LogisticRegression

    rows, labels = table
    model = LogisticRegression().fit(rows, labels)
    frame = pd.DataFrame(rows, columns=["a", "b"])
    with mlflow.start_run() as run:
        logged = mlflow.sklearn.log_model(model, name="model", input_example=frame.head(2), pip_requirements=["scikit-learn"])
        result = mlflow.models.evaluate(
            logged.model_uri,
            frame.assign(label=labels),
            targets="label",
            model_type="classifier",
            evaluator_config={"log_model_explainability": False},
        )
    done = client.get_run(run.info.run_id)
    assert done.data.metrics["accuracy_score"] == pytest.approx(result.metrics["accuracy_score"])
    assert "confusion_matrix.png" in [file.path for file in client.list_artifacts(run.info.run_id)]


def test_thousands_of_points_come_back_as_they_went(experiment, client):
    points = [
        mlflow.entities.Metric("wave", float(np.sin(i / 50)), 1_600_000_000_000 + i, i) for i in range(30_000)
    ]
    with mlflow.start_run() as run:
        for begin in range(0, len(points), 1000):
            client.log_batch(run.info.run_id, metrics=points[begin : begin + 1000])
    history = client.get_metric_history(run.info.run_id, "wave")
    assert [(p.step, p.value, p.timestamp) for p in history] == [(p.step, p.value, p.timestamp) for p in points]
