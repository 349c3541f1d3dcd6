"""Lines in which a page runs several things together, cut into lines of one thing each.

…回家。▲3月份，…；工人在施工。本报讯（记者…；【标题】正文…；…。责任编辑：张三；标题（2023-06-25）.
A crawler drops the breaks that tags stood for, an export sets its fields one behind another.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from jianbao.indexer.datelines import opens_with_dateline
from jianbao.indexer.furniture import JUMP, is_repeated, linked_date
from jianbao.indexer.labels import DATED
from jianbao.indexer.layout import FLOW, MORE, Kind, Line, classify, ends_sentence, in_lists
from jianbao.indexer.openings import LISTED
from jianbao.indexer.wrapping import Column

_TOLD = 3
"""Dated links, or numbers, with a text below that are headlines."""
_ISSUED = re.compile("\\d{4}[-./年]\\d{1,2}[-./月]\\d{1,2}")
_BROKEN_OFF = re.compile("(?:[年月第责编电]|星期?|责任)$")
"""Where a masthead breaks in the middle of a word."""
_MASTHEAD = 3
"""Lines over which a masthead is broken, at most."""
_NUMBER = re.compile("0?[1-9]|[1-3]\\d")
_DAY = (
    r"\d{4}([-/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])"
    r"(?:\s[0-2]\d：[0-5]\d(?:：[0-5]\d)?)?"
)
_LONGEST_DAY = len("2023-06-25 08：30：00")
_MARK_INSIDE = re.compile("(?<=[。！？”）])[▲△●◆■★◎▶※◇](?=[一-龥\\d“])")
_ITEM_MARKS = "▲△●◆■★◎▶※◇"
_ITEM_HEADLINE = re.compile(f"[{_ITEM_MARKS}]\\s?[^ ，。；：]{{6,24}} +(?=[^ ]{{14}})")
_PHOTOGRAPHED = re.compile("(?:摄(?!影|像|氏|入|于|制)|供图) *")
_BOXED_HEADLINE = re.compile(
    "【(?![^】]{0,30}(?:记者|报道|通讯员))[^【】。]{8,40}(?<![讯电息道者按说评])】 *(?=[^】]{20})"
)
_ORIGINAL_HEADLINE = re.compile(
    "原标题：[^。]{6,60}?(?=□|近日|日前|连日来|昨[日天]|今[日天]| “"
    "|\\d{1,2}月\\d{1,2}日|本[报网]讯|为(?:进一步|深入|全面|贯彻|切实|加强|推进|落实))"
)
"""A headline that goes on in its line with the first words of a text."""
_FILED_INSIDE = re.compile("(?<=[。！？]) ?[^ ，。：据“”]{2,20}讯 ?[（(](?=[^（()）]{4,60}[)）])")
_DATELINE_INSIDE = re.compile(
    "本报|本网|本台|新华社|新华网|中新|人民网|中国[新网]|央视|光明|(?<=，)[^，。]{2,8}[报网]讯 ?[（(]"
    "|[一-龥]{2}(?:新闻网|日报|晚报|晨报|在线)讯"
)
_HEADLINE = re.compile("[^。；：（）(),，]{6,}[^。；：，、（(“据在由从与和的】] *，?")
_SHORTEST_HEADLINE, _LONGEST_HEADLINE = 8, 44
"""Code points of a headline before the dateline in its line."""
_LAST_STOP = re.compile("[。！？][”’）)】]*\\s*(?:[（(]完[)）]\\s*)?")
_RUN_IN_HEADLINE = re.compile(
    "(?=[一-龥“”\\d]{4,20} )(?![^ ]*(?:[社电讯]|记者|本报))"
    "[一-龥“”\\d]{4,20} {1,2}(?=\\d{1,2}月\\d{1,2}日|近日|日前|昨[日天]|记者从)"
)
_JUMP_SIGNS = "（(▲△上接"
_BUTTONS_BEHIND = re.compile("返回[一-龥]{2,4}，查看更多")
_BRACKETS = re.compile(
    "(?:[（(](?:来源|编辑|责编|责任编辑|校对|审核|[一二三]审|通讯员供图|作者|文字?[/／：])[^（()）。]{2,40}[)）] ?)+"
)
_LONGEST_LABELS = 90
"""Code points in which the labels behind a text begin."""
_SITE_BEHIND = re.compile(
    "(?<=[。！？”）)]) *(?:[一-龥]{0,2}来源|(?:责任|执行|值班|本期|实习)?编辑|(?:免责|版权|特别)?声明)："
)
"""A label of a site behind a sentence; what follows in its line is of the site as well."""
_LONGEST_BEHIND = 240
_RECORD_BEHIND = re.compile(" ?https?：//[^ ]{1,500} [^ ]{1,100} false ")
"""The other fields of a record, from its address on: http：//news.example/1.shtml news.example false …"""
_LONGEST_CAPTION, _SHORTEST_TEXT = 110, 40
"""Code points of a caption and of the text behind it."""
_WRITTEN = r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
_DATE_FIRST = re.compile(
    rf"{_DAY}(?=[^\d：\s/.-]|\d{{1,2}}[月日]|\d{{4}}年)|{_WRITTEN}(?=\d{{1,2}}月\d{{1,2}}日)"
)
_DATE_LAST = re.compile(rf"(?<=[。！？”）)])(?:{_DAY}|{_WRITTEN})$")
_STAMP = r"[（(\[【]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d)日?"
_STAMP_FIRST = re.compile(rf"{_STAMP}(?: \d\d：\d\d(?:：\d\d)?)?[)）\]】]? *(?=[^\d：]{{2}}.{{4}})")
_WRITTEN_DAY = re.compile("\\d年\\d")
"""A day as sentences hold it."""
_STAMP_BEHIND = re.compile(rf"(?<=.{{6}}) *{_STAMP}")


def cut(lines: Sequence[Line]) -> Iterator[Line]:
    """Cut lines in which several things are run together: texts, captions, headlines, labels."""
    above, goes_on = "", False
    for line, listed in zip(lines, in_lists(lines), strict=True):
        for piece in (_cut_at_jump if line.text[0] in _JUMP_SIGNS else _cut_at_marks)(line):
            for report in _cut_at_dateline(piece, goes_on=goes_on):
                for text in _uncaptioned(report):
                    for told in _cut_at_headline(text, above) if above else _untitled(text):
                        yield from _cut_off_labels(told)
        if line.kind in FLOW or line.kind is Kind.MARK:
            above = "" if line.kind is Kind.PROSE or listed else line.text
        goes_on = line.kind is Kind.PROSE and not line.ended


def as_masthead(lines: list[Line]) -> list[Line]:
    """Take the first lines of a page together for its masthead, where one is broken over them."""
    size = 1
    while size < min(_MASTHEAD, len(lines) - 1) and _BROKEN_OFF.search(lines[size - 1].text):
        size += 1
    top = lines[:size]
    text = "".join([line.text for line in top])
    if size < 2 or len(text) > _LONGEST_LABELS or any(line.blank for line in top[1:]):
        return lines
    if not _ISSUED.search(text) or classify(text, ended=False) is not Kind.HEADER:
        return lines
    head = top[0]._replace(end=top[-1].end, text=text, kind=Kind.HEADER)
    return [head, *lines[size:]]


def as_headlines(lines: list[Line]) -> list[Line]:
    """Take the links of a list, each with a date, for headlines where most have a text below."""
    links = {
        number: at
        for number, line in enumerate(lines)
        if (line.kind is Kind.NAV or LISTED.match(line.text)) and (at := linked_date(line.text))
    }
    told = [n for n in links if n + 1 < len(lines) and lines[n + 1].kind is Kind.PROSE]
    if len(told) < max(_TOLD, len(links) / 2):
        return lines
    found = []
    for number, line in enumerate(lines):
        if at := links.get(number, 0):
            title = line.text[:at].rstrip()
            found.append(line._replace(end=line.start + len(title), text=title, kind=Kind.MARK))
            day = line.text[at:].lstrip()
            line = Line(line.end - len(day), line.end, day, 0, 0, Kind.DATE, False)
        found.append(line)
    return found


def as_titles(lines: list[Line]) -> list[Line]:
    """Take a line that stands below the title of its page, with the name of the site, for a headline."""
    found = lines[:1]
    for line in lines[1:]:
        above = found[-1]
        again = line.kind in FLOW and len(line.text) >= _SHORTEST_HEADLINE
        if again and above.text != line.text and is_repeated(line.text, [above.text]):
            found[-1] = above._replace(kind=Kind.MARK)
            line = line._replace(kind=Kind.MARK)
        found.append(line)
    return found


def as_numbered(lines: list[Line]) -> list[Line]:
    """Take what stands below numbers for headlines, and these for rules, if they count the articles of the page.

    Above the first of 01, 02, 03 … stands no headline of which they would count the parts.
    """
    found = [number for number, line in enumerate(lines) if _NUMBER.fullmatch(line.text)]
    values = [int(lines[number].text) for number in found]
    if (
        len(found) < _TOLD
        or values != list(range(1, len(found) + 1))
        or found[-1] + 1 == len(lines)
    ):
        return lines
    above = (line.kind for line in lines[: found[0]])
    below = [lines[number + 1] for number in found]
    titled = all(len(b.text) <= _LONGEST_HEADLINE and b.text[-1] not in "。；" for b in below)
    if not titled or any(kind in (*FLOW, Kind.MARK) for kind in above):
        return lines
    kinds = dict.fromkeys(found, Kind.RULE) | {number + 1: Kind.MARK for number in found}
    return [line._replace(kind=kinds.get(number, line.kind)) for number, line in enumerate(lines)]


def _cut_at_jump(line: Line) -> list[Line]:
    """Cut off what says that a text goes on from another page (上接第一版), before that and briefs."""
    jump = JUMP.match(line.text)
    if jump is None or jump.end() == len(line.text) or line.kind not in (*FLOW, Kind.FOLIO):
        return _cut_at_marks(line)
    mark, rest = _split(line, jump.end(), Kind.FOLIO)
    rest = rest._replace(kind=Kind.PROSE)
    return [mark, *_cut_at_marks(rest)]


def as_headed_items(lines: Sequence[Line]) -> Iterator[Line]:
    """Cut the headlines off items before a blank: off marked ones that all have one (▲标题 正文。),
    off others where the text begins with its day and there are several (标题 6月25日，…)."""
    marks = Counter(line.text[0] for line in lines if line.text[0] in _ITEM_MARKS)
    heads = {
        line.start: head
        for line in lines
        if marks[line.text[0]] > 1 and (head := _ITEM_HEADLINE.match(line.text))
    }
    headed = Counter(head[0][0] for head in heads.values())
    run_in = {
        line.start: head
        for line in lines
        if line.kind is Kind.PROSE and (head := _RUN_IN_HEADLINE.match(line.text))
    }
    for line in lines:
        head = heads.get(line.start)
        if head and headed[line.text[0]] != marks[line.text[0]]:
            head = None
        if head is None and len(run_in) > 1:
            head = run_in.get(line.start)
        if head:
            yield from _split(line, head.end(), Kind.MARK)
        else:
            yield line


def _cut_at_marks(line: Line) -> list[Line]:
    """Cut a line in which a marked brief follows on another: …回家。▲3月份，…"""
    cuts = [match.start() for match in _MARK_INSIDE.finditer(line.text)]
    if line.kind not in (Kind.PROSE, Kind.ITEM) or not cuts:
        return [line]
    ends = [*cuts, len(line.text)]
    pieces = [line._replace(end=line.start + cuts[0], text=line.text[: cuts[0]], ended=True)]
    for start, end in itertools.pairwise(ends):
        text = line.text[start:end]
        ended = end < len(line.text) or line.ended
        pieces.append(Line(line.start + start, line.start + end, text, 0, 0, Kind.ITEM, ended))
    return pieces


def _split(line: Line, at: int, kind: str, *, ended: bool = False) -> list[Line]:
    """Cut a line at an offset into what stands before it, of another kind, and what goes on behind it."""
    text = line.text[:at].rstrip(" ，")
    above = line._replace(end=line.start + len(text), text=text, kind=kind, ended=ended)
    return [above, line._replace(start=line.start + at, text=line.text[at:], blank=0, indent=0)]


def _cut_at_headline(line: Line, above: str) -> list[Line]:
    """Cut off the headline `above` a line with which that begins once more, before its dateline."""
    again = line.kind is Kind.PROSE and len(above) >= _SHORTEST_HEADLINE
    if not again or not line.text.startswith(above):
        return [line]
    filed = opens_with_dateline(line.text[len(above) :].lstrip())
    return _split(line, len(above), Kind.MARK) if filed else [line]


def _cut_at_dateline(line: Line, *, goes_on: bool) -> list[Line]:
    """Cut off what stands before a dateline in its line: a caption, unless a text above `goes_on` in it."""
    if line.kind is not Kind.PROSE or "讯" not in line.text[:_LONGEST_CAPTION]:
        return [line]
    filed = _FILED_INSIDE.search(line.text, 0, _LONGEST_CAPTION)
    if filed is None or not opens_with_dateline(line.text[filed.start() :]):
        return [line]
    return _split(line, filed.start(), Kind.PROSE if goes_on else Kind.PHOTO, ended=True)


def _uncaptioned(line: Line) -> list[Line]:
    """Cut a caption off the text that goes on behind its photographer, in the same line."""
    text = line.text
    if line.kind is not Kind.PROSE or ("摄" not in text and "供图" not in text):
        return [line]
    cuts = [m.end() for m in _PHOTOGRAPHED.finditer(text, 0, _LONGEST_CAPTION)]
    opens = [cut for cut in cuts if opens_with_dateline(text[cut:])]
    if not cuts or not (opens or text.startswith(("图为", "图："))):
        return [line]
    cut = max(opens or cuts)
    if len(text) - cut < _SHORTEST_TEXT:
        return [line]
    caption = line._replace(end=line.start + cut, text=text[:cut].rstrip(), kind=Kind.PHOTO)
    return [caption, line._replace(start=line.start + cut, text=text[cut:], blank=0)]


def _untitled(line: Line) -> list[Line]:
    """Cut the headline off a text that goes on in its line: 【…】…, …本报讯（记者…）"""
    text = line.text
    if line.kind is not Kind.PROSE or len(text) < _SHORTEST_TEXT:
        return [line]
    if original := _ORIGINAL_HEADLINE.match(text):
        return _split(line, original.end(), Kind.META, ended=line.ended)
    if boxed := _BOXED_HEADLINE.match(text) if text[0] == "【" else None:
        return _split(line, boxed.end(), Kind.MARK)
    inside = _DATELINE_INSIDE.search(text, _SHORTEST_HEADLINE, _LONGEST_HEADLINE)
    at = inside.start() if inside else 0
    if not at or not opens_with_dateline(text[at:]) or not _HEADLINE.fullmatch(text, 0, at):
        return [line]
    return _split(line, at, Kind.MARK)


def _cut_off_labels(line: Line) -> list[Line]:
    """Cut off what a text is run together with, behind its last sentence: …。责任编辑：张三"""
    text = line.text
    if line.kind is not Kind.PROSE:
        return [line]
    reach = max(0, len(text) - _LONGEST_BEHIND)
    if " false " in text and (record := _RECORD_BEHIND.search(text)):
        cut, kind = record.start(), Kind.META
    elif text[-1] in "]】>" and (more := MORE.search(text)):
        cut, kind = more.start(), Kind.NAV
    elif text.find("：", reach) >= 0 and (behind := _SITE_BEHIND.search(text, reach)):
        cut, kind = behind.start(), Kind.META
    elif line.ended:
        return [line]
    elif buttons := _BUTTONS_BEHIND.search(text, max(0, len(text) - _LONGEST_LABELS)):
        cut, kind = buttons.start(), Kind.NAV
    else:
        stops = list(_LAST_STOP.finditer(text, max(0, len(text) - _LONGEST_LABELS)))
        cut, kind = stops[-1].end() if stops else len(text), Kind.META
        if not _are_labels(text[cut:]):
            return [line]
    told = text[:cut].rstrip()
    labels = Line(line.start + cut, line.end, text[cut:], 0, 0, kind, False)
    if not told:
        return [labels._replace(start=line.start, blank=line.blank)]
    above = line._replace(end=line.start + len(told), text=told, ended=ends_sentence(told))
    return [*_cut_off_labels(above), labels]


def _are_labels(text: str) -> bool:
    """Say whether what stands behind a text are labels, with or without brackets."""
    if "：" not in text and not text.startswith(("（", "(", "【", "[")):
        return False
    return _BRACKETS.fullmatch(text) is not None or classify(text, ended=False) is Kind.META


def without_stamps(lines: Sequence[Line], column: Column | None) -> Iterator[Line]:
    """Cut off the stamps that headlines are run together with, but none in the middle of a sentence."""
    goes_on = False
    for line, below in itertools.zip_longest(lines, lines[1:]):
        full = column is not None and column.is_filled(line)
        listed = below is None or (below.kind is not Kind.PROSE and DATED.search(below.text))
        told = below is not None and below.kind in FLOW and not listed
        headed = line.kind in (Kind.SHORT, Kind.MARK) and told and DATED.search(line.text)
        written = _WRITTEN_DAY.search(line.text) and (full or goes_on)
        yield from _cut_off_stamp(line) if headed and not written else [line]
        goes_on = line.kind in FLOW and not line.ended and full


def _cut_off_stamp(line: Line) -> list[Line]:
    """Cut off the stamp before or behind a headline: 标题（2023-06-25）, 标题2023-06-25来源：…"""
    text = line.text
    if first := _STAMP_FIRST.match(text):
        cut, stamp = first.end(), 0
    elif behind := _STAMP_BEHIND.search(text):
        cut, stamp = behind.start(), 1
    else:
        return [line]
    parts = [text[:cut].rstrip(), text[cut:].lstrip()]
    kind = classify(parts[stamp], ended=False)
    if kind not in (Kind.DATE, Kind.META):
        return [line]
    kinds = [line.kind, kind] if stamp else [kind, line.kind]
    return [
        line._replace(end=line.start + len(parts[0]), text=parts[0], kind=kinds[0]),
        Line(line.end - len(parts[1]), line.end, parts[1], 0, 0, kinds[1], False),
    ]


def without_dates(lines: Sequence[Line]) -> list[Line]:
    """Cut off the dates of related-items lists that stand in the lines of the items."""
    return [piece for line in lines for piece in _cut_off_date(line)]


def _cut_off_date(line: Line) -> list[Line]:
    """Cut the date of a related-items list off the item that stands before or after it in its line."""
    text = line.text
    if text[0].isdigit() and (first := _DATE_FIRST.match(text)):
        middle, kinds = first.end(), (Kind.DATE, line.kind)
    elif (text[-1].isdigit() or text[-1] == "日") and (
        last := _DATE_LAST.search(text, max(0, len(text) - _LONGEST_DAY - 1))
    ):
        middle, kinds = last.start(), (line.kind, Kind.DATE)
    else:
        return [line]
    at = line.start + middle
    return [
        Line(
            line.start,
            at,
            text[:middle],
            line.blank,
            line.indent,
            kinds[0],
            kinds[0] is not Kind.DATE,
        ),
        Line(at, line.end, text[middle:], 0, 0, kinds[1], line.ended),
    ]
