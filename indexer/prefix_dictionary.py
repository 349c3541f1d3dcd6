"""jieba's dictionary as one memory-mapped file, so that a fresh process can cut a query at once.

Loading rjieba takes 0.2 s and jieba 0.6 s; a query needs the words that begin with its characters,
and these lie together here, compressed.  jieba's most probable path is computed over them, and its
hidden Markov model is asked about the rest.

The file, little-endian: a header of 48 bytes; the characters that words begin with, ascending, and
where the block of each ends (uint32 each); the blocks.  A block is a zlib stream of UTF-8: for each
word what follows its first character, and its frequency, all separated by spaces.
"""

from __future__ import annotations

import mmap
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from jianbao.errors import IndexCorrupt, IndexVersion
from jianbao.indexer.dictionary import PIECE, load_dictionary, most_probable_cut, subtokens
from jianbao.indexer.hidden_markov import cut_singles

MAGIC = b"jianwords"
VERSION = 2

# magic, version, first characters, bytes of the blocks, sum of frequencies, code points of the longest
# word, crc32 of the rest, crc32 of this.
_HEADER = struct.Struct("<12sIIIQII4xI")
_FAST = 1
"""zlib's level: a tenth larger than the best, in half the time."""
_KEPT = 64
"""First characters whose words are kept in memory."""


def write_prefix_dictionary(target: BinaryIO, user_dict: str | None = None) -> None:
    """Write jieba's words and those of `user_dict` (text in jieba's format) to a binary file.

    Raises DictionaryError.
    """
    dictionary = load_dictionary(user_dict)
    lines: dict[str, list[str]] = {}
    for word, frequency in dictionary.frequencies.items():
        lines.setdefault(word[0], []).append(f"{word[1:]} {frequency}")
    characters = sorted(lines)
    blocks = [zlib.compress(" ".join(lines[each]).encode(), _FAST) for each in characters]
    data = b"".join(blocks)
    body = _to_bytes(map(ord, characters)) + _to_bytes(accumulate(map(len, blocks))) + data
    longest = max(map(len, dictionary.frequencies))
    fields = (
        MAGIC,
        VERSION,
        len(characters),
        len(data),
        dictionary.total,
        longest,
        zlib.crc32(body),
    )
    checksum = zlib.crc32(_HEADER.pack(*fields, 0)[:-4])
    target.write(_HEADER.pack(*fields, checksum))
    target.write(body)


class PrefixDictionary:
    """Reads the file; safe to share between threads.

    Opening it reads the header only; `verify` reads everything.  Raises IndexCorrupt or
    IndexVersion when the file is not what `write_prefix_dictionary` wrote.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = str(path)
        with Path(path).open("rb") as file:
            header = file.read(_HEADER.size)
            if len(header) < _HEADER.size or not header.startswith(MAGIC):
                raise self._corrupt("it is not a dictionary of jianbao")
            *fields, checksum = _HEADER.unpack(header)
            if fields[1] != VERSION:
                raise IndexVersion(
                    self._path,
                    f"{self._path} has version {fields[1]}; this jianbao reads {VERSION}",
                )
            if checksum != zlib.crc32(header[:-4]):
                raise self._corrupt("its header does not match its checksum")
            _, _, count, size, self._total, self._longest, self._checksum = fields
            self._characters = _from_bytes(file.read(4 * count))
            self._ends = _from_bytes(file.read(4 * count))
            self._blocks = file.tell()
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._data) != self._blocks + size:
            self._data.close()
            raise self._corrupt("it is shorter or longer than it says")
        self._words_from = lru_cache(_KEPT)(self._read_words)

    def __enter__(self) -> PrefixDictionary:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Unmap the file; nothing can be looked up any more."""
        self._data.close()

    def verify(self) -> None:
        """Read the whole file; raise IndexCorrupt when it does not match its checksum."""
        with memoryview(self._data) as data, data[_HEADER.size :] as body:
            if zlib.crc32(body) != self._checksum:
                raise self._corrupt("its content does not match its checksum")

    def frequency(self, word: str) -> int:
        """Return how often the dictionary counts a word, 0 when it does not know it."""
        return self._words_from(word[0]).get(word, 0) if word else 0

    def has_word(self, word: str) -> bool:
        """Tell whether the dictionary has a word."""
        return self.frequency(word) > 0

    def subwords(self, word: str) -> list[str]:
        """Return the shorter words that search mode gives before a default-mode word."""
        return [text for text, _, _ in subtokens(word, self.has_word)]

    def cut(self, text: str) -> list[str]:
        """Return the default-mode words of a short folded text.

        Takes about 0.1 ms for a character that was not looked up before, 1 ms for the commonest.
        """
        words: list[str] = []
        for piece in PIECE.findall(text):
            words += [piece] if len(piece) == 1 or piece == "\r\n" else self._cut_block(piece)
        return words

    def _cut_block(self, block: str) -> Iterator[str]:
        found = self._words_in(block)
        longest = max(map(len, found), default=1)
        singles = ""
        for word in most_probable_cut(block, found, self._total, longest):
            if len(word) == 1:
                singles += word
                continue
            yield from cut_singles(singles, self.has_word)
            singles = ""
            yield word
        yield from cut_singles(singles, self.has_word)

    def _words_in(self, block: str) -> dict[str, int]:
        """Return every word at every place of a block, with its frequency."""
        found: dict[str, int] = {}
        for start, character in enumerate(block):
            words = self._words_from(character)
            for end in range(start + 1, min(start + self._longest, len(block)) + 1):
                text = block[start:end]
                if text in words:
                    found[text] = words[text]
        return found

    def _read_words(self, character: str) -> dict[str, int]:
        """Return the words that begin with a character."""
        place = bisect_left(self._characters, ord(character))
        if place == len(self._characters) or self._characters[place] != ord(character):
            return {}
        begin = self._blocks + (self._ends[place - 1] if place else 0)
        try:
            text = zlib.decompress(self._data[begin : self._blocks + self._ends[place]]).decode()
            fields = text.split(" ")
            rests, frequencies = fields[::2], map(int, fields[1::2])
            return {
                character + rest: frequency
                for rest, frequency in zip(rests, frequencies, strict=True)
            }
        except (zlib.error, ValueError) as error:
            raise self._corrupt("a block of words cannot be read") from error

    def _corrupt(self, reason: str) -> IndexCorrupt:
        return IndexCorrupt(self._path, f"{self._path} is damaged: {reason}; build the index again")


def _to_bytes(numbers: Iterable[int]) -> bytes:
    values = array("I", numbers)
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


def _from_bytes(data: bytes) -> array[int]:
    values = array("I", data[: len(data) & ~3])
    if sys.byteorder == "big":
        values.byteswap()
    return values
