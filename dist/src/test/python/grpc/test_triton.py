"""Triton's own client, unmodified."""

import queue

import numpy as np
import pytest
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

ROWS = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 5.0]], np.float32)
CLASSES = ["ash", "birch", "cedar"]


@pytest.fixture(scope="module")
def client(address):
    with triton.InferenceServerClient(address) as client:
        yield client


def rows(values=ROWS, kind="FP32"):
    tensor = triton.InferInput("input", list(values.shape), kind)
    tensor.set_data_from_numpy(values)
    return [tensor]


def test_the_server_and_its_models_are_ready(client, own_address):
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready("trees") and client.is_model_ready("trees", "1")
    assert not client.is_model_ready("trees", "2") and not client.is_model_ready("none")
    with triton.InferenceServerClient(own_address) as own:
        assert own.is_server_live()


def test_models_are_described(client):
    server = client.get_server_metadata()
    assert server.name == "noria" and "classification" in server.extensions
    model = client.get_model_metadata("trees")
    assert [i.name for i in model.inputs] == ["input"]
    assert list(model.inputs[0].shape) == [-1, 3]
    config = client.get_model_config("trees").config
    assert config.max_batch_size > 0 and list(config.input[0].dims) == [3]
    assert not config.model_transaction_policy.decoupled
    as_json = client.get_model_config("trees", as_json=True)
    assert as_json["config"]["name"] == "trees"


@pytest.mark.parametrize("compression", [None, "gzip", "deflate"])
def test_rows_are_answered(client, compression):
    answer = client.infer(
        "trees", rows(), request_id="q1", compression_algorithm=compression, client_timeout=20
    )
    assert answer.get_response().id == "q1"
    assert answer.get_response().model_version == "1"
    assert [x.decode() for x in answer.as_numpy("prediction")] == ["ash", "cedar"]
    likely = answer.as_numpy("probabilities")
    assert likely.shape == (2, 3)
    np.testing.assert_allclose(likely.sum(axis=1), 1, atol=1e-6)


def test_other_types_are_converted_where_nothing_is_lost(client):
    answer = client.infer("trees", rows(ROWS.astype(np.int64), "INT64"))
    assert [x.decode() for x in answer.as_numpy("prediction")] == ["ash", "cedar"]


def test_only_what_is_wanted_comes_back_and_classes_by_their_score(client):
    wanted = [triton.InferRequestedOutput("probabilities", class_count=2)]
    answer = client.infer("trees", rows(), outputs=wanted)
    assert [o.name for o in answer.get_response().outputs] == ["probabilities"]
    first = answer.as_numpy("probabilities")[0][0].decode().split(":")
    assert first[1:] == ["0", "ash"]


def test_many_rows(client):
    many = np.tile(ROWS, (20_000, 1))
    answer = client.infer("trees", rows(many))
    assert answer.as_numpy("prediction").shape[0] == 40_000


def test_a_stream_answers_in_order_and_says_what_is_wrong(client):
    answers = queue.Queue()
    client.start_stream(lambda result, error: answers.put((result, error)))
    for i in range(200):
        client.async_stream_infer("trees", rows(), request_id=str(i))
    client.async_stream_infer("none", rows(), request_id="no")
    came = [answers.get(timeout=20) for _ in range(201)]
    client.stop_stream()
    assert [r.get_response().id for r, _ in came[:200]] == [str(i) for i in range(200)]
    assert "none" in str(came[200][1])


def test_calls_without_waiting(client):
    answers = queue.Queue()
    for i in range(50):
        client.async_infer(
            "trees", rows(), callback=lambda result, error: answers.put((result, error))
        )
    for _ in range(50):
        result, error = answers.get(timeout=20)
        assert error is None and result.as_numpy("prediction").shape == (2,)


def test_statistics_count(client):
    before = client.get_inference_statistics("trees").model_stats[0]
    client.infer("trees", rows())
    after = client.get_inference_statistics("trees").model_stats[0]
    assert after.inference_count == before.inference_count + 2
    assert after.execution_count == before.execution_count + 1
    stats = after.inference_stats
    assert stats.compute_input.count == stats.compute_infer.count == stats.compute_output.count


def test_the_repository_loads_and_unloads(client):
    index = client.get_model_repository_index()
    assert ("trees", "1", "READY") in [(m.name, m.version, m.state) for m in index.models]
    client.load_model("spare")
    assert client.is_model_ready("spare")
    client.unload_model("spare")
    assert not client.is_model_ready("spare")
    with pytest.raises(InferenceServerException, match="none"):
        client.load_model("none")


def test_settings_are_shown_and_memory_is_not_shared(client):
    assert list(client.get_trace_settings("trees").settings["trace_level"].value) == ["OFF"]
    assert client.get_log_settings().settings["log_info"].bool_param is True
    assert not client.get_system_shared_memory_status().regions
    with pytest.raises(InferenceServerException, match="shared memory is off"):
        client.register_system_shared_memory("a", "/a", 10)


@pytest.mark.parametrize(
    "model, values, status",
    [
        ("none", ROWS, "NOT_FOUND"),
        ("trees", np.zeros((1, 7), np.float32), "INVALID_ARGUMENT"),
    ],
)
def test_what_is_wrong_is_said(client, model, values, status):
    with pytest.raises(InferenceServerException) as failure:
        client.infer(model, rows(values))
    assert status in failure.value.status()


def test_a_message_beyond_the_limit_is_refused(client):
    with pytest.raises(InferenceServerException) as failure:
        client.infer("trees", rows(np.zeros((1 << 20, 3), np.float32)))
    assert "RESOURCE_EXHAUSTED" in failure.value.status()
    assert client.is_server_live()
