"""python bentoml_serve.py PORT WORKERS."""

import os
import pathlib
import sys

here = pathlib.Path(__file__).parent
environment = {**os.environ, "WORKERS": sys.argv[2], "DO_NOT_TRACK": "1", "BENTOML_DO_NOT_TRACK": "True"}
bentoml = pathlib.Path(sys.executable).parent / "bentoml"
os.execve(
    bentoml,
    [str(bentoml), "serve", "bentoml_service:Scored", "--working-dir", str(here), "--host", "127.0.0.1"]
    + ["--port", sys.argv[1]],
    environment,
)
