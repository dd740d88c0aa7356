"""What the package does when a server is slow, busy, broken or lying."""

import hashlib
import http.server
import json
import socket
import subprocess
import sys
import threading

import pytest
from conftest import ROOT

import noria


class Scripted:
    """A server that answers request after request as told; then with 200 and an empty object."""

    def __init__(self):
        self.answers = []
        self.seen = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                outer.seen.append((self.command, self.path, dict(self.headers), body))
                answer = outer.answers.pop(0) if outer.answers else (200, {}, b"{}")
                if answer is None:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, headers, content = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                if "Content-Length" in headers:
                    self.close_connection = True

            do_GET = do_POST = do_PATCH = do_DELETE = handle_any

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def scripted():
    server = Scripted()
    yield server
    server.server.shutdown()
    server.server.server_close()


def failed(code, message, **more):
    return json.dumps({"error": {"code": code, "message": message, **more}}).encode()


def test_a_busy_server_is_asked_again(scripted):
    scripted.answers = [
        (503, {"Retry-After": "0"}, failed("UNAVAILABLE", "later")),
        (429, {}, failed("RESOURCE_EXHAUSTED", "later")),
        (200, {}, b'{"prediction": 1, "probability": 0.5}'),
    ]
    answer = noria.Client(scripted.url).predict({"a": 1})
    assert (answer.value, answer.probability, answer.id) == (1, 0.5, None)
    assert len(scripted.seen) == 3


def test_patience_ends(scripted):
    scripted.answers = [(503, {}, failed("UNAVAILABLE", "not today"))] * 9
    with pytest.raises(noria.NoriaError, match="not today") as refused:
        noria.Client(scripted.url, retries=2).version()
    assert (refused.value.code, refused.value.status) == ("UNAVAILABLE", 503)
    assert len(scripted.seen) == 3


def test_a_wait_that_is_too_long_is_told_at_once(scripted):
    scripted.answers = [(503, {"Retry-After": "3600"}, failed("UNAVAILABLE", "in an hour"))]
    with pytest.raises(noria.NoriaError, match="in an hour"):
        noria.Client(scripted.url).version()
    assert len(scripted.seen) == 1


def test_what_may_have_been_done_is_not_done_twice(scripted):
    scripted.answers = [None]
    with pytest.raises(noria.NoriaError, match="no answer from") as cut:
        noria.Client(scripted.url).predict({"a": 1})
    assert cut.value.code == "UNAVAILABLE"
    assert len(scripted.seen) == 1


def test_a_question_is_asked_again_when_the_line_breaks(scripted):
    scripted.answers = [None, None, (200, {}, b'{"version": "1", "mlflow": "3", "ephemeral": true, "tokens_required": false}')]
    assert noria.Client(scripted.url).version().ephemeral
    assert len(scripted.seen) == 3


def test_a_refusal_says_which_record_explains_it(scripted):
    scripted.answers = [(403, {}, failed("PERMISSION_DENIED", "gate champion", evidence="verdict:7"))]
    with pytest.raises(noria.NoriaError) as refused:
        noria.Client(scripted.url + "/").model("m").version(1)
    assert refused.value.evidence == "verdict:7"
    assert refused.value.link == scripted.url + "/#/?evidence=verdict%3A7"
    assert str(refused.value) == f"gate champion (see {refused.value.link})"


def test_what_is_no_answer_of_ours_is_shown(scripted):
    scripted.answers = [(502, {}, b"<h1>Bad gateway</h1>")]
    with pytest.raises(noria.NoriaError, match="answered 502: <h1>Bad gateway</h1>"):
        noria.Client(scripted.url).version()


def test_names_cannot_reach_other_paths(scripted):
    client = noria.Client(scripted.url)
    scripted.answers = [(200, {}, b"{}")]
    client.api.delete_deployment("../tokens/anna?x=1")
    assert scripted.seen[0][1] == "/noria/v1/deployments/..%2Ftokens%2Fanna%3Fx%3D1"
    for name in ("", "..", "."):
        with pytest.raises(noria.NoriaError, match="expected: a name"):
            client.api.delete_deployment(name)
    assert len(scripted.seen) == 1


def test_the_token_is_sent_and_never_shown(scripted):
    client = noria.Client(scripted.url, token="open-sesame")
    client.api.delete_deployment("x")
    assert scripted.seen[0][2]["Authorization"] == "Bearer open-sesame"
    assert "open-sesame" not in repr(client) + repr(vars(client.api))
    with_password = noria.Client(scripted.url.replace("//", "//user:open-sesame@"))
    assert "open-sesame" not in repr(with_password) + with_password.url


def test_connections_are_kept(scripted):
    client = noria.Client(scripted.url)
    ports = set()
    original = client._connections.give_back

    def noted(connection):
        ports.add(connection.sock.getsockname()[1])
        original(connection)

    client._connections.give_back = noted
    for _ in range(5):
        client.api.delete_deployment("x")
    assert len(ports) == 1


def test_a_download_goes_on_where_the_line_broke(scripted, tmp_path):
    content = bytes(range(256)) * 4000
    scripted.answers = [
        (200, {"Content-Length": str(len(content))}, content[:300_000]),
        (206, {"Content-Length": str(len(content) - 300_000)}, content[300_000:500_000]),
        (206, {}, content[500_000:]),
    ]
    file = tmp_path / "file"
    digest = hashlib.sha256(content).hexdigest()
    assert noria.Client(scripted.url).api.get_dataset_file("d", "v", 0).save(str(file), digest=digest) == len(content)
    assert file.read_bytes() == content
    assert [seen[2].get("Range") for seen in scripted.seen] == [None, "bytes=300000-", "bytes=500000-"]


def test_damaged_bytes_are_told(scripted, tmp_path):
    scripted.answers = [(200, {}, b"others")]
    with pytest.raises(noria.NoriaError, match="expected: 00") as damaged:
        noria.Client(scripted.url).api.get_dataset_file("d", "v", 0).save(str(tmp_path / "f"), digest="00")
    assert damaged.value.code == "DATA_LOSS"


def test_events_come_one_by_one(scripted):
    scripted.answers = [
        (200, {"Content-Type": "text/event-stream"}, b'id: 7\nevent: run\ndata: {"a":\ndata: 1}\n\n: still here\n\ndata: 2\n\n')
    ]
    events = list(noria.Client(scripted.url).api.stream_events())
    assert [(each.event, each.data, each.id) for each in events] == [("run", {"a": 1}, "7"), ("message", 2, "7")]


@pytest.mark.parametrize("url", ["models.example", "ftp://x", "http://", "http://x:port", "http://x/?q=1"])
def test_a_wrong_url_is_refused(url):
    with pytest.raises(noria.NoriaError, match="expected: http://host:port"):
        noria.Client(url)


def test_nobody_there_says_what_to_do():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(noria.NoriaError, match="`noria server` starts one, NORIA_URL names it"):
        noria.Client(f"http://127.0.0.1:{port}", retries=1).version()


def test_importing_the_package_loads_next_to_nothing():
    program = (
        "import sys, noria; loaded = sorted(m for m in sys.modules if m.startswith('noria')); print(loaded);"
        "assert 'http.client' not in sys.modules and 'noria._api' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": str(ROOT / "python/src")}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout


def test_the_generated_code_is_that_of_the_present_document():
    done = subprocess.run([sys.executable, str(ROOT / "python/generate.py"), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_types_are_right_throughout(tmp_path):
    done = subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path)], cwd=ROOT / "python", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_without_the_program_the_command_says_where_it_is():
    done = subprocess.run(
        [sys.executable, "-m", "noria", "demo"],
        env={"PYTHONPATH": str(ROOT / "python/src"), "NORIA_PROGRAM": "/nowhere"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "./noria dist" in done.stderr


def test_the_command_becomes_the_program(tmp_path):
    program = tmp_path / "noria"
    program.write_text('echo "$@"; exit 7')
    done = subprocess.run(
        [sys.executable, "-m", "noria", "demo", "--port", "1"],
        env={"PYTHONPATH": str(ROOT / "python/src"), "NORIA_PROGRAM": str(program), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (7, "demo --port 1\n")
