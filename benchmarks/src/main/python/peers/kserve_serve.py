"""python kserve_serve.py PORT GRPC_PORT: KServe's Python server, protocols V1 and V2, one process."""

import sys

import numpy as np

sys.argv, (port, grpc_port) = sys.argv[:1], map(int, sys.argv[1:3])

from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer  # noqa: E402 (it reads sys.argv)

import scorers  # noqa: E402


class Scored(Model):
    def __init__(self, name, path):
        super().__init__(name)
        self.score = scorers.load(path)
        self.ready = True

    async def predict(self, payload, headers=None, response_headers=None):
        if isinstance(payload, InferRequest):
            rows = payload.inputs[0].as_numpy()
            found = self.score(rows).astype(np.float32)
            output = InferOutput("probability", list(found.shape), "FP32")
            output.set_data_from_numpy(found, binary_data=payload.use_binary_outputs)
            return InferResponse(payload.id or "none", self.name, [output], use_binary_outputs=payload.use_binary_outputs)
        rows = np.asarray(payload["instances"], dtype=np.float32)
        return {"predictions": self.score(rows).astype(float).tolist()}


if __name__ == "__main__":
    ModelServer(
        http_port=port, grpc_port=grpc_port, enable_latency_logging=False, access_log_format="", workers=1
    ).start([Scored(name, path) for name, path in scorers.paths().items()])
