"""Rejoin lines that a column or page break cut, and close gaps inside sentences.

Two questions decide: is the sentence on the left unfinished, and do the characters at the seam make
sense together?  The dictionary answers the second: a lone character that is no word by itself must
find its other half across the seam, or characters are missing and the break stays.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jianbao.indexer.bylines import trailing_credit
from jianbao.indexer.datelines import is_dateline, opens_with_dateline
from jianbao.indexer.layout import Kind, Line
from jianbao.indexer.openings import (
    COLUMN,
    LISTED,
    NUMBERED,
    opening,
    shared,
    signs_off,
)
from jianbao.indexer.surnames import PLAIN_SURNAMES, SURNAMES
from jianbao.indexer.wrapping import Column

_OPENERS = "“‘（《〈【〔「『(["
_CLOSING = "，。、；：！？”’）》〉】〕」』…,.;:!?)]%％‰℃"
_NEW_ITEM = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、．.：]|第[一二三四五六七八九十]{1,3}[章节条部]|[（(]\d{1,2}[)）]|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[①-⑳●◆■▲★◎○•·※►▶✦]"
    r"|[一二三四五六七八九十]是|【|#{1,6}\s|[-*+]\s)"
)
_SHORT_END = 6
"""Code points below which the end of a sentence is no paragraph, whatever went missing before it."""
_MARK = re.compile("[，。；]")
_ROLE_AND_NAMES = re.compile(
    "[。！？”] ?(?:本报)?(?:记者|通讯员) [\u4e00-\u9fff]{2,4}(?: (?:(?:记者|通讯员) )?[\u4e00-\u9fff]{2,4}){0,4}$"
)
_GLUED_NAMES = re.compile("[。！？”][\u4e00-\u9fff· 、/／]{2,30}$")
_LONGEST_BYLINE = 32
_ATTRIBUTED = re.compile("[”。！？] ?—{1,2}[^。！？”]{2,60}$")
"""A quotation and who said it: a paragraph that needs no stop."""
_SHORT, _LONG = 16, 20
"""Code points of a line below which it is rather a headline, and from which on rather a sentence."""
_CLAUSE = re.compile(
    "(?:在|随着|为[了此]|对于|据|自|当|经过|通过|由于|如果|截至|今年|去年|近年|目前|同时|此外|另外|其中|因此|但)[^，]{0,24}，"
)
"""How a sentence begins, and hardly a headline."""
_PHRASES = re.compile("[\u4e00-\u9fff”》！？] +[\u4e00-\u9fff“《]")
_TAKEN_UP = 200
"""Code points of a text in which the words of its headline come again."""
_ARTICLE_OPENINGS = frozenset(("dateline", "another", "lately", "date"))
_INDEPENDENT = frozenset(
    "了是在和有他不我的人也为就这上年中你说到都等着对来与地还要又而之道以得她后去将那但从月下把被于只多过可并能好或日由里所向"
    "已其给很看使前想却它最见起更再才便没走做让内及听各号叫吃比米即话打副跟笑则像较死住曾呢达该女约每属谁受带吧县占请党段连站"
    "另倒快派啊吗按找均字拿仍钱杀写既若往未杨除鱼越低坐爱您早虽初讲送甚左剑仅哪岁跑穿怕急镇竟曰脸买茶待忙喝啦刚背座酒呀瞧罢亦"
    "刀呈靠藏掌街菜跳某惊搞鄂掉乱敢兼顶吴忽辖卖皆哭归退姓朱刺睡骂含洞驻铺诸肉短旧嘴挂诗抓拜饭奔届怪抱拍欲紫吨抢弄暖凭追俄寺岗"
    "墙颇凡末枪鬼替卷冒贴硬坛腿御贼妈忘赴页乃厚烧虎逃喊怒绣坏摸庙稍扑炒闹抬骑盐卒哩摆戴呆奉唱泥倍汗忌纵藕遂玩盖距寨吓乘叹恨祭"
    "吹汤讯弦爬岂奏懂秒插竹僧隔偏狗鸡湘撞篇挺梦辽陪啥躲逼烤咬糖劝腰箭躺哦跪猛拖嘛帐砍仗艘吾柄拱洗饮爹劲碗魔哼猪搭扶穴鸟绕毁"
)
"""Characters that are mostly words by themselves: at least 3 in 10 of their occurrences, by the word
frequencies of jieba's dictionary (MIT licence), and at least 3,000 of them."""
_MEASURES = frozenset(
    "年月日时分秒号个家名位次面片张本只头辆艘座栋间项条件台套座处类种批期届人户岁倍度点元吨亩米里届轮路级层枚册棵株匹幅支颗"
)
_COUNTED = re.compile("[0-9一二三四五六七八九十百千万亿两几多余各每这那第数]$")
_NAME_ENDINGS = frozenset(
    "省市区县镇乡村州旗路街巷山河江湖海岛港站桥园厂院校局部委厅馆所队组班镇人者们"
)
_DANGLING = re.compile(
    "[的和与及或而并且但把将被让使令给从向往到由对为以在于用按因若如比跟同是要会能可应须才就都也还又再更最很不没未已正仅只其该此各每某这那之]"
    "|才能|可以|能够|应该|必须|需要|通过|根据|按照|围绕|针对|关于|由于|因为|如果|虽然|不仅|而且|以及"
    "|并且|或者|成为|作为|进行|实现|推动|促进|加快|以来|等等|一个|一种|一些|这个|那个|这些|那些|许多"
)
"""Words after which a sentence must go on, and a headline cannot end."""


@lru_cache(maxsize=1 << 14)
def _words(text: str) -> tuple[str, ...]:
    from jianbao.indexer.segmentation import default_segmenter

    return tuple(default_segmenter().cut(text))


def seam(left: str, right: str) -> str:
    """Judge the place where two pieces of folded text would meet.

    `word`: a dictionary word runs across it; `whole`: both sides end and begin with whole words;
    `torn`: a fragment on one side has no other half.
    """
    before = _tail(left)
    after = _head(right)
    if not before or not after:
        return "whole"
    words = _words(before + after)
    position = 0
    for word in words:
        end = position + len(word)
        if position < len(before) < end:
            if _is_word(word):
                return "word"
            if word[0] in SURNAMES:
                return "whole"  # a name, which no dictionary knows
        position = end
        if position >= len(before):
            break
    if _COUNTED.search(before) and after[0] in _MEASURES:
        return "whole"
    return "torn" if _torn_left(before) or _torn_right(after) else "whole"


def _torn_left(tail: str) -> bool:
    """Say whether a run of characters ends in the first part of a word."""
    last = _words(tail)[-1]
    if len(last) > 1 or last in _INDEPENDENT or last in _NAME_ENDINGS:
        return False
    # What stands before the run of characters is no character: a digit, as a rule.
    return not (last in _MEASURES and (tail == last or _COUNTED.search(tail[:-1])))


def _torn_right(head: str) -> bool:
    """Say whether a run of characters begins with the last part of a word."""
    first = _words(head)[0]
    return len(first) == 1 and first not in _INDEPENDENT


@lru_cache(maxsize=1 << 14)
def _is_word(word: str) -> bool:
    """Say whether the dictionary, not the model for unknown names, knows a word."""
    from jianbao.indexer.segmentation import default_segmenter

    return len(word) > 1 and default_segmenter().has_word(word)


def _tail(text: str) -> str:
    run = re.search("[\u3400-\u9fff]{1,8}$", text[-8:])
    return run[0] if run else ""


def _head(text: str) -> str:
    run = re.match("[\u3400-\u9fff]{1,8}", text)
    return run[0] if run else ""


def continues(
    left: Line,
    right: Line,
    column: Column | None,
    *,
    marked: bool = False,
    following: Line | None = None,
    opens: bool = False,
) -> bool:
    """Decide whether `right` goes on with the sentence, or the word, that `left` leaves open.

    `column` is the one in which the page is wrapped, if it is; `marked` says that its paragraphs are
    marked by indents or empty lines, so that a full line may end with a sentence by chance.
    `following` is the line after `right`; `opens`: `left` is the first line of what it belongs to.
    """
    before, after = left.text, right.text
    if right.kind not in (Kind.PROSE, Kind.SHORT):
        return False
    if left.kind not in (Kind.PROSE, Kind.SHORT, Kind.ITEM):
        return False
    full = column is not None and column.is_filled(left)
    if full and opens and _stands_alone(left, right):
        full = False
    if after[0] in "”’" and not right.blank and before.count("“") > before.count("”"):
        return True
    if after[0] in _CLOSING and not after.startswith("……"):
        torn = not full and _tail(before) and _torn_left(_tail(before))
        return not left.ended and not torn
    if is_dateline(before):
        return True
    if _is_signed(before, full=full) or (not full and _ATTRIBUTED.search(before)):
        return False
    if signs_off(before) and (not full or right.indent or right.blank):
        return False
    if left.ended:
        if not full or right.indent >= 2 or right.blank:
            return False
        return _goes_on(before, right) or (marked and not _heads(right, following))
    if before.startswith("——") and left.kind is Kind.SHORT:
        return False
    if before[-1] in _OPENERS:
        return True
    if _is_new_item(after):
        return False
    if before[-1] in "，、":
        return True
    if before[-1] in "：”’）》】":
        return full and right.indent < 2
    if before[-1].isdigit() and (after[0].isdigit() or after[0] in "年月日时%个亿万元"):
        return True
    if full and (marked or not right.blank):
        return right.indent < 2
    if 2 < len(after) < _SHORT_END and right.ended and (left.kind is Kind.PROSE or "，" in before):
        return True
    judged = seam(before, after)
    if judged == "torn":
        return _quoting(before, after) and not _torn_left(_tail(before))
    if _lost_surname(before, after):
        return False
    if left.kind is Kind.PROSE and (judged == "word" or right.kind is Kind.PROSE):
        return True
    if full:
        return right.indent < 2 and not (
            right.kind is Kind.SHORT and len(after) < 6 and right.blank
        )
    if left.kind is Kind.PROSE:
        return "，" in after
    if right.kind is not Kind.PROSE:
        return False
    return _is_unfinished(before, after, judged)


UNFINISHED = {
    "two halves of a word": 5.6,
    "word": 3.5,
    "open quotation": 1.1,
    "comma": 3.1,
    "clause": 1.0,
    "dangling": 2.5,
    "long": 0.9,
    "short": -2.5,
    "prior": -1.0,
    "quotation": -1.3,
    "label": -1.4,
    "phrases": -3.2,
    "report": -2.2,
    "taken_up": -4.9,
}
"""What speaks for a line that goes on below rather than heads the text there, in log-odds.

By `benchmarks/fit_joins.py`: a logistic regression on real sentences cut anywhere, real headlines over
their texts and hand-labelled pages.  `short` and `word` are held lower than that, for subheads with a
comma and headlines whose last character seems to go on below."""


def _is_unfinished(before: str, after: str, judged: str) -> bool:
    """Say whether a line without a stop is the beginning of a sentence rather than a headline."""
    if NUMBERED.match(before) or COLUMN.match(before) or LISTED.match(before):
        return False
    return sum(UNFINISHED[name] * value for name, value in signs(before, after, judged).items()) > 0


def signs(before: str, after: str, judged: str) -> dict[str, float]:
    """Return what tells a line that goes on below from a headline, each between 0 and 1.

    `judged`: what `seam` says of the place between the two.
    """
    tail, head = _tail(before), _head(after)
    (taken_up,) = shared(before, after[:_TAKEN_UP])
    word = judged == "word" and not _ends_unknown(tail)
    halves = word and _torn_right(head)
    return {
        "two halves of a word": halves,
        "word": word and not halves and not _breaks(tail, head),
        "comma": "，" in before,
        "open quotation": before.count("“") > before.count("”"),
        "clause": _CLAUSE.match(before) is not None,
        "dangling": bool(tail) and _DANGLING.fullmatch(_words(tail)[-1]) is not None,
        "long": len(before) >= _LONG,
        "short": len(before) < _SHORT,
        "prior": True,
        "quotation": after[0] in _OPENERS,
        "label": "：" in before,
        "phrases": " " in before and _PHRASES.search(before) is not None,
        "report": opening(after) in _ARTICLE_OPENINGS,
        "taken_up": taken_up,
    }


def _breaks(tail: str, head: str) -> bool:
    """Say whether the word across a seam is made of a part of the next word (放心水|工人 of 水工)."""
    first = _words(head)[0]
    return _is_word(first) and not any(first in word for word in _words(tail + head))


def _ends_unknown(tail: str) -> bool:
    """Say whether a run of characters ends in a word of two that no dictionary knows (非遗)."""
    words = _words(tail)[-2:]
    if len(words) < 2 or len(words[0]) > 1 or len(words[1]) > 1:
        return False
    return words[0] not in _INDEPENDENT and not _DANGLING.fullmatch(words[0])


def _is_signed(text: str, *, full: bool) -> bool:
    """Say whether a line ends with a byline, in brackets or after the last stop."""
    if text[-1] in "）)摄":
        return trailing_credit(text) is not None
    names = _ROLE_AND_NAMES if full else _GLUED_NAMES
    after_stop = names.search(text, max(0, len(text) - _LONGEST_BYLINE))
    return bool(after_stop) and trailing_credit(text) is not None


_NOTICES = ("公告", "通告", "启事", "的通知", "声明", "预告")


def _stands_alone(left: Line, right: Line) -> bool:
    """Say whether a line that fills the column by chance looks like a headline over its text."""
    line = left.text
    if _MARK.search(line) or opening(line) is not None:
        return False
    if LISTED.match(line) or line.endswith(_NOTICES):
        return True
    if "：" in line and not right.blank:
        return False
    if left.indent > 1 > right.indent:
        return False  # the indent of a paragraph
    return " " in line or right.blank > 0 or opening(right.text) in _ARTICLE_OPENINGS


def _heads(line: Line, following: Line | None) -> bool:
    """Say whether a line of a wrapped page looks like a headline over the one that follows."""
    if following is None or line.ended:
        return False
    return following.indent >= 2 or following.kind not in (Kind.PROSE, Kind.SHORT)


def mended(before: str, after: str) -> bool:
    """Say whether two pieces certainly belong together: both end in halves that make a word."""
    tail, head = _tail(before), _head(after)
    if not tail or not head or seam(before, after) != "word":
        return False
    return _torn_left(tail) and _torn_right(head)


def _is_new_item(text: str) -> bool:
    """Tell whether a line can only begin something: a list item, a column name, a dateline."""
    return _NEW_ITEM.match(text) is not None or opens_with_dateline(text)


def _goes_on(before: str, right: Line) -> bool:
    """Say whether a paragraph certainly goes on below a sentence that ends where the column does."""
    after = right.text
    if before.count("“") > before.count("”") or before.count("（") > before.count("）"):
        return True
    if before[-1] == "；":
        return not _is_new_item(after)
    return (right.ended and len(after) < _SHORT_END) or (
        before[-1] == "”" and _SAYS.match(after) is not None
    )


def _quoting(before: str, after: str) -> bool:
    """Say whether a quotation that opens before the break closes after it."""
    if before.count("“") <= before.count("”") or not _tail(before):
        return False
    opening, closing = after.find("“"), after.find("”")
    return closing >= 0 and (opening < 0 or closing < opening)


_SAYS = re.compile("[\u4e00-\u9fff]{1,4}(?:说|表示|坦言|告诉|笑着)")
_ROLE_ENDINGS = frozenset("师员长任记授人家工手主民户生")
_SPEAKS = re.compile("([\u4e00-\u9fff])[\u4e00-\u9fff](?:说|表示|介绍|告诉|坦言|指着|感叹|回忆)")


def _lost_surname(before: str, after: str) -> bool:
    """Say whether somebody who speaks right after the break lost a surname there (美术师|红霞说)."""
    speaks = _SPEAKS.match(after)
    if speaks is None or speaks[1] in PLAIN_SURNAMES or before[-1] not in _ROLE_ENDINGS:
        return False
    return len(_words(_tail(before))[-1]) > 1
