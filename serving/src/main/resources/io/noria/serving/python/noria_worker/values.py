"""What a model gave, as tensors (name, code, shape, bytes) of the wire."""

import array
import datetime
import json
import struct

from .wire import BYTES, CODES, MISSING, np

BOOL, INT64, FP64 = CODES.index("BOOL"), CODES.index("INT64"), CODES.index("FP64")
NUMPY_CODES = {
    "b1": 0, "u1": 1, "u2": 2, "u4": 3, "u8": 4, "i1": 5, "i2": 6, "i4": 7, "i8": 8,
    "f2": 9, "f4": 11, "f8": 12,
}
# A model that answers a table of more columns is not answering rows any more.
MOST_OUTPUTS = 2000


def texts(name, shape, values):
    """Texts of str, bytes, or None for one that is missing."""
    encoded = [v if type(v) is bytes else b"" if v is None else str(v).encode("utf-8") for v in values]
    counts = [MISSING if v is None else len(e) for v, e in zip(values, encoded)]
    lengths = struct.pack("<%dI" % len(encoded), *counts)
    return name, BYTES, tuple(shape), lengths + b"".join(encoded)


def tensors(name, value):
    """All tensors of an answer: one, or one for each column of a table or key of a dict."""
    if type(value).__name__ == "DataFrame" and hasattr(value, "columns"):
        named = [(str(c), value.iloc[:, i]) for i, c in enumerate(value.columns)]
    elif isinstance(value, dict):
        named = [(str(k), v) for k, v in value.items()]
    else:
        return [tensor(name, value)]
    if not named or len(named) > MOST_OUTPUTS or len(dict(named)) != len(named):
        return [as_json(name, value)]
    return [tensor(key, part) for key, part in named]


def tensor(name, value):
    """One tensor; what has no type of the wire as JSON text."""
    if np is None:
        return plain(name, value)
    if isinstance(value, (str, bytes)):
        return texts(name, (1,), [value])
    found = as_array(value)
    if found is None:
        return as_json(name, value)
    code = NUMPY_CODES.get(found.dtype.str[1:])
    if code is None:
        return of_objects(name, found)
    if found.dtype.byteorder == ">":
        found = found.astype(found.dtype.newbyteorder("<"))
    return name, code, found.shape, found.tobytes()


def as_array(value):
    """An array, or None when it is none (rows of different lengths, an object of a class)."""
    if isinstance(value, np.ndarray):
        return value
    if type(value).__name__ in ("csr_matrix", "csr_array", "csc_matrix", "csc_array"):
        return value.toarray()
    if hasattr(value, "detach") and hasattr(value, "numpy"):
        return value.detach().cpu().numpy()
    if hasattr(value, "to_numpy"):
        return value.to_numpy()
    try:
        return np.asarray(value)
    except Exception:
        return None


def of_objects(name, value):
    if value.dtype.kind in "USO":
        flat = value.reshape(-1).tolist()
        if all(one is None or isinstance(one, (str, bytes)) for one in flat):
            return texts(name, value.shape, flat)
        if flat and all(type(one) is bool for one in flat):
            return name, BOOL, value.shape, value.astype("?").tobytes()
        if flat and all(isinstance(one, (int, np.integer)) and type(one) is not bool for one in flat):
            try:
                return name, INT64, value.shape, value.astype("<i8").tobytes()
            except OverflowError:
                return as_json(name, flat)
        if flat and all(one is None or isinstance(one, (int, float, np.number)) for one in flat):
            numbers = [float("nan") if one is None else float(one) for one in flat]
            return name, FP64, value.shape, np.array(numbers, "<f8").tobytes()
        return as_json(name, value.tolist())
    if value.dtype.kind == "M":
        return texts(name, value.shape, np.datetime_as_string(value).reshape(-1).tolist())
    if value.dtype.kind == "T":
        return texts(name, value.shape, [str(one) for one in value.reshape(-1)])
    if value.dtype.kind == "f":
        return name, FP64, value.shape, value.astype("<f8").tobytes()
    return as_json(name, value.tolist() if value.ndim else value.item())


def plain(name, value):
    """Without numpy: numbers, texts and lists of them."""
    if isinstance(value, (str, bytes)):
        return texts(name, (1,), [value])
    if hasattr(value, "tolist"):
        value = value.tolist()
    shape, flat = [], value
    if not isinstance(value, (list, tuple, array.array)):
        flat = [value]
    while True:
        flat = list(flat)
        shape.append(len(flat) if not shape else len(flat) // max(1, shape_size(shape)))
        if not flat or not all(isinstance(one, (list, tuple)) for one in flat):
            break
        if len({len(one) for one in flat}) != 1:
            return as_json(name, value)
        flat = [one for row in flat for one in row]
    if flat and all(type(one) is bool for one in flat):
        return name, BOOL, tuple(shape), bytes(flat)
    try:
        if flat and all(type(one) is int for one in flat):
            return name, INT64, tuple(shape), struct.pack("<%dq" % len(flat), *flat)
        if all(type(one) in (int, float) for one in flat):
            return name, FP64, tuple(shape), struct.pack("<%dd" % len(flat), *flat)
    except (struct.error, OverflowError):
        return as_json(name, value)
    if all(one is None or isinstance(one, (str, bytes)) for one in flat):
        return texts(name, shape, flat)
    return as_json(name, value)


def shape_size(shape):
    size = 1
    for dimension in shape:
        size *= dimension
    return size


def as_json(name, value):
    """JSON text: one for each element of a list, else one."""
    many = list(value) if isinstance(value, (list, tuple)) else [value]
    return texts(name, (len(many),), [json.dumps(one, default=unknown) for one in many])


def unknown(value):
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "to_dict"):
        return value.to_dict(orient="list") if hasattr(value, "columns") else value.to_dict()
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    return str(value)
