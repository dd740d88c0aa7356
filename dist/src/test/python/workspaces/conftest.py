"""What the suite shares: a server with workspaces, and two of them for each test."""

import os
import uuid

os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "30")
os.environ.setdefault("MLFLOW_ENABLE_ASYNC_LOGGING", "false")
os.environ.setdefault("MLFLOW_ENABLE_ASYNC_TRACE_LOGGING", "false")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("DO_NOT_TRACK", "true")

import mlflow
import pytest


@pytest.fixture(scope="session", autouse=True)
def server():
    url = os.environ["MLFLOW_TRACKING_URI"]
    mlflow.set_tracking_uri(url)
    mlflow.set_registry_uri(url)
    return url


@pytest.fixture
def spaces():
    """Two fresh workspaces; afterwards none is meant again."""
    names = ["a-" + uuid.uuid4().hex[:8], "b-" + uuid.uuid4().hex[:8]]
    for name in names:
        mlflow.create_workspace(name, description="of " + name)
    yield names
    mlflow.set_workspace(None)


@pytest.fixture
def client():
    return mlflow.MlflowClient()
