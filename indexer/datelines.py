"""Datelines (电头): how a report says by whom, where and when it was filed, before it begins.

本报讯（记者 张三）, 新华社北京1月10日电, 据外媒报道.  Every function reads folded text.
"""

from __future__ import annotations

import re

_AGENCIES = "(?:新华社|新华网|中新社|中新网|中国新闻网|人民网|央视网?|光明网|中国网|央广网)"
_FOREIGN_AGENCIES = "(?:路透社|法新社|美联社|共同社|韩联社|塔斯社)"
_MEDIA = "[\u4e00-\u9fff]{1,8}(?:报|刊|网|社|(?<!气象)台|新闻|客户端|在线)"
_OPENING = re.compile(
    f"(?:[（(【]?(?:本[报刊网台](?:讯|消息)|讯[（ ]|(?!据)(?:"
    f"{_MEDIA}[^，。：]{{0,16}}?(?:讯(?<![通资]讯)|电(?<![通供用发停来水家充风核火节断限配输售送]电))"
    f"|{_MEDIA}(?:[^，。：]{{0,10}}\\d日)?消息|{_MEDIA}[^，。：]{{0,6}}记者[^，。：]{{1,16}}报道|{_MEDIA}(?:[^，。：]{{0,10}}\\d日)?信息(?=：)"
    ")(?=[^\u4e00-\u9fff]))"
    "|[\u4e00-\u9fff]{1,6}[网社台报]讯(?![息号问速])"
    "|本报 |本报[\u4e00-\u9fff]{2,8}(?:\\d{1,2}月\\d{1,2}日)?[讯电]|本报[（(]"
    f"|(?:据|综合)?(?:{_AGENCIES}|外电|外媒)(?!记者[在从])"
    "[^，。：]{0,20}?(?:(?<!通)[电讯](?=[^\u4e00-\u9fff])|\\d日|报道)"
    f"|{_FOREIGN_AGENCIES}[^，。：]{{0,20}}?(?:\\d日|[电讯])"
    "|[（(〔\\[【](?:[\u4e00-\u9fff]{0,8})(?:记者|通讯员)[^）)〕\\]】]{2,40}[）)〕\\]】])"
)
_SIGN = re.compile(f"讯|电|消息|信息|本报|{_AGENCIES}|外媒|{_FOREIGN_AGENCIES}|记者|通讯员")
_REACH = 26
"""Within so many code points a dateline has one of these words."""
_ALONE = re.compile("[^，。：（）]{2,24}[讯电] ?(?:[（(][^（()）。]{2,40}[)）])?")
_FILED = re.compile(
    "[>\\s]*[(（【\\[]?据?(?:[\u4e00-\u9fa5]{2,8}\\d[\\d年月日./-]{3,10}(?=[电讯])|[\u4e00-\u9fa5]{2,6}(?=讯[\\s（])"
    f"|{_AGENCIES}|本[报刊网台]|[\u4e00-\u9fa5]{{2,6}}(?:日报|晚报|时报|网|社|台))"
    "[^，。；！？\\n]{0,16}?(?:\\d{1,2}月\\d{1,2}日)?(?:电|讯|消息)"
    "(?=[\\s(（：，】\\])）]|$|[^视力影商子动价网站池器脑梯台气缆线源工信厂])"
)
_FILED_SIGN = re.compile("电|讯|消息")
_FILED_REACH = 48
_AGENCY = re.compile(f"[\\s（(【]*据?[^，。\\n]{{0,4}}(?:{_AGENCIES}|{_FOREIGN_AGENCIES})")
_SITES = (
    "(?:网易|搜狐|新浪|腾讯|凤凰|澎湃|今日头条|百家号|红网|国际在线|(?:环球|参考消息|观察者|千龙|大众|东方|荆楚|华龙|南方|大河|大洋|齐鲁"
    "|东北|中原|长江|西部|天山|新民|北方|长城|北青|每日[\u4e00-\u9fff]{2,3}|中国[\u4e00-\u9fff]{2,6})网|(?:四川|浙江|中安|天津|湖北)在线)"
)
_MEDIUM = re.compile(
    f"(?:{_AGENCIES}|{_SITES}(?:新闻|网)?|[\u4e00-\u9fff]{{2,8}}(?:日报|晚报|早报|晨报|时报|商报|都市报|快报|新闻网|融媒体中心|电视台))"
    "(?:[（(][^（()）]{2,16}[)）])?(?: +\\d{1,2}-\\d{1,2} \\d{1,2}：\\d\\d)?"
    f"|[\u4e00-\u9fff]{{2,6}} +(?:{_AGENCIES}|[\u4e00-\u9fff]{{2,8}}) +\\d{{1,2}}-\\d{{1,2}} \\d{{1,2}}：\\d\\d"
)
"""Where something was published, and at what hour of the year."""
_NAMED_AGENCY = re.compile(f"[（(【]?({_AGENCIES})[^，。]{{0,30}}?(?:电|讯|消息|日)")


def opens_with_dateline(text: str) -> bool:
    """Tell whether a paragraph opens with a dateline."""
    return _SIGN.search(text, 0, _REACH) is not None and _OPENING.match(text) is not None


def is_dateline(text: str) -> bool:
    """Tell whether a line is a dateline and nothing else: 本报讯（记者 张三）."""
    alone = text[-1] in "讯电)）" and len(text) <= 60 and _ALONE.fullmatch(text) is not None
    return alone and opens_with_dateline(f"{text} ")


def dateline_end(text: str) -> int:
    """Return where the dateline ends in which places tell where the report was filed; 0 without one."""
    match = _FILED.match(text) if _FILED_SIGN.search(text, 0, _FILED_REACH) else None
    return match.end() if match else 0


def names_medium(text: str) -> bool:
    """Tell whether a line is the name of a paper or a site and nothing else: 中国新闻网 10-10 21：42."""
    return _MEDIUM.fullmatch(text) is not None


def is_from_agency(text: str) -> bool:
    """Tell whether a report opens with the name of an agency: it was not filed by the page's paper."""
    return _AGENCY.match(text) is not None


def agency(text: str) -> str | None:
    """Read the agency of a dateline: 新华社北京1月10日电."""
    match = _NAMED_AGENCY.match(text)
    return match[1] if match else None
