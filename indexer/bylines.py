"""Bylines (署名): who wrote or photographed an article, in a line of its own or within the text.

Everything here reads folded text, whose offsets equal those of the text as written, and returns
ranges, so that a name is shown as the page spells it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from jianbao.indexer.names import (
    Credit,
    is_certain,
    is_common_word,
    is_name,
    names_beside_one,
    names_in,
)

_ROLE_WORD = (
    "(?:记者|通讯员|读者|学生记者|特约撰稿人|撰稿人|撰稿|实习生|评论员|作者|摄影报道|摄影|摄像|拍摄|剪辑|供图|供稿|编辑|责编|"
    "校对|责校|[一二三初复终编]审|审[核校]|监制|主编|值班主任|口述|整理|采访整理|采写|编写|撰文|图文|文图|文/图|图/文|文／图|制图|记录|翻译|观察员|撰写)"
)
_ROLE_SIGN = re.compile(
    "记|报|剪辑|通讯员|读者|撰|实习生|评论员|作者|摄|供稿|编辑|责编|校对|责校|审|监制|主编|主任|口述|整理|采写|编写"
    "|文|图|画|绘|作|翻译|观察员"
)
"""Much cheaper than `ROLE`, and in every byline with a role."""
_CREDIT = re.compile("[\u4e00-\u9fff· 、，,/／;；&|：:—-]*")
"""What roles and names are written with; hardly any sentence is."""
_LONGEST_PAPER = 8
_CLAUSE = re.compile("，[\u4e00-\u9fff]{5}")
ROLE = re.compile(
    "(?:本报|本台|本刊|本网|特约|特派|首席|高级|资深|见习|实习|职工|全媒体|融媒体?|客户端|责任|本版|[\u4e00-\u9fff]{1,6}?(?:社|报|刊|网|台|视|融媒|传媒|新闻|融媒体中心|客户端)[、—/／-]?){0,4}"
    + _ROLE_WORD
    + "|(?:漫画|插[画图]|文字|图片)(?=[：/／|])|(?<![\u4e00-\u9fff])[本社体台报摄]记(?= )|[/／]作(?![\u4e00-\u9fff])"
    + "|[/／]?(?:摄影报道|报[道导]|摄)(?![\u4e00-\u9fff])"
    + "|(?<![\u4e00-\u9fff])发自[\u4e00-\u9fff]{2,8}"
    + "|(?<![\u4e00-\u9fff])(?<![^\u4e00-\u9fff][\u4e00-\u9fff] )[文图画绘](?![\u4e00-\u9fff])"
)


def credited_names(text: str, start: int, end: int) -> list[Credit] | None:
    """Read roles and names (记者 张三 通讯员 李四 文/图); None when there is no role or no pure list.

    Editors and proofreaders are read over: they did not write the article.
    """
    if not _CREDIT.fullmatch(text, start, end) or not _ROLE_SIGN.search(text, start, end):
        return None
    if _CLAUSE.search(text, start, end):
        return None
    roles = [(m.start(), m.end()) for m in ROLE.finditer(text, start, end)]
    if not roles:
        return None
    credits: list[Credit] = []
    position = start
    edited = False
    for left, right in [*roles, (end, end)]:
        piece = text[position:left].strip(" ：:、，,;；/|")
        if piece:
            offset = text.index(piece, position)
            # What stands before the first role may be a paper; before 摄 and after a role are names.
            labelled = position > start or _AFTER_NAME.fullmatch(text, left, right) is not None
            names = names_in(text, offset, offset + len(piece), labelled=labelled)
            if names is None and position == start and _writes_for(text, offset, left, right):
                names = []
                labelled = True
            if names is None or not (labelled or any(not is_common_word(n.name) for n in names)):
                return None
            if not edited:
                credits.extend(names)
        edited = _EDITING.search(text, left, right) is not None
        position = right
    if "，" in text[start:end] and not all(map(_is_plain, credits)):
        return None  # 记者看到，事故现场仍有
    return credits


def _writes_for(text: str, offset: int, left: int, right: int) -> bool:
    """Say whether what stands right before the first role is a paper (今日渭源记者 张三)."""
    apart = text.startswith("记者 ", left) and right == left + len("记者")
    return apart and text[left - 1] != " " and left - offset <= _LONGEST_PAPER


def _is_plain(credit: Credit) -> bool:
    return is_name(credit.name) and not is_common_word(credit.name)


_AFTER_NAME = re.compile("[/／]?(?:摄影报道|摄|文|图|画|绘|作|供图|文/图|图/文)")
_EDITING = re.compile("(?:编辑|剪辑|责编|校对|责校|审|审[核校]|监制|主编|值班主任)$")


_BARE_MARK = re.compile("[□■◎●○◇◆▲△☆★✎]\\s*")
_BRACKETED = re.compile("[（(【\\[〔]([^（()）】\\]〕]{2,60})[)）】\\]〕]")
_OFFICE = re.compile(
    "[\u4e00-\u9fff、]{2,24}(?:书记|市长|县长|区长|省长|镇长"
    "|乡长|局长|主任|主席|会长|院长|校长|部长|厅长|董事长|总经理|教授|研究员) +"
)
_CALLING = re.compile(
    "[\u4e00-\u9fff、]{2,24}(?:医[师生]|律师|居民|村民|市民|职工|队员|学生|老师|教师) +(?=[\u4e00-\u9fff]{2,3}$)"
)
"""What a reader is who writes to the paper, before the name."""
_WORKPLACE = re.compile(
    "[\u4e00-\u9fff、]{2,24}(?:[局部委办院校所站镇乡]|中学|小学|中心|公司|政府|支队|大队|街道) +"
)
"""Where somebody works, before a name in brackets."""


_OF_A_MEDIUM = re.compile(
    "([\u4e00-\u9fff·]{3,12})(?:记者|(?<=[报网端])(?: 记者)?) (?=[\u4e00-\u9fff ]+$)"
)
"""For whom somebody writes, whatever it is called: 半月谈记者 张三, 四川新闻网 李四."""


_SPACED_NAME = re.compile("[\u4e00-\u9fff] {1,2}[\u4e00-\u9fff]")
"""Hardly anything but a name is set like that, everyday words (通 知) aside."""
_HOME = re.compile("([\u4e00-\u9fff]{2,4}) +(?=[\u4e00-\u9fff]{3}$)")


def _home(text: str, start: int) -> re.Match[str] | None:
    """Match the province that a reader writes from, before a name (湖北 柯南平)."""
    from jianbao.indexer.gazetteer import lookup_region

    match = _HOME.match(text, start)
    if match is None or not is_name(text[match.end() :]):
        return None
    return match if any("/" not in path for path in lookup_region(match[1])) else None


_AFTER = re.compile(
    "[（(](?:(?:据|转自|来源：?) ?)?(?:《[^《》]{2,16}》|[\u4e00-\u9fff]{2,8}报) "
    "(?:(?:\\d{4}年)?\\d{1,2}月\\d{1,2}日 )?"
)
"""From where something was taken, before who wrote it: （据《河北日报》 通讯员 赵爱国）."""
_RELEASED = re.compile("(?<=摄)[（(][\u4e00-\u9fff]{2,6}发?[)）]$")


def byline_line(text: str) -> list[Credit] | None:
    """Read a whole line as a byline, with or without roles; None when it is something else."""
    end = len(text)
    if end > 80:
        return None
    text = text.replace("丨", "|")  # a character that posts write for the sign
    mark = _BARE_MARK.match(text)
    start = mark.end() if mark else 0
    bracket = _BRACKETED.fullmatch(text, start)
    if released := _RELEASED.search(text):
        end = released.start()
    if bracket:
        start, end = bracket.span(1)
        taken = _AFTER.match(text)
        start = taken.end() if taken else start
    if _SPACED_NAME.fullmatch(text, start, end) and (
        text[start - 1 : start] == "（" or not is_common_word(text[start] + text[end - 1])
    ):
        return names_in(text, start, end, labelled=True)
    office = (_OFFICE.match(text, start) or _home(text, start)) if " " in text else None
    if (
        office is None
        and (calling := _CALLING.match(text, start))
        and is_name(text[calling.end() :])
    ):
        office = calling
    if bracket and not office:
        office = _WORKPLACE.match(text, start, end)
    if office:
        start = office.end()
    credits = credited_names(text, start, end)
    if credits:
        return credits
    if (medium := _OF_A_MEDIUM.match(text, start)) and not names_in(text, *medium.span(1)):
        of_medium = names_in(text, medium.end(), end) or []
        if of_medium and all(map(_is_plain, of_medium)):
            return of_medium
    framed = mark is not None or bracket is not None or office is not None
    names = names_in(text, start, end, labelled=framed)
    if names is None and _FEW_WORDS.fullmatch(text, start, end):
        names = names_beside_one(text, start, end, is_certain)
    if names is None or len(names) > 8:
        return None
    if len(names) > 1 and not any(is_name(one.name) for one in names):
        return None
    if bracket and len(names) > 1 and all(is_name(credit.name) for credit in names):
        return names
    common = sum(1 for credit in names if is_common_word(credit.name))
    return None if common == len(names) or (common and not framed) else names


_FEW_WORDS = re.compile("[\u4e00-\u9fff]{2,4}(?:[ 、]{1,3}[\u4e00-\u9fff]{2,4}){1,2}")


_LEAD = re.compile(
    "[^，。（(〔【\\[]{0,24}(?:[（(][^（()）]{1,10}[报网社台][)）][^，。（(]{0,6})?"
    "[（(〔【\\[]([^（()）〕】\\]]{2,60})[)）〕】\\]]"
)
_REPORT_OF = re.compile("[\u4e00-\u9fff]{2,10}报道 +")
_FILED_IN = re.compile("【[\u4e00-\u9fff]{2,10}(?:讯|报道|消息)】 ?")
_LEAD_PLAIN = re.compile(
    "[^，。（(]{0,16}?((?:本报|本刊|本台)?(?:特约|见习|实习|首席)?(?:记者"
    "|通讯员) ?[\u4e00-\u9fff 、]{2,24}?) ?(?:\\d{1,2}月\\d{1,2}日)?(?:摄影)?报道"
)
_REPORT_REACH = 64
"""More code points than a match of that expression ever takes."""
_REPORTED = re.compile("[/／][\u4e00-\u9fff]{2,8}报导?道?$")
_TAIL = re.compile(
    "[（(]([^（()）]{2,60})[)）]\\s*[。.]?$|(?:\\s|(?<=[。！？”]))((?:[\u4e00-\u9fff·]{2,12}"
    "|[\u4e00-\u9fff] {1,2}[\u4e00-\u9fff]) {0,3}[/／]?(?:摄影报道"
    "|摄|文/图|[/／][画绘图作]))(?:[（(][^（()）]{2,12}[)）])?$"
    "|(?<=[。！？”])\\s*((?:[\u4e00-\u9fff]{1,6}[报社网台视闻端刊]|全媒体|融媒体?)?"
    "(?:首席|见习|实习|特约|特派|责任)?(?:记者|通讯员|编辑|责编|校对)[\u4e00-\u9fff 、]{2,30})$"
)


_TAKEN = re.compile(" 来源[\u4e00-\u9fff]{2,10}$")
_EDITED = re.compile(
    "[（(](?:[\u4e00-\u9fff]{0,4}(?:编辑|责编|校对|审核|监制)： ?[\u4e00-\u9fff]{2,4}[ ，、；]?)+[)）]$"
)
"""Who only edited, at the end of a text; the names need not be known ones."""
_EDITORS = 60
_LONGEST_NAME = 5
"""Code points of a name behind the last stop; a longer one is the beginning of a sentence."""
_GLUED = re.compile(
    "(?<=[。！？”]) {0,4}([\u4e00-\u9fff]{2,4}(?:(?:  ?|、)[\u4e00-\u9fff·]{2,6}){0,3})$"
)
_CITED = re.compile(
    "[（(](?:据|来源|原载|摘自|转自|综合|本报综合)[^（()）]{0,20}[)）]$"
    "|[（(](?:\\d{4}年)?(?:\\d{1,2}月\\d{1,2}日 ?)?[^（()）]{1,12}[社报网台讯闻刊](?: ?\\d{1,2}月\\d{1,2}日)?[)）]$"
)


def ends_with_source(body: str) -> bool:
    """Say whether a text ends by naming where it was taken from: （据新华社）."""
    return body[-1:] in ")）" and _CITED.search(body, max(len(body) - 30, 0)) is not None


_DATELINE_END = re.compile("[^，。（(]{0,20}?(?:讯|电) ?")
_OFFICES = "社报网台讯闻刊部委局办院科站室所队组处"
"""Characters that end what an office or a paper is called, and hardly a name."""
NO_PERSON = re.compile(f"[{_OFFICES}员者乡镇]$|佚名|网友|综合$")
_BODY_OR_MEDIUM = re.compile(
    "[\u4e00-\u9fff]{3,}[镇乡村]|[\u4e00-\u9fff]{2,}(?:讯|教师|老师|医[师生]|律师|居民|村民|学生)|[\u4e00-\u9fff·]+(?:[部办局处室所]|日报|晚报|晨报|新闻|在线|网|电台|电视台|客户端|融媒)|据.+"
)


_ROLE_NAME = re.compile("记者|通讯员|校对|编辑|供图|摄影|审核|视频|日报|晚报|晨报")


def may_be_person(name: str) -> bool:
    """Say whether what stands in a byline is no office (市安办), no medium (华声在线) or source (据新华社)."""
    if _ROLE_NAME.search(name):
        return False
    return len(name) < 3 or _BODY_OR_MEDIUM.fullmatch(name) is None


_UNUSUAL_NAME = re.compile(
    f"[（(](?![据综原完略见未]|记者|全文|节选)[\u4e00-\u9fff]{{1,3}}[^{_OFFICES}][)）]"
)


def _unusual_name(text: str, start: int, end: int) -> list[Credit]:
    """Read a word in brackets of its own, beside 讯 or at the very end, though no surname is known."""
    return (
        [Credit(start, end, text[start:end])]
        if _UNUSUAL_NAME.match(text, start - 1, end + 1) and not is_common_word(text[start:end])
        else []
    )


_CREDIT_SIGNS = frozenset("（(〔【[记通")
_CREDIT_REACH = 40
"""Within so many code points a byline at the front has one of these characters."""
_REPORTS = re.compile("记者([\u4e00-\u9fff]{2,3})(?=从|在|近日|日前|昨日|今日|获悉|了解到|\\d)")


_BY_REPORTER = re.compile(
    "[\u4e00-\u9fff]{2,10}记者 ?([\u4e00-\u9fff]{2,4}(?:[ 、][\u4e00-\u9fff]{2,4}){0,2})"
    " ?(?=\\d{1,2}(?:月|日)|近日|日前|昨[日天]|今[日天])"
)


def _without_place(credits: Sequence[Credit], body: str) -> Sequence[Credit]:
    """Leave out where somebody reports from, behind the names: 记者 张三 潍坊报道."""
    from jianbao.indexer.gazetteer import lookup_region

    last = credits[-1] if len(credits) > 1 else None
    if last is None or not body.startswith("报道", last.end) or not lookup_region(last.name):
        return credits
    return credits[:-1]


@lru_cache(maxsize=256)
def leading_credit(body: str) -> Sequence[Credit]:
    """Find the byline inside a dateline: 本报讯（记者 … 通讯员 …）."""
    if _CREDIT_SIGNS.isdisjoint(body[:_CREDIT_REACH]):
        return ()
    plain = _LEAD_PLAIN.match(body) if body.find("报道", 0, _REPORT_REACH) > 0 else None
    if plain:
        return _without_place(credited_names(body, *plain.span(1)) or (), body)
    if by := _BY_REPORTER.match(body):
        reporters = names_in(body, *by.span(1)) or []
        return reporters if all(is_name(one.name) for one in reporters) else ()
    if (dated := _DATELINE_END.match(body)) and (named := _REPORTS.match(body, dated.end())):
        return names_in(body, *named.span(1)) or ()
    filed_in = _FILED_IN.match(body)
    match = _LEAD.match(body, filed_in.end() if filed_in else 0)
    if match is None:
        return ()
    start, end = match.span(1)
    if report := _REPORT_OF.match(body, start, end):
        start = report.end()
    filed = _REPORTED.search(body, start, end)
    if credits := credited_names(body, start, filed.start() if filed else end):
        return credits
    alone = names_in(body, start, end) or []
    if start > 1:
        if body[: start - 1].rstrip()[-1] not in "讯电】":
            return ()
        alone = alone or _sure_names(body, start, end) or _unusual_name(body, start, end)
    return () if all(is_common_word(one.name) for one in alone) else alone


def trailing_credit(body: str) -> tuple[int, list[Credit]] | None:
    """Find a byline that ends the body, in brackets or after the last stop (…。王芳 李强).

    Return where it opens, and the names; none of those who only edited.
    """
    if body[-1:] in "。！？” " and body[-2:-1] not in "）)":
        return None
    if edited := _EDITED.search(body, max(len(body) - _EDITORS, 0)):
        return edited.start(), []
    match = _TAIL.search(body, max(len(body) - 70, 0))
    if match is None:
        glued = _GLUED.search(body, max(len(body) - 30, 0))
        names = credited_names(body, *glued.span(1)) if glued else None
        names = names or (_sure_names(body, *glued.span(1)) if glued else None)
        return (glued.start(), names) if glued and names else None
    inner = next(match.span(k) for k in (1, 2, 3) if match[k] is not None)
    if taken := _TAKEN.search(body, *inner):
        inner = (inner[0], taken.start())
    if office := _WORKPLACE.match(body, *inner):
        inner = (office.end(), inner[1])
    credits = credited_names(body, *inner)
    if credits and match[3] and any(len(c.name) > _LONGEST_NAME for c in credits):
        return None  # …。记者从今天的沟通
    if credits is None:
        credits = names_in(body, *inner) or _sure_names(body, *inner)
        if not credits and body[match.start() - 1] in "。！？”":
            credits = _unusual_name(body, *inner)
        if not credits:
            return None
    return match.start(), credits


def _sure_names(text: str, start: int, end: int) -> list[Credit] | None:
    """Read a list of words as names when one of them certainly is: 柳成 帕提古丽."""
    return names_beside_one(
        text, start, end, lambda word: is_name(word) and not is_common_word(word)
    )
