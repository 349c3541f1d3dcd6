"""What stands around a name, and what that says of it: a road, a company, a person, a team.

All of it is asked of folded text at the place of one name; offsets are code points, half-open.
Sets of first characters stand before the patterns: most names have nothing of the kind beside them.
"""

from __future__ import annotations

import re

from jianbao.indexer.surnames import FIRM_SURNAMES

_FREE = frozenset(" \n，。、；：！？“”‘’（）《》【】·—在从对到于是由为让据向和与及的了日")
"""Characters after which a word begins, so that the segmenter need not be asked."""
_MARKS = " \n，。、；：！？“”‘’（）《》【】"
"""Characters that are never inside a word."""
_ENDS = _MARKS + "讯"
_WINDOW = 8
"""Code points either side of a name that the segmenter is shown."""

FIRM = 1.0
WEAK = 0.3
"""Below `FIRM`: companies, comparisons, teams.  At most `WEAK`: tells about the place in passing."""

OF_A_KIND = "place of a kind"
"""Not named, but called by its kind: 我县."""
IN_PASSING = "in passing"
"""The reason of a mention that only touches a place: 来自浙江的客商."""

ZONE_OF_PLACE = "zone of the place"
"""The reason of a mention that goes on with the name of a zone: 渭南高新区."""

STOPS = frozenset(("", *" \n，。、；：！？“”‘’（）《》【】·—的在和与是将于"))
"""Characters before which a name is complete: nothing that follows belongs to it."""
_RUNS_ON = {"市": "场值盈", "县": "域", "区": "域间块别分位", "州": "际", "旗": "袍帜舰"}

_PHASE = re.compile("[一二三四五六七八九十][期号]")
"""A harbour or an estate is built by phases (东港区一期), a division is not."""
_ZONE = re.compile(
    r"(?:国家级?|省级|综合|城乡一体化|产城融合|现代产业|临空|空港)?(?:高新(?:技术)?(?:产业)?(?:开发)?区|经开区|"
    r"经济(?:技术)?开发区|工业园区|综合保税区|保税(?:港)?区|综保区|自贸(?:试验)?区|自贸片区|产业园区|"
    r"开发区|新区|示范区|管委会|科技城新区|科学城|高新|口岸|海关|机场|港(?![币元股人澳资商台片剧珠务]))"
)
_ZONE_FIRST = frozenset("国省综城产现临空高经工保自开新示管科口海机港")
_ROAD = re.compile(
    r"[东西南北中上下一二三四五六七八九十环内外]{0,2}(?:路(?![网况段桥演口径线局透易灯])|大道|大街|街(?![道头区坊市])|"
    r"巷(?!道)|胡同|立交|高架|支路)"
)
_BRIDGE = re.compile(
    r"(?:[东西南北一二三四]?(?:大桥|特大桥)|舰|轮(?=[，。、])|时间|合作组织|条约|烤鸭|话剧|方言)"
)
_THING_FIRST = frozenset(
    "东西南北中上下一二三四五六七八九十环内外路大街巷胡立高支特舰轮时合条烤话方"
)
_COMPANY = re.compile(
    r"(?!供电|电力|烟草|邮政|公交|移动|联通|电信|供水|燃气|分公司|地铁|铁塔|石油|石化|高速)"
    r"(?:的[^，。、；：！？“”‘’（）《》\s的在与和]{0,6}?集团|[^，。、；：！？“”‘’（）《》\s的在与和]{0,8}?(?:有限公司|有限责任公司|股份|集团|公司|银行(?!业|卡)|证券|控股|"
    r"汽车(?!产业|工业|市场|消费|展|站|零部件|城|客运|保有|销售|试验|研究|产销)|航空(?!港|产业|城|运输|枢纽|物流)|"
    r"茅台|啤酒|乳业|药业|电器|重工|酒业|五粮液))"
)
_SCHOOL = re.compile(
    r"[^，。、；：！？“”‘’（）《》\s的在与和]{0,6}?(?:大学(?!生|城)|学院|日报|晚报|晨报|都市报|电视台|卫视|电台|新闻网|"
    r"证券交易所|证交所|商会|出版社|军区|铁路局)"
)
_EVENT = re.compile(
    r"[^，。、；：！？“”‘’（）《》\s的在与和]{0,6}?(?:奥运会|奥会|亚运会|全运会|世博会|世园会|峰会)"
)
_ORGANISATION = re.compile("[军铁司股团银证汽航茅啤乳药器重酒粮学院报视台网商版会]")
"""One character of each word of the three patterns above: without it they need not be tried."""
_QUOTED_NAME = re.compile("[^，。、；：！？“”‘’（）《》 \n]{1,8}”")
_ACT = re.compile(
    "[^》]{0,40}(?:条例|办法|规[划定则程]|方案|意见|报告|通[知告]|公[告约报]|细则|计划|纲要|决定|标准|合同|协议|指[南引]|宣言|名录|证书?|志)[^》]{0,12}》"
)
"""What a title is of that is no work of art, and tells its place."""
_PASSING_AFTER = re.compile(
    r"[省市县区州]?(?:(?:党政)?(?:学习)?考察[团组]|(?:学习考察|考察学习)|来的(?!是)|(?:[开飞驶运赶]|批发|采购|购进|引进)而?来|[开飞驶运]往|方向|[牌号]照|号?牌的?(?=[小大客货轿出])|籍|老家|客商|经验|模式|做法|等地|商人|的?(?:自驾)?游客|精神|起义|战役|保卫战|事变|会战|(?:考察|视察|调研)[^，。：]{0,6}重要(?:讲话|指示)|代表团审议|人民出版社|火锅|风味|口音|话(?=[，。说讲]))"
)
_PASSING_FIRST = frozenset(
    "来党学省市县区州代方牌号籍老客经模做等商游精起战保事会考视调人火风口话开飞驶运赶批采购引的自"
)
_PARTY = re.compile(
    r"[省市区县]?(?:[一-龥]{0,3}?队|(?:(?:党政)?代表|[考参访研旅交][一-龥]{0,2})团|男篮|女篮|男排|女排|男足|女足|主场|客场|"
    r"(?:退休)?(?:教师|老师|医生|专家|教授|业者|老汉|老乡|小伙|姑娘|大学生|企业家))(?!伍|员)"
)
_PARTY_WORDS = re.compile("[队团组男女主客师生家授业老小姑]")
_PERSON = re.compile("[省市县]?人(?![民大均口才士物次员工力社事气数文参体行家类寿防流])")
_PASSING_BEFORE = re.compile(
    r"(?:来自|继|系|籍贯|祖籍|学习|借鉴|复制|推广|对标|参照|毕业于|出生于|生于|途经|总部(?:位于|设在|在)|[飞发开运销卖送寄](?:往|到|至|抵)了?|大陆[与和同]|"
    r"出口(?:到|至)?|离开|返回|对接|支援|帮扶|援助|远赴|距离?|相比|不同于|媲美|赴|前往|经由|至|标称|抵达|直达|(?:自称|冒充|谎称)(?:是|为)?“?|(?:^|[，。；：！？\s）])(?:与|同|联合|携手))(?:[省市]|中国)?$"
)
_PASSING_LAST = frozenset(
    "距离开抵和称回自贯籍习鉴制广标照于经往口到至接援扶助赴比同美由达省市与合手国了于在充是为“继系"
)
"""Last characters of the words above."""
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔崔康毛邱秦史顾侯邵孟段雷钱汤尹黎易武乔贺赖龚"
)
_ALSO_WORDS = frozenset("于任方")
"""Surnames that stand before places as words of their own: 任海南省委书记."""
_ROLE = re.compile(
    r"(?:^|[，。、；：！？“”‘’（）《》\s]|记者|[一-龥]员|[一-龥]师|书记|[省市县区州镇乡村局部院校处科团社]长|主席|主任|教授|经理|"
    r"主持人|老人|村民|代表|医生|选手|工人|居民|学生|导演|作家|画家|歌手|诗人|司令|总裁|"
    r"董事|专家|院士|干部|战士|烈士|同志)$"
)
_REPORTERS = ("记者 ", "通讯员 ")
_AFTER_REPORTER = frozenset("）)")
"""What closes the bracket in which a report names its author: （记者 曲靖）."""
_SPEAKS = re.compile(
    r"(?:同志|先生|女士|等|说|介绍|表示|告诉|指出|强调|认为|坦言|荣获|荣立|今年|资助|参加|出席|主持|报道|摄|作|在|是|、|"
    r"[，。））]|$)"
)
_KIN = frozenset("姐哥叔婶嫂")
_NO_KIN = _KIN | {"妹", "弟", "们"}
_NATURE = frozenset("岸山江河湖海岛湾寺庙塔门关桥洞峡谷泉岭峰坡陵宫")
_NATURAL = re.compile("[山河湖湾](?=[，。、“”（）的上下中两畔边里流沿]|大桥|特大桥|$)")
_CONTEST = re.compile("举[行办]的[^，。；]{2,20}赛[中上](?:[^，。；]{0,12}[获夺得摘])")
_VILLAGE = re.compile("村(?![民级镇里支])")
_SAYS = "(?:说|介绍|告诉|表示|坦言|回忆)"


_COUNTRIES = (
    "日本 韩国 朝鲜 蒙古国 越南 老挝 泰国 缅甸 印度 印尼 菲律宾 柬埔寨 新加坡 马来西亚 斯里兰卡 "
    "尼泊尔 孟加拉国 巴基斯坦 阿富汗 哈萨克斯坦 乌兹别克斯坦 吉尔吉斯斯坦 塔吉克斯坦 土库曼斯坦 "
    "伊朗 伊拉克 以色列 巴勒斯坦 叙利亚 沙特 土耳其 俄罗斯 乌克兰 白俄罗斯 美国 英国 法国 德国 "
    "意大利 西班牙 葡萄牙 希腊 荷兰 比利时 瑞士 瑞典 挪威 芬兰 丹麦 波兰 捷克 匈牙利 塞尔维亚 "
    "奥地利 加拿大 墨西哥 古巴 巴西 阿根廷 智利 秘鲁 委内瑞拉 海地 澳大利亚 新西兰 埃及 利比亚 "
    "苏丹 肯尼亚 埃塞俄比亚 坦桑尼亚 尼日利亚 南非"
)
_COUNTRY_NAMES = tuple(_COUNTRIES.split())
_COUNTRY = re.compile(f"(?:{'|'.join(_COUNTRY_NAMES)})(?!族)")
_COUNTRY_LAST = frozenset(name[-1] for name in _COUNTRY_NAMES)


def opens_clause(text: str, start: int, end: int) -> bool:
    """Tell whether a clause or a phrase begins with the full name of a county: 临县总工会, 在康县境内."""
    before = text[start - 1 : start]
    opens = before in _MARKS or before in "在于从赴"
    return opens and text[end - 1] == "县" and text[end : end + 1] not in "级乡镇"


def runs_on(name: str, follower: str) -> bool:
    """Tell whether the last character of a full name begins another word: 合作市场, 资源县域."""
    return bool(follower) and follower in _RUNS_ON.get(name[-1], "")


def is_namesake(text: str, start: int, end: int) -> bool:
    """Tell whether the name is that of a place abroad (韩国平昌) or what someone is called (黄山姐)."""
    if text[end : end + 1] in _KIN:
        return text[end + 1 : end + 2] not in _NO_KIN
    if text[start - 1 : start] not in _COUNTRY_LAST:
        return False
    return text.endswith(_COUNTRY_NAMES, max(0, start - 6), start)


def names_country(text: str) -> bool:
    """Tell whether a text names a foreign country, or the time there."""
    return _COUNTRY.search(text) is not None or "当地时间" in text


def is_phase(text: str, end: int) -> bool:
    """Tell whether a harbour or an estate built by phases stands there (东港区一期), no division."""
    return _PHASE.match(text, end) is not None


def zone_end(text: str, end: int) -> int:
    """Return where a zone of the place (高新区) that follows its name ends, 0 when none does."""
    if text[end : end + 1] in _ZONE_FIRST and (zone := _ZONE.match(text, end)):
        return zone.end()
    return 0


def is_thing(text: str, end: int) -> bool:
    """Tell whether the name is that of a road, a bridge, a ship or a dish."""
    return text[end : end + 1] in _THING_FIRST and bool(
        _ROAD.match(text, end) or _BRIDGE.match(text, end)
    )


def is_work(text: str, start: int, end: int) -> bool:
    """Tell whether the name begins the title of a film or a book: 《山海关1644》."""
    return text[start - 1 : start] == "《" and not _ACT.match(text, end)


def is_nature(text: str, end: int) -> bool:
    """Tell whether the name is that of a mountain, a river or a temple."""
    return text[end : end + 1] in _NATURE


def is_village(text: str, end: int) -> bool:
    """Tell whether the name is that of a village."""
    return _VILLAGE.match(text, end) is not None


def is_speaker(text: str, name: str) -> bool:
    """Tell whether the text makes someone of that name speak."""
    return name in text and re.search(name + _SAYS, text) is not None


def is_person(text: str, start: int, end: int) -> bool:
    """Tell whether a surname before a name of two characters makes it a person's: 记者王海南、.

    So it does, too, where both come again.
    """
    if text[end : end + 1] in _AFTER_REPORTER and text.endswith(_REPORTERS, 0, start):
        return True
    surname = text[start - 1 : start]
    if end - start != 2 or surname not in _SURNAMES:
        return False
    repeated = surname not in _ALSO_WORDS and text.count(text[start - 1 : end]) > 1
    if repeated and surname in FIRM_SURNAMES:
        return True
    before = text[max(0, start - 8) : start - 1]
    return _ROLE.search(before) is not None and (repeated or bool(_SPEAKS.match(text, end)))


def is_called(title: str, start: int, end: int, body: str) -> bool:
    """Tell whether the body knows the name in a title as a person's: 王延安：守林三十年."""
    called = title[start - 1 : end]
    at = body.find(called) if title[start - 1 : start] in _SURNAMES else -1
    return at >= 0 and (called[0] in FIRM_SURNAMES or is_person(body, at + 1, at + len(called)))


def shortened(title: str, start: int, end: int, body: str) -> tuple[float, str] | None:
    """Tell when the body writes out the organisation whose name a title shortens: 浙江中烟."""
    name = title[start : end + 2]
    at = body.find(name) if len(name) == end - start + 2 else -1
    if at < 0 or body[at - 1 : at] in ("“", "《"):
        return None
    return organisation(body, at, at + end - start)


_LOCAL_OFFICE = re.compile(
    "警[方察]|公安(?:[分支]?局|机关|民警|干警|交警)|[民交刑特辅]警|法院|检察院|检方|消防(?:[大支中]队|救援|官兵|员)"
)


def has_office(text: str, end: int) -> bool:
    """Tell whether police, a court or a fire brigade follow: what they are named after is a place."""
    return text[end : end + 1] in "警公民交刑特辅法检消" and bool(_LOCAL_OFFICE.match(text, end))


_LOCAL_WORDS = frozenset(kind + what for kind in "省市县区州旗" for what in "委府长内里")
"""Words whose first character ends the name of a place as well: 武平|县委."""


def is_word(text: str, start: int, end: int, *, whole: bool) -> bool:
    """Ask the segmenter whether a name stands on its own here: 奥|巴马 and 大|理论 do not.

    With `whole` no longer word may begin with the name either (长治久安).
    """
    before = text[start - 1 : start]
    if not whole and (not before or before in _FREE):
        return True
    if before in _MARKS and text[end : end + 1] in _ENDS:
        return True
    from jianbao.indexer.segmentation import default_segmenter

    at = start if before in _MARKS else max(0, start - _WINDOW)
    until = end if text[end : end + 1] in _MARKS else end + _WINDOW
    begins = False
    for word in default_segmenter().cut(text[at:until]):
        begins = begins or at == start
        begin, at = at, at + len(word)
        if at >= end:
            exceeds = at > end and not (word[-1] == "人" and at == end + 1)
            if exceeds and begin == end - 1 > start + 1 and word in _LOCAL_WORDS:
                return begins
            return begins and not (exceeds and (whole or begin > start))
    return False


_GUESTS = re.compile(
    "[^，。；：\\n]{0,28}(?:一行|代表团|考察团|参观团)[^，。；：\\n]{0,16}(?:[到赴来]|莅临)"
    "[^，。；：\\n]{1,24}(?:考察|学习|参观|调研|交流|取经)"
)
"""Who comes from the place to see another: 凤台县民防办一行到岗集镇参观学习."""


_VISITORS = re.compile("(?:、[一-龥]{2,4}){1,4}等?地?的?(?:自驾)?(?:游客|客商|旅客)")
"""Where people come from, told of several places: 长沙、常德的游客."""


_ERRAND = re.compile(
    "(?:、[一-龥]{2,4}){0,3}(?:等地)?(?:做检查|看病|求医|治病|打工|务工|经商|做生意|上学|读书|求学|当过?兵|上大学)"
)
"""What people of one place go to another for: 到西昌、攀枝花做检查."""
_ERRAND_FIRST = frozenset("、等做看求治打务经上读当")
_NO_JOURNEY = frozenset("失过离除")
"""What makes another word of 去: 失去, 过去."""


def passing(text: str, start: int, end: int) -> tuple[float, str] | None:
    """Tell when the place is only touched in passing: compared with, come from, played against."""
    follower = text[end : end + 1]
    if follower == "、" and _VISITORS.match(text, end):
        return WEAK, IN_PASSING
    if follower in _ERRAND_FIRST and _ERRAND.match(text, end):
        return WEAK, IN_PASSING
    if follower not in STOPS:
        if follower in _PASSING_FIRST and _PASSING_AFTER.match(text, end):
            return WEAK, IN_PASSING
        if follower in "山河湖湾" and _NATURAL.match(text, end):
            return WEAK, "river or mountain"
        if follower == "举" and _CONTEST.match(text, end):
            return WEAK, "where a contest was"
        if _PARTY_WORDS.search(text, end, end + 7) and _PARTY.match(text, end):
            return 0.5, "people of the place"
        if follower in "省市县人" and _PERSON.match(text, end):
            return 0.7, "people of the place"
        if ("一行" in text[end : end + 30] or "团" in text[end : end + 30]) and _GUESTS.match(
            text, end
        ):
            return WEAK, "guests from the place"
    before = text[start - 1 : start]
    if before == "去" and text[start - 2 : start - 1] not in _NO_JOURNEY:
        return 0.5, IN_PASSING
    if before in _PASSING_LAST and _PASSING_BEFORE.search(text, max(0, start - 6), start):
        return WEAK, IN_PASSING
    return None


def organisation(text: str, start: int, end: int) -> tuple[float, str] | None:
    """Tell when the name is part of another one: of a shop, a company, a school, a newspaper."""
    if text[start - 1 : start] == "“" and _QUOTED_NAME.match(text, end):
        return WEAK / 2, "part of a quoted name"  # “上海表行”
    follower = text[end : end + 1]
    if (follower in STOPS and follower != "的") or not _ORGANISATION.search(text, end, end + 14):
        return None
    if _COMPANY.match(text, end):
        return WEAK, "company"
    if _EVENT.match(text, end):
        return 0.6, "event"
    return (0.4, "school or paper") if _SCHOOL.match(text, end) else None
