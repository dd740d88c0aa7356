"""The server that the test runner started, and where its descriptions of messages lie."""

import os
from urllib.parse import urlparse

import pytest


@pytest.fixture(scope="session")
def address():
    return urlparse(os.environ["NORIA_URL"]).netloc


@pytest.fixture(scope="session")
def own_address():
    return "127.0.0.1:" + os.environ["NORIA_GRPC_PORT"]
