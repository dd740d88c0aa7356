"""TorchServe's protocol by gRPC's own library for Python."""

import json

import grpc
import pytest
from messages import Stub, kind

PACKAGE = "org.pytorch.serve.grpc."
ROW = b'{"a": 1, "b": 0, "c": 0}'


@pytest.fixture(scope="module")
def channel(address):
    with grpc.insecure_channel(address) as channel:
        yield channel


@pytest.fixture(scope="module")
def inference(channel):
    return Stub(channel, PACKAGE + "inference.InferenceAPIsService")


def question(model="trees", data=ROW, **more):
    return kind(PACKAGE + "inference.PredictionsRequest")(
        model_name=model, input={"data": data}, **more
    )


def test_rows_are_answered(inference):
    assert "Healthy" in inference.Ping(kind("google.protobuf.Empty")()).health
    assert json.loads(inference.Predictions(question()).prediction) == "ash"
    several = question("height", b"[[1, 0, 0], [0, 0, 5]]", model_version="1.0")
    assert json.loads(inference.Predictions(several, timeout=20).prediction) == [11.0, 15.0]
    answers = list(inference.StreamPredictions(question()))
    assert [json.loads(a.prediction) for a in answers] == ["ash"]


def test_a_sequence_says_what_is_wrong_with_one(inference):
    asked = [question(sequenceId="1"), question("none", sequenceId="2"), question(sequenceId="3")]
    answers = list(inference.StreamPredictions2(iter(asked), timeout=20))
    assert [a.sequenceId for a in answers] == ["1", "2", "3"]
    assert [a.status.code for a in answers] == [0, grpc.StatusCode.NOT_FOUND.value[0], 0]


def test_what_is_wrong_is_said(inference):
    for wrong in (question(data=b"nonsense"), question(data=b'{"a": 1}')):
        with pytest.raises(grpc.RpcError) as failure:
            inference.Predictions(wrong)
        assert failure.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_models_are_managed(channel):
    management = Stub(channel, PACKAGE + "management.ManagementAPIsService")
    names = json.loads(management.ListModels(kind(PACKAGE + "management.ListModelsRequest")()).msg)
    assert "trees" in [m["modelName"] for m in names["models"]]
    about = kind(PACKAGE + "management.DescribeModelRequest")(model_name="trees")
    assert json.loads(management.DescribeModel(about).msg)[0]["modelVersion"] == "1.0"
    register = kind(PACKAGE + "management.RegisterModelRequest")
    assert "registered" in management.RegisterModel(
        register(url="models:/spare/1", model_name="torch")
    ).msg
    with pytest.raises(grpc.RpcError) as failure:
        management.RegisterModel(register(url="http://example.org/a.mar"))
    assert failure.value.code() == grpc.StatusCode.PERMISSION_DENIED
    gone = kind(PACKAGE + "management.UnregisterModelRequest")(model_name="torch")
    assert "unregistered" in management.UnregisterModel(gone).msg
    with pytest.raises(grpc.RpcError) as failure:
        management.UnregisterModel(gone)
    assert failure.value.code() == grpc.StatusCode.NOT_FOUND
