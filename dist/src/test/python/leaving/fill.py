"""Fills a server with one of everything that MLflow has: python fill.py URL"""

import json
import math
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_ENABLE_ASYNC_TRACE_LOGGING", "false")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")

import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import AssessmentSource, Expectation, Feedback, Metric, Param, RunTag, SpanType
from sklearn.linear_model import LinearRegression

url = sys.argv[1]
mlflow.set_tracking_uri(url)
mlflow.set_registry_uri(url)
client = MlflowClient()


class Doubler(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input * 2


@mlflow.trace(span_type=SpanType.CHAIN)
def answer(question):
    with mlflow.start_span(name="llm", span_type=SpanType.CHAT_MODEL) as span:
        usage = {"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}
        span.set_attribute("mlflow.chat.tokenUsage", usage)
        span.set_attributes({"temperature": 0.5, "flags": [True, None], "deep": {"a": [1, "ü"]}})
        span.add_event(mlflow.entities.SpanEvent(name="token", attributes={"i": 1}))
        if question == "fail":
            raise ValueError("no answer to that")
        span.set_outputs("Paris — ü")
    return {"answer": "Paris"}


def ask(question):
    try:
        answer(question)
    except ValueError:
        pass
    return mlflow.get_last_active_trace_id()


def runs():
    home = mlflow.set_experiment("churn, q3 – ü")
    client.set_experiment_tag(home.experiment_id, "team", "growth")
    with mlflow.start_run(run_name="first", description="a note") as run:
        mlflow.log_params({"depth": 6, "note": "x" * 600})
        client.log_batch(
            run.info.run_id,
            metrics=[Metric("loss", 1 / (step + 1), 1700000000000 + step, step) for step in range(900)],
        )
        client.log_batch(
            run.info.run_id,
            metrics=[
                Metric("odd", math.nan, 1, 0),
                Metric("odd", math.inf, 2, 1),
                Metric("odd", -math.inf, 3, -7),
                Metric("odd", 5e-324, 4, 2**62),
                Metric("train/acc", 0.5, 5, 0),
            ],
        )
        frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [2.0, 4.0, 6.0]})
        mlflow.log_input(mlflow.data.from_pandas(frame, name="rows", targets="y"), context="training")
        mlflow.log_text("hello", "texts/deep/a file.txt")
        mlflow.log_table({"a": [1, 2], "b": ["x", "ü"]}, "table.json")
        info = mlflow.sklearn.log_model(
            LinearRegression().fit(frame[["x"]], frame["y"]),
            name="linear",
            input_example=frame[["x"]],
            registered_model_name="churn model",
        )
        client.log_metric(
            run.info.run_id, "rmse", 0.25, step=3, model_id=info.model_id,
            dataset_name="rows", dataset_digest="12345678",
        )
        with mlflow.start_run(run_name="child", nested=True):
            mlflow.log_metric("loss", 2.0)
    with mlflow.start_run(run_name="second") as second:
        info2 = mlflow.pyfunc.log_model(
            name="double", python_model=Doubler(), registered_model_name="churn model"
        )
    failed = client.create_run(home.experiment_id, run_name="failed")
    client.set_terminated(failed.info.run_id, "FAILED")
    gone = client.create_run(home.experiment_id, run_name="gone")
    client.log_metric(gone.info.run_id, "loss", 3.0)
    client.delete_run(gone.info.run_id)
    buried = client.create_experiment("buried")
    client.create_run(buried, run_name="deep")
    client.delete_experiment(buried)
    return home, run.info.run_id


def registry():
    client.update_registered_model("churn model", "who leaves")
    client.set_registered_model_tag("churn model", "owner", "ada")
    client.set_registered_model_alias("churn model", "champion", 1)
    client.set_model_version_tag("churn model", "2", "checked", "no")
    client.update_model_version("churn model", "2", "the second")
    client.transition_model_version_stage("churn model", "2", "Staging")
    client.copy_model_version("models:/churn model/1", "copied")
    client.create_registered_model("empty")
    mlflow.genai.register_prompt("greeting", "Say hello to {{name}}", tags={"lang": "en"})
    mlflow.genai.register_prompt("greeting", "Greet {{name}} — ü", commit_message="shorter")
    mlflow.genai.set_prompt_alias("greeting", "live", 2)


def traces(home, run_id):
    mlflow.set_experiment(experiment_id=home.experiment_id)
    good = ask("capital of France?")
    bad = ask("fail")
    client.set_trace_tag(good, "reviewed", "yes")
    client.link_traces_to_run([good], run_id)
    source = AssessmentSource("HUMAN", "ada")
    mlflow.log_assessment(
        good, Feedback(name="right", value=True, rationale="it is", source=source, metadata={"k": "v"})
    )
    mlflow.log_assessment(good, Feedback(name="score", value=0.5, source=source))
    mlflow.log_assessment(good, Expectation(name="answer", value={"city": "Paris"}, source=source))
    mlflow.log_assessment(
        bad, Feedback(name="judge", error=ValueError("broken"), source=AssessmentSource("CODE", "j"))
    )


def evaluation(home):
    dataset = mlflow.genai.create_dataset(
        name="golden", experiment_id=[home.experiment_id], tags={"stage": "dev"}
    )
    dataset.merge_records(
        [
            {"inputs": {"q": "ü?", "n": 1}, "expectations": {"answer": "yes"}, "tags": {"a": "b"}},
            {"inputs": {"q": "no?"}, "outputs": {"said": [1, 2]}},
        ]
    )


home, run_id = runs()
registry()
traces(home, run_id)
evaluation(home)
