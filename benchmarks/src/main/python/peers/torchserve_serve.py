"""python torchserve_serve.py PORT MANAGEMENT_PORT METRICS_PORT FOLDER WORKERS: serves what torchserve_pack.py packed."""

import os
import pathlib
import sys

port, management, metrics, folder, workers = sys.argv[1:6]
folder = pathlib.Path(folder)
programs = pathlib.Path(sys.executable).parent
(folder / "config.properties").write_text(
    f"""inference_address=http://127.0.0.1:{port}
management_address=http://127.0.0.1:{management}
metrics_address=http://127.0.0.1:{metrics}
enable_envvars_config=true
default_workers_per_model={workers}
disable_token_authorization=true
disable_system_metrics=true
grpc_inference_port={int(metrics) + 1}
grpc_management_port={int(metrics) + 2}
load_models=all
"""
)
environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
torchserve = programs / "torchserve"
os.chdir(folder)
os.execve(
    torchserve,
    [str(torchserve), "--foreground", "--ncs", "--model-store", "store", "--ts-config", "config.properties"]
    + ["--models", "all", "--disable-token-auth", "--log-config", "log4j2.xml"],
    environment,
)
