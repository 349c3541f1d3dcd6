"""Turn the bytes of a source into text.

A byte order mark decides, then strict UTF-8 (which other encodings hardly ever pass by chance),
then what the file declares, then the encoding that yields the most common characters.  A guess
that yields rare, private or replaced characters is refused: text indexed in the wrong encoding is
lost without a sign.  Newlines are never translated, so that offsets hold in the file.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from functools import lru_cache

from jianbao.errors import SourceError

_log = logging.getLogger(__name__)

SAMPLE_BYTES = 64 * 1024
"""How much is looked at to tell legacy encodings apart."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Supersets: files that say gb2312 or big5 are full of characters that only the larger sets hold.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "ascii": "utf-8",
    "utf-8-sig": "utf-8",
}
_CHINESE = ("gb18030", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
_READABLE = "text, html, json, csv, docx, pdf and archives of them are read"
_PLAUSIBLE = 0.75
"""Share of common characters below which a guess is refused.  Real text has above 0.95."""
_MAX_REPLACED = 0.02
"""Share of undecodable characters above which a text counts as wrongly encoded."""
_DAMAGED_UTF8 = 0.2
"""Share of undecodable characters up to which UTF-8 is still recognised.  In GB 18030 half are."""
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_SUSPECT = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f]")


def decode(data: bytes, path: str, encoding: str | None = None, declared: str | None = None) -> str:
    """Decode a whole file; a mark at its start is dropped, a character cut off at its end too.

    `encoding` is the user's word and is obeyed; `declared` is what the file says about itself and
    is only believed when the text agrees.  Raises `SourceError`.
    """
    codec, skip = _marked(data, path, encoding)
    if codec is not None:
        return _decode_as(data[skip:] if skip else data, codec, path)
    if b"\0" not in data:
        try:
            return _checked(_strict(data, "utf-8", path), "utf-8", path)
        except UnicodeDecodeError:
            pass
    return _decode_as(data, _guess(data, path, declared), path)


def detect(head: bytes, path: str, encoding: str | None = None) -> tuple[str, int]:
    """Tell the encoding of a file from its first bytes, and the length of its mark.

    Raises `SourceError` when it is not text or its encoding is not clear.
    """
    codec, skip = _marked(head, path, encoding)
    if codec is not None:
        return codec, skip
    if b"\0" not in head:
        try:
            _strict(head, "utf-8", None)
            return "utf-8", 0
        except UnicodeDecodeError:
            pass
    return _guess(head, path, None), 0


def code_points(data: bytes, codec: str) -> int:
    """Count code points fast; in damaged UTF-8, the bytes that may begin a character."""
    if codec == "utf-8":
        import numpy as np

        # Continuation bytes are 80 to BF, as signed numbers those below -64.
        return int(np.count_nonzero(np.frombuffer(data, np.int8) >= -64))
    return len(data.decode(codec, "replace"))


def canonical_encoding(name: str, path: str) -> str:
    """Return Python's name of an encoding, widened to its superset; raise `SourceError`."""
    try:
        codec = codecs.lookup(name).name
        b"a".decode(codec, "replace")
    except (LookupError, ValueError) as error:
        raise SourceError(
            path, f"there is no text encoding {name!r}; try utf-8, gb18030, big5 or utf-16"
        ) from error
    return _SUPERSETS.get(codec, codec)


def _marked(data: bytes, path: str, encoding: str | None) -> tuple[str | None, int]:
    mark = next(((bom, codec) for bom, codec in _BOMS if data.startswith(bom)), None)
    if encoding is None:
        return (mark[1], len(mark[0])) if mark else (None, 0)
    chosen = canonical_encoding(encoding, path)
    if mark and (chosen == mark[1] or mark[1].startswith(chosen)):  # utf-16: the mark says which
        return mark[1], len(mark[0])
    return chosen, 0


def _strict(data: bytes, codec: str, path: str | None, errors: str = "strict") -> str:
    """Decode all but an incomplete last character; log that when `path` is given."""
    decoder = codecs.getincrementaldecoder(codec)(errors)
    text = decoder.decode(data)
    if path is not None and decoder.getstate()[0]:
        _log.warning("%s: the last character is cut off; the rest is read", path)
    return text


def _decode_as(data: bytes, codec: str, path: str) -> str:
    try:
        return _strict(data, codec, path)
    except UnicodeDecodeError as error:
        if codec == "big5hkscs":
            try:
                return _strict(data, "cp950", path)
            except UnicodeDecodeError:
                pass
        text = _strict(data, codec, path, "replace")
        place = f"byte {error.start} is not valid {codec}"
    return _checked(text, codec, path, place)


def _checked(text: str, codec: str, path: str, place: str = "") -> str:
    """Pass text on when hardly anything in it is a sign of a wrong encoding."""
    if text.isascii():
        return text
    suspects = len(_SUSPECT.findall(text))
    foreign = len(text) - len(text.encode("ascii", "ignore")) if suspects else 1
    if suspects > 2 and suspects / foreign > _MAX_REPLACED:
        why = place or f"{suspects} characters are damaged or private"
        raise SourceError(
            path, f"wrongly encoded: read as {codec}, {why}; name the right one with --encoding"
        )
    if place:
        _log.warning("%s: %s; %d characters are replaced", path, place, suspects)
    return text


def _guess(data: bytes, path: str, declared: str | None) -> str:
    """Choose the encoding of bytes that are no UTF-8; raise `SourceError` when none fits."""
    wide = _ranked(data[:SAMPLE_BYTES], _WIDE)
    if wide[0][0] >= 0.9:
        return wide[0][1]
    if b"\0" in data:
        raise SourceError(path, f"not text (it holds NUL bytes); {_READABLE}")
    start = _HIGH.search(data)
    # The first byte above 127 begins a character, and what precedes it says nothing.
    first = start.start() if start else 0
    sample = data[first : first + SAMPLE_BYTES]
    if len(_CONTROL.findall(sample)) > len(sample) / 100:
        raise SourceError(path, f"not text (it holds control characters); {_READABLE}")
    if _mostly_utf8(sample):
        return "utf-8"
    score, codec = _ranked(sample, _candidates(sample, path, declared))[0]
    if score >= _PLAUSIBLE:
        return codec
    foreign = _foreign_guess(sample)
    if foreign is not None:
        return foreign
    if score < 0.3:
        raise SourceError(path, "not text (no encoding fits); if it is, name its --encoding")
    raise SourceError(
        path, f"its encoding is not clear ({codec}: {score:.0%} likely); name it with --encoding"
    )


def _candidates(sample: bytes, path: str, declared: str | None) -> Iterator[str]:
    """Yield encodings to try, the likeliest first, because the first wins a tie."""
    seen = set()
    for name in (declared, _chardet(sample)[0], *_CHINESE):
        if name is None:
            continue
        try:
            codec = canonical_encoding(name, path)
        except SourceError:  # a page may declare nonsense
            continue
        if codec in _CHINESE and codec not in seen:
            seen.add(codec)
            yield codec


def _ranked(sample: bytes, candidates: Iterator[str] | tuple[str, ...]) -> list[tuple[float, str]]:
    scored = [(_plausibility(sample, codec), codec) for codec in candidates]
    return sorted(scored, key=lambda pair: -pair[0])


def _plausibility(sample: bytes, codec: str) -> float:
    """Return the share of common characters among those that are not ASCII, minus the damage."""
    text = _strict(sample, codec, None, "replace")
    if (
        codec in _WIDE
    ):  # here ASCII is evidence too; in the wrong byte order it makes Han characters
        ascii_count = sum(" " <= character <= "~" or character in "\r\n\t" for character in text)
        return (ascii_count * 1.01 + sum(map(_common().__contains__, text))) / max(len(text), 1)
    foreign = [character for character in text if character > "\x7f"]
    if not foreign:
        return 0.0
    allowed = _common() if codec == "gb18030" else _common("big5")
    bad = len(_SUSPECT.findall(text))
    return (sum(map(allowed.__contains__, foreign)) - 4 * bad) / len(foreign)


@lru_cache(maxsize=4)
def _common(codec: str | None = None) -> frozenset[str]:
    """Return the characters that real text is made of: the first level of a national standard.

    GB 2312 level 1 (3,755 characters) has lead bytes B0–D7, Big5 level 1 (5,401) has A4–C6; both
    put punctuation, full-width forms and kana before them.
    """
    if codec is None:
        return _common("gb2312") | _common("big5")
    first, last = (0xA1, 0xD7) if codec == "gb2312" else (0xA1, 0xC6)
    trails = range(0xA1, 0xFF) if codec == "gb2312" else (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    pairs = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in trails)
    return frozenset("".join(pair.decode(codec, "ignore") for pair in pairs)) | frozenset("“”‘’—…·")


def _mostly_utf8(sample: bytes) -> bool:
    """Tell whether this is UTF-8 with a few damaged characters."""
    text = _strict(sample, "utf-8", None, "replace")
    foreign = sum(character > "\x7f" for character in text)
    return text.count("\ufffd") <= foreign * _DAMAGED_UTF8


def _foreign_guess(sample: bytes) -> str | None:
    """Return what chardet is sure of, for text that is not Chinese."""
    name, confidence = _chardet(sample)
    if name is None or confidence < 0.8:
        return None
    try:
        codec = codecs.lookup(name).name
        _strict(sample, codec, None)
    except (LookupError, UnicodeDecodeError):
        return None
    return None if codec in _CHINESE or codec in _SUPERSETS else codec


def _chardet(sample: bytes) -> tuple[str | None, float]:
    import chardet

    found = chardet.detect(sample)
    name = found["encoding"]
    return (str(name) if name else None), float(found["confidence"] or 0.0)
