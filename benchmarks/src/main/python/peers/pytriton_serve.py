"""python pytriton_serve.py PORT GRPC_PORT: NVIDIA's Triton as its package for Python brings it.

Its Python backend alone is in that package: models answer in processes of their own.
"""

import os
import sys
import sysconfig

import numpy as np
from pytriton.decorators import batch
from pytriton.model_config import DynamicBatcher, ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

import scorers


def asked(path):
    score = scorers.load(path)

    @batch
    def infer(input):
        return {"probability": score(input).astype(np.float32).reshape(-1, 1)}

    return infer


if __name__ == "__main__":
    # The backend must find this interpreter's library, not an older one of the system.
    os.environ["LD_LIBRARY_PATH"] = sysconfig.get_config_var("LIBDIR")
    config = TritonConfig(
        http_address="127.0.0.1",
        http_port=int(sys.argv[1]),
        grpc_address="127.0.0.1",
        grpc_port=int(sys.argv[2]),
        allow_metrics=False,
        http_thread_count=4,
    )
    with Triton(config=config) as triton:
        for name, path in scorers.paths().items():
            triton.bind(
                model_name=name,
                infer_func=asked(path),
                inputs=[Tensor(name="input", dtype=np.float32, shape=(30,))],
                outputs=[Tensor(name="probability", dtype=np.float32, shape=(1,))],
                config=ModelConfig(max_batch_size=1024, batcher=DynamicBatcher(max_queue_delay_microseconds=0)),
            )
        triton.serve()
