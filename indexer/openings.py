"""How articles and headings open: the words and forms that speak for a beginning, or against it.

Each function judges text alone; `votes` weighs what they find together with layout and context.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jianbao.indexer.datelines import opens_with_dateline
from jianbao.indexer.names import is_name

_LATELY = re.compile("(?:近日|日前|昨日|今日|前不久|连日来|昨天)(?!的)")
_DATE = re.compile(r"(?:\d{4}\s*年)?\s*(?:\d{1,2}\s*月\s*)?\d{1,2}\s*日(?!的)")
NUMBERED = re.compile(
    r"(?:#+\s*|[^\w\s“‘《【（(#]\s*)?(?:[（(]?[一二三四五六七八九十]{1,3}[)）、．.]|第[一二三四五六七八九十]{1,3}[章节条部站]|[（(]?\d{1,2}[)）、．.](?!\d)|[①-⑳])"
)
TWO_PHRASES = re.compile("[^ ，。：]{2,12} {1,2}[^ ，。：]{3,16}$")
SIGN_OFF = re.compile(
    "(?:[\\[【（(][\u4e00-\u9fff]{2,3}[\\]】)）] ?)?[\u4e00-\u9fff（）]{4,30}"
    "(?:法院|检察院|人民政府|委员会|公司|局|办公室|办事处|管理处|指挥部|协会|中心)"
)
"""The body that issues a notice, below it (落款)."""
ORGANISATION = re.compile("[^，。：！？；\\s]{4,36}[队站所馆院校厂部厅组会社店场室局处科司团]")
_SIGNED_OFF = re.compile(f"[。！](?:[\\w（）()]{{0,16}}。)? ?{SIGN_OFF.pattern}$")
SALUTATION = re.compile(
    "(?:尊敬的|各位|各[市县区乡镇街部单幼学企]|亲爱的|广大|全[市县区省体])[^。！？]{0,40}："
    "|[^。，！？：]{2,16}(?:同志|单位|部门|政府|朋友|代表|编辑)们?："
)
"""Whom a letter or a notice addresses, above its text."""
ADDRESSED = re.compile("[^，。：；]{2,40}：(?:本[院局会]|我[院局]|因?[你您])")
"""Whom a notice of a court or an office addresses, in its first words."""
WEATHER = re.compile(
    "(?:天气：?|(?:今|明)[天日晚][^，。：]{0,6}[：，]?)[^。]{0,40}(?:气温|温度|℃)|天气："
)
"""How a forecast begins."""
LISTED = re.compile("[^\\w“‘《【\\[（(—…？\\s]")
EVENT = re.compile(
    "会见|会谈|访问|出席|举行|举办|召开|启动|启用|开幕|闭幕|开工|竣工|投产|投用|开通|通车|开业|开馆|开放|揭牌|揭晓|落户|落成|落地"
    "|签约|签署|签订|入选|获批|获评|荣获|夺冠|夺得|摘得|晋级|亮相|上线|上市|发布|公布|印发|出台|实施|通过|成立|组建|建成|完成|突破|超过?\\d"
    "|增长|同比|下降|上涨|回升|达到?\\d|增至|再增|新增|首个|首次|首批|首条|逝世|遇难|死亡|受伤|遇袭|袭击|坠毁|事故|地震|爆炸|抵达|离开|致电|致信"
    "|回信|任命|当选|就任|批示|指示|强调|座谈|调研|慰问|走访|检查|督导|部署|推进会|现场会|培训班|评选|招聘|赶集|送到|走进|赴"
)
"""What happens in a headline and seldom in a subhead."""
NOTICE = re.compile(
    "[^，。：]{0,10}(?:公告|通告|通知|启事|启示|声明|讣 ?告|预告|公示|广告|名单"
    "|更正|致歉|来信|简介|(?:天气)?预报|天气|赛程|导视|提示)"
)
"""What is printed among the news without being news: notices, obituaries, timetables."""
_NOTICE_ENDS = frozenset("告知事示明单正歉信介报气程视")
SIDEBAR = re.compile(
    "[\\[【]?(?:小贴士|小知识|小百科|小常识|(?:新闻|资料|相关|知识|背景|延伸|政策)(?:链接|背景|解读|阅读)|编后|编者[按的]|编余|短评|快评|微评|锐评|点评"
    "|漫画|微言|语录|声音|服务台|[温友]..?提[示醒]|(?:读者|群众)来信)"
    "(?=[：: ]|.{0,3}$)"
)
"""What is printed beside the news under a name of its own: tips, background, comments, cartoons."""
COLUMN = re.compile("【[^】]{2,40}】.")
"""A headline under the name of a column (栏目)."""
CONTINUATION = re.compile(
    "[（(—…]|[他她它其这那此该]|[上前]述|据(?:了解|悉|介绍|统计|测算)|同时|此外|另外|除此|其中|因此|所以|但|而|不仅|不过|然而"
    "|与此|随后|接着|对此|为此|下一步|接下来|最后|首先|其次|再次|第[一二三四五六]|事实上|一方面|另一方面"
    "|[一二三四五六]是|会议(?:强调|指出|要求|认为|还)|(?:[^，。日]{2,12})(?:说|称|表示|指出|强调|介绍|认为|坦言|透露|解释|回忆|补充|告诉记者)[，：。]"
)
"""What goes on with the text above: pronouns, connectives, reported speech."""
BACKGROUND = re.compile("近年来|多年来|如今|当前|目前|截至|未来|今后|对于")
"""What tells of the state of things, further down in an article or at its beginning."""
_PLACE_HEAD = re.compile(
    "(?:#+\\s*)?([\u4e00-\u9fff]{2,8}?)(高新区|经开区|新区|开发区|示范区|新城|自治州|自治县|特区|街道|省|市|区|县|州|旗"
    "|镇|乡|村|：| (?! ))(：)?"
)
_SPEAKER = re.compile(r"[【\[]?([\u4e00-\u9fffa-z·]{1,8})[】\]]?\s?：")
_SPEAKER_ROLE = re.compile(
    "^(?:[问答qa]|主持人?|记者|嘉宾|网友|观众|听众|代表|委员|专家|读者(?!信箱|来信)|编辑|小编|主播)"
    "|(?:主持人?|记者|嘉宾|网友|观众|代表|委员|专家|先生|女士|教授|书记|主任|[市县区局院校处部厅]长|发言人)$"
)
_LONGEST_LABEL = 7
_FROM_TO = re.compile("从[^，。]{1,12}到")
_BOXED_LABEL = re.compile("[\\[【〖][一-龥]{2,4}[\\]】〗](?=[一-龥])")
_LEAD = 80
"""Code points in which a day tells something of the beginning."""
_DAY_INSIDE = re.compile("[\\d一二三四五六七八九十]{1,3}月[\\d一二三四五六七八九十]{1,3}日")
_ANOTHER = re.compile("(?:另讯|又讯|另据(?=[^，。]{2,16}[电讯][^\u4e00-\u9fff]))")
_HAN_PAIR = re.compile("(?=([\u4e00-\u9fff]{2}))")
_PLAIN = "的了是一这那有在不和与为就也都上下中里个万亿元年月日时分多位名该将已被把对从到后前"
_RUN = re.compile(f"[^{_PLAIN}\0-\u4dff\ua000-\U0010ffff]{{3,}}")
"""Han characters without those of grammar and counting, which stand in any text."""


def opening(text: str) -> str | None:
    """Name what the first words of a paragraph are, or None.

    `dateline`; `another` (另讯); `lately`: 近日, 昨日; `date`: a day, or `day`: one further inside.
    """
    if opens_with_dateline(text):
        return "dateline"
    first = text[0]
    if first in "另又" and _ANOTHER.match(text):
        return "another"
    if first in "近日前昨今不连" and _LATELY.match(text):
        return "lately"
    if first.isdigit() and _DATE.match(text):
        return "date"
    inside = text.find("月", 0, _LEAD) > 0 and _DAY_INSIDE.search(text, 0, _LEAD)
    return "day" if inside else None


def is_notice(text: str) -> bool:
    """Say whether a headline is that of a notice and nothing else; see `NOTICE`."""
    return text[-1] in _NOTICE_ENDS and NOTICE.fullmatch(text.replace(" ", "")) is not None


def signs_off(text: str) -> bool:
    """Say whether the body that issues a notice stands at the very end of its paragraph."""
    return (
        text[-1] in "院府会司局室处部协心"
        and _SIGNED_OFF.search(text, max(0, len(text) - 60)) is not None
    )


def shared(text: str, *others: str) -> list[float]:
    """Return which share of the pairs of Han characters of `text` each other text holds."""
    pairs = set(_HAN_PAIR.findall(text))
    return [sum(map(other.__contains__, pairs)) / len(pairs) if pairs else 0.0 for other in others]


def triples(text: str) -> set[str]:
    """Return the triples of Han characters that tell what a text is about.

    Two texts on different things hardly share three characters in a row, but for phrases of grammar
    and counting, while names of places, people and things come again (lexical cohesion: Hearst 1997,
    TextTiling).
    """
    return {run[k : k + 3] for run in _RUN.findall(text) for k in range(len(run) - 2)}


def heading_level(text: str) -> int:
    """Return the depth of a Markdown heading, 0 for any other line."""
    return len(text) - len(text.lstrip("#")) if text.startswith("#") else 0


def labels_place(text: str) -> str:
    """Return the place that a headline begins with (渭南高新区：…), or an empty string."""
    match = _PLACE_HEAD.match(text[:24])
    return _known_place(match[1], match[2]) if match else ""


def label_form(text: str) -> str:
    """Return the last character of the label that a heading begins with, unless it is a place or somebody
    who speaks: 边 of 球场边：…, ] of [转身]…, 从 of 从…到…, an empty string without one."""
    if text[0] in "[【〖" and _BOXED_LABEL.match(text):
        return "]"
    if text[0] == "从" and _FROM_TO.match(text):
        return "从"
    label, colon, _ = text[:_LONGEST_LABEL].partition("：")
    if not colon or len(label) < 2 or labels_place(text) or speaker(text):
        return ""
    return label[-1]


@lru_cache(maxsize=4096)
def _known_place(stem: str, kind: str) -> str:
    from jianbao.indexer.gazetteer import lookup_region

    names = (stem + kind, stem) if kind not in "： " else (stem,)
    return stem if any(lookup_region(name) for name in names) else ""


def speaker(text: str) -> str | None:
    """Return who speaks in a line of a conversation (主持人：…), or None."""
    match = _SPEAKER.match(text) if "：" in text else None
    return match[1] if match and _speaks(match[1]) else None


def _speaks(label: str) -> bool:
    """Say whether what stands before a colon is somebody in a conversation."""
    return _SPEAKER_ROLE.search(label) is not None or is_name(label)


def has_speaker(text: str) -> bool:
    """Say whether a line has the form of a turn in a conversation, whoever speaks."""
    return _SPEAKER.match(text) is not None
