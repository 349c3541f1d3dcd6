"""Repair of damaged characters, with a map from every repaired offset back to the raw page.

Each pass collects edits by regular expression and applies them at once, so the work is linear and a
pass that finds nothing costs one scan.  Passes that need lines (joining) live in `joining`; text is
otherwise left as written, because a reader compares what we show with the printed page.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

Edit = tuple[int, int, str]
"""Replace the half-open code point range by a string."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\u3007"

_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb\r]"
    "(?<!\r(?!\n))(?<![^\u2e80-\uffef][\u200c\u200d])(?<!^[\u200c\u200d])"
)
"""What has no place in text; a lone carriage return is a break, and joiners belong in some scripts."""
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INDENT = re.compile("\u3000{2,}|\xa0{4,}|\t+")
"""How the first line of a paragraph is set in; in the middle of a line its break has been lost."""
_ENDS = tuple("。！？”…")
_INDENTS = ("\u3000\u3000", "\xa0\xa0", "\t")
_HEADLINE = re.compile("[^。；;]{6,}[^。；;，,、：:讯訊电電）)】]")
_TEXT, _SENTENCE = 60, 24
"""Code points of a text from which on what is set apart above it is its headline, and of that at most;
and of one in a column of a table."""
_CREDIT = 20
"""Code points of a byline at the end of a line."""
_ARTICLE = 200
"""Code points of a line with two such indents from which on it is a whole article."""
_BREAKS = "\r\x0b\x0c\x85\u2028\u2029\ue40c"
"""The last one stands between the paragraphs of a well-known news corpus."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """Repaired text and where each of its characters came from.

    `clean_starts[k]` begins a run of characters that are consecutive in the raw page, the first of
    them at `raw_starts[k]`.  Both are code points, sorted; `raw_end` is where the last character's
    raw text ends.
    """

    text: str
    clean_starts: Sequence[int]
    raw_starts: Sequence[int]
    raw_end: int

    def raw_offset(self, index: int) -> int:
        """Map a code point of `text` to the raw page; `len(text)` maps to the end of the raw range."""
        if index >= len(self.text):
            return self.raw_end
        run = bisect_right(self.clean_starts, index) - 1
        return self.raw_starts[run] + index - self.clean_starts[run]

    def edited(self, edits: Sequence[Edit]) -> CleanText:
        """Apply sorted, disjoint edits; a replacement's characters map into the range it replaces."""
        if not edits:
            return self
        parts: list[str] = []
        pieces: list[tuple[int, int]] = []
        position = 0
        for start, end, replacement in edits:
            if start > position:
                parts.append(self.text[position:start])
                pieces.append((position, start))
            if replacement:
                parts.append(replacement)
                last = max(end - 1, start)
                pieces.extend(
                    (min(start + k, last), min(start + k, last) + 1)
                    for k in range(len(replacement))
                )
            position = end
        if position < len(self.text):
            parts.append(self.text[position:])
            pieces.append((position, len(self.text)))
        return self._mapped("".join(parts), pieces)

    def assembled(self, pieces: Sequence[tuple[int, int]]) -> CleanText:
        """Concatenate ordered ranges of this text."""
        kept = [(start, end) for start, end in pieces if end > start]
        return self._mapped("".join([self.text[start:end] for start, end in kept]), kept)

    def _mapped(self, text: str, pieces: Iterable[tuple[int, int]]) -> CleanText:
        starts = self.clean_starts
        clean_starts: list[int] = []
        raw_starts: list[int] = []
        clean = run = shift = 0
        run_end = -1
        ahead: int | None = None
        raw_end = self.raw_starts[0] if self.raw_starts else self.raw_end
        for start, end in pieces:
            position = start
            while position < end:
                if position >= run_end:
                    run = bisect_right(starts, position, run) - 1
                    run_end = starts[run + 1] if run + 1 < len(starts) else len(self.text)
                    shift = self.raw_starts[run] - starts[run]
                stop = min(end, run_end)
                raw = position + shift
                if raw - clean != ahead:
                    clean_starts.append(clean)
                    raw_starts.append(raw)
                    ahead = raw - clean
                clean += stop - position
                raw_end = stop + shift
                position = stop
        return CleanText(text, clean_starts or [0], raw_starts or [raw_end], raw_end)


def as_written(raw: str, start: int = 0, end: int | None = None) -> CleanText:
    """Wrap a range of the raw page without changing anything."""
    stop = len(raw) if end is None else end
    text = raw if start == 0 and stop == len(raw) else raw[start:stop]
    return CleanText(text, [0], [start], stop)


def repair(raw: str, start: int = 0, end: int | None = None) -> CleanText:
    """Undo damage to single characters: entities, controls, odd blanks, shifted bytes, glosses, marks.

    Lines stay as they are; every break becomes a line feed.
    """
    clean = as_written(raw, start, end)
    if "&" in clean.text:
        clean = clean.edited(list(_entities(clean.text)))
    text = clean.text
    # Controls, format characters, odd blanks and surrogates are all not printable.
    if not text.replace("\n", "").isprintable():
        clean = _without_controls(clean)
        text = clean.text
    if "?" in text or "\ufffd" in text:
        from jianbao.indexer.mojibake import shifted_runs

        clean = clean.edited(list(shifted_runs(text)))
    text = clean.text
    return clean.edited(sorted([*_glosses(text), *_doubled_marks(text), *_stray_gaps(text)]))


def _entities(text: str) -> Iterator[Edit]:
    """Write the entities that an export left in its text (&nbsp;) as the characters they stand for."""
    for match in _ENTITY.finditer(text):
        if len(character := html.unescape(match[0])) == 1:
            yield match.start(), match.end(), character


def _lost_breaks(text: str) -> Iterator[Edit]:
    """Break lines where a paragraph is set in behind a sentence (…。　　第二段).

    In a line that is a whole article, headline and names above the first sentence end so as well; a
    headline does above any text, as in a table whose columns are set apart by tabs.
    """
    start = 0
    for line in text.split("\n") if any(map(text.__contains__, _INDENTS)) else ():
        lead = len(line) - len(line.lstrip())
        inside = [m for m in _INDENT.finditer(line, lead) if m.end() < len(line)]
        told = [m for m in inside if _ends_sentence(line[max(0, m.start() - 4) : m.start()])]
        if told and len(line) - told[-1].end() <= _CREDIT and not _ends_sentence(line[-4:]):
            told.pop()  # who took the picture
        whole = len(told) > 1 and len(line) >= _ARTICLE
        for match in inside if whole else (*_below_headlines(line, lead, inside), *told):
            yield start + match.start(), start + match.start() + 1, "\n"
        start += len(line) + 1


def _below_headlines(
    line: str, lead: int, gaps: Sequence[re.Match[str]]
) -> Sequence[re.Match[str]]:
    """Return the gaps behind what stands before the text of a line, if a headline stands there."""
    stop = line.find("。")
    above = [gap for gap in gaps if gap.end() <= stop]
    columns = any("\t" in gap[0] for gap in above)
    if not above or len(line) - above[-1].end() < (_SENTENCE if columns else _TEXT):
        return ()
    fields = _INDENT.split(line[lead : above[-1].start()])
    titled = any(_HEADLINE.fullmatch(field) for field in fields) and max(map(len, fields)) <= _TEXT
    return above if titled else ()


def _ends_sentence(text: str) -> bool:
    return text.rstrip().endswith(_ENDS)


def _without_controls(clean: CleanText) -> CleanText:
    clean = clean.edited(list(_lost_breaks(clean.text)))
    clean = clean.edited([(m.start(), m.end(), "") for m in _DROPPED.finditer(clean.text)])
    text = clean.text
    for blank in _BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    for line_break in _BREAKS:
        if line_break in text:
            text = text.replace(line_break, "\n")
    text = _SURROGATE.sub("\ufffd", text)
    if text is clean.text:
        return clean
    return CleanText(text, clean.clean_starts, clean.raw_starts, clean.raw_end)


_GAP_IN_DATE = re.compile(
    "(?:\\d(?= {1,2}[年月日版期])|[年月](?= {1,2}\\d{1,2} {0,2}[月日])"
    "|第(?= {1,2}(?:\\d|[一二三四五六七八九十]{1,3} ?[版期])))( +)"
)
_IN_DATE = (" 年", "年 ", " 月", "月 ", " 日", "第 ", " 版", " 期")
_GAP_IN_LABEL = re.compile(
    "(?:[记記](?= {1,2}者)|本(?= {1,2}[报報][讯訊记記])|本[报報](?= {1,2}[讯訊记記])|通(?= {1,2}[讯訊][员員])"
    "|通[讯訊](?= {1,2}[员員])|[编編](?= {1,2}[辑輯])|[来來](?= {1,2}源[：:]))( +)"
)
_IN_LABEL = tuple(" " + sign for sign in "者报報讯訊记記员員辑輯源")


def _stray_gaps(text: str) -> Iterator[Edit]:
    """Close up what is judged by its form before a line can be told for text: days, folios, labels.

    Columns and OCR leave blanks in them (2023 年 6 月 25 日, 第 5 版, 本报记 者); for those inside
    sentences see `spacing`.
    """
    for signs, gap in ((_IN_DATE, _GAP_IN_DATE), (_IN_LABEL, _GAP_IN_LABEL)):
        if any(sign in text for sign in signs):
            for match in gap.finditer(text):
                yield match.start(1), match.end(1), ""


# Pinyin glosses ---------------------------------------------------------------------------------

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou yi ya yan yang yao ye yin ying yo yong you yu yuan yue"
    " yun wa wai wan wang wei wen weng wo wu",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo v ve ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
}
_SYLLABLES = frozenset(
    initial + final for initial, finals in _FINALS.items() for final in finals.split()
)
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_GLOSS = re.compile(
    f"[(（]([a-zA-Z{_TONED}üɡɑ\u0300-\u030c]{{1,8}}"
    f"(?:[ '’·-][a-zA-Z{_TONED}üɡɑ\u0300-\u030c]{{1,8}}){{0,5}})[)）]"
)
_HAN = re.compile(f"[{HAN}]")
_TONE_MARKS = frozenset("\u0300\u0301\u0304\u030c")


@lru_cache(maxsize=4096)
def _tones(gloss: str) -> int | None:
    """Count the tone marks of a pinyin gloss, or None when it is not pinyin."""
    tones = 0
    for syllable in re.split("[ '’·-]", gloss):
        decomposed = unicodedata.normalize("NFD", syllable.lower().replace("ɡ", "g"))
        marks = sum(1 for letter in decomposed if letter in _TONE_MARKS)
        letters = "".join(c for c in decomposed if c not in _TONE_MARKS)
        letters = letters.replace("u\u0308", "v").replace("ɑ", "a")
        if marks > 1 or letters not in _SYLLABLES:
            return None
        tones += marks
    return tones


def _glosses(text: str) -> Iterator[Edit]:
    neutral: list[Edit] = []
    toned = False
    for match in _GLOSS.finditer(text):
        gloss = match[1]
        if not _HAN.match(text[match.start() - 1 : match.start()]):
            continue
        tones = _tones(gloss)
        if tones:
            toned = True
            yield match.start(), match.end(), ""
        elif tones == 0 and gloss.islower() and len(gloss) > 1:
            neutral.append((match.start(), match.end(), ""))
    if toned:
        # A neutral tone (們(men)) is a gloss only where glosses are the page's damage.
        yield from neutral


# Doubled punctuation ----------------------------------------------------------------------------

_MARKS = re.compile("[,，、。；;：:！!？?]{2,}|[,，]+(?=…)")
# One look-ahead after a mark is several times faster than that expression, and most texts have none.
_TWO_MARKS = re.compile("[,，、。；;：:！!？?](?=[,，、。；;：:！!？?…])")
_NEAR_HAN = re.compile(f"[{HAN}”’》）)】%…“‘《（(]")


def _doubled_marks(text: str) -> Iterator[Edit]:
    if not _TWO_MARKS.search(text):
        return
    opening = len(text) - len(text.lstrip())  # marks before any text double nothing
    for match in _MARKS.finditer(text, opening + 1):
        start, end = match.span()
        if not _NEAR_HAN.search(text[max(start - 4, 0) : start] + text[end : end + 4]):
            continue
        run = match[0]
        for offset in _doubled(run, before_ellipsis=text[end : end + 1] == "…"):
            yield start + offset, start + offset + 1, ""


@lru_cache(maxsize=4096)
def _doubled(run: str, *, before_ellipsis: bool) -> tuple[int, ...]:
    """Say which marks of a run are not meant: a comma beside another mark, one that comes twice."""
    kept = [] if before_ellipsis else [0]
    if any(mark not in ",，" for mark in run):
        kept = _real_marks(run)
    return tuple(offset for offset in range(len(run)) if offset not in kept)


def _real_marks(run: str) -> list[int]:
    """Say which marks of a run, in which not all are commas, are meant."""
    marks = [k for k, mark in enumerate(run) if mark not in ",，"]
    kept: list[int] = []
    for k in marks:
        mark = run[k]
        repeated = bool(kept) and run[kept[-1]] == mark
        # ！！ and ？！ are meant; a row of three full stops is somebody's ellipsis.
        if repeated and mark not in "！!？?" and run.count(mark) < 3:
            continue
        if kept and run[kept[-1]] == "、" and mark != "、":
            kept.pop()
        kept.append(k)
    return kept
