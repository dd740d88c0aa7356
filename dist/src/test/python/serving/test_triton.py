"""Triton's HTTP client, unmodified, against /v2."""

import numpy as np
import pytest
import tritonclient.http as triton
from conftest import URL, X
from tritonclient.utils import InferenceServerException


@pytest.fixture(scope="module")
def client():
    with triton.InferenceServerClient(URL.removeprefix("http://")) as client:
        yield client


def names(client):
    metadata = client.get_model_metadata("iris")
    return metadata["inputs"][0]["name"], [each["name"] for each in metadata["outputs"]]


@pytest.mark.parametrize("binary", [True, False])
def test_infers(client, iris, binary):
    name, (label, probabilities) = names(client)
    given = triton.InferInput(name, list(X.shape), "FP32")
    given.set_data_from_numpy(X, binary_data=binary)
    outputs = [
        triton.InferRequestedOutput(label, binary_data=binary),
        triton.InferRequestedOutput(probabilities, binary_data=binary),
    ]
    answer = client.infer("iris", [given], outputs=outputs, request_id="one")
    assert answer.get_response()["id"] == "one"
    assert answer.get_response()["model_name"] == "iris"
    assert (answer.as_numpy(label) == iris.predict(X)).all()
    assert np.allclose(answer.as_numpy(probabilities), iris.predict_proba(X), atol=1e-5)


@pytest.mark.parametrize("algorithm", ["gzip", "deflate"])
def test_compresses(client, iris, algorithm):
    name, outputs = names(client)
    rows = np.tile(X, (20, 1))
    given = triton.InferInput(name, list(rows.shape), "FP32")
    given.set_data_from_numpy(rows)
    answer = client.infer(
        "iris",
        [given],
        request_compression_algorithm=algorithm,
        response_compression_algorithm=algorithm,
    )
    assert (answer.as_numpy(outputs[0]) == iris.predict(rows)).all()


def test_takes_raw_bytes(client, iris):
    _, outputs = names(client)
    response = client._post(
        "v2/models/iris/infer", X[:1].tobytes(), {"Inference-Header-Content-Length": "0"}, None
    )
    answer = triton.InferResult(response, False)
    assert answer.as_numpy(outputs[0]) == iris.predict(X[:1])


def test_classifies(client, iris):
    name, (_, probabilities) = names(client)
    given = triton.InferInput(name, [1, 4], "FP32").set_data_from_numpy(X[:1])
    wanted = triton.InferRequestedOutput(probabilities, class_count=2)
    answer = client.infer("iris", [given], outputs=[wanted]).as_numpy(probabilities)
    assert answer.shape == (1, 2)
    score, place = answer[0][0].decode().split(":")[:2]
    assert int(place) == iris.predict(X[:1])[0]
    assert abs(float(score) - iris.predict_proba(X[:1]).max()) < 1e-5


def test_describes(client, iris):
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready("iris") and client.is_model_ready("iris", "1")
    assert not client.is_model_ready("nowhere") and not client.is_model_ready("iris", "9")
    assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
    config = client.get_model_config("iris")
    assert config["max_batch_size"] > 0
    assert config["input"][0]["dims"] == [4]
    assert config["input"][0]["data_type"] == "TYPE_FP32"


def test_counts(client, iris):
    name, _ = names(client)
    before = client.get_inference_statistics("iris", "1")["model_stats"][0]
    given = triton.InferInput(name, [3, 4], "FP32").set_data_from_numpy(X[:3])
    client.infer("iris", [given])
    after = client.get_inference_statistics("iris")["model_stats"][0]
    assert after["inference_count"] == before["inference_count"] + 3
    stats = after["inference_stats"]
    counts = {stats["compute_" + part]["count"] for part in ("input", "infer", "output")}
    assert counts == {before["execution_count"] + 1}
    assert stats["compute_infer"]["ns"] > 0


def test_keeps_a_repository(client, iris):
    index = {each["name"]: each for each in client.get_model_repository_index()}
    assert index["iris"]["state"] == "READY"
    client.load_model("iris")
    with pytest.raises(InferenceServerException, match="nowhere"):
        client.load_model("nowhere")
    client.unload_model("iris")
    assert not client.is_model_ready("iris")
    client.load_model("iris")
    assert client.is_model_ready("iris")


def test_shares_no_memory(client):
    assert client.get_system_shared_memory_status() == []
    client.unregister_system_shared_memory()
    with pytest.raises(InferenceServerException, match="shared memory is off"):
        client.register_system_shared_memory("region", "/key", 64)
    assert client.get_trace_settings()["trace_level"] == ["TIMESTAMPS"]
    assert client.get_log_settings()["log_verbose_level"] == 0


def test_refuses_in_words(client, iris):
    name, _ = names(client)
    given = triton.InferInput(name, [1, 3], "FP32").set_data_from_numpy(X[:1, :3])
    with pytest.raises(InferenceServerException, match="shape") as refused:
        client.infer("iris", [given])
    assert refused.value.status() == "400"
    with pytest.raises(InferenceServerException, match="nowhere") as missing:
        client.infer("nowhere", [given])
    assert missing.value.status() == "404"
