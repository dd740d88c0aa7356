"""Asking deployments, and telling them what was answered elsewhere and what came true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Union

from noria._errors import NoriaError
from noria._html import Table
from noria._rows import cell, rows_of

if TYPE_CHECKING:
    from noria._wire import Transport

__all__ = ["Prediction", "ask", "batches", "labels_of"]

ROWS_A_REQUEST = 5_000


@dataclass(frozen=True)
class Prediction:
    """What a deployment answered for one row.

    Attributes:
        value: The predicted class as the target column has it, or the number of a regression.
        probability: Of the predicted class; ``None`` for a regression.
        id: Names it in the log, for :func:`noria.why` and :func:`noria.log_label`; ``None`` when more than 100 rows
            were asked in one request.
    """

    value: Any
    probability: Optional[float]
    id: Optional[str]


COLUMNS = [
    ("value", lambda each: each.value),
    ("probability", lambda each: each.probability),
    ("id", lambda each: each.id),
]


def ask(
    transport: Transport,
    features: Any,
    deployment: Optional[str],
    key: Optional[str],
    event_time: Optional[datetime],
) -> Union[Prediction, Table[Prediction]]:
    """One answer for one row, a table of them for a table."""
    rows, many = rows_of(features)
    answers: List[Prediction] = []
    # Keys of rows count from the request's first row, so those with a key go together.
    size = len(rows) if key is not None else ROWS_A_REQUEST
    for start in range(0, len(rows), max(1, size)):
        part = rows[start : start + size]
        answers += _request(transport, part if many else part[0], deployment, key, event_time)
    return Table(answers, COLUMNS) if many else answers[0]


def _request(
    transport: Transport,
    features: Any,
    deployment: Optional[str],
    key: Optional[str],
    event_time: Optional[datetime],
) -> List[Prediction]:
    body = {"features": features}
    header = {"Noria-Event-Time": event_time, "Noria-Key": key}
    if deployment is None:
        answered, headers = transport.answer("POST", "/predict", header=header, body=body)
    else:
        answered, headers = transport.answer(
            "POST", "/deployments/{deployment}/predict", path={"deployment": deployment}, header=header, body=body
        )
    answers = answered if isinstance(answered, list) else [answered]
    named = headers.get("noria-prediction-id", "")
    ids: Sequence[Optional[str]] = named.split(",") if named else [None] * len(answers)
    return [
        Prediction(each["prediction"], each.get("probability"), one) for each, one in zip(answers, ids)
    ]


def batches(items: Iterable[Any], size: int) -> Iterator[List[Any]]:
    """The items, so many at a time."""
    batch: List[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


LABEL_FIELDS = ("prediction_id", "deployment", "key", "value", "event_time")


def labels_of(labels: Any, deployment: Optional[str]) -> List[Dict[str, Any]]:
    """Labels as the server takes them, from mappings or a table with such columns."""
    rows, _ = rows_of(labels)
    found: List[Dict[str, Any]] = []
    for place, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise NoriaError("INVALID_ARGUMENT", f"labels[{place}]: {row!r} (expected: a mapping)")
        unknown = [name for name in row if name not in LABEL_FIELDS]
        if unknown:
            raise NoriaError(
                "INVALID_ARGUMENT",
                f"labels[{place}]: unknown field {unknown[0]} (expected: {', '.join(LABEL_FIELDS)})",
            )
        label = {name: cell(value) for name, value in row.items() if cell(value) is not None}
        if deployment is not None and "prediction_id" not in label:
            label.setdefault("deployment", deployment)
        found.append(label)
    return found
