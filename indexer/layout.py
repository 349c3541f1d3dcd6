"""Lines of a page and what each one can be: prose, a short line, a byline, metadata, navigation.

A line is judged by its own form only; what it means between its neighbours is decided in `pages`.
All tests read folded text (simplified, full-width marks), so that one spelling of each word is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from jianbao.indexer.bylines import byline_line
from jianbao.indexer.datelines import names_medium
from jianbao.indexer.furniture import (
    FOLIO,
    advertises,
    disclaims,
    leads_away,
    masthead,
    navigates,
    staff_line,
)
from jianbao.indexer.labels import DATED, info_line, labelled_names
from jianbao.indexer.names import names_in
from jianbao.indexer.openings import opening
from jianbao.indexer.stamps import is_address, is_odd_day, opens_with_odd_day, tells_copy_day


class Kind:
    """What a line can be, judged alone.

    No Enum: to look up a member of one costs ten times as much, and every line is asked many times.
    """

    PROSE: Final = "prose"
    SHORT: Final = "short"
    ITEM: Final = "item"
    MARK: Final = "mark"
    SECTION: Final = "section"
    NAMES: Final = "names"
    META: Final = "meta"
    DATE: Final = "date"
    PHOTO: Final = "photo"
    NAV: Final = "nav"
    RULE: Final = "rule"
    HEADER: Final = "header"
    FOLIO: Final = "folio"


FLOW = (Kind.PROSE, Kind.SHORT)
"""Lines in which a sentence can go on."""


class Line(NamedTuple):
    """A line without its outer blanks: a code point range of the page, its folded text, its setting.

    `blank` counts the empty lines above, `indent` the blanks at its start; `ended`: see `ends_sentence`.
    """

    start: int
    end: int
    text: str
    blank: int
    indent: int
    kind: str
    ended: bool


TERMINAL = "。！？…!?~～"
_CLOSERS = "”’』」）)】》]\"'"
_DONE = re.compile("[（(]完[)）]$")
MORE = re.compile("[\\[【（(<]?(?:详细|全文|更多|查看详情|阅读全文)[\\]】）)>]?>*$")
"""The link at the end of a text that is shown in part."""
_SENTENCE = re.compile("[。！？；]|，.*，")

_RULE = re.compile(
    r"[（(【]?(?:完|全文完|本文完|待续|未完待续)[)）】]"
    r"|[-=*#~]{2,} ?(?:\d{1,3}|[一二三四五六七八九十]{1,3}) ?[-=*#~]{2,}|\[rec(?:ord)? ?\d+\]"
    r"|[\[<]/?(?:item|doc|docs|article|entry|record)[\]>]|[-=*_#~·•—－＝※★☆◇◆□■●○+.\s]{3,}|[^\w“”‘’《》（）【】。，！？…—]+"
)
_LABEL = (
    "(?:文章|稿件|信息|图文|新闻|内容|本文)?来源|学校|稿源|刊期|素材|附件|主办|承办|协办|组版|版式设计|热线|电话|地址|邮编|邮政编码|传真|网址|邮箱|投稿邮箱|收录于(?:话题|合集)|作者|编者|发[布稿](?:时间|日期|人|机构|单位|者)?|发表(?:时间|日期)|(?:更新|导出|录入|上传)时间|时间|日期"
    "|(?:责任|值班|执行|本版|本期|实习|助理|新媒体|美术|图片|视觉|文字|视频|网络)?编辑|责编|美编|校对|审核|审校|审读|初审|复审|终审|[一二三]审|编审"
    "|监制|签发|主编|总编|策划|统筹|供稿|供图|撰稿|撰文|摄影|摄像|制图|图片|版式|视觉|排版|文字|文|图|文/图|图/文"
    "|浏览(?:次数|量)?|点击(?:次数|率|量|数)?|阅读(?:次数|量|数)?|访问(?:次数|量)|字号|字体(?:大小)?|关键[词字]|标签|分类|栏目|频道|索引号|文号|发文字号|(?:发文|成文|生成|公开)(?:日期|时间|机构|单位|机关)|(?:信息|主题|体裁|组配)分类|信息名称|公开(?:方式|类型|范围)|有效性|内容概述|主题词|(?:本文)?原(?:标题|题为?)"
    "|记者|通讯员|本报记者|特约记者|实习生"
)
_META = re.compile(
    rf"^[【\[（(]?\s*(?:本[栏版文])?(?:{_LABEL})(?:[/／](?:{_LABEL}))?\s*[】\]]?\s*(?:[:：]| ?[|/] |(?<=来源)[|丨])"
    r"|^收录于(?:话题|合集)\s*#"
)
_PHOTO_SIGNS = frozenset("摄图照配供资截△▲▼↑↓←→▽")
"""Without one of these characters, no expression for the like can match."""
_PICTURED = re.compile("摄(?!像)|供图")
_WRITER = re.compile("^[（(](?:[刊载]于|作者(?:单位|系|为|是|：)|(?:本文)?原标?题为?《)")
_SPACED_LABEL = re.compile("^[^\\w（(【\\[]{0,3}([一-龥]) ([一-龥])(?= ?[:：|])")
"""来 源："""
_CREDITED = "(?:[^\\s，。]{2,20}供[稿图]|(?:[图文]|摄影|编辑|文字|图片|审核|责编|撰稿)[/／|：][^\\s，。/／|：]{2,12})"
_CREDITS = re.compile(f"{_CREDITED}(?:[\\s|、]+{_CREDITED})+")
"""Who did what, below an article."""
_ORIGIN = re.compile(
    r"^[（(][^（()）]{1,12}(?:报|社|网|台|新闻|客户端)(?: ?\d{1,2}月\d{1,2}日)?[)）]$"
    r"|^[（(]?(?:原载|综合|摘自|转自|转载自)[^，。]{2,30}[）)]?$"
    r"|^[（(]?据[^，。]{1,28}(?:[报网社台刊电讯》]|报道|消息|新闻|微信|微博|客户端|公众号)[）)]?$"
)
_META_ANY = re.compile(rf"(?:{_LABEL})\s*[:：]")
_DATE = re.compile(
    r"[（(\[【]?\s*(?:\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
    r"(?:\s*(?:星期|周)[一二三四五六日天])?(?:\s*t?\d{1,2}[：:]\d{2}(?:[：:]\d{2})?(?: +[一-龥]{2,4})?)?\s*[）)\]】]?"
)
_UPDATED = re.compile("(?:更新|发布|发表|发稿)(?:时间|日期|于)?[： ]*\\d{4}[-年]")
_WEEKDAY = re.compile("(?:星期|周)[一二三四五六日天]")
_FILED = re.compile("[（(]本报[^（()）。]{2,12}[电讯][)）]")
_POSTED = re.compile(
    r"原创\s+\S|.{0,60}发表于 ?[:：]?\s*\d{4}[-年]|.*\d{4}-\d{1,2}-\d{1,2}\s.{0,12}发表于[一-龥]{2,3}$"
)
"""The line below the headline of a post of a public account (公众号)."""
_BROADCAST = re.compile("《[^《》]{2,12}》 ?[（(]\\d{8}[)）]")
"""A programme and its day."""
_LABEL_SIGNS = frozenset("：:/|#")
_PHOTO = re.compile(
    r"^[（(]?\s*(?:图片?|照片|配图)(?:来源|提供|均由|由)\s*[:：]?|^(?:摄影|图|供图|图/文|本版图片|本版照片)\s*[:：/]"
    r"|[/／|]\s*(?:摄影?|图|供图)\s*[）)]?$|(?:摄影报道|摄|供图)\s*(?:[（(][^（()）]{2,12}[)）])?\s*[）)]?$|^[△▲▼↑↓←→]|^[▽]"
    r"|^(?:上|下|左|右|本|题)?图[①②③④⑤⑥⑦⑧⑨\d一二三四]?\s*(?:为|是|[:：])|^[（(]?图[①②③④⑤⑥⑦⑧⑨]|^[（(]图[一二三四五六七八九十\d]{0,2}[:：]|^资料图|受访者(?:提供|供图)$|^[^，。]{2,24}(?:截图|资料图|效果图|示意图)$|^[（(]附(?:图|表|照)|^(?:图片?|照片)[:：]?$"
)
_CAPTION = re.compile(
    r"^(?:图片?|照片)来源|^[△▲▼↑↓←→▽]|^(?:上|下|左|右|本|题)?图[①②③④⑤⑥⑦⑧⑨\d一二三四]?\s*(?:为|[:：])|[\u4e00-\u9fff]{2,4}\s?(?:[/／|]\s*)?摄(?:影报道)?\s*(?:[（(][^（()）]{2,12}[)）])?\s*[）)]?$"
    r"|[（(](?:资料图片?|图片由[^（）]{2,20}提供|[^（）]{2,12}供图|效果图|示意图|网络图片|视频截图)[)）]$"
)
_AGENCY_CAPTION = re.compile(
    "[^，。]{2,24}(?:截图|资料图|效果图|示意图)。|[^。]*(?:[（(](?:资料|拼版|无人机)照片[）)]|[（(][^（()）]{0,8}\\d日摄[^（()）]{0,12}[）)])。?[^。]{0,30}"
    "|[^。]*。?(?:新华社|中新社)(?:记者|发)[^。，]{0,30}|[^。]*。[^。]{0,60}。?资料(?:图片?|照片)"
)
"""One sentence and the photographer of an agency."""
_POSITIONS = re.compile("[一-龥][（(][前后]?[左右中](?:[一二三四]|起)?[)）]")
"""Who is who in a picture: 张三（左二）."""
_LONGEST_POSITIONED = 60
_PICTURE_OF = re.compile("[^，。：；]{2,20} 图片?")
"""Whose picture it is: 潇湘晨报 图."""
_EDITOR_ID = re.compile("[一-龥]{2,4}_?nb?\\d{3,6}")
"""An editor as a site numbers its own."""
_SCENE = re.compile("[一-龥]{2,6}(?:现场|一角|一景|掠影)(?:图片?)?")
_CAPTION_HEAD = re.compile(
    r"(?:资料|效果|示意|现场)图[：:]|(?:上|下|左|右|本)?图[①②③④⑤⑥⑦⑧⑨\d一二三四]?\s*(?:为|[:：])|[△▲▼↑↓←→▽](?![^。]*。.*。)"
)
_SECTION = re.compile(
    "要闻|综合|[\u4e00-\u9fff]{2,6}新闻|简讯|短讯|快讯|短平快|一句话|时政|社会|经济|文化|民生|副刊|导读|今日导读|新闻速[览递]|一句话新闻|国内|国际"
    "|新春走基层|走基层|读者来信|编读往来|记者观察|记者调查|记者手记|特别报道|深度报道|今日关注|民生热线|短波|[\u4e00-\u9fff]{2,4}(?:简讯|短讯)|新闻集[锦萃]|各地动态|县区(?:动态|传真)?|基层动态|工作动态|图说新闻|视点|聚焦|头条|专题|专版|广告|公告|启事|社论|言论|时评|评论|读者来论|通知公告"
    "|[\u4e00-\u9fff]{2,6}快讯|[\u4e00-\u9fff]{2,4}(?:扫描|速递|快报|链接|来电|资讯|动态|之窗|纵横|短波|传真|集锦|聚焦|播报|热线|连线|视窗|来论|写真|博览|看台|在线|点击|导读|漫谈|漫笔|笔谈|夜话|微评|照登|访谈|来信|问答|杂谈|快评|时评|信箱|进行时|走基层|服务台|之声|大家谈|直通车|面对面|讲堂)|服务信息|[\u4e00-\u9fff]{2,8}特别报道"
)
_TAG = re.compile("^\\[[^\\[\\]]{2,4}\\]")
_SPACED = re.compile("(?<=^[一-龥]) +(?=[一-龥]$)|(?<=[一-龥]) +(?=[一-龥](?: |$))")
_TWO_WORDS = re.compile("^([一-龥]{2}) {1,2}([一-龥]{2})$")
"""健康 信箱"""
_ASKING = re.compile(
    "(?=.{7,32}$|[^ ]+ .{0,30}[^ ] .{0,30}$)[^，。；！？]+(?:，[^，。；！？]+)?[！？!?][”’]?"
)
_LABEL_LINE = re.compile(
    "(?!同志|各位|尊敬|亲爱|.*(?:单位|部门|政府|代表|委员|领导|来宾|朋友|同志|公司)们?：)[^，。、；]{2,14}："
)
_BULLET = re.compile(r"^[▲△●◆■★◎○►▶※☆◇□·•]\s*")
_SIGNED = re.compile("[。！？”][（(][一-龥·、 ]{2,12}[)）]$")
_NOTE = re.compile("[（(]编者(?:注|按)[^（()）]*[)）]$")
_MARKDOWN = re.compile(r"^#{1,6}\s*\S")
_BOXED = re.compile(r"^【[^】]{2,40}】$|^\*\*[^*]{2,60}\*\*$|^《[^》]{4,40}》$")


_FIELD = re.compile(
    "(?:(?:\\d{4}[-./年]\\d{1,2}[-./月]\\d{1,2}日?(?: \\d\\d：\\d\\d(?:：\\d\\d)?)?)?，)?"
    "(?:标 ?题|题 ?目|正 ?文|title|content) ?[：=|] *|[【〖] *(?:标 *题|题 *[目名]|篇 *名|[正全] *文) *[】〗] *"
)
"""The name of a field in an export, with the field behind it."""
_FIELD_SIGNS = frozenset("【〖标题正tc，12")
_PROGRAMME = re.compile(
    "[\u4e00-\u9fff]{2,8}消息（[^（）]{2,8}）： *(?=(?:[^。]{0,29}[^。：，、；])?$)"
)
"""How broadcasters open an item, alone or before the headline of the first of several."""
_FIELDS = re.compile(
    "(?:[【〖] *(?:文 *献 *号|原文出处|作 *者|来 *源|出 *处|[报刊] *名|发 *布"
    "|[^【】〖〗]{0,3}(?:时 *间|日 *期)|分 *类|栏 *目"
    "|版 *[次名面号]|页 *码|[字期] *[数号]|编 *辑|责 *编|关键词|主题词|点 *击) *[】〗][^【】〖〗]*)+"
    '|"[a-z_]{2,20}"： *"?[^"。]{0,40}"?,?'
    "|(?:id|url|link|pubtime|pubdate|date|time|published|author|source|channel|generator|category|keywords|tags?)：.*"
    "|[^，。]*\\b[a-z_]+= ?[^ ]*(?: .*\\b[a-z_]+=).*"
)
"""Other fields in a line, and what a program says of a record (id=7 author=…)."""
_QUOTED = re.compile("(?:> ?)+")
"""What stands before the lines of a repost or a quotation."""
_LISTED = 6
"""Blanks in a line that is a list of names."""
_SHORTEST_ITEM = 16
_LONGEST_MEDIUM = 30
_PLAIN_LENGTH = 16
_MARKED_STARTS = frozenset(
    "hw=_~+〖导录首网当您所上下左右本图供共前后广便分打关返扫相延推往精热猜更版免联收登注评点加展阅长识喜举纠责主承技友设据综摘转原资照（(【[《*#＃▲△●◆■★◎○►▶※☆◇□·•"
)
_MARKS = re.compile(
    "：|:|/|／|\\||>|»|›|©|-| |@|△|▲|▼|▽|※|〇|零|○|版|星期|图|摄|撰|记者|记录|作者|供稿"
    "|编辑|编委|编写|责编|美编|主编|邮编|校对|责校|审校|总第|qq|mail|http|www|icp备|网备|安备|举报电话"
)
"""Every longer line of a marked kind begins with such a character or goes on with such a word.

All words are literal, because the search for the first character of one is fast only then."""
_ODD_STARTS = frozenset("▲△▼●◆■★◎○►▶※☆◇□·•↑↓←→▽#图照上下左右本资")
"""A long sentence that begins otherwise is prose without further tests."""


def classify(text: str, *, ended: bool) -> str:
    """Judge one folded, stripped line by its form; `ended`: see `ends_sentence`."""
    length = len(text)
    if disclaims(text):
        return Kind.NAV
    if length > 5 and text[-1] == "。" and text[0] not in _ODD_STARTS:
        placed = length <= _LONGEST_POSITIONED and _POSITIONS.search(text)
        return Kind.PHOTO if placed and text.count("。") == 1 else Kind.PROSE
    if length > 120 or (length > 60 and text[-1] == "”" and text[0] not in _ODD_STARTS):
        return Kind.ITEM if ended and _BULLET.match(text) else Kind.PROSE
    if length < _PLAIN_LENGTH or text[0] in _MARKED_STARTS or _MARKS.search(text, 1):
        kind = _marked_kind(text, length, ended=ended)
        if kind is not None:
            return kind
    last = text[-1]
    if last in "？！?!”’" and _ASKING.fullmatch(text):
        return Kind.SHORT
    if last in "：，、；":
        return Kind.SHORT if last == "：" and _LABEL_LINE.fullmatch(text) else Kind.PROSE
    if ended and (length >= 6 or last == "。"):
        return Kind.PROSE
    if length >= 30 and text.count(" ") >= _LISTED:
        return Kind.PROSE
    if length >= 45 and _SENTENCE.search(text):
        return Kind.PROSE
    if (length >= 6 and "。" in text) or (length >= 30 and text.count("，") >= 2):
        return Kind.PROSE
    if opening(text) == "dateline":
        return Kind.PROSE
    return Kind.SHORT


def _marked_kind(text: str, length: int, *, ended: bool) -> str | None:
    """Recognise what is neither a paragraph nor a heading, by its signs and words."""
    if length <= 60 and _RULE.fullmatch(text):
        return Kind.RULE
    if length <= 30 and FOLIO.fullmatch(text):
        return Kind.FOLIO
    if length <= 100 and "。" not in text and tells_copy_day(text):
        return Kind.HEADER
    if text[0] == "#" and _MARKDOWN.match(text):
        return Kind.MARK
    if length > _SHORTEST_ITEM and _BULLET.match(text) and (ended or _SIGNED.search(text)):
        return Kind.ITEM
    if "。" in text or (text[-1] == "." and length > 15):
        signs = length <= 100 and not _PHOTO_SIGNS.isdisjoint(text)
        if signs and (
            (length <= 45 and _CAPTION.search(text))
            or _CAPTION_HEAD.match(text)
            or _AGENCY_CAPTION.fullmatch(text)
        ):
            return Kind.PHOTO
        return None
    if length <= 12 and _SECTION.fullmatch(_section_name(text)):
        return Kind.NAV if leads_away(text) else Kind.SECTION
    if length <= 8 and text[0] == "【" and text[-1] == "】" and "：" not in text:
        return Kind.SECTION
    if length <= 60 and _DATE.fullmatch(text):
        return Kind.HEADER if _WEEKDAY.search(text) else Kind.DATE
    if length <= 24 and is_odd_day(text):
        return Kind.DATE
    if is_address(text) or (length <= 60 and opens_with_odd_day(text)):
        return Kind.META
    if length <= 24 and text[-1] in "图片" and _PICTURE_OF.fullmatch(text):
        return Kind.PHOTO
    if length <= 100 and text[-1] != "，" and masthead(text):
        return Kind.HEADER
    if _is_meta(text, length):
        return Kind.META
    if length <= 100 and staff_line(text):
        return Kind.HEADER
    if length <= 100 and advertises(text):
        return Kind.NAV
    if length <= 100 and navigates(text):
        return Kind.NAV
    if length <= 10 and _SCENE.fullmatch(text):
        return Kind.PHOTO
    if byline_line(text):
        return Kind.PHOTO if _PICTURED.search(text) else Kind.NAMES
    if length <= 60 and _CREDITS.fullmatch(text):
        return Kind.META
    pictured = length <= 80 and not _PHOTO_SIGNS.isdisjoint(text)
    if pictured and (_PHOTO.search(text) or _CAPTION.search(text)):
        return Kind.PHOTO
    return Kind.MARK if _BOXED.match(text) else None


def _section_name(text: str) -> str:
    """Return what a short line calls a part of the page, without tags and marks: [视频]国内快讯."""
    name = _SPACED.sub("", _TAG.sub("", text).strip("【】[]■□●○◎★☆◆▌▍▎： "))
    return _TWO_WORDS.sub(r"\1\2", name)


def _is_meta(text: str, length: int) -> bool:
    """Say whether a line tells where, when or by whom an article was published."""
    if not _LABEL_SIGNS.isdisjoint(text):
        plain = _SPACED_LABEL.sub(r"\1\2", text.lstrip("※ "))
        if _META.match(plain) and _is_labelled(plain):
            return True
    if text.startswith(("链接：", "原文链接", "网址：")) and "/" in text:
        return True
    if length <= _LONGEST_MEDIUM and (
        names_medium(text) or _BROADCAST.fullmatch(text) or _EDITOR_ID.fullmatch(text)
    ):
        return True
    if (text[0] in '【〖"acdiklpstu' or "=" in text) and _FIELDS.fullmatch(text):
        return True
    if text[0] in "（(原据综摘转" and any(
        pattern.match(text) for pattern in (_NOTE, _POSTED, _WRITER, _ORIGIN, _FILED)
    ):
        return text[0] in "（(" or opening(text) != "dateline"
    if "发表于" in text and _POSTED.match(text):
        return True
    if not DATED.search(text):
        return False
    if length <= 60 and _UPDATED.match(text):
        return True
    if length <= 60 and info_line(text):
        return True
    labels = len(_META_ANY.findall(text)) if length <= 100 else 0
    return labels > 1 or (labels > 0 and _DATE.match(text) is not None)


def _is_labelled(text: str) -> bool:
    """Tell a line of labels from a speaker's turn (记者：请问…), a caption (图：…) and a sentence."""
    label, _, rest = text.partition("  ")[0].partition("：")
    if label.endswith("原标题"):
        return True
    if text[-1] in "？！，；、?!":
        return False
    if label.strip() in {"记者", "作者", "编辑", "主编", "策划", "通讯员", "图", "图片"}:
        named = names_in(rest, 0, len(rest), labelled=True) is not None or labelled_names(text)
        return bool(named) or len(_META_ANY.findall(text)) > 1
    return "，" not in rest or len(_META_ANY.findall(text)) > 1


def ends_sentence(text: str) -> bool:
    """Say whether a line ends like a finished sentence; closing quotes and brackets are looked through."""
    if text[-1] == "。":
        return True
    if text[-1] in "细文多情]】>":
        text = MORE.sub("", text).rstrip() or text
    inner = _DONE.sub("", text).rstrip(_CLOSERS)
    if not inner:
        return False
    return inner[-1] in TERMINAL or (inner[-1] == "." and len(inner) > 5) or text[-1] == "；"


def read_lines(text: str, folded: str) -> Iterator[Line]:
    """Yield the lines of a page; `folded` has the length of `text` and is what is judged.

    The name of a field (标题：) is a line of its own, and tells what stands behind it or below.
    """
    position = 0
    blank = 0
    known: str | None = None
    for content in folded.split("\n"):
        quote = _QUOTED.match(content)
        stripped = (content[quote.end() :].strip() if quote else "") or content.strip()
        start = position + (content.find(stripped) if stripped else 0)
        indent = start - position
        position += len(content) + 1
        if stripped and stripped[0] in _FIELD_SIGNS and (field := _FIELD.match(stripped)):
            label, stripped = field[0], stripped[field.end() :]
            yield Line(start, start + len(label), label, blank, indent, Kind.META, True)
            start, blank = start + len(label), 0
            known = Kind.PROSE if "正" in label or label[0] == "c" else Kind.MARK
        elif "消息（" in stripped and (programme := _PROGRAMME.match(stripped)):
            label, stripped = programme[0], stripped[programme.end() :]
            yield Line(start, start + len(label), label, blank, indent, Kind.SECTION, True)
            start, blank = start + len(label), 0
        elif not stripped:
            blank += 1
        if stripped:
            ended = ends_sentence(stripped)
            kind = classify(stripped, ended=ended)
            kind = kind if known is None or kind is Kind.META else known
            yield Line(start, start + len(stripped), stripped, blank, indent, kind, ended)
            blank, known = 0, None


def in_lists(lines: Iterable[Line]) -> Iterator[bool]:
    """Say of each line whether it is in a list of other articles: 相关阅读 and the short lines below."""
    listed = False
    for line in lines:
        if line.kind is Kind.NAV:
            listed = listed or leads_away(line.text)
        elif line.kind is not Kind.SHORT:
            listed = False
        yield listed
