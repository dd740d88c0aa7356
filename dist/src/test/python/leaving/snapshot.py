"""Prints what a server holds, as an MLflow client sees it: python snapshot.py URL"""

import hashlib
import json
import math
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")

import mlflow
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import ViewType

url = sys.argv[1]
mlflow.set_tracking_uri(url)
mlflow.set_registry_uri(url)
client = MlflowClient()


def pages(search):
    found, token = [], None
    while True:
        page = search(token)
        found += page
        token = getattr(page, "token", None)
        if not token:
            return found


def number(value):
    return "NaN" if math.isnan(value) else value


def point(metric):
    return [metric.key, number(metric.value), metric.timestamp, metric.step]


def files(root):
    with tempfile.TemporaryDirectory() as folder:
        try:
            mlflow.artifacts.download_artifacts(artifact_uri=root, dst_path=folder)
        except Exception as e:
            if "No such" in str(e) or "not found" in str(e).lower() or "404" in str(e):
                return {}
            raise
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(Path(folder).rglob("*"))
            if path.is_file()
        }


def run(info):
    whole = client.get_run(info.info.run_id)
    data = whole.data
    return {
        "info": {k: v for k, v in dict(whole.info).items()},
        "params": data.params,
        "tags": data.tags,
        "latest": {key: number(value) for key, value in data.metrics.items()},
        "points": {
            key: sorted((point(m) for m in client.get_metric_history(whole.info.run_id, key)), key=str)
            for key in sorted(data.metrics)
        },
        "inputs": sorted(
            [
                [dict(i.dataset), sorted((t.key, t.value) for t in i.tags)]
                for i in whole.inputs.dataset_inputs
            ],
            key=str,
        ),
        "models in": sorted(i.model_id for i in whole.inputs.model_inputs),
        "models out": sorted([o.model_id, o.step] for o in whole.outputs.model_outputs)
        if whole.outputs
        else [],
        "files": files(whole.info.artifact_uri) if whole.info.lifecycle_stage == "active" else {},
    }


def logged_model(model):
    shown = model.to_dictionary()
    shown["metrics"] = sorted(
        (
            [m.key, m.value, m.timestamp, m.step, m.run_id, m.dataset_name, m.dataset_digest]
            for m in model.metrics or []
            # MLflow's own SQLite store has no NaN there, and fails on what it keeps instead.
            if not math.isnan(m.value)
        ),
        key=str,
    )
    shown["tags"] = dict(sorted(model.tags.items()))
    shown["params"] = dict(sorted((model.params or {}).items()))
    shown["files"] = files(model.artifact_location)
    return shown


def experiment(e):
    found = pages(
        lambda token: client.search_runs(
            [e.experiment_id], run_view_type=ViewType.ALL, page_token=token, max_results=50
        )
    )
    models = pages(
        lambda token: client.search_logged_models([e.experiment_id], page_token=token, max_results=20)
    )
    return {
        "id": e.experiment_id,
        "name": e.name,
        "location": e.artifact_location,
        "stage": e.lifecycle_stage,
        "created": e.creation_time,
        "updated": e.last_update_time,
        "tags": e.tags,
        "runs": {r.info.run_id: run(r) for r in found},
        "order": [r.info.run_id for r in found],
        "logged models": {m.model_id: logged_model(m) for m in models},
        "traces": traces(e) if e.lifecycle_stage == "active" else [],
    }


def traces(e):
    shown = []
    for trace in mlflow.search_traces(
        locations=[e.experiment_id], return_type="list", max_results=500
    ):
        tree = json.loads(trace.to_json())
        for field in ("tags", "trace_metadata"):
            tree["info"][field] = {
                key: value
                for key, value in sorted(tree["info"][field].items())
                # Where a store keeps the spans, and that it has them all, is its own.
                if key not in ("mlflow.trace.spansLocation", "mlflow.trace.infoFinalized",
                               "mlflow.artifactLocation")
            }
        for field in ("tokenUsage", "cost"):
            key = "mlflow.trace." + field
            if key in tree["info"]["trace_metadata"]:
                tree["info"]["trace_metadata"][key] = json.loads(tree["info"]["trace_metadata"][key])
        tree["info"]["assessments"] = sorted(
            tree["info"].get("assessments") or [], key=lambda a: a["assessment_id"]
        )
        shown.append(tree)
    return sorted(shown, key=lambda t: t["info"]["trace_id"])


def registry():
    shown = {}
    for model in pages(
        lambda token: client.search_registered_models(page_token=token, max_results=50)
    ):
        whole = client.get_registered_model(model.name)
        shown[model.name] = {
            "created": whole.creation_timestamp,
            "updated": whole.last_updated_timestamp,
            "description": whole.description or None,
            "tags": whole.tags,
            "aliases": whole.aliases,
            "versions": [version(v) for v in pages(
                lambda token: client.search_model_versions(
                    f"name = '{model.name}'", page_token=token, max_results=50
                )
            )],
        }
    return shown


def version(v):
    return {
        "version": v.version,
        "created": v.creation_timestamp,
        "updated": v.last_updated_timestamp,
        "description": v.description or None,
        "stage": v.current_stage,
        "source": v.source,
        "run": v.run_id,
        "user": v.user_id or None,
        "status": v.status,
        "tags": v.tags,
        "aliases": sorted(client.get_model_version(v.name, v.version).aliases),
        "at": client.get_model_version_download_uri(v.name, v.version),
    }


def predictions():
    frame = pd.DataFrame({"x": [1.0, 4.0]})
    said = {}
    for uri in ("models:/churn model/1", "models:/churn model@champion", "models:/churn model/2",
                "models:/copied/1"):
        answer = mlflow.pyfunc.load_model(uri).predict(frame)
        said[uri] = [round(float(x), 9) for x in (answer["x"] if hasattr(answer, "columns") else answer)]
    return said


def prompts():
    shown = {}
    for version in (1, 2):
        prompt = mlflow.genai.load_prompt(f"prompts:/greeting/{version}")
        shown[str(version)] = [prompt.template, prompt.commit_message, prompt.tags]
    shown["live"] = mlflow.genai.load_prompt("prompts:/greeting@live").version
    return shown


def datasets(experiments):
    shown = {}
    for found in mlflow.genai.search_datasets(experiment_ids=[e.experiment_id for e in experiments]):
        whole = mlflow.genai.get_dataset(dataset_id=found.dataset_id)
        shown[found.dataset_id] = {
            "name": whole.name,
            "tags": dict(sorted((whole.tags or {}).items())),
            "digest": whole.digest,
            "created": whole.created_time,
            "experiments": sorted(whole.experiment_ids),
            "records": sorted(whole.to_df().to_dict("records"), key=lambda r: r["dataset_record_id"]),
        }
    return shown


experiments = client.search_experiments(view_type=ViewType.ALL)
shown = (
    {
        "experiments": {e.experiment_id: experiment(e) for e in experiments},
        "linked": {
            e.experiment_id: {
                r.info.run_id: sorted(
                    t.info.trace_id
                    for t in mlflow.search_traces(
                        locations=[e.experiment_id], run_id=r.info.run_id, return_type="list"
                    )
                )
                for r in client.search_runs([e.experiment_id])
            }
            for e in experiments
            if e.lifecycle_stage == "active"
        },
        "registry": registry(),
        "prompts": prompts(),
        "predictions": predictions(),
        "datasets": datasets(experiments),
    }
)
json.dump(shown, sys.stdout, indent=1, sort_keys=True, default=str, ensure_ascii=False)
