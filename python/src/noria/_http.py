"""HTTP over the standard library: connections that are kept, time-outs, repetition of what may be repeated."""

from __future__ import annotations

import http.client
import json
import random
import select
import ssl
import threading
import time
from types import TracebackType
from typing import Dict, Iterator, List, Mapping, Optional, Tuple, Type
from urllib.parse import urlsplit

from noria._errors import NoriaError, page_of

__all__ = ["Answer", "Connections"]

KEPT = 8
KEPT_SECONDS = 10.0
LONGEST_WAIT = 30.0
MOST_PAUSE = 5.0
CODES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    408: "DEADLINE_EXCEEDED",
    409: "ABORTED",
    413: "TOO_LARGE",
    422: "UNPROCESSABLE",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}


class Answer:
    """An answer that is being read; closing it gives its connection back or lets go of it."""

    def __init__(self, pool: Connections, connection: http.client.HTTPConnection, response: http.client.HTTPResponse):
        self._pool = pool
        self._connection = connection
        self._response = response
        self.status = response.status
        self.headers: Mapping[str, str] = {name.lower(): value for name, value in response.getheaders()}

    def length(self) -> Optional[int]:
        """How many bytes the server says are coming."""
        return self._response.length

    def read(self, most: Optional[int] = None) -> bytes:
        """The next bytes, at most so many; empty at the end."""
        try:
            return self._response.read() if most is None else self._response.read(most)
        except (OSError, http.client.HTTPException) as error:
            raise self._pool.unreachable(error) from error

    def lines(self) -> Iterator[bytes]:
        """Line by line, as they come."""
        while True:
            try:
                line = self._response.readline()
            except (OSError, http.client.HTTPException) as error:
                raise self._pool.unreachable(error) from error
            if not line:
                return
            yield line

    def __enter__(self) -> Answer:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        whole = self._response.isclosed()
        self._response.close()
        if whole and not self._response.will_close:
            self._pool.give_back(self._connection)
        else:
            self._connection.close()


class Connections:
    """Connections to one server. Thread-safe: each request has one to itself."""

    def __init__(self, url: str, token: Optional[str], timeout: float, retries: int) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1 or parts.query or parts.fragment:
            raise NoriaError(
                "INVALID_ARGUMENT", f"url: {_without_secrets(url)} (expected: http://host:port or https://host)"
            )
        if timeout <= 0:
            raise NoriaError("INVALID_ARGUMENT", f"timeout: {timeout} (expected: seconds, more than 0)")
        self.url = _without_secrets(url).rstrip("/")
        self._secure = ssl.create_default_context() if parts.scheme == "https" else None
        self._host = parts.hostname
        self._port = port
        self._prefix = parts.path.rstrip("/")
        self._token = token
        self._timeout = timeout
        self._retries = retries
        self._lock = threading.Lock()
        self._kept: List[Tuple[float, http.client.HTTPConnection]] = []

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Optional[Mapping[str, str]] = None,
        body: Optional[bytes] = None,
        events: bool = False,
    ) -> Answer:
        """The answer of the server, when it is one of success.

        What the server refuses because it is busy (429, 503) is repeated after the time it names. What may have
        been done although no answer came is repeated only when doing it twice is the same as once.

        Raises:
            NoriaError: With the server's code and sentence, or ``UNAVAILABLE`` when it cannot be reached.
        """
        sent: Dict[str, str] = {"User-Agent": "noria-python", **(headers or {})}
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        tries = 0
        while True:
            tries += 1
            connection = self._take()
            begun = False
            try:
                connection.connect() if connection.sock is None else None
                begun = True
                connection.request(method, self._prefix + path, body=body, headers=sent)
                if events and connection.sock is not None:
                    connection.sock.settimeout(None)
                response = connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                repeatable = not begun or method in ("GET", "HEAD", "PUT", "DELETE")
                if not repeatable or tries > self._retries:
                    raise self.unreachable(error) from error
                self.pause(tries)
                continue
            answer = Answer(self, connection, response)
            if answer.status < 400:
                return answer
            with answer:
                failure = self._failure(answer)
            wait = _retry_after(answer.headers.get("retry-after"))
            if answer.status not in (429, 503) or tries > self._retries or wait > LONGEST_WAIT:
                raise failure
            self.pause(tries, wait)

    def pause(self, tries: int, least: float = 0.0) -> None:
        """Waits longer from time to time, and not as long as all the others."""
        time.sleep(least + random.uniform(0.0, min(MOST_PAUSE, 0.05 * 2.0**tries)))

    def _take(self) -> http.client.HTTPConnection:
        now = time.monotonic()
        with self._lock:
            while self._kept:
                since, connection = self._kept.pop()
                # One that can be read has been closed by the server.
                if now - since < KEPT_SECONDS and not _readable(connection):
                    return connection
                connection.close()
        if self._secure is not None:
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=self._timeout, context=self._secure
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)

    def give_back(self, connection: http.client.HTTPConnection) -> None:
        """Keeps a connection for the next request."""
        with self._lock:
            if connection.sock is not None and len(self._kept) < KEPT:
                connection.sock.settimeout(self._timeout)
                self._kept.append((time.monotonic(), connection))
                return
        connection.close()

    def unreachable(self, error: Exception) -> NoriaError:
        """What to say when no answer came."""
        why = str(error) or type(error).__name__
        return NoriaError(
            "UNAVAILABLE",
            f"no answer from {self.url}: {why} (expected: a server there; `noria server` starts one, NORIA_URL names it)",
        )

    def _failure(self, answer: Answer) -> NoriaError:
        code = CODES.get(answer.status, "INTERNAL")
        content = answer.read()
        try:
            said = json.loads(content)["error"]
            message, evidence = str(said["message"]), said.get("evidence")
            code = str(said.get("code", code))
        except (ValueError, KeyError, TypeError, AttributeError):
            text = content[:200].decode("utf-8", "replace").strip()
            message, evidence = f"{self.url} answered {answer.status}: {text}", None
        link = page_of(self.url, evidence) if evidence else None
        return NoriaError(code, message, status=answer.status, evidence=evidence, link=link)

    def close(self) -> None:
        """Closes the connections that are kept."""
        with self._lock:
            kept, self._kept = self._kept, []
        for _, connection in kept:
            connection.close()


def _readable(connection: http.client.HTTPConnection) -> bool:
    if connection.sock is None:
        return True
    try:
        return bool(select.select([connection.sock], [], [], 0)[0])
    except (OSError, ValueError):
        return True


def _retry_after(text: Optional[str]) -> float:
    try:
        return max(0.0, float(text)) if text else 0.0
    except ValueError:
        return 0.0


def _without_secrets(url: str) -> str:
    """Without a user and password, which belong into the token."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
