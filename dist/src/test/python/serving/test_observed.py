"""What a caller with OpenTelemetry sees of its requests, and what other servers' dashboards ask for."""

import json
import time
import urllib.request

import pytest
import tritonclient.grpc
import tritonclient.http
from conftest import URL, X, ask, call
from opentelemetry import propagate
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import format_span_id, format_trace_id

ADDRESS = URL.removeprefix("http://")


@pytest.fixture(scope="module")
def tracer():
    """Sends the caller's own spans to the same place."""
    provider = TracerProvider()
    exporter = OTLPSpanExporter(URL + "/v1/traces", headers={"x-mlflow-experiment-id": "0"})
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield provider.get_tracer("caller")
    provider.shutdown()


def spans(trace, parent):
    """The server's span below the caller's, and its parts; waits for them."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        status, text, _ = call(f"/noria/v1/traces/tr-{trace}")
        if status == 200:
            all_spans = json.loads(text)["spans"]
            ours = [each for each in all_spans if each.get("parent") == parent]
            if ours and any(each["id"] == parent for each in all_spans):
                parts = [each for each in all_spans if each.get("parent") == ours[0]["id"]]
                return ours[0], [each["name"] for each in parts]
        time.sleep(0.1)
    raise AssertionError(f"no span below {parent}: {text}")


def triton(module):
    with module.InferenceServerClient(ADDRESS) as client:
        name = "X"
        given = module.InferInput(name, [2, 4], "FP32")
        given.set_data_from_numpy(X[:2])
        headers = {}
        propagate.inject(headers)
        client.infer("iris", [given], headers=headers)


def rest(path, body):
    headers = {"Content-Type": "application/json"}
    propagate.inject(headers)
    ask(path, body, headers)


@pytest.mark.parametrize(
    "dialect, name, asked",
    [
        ("oip", "POST /v2/models/{model}/infer", lambda: triton(tritonclient.http)),
        (
            "oip-grpc",
            "inference.GRPCInferenceService/ModelInfer",
            lambda: triton(tritonclient.grpc),
        ),
        (
            "kserve",
            "POST /at/kserve/v1/models/{model}",
            lambda: rest("/at/kserve/v1/models/iris:predict", {"instances": X[:2].tolist()}),
        ),
    ],
)
def test_the_servers_span_is_below_the_callers(tracer, iris, dialect, name, asked):
    with tracer.start_as_current_span("caller") as own:
        asked()
    context = own.get_span_context()
    span, parts = spans(format_trace_id(context.trace_id), format_span_id(context.span_id))
    assert span["name"] == name
    attributes = json.dumps(span["attributes"])
    for said in ("noria.deployment", "iris", "noria.rows", "noria.prediction.id", dialect):
        assert said in attributes, attributes
    assert sorted(parts) == ["answer", "log", "model", "read"]


def metrics(path):
    with urllib.request.urlopen(URL + path) as answer:
        lines = answer.read().decode().splitlines()
    samples = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    assert len({name for name, _ in samples}) == len(samples), "no series twice"
    return {name: float(value) for name, value in samples}


def test_figures_have_other_servers_names(iris):
    rest("/at/kserve/v1/models/iris:predict", {"instances": X[:2].tolist()})
    all_metrics = metrics("/metrics")
    triton_metrics = metrics("/at/oip/metrics")
    name = 'nv_inference_count{model="iris",version="1"}'
    assert triton_metrics[name] >= all_metrics[name] >= 2
    assert all_metrics['request_predict_seconds_count{model_name="iris"}'] >= 1
    assert any(each.startswith("bentoml_service_request_total{") for each in all_metrics)


def test_statistics_count_rows_and_executions(iris):
    with tritonclient.http.InferenceServerClient(ADDRESS) as client:
        (before,) = client.get_inference_statistics("iris")["model_stats"]
        triton(tritonclient.http)
        (after,) = client.get_inference_statistics("iris")["model_stats"]
    assert after["inference_count"] == before["inference_count"] + 2
    assert after["execution_count"] == before["execution_count"] + 1
    stats = after["inference_stats"]
    for each in ("queue", "compute_input", "compute_infer", "compute_output"):
        assert stats[each]["count"] == stats["success"]["count"]
    rows = sum(
        each["batch_size"] * each["compute_infer"]["count"] for each in after["batch_stats"]
    )
    assert rows == after["inference_count"]
