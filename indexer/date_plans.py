"""Tell whether a text speaks of a date as a plan: 预计10月完成, 到2025年建成, 6月30日将举行.

A plan lies after the writing of the text, so that it must not tell when the text was written.
"""

from __future__ import annotations

import re

SENTENCE_END = re.compile("[。！？；!?;\n]")
_REACH = 16
"""Code points before a date in which a word makes it a plan."""
_PLAN_BEFORE = re.compile(
    "预计|预期|有望|力争|争取|计划|规划|目标|确保|届时|最迟|不晚于|展望|截稿|截止[日时]|有效期|报名时间|[延展]期|延[长续]|推迟"
    "|期限?(?:是|为|至|到|：)+ ?$|拟(?!定)|明[天日] ?（?$"
    "|(?<![大上名主中少健干猛悍虎麻良])将(?![军士领近帅相台乐])"
)
_PLAN_AFTER = re.compile(
    "[^，。；\n]{0,3}(?:将(?![军士领近帅相台乐])|拟(?!定)|有望|预计|力争|计划)"
    "|(?:春节|元旦|国庆节?|汛期)?(?:[以之]?前|止)(?:[^，。；\n]{0,8}(?:完|建成|竣工|投|交付|通车|实现|达|全面|基本|力争|报名)"
    "|，[^，。；\n]{0,6}(?:都会|都将|都要|将))"
    "|(?<=年)[^，。；\n]{0,6}(?:奥运会|冬奥会|残奥会|亚运会|世界杯|世博会)(?!以来|后|期间|上)"
    "|[^，。；\n]{0,3}起(?:正式)?(?:施行|实施|执行|生效)|[^，。；\n]{0,8}(?:议程|愿景|远景)|[^，。；\n已了]{0,18}目标"
    "|(?<=[底末])[以之]?前(?![^。；\n]{0,14}[已了])|(?<=[年底末])[^，。；\n已]{0,14}将[达超建实全]"
    "|[^。；\n已]{0,3}，(?:(?!\\d{4}年|明[天日]|记者|获悉|了解|介绍|表示|强调|[说称]|会议|召开|举|发布)[^。；\n]){0,12}"
    "(?:将(?![军士领近帅相台乐])|计划(?![的内外中书，。]|生育|单列|经济|完成|实施|已))(?![到于在至]?\\d{4}年)"
)
_BEFORE_CHARS = re.compile("[计期望争取划标保时迟于望拟明将稿止延]")
_AFTER_CHARS = re.compile("[将拟望计争划前止起程景标奥亚杯博]")
"""One character of each word of the two patterns above: without it they need not be tried."""
_UNTIL = re.compile("(?<![来达感受得看收直加长高升大少降小])到 ?$")
_REACHED = re.compile("[^。；\n]{0,16}?(?:已|累计|了|增[至加](?!值)|仅|只有|共有)")
_TOLD_BEFORE = re.compile("[比较继] ?$|直到 ?$")
_TOLD_AFTER = re.compile("[^，。；\n将]{0,12}以来|[^，。；\n]{0,4}同期|年?的[0-9.]+[万亿%元人个]")
"""A mark in the past, or the other end of a comparison, whatever the sentence plans."""


def is_plan(text: str, start: int, end: int) -> bool:
    """Tell whether the date at `[start, end)` (code points) is planned, not past."""
    before = text[max(0, start - _REACH) : start]
    if _TOLD_BEFORE.search(before) or _TOLD_AFTER.match(text, end, end + 20):
        return False
    if _BEFORE_CHARS.search(before):
        before = SENTENCE_END.split(before)[-1]
        if _PLAN_BEFORE.search(before):
            return True
    if _AFTER_CHARS.search(text, end, end + 24) and _PLAN_AFTER.match(text, end, end + 24):
        return True
    if not before.rstrip(" ").endswith("到") or not _UNTIL.search(before):
        return False
    return not _REACHED.match(text, end, end + 20)
