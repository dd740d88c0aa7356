"""The package from its sources, against the server that NORIA_URL names; it has the project `orders`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[5]
sys.path.insert(0, str(ROOT / "python" / "src"))

import pytest

import noria


@pytest.fixture(scope="session")
def client():
    with noria.Client(os.environ["NORIA_URL"]) as client:
        yield client


@pytest.fixture(scope="session")
def orders(client):
    return client.deployment("orders")


@pytest.fixture
def row():
    return {"a": 0.9, "b": 0.1, "shop": "north"}
