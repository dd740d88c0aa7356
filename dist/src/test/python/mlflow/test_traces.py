"""Traces: made, searched, judged, deleted."""

import json
import os
import urllib.request

# What is sent in the background has a test of its own.
os.environ["MLFLOW_ENABLE_ASYNC_TRACE_LOGGING"] = "false"

import mlflow
import pytest
from mlflow.entities import AssessmentSource, Feedback, SpanType
from mlflow.exceptions import MlflowException


@mlflow.trace(span_type=SpanType.CHAIN)
def answer(question):
    with mlflow.start_span(name="retrieve", span_type=SpanType.RETRIEVER) as span:
        span.set_inputs({"q": question})
        span.set_outputs([{"page_content": "Paris", "score": 0.5}])
    with mlflow.start_span(name="llm", span_type=SpanType.CHAT_MODEL) as span:
        span.set_attribute("mlflow.chat.tokenUsage", usage(3, 4))
        span.set_attribute("temperature", 0.5)
        span.set_attributes({"flags": [True, None], "n": 9007199254740993, "deep": {"a": [1, "ü"]}})
        span.add_event(mlflow.entities.SpanEvent(name="token", attributes={"i": 1}))
        if question == "fail":
            raise ValueError("no answer to that")
        span.set_outputs("Paris")
    return {"answer": "Paris"}


def usage(read, written):
    return {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}


def ask(question):
    """The id of the trace of a question."""
    try:
        answer(question)
    except ValueError:
        pass
    return mlflow.get_last_active_trace_id()


def names(experiment, filter_string=None, **more):
    found = mlflow.search_traces(
        locations=[experiment.experiment_id],
        filter_string=filter_string,
        return_type="list",
        **more,
    )
    return [json.loads(t.info.request_preview)["question"] for t in found]


def test_a_trace_comes_back_as_it_was_made(experiment):
    trace_id = ask("capital of France?")
    trace = mlflow.get_trace(trace_id)
    assert trace.info.trace_id == trace_id
    assert trace.info.state == "OK"
    assert trace.info.experiment_id == experiment.experiment_id
    assert trace.info.tags["mlflow.traceName"] == "answer"
    assert trace.info.token_usage == usage(3, 4)
    assert trace.info.execution_duration >= 0
    spans = {span.name: span for span in trace.data.spans}
    assert set(spans) == {"answer", "retrieve", "llm"}
    root, retrieve, llm = spans["answer"], spans["retrieve"], spans["llm"]
    assert root.parent_id is None
    assert retrieve.parent_id == llm.parent_id == root.span_id
    assert root.inputs == {"question": "capital of France?"}
    assert root.outputs == {"answer": "Paris"}
    assert retrieve.span_type == SpanType.RETRIEVER
    assert retrieve.outputs == [{"page_content": "Paris", "score": 0.5}]
    assert llm.get_attribute("temperature") == 0.5
    assert llm.get_attribute("flags") == [True, None]
    assert llm.get_attribute("n") == 9007199254740993
    assert llm.get_attribute("deep") == {"a": [1, "ü"]}
    assert [(e.name, dict(e.attributes)) for e in llm.events] == [("token", {"i": 1})]
    assert root.start_time_ns <= llm.start_time_ns <= llm.end_time_ns <= root.end_time_ns
    assert trace.data.request and trace.data.response


def test_errors_are_kept(experiment):
    trace = mlflow.get_trace(ask("fail"))
    assert trace.info.state == "ERROR"
    llm = next(span for span in trace.data.spans if span.name == "llm")
    assert llm.status.status_code == "ERROR"
    assert "no answer to that" in llm.status.description
    assert llm.events[-1].name == "exception"
    assert llm.events[-1].attributes["exception.type"] == "ValueError"


def test_searching(experiment):
    mlflow.set_experiment(experiment_id=experiment.experiment_id)
    for question in ("one", "two", "fail", "forty% of it"):
        ask(question)
    assert names(experiment) == ["forty% of it", "fail", "two", "one"]
    assert names(experiment, order_by=["timestamp_ms ASC"]) == ["one", "two", "fail", "forty% of it"]
    assert names(experiment, "status = 'ERROR'") == ["fail"]
    assert names(experiment, "trace.status != 'ERROR' AND text LIKE '%two%'") == ["two"]
    assert names(experiment, "trace.text ILIKE '%TWO%'") == ["two"]
    assert names(experiment, "span.name = 'llm' AND span.status = 'ERROR'") == ["fail"]
    assert names(experiment, "span.type IN ('RETRIEVER') AND span.status = 'ERROR'") == []
    assert len(names(experiment, "span.attributes.temperature LIKE '0.5'")) == 4
    assert names(experiment, "span.attributes.temperature LIKE '1.%'") == []
    assert len(names(experiment, "span.name RLIKE '^ll.$'")) == 4
    assert len(names(experiment, "name LIKE 'ans%' AND execution_time_ms >= 0")) == 4
    assert names(experiment, "timestamp_ms < 1000") == []
    assert names(experiment, "client_request_id IS NULL", max_results=1) == ["forty% of it"]
    with pytest.raises(MlflowException, match="colour"):
        names(experiment, "colour = 'red'")


def test_paging_is_stable(experiment, client):
    expected = [ask(f"q{i}") for i in range(7)][::-1]
    seen, token = [], None
    while True:
        page = client.search_traces(
            locations=[experiment.experiment_id], max_results=3, page_token=token
        )
        seen += [trace.info.trace_id for trace in page]
        if not token:
            ask("later")
        token = page.token
        if not token:
            break
    assert seen == expected
    frame = mlflow.search_traces(locations=[experiment.experiment_id], max_results=5)
    assert len(frame) == 5
    assert {"trace_id", "spans", "state", "tags"} <= set(frame.columns)


def test_tags_and_metadata(experiment, client):
    @mlflow.trace
    def chat(text):
        mlflow.update_current_trace(
            tags={"team": "red"},
            metadata={"mlflow.trace.session": "s-1", "mlflow.trace.user": "ann", "k": "v"},
            client_request_id="req-1",
        )
        return text

    chat("hello")
    trace_id = mlflow.get_last_active_trace_id()
    mlflow.set_trace_tag(trace_id, "stage", "new one")
    found = lambda text: [
        t.info.trace_id
        for t in client.search_traces(
            locations=[experiment.experiment_id], filter_string=text, include_spans=False
        )
    ]
    info = mlflow.get_trace(trace_id).info
    assert info.tags["team"] == "red" and info.tags["stage"] == "new one"
    assert info.client_request_id == "req-1"
    assert info.trace_metadata["mlflow.trace.session"] == "s-1"
    for text in (
        "tags.stage = 'new one'",
        "tag.`stage` LIKE 'new%'",
        "tags.team RLIKE 'r.d'",
        "tags.nobody IS NULL",
        "metadata.k = 'v'",
        "metadata.`mlflow.trace.session` = 's-1'",
        "metadata.mlflow.trace.user = 'ann'",
        "client_request_id = 'req-1'",
        f"request_id IN ('{trace_id}')",
    ):
        assert found(text) == [trace_id], text
    assert found("tags.stage != 'new one'") == []
    mlflow.delete_trace_tag(trace_id, "stage")
    assert "stage" not in mlflow.get_trace(trace_id).info.tags
    with pytest.raises(MlflowException, match="stage"):
        mlflow.delete_trace_tag(trace_id, "stage")


def test_traces_of_a_run(experiment, client):
    with mlflow.start_run() as run:
        inside = ask("inside")
    outside = ask("outside")
    found = lambda: {
        t.info.trace_id for t in client.search_traces(
            locations=[experiment.experiment_id], run_id=run.info.run_id
        )
    }
    assert found() == {inside}
    client.link_traces_to_run([outside], run.info.run_id)
    assert found() == {inside, outside}


def test_assessments(experiment, client):
    trace_id = ask("judge me")
    person = AssessmentSource(source_type="HUMAN", source_id="ann")
    given = mlflow.log_feedback(
        trace_id=trace_id, name="good", value=False, rationale="too short", source=person,
        metadata={"page": "7"},
    )
    mlflow.log_feedback(trace_id=trace_id, name="score", value=0.75)
    mlflow.log_feedback(trace_id=trace_id, name="labels", value={"a": 1})
    mlflow.log_feedback(trace_id=trace_id, name="broken", error=ValueError("judge failed"))
    mlflow.log_expectation(trace_id=trace_id, name="facts", value=["Paris", "France"])
    mlflow.log_expectation(trace_id=trace_id, name="expected", value="Paris")
    read = mlflow.get_assessment(trace_id, given.assessment_id)
    assert read.name == "good" and read.value is False and read.rationale == "too short"
    assert read.source == person and read.metadata["page"] == "7" and read.valid
    found = {a.name: a for a in mlflow.get_trace(trace_id).info.assessments}
    assert found["labels"].value == {"a": 1}
    assert found["score"].value == 0.75
    assert found["broken"].error.error_message == "judge failed"
    assert found["facts"].value == ["Paris", "France"]
    assert found["expected"].value == "Paris"
    search = lambda text: len(names(experiment, text))
    assert search("feedback.good = 'false'") == 1
    assert search("feedback.score >= 0.7 AND expectation.expected = 'Paris'") == 1
    assert search("feedback.score > 0.8") == 0
    assert search("feedback.nobody IS NULL") == 1
    assert search("feedback.good IS NOT NULL") == 1

    changed = mlflow.update_assessment(
        trace_id, given.assessment_id, Feedback(name="good", value=True, metadata={"line": "1"})
    )
    assert changed.value is True and changed.metadata == {"page": "7", "line": "1"}
    over = mlflow.override_feedback(
        trace_id=trace_id, assessment_id=given.assessment_id, value=False, source=person
    )
    assert over.overrides == given.assessment_id
    assert mlflow.get_assessment(trace_id, given.assessment_id).valid is False
    assert search("feedback.good = 'true'") == 0
    mlflow.delete_assessment(trace_id, over.assessment_id)
    assert mlflow.get_assessment(trace_id, given.assessment_id).valid is True
    with pytest.raises(MlflowException, match="no assessment"):
        mlflow.get_assessment(trace_id, over.assessment_id)
    with pytest.raises(MlflowException, match="no trace"):
        mlflow.log_feedback(trace_id="tr-" + "0" * 32, name="x", value=1)


def test_deleting(experiment, client):
    ids = [ask(f"q{i}") for i in range(5)]
    assert client.delete_traces(experiment.experiment_id, trace_ids=ids[:2]) == 2
    with pytest.raises(MlflowException, match="no trace"):
        client.get_trace(ids[0])
    left = mlflow.get_trace(ids[4]).info.timestamp_ms
    assert client.delete_traces(
        experiment.experiment_id, max_timestamp_millis=left + 1000, max_traces=1
    ) == 1
    assert len(names(experiment)) == 2
    assert client.delete_traces(experiment.experiment_id, max_timestamp_millis=left + 1000) == 2
    assert names(experiment) == []


def test_a_deleted_experiment_hides_its_traces(experiment, client):
    ask("hidden")
    client.delete_experiment(experiment.experiment_id)
    assert names(experiment) == []
    client.restore_experiment(experiment.experiment_id)
    assert names(experiment) == ["hidden"]


def test_logging_in_the_background(experiment, monkeypatch):
    monkeypatch.setenv("MLFLOW_ENABLE_ASYNC_TRACE_LOGGING", "true")
    mlflow.tracing.reset()
    try:
        ids = [ask(f"q{i}") for i in range(20)]
        mlflow.flush_trace_async_logging(terminate=True)
        found = mlflow.search_traces(
            locations=[experiment.experiment_id], return_type="list", max_results=100
        )
        assert {t.info.trace_id for t in found} == set(ids)
        assert all(len(t.data.spans) == 3 for t in found)
    finally:
        monkeypatch.undo()
        mlflow.tracing.reset()


def test_starting_and_ending_by_hand(experiment, client):
    root = client.start_trace("by hand", inputs={"x": 1}, tags={"t": "1"})
    child = client.start_span("child", root.trace_id, root.span_id, inputs=[1])
    client.end_span(root.trace_id, child.span_id, outputs=[2])
    client.end_trace(root.trace_id, outputs={"y": 2})
    trace = mlflow.get_trace(root.trace_id)
    assert [span.name for span in trace.data.spans] == ["by hand", "child"]
    assert trace.info.tags["t"] == "1"
    assert trace.data.spans[0].outputs == {"y": 2}


def test_opentelemetry_sends_straight_here(experiment, server):
    exporters = pytest.importorskip("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "shop"}))
    exporter = exporters.OTLPSpanExporter(
        endpoint=server + "/v1/traces",
        headers={"x-mlflow-experiment-id": experiment.experiment_id},
        compression=exporters.Compression.Gzip,
    )
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("shop")
    with tracer.start_as_current_span("order", attributes={"session.id": "s-9"}):
        attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": "gpt-5",
            "gen_ai.usage.input_tokens": 10,
            "gen_ai.usage.output_tokens": 5,
        }
        with tracer.start_as_current_span("chat gpt-5", attributes=attributes):
            pass
    [trace] = mlflow.search_traces(
        locations=[experiment.experiment_id],
        filter_string="metadata.mlflow.trace.session = 's-9' AND span.type = 'CHAT_MODEL'",
        return_type="list",
    )
    assert [span.name for span in trace.data.spans] == ["order", "chat gpt-5"]
    assert trace.info.state == "OK"
    assert trace.info.tags["service.name"] == "shop"
    assert trace.info.token_usage == usage(10, 5)
    assert trace.data.spans[1].model_name == "gpt-5"


def test_the_waterfall_of_our_own_api(experiment, server):
    trace_id = ask("draw me")
    mlflow.log_feedback(trace_id=trace_id, name="good", value=True)
    with urllib.request.urlopen(f"{server}/noria/v1/traces?experiment={experiment.experiment_id}") as a:
        [listed] = json.load(a)["items"]
    with urllib.request.urlopen(f"{server}/noria/v1/traces/{trace_id}") as a:
        trace = json.load(a)
    assert listed["id"] == trace_id == trace["info"]["id"]
    assert listed["tokens"]["total"] == 7
    assert listed["spans"] == 3
    assert trace["info"]["assessments"][0]["value"] is True
    root = trace["spans"][0]
    assert root["offset_us"] == 0 and "parent" not in root
    assert {span.get("parent") for span in trace["spans"][1:]} == {root["id"]}
    assert root["inputs"] == {"question": "draw me"}
    assert root["end_us"] - root["start_us"] >= trace["spans"][1]["duration_us"]
