"""Every way that a page sets a headline, a text and what stands below it, with every other.

A crawler, an export and an OCR program leave the same three articles in different clothes; what comes
out is the same.
"""

from __future__ import annotations

import pytest

from jianbao.indexer.pages import split_page

ARTICLES = (
    (
        "临泽县戈壁农场试种南美白虾",
        "5月16日上午，临泽县倪家营镇的戈壁农场里，工人们把第一批虾苗放进了新建成的养殖池。",
        "“水是从祁连山下引来的，盐度由我们自己调。”农场负责人赵建军说，这批虾苗共三十万尾，预计九月上市。",
        "据了解，该县今年将把戈壁养殖面积扩大到二百亩，带动周边四个村的农户就近务工。",
    ),
    (
        "一座老车站的新生意",
        "停运八年的阜新老火车站重新热闹起来。候车室改成了书店，站台上摆起了咖啡桌，售票窗口卖的是文创邮票。",
        "阜新市文旅部门去年向社会征集改造方案，收到一百二十多份，最终保留了站房的青砖外墙和那口大钟。",
        "记者看到，周末前来拍照的市民排起了队，附近的三家面馆也跟着延长了营业时间。",
    ),
    (
        "凤冈茶农用上无人机 一天能喷两百亩",
        "本报讯（记者 冉小芹）近日，凤冈县永安镇的茶园上空，六架无人机来回穿梭，为茶树喷洒生物农药。",
        "过去四个人忙一天只能喷完十亩，如今一架无人机一天能喷两百亩，每亩的费用还省下了十五元。",
        "永安镇农业服务中心主任说，全镇已有十一个合作社购置了无人机，飞手都是本地的年轻人。",
    ),
)

HEADLINES = {
    "line": "{title}\n",
    "apart": "{title}\n\n",
    "centred": "                {title}\n",
    "box": "【{title}】\n",
    "markdown": "## {title}\n\n",
    "stamp": "{title}\n2019-09-26 10:20\n",
    "source": "{title}\n2019-09-26 10:20 来源：河西晨报\n",
    "paper": "{title}\n河西晨报\n2019-09-26 10:20\n关注\n",
    "glued stamp": "{title}2019-09-26 10:20来源：河西晨报\n",
    "day behind": "{title}（2019-09-26）\n",
    "day before": "[2019-09-26]{title}\n",
    "day above": "2019-09-26\n{title}\n",
    "byline": "{title}\n本报记者 王海涛 通讯员 李建国\n",
    "title of the page": "{title}_河西新闻网\n{title}\n来源：河西晨报 作者：王海涛 2019-09-26\n",
    "trail": "您当前的位置：首页 > 新闻 > 正文\n{title}\n发布时间：2019-09-26 10:20 点击：234\n字号：大 中 小\n",
    "account": "{title}\n原创 王海涛 河西发布 2019-09-26\n点击上方蓝字关注我们\n",
    "portal": "{title}\n2019-09-26 10:20:00　来源: 河西晨报\n0\n分享到：\n用微信扫码二维码\n（原标题：{title}）\n",
    "fields": "标题：{title}\n时间：2019-09-26\n来源：河西晨报\n正文：",
    "boxed fields": "【标题】{title}\n【日期】2019-09-26\n【正文】\n",
    "english fields": "Title: {title}\nDate: 2019-09-26\nURL: http://news.example.cn/0926/1.html\nContent:\n",
    "edition": "第02版：要闻\n{title}\n",
    "in the line": "【{title}】",
    "column of a table": "{title}\t",
}
FEET = {
    "nothing": "\n",
    "gap": "\n\n",
    "editor": "\n责任编辑：张立新\n",
    "editor in the line": "责任编辑：张立新\n",
    "reporter": "（记者 王海涛）\n",
    "names": "\n王海涛 李建国\n",
    "end": "（完）\n",
    "source": "\n来源：河西晨报\n",
    "buttons": "\n分享到：\n微信\n微博\n打印本页\n关闭窗口\n",
    "neighbours": "\n标签：农业 项目\n上一篇：没有了\n下一篇：我市召开大会\n",
    "links": "\n相关新闻\n我市召开大会部署防汛工作\n秋粮收购价格稳中有升\n市民广场改造完工\n",
    "comments": "\n网友评论\n发表评论\n登录后评论\n0条评论\n",
    "rights": "\n版权声明：未经本网授权不得转载。\n",
    "rule": "\n------------\n",
    "telephone": "\n新闻热线：0936-8888888\n",
    "code": "\n扫描二维码下载客户端，第一时间看新闻\n",
}


LAYOUTS = {
    "plain": (0, "", "\n"),
    "indented": (0, "　　", "\n"),
    "apart": (0, "", "\n\n"),
    "run together": (0, "　　", ""),
    "column of 15": (15, "　　", "\n"),
    "column of 22": (22, "　　", "\n"),
    "column of 30": (30, "", "\n\n"),
}
"""The width of the column, if lines are wrapped, the indent of a paragraph and what stands between two."""


def laid_out(paragraphs: tuple[str, ...], layout: str) -> str:
    width, indent, gap = LAYOUTS[layout]
    return gap.join(wrapped(indent + paragraph, width) for paragraph in paragraphs)


def wrapped(text: str, width: int) -> str:
    starts = range(0, len(text), width or len(text))
    return "\n".join(text[start : start + (width or len(text))] for start in starts)


@pytest.mark.parametrize(
    ("headline", "layout"),
    [
        (headline, layout)
        for headline in HEADLINES
        for layout, (width, _, _) in LAYOUTS.items()
        if not (width and headline in ("in the line", "column of a table"))
    ],
)
def test_three_articles_in_every_layout(headline: str, layout: str) -> None:
    wanted = [(title, paragraphs) for title, *paragraphs in ARTICLES]
    for name, foot in FEET.items():
        page = "".join(
            HEADLINES[headline].format(title=title) + laid_out(tuple(paragraphs), layout) + foot
            for title, *paragraphs in ARTICLES
        )
        found = [
            (draft.title, draft.body.text.removesuffix("（完）").split("\n"))
            for draft in split_page(page)
        ]
        assert found == wanted, name


@pytest.mark.parametrize("width", range(14, 42))
def test_a_text_wrapped_at_any_width(width: int) -> None:
    text = (
        "昨日，记者来到沙坪水库工地。据市气象台预报，未来三天晴到多云，正适合浇筑混凝土。"
        "该工程于2023年6月25日开工，概算投资3.2亿元，来源：中央预算内资金占六成，其余由市县自筹。",
        "记者看到，大坝已经封顶，工人们正在安装闸门。“再过一个月就能下闸蓄水了。”项目经理告诉本报记者，"
        "水库建成后可灌溉4万亩农田，解决下游6个乡镇的用水。",
        "接受采访时，村民周桂兰说，为了给水库让路，全村搬到了镇上，日子比从前方便。（记者 王海涛）",
    )
    page = "沙坪水库\n" + "\n".join(wrapped(f"　　{part}", width) for part in text)
    (draft,) = split_page(page)
    assert draft.body.text == "\n".join(text).removesuffix("（记者 王海涛）")
