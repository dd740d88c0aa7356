"""python litserve_serve.py PORT WORKERS: Lightning's LitServe, a route for each model."""

import sys

import litserve
import numpy as np

import scorers


class Scored(litserve.LitAPI):
    def __init__(self, path, **options):
        super().__init__(**options)
        self.path = path

    def setup(self, device):
        self.score = scorers.load(self.path)

    def decode_request(self, request):
        return np.asarray(request["features"], dtype=np.float32)

    def predict(self, rows):
        return self.score(rows)

    def encode_response(self, found):
        return found.astype(float).tolist()


if __name__ == "__main__":
    apis = [Scored(path, api_path="/predict/" + name) for name, path in scorers.paths().items()]
    server = litserve.LitServer(apis, accelerator="cpu", workers_per_device=int(sys.argv[2]), timeout=60)
    server.run(
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        generate_client_file=False,
        access_log=False,
        pretty_logs=False,
    )
