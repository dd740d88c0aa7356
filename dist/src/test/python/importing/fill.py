"""Fills an MLflow store with a bit of everything: fill.py STORE ARTIFACT_ROOT."""

import math
import os
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("MLFLOW_ENABLE_ASYNC_TRACE_LOGGING", "false")
os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

import mlflow  # noqa: E402
from mlflow import MlflowClient  # noqa: E402
from mlflow.entities import Metric, Param, RunTag  # noqa: E402


def main(store, artifacts):
    mlflow.set_tracking_uri(store)
    mlflow.set_registry_uri(store)
    client = MlflowClient(store)
    first = client.create_experiment("churn", artifact_location=artifacts + "/churn", tags={"team": "growth"})
    second = client.create_experiment("forecast/été", artifact_location=artifacts + "/forecast")
    gone = client.create_experiment("gone", artifact_location=artifacts + "/gone")
    run = runs(client, first, second, gone)
    models(client, first, run)
    if len(sys.argv) < 4:
        traces(first)


def runs(client, first, second, gone):
    mlflow.set_experiment(experiment_id=first)
    with mlflow.start_run(run_name="parent", tags={"kind": "sweep"}) as parent:
        mlflow.log_params({"lr": 0.1, "deep.nested": "x" * 500})
        mlflow.log_text("hello", "notes/hello.txt")
        mlflow.log_dict({"a": [1, 2]}, "conf.json")
        for child in range(3):
            with mlflow.start_run(run_name=f"child-{child}", nested=True) as nested:
                client.log_batch(
                    nested.info.run_id,
                    [Metric("loss", 1.0 / (step + 1), 1700000000000 + step, step) for step in range(900)]
                    + [Metric("odd", value, 1700000000000, step) for step, value in
                       enumerate([math.nan, math.inf, -math.inf, 1e-300, -0.0])]
                    + [Metric("before", 3.5, 1600000000000, -7)],
                    [Param("seed", str(child))],
                    [RunTag("mlflow.note.content", "a *note* with ümlauts")],
                )
    dataset(client, parent.info.run_id)
    failed = client.create_run(second, run_name="failed", start_time=1650000000000)
    client.log_metric(failed.info.run_id, "acc", 0.5, timestamp=1650000001000, step=3)
    client.set_terminated(failed.info.run_id, "FAILED", end_time=1650000002000)
    open_run = client.create_run(second, run_name="still running")
    client.log_metric(open_run.info.run_id, "acc", 0.25)
    deleted = client.create_run(second, run_name="deleted")
    client.log_metric(deleted.info.run_id, "acc", 0.125, step=9)
    client.log_text(deleted.info.run_id, "in the bin", "bin.txt")
    client.delete_run(deleted.info.run_id)
    for name in ("a", "b"):
        client.log_metric(client.create_run(gone, run_name=name).info.run_id, "m", 1.0)
    client.delete_experiment(gone)
    client.log_metric(client.create_run("0", run_name="in default").info.run_id, "m", 2.0)
    return parent.info.run_id


def dataset(client, run):
    import pandas

    frame = pandas.DataFrame({"x": [1.0, 2.0], "y": [0, 1]})
    data = mlflow.data.from_pandas(frame, source="https://example.org/data.csv", name="people", targets="y")
    with mlflow.start_run(run_id=run):
        mlflow.log_input(data, context="training", tags={"part": "all"})


def models(client, experiment, run):
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    with mlflow.start_run(run_id=run):
        if hasattr(mlflow, "create_external_model"):
            info = mlflow.sklearn.log_model(
                model, name="clf", params={"C": "1.0"}, input_example=[[0.5]],
                pip_requirements=["scikit-learn"],
            )
            mlflow.log_metric("auc", 0.75, step=2, model_id=info.model_id)
            spare = mlflow.create_external_model(name="spare", experiment_id=experiment)
            client.delete_logged_model(spare.model_id)
        else:
            info = mlflow.sklearn.log_model(model, "clf", pip_requirements=["scikit-learn"])
    client.create_registered_model("clf", tags={"owner": "ada"}, description="Tells who leaves.")
    for version in range(1, 6):
        client.create_model_version("clf", info.model_uri, run, tags={"n": str(version)}, description=f"v{version}")
    client.transition_model_version_stage("clf", "2", "Production")
    client.transition_model_version_stage("clf", "3", "Staging")
    client.transition_model_version_stage("clf", "1", "Archived")
    client.delete_model_version("clf", "4")
    client.delete_model_version("clf", "5")
    client.set_registered_model_alias("clf", "champion", "2")
    client.set_registered_model_alias("clf", "Next_1", "3")
    client.create_registered_model("empty")
    if hasattr(mlflow, "genai") and hasattr(mlflow.genai, "register_prompt"):
        mlflow.genai.register_prompt("greet", "Hello {{name}}!", commit_message="first", tags={"lang": "en"})
        mlflow.genai.register_prompt("greet", "Hi {{name}}!", commit_message="second")
        mlflow.genai.set_prompt_alias("greet", "live", 2)


def traces(experiment):
    mlflow.set_experiment(experiment_id=experiment)

    @mlflow.trace(span_type="CHAIN", attributes={"depth": 1})
    def answer(question):
        with mlflow.start_span("think", span_type="LLM") as span:
            span.set_inputs({"q": question})
            span.add_event(mlflow.entities.SpanEvent("halfway", attributes={"at": 0.5}))
            span.set_outputs({"a": 42})
        mlflow.update_current_trace(tags={"colour": "blue"}, metadata={"mlflow.trace.session": "s-1"})
        return {"a": 42}

    answer("why?")
    good = mlflow.get_last_active_trace_id()
    from mlflow.entities import AssessmentSource

    human = AssessmentSource("HUMAN", "ada")
    feedback = mlflow.log_feedback(trace_id=good, name="good", value=True, source=human, rationale="it is")
    mlflow.override_feedback(trace_id=good, assessment_id=feedback.assessment_id, value=False, source=human)
    mlflow.log_expectation(trace_id=good, name="wanted", value={"a": [1, 2]}, source=human)
    mlflow.log_feedback(trace_id=good, name="score", value=0.5,
                        source=AssessmentSource("LLM_JUDGE", "judge"), metadata={"k": "v"})

    @mlflow.trace
    def fails():
        raise ValueError("no")

    try:
        fails()
    except ValueError:
        pass


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
    print("filled", mlflow.__version__)
