"""KServe's own client, over REST (V1, V2 as JSON and with raw tensors) and gRPC, at the deployments `iris` and `flowers`."""

import asyncio
import json
import os
import urllib.request
from urllib.parse import urlparse

import grpc
import numpy as np
from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest, RESTConfig

URL = os.environ["NORIA_URL"]
ROWS = np.array([[5.1, 3.5, 1.4, 0.2], [6.0, 2.7, 5.1, 1.6], [6.9, 3.1, 5.4, 2.1]], np.float32)


def plain(name):
    """What the deployment predicts when it is asked in our own way."""
    body = json.dumps({"features": ROWS.astype(float).tolist()}).encode()
    request = urllib.request.Request(f"{URL}/deployments/{name}/predict", body)
    with urllib.request.urlopen(request) as answer:
        return [each["prediction"] for each in json.load(answer)]


def described(name):
    with urllib.request.urlopen(f"{URL}/v2/models/{name}") as answer:
        return json.load(answer)


def question(name, binary):
    tensor = InferInput(described(name)["inputs"][0]["name"], list(ROWS.shape), "FP32")
    tensor.set_data_from_numpy(ROWS, binary_data=binary)
    return InferRequest(name, [tensor], request_id="asked-1")


def check(name, answer):
    assert answer.id == "asked-1" and answer.model_name == name, answer
    first = described(name)["outputs"][0]["name"]
    (output,) = [each for each in answer.outputs if each.name == first]
    assert output.as_numpy().tolist() == plain(name), (output.as_numpy(), plain(name))


async def rest():
    client = InferenceRESTClient(RESTConfig(protocol="v2"))
    assert await client.is_server_live(URL) and await client.is_server_ready(URL)
    for name in ("iris", "flowers"):
        assert await client.is_model_ready(URL, name)
        for binary in (False, True):
            check(name, await client.infer(URL, question(name, binary), model_name=name))
    await client.close()
    old = InferenceRESTClient(RESTConfig(protocol="v1"))
    at = URL + "/at/kserve"
    assert await old.is_model_ready(at, "flowers")
    answer = await old.infer(at, {"instances": ROWS.astype(float).tolist()}, model_name="flowers")
    assert answer == {"predictions": plain("flowers")}, answer
    await old.close()


async def calls():
    client = InferenceGRPCClient(urlparse(URL).netloc)
    assert await client.is_server_live() and await client.is_server_ready()
    for name in ("iris", "flowers"):
        assert await client.is_model_ready(name)
        for binary in (False, True):
            check(name, await client.infer(question(name, binary)))
    nowhere = question("iris", True)
    nowhere.model_name = "nowhere"
    try:
        await client.infer(nowhere)
        raise AssertionError("a model that is not there has answered")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND, error
    await client.close()


asyncio.run(rest())
asyncio.run(calls())
print("kserve: ok")
