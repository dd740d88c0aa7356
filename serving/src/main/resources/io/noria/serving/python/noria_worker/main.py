"""Connects to the server, loads what it is told to, and answers."""

import faulthandler
import gc
import json
import os
import platform
import signal
import socket
import sys
import traceback
import warnings

from . import values, wire
from .wire import Connection, Refused

# What a model says of an input that it does not like.
INPUT_ERRORS = (Refused, ValueError, TypeError, KeyError, OverflowError, UnicodeError)
MOST_TEXT = 2000


def limit(memory, file_bytes):
    try:
        import resource
    except ImportError:
        return
    wanted = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, file_bytes)]
    if memory:
        wanted.append((resource.RLIMIT_DATA, memory))
    for what, most in wanted:
        try:
            hard = resource.getrlimit(what)[1]
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (least, least))
        except (ValueError, OSError):
            print("noria: limit %s not set" % what, file=sys.stderr)


def cut(text):
    text = str(text)
    return text if len(text) <= MOST_TEXT else text[:MOST_TEXT] + "…"


def place(problem):
    """The last line of the model's own code in the traceback."""
    here = os.path.dirname(os.path.abspath(__file__))
    frames = traceback.extract_tb(problem.__traceback__)
    own = [f for f in frames if os.path.dirname(os.path.abspath(f.filename)) != here]
    last = (own or frames or [None])[-1]
    return "" if last is None else "%s:%s in %s: %s" % (
        os.path.basename(last.filename), last.lineno, last.name, last.line or "")


def send_error(connection, request, kind, problem):
    message = problem.args[0] if type(problem) is KeyError and problem.args else problem
    name = type(problem).__name__
    said = [kind, name, cut(message), cut(place(problem)), getattr(problem, "name", None) or ""]
    connection.send(wire.ERROR, request, [values.texts("error", (len(said),), said)])


def send_json(connection, kind, request, value):
    text = json.dumps(value, default=str)
    connection.send(kind, request, [values.texts("json", (1,), [text])])


def load(connection, request, spec):
    from . import loading

    connection.most = spec["frame_bytes"]
    limit(spec.get("memory_bytes"), spec["file_bytes"])
    for path in reversed(spec.get("paths", [])):
        sys.path.insert(0, path)
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("default")
            model = loading.load(spec)
        schema = model.schema()
        schema["warnings"] = sorted({cut("%s: %s" % (w.category.__name__, w.message)) for w in told})[:20]
        warnings.simplefilter("ignore")
        gc.collect()
        gc.freeze()
        send_json(connection, wire.SCHEMA, request, schema)
        return model
    except BaseException as problem:
        traceback.print_exc()
        send_error(connection, request, "load", problem)
        return None


def infer(connection, request, model, tensors):
    try:
        if model is None:
            raise RuntimeError("no model is loaded")
        connection.send(wire.ANSWER, request, model.answer(tensors))
    except INPUT_ERRORS as problem:
        send_error(connection, request, "input", problem)
    except BaseException as problem:
        said = type(problem).__name__ == "MlflowException"
        send_error(connection, request, "input" if said else "model", problem)


def main(arguments):
    os.umask(0o077)
    # Before a worker that hangs is killed it is asked where it does.
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.connect(arguments[1])
    connection = Connection(sock)
    send_json(
        connection,
        wire.HELLO,
        0,
        {
            "token": os.environ.pop("NORIA_WORKER_TOKEN", ""),
            "python": platform.python_version(),
            "numpy": wire.np is not None,
        },
    )
    model = None
    while True:
        frame = connection.receive()
        if frame is None:
            return 0
        kind, request, _, tensors = frame
        if isinstance(tensors, Refused):
            send_error(connection, request, "input", tensors)
        elif kind == wire.INFER:
            infer(connection, request, model, tensors)
        elif kind == wire.HEALTH:
            connection.send(wire.HEALTH, request, [])
        elif kind == wire.LOAD:
            text = tensors[0][1]
            spec = json.loads(text[0] if isinstance(text, list) else text.item(0))
            model = load(connection, request, spec)
        else:
            raise RuntimeError("a frame of type %d (expected: LOAD, INFER, HEALTH)" % kind)
