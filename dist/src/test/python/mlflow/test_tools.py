"""Programs around the client: its own command line, and the tool that moves experiments between servers."""

import json

import mlflow
import pytest
from click.testing import CliRunner
from mlflow.cli import cli


def command(*arguments, of=cli):
    """What the shell's command does, without the seconds that each start takes."""
    done = CliRunner().invoke(of, arguments)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_the_command_line(name, tmp_path, client):
    command("experiments", "create", "--experiment-name", name)
    assert name in command("experiments", "search")
    experiment = client.get_experiment_by_name(name)
    with mlflow.start_run(experiment_id=experiment.experiment_id) as run:
        mlflow.log_param("depth", 6)
    assert json.loads(command("runs", "describe", "--run-id", run.info.run_id))["data"]["params"]["depth"] == "6"
    assert run.info.run_id in command("runs", "list", "--experiment-id", experiment.experiment_id)
    file = tmp_path / "notes.txt"
    file.write_text("by hand")
    command("artifacts", "log-artifact", "--local-file", str(file), "--run-id", run.info.run_id)
    assert "notes.txt" in command("artifacts", "list", "--run-id", run.info.run_id)
    command("artifacts", "download", "--run-id", run.info.run_id, "--artifact-path", "notes.txt", "-d", str(tmp_path / "got"))
    assert (tmp_path / "got" / "notes.txt").read_text() == "by hand"
    table = tmp_path / "runs.csv"
    command("experiments", "csv", "--experiment-id", experiment.experiment_id, "--filename", str(table))
    assert run.info.run_id in table.read_text()
    command("runs", "delete", "--run-id", run.info.run_id)
    command("runs", "restore", "--run-id", run.info.run_id)
    command("experiments", "rename", "--experiment-id", experiment.experiment_id, "--new-name", name + " b")
    command("experiments", "delete", "--experiment-id", experiment.experiment_id)
    command("experiments", "restore", "--experiment-id", experiment.experiment_id)
    assert client.get_experiment(experiment.experiment_id).name == name + " b"


def test_export_import(experiment, name, table, client, tmp_path):
    export_experiment = pytest.importorskip("mlflow_export_import.experiment.export_experiment")
    import_experiment = pytest.importorskip("mlflow_export_import.experiment.import_experiment")
    from sklearn.linear_model import LogisticRegression

    with mlflow.start_run() as run:
        mlflow.log_params({"a": 1})
        for step in range(5):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_text("words", "notes.txt")
        mlflow.sklearn.log_model(LogisticRegression().fit(*table), name="model", pip_requirements=["scikit-learn"])
    other = "imported " + name
    out = str(tmp_path / "out")
    command("--experiment", experiment.name, "--output-dir", out, of=export_experiment.main)
    command("--experiment-name", other, "--input-dir", out, of=import_experiment.main)
    copies = client.search_runs([client.get_experiment_by_name(other).experiment_id])
    assert len(copies) == 1
    assert copies[0].data.params["a"] == "1"
    history = client.get_metric_history(copies[0].info.run_id, "loss")
    assert [(p.step, p.value) for p in history] == [(s, 1 / (s + 1)) for s in range(5)]
    assert mlflow.artifacts.load_text(f"runs:/{copies[0].info.run_id}/notes.txt") == "words"
