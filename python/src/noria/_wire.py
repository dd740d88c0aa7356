"""Records, and requests over connections that are kept: what the generated code stands on."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import typing
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, BinaryIO, Dict, Iterator, List, Mapping, Optional, Tuple, Type, TypeVar, Union
from urllib.parse import quote, urlencode

from noria._errors import NoriaError
from noria._http import Answer, Connections

__all__ = ["UNSET", "Download", "Record", "ServerEvent", "Transport", "Unset"]

M = TypeVar("M", bound="Record")
CHUNK = 1 << 18
DOWNLOAD_TRIES = 5


class Unset:
    """Stands for an argument that was not given; ``None`` is sent as null."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()


class Record:
    """A record of the server. Two are equal when all their fields are."""

    @classmethod
    def from_json(cls: Type[M], data: Any) -> M:
        """Reads what the server sent."""
        return typing.cast(M, decode(cls, data))

    def to_json(self) -> Dict[str, Any]:
        """As the server writes it, without the fields that are ``None``."""
        return typing.cast(Dict[str, Any], encode(self))


_FIELDS: Dict[Any, List[Tuple[str, str, Any]]] = {}


def fields_of(kind: Any) -> List[Tuple[str, str, Any]]:
    """Of each field its name here, on the wire, and its type; worked out once."""
    known = _FIELDS.get(kind)
    if known is None:
        hints = typing.get_type_hints(kind)
        known = _FIELDS[kind] = [
            (each.name, each.metadata.get("name", each.name), hints[each.name])
            for each in dataclasses.fields(kind)
        ]
    return known


def decode(kind: Any, data: Any) -> Any:
    """The value of JSON as the type says; a field that is not known is ignored."""
    if data is None or kind is Any:
        return data
    origin = typing.get_origin(kind)
    if origin is Union:
        inner = [each for each in typing.get_args(kind) if each is not type(None)]
        return decode(inner[0], data)
    if origin is list:
        (item,) = typing.get_args(kind)
        return [decode(item, each) for each in data]
    if origin is dict:
        _, item = typing.get_args(kind)
        return {key: decode(item, each) for key, each in data.items()}
    if kind is datetime:
        return moment(data)
    if kind is float and isinstance(data, int):
        return float(data)
    if isinstance(kind, type) and issubclass(kind, Record):
        return kind(**{own: decode(each, data.get(wire)) for own, wire, each in fields_of(kind)})
    return data


def encode(value: Any) -> Any:
    """The value as JSON's types."""
    if isinstance(value, Record):
        return {
            wire: encode(getattr(value, own))
            for own, wire, _ in fields_of(type(value))
            if getattr(value, own) is not None
        }
    if isinstance(value, Mapping):
        return {str(key): encode(each) for key, each in value.items() if not isinstance(each, Unset)}
    if isinstance(value, (list, tuple)):
        return [encode(each) for each in value]
    if isinstance(value, datetime):
        return rfc3339(value)
    return value


def moment(text: str) -> datetime:
    """RFC 3339; finer parts than microseconds are cut."""
    plain = text[:-1] + "+00:00" if text.endswith("Z") else text
    if "." in plain:
        head, _, tail = plain.partition(".")
        digits = len(tail) - len(tail.lstrip("0123456789"))
        plain = f"{head}.{tail[:digits][:6].ljust(6, '0')}{tail[digits:]}"
    return datetime.fromisoformat(plain)


def rfc3339(value: datetime) -> str:
    """In UTC; a moment without a zone is taken as UTC, as the server's times are."""
    aware = value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)
    return aware.isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class ServerEvent:
    """One event of a stream.

    Attributes:
        event: Its kind; ``message`` when the server names none.
        data: Its content, as JSON's types.
        id: What to name to go on from here.
    """

    event: str
    data: Any
    id: Optional[str] = None


class Download:
    """A file on the server, read as it comes. Taken up again where the line broke."""

    def __init__(self, connections: Connections, path: str) -> None:
        self._connections = connections
        self._path = path

    def __iter__(self) -> Iterator[bytes]:
        position = 0
        size: Optional[int] = None
        tries = 0
        while size is None or position < size:
            headers = {} if position == 0 else {"Range": f"bytes={position}-"}
            try:
                with self._connections.request("GET", self._path, headers=headers) as answer:
                    if position > 0 and answer.status != 206:
                        raise NoriaError("DATA_LOSS", f"{self._path}: the server does not go on where it broke")
                    size = size if size is not None else answer.length()
                    while True:
                        part = answer.read(CHUNK)
                        if not part:
                            break
                        position += len(part)
                        tries = 0
                        yield part
                    if size is None:
                        return
                    if position < size:
                        raise NoriaError("UNAVAILABLE", f"{self._path}: ended at byte {position} of {size}")
            except NoriaError as error:
                tries += 1
                if error.code != "UNAVAILABLE" or error.status is not None or tries >= DOWNLOAD_TRIES:
                    raise
                self._connections.pause(tries)

    def read(self) -> bytes:
        """All of it in memory."""
        return b"".join(self)

    def save(self, file: Union[str, BinaryIO], *, digest: Optional[str] = None) -> int:
        """Writes it to a file and gives its size.

        Args:
            file: A path, or a file open for writing bytes.
            digest: The SHA-256 it must have, in hexadecimal digits.

        Raises:
            NoriaError: ``DATA_LOSS`` when the digest is another.
        """
        if isinstance(file, str):
            with open(file, "wb") as opened:
                return self.save(opened, digest=digest)
        sha256 = hashlib.sha256()
        size = 0
        for part in self:
            sha256.update(part)
            file.write(part)
            size += len(part)
        if digest is not None and sha256.hexdigest() != digest:
            raise NoriaError(
                "DATA_LOSS", f"{self._path}: came with digest {sha256.hexdigest()} (expected: {digest})"
            )
        return size


Parameters = Optional[Mapping[str, Any]]


class Transport:
    """Makes a request of an operation and reads its answer. Thread-safe."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def _path(self, template: str, path: Parameters, query: Parameters) -> str:
        for name, value in (path or {}).items():
            if str(value) in ("", ".", ".."):
                raise NoriaError("INVALID_ARGUMENT", f"{name}: {value!r} (expected: a name)")
            template = template.replace("{" + name + "}", quote(str(value), safe=""))
        given = [(name, plain(value)) for name, value in (query or {}).items() if value is not None]
        return template + ("?" + urlencode(given) if given else "")

    def _send(
        self,
        method: str,
        template: str,
        path: Parameters = None,
        query: Parameters = None,
        header: Parameters = None,
        body: Parameters = None,
        accept: str = "application/json",
    ) -> Answer:
        headers = {"Accept": accept}
        headers.update({name: plain(value) for name, value in (header or {}).items() if value is not None})
        content: Optional[bytes] = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(encode(body), allow_nan=False, ensure_ascii=False).encode("utf-8")
        return self._connections.request(
            method, self._path(template, path, query), headers=headers, body=content, events=accept != "application/json"
        )

    def answer(
        self,
        method: str,
        template: str,
        *,
        path: Parameters = None,
        query: Parameters = None,
        header: Parameters = None,
        body: Parameters = None,
    ) -> Tuple[Any, Mapping[str, str]]:
        """The JSON of the answer, and its headers by their names in lower case."""
        with self._send(method, template, path, query, header, body) as answer:
            content = answer.read()
            return (json.loads(content) if content else None), answer.headers

    def json(self, method: str, template: str, **parts: Parameters) -> Any:
        """The JSON of the answer."""
        return self.answer(method, template, **parts)[0]

    def record(self, kind: Type[M], method: str, template: str, **parts: Parameters) -> M:
        """The answer as a record."""
        return kind.from_json(self.json(method, template, **parts))

    def decoded(self, kind: Any, method: str, template: str, **parts: Parameters) -> Any:
        """The answer as another type."""
        return decode(kind, self.json(method, template, **parts))

    def nothing(self, method: str, template: str, **parts: Parameters) -> None:
        """Waits for the answer, which has no content."""
        self.answer(method, template, **parts)

    def text(self, method: str, template: str, **parts: Parameters) -> str:
        """The answer as text."""
        with self._send(method, template, **parts, accept="text/plain") as answer:
            return answer.read().decode("utf-8")

    def download(self, method: str, template: str, *, path: Parameters = None, query: Parameters = None) -> Download:
        """The answer as a file that is read as it comes."""
        return Download(self._connections, self._path(template, path, query))

    def events(self, method: str, template: str, **parts: Parameters) -> Iterator[ServerEvent]:
        """The answer as events, until the server ends it or the iterator is closed."""
        with self._send(method, template, **parts, accept="text/event-stream") as answer:
            kind, data, number = "message", [], None  # type: ignore[var-annotated]
            for raw in answer.lines():
                line = raw.decode("utf-8").rstrip("\r\n")
                if not line:
                    if data:
                        yield ServerEvent(kind, json.loads("\n".join(data)), number)
                    kind, data = "message", []
                    continue
                name, _, value = line.partition(":")
                value = value[1:] if value.startswith(" ") else value
                if name == "event":
                    kind = value
                elif name == "data":
                    data.append(value)
                elif name == "id":
                    number = value


def plain(value: Any) -> str:
    """A value in a query or a header."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return rfc3339(value)
    return str(value)
