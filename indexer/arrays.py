"""A file of named, typed arrays: the one container that every file of the index is made of.

Layout: magic (8 bytes), format version (u4), header length (u4), CRC-32 of the header (u4), header
(JSON), then the arrays, each aligned to 8 bytes, little-endian.  The header gives each array's name,
dtype, offset, length and CRC-32, and the length of the whole file.  Reading maps the file and
touches only what is asked for; nothing in it is ever executed.  Checksums are verified by
`ArrayFile.verify`, not on every opening, which has to stay independent of the size of the file.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from jianbao.errors import IndexCorrupt, IndexVersion

Array = npt.NDArray[Any]

MAGIC = b"JIANBAO\0"
VERSION = 2
_PREFIX = struct.Struct("<8sIII")
_HEADER_RESERVE = 16 * 1024
"""Bytes kept for the header in front of the arrays, so that they can be streamed before it is known."""
_DTYPES = frozenset(("|u1", "<u2", "<u4", "<u8", "<i4", "<i8", "<f4"))


class ArrayFileWriter:
    """Write arrays one after the other; `close` adds the header and syncs the file to disk.

    Arrays may be larger than memory: `extend` appends chunks to the array that was begun last.
    """

    def __init__(self, path: Path, attributes: Mapping[str, Any] | None = None) -> None:
        self.path = path
        self.attributes = dict(attributes or {})
        self._file: BinaryIO = path.open("wb")
        self._file.seek(_HEADER_RESERVE)
        self._entries: dict[str, dict[str, Any]] = {}
        self._position = _HEADER_RESERVE
        self._open: dict[str, Any] | None = None

    def begin(self, name: str, dtype: str) -> None:
        """Begin an array of the given little-endian dtype (`|u1`, `<u4` …)."""
        padding = -self._position % 8
        self._file.write(b"\0" * padding)
        self._position += padding
        self._open = {"dtype": dtype, "offset": self._position, "bytes": 0, "crc": 0}
        self._entries[name] = self._open

    def extend(self, chunk: Array | bytes) -> None:
        """Append to the array begun last; an ndarray must fit its dtype, or `ValueError` is raised."""
        entry = self._open
        assert entry is not None
        data = chunk if isinstance(chunk, bytes) else pack(chunk, entry["dtype"])
        self._file.write(data)
        entry["bytes"] += len(data)
        entry["crc"] = zlib.crc32(data, entry["crc"])
        self._position += len(data)

    def add(self, name: str, values: Array | bytes, dtype: str | None = None) -> None:
        """Write a whole array; without a dtype, bytes are `|u1` and integers get the smallest that fits."""
        if dtype is None:
            dtype = "|u1" if isinstance(values, bytes) else smallest_dtype(values)
        self.begin(name, dtype)
        self.extend(values)

    def close(self) -> None:
        """Write the header and flush everything to the disk."""
        header = json.dumps(
            {"size": self._position, "attributes": self.attributes, "arrays": self._entries},
            ensure_ascii=True,
            separators=(",", ":"),
        ).encode()
        if _PREFIX.size + len(header) > _HEADER_RESERVE:
            raise ValueError(f"{self.path}: header of {len(header)} bytes does not fit")
        self._file.seek(0)
        self._file.write(_PREFIX.pack(MAGIC, VERSION, len(header), zlib.crc32(header)))
        self._file.write(header)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abort(self) -> None:
        """Close and remove the unfinished file."""
        self._file.close()
        self.path.unlink(missing_ok=True)


class ArrayFile:
    """A mapped file of arrays; `file["name"]` is a read-only ndarray over the mapping."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _HEADER_RESERVE:
                raise self._corrupt("is cut short")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, version, header_length, crc = _PREFIX.unpack_from(self._map)
        if magic != MAGIC:
            raise self._corrupt("is not a file of jianbao")
        if version != VERSION:
            raise IndexVersion(
                str(path.parent),
                f"{path.name} has format {version}, this jianbao reads {VERSION}; "
                "export with the jianbao that wrote it and index again",
            )
        header = self._map[_PREFIX.size : _PREFIX.size + header_length]
        if len(header) != header_length or zlib.crc32(header) != crc:
            raise self._corrupt("has a damaged header")
        described = json.loads(header)
        if described["size"] != size:
            raise self._corrupt(f"has {size} bytes instead of {described['size']}")
        self.attributes: dict[str, Any] = described["attributes"]
        self._entries: dict[str, dict[str, Any]] = described["arrays"]
        for name, entry in self._entries.items():
            item = np.dtype(entry["dtype"]).itemsize if entry["dtype"] in _DTYPES else 0
            if not item or entry["bytes"] % item or entry["offset"] + entry["bytes"] > size:
                raise self._corrupt(f"describes array {name!r} wrongly")

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __getitem__(self, name: str) -> Array:
        entry = self._entries[name]
        dtype = np.dtype(entry["dtype"])
        count = entry["bytes"] // dtype.itemsize
        return np.frombuffer(self._map, dtype, count, entry["offset"])

    def names(self) -> Iterator[str]:
        """Give the names of the arrays, in the order in which they were written."""
        return iter(self._entries)

    def span(self, name: str) -> tuple[mmap.mmap, int, int]:
        """Give the mapping and the byte span of an array, for slicing raw bytes out of it."""
        entry = self._entries[name]
        return self._map, entry["offset"], entry["offset"] + entry["bytes"]

    def verify(self) -> None:
        """Read everything and compare the checksums; raise `IndexCorrupt` naming the array."""
        view = memoryview(self._map)
        try:
            for name, entry in self._entries.items():
                start, stop = entry["offset"], entry["offset"] + entry["bytes"]
                if zlib.crc32(view[start:stop]) != entry["crc"]:
                    raise self._corrupt(f"has a wrong checksum in array {name!r}")
        finally:
            view.release()

    def _corrupt(self, what: str) -> IndexCorrupt:
        return IndexCorrupt(
            str(self.path.parent), f"{self.path.name} {what}; index the sources again"
        )


def smallest_dtype(values: Array) -> str:
    """Name the smallest unsigned dtype that holds all values (`|u1` for none)."""
    top = int(values.max()) if len(values) else 0
    for dtype, limit in (("|u1", 1 << 8), ("<u2", 1 << 16), ("<u4", 1 << 32)):
        if top < limit:
            return dtype
    return "<u8"


def pack(values: Array, dtype: str) -> bytes:
    """Convert to little-endian bytes of a dtype; raise `ValueError` instead of wrapping round."""
    target = np.dtype(dtype)
    if target.kind in "ui" and values.dtype.kind in "ui" and len(values):
        limits = np.iinfo(target)
        if int(values.min()) < limits.min or int(values.max()) > limits.max:
            raise ValueError(f"values do not fit {dtype}")
    return np.ascontiguousarray(values, dtype=target).tobytes()


def offsets_of(lengths: Array | list[int]) -> Array:
    """Turn n lengths into n + 1 offsets that begin with 0."""
    offsets = np.zeros(len(lengths) + 1, dtype=np.uint64)
    np.cumsum(lengths, out=offsets[1:], dtype=np.uint64)
    return offsets


def distinct(values: Array) -> Array:
    """Sort non-negative integers and drop repetitions; several times faster than `np.unique`."""
    ordered = np.sort(values)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]


def ranges(starts: Array, lengths: Array) -> Array:
    """Concatenate arange(start, start + length) for each pair, without a loop."""
    lengths = lengths.astype(np.int64)
    total = int(lengths.sum())
    ends = np.cumsum(lengths)
    result = np.arange(total, dtype=np.int64)
    result += np.repeat(starts.astype(np.int64) - (ends - lengths), lengths)
    return result
