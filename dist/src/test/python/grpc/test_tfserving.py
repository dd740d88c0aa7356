"""TensorFlow Serving's protocol by gRPC's own library for Python."""

import grpc
import numpy as np
import pytest
from messages import Stub, kind

ROWS = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 5.0]], np.float32)
TF = "tensorflow.serving."


@pytest.fixture(scope="module")
def channel(address):
    with grpc.insecure_channel(address) as channel:
        yield channel


@pytest.fixture(scope="module")
def prediction(channel):
    return Stub(channel, TF + "PredictionService")


def tensor(values):
    proto = kind("tensorflow.TensorProto")(dtype=1, tensor_content=values.tobytes())
    for size in values.shape:
        proto.tensor_shape.dim.add(size=size)
    return proto


def test_predict(prediction):
    request = kind(TF + "PredictRequest")()
    request.model_spec.name = "trees"
    request.model_spec.signature_name = "serving_default"
    request.inputs["input"].CopyFrom(tensor(ROWS))
    answer = prediction.Predict(request, timeout=20)
    assert list(answer.outputs["prediction"].string_val) == [b"ash", b"cedar"]
    assert answer.model_spec.version.value == 1
    likely = answer.outputs["probabilities"]
    assert [d.size for d in likely.tensor_shape.dim] == [2, 3] and len(likely.double_val) == 6
    request.output_filter.append("prediction")
    assert list(prediction.Predict(request).outputs) == ["prediction"]
    request.model_spec.version.value = 9
    with pytest.raises(grpc.RpcError) as failure:
        prediction.Predict(request)
    assert failure.value.code() == grpc.StatusCode.NOT_FOUND


def examples(request):
    for row in ROWS:
        features = request.input.example_list.examples.add().features.feature
        for name, value in zip("abc", row):
            features[name].float_list.value.append(value)
    return request


def test_classify_and_regress(prediction):
    request = examples(kind(TF + "ClassificationRequest")())
    request.model_spec.name = "trees"
    answer = prediction.Classify(request)
    classes = answer.result.classifications[0].classes
    assert max(classes, key=lambda c: c.score).label == "ash"
    request = examples(kind(TF + "RegressionRequest")())
    request.model_spec.name = "height"
    answer = prediction.Regress(request)
    assert [r.value for r in answer.result.regressions] == [11.0, 15.0]
    request.model_spec.name = "trees"
    with pytest.raises(grpc.RpcError) as failure:
        prediction.Regress(request)
    assert failure.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_several_at_once(prediction):
    request = examples(kind(TF + "MultiInferenceRequest")())
    for name, method in (("trees", "classify"), ("height", "regress")):
        task = request.tasks.add(method_name="tensorflow/serving/" + method)
        task.model_spec.name = name
    answer = prediction.MultiInference(request)
    assert len(answer.results[0].classification_result.classifications) == 2
    assert answer.results[1].regression_result.regressions[0].value == 11.0


def test_models_are_described(prediction, channel):
    request = kind(TF + "GetModelMetadataRequest")(metadata_field=["signature_def"])
    request.model_spec.name = "trees"
    signatures = kind(TF + "SignatureDefMap")()
    assert prediction.GetModelMetadata(request).metadata["signature_def"].Unpack(signatures)
    assert list(signatures.signature_def["serving_default"].inputs) == ["input"]
    models = Stub(channel, TF + "ModelService")
    request = kind(TF + "GetModelStatusRequest")()
    request.model_spec.name = "trees"
    status = models.GetModelStatus(request).model_version_status
    assert [(s.version, s.state) for s in status] == [(1, 30)]
    reload = kind(TF + "ReloadConfigRequest")()
    reload.config.model_config_list.config.add(name="trees")
    assert models.HandleReloadConfigRequest(reload).status.error_code == 0
