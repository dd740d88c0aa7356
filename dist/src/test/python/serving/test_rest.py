"""TensorFlow Serving's, KServe's, MLflow's, TorchServe's and the clouds' REST forms, as their
clients send them."""

import io
import json

import boto3
import botocore.config
import botocore.exceptions
import mlflow.pyfunc.scoring_server as scoring
import numpy as np
import pandas as pd
import pytest
import requests
from conftest import URL, X, ask, call
from mlflow.deployments import PredictionsResponse, get_deploy_client

ROWS = X[::30]
COLUMNS = ["sepal", "sepal2", "petal", "petal2"]


def test_tensorflow_serving(iris):
    url = f"{URL}/at/tfserving/v1/models/iris"
    status = requests.get(url).json()["model_version_status"][0]
    assert status["state"] == "AVAILABLE" and status["version"] == "1"
    signature = requests.get(url + "/metadata").json()["metadata"]["signature_def"]
    inputs = signature["signature_def"]["serving_default"]["inputs"]
    (name,) = inputs
    assert inputs[name]["dtype"] == "DT_FLOAT"
    answer = requests.post(url + ":predict", json={"instances": ROWS.tolist()}).json()
    label, probabilities = answer["predictions"][0]
    assert [each[label] for each in answer["predictions"]] == iris.predict(ROWS).tolist()
    assert np.allclose(
        [each[probabilities] for each in answer["predictions"]], iris.predict_proba(ROWS), atol=1e-5
    )
    columns = requests.post(
        url + "/versions/1:predict", json={"inputs": {name: ROWS.tolist()}}
    ).json()
    assert columns["outputs"][label] == iris.predict(ROWS).tolist()
    refused = requests.post(url + ":predict", json={"instances": [[1, 2]]})
    assert refused.status_code == 400 and "shape" in refused.json()["error"]


def test_kserve_v1(iris, flowers):
    url = f"{URL}/at/kserve/v1/models"
    assert "iris" in requests.get(url).json()["models"]
    assert requests.get(url + "/iris").json() == {"name": "iris", "ready": True}
    for name, model in (("iris", iris), ("flowers", flowers)):
        answer = requests.post(f"{url}/{name}:predict", json={"instances": ROWS.tolist()})
        assert answer.json()["predictions"] == model.predict(ROWS).tolist(), answer.text


@pytest.mark.parametrize("at", ["/deployments/flowers", "/at/mlflow-scoring/flowers"])
def test_mlflow_scoring(flowers, at):
    assert requests.get(URL + at + "/ping").status_code == 200
    expected = flowers.predict(ROWS).tolist()
    frame = pd.DataFrame(ROWS.astype(float), columns=columns_of("flowers"))
    bodies = [
        {"dataframe_split": frame.to_dict(orient="split")},
        {"dataframe_records": frame.to_dict(orient="records")},
        {"instances": ROWS.tolist()},
        {"inputs": {name: frame[name].tolist() for name in frame}},
    ]
    for body in bodies:
        answer = requests.post(URL + at + "/invocations", json=body)
        assert answer.status_code == 200, answer.text
        predictions = PredictionsResponse.from_json(answer.text).get_predictions()
        assert predictions.iloc[:, 0].tolist() == expected
    csv = requests.post(
        URL + at + "/invocations",
        frame.to_csv(index=False).encode(),
        headers={"Content-Type": "text/csv"},
    )
    assert csv.json()["predictions"] == expected
    refused = requests.post(URL + at + "/invocations", "x", headers={"Content-Type": "text/html"})
    assert refused.status_code == 415
    wrong = requests.post(URL + at + "/invocations", json={"dataframe_split": {"data": [[1]]}})
    assert wrong.status_code == 400 and wrong.json()["error_code"] == "BAD_REQUEST"


def columns_of(name):
    return [each["name"] for each in ask_deployment(name)]


def ask_deployment(name):
    swagger = requests.get(f"{URL}/at/azureml/{name}/swagger.json").json()
    body = swagger["paths"]["/score"]["post"]["parameters"][0]["schema"]["properties"]
    names = body["input_data"]["properties"]["columns"]["items"]["enum"]
    return [{"name": each} for each in names]


def test_mlflow_scoring_client(flowers):
    frame = pd.DataFrame(ROWS.astype(float), columns=columns_of("flowers"))
    from mlflow.pyfunc.scoring_server.client import ScoringServerClient

    client = ScoringServerClient.__new__(ScoringServerClient)
    client.url_prefix = f"{URL}/at/mlflow-scoring/flowers"
    client.ping()
    assert client.get_version().strip()
    assert client.invoke(frame).get_predictions().iloc[:, 0].tolist() == flowers.predict(ROWS).tolist()


def test_mlflow_deployments_client(flowers, iris):
    client = get_deploy_client(URL)
    found = {each.name: each for each in client.list_endpoints()}
    assert {"flowers", "iris"} <= set(found)
    one = client.get_endpoint("flowers")
    assert one.model.name == "flowers" and one.endpoint_url == f"{URL}/endpoints/flowers/invocations"
    frame = pd.DataFrame(ROWS.astype(float), columns=columns_of("flowers"))
    split = {"dataframe_split": json.loads(frame.to_json(orient="split"))}
    expected = flowers.predict(ROWS).tolist()
    assert client.predict(endpoint="flowers", inputs=split) == {"predictions": expected}
    assert requests.post(one.endpoint_url, json=split).json()["predictions"] == expected
    with pytest.raises(requests.exceptions.HTTPError, match="nowhere"):
        client.predict(endpoint="nowhere", inputs=split)
    with pytest.raises(requests.exceptions.HTTPError, match="nowhere"):
        client.get_endpoint("nowhere")


def test_mlflow_sagemaker_client(flowers, monkeypatch):
    for name, value in {
        "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME": URL + "/at/sagemaker",
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
    }.items():
        monkeypatch.setenv(name, value)
    frame = pd.DataFrame(ROWS.astype(float), columns=columns_of("flowers"))
    answer = get_deploy_client("sagemaker:/us-east-1").predict("flowers", frame)
    assert answer.get_predictions().iloc[:, 0].tolist() == flowers.predict(ROWS).tolist()


@pytest.fixture(scope="module")
def runtime():
    return boto3.client(
        "sagemaker-runtime",
        endpoint_url=URL + "/at/sagemaker",
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=botocore.config.Config(retries={"max_attempts": 1}),
    )


def test_sagemaker(runtime, flowers, iris):
    expected = flowers.predict(ROWS).tolist()
    lines = io.StringIO()
    np.savetxt(lines, ROWS, delimiter=",")
    answer = runtime.invoke_endpoint(
        EndpointName="flowers",
        ContentType="text/csv",
        Body=lines.getvalue(),
        CustomAttributes="trace=1",
    )
    assert answer["CustomAttributes"] == "trace=1"
    assert [int(each) for each in answer["Body"].read().split()] == expected
    answer = runtime.invoke_endpoint(
        EndpointName="iris",
        ContentType="application/json",
        Body=json.dumps({"instances": ROWS.tolist()}),
    )
    assert json.loads(answer["Body"].read())["predictions"] == iris.predict(ROWS).tolist()
    with pytest.raises(botocore.exceptions.ClientError, match="ValidationError.*values"):
        runtime.invoke_endpoint(EndpointName="flowers", ContentType="text/csv", Body="1,2")
    with pytest.raises(botocore.exceptions.ClientError, match="nowhere"):
        runtime.invoke_endpoint(EndpointName="nowhere", ContentType="text/csv", Body="1,2")


def test_vertex_and_azure(flowers):
    expected = flowers.predict(ROWS).tolist()
    assert call("/at/vertex/flowers/health")[0] == 200
    assert ask("/at/vertex/flowers/predict", {"instances": ROWS.tolist()}) == {
        "predictions": expected
    }
    frame = pd.DataFrame(ROWS.astype(float), columns=columns_of("flowers"))
    body = {"input_data": json.loads(frame.to_json(orient="split"))}
    headers = {"Content-Type": "application/json", "azureml-model-deployment": "flowers"}
    assert ask("/at/azureml/score", body, headers) == expected
    assert ask("/at/azureml/flowers/score", {"input_data": ROWS.tolist()}) == expected


def test_torchserve(flowers, iris):
    at = URL + "/at/torchserve"
    assert requests.get(at + "/ping").json() == {"status": "Healthy"}
    row = json.dumps(ROWS[0].tolist())
    expected = flowers.predict(ROWS[:1])[0]
    assert requests.post(at + "/predictions/flowers", data=row).json() == expected
    assert requests.put(at + "/predictions/flowers/1.0", data=row).json() == expected
    sent = requests.post(at + "/predictions/iris", files={"data": row})
    assert sent.json() == iris.predict(ROWS[:1])[0], sent.text
    described = requests.get(at + "/models/iris").json()[0]
    assert described["modelVersion"] == "1.0" and described["workers"][0]["status"] == "READY"
    registered = requests.post(at + "/models?url=models:/flowers/1&model_name=again")
    assert registered.status_code == 200, registered.text
    assert requests.post(at + "/predictions/again", data=row).json() == expected
    assert requests.delete(at + "/models/again").status_code == 200
    refused = requests.post(at + "/models?url=https://example.org/model.mar")
    assert refused.status_code == 403 and refused.json()["code"] == 403
    assert requests.post(at + "/predictions/nowhere", data=row).json()["code"] == 404


def test_texts_and_missing_values(shops):
    # north, three items: 8; south, six: 1; no shop, no items: -3.
    rows = [{"shop": "north", "items": 3}, {"items": 6, "shop": "south"}, {"shop": None, "items": None}]
    lists = [[each["shop"], each["items"]] for each in rows]
    for path, body, found in (
        ("/at/kserve/v1/models/shops:predict", {"instances": rows}, "predictions"),
        ("/at/vertex/shops/predict", {"instances": lists}, "predictions"),
        ("/deployments/shops/invocations", {"dataframe_records": rows}, "predictions"),
        ("/at/azureml/shops/score", {"input_data": {"columns": ["shop", "items"], "data": lists}}, None),
    ):
        answer = ask(path, body)
        assert (answer[found] if found else answer) == [1, 1, 0], (path, answer)
    tensorflow = ask("/at/tfserving/v1/models/shops:predict", {"instances": rows})["predictions"]
    assert [each["prediction"] for each in tensorflow] == [1, 1, 0]
    assert np.allclose(tensorflow[2]["probability"], 1 / (1 + np.exp(-3)))
    columns = {"shop": ["north", "south"], "items": [3, 6]}
    outputs = ask("/at/tfserving/v1/models/shops:predict", {"inputs": columns})["outputs"]
    assert outputs["prediction"] == [1, 1]
    status, text, headers = call(
        "/at/sagemaker/shops/invocations", b"north,3\nsouth,6\n,\n", {"Content-Type": "text/csv"}
    )
    assert (status, text.split()) == (200, [b"1", b"1", b"0"])
    assert len(headers["Noria-Prediction-Id"].split(",")) == 3
    tensors = [
        {"name": "shop", "shape": [2], "datatype": "BYTES", "data": ["north", "south"]},
        {"name": "items", "shape": [2, 1], "datatype": "INT32", "data": [3, 6]},
    ]
    answer = ask("/v2/models/shops/infer", {"inputs": tensors, "outputs": [{"name": "prediction"}]})
    assert answer["outputs"][0]["data"] == [1, 1]
    for path, body in (
        ("/at/kserve/v1/models/shops:predict", {"instances": [{"shop": "north", "items": 1.5}]}),
        ("/v2/models/shops/infer", {"inputs": tensors[:1]}),
    ):
        status, text, _ = call(path, body)
        assert status == 400 and b"items" in text, text
