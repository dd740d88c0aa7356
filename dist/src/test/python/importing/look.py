"""Prints everything that an MLflow store holds, as JSON lines that two stores can be compared by:
look.py STORE."""

import hashlib
import json
import os
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
os.environ.setdefault("MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD", "false")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

import mlflow  # noqa: E402
from mlflow import MlflowClient  # noqa: E402
from mlflow.entities import ViewType  # noqa: E402

def say(kind, key, **fields):
    print(json.dumps([kind, key, fields], sort_keys=True, default=str))


def files(client, run):
    found = {}

    def walk(path):
        for item in client.list_artifacts(run, path):
            if item.is_dir:
                walk(item.path)
            else:
                with tempfile.TemporaryDirectory() as folder:
                    local = mlflow.artifacts.download_artifacts(run_id=run, artifact_path=item.path, dst_path=folder)
                    with open(local, "rb") as opened:
                        found[item.path] = hashlib.sha256(opened.read()).hexdigest()

    walk(None)
    return found


def model_files(uri):
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        local = mlflow.artifacts.download_artifacts(artifact_uri=uri, dst_path=folder)
        for base, _, names in os.walk(local):
            for name in names:
                path = os.path.join(base, name)
                with open(path, "rb") as opened:
                    found[os.path.relpath(path, local)] = hashlib.sha256(opened.read()).hexdigest()
    return found


def number(value):
    """A database's infinities are the greatest doubles."""
    return repr(max(-sys.float_info.max, min(sys.float_info.max, value)) if value == value else value)


def point(metric):
    return [metric.key, number(metric.value), metric.timestamp, metric.step]


def runs(client, experiments):
    for run in client.search_runs(experiments, run_view_type=ViewType.ALL, max_results=10000):
        history = [point(m) for key in run.data.metrics for m in client.get_metric_history(run.info.run_id, key)]
        say(
            "run", run.info.run_id,
            experiment=run.info.experiment_id, name=run.info.run_name, status=run.info.status,
            start=run.info.start_time, end=run.info.end_time, stage=run.info.lifecycle_stage,
            user=run.info.user_id, params=run.data.params,
            tags=run.data.tags,
            latest={k: number(v) for k, v in run.data.metrics.items()},
            history=sorted(history),
            inputs=[
                [i.dataset.name, i.dataset.digest, i.dataset.source_type, i.dataset.source, i.dataset.schema,
                 i.dataset.profile, sorted((t.key, t.value) for t in i.tags)]
                for i in (run.inputs.dataset_inputs if run.inputs else [])
            ],
            outputs=sorted([o.model_id, o.step] for o in (run.outputs.model_outputs if getattr(run, "outputs", None) else [])),
            files=files(client, run.info.run_id),
        )


def logged(client, experiments):
    if not hasattr(client, "search_logged_models"):
        return
    for model in client.search_logged_models(experiments):
        say(
            "logged", model.model_id,
            experiment=model.experiment_id, name=model.name, type=model.model_type or "", status=str(model.status),
            created=model.creation_timestamp, updated=model.last_updated_timestamp, run=model.source_run_id,
            params=model.params, tags=model.tags,
            metrics=sorted(
                [m.key, number(m.value), m.timestamp, m.step, m.run_id, m.dataset_name, m.dataset_digest]
                for m in (model.metrics or [])
            ),
            files=model_files("models:/" + model.model_id) if model.model_type else {},
        )


def registry(client):
    for model in client.search_registered_models():
        full = client.get_registered_model(model.name)
        say("model", model.name, description=full.description or "", tags=full.tags, created=full.creation_timestamp,
            updated=full.last_updated_timestamp, aliases={k: str(v) for k, v in full.aliases.items()},
            latest=sorted([str(v.version), v.current_stage] for v in full.latest_versions))
    try:
        prompts = client.search_prompts()
    except Exception:
        prompts = []
    for prompt in prompts:
        say("prompt", prompt.name, tags=prompt.tags, text=client.get_prompt_version(prompt.name, "2").template)
    for v in client.search_model_versions():
        if v.tags.get("mlflow.prompt.is_prompt"):
            continue
        full = client.get_model_version(v.name, v.version)
        say("version", f"{v.name}/{v.version}", stage=full.current_stage, description=full.description or "",
            tags=full.tags, run=full.run_id or "", user=full.user_id or "", created=full.creation_timestamp,
            updated=full.last_updated_timestamp, aliases=sorted(full.aliases),
            files=model_files(f"models:/{v.name}/{v.version}"))


def assessment(one):
    return {
        "id": one.assessment_id, "name": one.name, "source": [one.source.source_type, one.source.source_id],
        "created": one.create_time_ms, "updated": one.last_update_time_ms, "rationale": one.rationale or "",
        "metadata": one.metadata or {}, "span": one.span_id, "valid": getattr(one, "valid", None) is not False,
        "overrides": getattr(one, "overrides", None),
        "value": repr((one.feedback or one.expectation).value),
    }


def traces(client, experiments):
    if not hasattr(mlflow, "search_traces"):
        return
    for trace in client.search_traces(locations=experiments):
        info = trace.info
        tags = {k: v for k, v in info.tags.items() if k not in ("mlflow.artifactLocation", "mlflow.trace.spansLocation")}
        say(
            "trace", info.trace_id,
            experiment=info.experiment_id, at=info.request_time, took=info.execution_duration, state=str(info.state),
            request=info.request_preview, response=info.response_preview, tags=tags, metadata=info.trace_metadata,
            client=info.client_request_id,
            assessments=sorted((assessment(a) for a in info.assessments), key=lambda a: (a["created"], a["id"])),
            spans=[
                [s.span_id, s.parent_id, s.name, s.span_type, s.start_time_ns, s.end_time_ns, str(s.status),
                 s.inputs, s.outputs, s.attributes,
                 [[e.name, e.timestamp, e.attributes] for e in s.events if "stacktrace" not in str(e.attributes)]]
                for s in sorted(trace.data.spans, key=lambda s: s.start_time_ns)
            ],
        )


def main(store):
    mlflow.set_tracking_uri(store)
    mlflow.set_registry_uri(store)
    client = MlflowClient(store)
    experiments = client.search_experiments(view_type=ViewType.ALL)
    for e in experiments:
        times = {} if e.experiment_id == "0" else {"created": e.creation_time, "updated": e.last_update_time}
        say("experiment", e.experiment_id, name=e.name, stage=e.lifecycle_stage, tags=e.tags, **times)
    ids = [e.experiment_id for e in experiments]
    runs(client, ids)
    logged(client, ids)
    registry(client)
    if len(sys.argv) < 3:
        traces(client, ids)


if __name__ == "__main__":
    main(sys.argv[1])
