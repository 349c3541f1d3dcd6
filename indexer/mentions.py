"""Mentions of divisions in a text: where one is named, which it may be, and how much that says.

One pass over the text finds the names; what stands before and after a name decides whether it is a
place at all (中山路, 合作市场, 记者王海南 are not) and how much it tells about the subject of the text
(长安汽车, 学习浙江经验 tell little).  Names side by side (重庆市大渡口区) become one mention.
All text is folded; offsets are code points into it, half-open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jianbao.indexer.gazetteer import Form, Gazetteer, Naming, Rank, default_gazetteer, is_within
from jianbao.indexer.name_matcher import NameMatcher

MAX_SCANNED = 20_000
"""Code points of a text that are searched for places; what comes later decides nothing."""

_FREE = frozenset(" \n，。、；：！？“”‘’（）《》【】·—在从对到于是由为让据向和与及的了日")
"""Characters after which a word begins, so that the segmenter need not be asked."""
_WINDOW = 8
"""Code points either side of a name that the segmenter is shown."""

_OLDEST_FORMER = 1990
"""Names out of use before this year do not make a current name ambiguous."""

FIRM = 1.0
WEAK = 0.3
"""Below `FIRM`: companies, comparisons, teams.  At most `WEAK`: tells about the place in passing."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place named in a text.

    `paths` are the divisions it may be, all of them together when `together` (京津冀).  `strength`
    is 0–1; `doubtful` ones count only when something else supports them.  `outer` are divisions
    named just before it as its parents.
    """

    start: int
    end: int
    paths: tuple[str, ...]
    strength: float
    reason: str
    doubtful: bool = False
    together: bool = False
    township: bool = False
    outer: tuple[str, ...] = ()


# A full name whose last character begins another word is no full name: 合作市场, 资源县域.
_RUNS_ON = {"市": "场值盈", "县": "域", "区": "域间块别分位", "州": "际", "旗": "袍帜舰"}

# Full names that every city could use for a part of itself; they need the city before them.
_GENERIC = frozenset(
    ["城区", "郊区", "矿区", "新城区", "新市区", "老城区", "市中区", "市南区", "市北区", "老边区"]
)

_ZONE = re.compile(
    r"(?:国家级?|省级|综合|城乡一体化|产城融合|现代产业|临空|空港)?(?:高新(?:技术)?(?:产业)?(?:开发)?区|经开区|"
    r"经济(?:技术)?开发区|工业园区|综合保税区|保税(?:港)?区|综保区|自贸(?:试验)?区|自贸片区|产业园区|"
    r"开发区|新区|示范区|管委会|科技城新区|科学城|高新)"
)
_ROAD = re.compile(
    r"[东西南北中上下一二三四五六七八九十环内外]{0,2}(?:路(?![网况段桥演口径线局透易灯])|大道|大街|街(?![道头区坊市])|"
    r"巷(?!道)|胡同|立交|高架|支路)"
)
_BRIDGE = re.compile(
    r"(?:[东西南北一二三四]?(?:大桥|特大桥)|舰|轮(?=[，。、])|时间|合作组织|条约|烤鸭|话剧|方言)"
)
_COMPANY = re.compile(
    r"(?!供电|电力|烟草|邮政|公交|移动|联通|电信|供水|燃气|分公司|地铁|铁塔|石油|石化|高速)"
    r"[^，。、；：！？“”‘’（）《》\s的在与和]{0,8}?(?:有限公司|有限责任公司|股份|集团|公司|银行(?!业|卡)|证券|控股|"
    r"汽车(?!产业|工业|市场|消费|展|站|零部件|城|客运|保有|销售|试验|研究|产销)|航空(?!港|产业|城|运输|枢纽|物流)|"
    r"茅台|啤酒|乳业|药业|电器|重工|酒业|五粮液)"
)
_SCHOOL = re.compile(
    r"[^，。、；：！？“”‘’（）《》\s的在与和]{0,6}?(?:大学(?!生|城)|学院|日报|晚报|晨报|都市报|电视台|卫视|电台|新闻网|"
    r"证券交易所|证交所|商会|出版社)"
)
_PHASE = re.compile("[一二三四五六七八九十][期号]")
"""A harbour or an estate is built by phases (东港区一期), a division is not."""
_QUOTED_NAME = re.compile("[^，。、；：！？“”‘’（）《》 \n]{1,8}”")
_ORGANISATION = re.compile("[司股团银证汽航茅啤乳药器重酒粮学院报视台网商版]")
"""One character of each word of the two patterns above: without it they need not be tried."""
_PASSING_AFTER = re.compile(
    r"[省市县区州]?(?:籍|客商|经验|模式|做法|等地|商人|游客|精神|起义|战役|保卫战|事变|会战|(?:考察|视察|调研)[^，。：]{0,6}重要(?:讲话|指示)|人民出版社|火锅|风味|口音|话(?=[，。说讲]))"
)
_TEAM = re.compile(r"[省市]?(?:[一-龥]{0,3}?队|男篮|女篮|男排|女排|男足|女足|主场|客场)(?!伍|员)")
_PASSING_BEFORE = re.compile(
    r"(?:来自|籍贯|祖籍|学习|借鉴|复制|推广|对标|参照|毕业于|出生于|生于|途经|飞往|发往|开往|运往|销往|"
    r"出口(?:到|至)?|对接|支援|帮扶|援助|远赴|相比|不同于|媲美|赴|前往|经由|至|抵达|通往|直达)[省市]?$"
)
_PASSING_LAST = frozenset("自贯籍习鉴制广标照于经往口到至接援扶助赴比同美由达省市")
"""Last characters of the words above."""
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔崔康毛邱秦史顾侯邵孟段雷钱汤尹黎易武乔贺赖龚"
)
_ROLE = re.compile(
    r"(?:^|[，。、；：！？“”‘’（）《》\s]|记者|通讯员|书记|[省市县区州镇乡村局部院校处科团社]长|主席|主任|教授|经理|"
    r"主持人|演员|教师|老师|村民|队员|代表|委员|党员|医生|选手|工人|居民|学生|导演|作家|画家|歌手|诗人|司令|总裁|"
    r"董事|专家|院士|研究员|干部|战士|烈士|同志)$"
)
_SPEAKS = re.compile(
    r"(?:同志|先生|女士|说|介绍|表示|告诉|指出|强调|认为|坦言|荣获|荣立|资助|参加|出席|主持|报道|摄|作|在|是|、|"
    r"[，。））]|$)"
)
_NATURE = frozenset("山江河湖海岛湾寺庙塔门关桥洞峡谷泉岭峰坡陵宫")
_DIRECTIONS = "东西南北津"
"""Last characters of the provinces that a phrase can run across: 黄河南岸, 今天津."""
_STOPS = frozenset(("", *" \n，。、；：！？“”‘’（）《》【】·—的在和与是将于"))
"""Characters before which a name is complete: nothing that follows belongs to it."""
_RAILWAY = re.compile(r"(?:铁路|高铁|高速|城际|客专|公路|线|运河|大巴|列车|航线|黄金水道)")
_ABBREVIATED = {
    "京": "北京市",
    "沪": "上海市",
    "渝": "重庆市",
    "津": "天津市",
    "湘": "湖南省",
    "鄂": "湖北省",
    "皖": "安徽省",
    "豫": "河南省",
    "鲁": "山东省",
    "粤": "广东省",
    "桂": "广西壮族自治区",
    "琼": "海南省",
    "黔": "贵州省",
    "滇": "云南省",
    "陕": "陕西省",
    "藏": "西藏自治区",
    "疆": "新疆维吾尔自治区",
    "闽": "福建省",
    "赣": "江西省",
    "浙": "浙江省",
}
_ABBREVIATION = re.compile(f"[在来赴抵离进返驻援入][{''.join(_ABBREVIATED)}]")
"""A province's one-character name counts only after one of these, at the start of a clause."""
_NOT_ABBREVIATED = frozenset("剧城都九广沪哈津郊")


@lru_cache(maxsize=1)
def _matcher() -> NameMatcher[Naming | tuple[str, ...]]:
    """Return the matcher of all names; a township's value is the tuple of its counties."""
    gazetteer = default_gazetteer()
    names: dict[str, Naming | tuple[str, ...]] = dict(gazetteer.townships)
    for text, naming in gazetteer.names.items():
        if naming.doubt < 2:
            names[text] = naming
    return NameMatcher(names)


def find_mentions(text: str) -> list[Mention]:
    """Return the mentions of places in folded text, in order, not overlapping."""
    if len(text) < 2:
        return []
    gazetteer = default_gazetteer()
    scanned = text[:MAX_SCANNED]
    found: list[Mention] = []
    for start, end, meaning in _matcher().find(scanned):
        mention: Mention | None
        if isinstance(meaning, tuple):
            mention = Mention(start, end, meaning, 0.7, "township", True, False, True)
        else:
            mention = _read(gazetteer, scanned, start, end, meaning, found)
        if mention is None:
            continue
        if found and found[-1].end == mention.start:
            joined = _join(gazetteer, scanned, found[-1], mention)
            if joined is not None:
                found[-1] = joined
                continue
        found.append(mention)
    abbreviated = _abbreviated(scanned, found)
    return sorted((*found, *abbreviated), key=lambda m: m.start) if abbreviated else found


def _abbreviated(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Find the provinces named by one character (在京高校, 援藏) outside of other names."""
    mentions = []
    for match in _ABBREVIATION.finditer(text):
        start, end = match.span()
        within_word = start and "一" <= text[start - 1] <= "龥"
        if within_word or text[end : end + 1] in _NOT_ABBREVIATED:
            continue
        if not any(m.start < end and start < m.end for m in found):
            path = _ABBREVIATED[text[end - 1]]
            mentions.append(Mention(end - 1, end, (path,), 0.4, "abbreviation"))
    return mentions


def _read(
    gazetteer: Gazetteer,
    text: str,
    start: int,
    end: int,
    naming: Naming,
    found: Sequence[Mention],
) -> Mention | None:
    """Decide whether a name found at [start, end) is a place here, and how much it says."""
    form = naming.form
    if form == Form.UNION:
        # 港澳台 has no members: a set phrase (港澳台同胞), which no article is about.
        if not naming.paths or _RAILWAY.match(text, end):
            return None
        return Mention(start, end, naming.paths, 0.7, "union", together=True)
    paths = naming.paths
    if form in (Form.FULL, Form.FORMER):
        name = naming.text
        follower = text[end : end + 1]
        if follower and follower in _RUNS_ON.get(name[-1], ""):
            shorter = gazetteer.names.get(name[:-1])
            if shorter is None or shorter.doubt or len(name) < 3:
                return None
            return _read(gazetteer, text, start, end - 1, shorter, found)
        if len(name) == 2 and not _is_word(text, start, end, whole=True):
            return None
        if name in _GENERIC and not (found and found[-1].end == start and _holds(found[-1], paths)):
            return None
        if _PHASE.match(text, end) or _is_part_of_another(text, start, paths, found):
            return None
        recent = tuple(path for path, year in naming.former if year >= _OLDEST_FORMER)
        if form == Form.FULL:
            paths = tuple(dict.fromkeys(paths + recent))
        reason = "name" if form == Form.FULL else "former name"
        strength = FIRM
        passing = _passing(text, start, end)
        if passing:
            strength, reason = passing
        return Mention(start, end, paths, strength, reason)
    if form == Form.ZONE:
        return Mention(start, end, paths, 0.9, "zone")
    return _read_short(gazetteer, text, start, end, naming, found)


def _read_short(
    gazetteer: Gazetteer,
    text: str,
    start: int,
    end: int,
    naming: Naming,
    found: Sequence[Mention],
) -> Mention | None:
    rank = naming.rank
    doubtful = naming.doubt > 0 or rank == Rank.COUNTY
    paths = naming.best or naming.paths
    beside = bool(found) and found[-1].end == start and _holds(found[-1], naming.paths)
    if beside and not _holds(found[-1], paths):
        paths = naming.paths
    if rank == Rank.COUNTY and naming.former:
        recent = tuple(path for path, year in naming.former if year >= _OLDEST_FORMER)
        paths = tuple(dict.fromkeys(paths + recent))
    follower = text[end : end + 1]
    stops = follower in _STOPS
    if not stops:
        zone = _ZONE.match(text, end)
        if zone:
            return Mention(start, zone.end(), paths, FIRM, "zone of the place", doubtful)
        if _ROAD.match(text, end) or _BRIDGE.match(text, end):
            return None
        if doubtful and follower in _NATURE:
            return None
    before = text[max(0, start - 8) : start]
    if end - start == 2 and _is_person(text, before, end):
        return None
    sure = beside or (rank == Rank.PROVINCE and text[end - 1] not in _DIRECTIONS)
    if not sure and not _is_word(text, start, end, whole=doubtful):
        return None
    organised = not stops and _ORGANISATION.search(text, end, end + 14)
    passing = _passing(text, start, end)
    if passing:
        strength, reason = passing
    elif before.endswith("“") and _QUOTED_NAME.match(text, end):
        strength, reason = WEAK / 2, "part of a quoted name"  # “上海表行”
    elif organised and _COMPANY.match(text, end):
        strength, reason = WEAK, "company"
    elif organised and _SCHOOL.match(text, end):
        strength, reason = 0.4, "school or paper"
    elif rank == Rank.COUNTY:
        strength, reason = 0.7, "short name of a county"
    else:
        strength, reason = 0.95, "short name"
    return Mention(start, end, paths, strength, reason, doubtful)


def _is_person(text: str, before: str, end: int) -> bool:
    """Tell whether a surname before a name of two characters makes it a person's: 记者王海南、."""
    return (
        before[-1:] in _SURNAMES
        and _ROLE.search(before[:-1]) is not None
        and _SPEAKS.match(text, end) is not None
    )


def _is_word(text: str, start: int, end: int, *, whole: bool) -> bool:
    """Ask the segmenter whether a name stands on its own here: 奥|巴马 and 经济|和政|治 do not.

    With `whole` no longer word may begin with the name either (长治久安).
    """
    from jianbao.indexer.segmentation import default_segmenter

    before = text[start - 1] if start else " "
    if not whole and before in _FREE:
        return True
    first = max(0, start - _WINDOW)
    at = first
    begins = ends = False
    for word in default_segmenter().cut(text[first : end + _WINDOW]):
        begins = begins or at == start
        ends = ends or at == end
        if at >= end:
            break
        at += len(word)
        if word[-1] == "人" and at == end + 1:
            ends = True
    return begins and (ends or not whole or at == end)


def _passing(text: str, start: int, end: int) -> tuple[float, str] | None:
    """Tell when the place is only touched in passing: compared with, come from, played against."""
    if text[end : end + 1] not in _STOPS:
        if _PASSING_AFTER.match(text, end):
            return WEAK, "in passing"
        if _TEAM.match(text, end):
            return 0.5, "team"
    before = text[max(0, start - 1) : start]
    if before in _PASSING_LAST and _PASSING_BEFORE.search(text, max(0, start - 6), start):
        return WEAK, "in passing"
    return None


def _is_part_of_another(
    text: str, start: int, paths: Sequence[str], found: Sequence[Mention]
) -> bool:
    """Tell whether a name is said to be part of a place that has no such division (盐田区的东港区)."""
    if not found or found[-1].end != start - 1 or text[start - 1] != "的":
        return False
    return not found[-1].doubtful and not _holds(found[-1], paths)


def _holds(outer: Mention, paths: Sequence[str]) -> bool:
    return any(is_within(path, parent) for path in paths for parent in outer.paths)


def _join(gazetteer: Gazetteer, text: str, outer: Mention, inner: Mention) -> Mention | None:
    """Make one mention of two that stand side by side, when the second lies in the first."""
    if outer.together or inner.together:
        return None
    paths = tuple(
        path
        for path in inner.paths
        if any(path != parent and is_within(path, parent) for parent in outer.paths)
    )
    if inner.township:
        paths = tuple(p for p in inner.paths if any(is_within(p, parent) for parent in outer.paths))
    if not paths:
        return None
    parents = tuple(p for p in outer.paths if any(is_within(path, p) for path in paths))
    doubtful = False
    if inner.doubtful and not inner.township and inner.reason != "zone of the place":
        # An ordinary word after a province is still an ordinary word: 湖北公安, 广东和平.
        direct = any(path.rsplit("/", 1)[0] in parents for path in paths)
        doubtful = not direct and _doubt_of(gazetteer, paths, inner) > 0
    if doubtful and not _is_word(text, inner.start, inner.end, whole=True):
        return None
    strength = max(inner.strength, 0.9) if inner.reason.startswith("short name") else inner.strength
    if inner.township:
        strength = max(outer.strength, 0.7)
    return replace(
        inner,
        start=outer.start,
        paths=paths,
        strength=strength,
        doubtful=False,
        township=False,
        outer=outer.outer + parents,
        reason=f"{outer.reason} + {inner.reason}",
    )


def _doubt_of(gazetteer: Gazetteer, paths: Sequence[str], inner: Mention) -> int:
    doubts = []
    for path in paths:
        place = gazetteer.places[path]
        for form, doubt in zip(place.short, place.doubt, strict=True):
            if len(form) == inner.end - inner.start:
                doubts.append(doubt)
    return max(doubts, default=0)
