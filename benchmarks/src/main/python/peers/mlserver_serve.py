"""python mlserver_serve.py PORT GRPC_PORT FOLDER: settings go into the folder.

Models stay in the server's own process: its pool of workers costs more than half of the rate. Metrics and access logs
are off.
"""

import json
import os
import pathlib
import shutil
import sys

import scorers

here = pathlib.Path(__file__).parent
folder = pathlib.Path(sys.argv[3])
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
settings = {
    "host": "127.0.0.1",
    "http_port": int(sys.argv[1]),
    "grpc_port": int(sys.argv[2]),
    "parallel_workers": 0,
    "metrics_endpoint": None,
    "debug": False,
    "gzip_enabled": False,
}
(folder / "settings.json").write_text(json.dumps(settings))
for name, path in scorers.paths().items():
    (folder / name).mkdir()
    model = {
        "name": name,
        "implementation": "mlserver_runtime.Scored",
        "parameters": {"uri": str(path)},
    }
    (folder / name / "model-settings.json").write_text(json.dumps(model))
environment = {**os.environ, "PYTHONPATH": str(here)}
mlserver = pathlib.Path(sys.executable).parent / "mlserver"
os.execve(mlserver, [str(mlserver), "start", str(folder)], environment)
