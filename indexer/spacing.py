"""Close stray blanks inside the sentences of a body.

Printed columns, converters and OCR leave blanks around numbers and in the middle of words.  Between
names, list items, Latin words and the two phrases of a subhead a blank is meant and stays.
"""

from __future__ import annotations

import re

from jianbao.indexer.joining import seam
from jianbao.indexer.repair import HAN, CleanText, Edit

_GAP = re.compile(" +")
_HAN = re.compile(f"[{HAN}]")
_WIDE = re.compile(f"[{HAN}，。、；：！？“”‘’（）《》…—【】·％]")
_CLOSES = "，。、；：！？”’）》】,.;:!?)%％"
_OPENS = "“‘（《【("
_MARKED = "，。、；：！？,;:!?”’…）》】)"
_ROLE_END = re.compile("(?:记者|通讯员|作者|编辑|摄影|校对|责编|实习生|記者|通訊員|編輯|攝影)$")
_LINE_HEAD = re.compile(
    "(?:[^，。,]{0,24}(?:讯|电|訊|電|消息|报|報)(?:[（(][^（()）]{2,40}[)）])?|[（(]?[一二三四五六七八九十\\d]{1,3}[)）、．.][^，。,]{1,20})$"
)


def tighten(clean: CleanText) -> CleanText:
    """Remove stray blanks inside the sentences of a body; see `_is_stray`."""
    text = clean.text
    edits: list[Edit] = []
    line_end = -1
    line_start = 0
    prose = False
    for match in _GAP.finditer(text):
        start, end = match.span()
        if not _is_candidate(text, start, end):
            continue
        if start > line_end:
            line_start = text.rfind("\n", 0, start) + 1
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            prose = _is_prose(text[line_start:line_end])
        if _is_stray(text, start, end, line_start, line_end, prose):
            edits.append((start, end, ""))
    return clean.edited(edits)


def _is_candidate(text: str, start: int, end: int) -> bool:
    """Say whether blanks inside a line touch Chinese, a Chinese mark, or the unit of a number."""
    if start == 0 or end == len(text) or text[start - 1] == "\n" or text[end] == "\n":
        return False
    if _WIDE.match(text, start - 1) or _WIDE.match(text, end):
        return True
    left = text[start - 1]
    if left in ",;:":
        return start > 1 and _HAN.match(text, start - 2) is not None
    return left.isdigit() and text[end] in "%℃"


def _is_prose(line: str) -> bool:
    return (len(line) >= 30 and ("，" in line or "," in line or "。" in line)) or line[
        -1:
    ] in "。！？；"


def _is_stray(text: str, start: int, end: int, line_start: int, line_end: int, prose: bool) -> bool:
    """Decide whether the blanks `[start, end)` stand where the writer meant none.

    Between names, list items, Latin words and the two phrases of a subhead they are meant; at a mark,
    around a number, in the middle of a word or of a sentence they are not.
    """
    left, right = text[start - 1], text[end]
    if right in _CLOSES or left in _OPENS:
        return True
    if left in _MARKED or right in _OPENS:
        return prose and not (left in ")）" and _LINE_HEAD.fullmatch(text, line_start, start))
    if left.isascii() or right.isascii():
        return _around_number(text, start, end, line_start, line_end, prose)
    if _ROLE_END.search(text, max(line_start, start - 4), start):
        return False
    judged = seam(text[max(line_start, start - 8) : start], text[end : min(end + 8, line_end)])
    if judged == "word":
        return True
    if not prose or end - start > 2:
        return False
    if _LINE_HEAD.fullmatch(text, line_start, start):
        return False
    if _quoted(text, line_start, start):
        return False
    return not _listed(text, start, end, line_start, line_end)


_NUMBER_LEFT = re.compile("(?<![A-Za-z.\\d])\\d[\\d,.]*[%％]?$")
_NUMBER_RIGHT = re.compile("\\d[\\d,.]*[%％]?(?![A-Za-z.\\d])")
_UNITS = (
    "年月日时分秒号个家万亿元名人次项处辆座米吨公里平方亩头只台套件户条届位岁期版度多余后前至到"
)


def _around_number(
    text: str, start: int, end: int, line_start: int, line_end: int, prose: bool
) -> bool:
    if text[start - 1].isascii():
        number = _NUMBER_LEFT.search(text, max(line_start, start - 16), start)
        if number is None or (number.start() == line_start and text[end] not in _UNITS):
            return False
        return prose or text[end] in _UNITS
    if not _NUMBER_RIGHT.match(text, end, line_end):
        return False
    return prose or text[start - 1] in "年月第近约达至到共"


def _quoted(text: str, line_start: int, position: int) -> bool:
    opening = max(text.rfind(mark, line_start, position) for mark in "“《‘（(")
    closing = max(text.rfind(mark, line_start, position) for mark in "”》’）)")
    return opening > closing and position - opening < 40


_ITEM_LEFT = re.compile(f"[{HAN}]+$")
_ITEM_RIGHT = re.compile(f"[{HAN}]+")


def _listed(text: str, start: int, end: int, line_start: int, line_end: int) -> bool:
    """Say whether the blanks separate names or items of a list."""
    from jianbao.indexer.names import is_name

    left = _ITEM_LEFT.search(text, max(line_start, start - 12), start)
    right = _ITEM_RIGHT.match(text, end, min(end + 12, line_end))
    if left is None or right is None:
        return False
    return is_name(left[0]) and is_name(right[0])
