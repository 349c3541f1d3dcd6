"""Open what is inside gz and zip archives without unpacking anything to the disk.

Sizes are counted while reading, because what an archive declares about itself may be a lie; a
member's name is only ever shown, so that one with `../` in it is harmless.
"""

from __future__ import annotations

import gzip
import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from jianbao import limits
from jianbao.errors import SourceError
from jianbao.indexer import decoding
from jianbao.indexer.records import SourceFailure

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER_BYTES = 1 << 20
_DAMAGE = (
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


class Budget:
    """The decompressed bytes that one source may still yield, all its nested archives together."""

    def __init__(self) -> None:
        self.left = limits.MAX_ARCHIVE_BYTES


class _Unpacked(io.RawIOBase):
    """A decompressing stream that stops at the limits and names what is wrong."""

    def __init__(
        self, inner: IO[bytes] | gzip.GzipFile, path: str, packed_size: int | None, budget: Budget
    ) -> None:
        self._inner = inner
        self._path = path
        self._packed_size = packed_size
        self._budget = budget
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: WriteableBuffer, /) -> int:
        buffer = memoryview(target).cast("B")
        filled = 0
        try:
            while filled < len(buffer):
                data = self._inner.read(len(buffer) - filled)
                if not data:
                    break
                buffer[filled : filled + len(data)] = data
                filled += len(data)
        except _DAMAGE as error:
            # What came before the damage is still read; the next call meets the damage again.
            if not filled:
                raise SourceError(self._path, f"damaged or cut short ({_reason(error)})") from error
        self._count(filled)
        return filled

    def _count(self, amount: int) -> None:
        self._size += amount
        self._budget.left -= amount
        if self._budget.left < 0:
            raise SourceError(
                self._path,
                f"the archive unpacks to more than {limits.MAX_ARCHIVE_BYTES:,} bytes"
                " (MAX_ARCHIVE_BYTES); unpack it first",
            )
        if (
            self._packed_size is not None
            and self._size > limits.BOMB_FLOOR_BYTES
            and self._size > limits.MAX_COMPRESSION_RATIO * self._packed_size
        ):
            raise SourceError(
                self._path,
                f"unpacks to more than {limits.MAX_COMPRESSION_RATIO} times its size"
                " (MAX_COMPRESSION_RATIO): a zip bomb; left out",
            )

    def close(self) -> None:
        self._inner.close()
        super().close()


def buffered(stream: io.BytesIO | io.RawIOBase) -> io.BufferedReader:
    """Wrap a stream so that its first megabyte can be peeked at."""
    return io.BufferedReader(stream, BUFFER_BYTES)


def open_gzip(stream: io.BufferedReader, path: str, budget: Budget) -> io.BufferedReader:
    """Open the one member of a gz file."""
    packed_size = None
    if stream.seekable():
        packed_size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
    return buffered(_Unpacked(gzip.GzipFile(fileobj=stream), path, packed_size, budget))


def zip_members(
    stream: io.BufferedReader, path: str, budget: Budget
) -> Iterator[tuple[str, io.BufferedReader] | SourceFailure]:
    """Yield path (`pages.zip!inner.txt`) and stream of each file in a zip archive.

    Hidden members and those of other programs (`__MACOSX/`) are passed over.  Raises `SourceError`
    when the archive as a whole cannot be read.
    """
    seekable: IO[bytes] = stream
    if not stream.seekable():
        data = stream.read(limits.MAX_FILE_BYTES + 1)
        if len(data) > limits.MAX_FILE_BYTES:
            raise SourceError(path, f"larger than {limits.MAX_FILE_BYTES:,} bytes (MAX_FILE_BYTES)")
        seekable = io.BytesIO(data)
    try:
        archive = zipfile.ZipFile(seekable)
    except (*_DAMAGE, ValueError) as error:
        raise SourceError(path, f"a damaged or cut zip archive ({_reason(error)})") from error
    with archive:
        infos = [
            info
            for info in archive.infolist()
            if not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16)
        ]
        if len(infos) > limits.MAX_ARCHIVE_MEMBERS:
            raise SourceError(
                path,
                f"{len(infos):,} members, more than {limits.MAX_ARCHIVE_MEMBERS:,}"
                " (MAX_ARCHIVE_MEMBERS); unpack it first",
            )
        encrypted = sum(info.flag_bits & 1 for info in infos)
        if encrypted:
            yield SourceFailure(
                path,
                f"{encrypted} of {len(infos)} members are encrypted; unpack them with their password",
            )
        names = _names(infos)
        seen: set[str] = set()
        for info, name in zip(infos, names, strict=True):
            if info.flag_bits & 1 or _hidden(name):
                continue
            member = f"{path}!{name}"
            if name in seen:
                yield SourceFailure(member, "a second member of this name; rename one")
                continue
            seen.add(name)
            if budget.left <= 0:
                yield SourceFailure(
                    member, "not read, like all after it: the limit of the archive is reached"
                )
                return
            try:
                opened = archive.open(info)
            except (*_DAMAGE, ValueError) as error:
                yield SourceFailure(
                    member, f"damaged or packed in an unknown way ({_reason(error)})"
                )
                continue
            yield member, buffered(_Unpacked(opened, member, info.compress_size, budget))


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Return the members' names; those without the UTF-8 flag are in whatever their maker used."""
    raw = [None if info.flag_bits & 0x800 else _original_bytes(info) for info in infos]
    unknown = b"\n".join(name for name in raw if name and not name.isascii())
    codec = "utf-8"
    if unknown:
        try:
            codec = decoding.detect(unknown, "")[0]
        except SourceError:  # too short or mixed: the most usual one
            codec = "gb18030"
    names = []
    for info, name in zip(infos, raw, strict=True):
        text = info.filename if name is None else name.decode(codec, "replace")
        names.append(text.replace("\\", "/").lstrip("/"))
    return names


def _original_bytes(info: zipfile.ZipInfo) -> bytes | None:
    try:
        return info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _hidden(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(
        part.startswith(".") and part not in (".", "..") for part in parts
    )


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__
