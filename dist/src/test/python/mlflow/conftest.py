"""What the suite shares: the server, a fresh experiment for each test, quick failures."""

import os
import re
import urllib.request
import uuid

# A refused call must fail at once: the client would repeat a 5xx for minutes.
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "30")
os.environ.setdefault("MLFLOW_ENABLE_ASYNC_LOGGING", "false")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("DO_NOT_TRACK", "true")
os.environ.setdefault("MPLBACKEND", "agg")

import mlflow
import numpy as np
import pytest


@pytest.fixture(scope="session", autouse=True)
def server():
    url = os.environ["NORIA_URL"]
    mlflow.set_tracking_uri(url)
    mlflow.set_registry_uri(url)
    return url


@pytest.fixture
def name():
    """A name that no other test uses."""
    return "t" + uuid.uuid4().hex[:12]


@pytest.fixture
def experiment(name):
    """A fresh experiment, set as the current one."""
    return mlflow.set_experiment("experiment " + name)


@pytest.fixture
def client():
    return mlflow.MlflowClient()


@pytest.fixture(scope="session")
def table():
    """Rows to train on: two columns, and whether their sum is positive."""
    random = np.random.default_rng(7)
    rows = random.normal(size=(200, 2))
    return rows, (rows.sum(axis=1) > 0).astype(int)


def answered(url):
    """How often each of MLflow's routes answered with something else than a refusal."""
    counts = {}
    with urllib.request.urlopen(url + "/metrics") as page:
        for line in page.read().decode().splitlines():
            if line.startswith("noria_http_requests_total{") and 'dialect="mlflow"' in line:
                labels = dict(re.findall(r'(\w+)="([^"]*)"', line))
                if int(labels["status"]) < 400 or labels["status"] == "501":
                    key = (labels["method"], labels["route"])
                    counts[key] = counts.get(key, 0) + float(line.rsplit(" ", 1)[1])
    return counts


@pytest.fixture(scope="module", autouse=True)
def route_hits(server, request):
    """Notes which routes each file of tests used, for the page of routes, when asked to."""
    target = os.environ.get("NORIA_ROUTE_HITS")
    before = answered(server) if target else {}
    yield
    if target:
        after = answered(server)
        with open(target, "a") as file:
            for key in sorted(after):
                if after[key] > before.get(key, 0):
                    file.write("\t".join([*key, request.path.name]) + "\n")
