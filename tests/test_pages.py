"""Where the articles of a page begin and end, and what leaves their bodies."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jianbao.indexer.pages import Draft, split_page

WEINAN = "渭南高新区：项目建设提速增效"
WEINAN_BODY = (
    "时值隆冬，渭南高新区各重点项目建设现场热度不减，工人们坚守岗位，全力以赴抢工期、抓进度。"
)
HEFEI = "合肥高新区： 环评改革入选最佳案例"
HEFEI_BODY = (
    "本报 近日，商务部发布最佳实践案例，合肥高新区探索的环评改革成功入选，企业办事时间明显缩短。"
)


def titles(page: str) -> list[str | None]:
    return [draft.title for draft in split_page(page)]


def only(page: str) -> Draft:
    (draft,) = split_page(page)
    return draft


def test_two_articles_without_a_separator() -> None:
    page = f"{WEINAN}\n\n梁元 周微娟\n\n{WEINAN_BODY}\n\n{HEFEI}\n\n{HEFEI_BODY}\n\n吴皓\n"
    first, second = split_page(page)
    assert (first.title, first.byline, first.body.text) == (WEINAN, ("梁元", "周微娟"), WEINAN_BODY)
    assert (second.title, second.byline, second.body.text) == (HEFEI, ("吴皓",), HEFEI_BODY)
    assert page[second.body_start : second.body_end] == HEFEI_BODY
    assert page[second.raw_start : second.raw_end].endswith("吴皓")


def test_an_untitled_brief_after_a_wide_gap() -> None:
    brief = "1月27日，云南省高新区联盟在昆明市揭牌成立，由7家高新区自愿组成，旨在推动资源共享、合作共赢。"
    page = f"{WEINAN}\n\n{WEINAN_BODY}\n\n今年，渭南高新区继续抢抓项目。\n\n\n\n{brief}\n\n{HEFEI}\n\n{HEFEI_BODY}"
    assert titles(page) == [WEINAN, None, HEFEI]
    assert split_page(page)[1].body.text == brief


def test_a_photo_credit_belongs_to_the_brief_below_it() -> None:
    brief = "新春将至，1月26日，石嘴山高新区工会举办迎新春职工运动会，14支代表队近500名职工参与。"
    page = f"{WEINAN}\n\n{WEINAN_BODY}\n\n各项工作有序推进。\n\n\n\n图片来源：石嘴山高新区\n\n{brief}\n\n王文君\n"
    draft = split_page(page)[1]
    assert (draft.body.text, draft.byline) == (brief, ("王文君",))
    assert draft.captions == ("图片来源：石嘴山高新区",)


def test_subheads_stay_in_the_body() -> None:
    page = (
        f"{WEINAN}\n\n{WEINAN_BODY}\n\n上下齐心 全力以赴推进项目提质增效\n\n"
        "渭南高新区以项目建设为统领，全力以赴抓推进。\n\n一、强化服务\n\n各部门上门服务企业。\n"
    )
    assert only(page).body.text.split("\n") == [
        WEINAN_BODY,
        "上下齐心 全力以赴推进项目提质增效",
        "渭南高新区以项目建设为统领，全力以赴抓推进。",
        "一、强化服务",
        "各部门上门服务企业。",
    ]


def test_a_headline_over_two_lines_with_a_deck() -> None:
    page = f"八年坚守\n换来一片绿洲\n——渭南高新区生态建设观察\n本报记者 王大伟\n{WEINAN_BODY}\n"
    draft = only(page)
    assert draft.title == "八年坚守 换来一片绿洲"
    assert (draft.byline, draft.body.text) == (("王大伟",), WEINAN_BODY)


@pytest.mark.parametrize("day", ["2023-08-{}", "2023/08/{}", "2023.08.{}", "2023-08-{} 09：15"])
def test_dates_glued_on_from_a_related_items_list_belong_to_the_item_above(day: str) -> None:
    page = (
        "八月的济源，生机盎然，处处涌动着项目建设的热潮。（记者 侯琪琳）\n"
        "据了解，天坛街道利用余热实现了集中供暖。\n"
        f"{day.format(21)}8月19日，乒乓球比赛在济源举行，观众热情高涨。\n"
        f"{day.format(20)}订鲜花、选礼物……济源大街小巷处处温馨。\n"
        f"{day.format(19)}"
    )
    drafts = split_page(page)
    assert [draft.list_date for draft in drafts] == [None, *map(day.format, (21, 20, 19))]
    assert drafts[0].byline == ("侯琪琳",)
    assert drafts[0].body.text.endswith("热潮。")
    assert drafts[2].body.text.startswith("8月19日，")


def test_a_transcript_without_a_headline_is_one_article() -> None:
    page = (
        "主持人：各位网友大家好，欢迎收看本期访谈。\n周建国：主持人好，各位网友好。\n"
        "主持人：请介绍一下今年的情况。\n周建国：好的。今年安排重点项目86个。\n6月25日，又开工12个。\n"
        "主持人：感谢收看，再见！\n"
    )
    draft = only(page)
    assert draft.title is None
    assert draft.body.text.count("\n") == 5


def test_a_caption_in_mid_sentence_moves_out_and_the_sentence_closes() -> None:
    page = (
        "海晏打好生态牌\n\n近年来，海晏县坚持生态优先，累计造林15万亩，草原植被盖度达\n\n"
        "图为海晏县草原风光。李玉峰 摄\n\n到62.5%，群众的幸福感不断提升。\n"
    )
    draft = only(page)
    assert (
        draft.body.text
        == "近年来，海晏县坚持生态优先，累计造林15万亩，草原植被盖度达到62.5%，群众的幸福感不断提升。"
    )
    assert draft.captions == ("图为海晏县草原风光。李玉峰 摄",)


def test_photo_briefs_are_articles() -> None:
    page = (
        "图片新闻\n\n6月20日，四川省眉山市的农民在插秧，当前正值水稻栽插期。\n姚永亮 摄\n\n"
        "6月19日，浙江省湖州市的茶农在采摘夏茶，茶园里一片繁忙。\n谢尚国 摄\n"
    )
    assert [(d.title, d.byline) for d in split_page(page)] == [
        (None, ("姚永亮",)),
        (None, ("谢尚国",)),
    ]


def test_a_web_page_with_navigation() -> None:
    page = (
        "首页 > 新闻中心 > 今日房山\n良乡高教园区加速建设\n发布时间：2023-06-25 10:20　来源：房山报　作者：李明\n"
        "　　记者从管委会获悉，今年园区计划开工项目12个。\n　　下一步，园区还将引进企业20家。\n责任编辑：赵敏\n"
        "上一篇：房山召开会议\n相关新闻\n房山重点项目签约 2023-06-20\n窦店再添新军 2023-06-18\n"
    )
    draft = only(page)
    assert draft.title == "良乡高教园区加速建设"
    assert (draft.byline, draft.media) == (("李明",), "房山报")
    assert draft.body.text.endswith("企业20家。")
    assert draft.raw_end == len(page.rstrip())


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("本报讯（记者 张三 通讯员 李四）近日，", ("张三", "李四")),
        ("本报（特约通讯员 张辉）在近日举行的", ("张辉",)),
        ("（记者 王小明）6月25日，", ("王小明",)),
        ("本报讯 记者邱慧报道：6月25日，", ("邱慧",)),
        ("〔記者張瑞楨／臺中報導〕昨日，", ("張瑞楨",)),
        ("本报南昌专电（特派记者 季安）昨晚，", ("季安",)),
        ("本报讯（刀玉生）昨日，", ("刀玉生",)),
        ("本报讯（陈晓敏 娜日苏）昨日，", ("陈晓敏", "娜日苏")),
        ("【本报讯】（陈晓敏）昨日，", ("陈晓敏",)),
        ("本报讯（新华社）昨日，", ()),
    ],
)
def test_bylines_in_the_dateline(opening: str, names: tuple[str, ...]) -> None:
    assert only(f"项目集中开工\n{opening}全市集中开工项目36个，总投资215亿元。").byline == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("□本报记者 王大伟", ("王大伟",)),
        ("（记者 张 三 李晓梅）", ("张三", "李晓梅")),
        ("本报记者 才让多杰 祁生莲", ("才让多杰", "祁生莲")),
        ("龙在全/摄", ("龙在全",)),
        ("文/陈敏", ("陈敏",)),
        ("楚星火/画", ("楚星火",)),
        ("漫画：楚星火", ("楚星火",)),
        ("陈 敏", ("陈敏",)),
        ("文字/陈敏 摄影/楚星火", ("陈敏", "楚星火")),
        ("文丨陈敏", ("陈敏",)),
        ("社记 陈 敏", ("陈敏",)),
        ("本报记者 陈敏 发自北京", ("陈敏",)),
        ("（陈敏报道）", ("陈敏",)),
        ("（连续报道）", ()),
        ("陈晓敏摄（中新社发）", ("陈晓敏",)),
        ("陈晓敏 吾买尔", ("陈晓敏", "吾买尔")),
        ("其其格 陈晓敏", ("其其格", "陈晓敏")),
    ],
)
def test_bylines_after_the_body(line: str, names: tuple[str, ...]) -> None:
    draft = only(f"项目集中开工\n6月25日，全市集中开工项目36个，总投资215亿元。\n{line}\n")
    assert draft.byline == names
    assert draft.body.text.endswith("215亿元。")


def test_markdown_levels() -> None:
    page = "# 昆明：水质改善\n\n水质保持稳定。\n\n## 一、措施\n\n加强治理。\n\n# 大理：保护洱海\n\n工程启动。\n"
    assert titles(page) == ["昆明：水质改善", "大理：保护洱海"]


_LINES = st.sampled_from(
    [
        WEINAN, HEFEI, WEINAN_BODY, HEFEI_BODY, "梁元 周微娟", "图片来源：某地", "2023-08-21", "---", "", "",
        "2023-08-218月19日"
        "，比赛举行。", "李四/摄", "责任编辑：王五", "第03版", "一、总体要求", "构建现代化产", "业体系。",
        "上一篇：某事", "# 标题", "▲图为某地。", "（记者 张三）", "主持人：好。", "  ", "\u3000\u3000",
        "服务", "：", "· 某事 2014-03-12", "2014-03-12 08:21:05", "登录 发表评论", "版权所有：某台", "（原标题：某事）",
        "一句话新闻", "·人", "【题　名】某事", "【正　文】某地下雨。", "2楼 某人 发表于 2009-7-12",
        "本报讯（记者 张三）某地下雨。", "> 某地下雨。", ">",
        "http://a.example/20230625/1.html", "首页", "更多", "微信", "视频", "为您推荐", "Sep 21, 2016",
        "02/25/2023 14:29:43 来源：某报", "2023-06-25", "【 日  期 】19960107", "图：某地", "张三（左）在某地。",
        "某报 图", "[视频]国内联播快讯", "央视网消息(新闻联播)：某事", "某地下雨。\u3000\u3000某地放晴。",
        "某地下雨。李四摄", "2023-08-04 16:38，正文：返回首页，查看更多",
        "正文：某地下雨。返回首页，查看更多责任编辑：", f"【{WEINAN}】{WEINAN_BODY}来源：某报",
        f"{WEINAN}\t{WEINAN_BODY}",
        f"{WEINAN}2023-06-25 08:30来源：某报",
        f"某地下雨。某地晚报讯（记者 张三）{WEINAN_BODY}", f"{WEINAN}_某某网", "01", "02", "一", "二", "1设置绿地",
        "2施工审批", "热门评论 2条", "回复 踩0 赞1 举报", f"原标题：{WEINAN}近日，某地下雨。",
        "[2023-06-25]某地项目开工", "[item]", "===== 2 =====", f"TITLE={WEINAN}", f"CONTENT={HEFEI_BODY}",
        f"标 题 | {HEFEI}", f"正 文 | {WEINAN_BODY}", "抓取时间 | 2025-06-18 04:10",
        "pubDate: Mon, 16 Oct 2017 08:12:00",
        f"（上接第一版）{HEFEI_BODY}", "（下转第四版）", f"▲{WEINAN} {HEFEI_BODY}", f"1. {WEINAN}", f"2. {HEFEI}",
        f"{WEINAN_BODY}来源：某报视频小程序赞", f"{WEINAN_BODY}[查看详情]", "某报 2009年9月", "25日 星期五", "往期回顾",
        "点滴", "某镇：某地下雨，十六人清淤。", "14日，某地下雨，十六人前往清淤三天才完。",
        "问：某地下雨吗？", "答：下了三天。",
        f"{WEINAN_BODY} http://a.example/1.shtml a.example false 某报", "图为某地下雨，十六人前往",
    ]
)  # fmt: skip


@given(st.one_of(st.lists(_LINES, max_size=14).map("\n".join), st.text(max_size=150)))
@example("首页\n更多\n微信\n【题　名】某事\n" * 3)
@example(f"构建现代化产\n{WEINAN}\n业体系。\n{WEINAN_BODY}")
@example(f"{WEINAN}\n" + "“甲。" * 60 + "甲。” 乙。\n近日，某地下雨。\n")
@example(f">\n2023-08-21\n{HEFEI_BODY}\n2014-03-12 08:21:05\n原标题：{WEINAN}近日，某地下雨。")
def test_every_character_is_in_one_article_and_in_order(page: str) -> None:
    drafts = split_page(page)
    position = 0
    for draft in drafts:
        assert position <= draft.raw_start <= draft.body_start <= draft.body_end <= draft.raw_end
        skipped = page[position : draft.raw_start]
        assert not "".join(c for c in skipped if c.isprintable() and not c.isspace()).strip(), (
            skipped
        )
        position = draft.raw_end
    rest = page[position:]
    assert not "".join(c for c in rest if c.isprintable() and not c.isspace()).strip(), rest


def test_a_picture_in_a_headed_article_does_not_end_it() -> None:
    page = (
        "匠心锤炼三万次\n10月16日，工匠把一口铁锅交到了买家手里，用了整整九天。\n\n"
        "▲工匠在锻打铁锅。吕品 摄\n\n“机器快，可是机器不懂火候。”他说，自己十六岁学艺。\n"
    )
    (draft,) = split_page(page)
    assert draft.body.text.endswith("自己十六岁学艺。")
    assert draft.captions == ("▲工匠在锻打铁锅。吕品 摄",)


def test_what_stands_around_an_article_on_a_site_is_no_part_of_it() -> None:
    page = (
        "首页 > 新闻中心\n索引号：430524/2022-01873\n信息分类：工作动态\n全县召开防汛调度会\n"
        "发布时间：2022-07-19 来源：应急管理局\n7月18日，全县召开防汛调度会，部署下一阶段工作。\n"
        "会议强调，要压实责任，做到险情早发现、早处置。\n编辑：何雨\n喜欢就点个在看吧\n阅读原文\n"
    )
    (draft,) = split_page(page)
    assert draft.title == "全县召开防汛调度会"
    assert draft.body.text.endswith("早发现、早处置。")


def test_a_signed_photo_brief_does_not_run_into_the_next() -> None:
    page = "7月1日，孩子们升起国旗。这个小村今年已接待游客二十三万人次，广场上人来人往，热闹非凡。王景阳 摄\n\n"
    page += "7月2日，植保无人机在万亩水田里喷洒叶面肥，当地的绿色水稻长势良好，丰收在望，农户们都说今年的年景不错。\n"
    assert [draft.byline for draft in split_page(page)] == [("王景阳",), ()]


def test_a_headline_needs_no_more_than_a_gap_and_a_topic_of_its_own() -> None:
    page = (
        "白鹭湿地迎来越冬候鸟\n入冬以来，白鹭湿地的候鸟越来越多，其中有国家一级保护动物。\n"
        "管护员每天巡护两次，记录候鸟的种类和数量。\n\n"
        "城东老旧小区加装电梯八十部\n城东街道今年为老旧小区加装电梯八十部，三千户居民受益。\n"
        "居民说，上下楼再也不发愁了。\n"
    )
    assert titles(page) == ["白鹭湿地迎来越冬候鸟", "城东老旧小区加装电梯八十部"]


def test_the_head_of_a_printed_page_is_no_headline() -> None:
    page = (
        "淮滨晚报\n02 要闻\n2019年11月26日 星期二\n责任编辑 / 王波 版式 / 胡慧\n热线：2225555\n城事\n"
        "一碗面带火一条街\n本报讯（记者 张三）昨日清晨六点，面馆门口已排起长队，老板忙得停不下来。\n"
    )
    assert titles(page) == ["一碗面带火一条街"]


def test_marked_and_signed_lines_are_briefs() -> None:
    page = (
        "▲8月12日，民乐县举行大蒜采收比赛，来自全县十个乡镇的26支队伍参加。（马学文）\n"
        "▲陇西县近日出台实施方案，对种植党参的农户每亩补助种苗款200元。（汪正强）\n"
        "▲艺术团8月9日到卓尼县木耳镇慰问演出，为牧民群众送上节目14个。（旦智才让）\n"
    )
    names = [draft.byline for draft in split_page(page)]
    assert names == [("马学文",), ("汪正强",), ("旦智才让",)]


def test_dates_at_the_end_of_related_items_belong_to_them() -> None:
    page = (
        "全县召开防汛调度会\n7月18日，全县召开防汛调度会，部署下一阶段工作。\n相关新闻\n"
        "5月14日，县委书记到喇嘛甸镇调研春季造林绿化工作。2024-05-16\n"
        "连日来，县应急管理局在康平社区开展防震减灾知识宣传。2024-05-15\n"
    )
    assert [draft.list_date for draft in split_page(page)] == [None, "2024-05-16", "2024-05-15"]


def test_verse_is_the_body_of_its_headline() -> None:
    verse = "秋天，我在河边\n看一只鹭鸶\n把自己站成一个问号\n水很浅\n风从山里吹来\n带着板栗的消息"
    page = (
        f"老屋门前的柿子树\n\n程守业\n\n故乡的老屋在山坳里，门前有两棵柿子树。\n\n河边（外一首）\n\n穆志强\n\n{verse}\n\n"
        "陪读的灯火\n\n□ 徐有亭\n\n晚上十点五十分，镇上的街道忽然醒了，灯一盏接着一盏亮起来。\n"
    )
    _, poem, last = split_page(page)
    assert (poem.title, poem.byline, poem.body.text) == ("河边（外一首）", ("穆志强",), verse)
    assert (last.title, last.byline) == ("陪读的灯火", ("徐有亭",))


def test_who_issues_a_notice_ends_it() -> None:
    page = (
        "公告\n李建军：本院受理原告某银行诉你合同纠纷一案，现依法向你公告送达开庭传票。\n"
        "[福建] 延平区人民法院\n"
        "赵永红：本院受理原告周大明诉你借贷纠纷一案，现依法向你公告送达判决书。\n[山东] 莒县人民法院\n"
    )
    assert len(split_page(page)) == 2


@pytest.mark.parametrize(
    "furniture",
    [
        "2024.4.18 星期四 │ 主编 / 焦立坤 编辑 / 夏阳 邮箱 / jjjxt@126.com",
        "本版编辑 韩春 组版 刘晓燕 电话 5993216",
        "国内统一刊号：CN37-0012 邮发代号：23-1",
        "时政 财经 社会 文体 图片 视频",
        "今日头条 图片 视频 专题 品牌",
        "白河新闻 综合版",
        "文明交通 从我做起 ★ 保护母亲河 共饮一江水",
        "2009年第34期（总第812期）",
        "基层新闻",
        "点分享 点收藏 点在看",
        "《供销天地》2005年第9期（总第214期）",
        "供销天地 2005·09                   — 17 —",
        "中共白河县委机关刊物  内部资料 免费交流",
        "便民·广告  低价转让超市 电话 82333333",
        "社区讲师团招募第三批志愿者2018-10-0910-09",
        "（内部资料）准印证号：皖L05-021 零售价0.50元",
        "新闻热线 82333333",
        "首页 | 海南 | 国内 | 数字报",
        "A+ A-",
        "【纠错】 【举报】",
    ],
)
def test_page_furniture_is_neither_title_nor_text(furniture: str) -> None:
    draft = only(f"{furniture}\n{WEINAN}\n{WEINAN_BODY}\n")
    assert (draft.title, draft.body.text) == (WEINAN, WEINAN_BODY)


def test_a_headline_may_begin_with_the_word_of_a_button() -> None:
    assert titles(f"微信群也要“减负”\n{WEINAN_BODY}\n") == ["微信群也要“减负”"]


def test_marked_items_below_the_name_of_a_column_are_briefs() -> None:
    briefs = [
        "△三月二十五日，随州市首届专用汽车展销会开幕，四十二家企业参展，成交专用车一百七十六辆。",
        "△仙桃市最近对全市一百三十八家企业进行安全大检查，责令十九家企业停产整改。",
    ]
    page = "\n".join([WEINAN, WEINAN_BODY, "短 讯", *briefs])
    assert [draft.body.text for draft in split_page(page)] == [WEINAN_BODY, *briefs]


def test_signed_notices_are_articles_of_their_own() -> None:
    notices = [
        "李战锋：本院受理原告赵某诉你离婚纠纷一案，现依法向你公告送达起诉状副本。陕西省洛南县人民法院",
        "尹朝军：本院受理原告成某诉你买卖合同纠纷一案，现已审理终结，限你领取判决书。云南省镇雄县人民法院",
    ]
    assert [d.body.text for d in split_page("\n".join(["公 告", *notices]))] == notices


def test_editors_are_no_authors() -> None:
    page = f"{WEINAN}\n{WEINAN_BODY}（撰稿：杨胜银 一审：吴通碧 二审：李小波）\n值班主任 | 曾强\n"
    assert only(page).byline == ("杨胜银",)


@pytest.mark.parametrize(
    "headline",
    [
        "新华社长篇通讯：把灯留给夜归的人——一座车站的三十年",
        "国家电网：今年实现最后一批村庄通电",
    ],
)
def test_a_headline_that_names_an_agency_is_no_dateline(headline: str) -> None:
    assert titles(f"{headline}\n\n{WEINAN_BODY}\n\n今年，各项工作有序推进。\n") == [headline]


@pytest.mark.parametrize("start", ["据路透社5日报道，", "另据当地媒体的消息，"])
def test_a_cited_report_goes_on_with_the_article(start: str) -> None:
    page = f"港口罢工进入第三天\n\n{WEINAN_BODY}\n{start}谈判双方约定周末再次见面，码头仍有船只等候卸货。\n"
    assert titles(page) == ["港口罢工进入第三天"]


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("平安 谭秋禾", ()),
        ("（平安 谭秋禾）", ("平安", "谭秋禾")),
        ("各项工作有序推进。季临川", ("季临川",)),
        ("各项工作有序推进。柳成 帕提古丽", ("柳成", "帕提古丽")),
        ("各项工作有序推进。高度", ()),
        ("各项工作有序推进。王某", ()),
        ("雷山县", ()),
    ],
)
def test_names_below_or_after_the_last_stop(line: str, byline: tuple[str, ...]) -> None:
    assert split_page(f"{WEINAN}\n\n{WEINAN_BODY}\n\n{line}\n")[0].byline == byline


def test_where_others_are_signed_an_uncommon_word_is_a_name() -> None:
    articles = [
        f"{WEINAN[:5]}：{what}建设提速\n\n{WEINAN_BODY}\n\n{who}\n"
        for what, who in (("桥梁", "吴皓"), ("学校", "向好"), ("医院", "王文君"), ("码头", "次旺"))
    ]
    drafts = split_page("\n".join(articles))
    assert [draft.byline for draft in drafts] == [("吴皓",), ("向好",), ("王文君",), ("次旺",)]


def test_a_header_without_a_year_is_no_headline_and_a_place_above_one_is() -> None:
    page = f"要闻 11月20日 星期一\n\n{WEINAN}\n\n{WEINAN_BODY}\n\n吴皓\n\n屏边\n\n茶旅路通到山顶\n\n{WEINAN_BODY}\n"
    assert titles(page) == [WEINAN, "屏边 茶旅路通到山顶"]


FERRY = (
    "给老渡口修一座桥",
    "清水河绕着临湖镇转了三道弯，渡口的老船工摆了一辈子渡。去年冬天，临湖镇筹资修桥，渡口两岸的村民都来出工。\n"
    "“桥通了，我也该上岸了。”老船工说，清水河上的风浪，他比谁都熟悉。",
)
TEA = (
    "一片叶子的新去处",
    "走进浙江省松阳县的茶园，采茶机沿着垄沟缓缓前行，嫩芽顺着传送带落进竹筐。松阳县的茶农如今用手机就能看见土壤的墒情。",
)


def test_unsigned_articles_are_told_apart_by_what_they_talk_about() -> None:
    page = "\n".join((*FERRY, *TEA))
    assert titles(page) == [FERRY[0], TEA[0]]


def test_a_short_line_over_text_on_the_same_things_is_a_subhead() -> None:
    more = (
        "清水河涨水的日子，临湖镇渡口要停航，老船工守在船上过夜。如今，渡口的钟成了临湖镇的一景。"
    )
    assert titles("\n".join((*FERRY, "老船工的钟", more))) == [FERRY[0]]


def test_dates_below_headlines_are_the_habit_of_a_list() -> None:
    items = (
        (
            "东坡镇果园盖上防草布",
            "深秋时节，果农们忙着给猕猴桃施肥，一亩地能省下三个工。[详细]",
        ),
        ("渔港码头装上新吊机", "新吊机一次能吊起四十吨，卸船的时间缩短了一半，渔民赶得上早市。"),
        ("夜校开了皮影课", "每周三晚上，老艺人教孩子们刻影人、唱老调，教室里坐得满满当当。"),
    )
    page = "\n".join(
        f"{title}\n2022-11-{day}\n{text}" for day, (title, text) in enumerate(items, 11)
    )
    assert titles(page) == [title for title, _ in items]


@pytest.mark.parametrize(
    "line",
    [
        "今日临湖 社会 ·3版· 责任编辑:赵小兰",
        "评论 · 街谈巷议 B05版",
        "健康专刊 养生与防病",
        "共 320 条 第 2/16 页",
        "▌一线传真",
    ],
)
def test_what_is_printed_on_the_page_is_no_title(line: str) -> None:
    assert titles(f"{line}\n\n{WEINAN}\n\n{WEINAN_BODY}\n") == [WEINAN]


def test_who_issues_a_notice_is_told_by_the_date_below() -> None:
    notice = "因道路施工，自12月18日起，中央大街实行单向通行。不便之处，敬请谅解。"
    page = f"关于交通管制的通告\n\n{notice}\n\n海河分局交通警察大队\n\n2021年12月14日\n\n{WEINAN}\n\n{WEINAN_BODY}\n"
    assert titles(page) == ["关于交通管制的通告", WEINAN]


@pytest.mark.parametrize(
    ("above", "below", "byline"),
    [
        ("湖北 陈远山\n", "", ("陈远山",)),
        ("漆春晖\n", "", ("漆春晖",)),
        ("", "（金达 安娜）\n", ("金达", "安娜")),
    ],
)
def test_unusual_names_are_known_by_their_place(
    above: str, below: str, byline: tuple[str, ...]
) -> None:
    assert only(f"{WEINAN}\n{above}{WEINAN_BODY}\n{below}").byline == byline


@pytest.mark.parametrize(
    "headline",
    [
        "■一盏旧马灯 照了四代人",
        "杨家坪 换新颜",
        "周末里 好去处",
        "武陵山 茶飘香",
        "陈晓敏 好人民警",
    ],
)
def test_headlines_of_short_words_are_no_names(headline: str) -> None:
    assert only(f"{headline}\n{WEINAN_BODY}\n").byline == ()


@pytest.mark.parametrize(
    ("label", "names"),
    [("作者：拉措", ("拉措",)), ("作者：县宣传部", ()), ("作者：  点击数：20", ())],
)
def test_names_after_a_label(label: str, names: tuple[str, ...]) -> None:
    line = f"2020-09-17 18:20 来源：晨光融媒 {label}"
    assert only(f"{WEINAN}\n{line}\n{WEINAN_BODY}\n").byline == names


def test_a_lone_byline_after_a_dateline() -> None:
    assert only(f"{WEINAN}\n本报讯（柴俊英）{WEINAN_BODY}\n").byline == ("柴俊英",)


def test_a_headline_under_the_name_of_a_place() -> None:
    page = f"陵川县\n\n“少年宫”搬进山村\n\n“大篷车”每周一趟\n\n本报讯（记者 贺文斌）{WEINAN_BODY}\n"
    assert only(page).title == "陵川县 “少年宫”搬进山村 “大篷车”每周一趟"


@pytest.mark.parametrize(
    "dateline",
    [
        "云州网消息：",
        "云州新闻网白河5月3日讯（记者 王芳）",
        "云州早间新闻网青石岭5月3日消息（记者 王芳）",
        "云州报记者王芳摄影报道：",
    ],
)
def test_whoever_files_a_report_it_begins_an_article(dateline: str) -> None:
    berth = "码头货运量创下新高，装卸工人三班轮换。\n船东们说，排队的日子比往年少了一半。"
    power = "供电公司新装的停电消息屏已在站台启用。\n乘客说，看报道才知道还能查到供电。"
    page = f"{dateline}{berth}\n{dateline}{power}\n"
    assert [draft.body.text for draft in split_page(page)] == [dateline + berth, dateline + power]


def test_a_headline_set_like_the_last_one_begins_an_article_on_the_same_thing() -> None:
    school = "城南第二幼儿园的孩子们今天在新操场上跑步，家长们说，盼了三年的操场终于启用了。"
    water = "城北水厂连夜抢修管道，厂长李建国说，全市八万户居民的供水三天内恢复正常。"
    supply = "全市八万户居民的供水恢复之前，街道在小区门口增设供水点，城北水厂每天送水。"
    headlines = ["城南第二幼儿园添了新操场", "城北水厂连夜抢修管道", "小区门口增设供水点"]
    bodies = (school, water, supply)
    page = "\n\n".join(f"{h}\n{b}" for h, b in zip(headlines, bodies, strict=True))
    assert titles(page) == headlines


def test_headlines_of_one_length_make_no_column() -> None:
    titled = [
        "老街换上新路灯夜里亮堂堂",
        "渔港码头装了吊机卸船快",
        "夜校开了皮影课座座都满",
        "果园铺上防草布省工省药",
        "水库放下鱼苗十万尾入湖",
        "古桥修好了行人又走回来",
    ]
    text = (
        "每天清晨，人们从四面八方赶来，看一看这里的变化，说一说自己的心事，再带着笑脸各自忙去。" * 2
    )
    page = "\n".join(f"{title}\n{text}" for title in titled)
    assert all(text in draft.body.text for draft in split_page(page))
    assert titled[0] not in split_page(page)[0].body.text


def test_a_quotation_and_its_speaker_need_no_stop() -> None:
    said = (
        "“数据以前看我的脸色，现在反过来了。”——一位用上智能灌溉的种粮大户",
        "“孩子不是不爱读书，是不爱读安排好的书。”——一位乡村图书馆的管理员",
    )
    assert only(f"{WEINAN}\n\n" + "\n\n".join(said)).body.text.split("\n") == list(said)


def test_a_dated_line_cut_by_a_page_break_goes_on() -> None:
    left = "6月2日，南岭市的医护人员走进榃滨镇的粽子作坊，为正"
    right = "在包粽子的妇女们做检查。端午节前夕，已有一万多人受益。"
    assert left + right in only(f"{WEINAN}\n\n{WEINAN_BODY}\n\n{left}\n\n{right}\n").body.text


def test_an_export_names_its_fields() -> None:
    page = (
        "栏目：基层动态   导出条数：2\n--------\n标题：白河派出所夜巡 护校安园\n发布时间：2018-06-28 10:22:31\n"
        "来源：白河县公安局　作者：王芳\n正文：\n&nbsp;&nbsp;“请大家靠右走。”6月28日，民警在校门口\n护送学生过街。\n"
        "--------\n标题：护校安园 白河派出所夜巡到山村\n发布时间：2018-06-27 16:40:09\n来源：白河县公安局　作者：刘洋\n"
        "正文：\n&nbsp;&nbsp;民警夜巡到山村小学，在校门口装了灯。\n--------\n共2条记录 第1/1页\n"
    )
    first, second = split_page(page)
    assert (first.title, first.byline) == ("白河派出所夜巡 护校安园", ("王芳",))
    assert first.body.text == "“请大家靠右走。”6月28日，民警在校门口护送学生过街。"
    assert (second.title, second.byline) == ("护校安园 白河派出所夜巡到山村", ("刘洋",))
    assert second.body.text == "民警夜巡到山村小学，在校门口装了灯。"


def test_notices_of_courts_are_told_apart_by_whom_they_address() -> None:
    page = (
        "白河县人民法院拍卖公告\n\n本院将于2024年5月20日公开拍卖商业房产一处，有意者请与本院联系。\n\n特此公告。\n\n"
        "2024年4月12日\n\n王伟：本院受理原告刘洋诉你买卖合同纠纷一案，公开拍卖商业房产，依法公告送达。\n\n"
        "遗失声明\n\n白河镇丰收农机门市遗失食品经营许可证副本，声明作废。\n\n白河镇丰收农机门市\n\n2024年4月16日\n\n"
        "公平秤进了集贸市场\n\n日前，市场管理所在集贸市场设置公平秤，方便群众复秤，短斤少两的摊主被请去喝茶。\n"
    )
    sale, summons, loss, scales = split_page(page)
    assert (summons.title, summons.body.text[:3]) == (None, "王伟：")
    assert loss.body.text.split("\n")[1:2] == ["白河镇丰收农机门市"]
    assert (sale.title, scales.title) == ("白河县人民法院拍卖公告", "公平秤进了集贸市场")


def test_questions_and_answers_among_other_articles_are_one_article() -> None:
    talk = "问：您从几岁开始学？\n答：八岁，隔壁就是茶馆。\n\n问：现在一年演几场？\n答：四千多场。"
    page = f"{HEFEI}\n{HEFEI_BODY}\n\n{talk}\n\n{WEINAN}\n{WEINAN_BODY}\n\n广告刊登凭证\n"
    first, second, third = split_page(page)
    assert (second.title, second.body.text) == (None, talk.replace("\n\n", "\n"))
    assert (first.body.text, third.body.text) == (HEFEI_BODY, WEINAN_BODY)


def test_numbered_and_glued_items_below_the_name_of_a_column_are_briefs() -> None:
    items = (
        "白河县气象局8月12日起每天为葡萄园发布采收期预报。",
        "青石镇8月6日在小学建起校园气象站，学生轮流值班。",
        "云州车站4月起开行学生车，每张票只要一元五角。",
    )
    numbered = "\n".join(f"{number}、{item}" for number, item in enumerate(items, 1))
    glued = "\n▲".join(("■短平快", f"{items[0]}▲{items[1]}", items[2]))
    for column in (f"短 讯\n{numbered}", glued):
        page = f"{WEINAN}\n{WEINAN_BODY}\n\n{column}\n"
        assert [draft.body.text.lstrip("123、▲") for draft in split_page(page)[1:]] == list(items)


def test_fields_in_brackets_and_quoted_lines() -> None:
    page = (
        "【标题】年画走进小学 刻刀握在手里\n【作者】王芳　【发布】2019-11-13 16:20:55　【分类】校园\n"
        "【正文】学生拿着刻刀学印年画。\n> [外地新闻] 油价下周可能上调\n> (记者 刘洋)油价下周可能每吨上调三百元。\n"
    )
    first, second = split_page(page)
    assert (first.title, first.byline) == ("年画走进小学 刻刀握在手里", ("王芳",))
    assert (second.title, second.byline) == ("油价下周可能上调", ("刘洋",))


@pytest.mark.parametrize("mark", ["■", "★ ", "## ", "[09-11] ", "[图文] "])
def test_marks_before_a_headline_are_no_part_of_it(mark: str) -> None:
    assert only(f"{mark}{WEINAN}\n{WEINAN_BODY}\n").title == WEINAN


def test_a_continuation_from_another_page_is_an_article() -> None:
    page = f"{HEFEI}\n\n{HEFEI_BODY}\n\n{WEINAN}\n\n（上接3月17日第1版）\n\n……说到这儿，{WEINAN_BODY}\n"
    assert titles(page) == [HEFEI, WEINAN]


@pytest.mark.parametrize("line", ["□ 2023年6月25日 □ 星期日 □ 要闻", "2023年6月25日出版"])
def test_a_dated_line_above_the_page_is_kept_as_its_header(line: str) -> None:
    draft = only(f"{line}\n\n{WEINAN}\n{WEINAN_BODY}")
    assert (draft.title, draft.headers) == (WEINAN, (line,))


def test_a_dated_line_below_a_headline_is_no_part_of_it() -> None:
    draft = only(f"{WEINAN}\n（渭南市融媒体中心 2023年6月25日）\n{WEINAN_BODY}")
    assert (draft.title, draft.metadata) == (WEINAN, ("（渭南市融媒体中心 2023年6月25日）",))


def test_a_photo_brief_over_two_lines_is_an_article() -> None:
    brief = "8月12日，云州县供电公司的员工在青石镇的玉米地边巡视线路。秋收之前，机井都要查一遍。"
    page = f"{HEFEI}\n\n{HEFEI_BODY}\n\n\n\n{brief[:28]}\n\n{brief[28:]}  王芳 摄\n\n\n\n{WEINAN}\n\n{WEINAN_BODY}\n"
    first, second, third = split_page(page)
    assert (second.title, second.body.text, second.byline) == (None, brief, ("王芳",))
    assert (first.title, third.title) == (HEFEI, WEINAN)


def test_headlines_set_off_by_one_mark() -> None:
    heads = (
        "河湾村：互助食堂开进村民家门口",
        "青石镇全部群众妥善安置到新居",
        "白河县低保听证会开到田间",
    )
    bodies = (
        "十月的一天，食堂开伙，四十八名老人吃上热饭。",
        "入冬前，镇里的新居全部交钥匙。",
        "村民代表围成一圈听证。",
    )
    page = "\n".join(f"·{head}\n{body}" for head, body in zip(heads, bodies, strict=True))
    assert titles(page) == list(heads)


@pytest.mark.parametrize(
    "line",
    [
        "上一篇:没有了",
        "• 下一篇: 暂无",
        "登录 发表评论",
        "用微信扫描二维码 分享至好友和朋友圈",
        "跟贴 12 参与 230",
        "未经本网书面授权,请勿转载或建立镜像,违者必究。",
        "声明:本文仅代表作者个人观点,不代表本站立场。",
        "版权所有:渭南高新区融媒体中心",
    ],
)
def test_the_words_of_a_site_leave_the_body(line: str) -> None:
    assert only(f"{WEINAN}\n\n{WEINAN_BODY}\n\n{line}\n").body.text == WEINAN_BODY


@pytest.mark.parametrize(
    "news",
    [
        "法院审结一起案件，被告转载他人的文章时没有注明作者，判决认为这侵犯了署名权。",
        "渡口颁布命令，大雾天禁止开船，违者将被拘留。",
        "三家船厂联名致信，郑重声明不再接新单。",
        "发言人说，那番话不代表市政府的立场。",
    ],
)
def test_news_about_rights_and_statements_stays_in_the_body(news: str) -> None:
    assert only(f"{WEINAN}\n\n{WEINAN_BODY}\n\n{news}\n").body.text.endswith(news)


def test_a_menu_above_a_headline_is_no_part_of_it() -> None:
    assert titles(f"服务\n互动\n数据\n区情\n{WEINAN}\n时间：2019-09-18\n{WEINAN_BODY}\n") == [
        WEINAN
    ]


def test_an_article_with_its_stamp_begins_below_an_untitled_one() -> None:
    page = f"2014年1月15日\n{HEFEI_BODY}\n\n{WEINAN}\n2019-02-13\n{WEINAN_BODY}\n"
    assert titles(page) == [None, WEINAN]


def test_dated_links_with_texts_below_are_headlines() -> None:
    items = [
        ("核桃林喝上营养水", "农技员用无人机为三千亩山核桃林喷洒叶面肥，费用省了四成。"),
        ("空巢老人家门口点餐", "县城的社区食堂开张，七十岁以上的老人花四元就能吃上热饭。"),
        ("断头路打通", "连接镇区与车站的道路建成通车，居民出行不用再绕行三公里。"),
    ]
    page = "\n".join(f"· {title} 2017-03-1{n}\n{text}" for n, (title, text) in enumerate(items))
    assert titles(page) == [title for title, _ in items]
    # Without texts they lead elsewhere.
    links = "\n".join(f"· {title} 2017-03-1{n}" for n, (title, _) in enumerate(items))
    assert titles(f"{WEINAN}\n\n{WEINAN_BODY}\n\n相关新闻\n{links}\n") == [WEINAN]


def test_one_sentence_news_below_the_name_of_their_column() -> None:
    first, second = "东滩放飞了十二只获救的天鹅。", "石窟的壁画修复完工，历时八年。"
    page = f"{WEINAN}\n{WEINAN_BODY}\n一句话新闻\n{first}\n{second}\n{HEFEI}\n{HEFEI_BODY}\n"
    assert [d.body.text for d in split_page(page)] == [WEINAN_BODY, first, second, HEFEI_BODY]


def test_who_edited_leaves_the_body_and_is_no_author() -> None:
    draft = only(f"{WEINAN}\n\n{WEINAN_BODY}（编辑：李静）\n")
    assert (draft.body.text, draft.byline) == (WEINAN_BODY, ())


@pytest.mark.parametrize("end", ["（2023年6月25日）", "（完）", "（未完待续）", "（见第三版）"])
def test_what_else_stands_in_brackets_at_the_end_stays(end: str) -> None:
    assert only(f"{WEINAN}\n\n{WEINAN_BODY}{end}\n").body.text == WEINAN_BODY + end


def test_names_from_the_west_and_north() -> None:
    assert only(f"{WEINAN}\n\n斯琴高娃 白玛卓嘎\n\n{WEINAN_BODY}\n").byline == (
        "斯琴高娃",
        "白玛卓嘎",
    )
    lead = "本报讯（记者熊堰秋殷海涛）"
    assert only(f"{WEINAN}\n\n{lead}{WEINAN_BODY}\n").byline == ("熊堰秋", "殷海涛")


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("【本溪晚报讯】（记者 王小明 实习生 李红）", ("王小明", "李红")),
        ("晨报讯（海港晨报、观海网首席记者王琳）", ("王琳",)),
        ("海东网记者王琳4月9日报道：", ("王琳",)),
    ],
)
def test_datelines_of_many_forms_name_their_reporters(line: str, byline: tuple[str, ...]) -> None:
    assert only(f"{WEINAN}\n\n{line}{WEINAN_BODY}\n").byline == byline


def test_a_workplace_before_a_name_in_brackets() -> None:
    assert only(f"{WEINAN}\n\n{WEINAN_BODY}（区食药监局 王小明）\n").byline == ("王小明",)


def test_what_stands_between_headline_and_text_on_a_site() -> None:
    page = (
        f"{WEINAN}\n2016-03-22 04:43:00\n（原标题：渭南高新区提速，项目增效）\n工地上的焊工\n"
        f"吊装现场。\n本报讯（记者 王小明）{WEINAN_BODY}\n"
    )
    draft = only(page)
    assert (draft.title, draft.byline) == (WEINAN, ("王小明",))
    assert draft.body.text == f"本报讯（记者 王小明）{WEINAN_BODY}"
    assert draft.captions == ("工地上的焊工", "吊装现场。")


def test_a_long_headline_above_a_dateline() -> None:
    title = "县委召开常委会会议，传达学习全省农村工作会议精神，研究贯彻意见，部署春耕备耕工作"
    draft = only(f"{title}\n\n本报讯（记者 王小明）{WEINAN_BODY}\n")
    assert draft.title == title


def test_fields_of_a_newspaper_database() -> None:
    page = (
        f"1/2\n【题　名】{WEINAN}\n【作　者】王 琳\n【报　名】秦东晚报　【出版日期】2008-06-19　【版　次】02\n"
        f"【正　文】{WEINAN_BODY}\n【字　数】46\n\n2/2\n【题　名】{HEFEI}\n【正　文】{HEFEI_BODY}\n【字　数】52\n"
    )
    first, second = split_page(page)
    assert (first.title, first.media, first.body.text) == (WEINAN, "秦东晚报", WEINAN_BODY)
    assert (second.title, second.body.text) == (HEFEI, HEFEI_BODY)


def test_a_second_subhead_in_the_form_of_the_first_is_one() -> None:
    page = (
        f"{WEINAN}\n\n本报讯（记者 王小明）{WEINAN_BODY}\n\n给装备 一箱管全园\n\n"
        "渭南高新区为项目建设现场配了工具箱。\n\n"
        "给底气 区里有外援\n\n光有设备不够，还要请来师傅，手把手教会年轻人。\n"
    )
    assert titles(page) == [WEINAN]


def test_captions_of_whole_sentences_do_not_part_a_headline_from_its_report() -> None:
    captions = "女生的信息被刊登在网上。\n女生与博主的对话。"
    draft = only(f"{WEINAN}\n\n{captions}\n\n海东网渭南3月21日电 {WEINAN_BODY}\n")
    assert draft.title == WEINAN
    assert draft.body.text.startswith("海东网渭南3月21日电")


def test_a_reporter_in_the_brackets_of_a_site() -> None:
    assert only(f"{WEINAN}\n\n【环宇网报道 记者 马丽】{WEINAN_BODY}\n").byline == ("马丽",)


def test_a_caption_printed_twice_is_no_headline() -> None:
    page = f"{WEINAN}\n2016-03-31\n图为施工现场的焊工\n图为施工现场的焊工\n{WEINAN_BODY}\n"
    assert titles(page) == [WEINAN]


@pytest.mark.parametrize(
    "address",
    [
        "http://www.weinan.example/news/20230625/n1.shtml",
        "com.weinan.news:http/20230625/n1.shtml",
        "链接:https://www.weinan.example/2023/06-25/1.html",
    ],
)
def test_addresses_stand_beside_the_texts_that_they_open_and_close(address: str) -> None:
    page = f"{address}\n{WEINAN_BODY}\n{address}\n\n{address}\n{HEFEI_BODY}\n{address}\n"
    first, second = split_page(page)
    assert (first.title, first.body.text) == (None, WEINAN_BODY)
    assert (second.title, second.body.text) == (None, HEFEI_BODY)
    assert len(first.metadata) == len(second.metadata) == 2


def test_where_a_text_was_published_stands_below_it() -> None:
    page = f"{WEINAN_BODY}\n渭南市融媒体中心\nhttp://weinan.example/20230625/1.html\n\n{HEFEI_BODY}"
    assert [(draft.title, draft.body.text) for draft in split_page(page)] == [
        (None, WEINAN_BODY),
        (None, HEFEI_BODY),
    ]


def test_a_menu_is_left_out_and_its_headline_found_by_the_title_of_the_page() -> None:
    menu = "登录\n首页\n新闻\n视频\n财经\n文化\n旅游\n图片\n论坛\n健康\n当前位置：首页 > 新闻\n"
    links = "为您推荐\n白河县低保听证会开到田间\n古渡口边的老渡船\n上一篇\n关于我们\n"
    page = (
        f"{WEINAN}_渭南在线\n{menu}{WEINAN}\n来源：渭南日报\n{WEINAN_BODY}\n（责编 李静）\n{links}"
    )
    draft = only(page)
    assert (draft.title, draft.body.text) == (WEINAN, WEINAN_BODY)


def test_poems_and_lists_without_buttons_are_no_menu() -> None:
    poem = "河上的船\n推开水面\n带走灯火\n留下歌声\n岸边的人\n等着天明\n网里的鱼\n做着旧梦\n"
    assert only(f"夜渡\n{poem}{poem}王芳\n").body.text.count("\n") > 12


def test_an_article_in_one_line() -> None:
    second = "全区上下一条心，为重点项目服务，企业少跑路，手续办得快。"
    line = f"{WEINAN}　　{WEINAN_BODY}　　{second * 4}　　{second}"
    draft = only(line)
    assert (draft.title, draft.body.text) == (WEINAN, f"{WEINAN_BODY}\n{second * 4}\n{second}")
    assert line[draft.body_start : draft.body_end] == line[line.index(WEINAN_BODY) :]


def test_the_photographer_behind_an_indent_breaks_no_line() -> None:
    assert only(f"{WEINAN}\n\n{WEINAN_BODY}　　王芳 摄\n").body.text == WEINAN_BODY


def test_stamps_above_the_headlines_open_the_articles() -> None:
    page = f"2002-05-15\n{WEINAN}\n{WEINAN_BODY}\n2001-12-02\n{HEFEI}\n{HEFEI_BODY}\n"
    assert [draft.metadata for draft in split_page(page)] == [("2002-05-15",), ("2001-12-02",)]


def test_a_page_whose_article_is_stamped_goes_on_below_subheads() -> None:
    heads = ("“温泉”的好处说不完", "四周没有防护栏", "孩子的伤还没有好")
    texts = ("去年以来，来的人多了一倍。", "记者看到，潭边只有一块木牌。", "医生说要再住一个月。")
    parts = "\n".join(f"{head}\n{text}" for head, text in zip(heads, texts, strict=True))
    assert titles(f"{WEINAN}\n2003-07-16\n{WEINAN_BODY}\n{parts}\n") == [WEINAN]


def test_a_digest_of_a_broadcaster() -> None:
    page = (
        "[视频]国内联播快讯\n塞上广播网 2019-06-14 19:32:05\n塞上广播网消息(晚间联播)：\n"
        "　　今天，中卫市的压砂瓜开园。\n　　石嘴山市决定保留三座井架。\n"
    )
    assert [(draft.title, draft.body.text) for draft in split_page(page)] == [
        (None, "今天，中卫市的压砂瓜开园。"),
        (None, "石嘴山市决定保留三座井架。"),
    ]


def test_every_headline_of_a_digest_begins_an_article() -> None:
    page = (
        "国际联播快讯\n\n央视网消息(新闻联播)：\n沪伦通在伦敦证交所正式启动\n17日，沪伦通启动仪式在伦敦举行。\n"
        "阿根廷大规模停电 波及多国\n阿根廷能源部16日说，由于故障，阿根廷大范围停电。\n"
    )
    assert titles(page) == ["沪伦通在伦敦证交所正式启动", "阿根廷大规模停电 波及多国"]


@pytest.mark.parametrize(
    "caption",
    [
        "社长谭孝富（左二）与农户核对磅单。",
        "图：老街的墙破败不堪",
        "潭边的木牌已经看不清字（资料照片）。新华社发（王芳 摄）",
        "签约现场",
        "渭南晚报 图",
    ],
)
def test_captions_in_the_middle_of_a_text(caption: str) -> None:
    more = "渭南高新区继续抢抓项目，各部门上门服务企业，手续办得比去年快。"
    draft = only(f"{WEINAN}\n{WEINAN_BODY}\n{caption}\n{more}\n")
    assert (draft.body.text, draft.captions) == (f"{WEINAN_BODY}\n{more}", (caption,))


def test_records_with_named_fields_one_after_another() -> None:
    def written(day: str, title: str, body: str) -> str:
        return f"【 日  期 】{day}\n【 版  号 】1\n【 标  题 】{title}\n【 作  者 】王芳\n【 正  文 】\n{body}\n"

    page = written("19960107", WEINAN, WEINAN_BODY) + "\n" + written("19960204", HEFEI, HEFEI_BODY)
    first, second = split_page(page)
    assert (first.title, first.byline, second.title) == (WEINAN, ("王芳",), HEFEI)
    assert "19960107" in first.metadata[0] and "19960204" in second.metadata[0]


def test_offices_and_media_are_no_authors() -> None:
    assert only(f"{WEINAN}\n\n{WEINAN_BODY}\n\n（市安办）\n").byline == ()
    assert only(f"【今日商报报道】（记者 王芳）{WEINAN_BODY}\n").byline == ("王芳",)


def test_the_headline_once_more_above_its_text_is_none_of_it() -> None:
    draft = only(
        f"渭南又有两人获评！看看是谁？\n2019-01-05\n渭南又有两人获评！看看是谁？\n{WEINAN_BODY}\n"
    )
    assert draft.body.text == WEINAN_BODY


def test_an_advertisement_in_a_menu_is_no_article() -> None:
    links = "为您推荐\n渡口边的老渡船\n上一篇\n下一篇\n分享到：\n微信\n微博\n评论\n"
    page = (
        f"{WEINAN}\n2019-01-05\n{WEINAN_BODY}\n{links}点卡商城，随时为您充值。\n{links}关于我们\n"
    )
    assert titles(page) == [WEINAN]


@pytest.mark.parametrize(
    ("labels", "byline"),
    [
        ("（本文原题为《项目建设提速》）", ()),
        ("来源：渭南晚报 作者：王芳 编辑：李强", ("王芳",)),
        ("渭南晚报记者王芳 摄影记者李强", ("王芳", "李强")),
        ("（某某日报-某某网记者 王芳）", ("王芳",)),
        ("[责任编辑：王芳_NB31148]返回首页，查看更多责任编辑：", ()),
    ],
)
def test_labels_in_the_last_line_of_a_text(labels: str, byline: tuple[str, ...]) -> None:
    draft = only(f"{WEINAN}\n\n{WEINAN_BODY}{labels}\n")
    assert (draft.body.text, draft.byline) == (WEINAN_BODY, byline)


def test_days_above_untitled_records() -> None:
    page = (
        f"2023-08-04 16:38，正文：{WEINAN_BODY}返回首页，查看更多责任编辑：\n\n"
        f"2023-08-11 09:05，正文：{HEFEI_BODY}\n"
    )
    drafts = split_page(page)
    assert [draft.body.text for draft in drafts] == [WEINAN_BODY, HEFEI_BODY]
    assert [draft.metadata[0][:10] for draft in drafts] == ["2023-08-04", "2023-08-11"]


def test_labels_and_a_day_above_records() -> None:
    page = (
        f"来源：渭南晚报 | 2023年08月15日 10:55\n{WEINAN_BODY}\n责任编辑：王芳\n"
        f"2023-08-17 23:32\n原标题：{HEFEI}\n{HEFEI_BODY}\n责任编辑：李强\n"
    )
    first, second = split_page(page)
    assert (first.title, second.title) == (None, HEFEI)
    assert "2023-08-17 23:32" in second.metadata


def test_the_original_headline_stands_in_for_none() -> None:
    deck = "渭南今年开工项目比去年多三成"
    assert only(f"原标题：{WEINAN}！\n{deck}\n{WEINAN_BODY}\n").title == f"{WEINAN}！"
    assert only(f"{WEINAN}\n（原标题：{deck}）\n{WEINAN_BODY}\n").title == WEINAN


def test_a_day_below_every_article_makes_no_list() -> None:
    more = "渭南高新区继续抢抓项目，各部门上门服务企业，手续办得比去年快。"
    page = (
        f"{WEINAN}\n{WEINAN_BODY}\n{more}\n2023-06-25\n{HEFEI}\n{HEFEI_BODY}\n{more}\n2023-06-26\n"
    )
    assert titles(page) == [WEINAN, HEFEI]


@pytest.mark.parametrize("number", ["0{}\n{}", "{}\n{}", "{}、{}"])
def test_numbers_of_the_parts_of_a_text(number: str) -> None:
    parts = "".join(
        f"{number.format(k, head)}\n{text}\n"
        for k, head, text in (
            (1, "抢工期的人", "凌晨四点，塔吊上的灯就亮了，司机换了三班。"),
            (2, "跑手续的人", "窗口前的队短了，材料从九份减到两份。"),
        )
    )
    assert titles(f"{WEINAN}\n{WEINAN_BODY}\n{parts}") == [WEINAN]


def test_numbered_headlines_from_the_top_of_a_page() -> None:
    page = f"1. {WEINAN}\n{WEINAN_BODY}\n2. {HEFEI}\n{HEFEI_BODY}\n"
    assert titles(page) == [WEINAN, HEFEI]


def test_a_caption_before_the_dateline_of_its_line() -> None:
    draft = only(f"工人在现场施工。渭南晚报8月4日讯（记者 王芳）{WEINAN_BODY}\n")
    assert draft.body.text.startswith("渭南晚报8月4日讯")
    assert draft.captions == ("工人在现场施工。",)


def test_an_address_and_a_day_of_each_record() -> None:
    page = "".join(
        f"http://a.example/2023/06-{day}/1.html\n{title}\n2023-06-{day}\n{title}\n{body}\n"
        for day, title, body in ((25, WEINAN, WEINAN_BODY), (26, HEFEI, HEFEI_BODY))
    )
    first, second = split_page(page)
    assert (first.title, second.title) == (WEINAN, HEFEI)
    assert "2023-06-25" in first.metadata and "2023-06-26" not in first.metadata
    assert "2023-06-26" in second.metadata


def test_numbers_that_count_the_articles_of_a_page() -> None:
    told = {
        WEINAN: WEINAN_BODY,
        "周三，一场跨越三百公里的约会": "台上水袖轻扬。",
        HEFEI: HEFEI_BODY,
    }
    page = "".join(f"{n:02}\n{head}\n\n{told[head]}\n\n" for n, head in enumerate(told, 1))
    assert titles(f"2025-03-14 18:36\n{page}") == list(told)


def test_a_headline_once_more_in_the_line_of_its_text() -> None:
    draft = only(f"{WEINAN}\n{WEINAN}渭南晚报8月4日讯（记者 王芳）{WEINAN_BODY}\n")
    assert draft.title == WEINAN
    assert draft.body.text.startswith("渭南晚报8月4日讯")
    told = f"{WEINAN}活动昨天结束。{WEINAN_BODY}"
    assert only(f"{WEINAN}\n{told}\n").body.text == told


def test_an_editor_behind_the_last_sentence_ends_a_text() -> None:
    page = f"{WEINAN}\n{WEINAN_BODY}编辑 刘佳妮\n\n{HEFEI}\n{HEFEI_BODY}\n"
    assert titles(page) == [WEINAN, HEFEI]


@pytest.mark.parametrize(
    "masthead",
    [
        "河西晨报　2008年3月6日　农历戊子年正月廿九　今日八版　零售价0.80元",
        "河西周刊 二〇二〇年第十一期 四月二日出版 地方新闻 3",
        "河 西 日 报    2009年5月19日  A2 要闻",
        "河西报·临泽专页 编辑：朴美兰 / 2026年2月6日（农历腊月十九） / 微信号 hexi_bao",
        "上一版 下一版",
        "[打印本页] [关闭] 责编：德吉",
    ],
)
def test_the_fields_of_a_masthead_are_no_headline(masthead: str) -> None:
    assert only(f"{masthead}\n{WEINAN}\n{WEINAN_BODY}\n").title == WEINAN


def test_marked_items_that_tell_their_day_are_news() -> None:
    items = (
        "◎4月1日，高阳县的纺织企业全部复工，日产棉纱十一吨。",
        "◎任丘市两个镇近日完成污水管网改造。",
        "◎昨天，安新县的渔民补种了芦苇。",
    )
    rest = "\n".join((*items, HEFEI, HEFEI_BODY))
    assert titles(f"{WEINAN}\n{WEINAN_BODY}\n{rest}\n") == [WEINAN, None, None, None, HEFEI]
    tips = "\n".join(("◎出门前看好天气，带上雨具。", "◎不要靠近河道，照看好孩子。"))
    assert titles(f"{WEINAN}\n{WEINAN_BODY}\n{tips}\n") == [WEINAN]


def test_a_short_line_set_like_a_subhead_is_one_wherever_its_text_leads() -> None:
    page = (
        f"{WEINAN}\n\n{WEINAN_BODY}\n\n一张图纸引来的转机\n\n渭南高新区的企业接到了新订单。\n\n"
        "产品卖到了大上海\n\n今年春天，上海的一家公司派人来厂里看货。\n"
    )
    assert titles(page) == [WEINAN]


@pytest.mark.parametrize("mark", ["（上接第一版）\n", "（上接第一版）　　", "上接1版\n"])
def test_the_rest_of_an_article_of_another_page(mark: str) -> None:
    rest = "近三年来，全市累计投资2.1亿元，改造城镇道路14条，新增绿地面积38万平方米。"
    assert titles(f"{WEINAN}\n{WEINAN_BODY}\n{mark}{rest}\n") == [WEINAN, None]
    assert split_page(f"{WEINAN}\n{WEINAN_BODY}\n{mark}{rest}\n")[1].body.text == rest


def test_what_only_quotes_is_no_article_yet() -> None:
    lead = "本报讯（记者 苏建平）“水是流动的，治污不能各扫门前雪。”"
    told = "近日，神木、府谷两县环保部门在府谷县签订跨界水污染联防协议，约定每月联合巡河一次。"
    assert only(f"神府两县共护窟野河\n{lead}\n{told}\n").body.text == f"{lead}\n{told}"


def test_subheads_whose_labels_are_of_one_form() -> None:
    page = (
        f"{WEINAN}\n\n{WEINAN_BODY}\n\n球场边：啦啦队的“加时赛”\n\n口寨村啦啦队的队长今年五十八岁，队员四十七人。\n\n"
        "灶台边：牛瘪锅里的新算盘\n\n忠诚镇的养牛户去年把存栏从十八头扩到六十头。\n"
    )
    assert titles(page) == [WEINAN]


def test_photo_news_below_an_article() -> None:
    brief = "雁栖镇的幼儿园里来了“小牛”。4月20日，镇农业中心的工作人员带着孩子们认识春播农具。"
    page = f"{WEINAN}\n{WEINAN_BODY}\n各项工作有序推进。\n{brief} 李 萍 摄\n"
    last = split_page(page)[-1]
    assert (last.body.text, last.byline) == (brief, ("李萍",))


def test_briefs_with_headlines_in_their_lines() -> None:
    page = (
        f"{WEINAN}\n{WEINAN_BODY}\n简讯\n▲县图书馆延长开放时间 从12月1日起，县图书馆自修室每天开放至晚上9时。\n"
        "▲两地交警联手整治弯道 11月18日，两县交警在省道上设卡，查处超载货车九辆。\n"
    )
    assert titles(page) == [WEINAN, "县图书馆延长开放时间", "两地交警联手整治弯道"]


def test_briefs_that_begin_with_their_place() -> None:
    page = (
        f"{WEINAN}\n{WEINAN_BODY}\n点滴\n虹溪镇：古镇老井清淤，十六名村民轮班淘出淤泥九方。\n"
        "巡检司镇：镇卫生院为放牧老人开设“晚门诊”，每晚六点到九点半看病。\n"
    )
    assert titles(page) == [WEINAN, None, None]


def test_a_masthead_broken_over_lines() -> None:
    draft = only(
        f"察布查尔报（汉文版） 2009年9月\n25日 星期五 责任编辑 关晓燕\n\n{WEINAN}\n{WEINAN_BODY}\n"
    )
    assert draft.title == WEINAN
    assert draft.headers == ("察布查尔报（汉文版） 2009年9月25日 星期五 责任编辑 关晓燕",)


def test_an_advertisement_is_no_news() -> None:
    for line in (
        "厚街临街商铺招租，价格面议，电话13912340769",
        "※ 诚聘 ※ 收银员数名，电话：0634-6221234",
    ):
        assert only(f"{WEINAN}\n{WEINAN_BODY}\n\n{line}\n").body.text == WEINAN_BODY


def test_a_caption_goes_on_in_the_next_line_of_a_column() -> None:
    page = (
        "全盟上半年口岸过货量同比增一成\n本报讯 从海关获悉，今年上半年，松贝尔口岸累\n"
        "计过货1.9万吨，同比增长10.4%，出入境人员\n6300人次。记者 海英\n"
        "图为7月19日，五角枫生态旅游区内，民警向自\n驾游客发放防火和交通安全宣传单。\n"
    )
    draft = only(page)
    assert draft.byline == ("海英",)
    assert draft.body.text.endswith("6300人次。")
    assert (
        "".join(draft.captions)
        .replace("\n", "")
        .endswith("民警向自驾游客发放防火和交通安全宣传单。")
    )


@pytest.mark.parametrize(
    "line",
    [
        "市中医院医师 崔丽华",
        "（据《河北日报》 通讯员 崔丽华）",
        "今日渭源记者 崔丽华",
        "（学生记者 崔丽华 文/图）",
    ],
)
def test_more_bylines(line: str) -> None:
    draft = only(f"{WEINAN}\n{line}\n{WEINAN_BODY}\n")
    assert (draft.title, draft.byline) == (WEINAN, ("崔丽华",))


@pytest.mark.parametrize("column", ["健康 信箱", "新年走基层", "今日快评", "茶事漫谈", "服务信息"])
def test_the_name_of_a_column_is_no_part_of_the_headline(column: str) -> None:
    assert titles(f"{column}\n{WEINAN}\n{WEINAN_BODY}\n") == [WEINAN]


def test_where_rules_separate_the_articles_nothing_else_does() -> None:
    part = "4月20日，两镇在虎什哈举行座谈，商定共建防火联防队、共修一段进山路。"
    ruled = f"{WEINAN}\n{WEINAN_BODY}\n------\n{HEFEI}\n{HEFEI_BODY}\n------\n"
    page = f"{ruled}长城脚下结“亲家”\n{HEFEI_BODY}\n\n{part}\n"
    assert titles(page) == [WEINAN, HEFEI, "长城脚下结“亲家”"]


def test_news_of_one_sentence_without_headlines_or_marks() -> None:
    news = [
        "龙山县与湖北来凤县14日在酉水河畔签订跨省界河联防协议，两县每月互派一次巡河员。",
        "保靖县黄金村10月15日举行秋茶开采仪式，一千二百亩茶园当天采摘鲜叶三千一百斤。",
        "浦市古镇万寿宫至太平街段管线下地工程完工，近六百户居民告别了“空中蛛网”。",
    ]
    page = f"{WEINAN}\n{WEINAN_BODY}\n各项工作有序推进。\n" + "\n".join(news) + "\n"
    assert [draft.body.text for draft in split_page(page)][1:] == news
    on_one_thing = [text.replace("完工", "10月16日在黄金村完工") for text in news]
    page = f"{WEINAN}\n{WEINAN_BODY}\n各项工作有序推进。\n" + "\n".join(on_one_thing) + "\n"
    assert len(split_page(page)) == 1


def test_items_that_are_wrapped() -> None:
    paragraphs = [
        "本报讯（通讯员 韩海）从7月11日起，位于开发区的工业园实行错峰上班，员工的上班时间由八点提前到六点半。",
        "企业负责人算了三笔账：一是电账，避开高峰；二是路账，少堵一个钟头；三是身体账，午后最热时人已经到家。",
        "■7月13日，胶州湾湾口海底隧道薛家岛端右线主洞掘进突破两千米。",
        "■我区援建北川县擂鼓镇的二百七十套活动板房9日全部交付，五十三名援建队员将于本月返青。",
    ]
    columns = [text[k : k + 22] for text in paragraphs for k in range(0, len(text), 22)]
    page = "\n".join([WEINAN, *columns])
    assert [draft.body.text for draft in split_page(page)][1:] == paragraphs[2:]


def test_a_question_below_a_headline_opens_the_text() -> None:
    page = (
        "“太湖是一只碟子”\n问：这几天太湖水位多高？\n答：昨天晚上四米八五，超保证水位二十厘米。\n"
    )
    draft = only(page)
    assert draft.title == "“太湖是一只碟子”"
    assert draft.body.text.startswith("问：")


def test_names_of_three_characters_set_apart() -> None:
    assert only(f"{WEINAN}\n本报记者　李　建　生\n{WEINAN_BODY}\n").byline == ("李建生",)
    assert only(f"{WEINAN}\n李 芳 王 明\n{WEINAN_BODY}\n").byline == ("李芳", "王明")


def test_headlines_before_a_blank_and_a_day() -> None:
    page = (
        f"{WEINAN}\n{WEINAN_BODY}\n县医院开通跨省结算窗口 3月11日起，外省参保患者出院时可以直接结算。\n"
        "鸡冠乡培训返乡农民 近日，鸡冠乡举办为期5天的肉牛养殖培训班，四十余人参加。\n"
    )
    assert titles(page) == [WEINAN, "县医院开通跨省结算窗口", "鸡冠乡培训返乡农民"]


def test_subheads_that_say_from_where_to_where() -> None:
    page = (
        f"{WEINAN}\n\n{WEINAN_BODY}\n\n从“地沟摆”到“大棚吊”\n\n过去种木耳靠天吃饭，一场连雨，烂耳能占三成。\n\n"
        "从卖“原字号”到卖品牌\n\n镇里注册了商标，菌包论袋记账，一袋多卖两块钱。\n"
    )
    assert titles(page) == [WEINAN]
