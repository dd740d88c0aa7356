"""Features in whatever form people hold them, as the server's JSON."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any, Dict, List, Mapping, Sequence, Tuple, Union, cast

from noria._errors import NoriaError
from noria._wire import rfc3339

__all__ = ["cell", "rows_of"]

Row = Union[Dict[str, Any], List[Any]]


def rows_of(features: Any) -> Tuple[List[Row], bool]:
    """The rows, and whether they came as a table (and are answered by a list).

    One row: a mapping by name, a sequence in the signature's order, a pandas Series. Many: a sequence of those, a
    pandas DataFrame, a pyarrow Table or RecordBatch, a two-dimensional numpy array.
    """
    library = type(features).__module__.partition(".")[0]
    if library == "pandas":
        if hasattr(features, "columns"):
            return _columns({str(name): features[name].tolist() for name in features.columns}), True
        return [_row(features.to_dict())], False
    if library == "pyarrow" and hasattr(features, "to_pydict"):
        return _columns({str(name): values for name, values in features.to_pydict().items()}), True
    if library == "numpy" and hasattr(features, "tolist"):
        features = features.tolist()
    if isinstance(features, Mapping):
        return [_row(features)], False
    if isinstance(features, Sequence) and not isinstance(features, (str, bytes)):
        if len(features) > 0 and _is_row(features[0]):
            return [_row(each) for each in features], True
        return [_row(features)], False
    raise NoriaError(
        "INVALID_ARGUMENT",
        f"features: {type(features).__name__} (expected: a mapping, a sequence, rows of either,"
        " a DataFrame or an arrow Table)",
    )


def _is_row(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, (str, bytes)))


def _columns(columns: Dict[str, List[Any]]) -> List[Row]:
    names = list(columns)
    return [
        {name: cell(value) for name, value in zip(names, values)} for values in zip(*(columns[name] for name in names))
    ]


def _row(row: Any) -> Row:
    library = type(row).__module__.partition(".")[0]
    if library == "numpy":
        row = row.tolist()
    if isinstance(row, Mapping):
        return {str(name): cell(value) for name, value in row.items()}
    if isinstance(row, Sequence) and not isinstance(row, (str, bytes)):
        return [cell(value) for value in row]
    raise NoriaError("INVALID_ARGUMENT", f"row: {row!r} (expected: a mapping by name, or a sequence)")


def cell(value: Any) -> Any:
    """A value as JSON has it: not-a-number and the libraries' own nothing are null, moments are RFC 3339."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, datetime):
        # pandas has a moment that is none.
        return None if type(value).__name__ == "NaTType" else rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if hasattr(value, "item"):
        return cell(value.item())
    if type(value).__module__ == "decimal":
        return float(cast(Any, value))
    return str(value)
