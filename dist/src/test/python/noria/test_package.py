"""The package's everyday work against a real server."""

import datetime
import re
import threading

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from conftest import ROOT

import noria

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def test_one_row_in_any_form_is_answered_alike(client, row):
    forms = [row, list(row.values()), tuple(row.values()), pd.Series(row)]
    answers = [client.predict(form, deployment="orders") for form in forms]
    assert {(each.value, each.probability) for each in answers} == {(1, answers[0].probability)}
    assert all(UUID.fullmatch(each.id) for each in answers)
    assert 0.5 < answers[0].probability <= 1
    assert noria.predict(row).value == 1, "NORIA_URL and the default deployment"


def test_tables_in_any_form_are_answered_alike(orders):
    frame = pd.DataFrame({"a": [0.1, 0.9, None], "b": [0.5, 0.5, 0.5], "shop": ["north", None, "moon"]})
    expected = [each.probability for each in orders.predict(frame)]
    assert len(set(expected)) > 1
    for form in (pa.Table.from_pandas(frame), frame.to_dict("records"), frame.astype(object).values):
        answers = orders.predict(form)
        assert [each.probability for each in answers] == expected
        assert len({each.id for each in answers}) == 3
    assert orders.predict(frame.iloc[:0]) == []
    shown = orders.predict(frame)
    assert list(shown.to_pandas().columns) == ["value", "probability", "id"]
    assert shown._repr_html_().count("<tr>") == 4


def test_many_rows_go_in_several_requests(orders):
    frame = pd.DataFrame({"a": np.linspace(0, 1, 12_000), "b": 0.5, "shop": "north"})
    answers = orders.predict(frame)
    assert len(answers) == 12_000
    assert answers[0].value == 0 and answers[-1].value == 1


def test_a_bad_row_says_what_was_expected(client, orders):
    with pytest.raises(noria.NoriaError, match=re.escape('features.a: "much" (expected: a number or null)')) as bad:
        orders.predict({"a": "much", "b": 1, "shop": "north"})
    assert (bad.value.code, bad.value.status) == ("UNPROCESSABLE", 422)
    with pytest.raises(noria.NoriaError, match="a list, or rows of either|expected: a mapping"):
        orders.predict("a")
    with pytest.raises(noria.NoriaError, match="orders") as unknown:
        client.predict({"a": 1}, deployment="nowhere")
    assert unknown.value.code == "NOT_FOUND"


def test_labels_find_their_predictions(client, orders, row):
    asked = datetime.datetime(2020, 3, 5, 12, tzinfo=datetime.timezone.utc)
    answer = orders.predict(row, key="python-1", event_time=asked)
    orders.predict([row, row], key="python-2", event_time=asked)
    client.log_label(1, prediction_id=answer.id, event_time=asked + datetime.timedelta(days=1))
    orders.log_label(0, key="python-1")
    record = client.api.get_prediction(answer.id)
    assert record.event_time == asked
    assert [each.value for each in record.labels] == ["0", "1"], "the one recorded last counts"
    recorded = orders.log_labels(pd.DataFrame({"key": ["python-2/0", "python-2/1", "nobody"], "value": [1, 0, 1]}))
    assert (recorded.accepted, recorded.unmatched) == (2, [2])
    with pytest.raises(noria.NoriaError, match="key nobody of deployment orders") as unmatched:
        orders.log_label(1, key="nobody")
    assert unmatched.value.code == "NOT_FOUND"
    with pytest.raises(noria.NoriaError, match="unknown field valu "):
        orders.log_labels([{"valu": 1}])
    assert client.log_labels([]).accepted == 0


def test_what_was_answered_elsewhere_is_in_the_same_log(client, orders, row):
    asked = datetime.datetime(2020, 3, 6, tzinfo=datetime.timezone.utc)
    one = orders.log_prediction(row, 1, probability=0.875, key="elsewhere-1", event_time=asked)
    record = client.api.get_prediction(one)
    assert (record.deployment, record.model_version) == ("orders", client.model("orders").champion.version)
    assert (record.prediction, record.score, record.probability, record.key) == (1, 0.875, 0.875, "elsewhere-1")
    assert record.event_time == asked and record.features == row
    orders.log_label(0, key="elsewhere-1")
    assert [each.value for each in client.api.get_prediction(one).labels] == ["0"]
    many = [{"features": [i / 2500, None, "moon"], "prediction": "0", "probability": 0.75} for i in range(2500)]
    ids = client.log_predictions(many, deployment="orders", model_version=1)
    assert len(set(ids)) == 2500
    assert client.api.get_prediction(ids[-1]).score == 0.25
    assert client.api.get_prediction(ids[-1]).features == {"a": 2499 / 2500, "b": None, "shop": "moon"}
    before = orders.info().predictions
    for wrong, message in [
        ({"features": row, "prediction": 2, "probability": 0.5}, "predictions[1].prediction: 2 (expected: one of 0, 1)"),
        ({"features": row, "prediction": 1}, "predictions[1].probability: nothing (expected: a number from 0 to 1"),
        ({"features": {**row, "a": "x"}, "prediction": 1, "probability": 0.5}, 'predictions[1].features.a: "x" (expected'),
        ({"features": {"a": 1}, "prediction": 1, "probability": 0.5}, "predictions[1].features.b: nothing"),
        ({"features": [1] * 9, "prediction": 1, "probability": 0.5}, "predictions[1].features: 9 values (expected"),
    ]:
        with pytest.raises(noria.NoriaError, match=re.escape(message)) as refused:
            client.log_predictions([many[0], wrong], deployment="orders")
        assert refused.value.code == "UNPROCESSABLE"
    assert orders.info().predictions == before, "all or none"
    with pytest.raises(noria.NoriaError, match="orders"):
        client.log_predictions(many[:1], deployment="nowhere")
    with pytest.raises(noria.NoriaError) as unknown:
        client.log_predictions(many[:1], deployment="orders", model_version=99)
    assert unknown.value.code == "NOT_FOUND"
    with pytest.raises(noria.NoriaError, match="unknown field feature "):
        client.log_predictions([{"feature": 1}], deployment="orders")


def test_data_comes_as_arrow_and_pandas(client, tmp_path):
    dataset = client.dataset("orders")
    assert [each.name for each in client.datasets()] == ["orders"]
    assert [each.name for each in dataset.versions()] == ["2020-01", "2020-02"]
    version = dataset.version("2020-01")
    table = version.to_arrow()
    assert table.num_rows == version.info.rows == 1200
    assert table.column_names == ["order_id", "ordered", "a", "b", "shop", "back"]
    frame = dataset.to_pandas()
    assert len(frame) == 2400 and set(frame["back"]) == {0, 1}
    original = pd.read_csv(ROOT / "dist" / "target" / "python-project" / "data/orders/2020-01.csv")
    pd.testing.assert_frame_equal(dataset.to_pandas("2020-01")[["a", "b", "shop", "back"]], original[["a", "b", "shop", "back"]], check_dtype=False)
    paths = version.download(str(tmp_path))
    assert [path.name for path in paths] == ["2020-01.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["2020-01.csv"]
    assert "order_id" in version._repr_html_()
    with pytest.raises(noria.NoriaError, match="no such place"):
        client.api.get_dataset_file("orders", "2020-01", 7).read()
    with pytest.raises(noria.NoriaError) as unknown:
        client.dataset("nothing").to_pandas()
    assert unknown.value.code == "NOT_FOUND"


def test_why_tells_a_predictions_story(client, orders, row):
    answer = orders.predict(row)
    story = client.why(answer.id)
    assert {each.name for each in story.features} >= {"a", "b", "shop"}
    explained = story.record.explanation
    added = sum(each.contribution for each in story.features)
    assert explained.bias + added == pytest.approx(explained.margin)
    assert explained.value == pytest.approx(answer.probability, abs=1e-6)
    assert story.record.version_ref.startswith("model_version:orders/")
    text = str(story)
    assert "model_version:orders/" in text and "dataset_version:orders@2020-" in text
    html = story._repr_html_()
    assert html.count("<tr>") == len(story.features) + 1 and "contribution" in html
    assert len(story.to_pandas()) == len(story.features)
    assert noria.why(answer).record.version_ref == story.record.version_ref
    with pytest.raises(noria.NoriaError):
        client.why("01234567-0000-7000-8000-000000000000")


def test_models_and_the_thread(client):
    model = client.model("orders")
    assert [each.name for each in client.models()] == ["orders"]
    champion = model.champion
    assert champion.info.stage == "Production" and "champion" in champion.info.aliases
    assert champion.card().startswith("#")
    assert all(each.version == champion.version for each in champion.verdicts())
    back = client.lineage(champion.ref, direction="back")
    refs = {each.ref for each in back.graph.nodes}
    assert "dataset_version:orders@2020-01" in refs
    assert "dataset_version:orders@2020-01" in back.to_dot() and back._repr_html_()
    forward = client.impact("dataset_version:orders@2020-01")
    assert [each.version for each in forward.model_versions] == [champion.version]
    runs = client.runs("attributes.status = 'FINISHED'")
    assert len(runs) >= 1 and "seconds" in runs.to_pandas().columns
    assert model._repr_html_() and client.deployments()._repr_html_()
    with pytest.raises(noria.NoriaError) as unknown:
        client.model("orders").version(99)
    assert unknown.value.code == "NOT_FOUND"


def test_a_model_is_made_again_from_its_records(client):
    rerun = client.rerun(client.model("orders").champion.ref, timeout=120)
    assert rerun.state == "same", rerun.summary
    with pytest.raises(noria.NoriaError):
        client.rerun("model_version:orders/99")


def test_everything_the_document_lists_is_there(client):
    assert client.version().mlflow
    assert client.api.get_openapi()["openapi"].startswith("3.1")
    assert "noria_http_requests_total" in client.api.metrics()
    assert {each.area for each in client.api.get_health().checks}
    assert len(list(client.every(client.api.list_events, max_results=3))) > 3


def test_a_client_serves_many_threads(orders, row):
    answers, failures = [], []

    def ask():
        try:
            answers.extend(orders.predict(row).id for _ in range(25))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert not failures
    assert len(set(answers)) == 300


def test_mlflow_is_told_where_the_server_is(client):
    mlflow = client.mlflow()
    assert mlflow.get_tracking_uri() == client.url
    assert mlflow.MlflowClient().get_registered_model("orders").name == "orders"
