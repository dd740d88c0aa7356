"""python fastapi_serve.py PORT WORKERS, for a folder MODELS."""

import pathlib
import sys

import uvicorn

if __name__ == "__main__":
    uvicorn.run(
        "fastapi_app:app",
        app_dir=str(pathlib.Path(__file__).parent),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        workers=int(sys.argv[2]),
        log_level="warning",
        access_log=False,
    )
