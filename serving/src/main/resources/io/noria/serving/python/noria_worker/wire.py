"""The frames between the server and a worker; io.noria.serving.python.Frames is its other half.

A frame, little-endian: a header of 32 bytes (magic, version, type, number of tensors, request id,
milliseconds that the server waits, bytes of descriptors, bytes of data), the descriptors, and from
the next multiple of 64 on the data, each tensor at a multiple of 64. A descriptor: element type,
rank, length of the name, 0, offset and length of the data, the dimensions, the name, padded to 8.
Texts are their lengths (2^32 - 1 for a missing one) and then their bytes.
"""

import struct

try:
    import numpy as np
except ImportError:  # A model of plain Python needs none.
    np = None

MAGIC = 0x3157524E
VERSION = 1
HELLO, LOAD, SCHEMA, INFER, ANSWER, HEALTH, ERROR = range(1, 8)
MISSING = 0xFFFFFFFF
CODES = (
    "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64",
    "FP16", "BF16", "FP32", "FP64", "BYTES",
)
BYTES = CODES.index("BYTES")
FORMATS = ("?", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", None, "f4", "f8", None)
PLAIN = ("?", "B", "H", "I", "Q", "b", "h", "i", "q", "e", None, "f", "d", None)

HEADER = struct.Struct("<IBBHQqII")
DESCRIPTOR = struct.Struct("<BBHIQQ")
ROOM = 1 << 16
# Layouts repeat from request to request: remembered, and forgotten when there are too many.
MOST_LAYOUTS = 256


class Refused(Exception):
    """What was sent is not acceptable; the message says why."""


def up(size, to):
    return (size + to - 1) // to * to


class Connection:
    def __init__(self, sock):
        self.sock = sock
        self.most = 1 << 20
        self.room = bytearray(ROOM)
        self.view = memoryview(self.room)
        self.filled = 0
        self.read_layouts = {}
        self.write_layouts = {}

    def receive(self):
        """The next (type, id, milliseconds, tensors or why not), or None when the server is gone."""
        recv_into = self.sock.recv_into
        while self.filled < 32:
            got = recv_into(self.view[self.filled :])
            if not got:
                return None
            self.filled += got
        magic, version, kind, count, request, wait, meta, data = HEADER.unpack_from(self.room)
        if magic != MAGIC or version != VERSION:
            raise RuntimeError("not a frame of version %d" % VERSION)
        start = up(32 + meta, 64)
        total = start + data
        if total > self.most:
            raise RuntimeError("a frame of %d bytes (expected: at most %d)" % (total, self.most))
        if total <= ROOM:
            room, view, small = self.room, self.view, True
            filled = self.filled
        else:
            room, small = bytearray(total), False
            view = memoryview(room)
            filled = self.filled
            view[:filled] = self.view[:filled]
        while filled < total:
            got = recv_into(view[filled:])
            if not got:
                return None
            filled += got
        key = bytes(view[32 : 32 + meta])
        layout = self.read_layouts.get(key)
        if layout is None:
            layout = descriptors(key, count, start, total)
            if len(self.read_layouts) >= MOST_LAYOUTS:
                self.read_layouts.clear()
            self.read_layouts[key] = layout
        try:
            tensors = [read(room, one, small) for one in layout]
        except Refused as problem:
            tensors = problem
        if small:
            rest = filled - total
            if rest:
                self.room[:rest] = self.room[total:filled]
            self.filled = rest
        else:
            self.filled = 0
        return kind, request, wait, tensors

    def send(self, kind, request, tensors):
        """Sends tensors of (name, code, shape, bytes)."""
        key = tuple((name, code, shape, len(data)) for name, code, shape, data in tensors)
        layout = self.write_layouts.get(key)
        if layout is None:
            layout = layout_of(key)
            if len(self.write_layouts) >= MOST_LAYOUTS:
                self.write_layouts.clear()
            self.write_layouts[key] = layout
        meta, size, gaps = layout
        if size > self.most:
            raise Refused("an answer of %d bytes (expected: at most %d)" % (size, self.most))
        parts = [HEADER.pack(MAGIC, VERSION, kind, len(tensors), request, 0, *meta[1:]), meta[0]]
        for tensor, gap in zip(tensors, gaps):
            parts.append(gap)
            parts.append(tensor[3])
        self.sock.sendall(b"".join(parts))


def layout_of(key):
    """(descriptors, their length, the data's length), size of the frame, gaps before each data."""
    descriptors, at, places = [], 0, []
    for name, code, shape, size in key:
        at = up(at, 64)
        places.append(at)
        text = name.encode("utf-8")
        one = DESCRIPTOR.pack(code, len(shape), len(text), 0, at, size)
        one += struct.pack("<%dq" % len(shape), *shape) + text
        descriptors.append(one + bytes(up(len(one), 8) - len(one)))
        at += size
    meta = b"".join(descriptors)
    start = up(32 + len(meta), 64)
    gaps, end = [], 32 + len(meta) - start
    for place, (_, _, _, size) in zip(places, key):
        gaps.append(bytes(place - end))
        end = place + size
    if not key:
        end = 0
        meta_gap = bytes(start - 32 - len(meta))
        return (meta + meta_gap, len(meta), 0), start, gaps
    return (meta, len(meta), at), start + at, gaps


def descriptors(meta, count, start, total):
    """The layouts (name, code, shape, elements, offset, length) of a frame."""
    found, at = [], 0
    for _ in range(count):
        code, rank, letters, _, offset, size = DESCRIPTOR.unpack_from(meta, at)
        shape = struct.unpack_from("<%dq" % rank, meta, at + 24)
        name = meta[at + 24 + 8 * rank : at + 24 + 8 * rank + letters].decode("utf-8")
        at = up(at + 24 + 8 * rank + letters, 8)
        elements = 1
        for dimension in shape:
            elements *= dimension
        if code >= len(CODES) or start + offset + size > total:
            raise RuntimeError("a broken descriptor of " + name)
        found.append((name, code, shape, elements, start + offset, size))
    return found


def read(room, layout, copied):
    """(name, array): of numpy when it is here, else nested lists; texts as str, None if missing."""
    name, code, shape, elements, offset, size = layout
    if code == BYTES:
        flat = read_texts(room, name, elements, offset, size)
        if np is None:
            return name, nested(flat, shape)
        array = np.empty(elements, dtype=object)
        array[:] = flat
        return name, array.reshape(shape)
    if np is None:
        if PLAIN[code] is None:
            raise Refused("%s: %s needs numpy in the model's environment" % (name, CODES[code]))
        flat = list(struct.unpack_from("<%d%s" % (elements, PLAIN[code]), room, offset))
        return name, nested(flat, shape)
    if FORMATS[code] is None:
        high = np.frombuffer(room, "<u2", elements, offset).astype("<u4") << 16
        return name, high.view("<f4").reshape(shape)
    array = np.frombuffer(room, FORMATS[code], elements, offset).reshape(shape)
    return name, array.copy() if copied else array


def read_texts(room, name, elements, offset, size):
    lengths = struct.unpack_from("<%dI" % elements, room, offset)
    at = offset + 4 * elements
    end = offset + size
    texts = []
    for place, length in enumerate(lengths):
        if length == MISSING:
            texts.append(None)
            continue
        if at + length > end:
            raise RuntimeError("broken texts of " + name)
        try:
            texts.append(str(room[at : at + length], "utf-8"))
        except UnicodeDecodeError:
            raise Refused("%s: element %d is not UTF-8 (expected: text)" % (name, place)) from None
        at += length
    return texts


def nested(flat, shape):
    if len(shape) == 0:
        return flat[0]
    for dimension in reversed(shape[1:]):
        flat = [flat[i : i + dimension] for i in range(0, len(flat), dimension)] if dimension else []
    return flat
