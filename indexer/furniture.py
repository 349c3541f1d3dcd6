"""What belongs to the printed page or the site rather than to an article: mastheads, buttons, links.

A masthead line is recognised by its parts: when dates, editions, editors and telephones are taken
away, next to nothing is left.  A button stands alone or among buttons; a headline may begin with its word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FOLIO = re.compile(
    r"[-—·－\s]*\d{1,3}[-—·－\s]*|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,3}\s*/\s*\d{1,3}"
    r"|共\s*\d{1,6}\s*[条篇页](?:记录)?[\s，,]*(?:第\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*页)?"
    r"|page\s*\d+(?: of \d+)?"
    r"|[（(]?(?:上接|下转|转下?|接上?)\s*(?:\d{1,2}月\d{1,2}日)?\s*第?\s*[a-z]?[\d一二三四五六七八九十]{1,2}\s*版[^。]{0,12}[）)]?"
    r"|\[pdf[^\[\]]{0,12}\]"
)
JUMP = re.compile(
    "[▲△]?[（(]?上?接[^（()）。，]{0,12}?第?\\s*[a-z]?[\\d一二三四五六七八九十]{1,2}\\s*版[)）]?\\s*"
)
"""What stands above the rest of an article that began on another page."""
TURN = re.compile("[（(]?下?转第?[a-z]?[\\d一二三四五六七八九十]{1,2}版[)）]?$")
"""What ends the part of an article that goes on at another page."""
_HEADER = re.compile(
    r"(?:[^。]{0,24}检索(?:式|词|条件)[：=]|(?:国内)?(?:统一)?(?:刊号)? ?(?:cn)?\d{2}[—-]\d{4}/[(（]?[a-z]{1,2}[)）]?$"
    r"|(?:星期|周)[一二三四五六日天]\s+\d{1,2}月\d{1,2}日"
    r"|[^。：]{0,10}今天是(?:\d{4}年)?\d{1,2}月\d{1,2}日|[一-龥]{2,6}天气：[^。]{2,24}$|[a-d]\d{1,2} [一-龥]{2}$"
    r"|[a-z]?\d{1,2}\s*[·|]?\s*(?:要闻|综合|体育|时政|社会|经济|文化|民生|副刊|教育|健康|国际|国内|地方|[一-龥]{2}新闻)$"
    r"|[一-龥]{2,8}(?:日报|晚报|晨报|早报|时报|商报|周报|都市报|导报|快报)(?:\s+[^。，]{1,20}|[a-z]?\d{1,3})?$"
    r"|第?\s*[a-z]?\s*[\d〇零一二三四五六七八九十]{1,3}\s*版(?=[\s：:·|]|$)|版面?[:：]|(?:《?[一-龥]{2,12}》?\s*)?(?:\d{4}年)?第\s*\d{1,6}\s*期"
    r"|[一-龥]{2,6}(?:专刊|周刊|特刊|副刊)(?:\s+[^。，]{1,12})?$|本版(?:稿件|撰文|文字|照片|图文|文图|图片)(?!：)"
    r"|(?:[a-z']{2,12} ){1,3}(?:ri|wan|zhou|chen)?bao$|\d{4}/\d{1,2}/\d{1,2} [a-z]?\d{1,2}版?$)"
)
_HEADER_INSIDE = re.compile(
    r"第\s*[a-z]?\s*[\d〇零一二三四五六七八九十]{1,3}\s*版"
    r"|(?:\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
    r"\s*(?:星期|周)[一二三四五六日天]"
    r"|(?<![一-龥\d])[a-z]?\d{1,2}\s*版(?![一-龥\d《])"
    r"|^[一-龥]{0,8}\s*\d{1,2}月\d{1,2}日\s*(?:星期|周)[一二三四五六日天](?:\s|$)"
    r"|(?:^|\s)(?:要闻|综合|体育|时政|社会|经济|文化|民生|副刊|教育|健康|国际|国内|地方|三农|[一-龥]{2}新闻)版(?:\s|$)"
    r"|\s[★☆]\s"
)
_INSIDE_SIGNS = frozenset("版周期★☆")
_RUNNING_TITLE = re.compile(
    r"[一-龥]{2,12}\s+\d{4}\s*[·.年/-]\s*\d{1,2}月?\s+[-—–]\s*\d{1,4}\s*[-—–]"
)
"""The name of a magazine, its month and the number of the page."""
_SPACED_OUT = re.compile("(?:[一-龥] ){2,}[一-龥](?=$| )")
_PAPER = re.compile("《?[一-龥]{1,10}(?:报|融媒|工人|周刊|时讯|快讯|通讯|专[页版刊])》?")
_ISSUED = re.compile(
    r"(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-./]\d{1,2}[-./]\d{1,2}|[〇零○一二三四五六七八九]{4}年)[^，。]{0,12}"
)
_PRINTED = re.compile(
    r"[a-z]?\d{1,3}版?|(?:[一-龥]{2})?(?:新闻|要闻|综合|时政|社会|经济|文化|民生|副刊|教育|体育|广告)|(?:星期|周)[一二三四五六日天]"
    r"|农历[一-龥]{2,10}|[一二三四五六七八九十\d]{1,2}月[一二三四五六七八九十\d]{1,3}日(?:出版)?|今日[^，。]{1,4}版|[^，。]{0,6}(?:零售价|定价)[^，。]{1,8}"
    r"|总?第[^，。]{1,8}[期号版]|(?:编辑|责编|主编|主办|校对|版式)：[一-龥]{2,10}|(?:微信号?|公众号|网址|热线)：?[a-z\d_.-]*|[a-z\d_.-]{4,}|[一-龥]"
)
"""A field of a masthead beside the paper and the day."""
_PHONE_ENDS = frozenset("0123456789x×*")
_PHONE = re.compile("(?:电话|热线|手机|咨询|联系)[^，。\\d]{0,6}[\\d×x*—-][\\d×x*—()（） -]{6,}$")
_LONGEST_PHONE = 40
_OFFER = re.compile(
    "诚聘|招聘|招租|招商|出租|出售|转让|代理|加盟|特惠|优惠|全场|广告|批发|维修|搬家|直销|订房|订座|预订|恭迎|惠顾"
)
"""What is offered or sought in an advertisement."""
_FOLIO_SIGNS = frozenset("检报版期周刊赠免今天★☆")
_NAME = "(?!同志|部|室|注|按)(?:[一-龥]{2,4}|[一-龥] {1,2}[一-龥])(?![一-龥])"
_STAFF = (
    "(?:(?:责任|值班|执行|本版|本期|实习|助理|新媒体|美术|视觉|版式|图片|文字)?(?:编辑|编委|总编|主任|主编|副主编|设计)|责编|美编|组版|版式|校对|责校|审校|审读"
    "|制版|制图|排版|视觉|统筹|监制|审核|美术|印刷|承印)"
)
_FURNITURE = re.compile(
    rf"《[一-龥]{{2,12}}》\d{{4}}年第\s*\d{{1,4}}\s*期|{_STAFF}\s*[:：/|]?\s*{_NAME}(?:[ 、]{{1,2}}{_NAME})*"
    r"|(?<![一-龥])(?:本报|新闻|公告|编辑部|爆料|投稿|报料|广告|刊登|发行|订阅|零售|值班|夜班|读者|来稿)*"
    r"(?:热线|电话|传真|邮箱|信箱|邮编|网址|qq群?|e-?mail)\s*[:：/]?\s*[a-z\d@._—（）()\- ]{5,}"
    r"|国内统一(?:连续出版物|刊)号\s*[:：]?\s*(?:cn\s*\d{2}\s*[-—－]\s*\d{4}|[（(]内部资料[)）])?|邮发代号\s*[:：]?\s*[\d\-—－]+"
    r"|准印证号?\s*[:：]\s*(?:[一-龥]\s*)?[a-z\d\-—－()（）]+|(?:每份)?(?:定价|零售价)\s*[:：]?\s*\d[\d.]*\s*元"
    r"|(?:本报|报社|社|编辑部)?地址\s*[:：]\s*[一-龥\d（）()-]{4,30}"
    r"|(?:https?://|www\.)\S+|[\w.\-]+@[\w.\-]+"
)
_FURNITURE_SIGN = re.compile(
    "编辑|编委|总编|主任|主编|设计|责编|美编|组版|版式|校对|责校|审校|审读|制版|制图|排版|视觉|统筹|监制|审核|美术|印刷|承印"
    "|热线|电话|传真|邮箱|信箱|邮编|网址|地址|刊号|代号|准印证|定价|零售价|qq|mail|http|www|@"
)
"""Much cheaper than `_FURNITURE`, and in every match of it."""
_CREDITED = re.compile("记者|通讯员|作者|特约|撰|摄|文/|来源")
_LEFT_OVER = re.compile("[^\\w]|\\d")
_PUBLISHED = re.compile("机关刊物|内部(?:资料|刊物)|免费(?:交流|赠阅|取阅)|印数：? ?\\d")
_ROOM = 4
"""Code points, other than digits and marks, that may be left of a masthead line: the name of a column."""

_NAV = re.compile(
    r"(?:首页\s|当前位置|您(?:的位置|现在的位置|当前(?:的)?位置)|(?:所在)?位置：|所在位置|上一[篇页条版期]|下一[篇页条版期]|前一篇|后一篇|分享(?:到|至|本文|让更多)|打印\s|返回\s|返回[一-龥]{2,4}，查看更多|关闭\s"
    r"|扫一扫|扫码|扫描[^，。]{0,8}二维码|(?:点击"
    r"|立即|打开)?下载[^，。]{0,10}(?:客户端|app)"
    r"|\d\d[:：]\d\d ?/ ?\d\d[:：]\d\d|[音视]频[丨|]|\[ ?本帖最后由|回复 (?:引用"
    r"|举报)|(?:标题|本版|本期|版面)(?:导航|目录|标题)|相关(?:新闻|阅读|链接|报道|推荐|文章"
    r"|稿件|专题)|延伸(?: *· *)?(?:阅读|推荐)|推荐阅读|往期(?:推荐|回顾|精彩)"
    r"|精彩推荐|热门(?:推荐|新闻|文章|排行|标签)|(?:\d{1,2}小时)?热[点文榜](?:新闻|推荐|排行|榜)?$|热点(?:新闻|推荐|排行)|[一-龥]{0,4}排行榜"
    r"|猜你喜欢|为[您你]推荐|[您你]可能会?(?:喜欢|感兴趣)|(?:访问|查看)?更多(?:精彩|新闻|内容|资讯|：)|(?:原文|本文|文章)(?:链接|地址)|版权声明|免责声明|copyright|©|.{0,12}icp备|.{0,12}公网安备|.{0,4}公安网备|违法和不良信息举报|联系我们|关于我们"
    r"|网站地图|字号[：:]|点击(?:图片|查看|阅读|进入|[上下]方|蓝字|关注)|长按|识别.{0,6}二维码|[↓\s]*戳.{0,12}阅读原文|关注我们|喜欢就"
    r"|(?:早安|早上好|晚安)?[，！ ]*今天是\d{4}年|点亮.?星标|(?:设为|加)星标"
    r"|责任编辑$|主办单位|承办单位|技术支持|友情链接|【?(?:打印|字体|收藏|关闭))"
    r"|(?:分类|便民)?\s*·?\s*广告\s*(?:[:：·]|\s|$)|便民信息"
    r"|\[[^\[\]]{2,12}\][（(]http|[\[【]?\s*(?:打印|关闭)(?:本[页文]|窗口)?[】\]\s]|[—–\-\s]*end[—–\-\s]*$"
)
_SITE_WORDS = (
    "点|在看|复制|链接|原文|繁体|简体|无障碍|长者|模式|关怀|版|设为|加入|发贴|发帖|跟贴广场|去|看看|并|默认"
    "|目前|没有|正在|读取|快速|我要|反馈|记住我|密码|账号|免|作者|来源|编辑|审核|上传|发布|发表|发稿|更新|录入|时间|日期|点击|浏览|阅读|访问|人气"
    "|热度|数|量|次|语音|收听|朗读|播放|评论|写评论|留言|跟帖|跟贴|自律公约|用户|点评"
    "|发送|提交|回复|验证码|网友|热议|最新|全部|查看|用手机|用微信|手机|扫|扫描|扫码|扫一扫"
    "|二维码|看文章|更加|方便|朋友|好友|朋友圈|微信|微博|空间|公众号|分享|转发|收藏|点赞|打赞"
    "|举报|纠错|打印|关闭|窗口|本页|本文|返回|首页|顶部|列表|目录|上一篇|上一页|上一条|下一篇"
    "|下一页|下一条|没有了|暂无|相关|推荐|热门|热点|精彩|排行|排行榜|文章|新闻|内容|资讯|信息"
    "|更多|加载|调整|字体|字号|放大|缩小|正常|隐藏|边栏|标签|关键词|关键字|分类|栏目|位置"
    "|当前|您|我们|关于|联系|网站|地图|导航|搜索|登录|注册|入驻|申请|会员|下载|客户端|已|共"
    "|有|人|条|篇|参与|来|说|两句|一下|展开|详细|详情|全文|收起|到|给|至|与|和|的|在|了|大|中|小|赞|赏|踩|易信|关注|后|前|腾讯|新浪|搜狐|人人网?|豆瓣|知乎|贴吧|百度|开心网"
)
_SITE_WORD = re.compile(
    "|".join([*sorted(_SITE_WORDS.split("|"), key=len, reverse=True), "[a-z\\d]+", "[^\\w]+"])
)
"""A word of a site's own, the longest first, so that no line can be read in many ways."""
_NAMED = re.compile("[一-龥]|a[+-]")
"""What a button has besides marks and figures: A+ makes letters larger."""
_BULLETS = "•·●○■□◆◇▶►>»》- "
_TRAIL = re.compile("[>»›].*[>»›]")
_DATED_LINK = re.compile(
    r"\s(?:[（(\[]?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[)）\]]?|\d{1,2}版)$"
    r"|(?<=[一-龥”）])\d{4}-\d\d-\d\d(?:\d\d-\d\d)?$"
)
_LINK_ENDINGS = frozenset("0123456789)）]版")
_SHORTEST_MENU, _LONGEST_ENTRY = 3, 4
_SUBJECT = re.compile(
    "首页|要闻|头条|时政|财经|经济|社会|教育|文化|文体|体育|娱乐|科技|健康|民生|法治|军事|国内|国际|地方|县区"
    "|专题|评论|图片|视频|房产|汽车|旅游|美食|三农|公告|专栏|论坛"
)
"""What the parts of a paper or a site are called."""
_MENU = re.compile(r"[^\s|，。：；]{1,8}(?:\s*[|｜│]\s*[^\s|，。：；]{1,8}){2,}")


_LEADS_AWAY = re.compile(
    "相关|延伸|推荐|往期|精彩|热[门点榜]|\\d{1,2}小时|猜你|为[您你]|[您你]可能|更多|上一|下一|[一-龥]{0,4}排行"
)
_DISCLAIMER = re.compile(
    "^.?(?:版权|免责|特别|郑重|转载)声明|声明：(?:凡|本|该文)|凡本[网站报]|凡注明|转载(?:请|须|需|时)|版权所有|(?:注明|标明)(?:出处|来源|转载)|违者(?:必究|将依法|将追究)"
    "|未经[^，。]{0,16}(?:授权|许可|同意|允许)[^。]{0,16}(?:转载|使用|复制|镜像|摘编|转发)|(?:请勿|严禁|禁止|不得|谢绝)(?:擅自)?(?:转载|复制|摘编)"
    "|(?:仅|不)(?:代表|表明)(?:本|[^，。]{0,8}(?:作者|个人|平台|网))[^，。]{0,10}(?:观点|立场|意见)|(?:如有|若有|如涉及?|如发现|若涉及?)[^。]{0,24}(?:侵权|侵犯|不妥|版权)|版权归[^，。]{0,14}所有"
    "|(?:文章?|图片|内容|素材|部分)[^，。]{0,8}(?:源于|源自|来自|转自|取自)(?:互联)?网络|联系[^，。]{0,12}(?:删除|删稿)"
    "|本网[^，。]{0,8}所刊载|知识产权(?:为|归|属)[^。]{2,40}(?:所有|持有)|本[网站平台]{1,2}(?:不承担|仅提供|发布此信息)|网友评论仅供|观点仅代表作者|您要为您|浏览器[^。]{0,8}(?:无法|不支持)"
    "|不构成[^。]{0,8}建议|风险自担|the content above|all rights reserved"
)
_DISCLAIMER_SIGNS = (
    "转载",
    "版权",
    "声明",
    "侵权",
    "代表",
    "网友评论",
    "言论",
    "浏览器",
    "网络",
    "删除",
    "知识产权",
    "凡",
    "违者",
    "未经",
    "不妥",
    "content",
    "reserved",
)
"""One of these stands in every disclaimer; looking for them is much cheaper."""
_LONGEST_DISCLAIMER = 240
_DISCLAIMER_REACH = 60
"""Code points in which a sentence about the site says so."""


def disclaims(text: str) -> bool:
    """Say whether a line, often whole sentences, is about the rights and duties of a site."""
    if len(text) > _LONGEST_DISCLAIMER or not any(sign in text for sign in _DISCLAIMER_SIGNS):
        return False
    return _DISCLAIMER.search(text, 0, _DISCLAIMER_REACH) is not None


_OWNER = re.compile("版权所有|copyright|©|主[办管]")


def leads_away(text: str) -> bool:
    """Say whether what follows a line of navigation are the titles of other articles."""
    return "：" not in text and _LEADS_AWAY.match(text) is not None


def names_owner(text: str) -> bool:
    """Say whether a line tells whose the site is: 版权所有：某县融媒体中心."""
    return _OWNER.search(text) is not None


_SITE_BEHIND = re.compile("$| ?[_—–|｜-]| [^_—–|｜-]{2,20}[_—–|｜-]")
"""The name of the site, behind the headline in the title of a page."""


def is_repeated(text: str, above: Sequence[str]) -> bool:
    """Say whether a line stands above as well, alone or as the title of the page with that of its site."""
    return any(line.startswith(text) and _SITE_BEHIND.match(line, len(text)) for line in above)


def masthead(text: str) -> bool:
    """Say whether a folded line is printed on the page itself: paper, date, edition, editors."""
    if text[-1] in "-—–" and _RUNNING_TITLE.fullmatch(text):
        return True
    if not text[0].isascii() and _FOLIO_SIGNS.isdisjoint(text):
        return False
    if _HEADER.match(text) or ("，" not in text and _PUBLISHED.search(text)):
        return True
    if "年" in text and _prints_fields(text):
        return True
    inside = not _INSIDE_SIGNS.isdisjoint(text) and "，" not in text
    return inside and _HEADER_INSIDE.search(text) is not None


def closed_up(text: str) -> str:
    """Write the name of a paper that is spaced out at the head of a line in one word: 大 丰 日 报."""
    name = _SPACED_OUT.match(text)
    return name[0].replace(" ", "") + text[name.end() :] if name else text


def _prints_fields(text: str) -> bool:
    """Say whether a line is a paper, the day of an issue, and what else stands at the top of a page."""
    fields = [field for field in re.split("[ /|·]+", closed_up(text)) if field]
    rest = [field for field in fields if not _PAPER.fullmatch(field)]
    plain = [field for field in rest if not _ISSUED.fullmatch(field)]
    return len(fields) > len(rest) > len(plain) and all(map(_PRINTED.fullmatch, plain))


def advertises(text: str) -> bool:
    """Say whether a line without a stop sells or seeks something and ends with a telephone number."""
    return (
        text[-1] in _PHONE_ENDS
        and "。" not in text
        and _PHONE.search(text, max(0, len(text) - _LONGEST_PHONE)) is not None
        and _OFFER.search(text) is not None
    )


def staff_line(text: str) -> bool:
    """Say whether a line holds only editors, telephones, addresses, and at most a column's name."""
    if not _FURNITURE_SIGN.search(text) or _CREDITED.search(text):
        return False
    rest, count = _FURNITURE.subn("", text)
    return count > 0 and len(_LEFT_OVER.sub("", rest)) <= _ROOM


def navigates(text: str) -> bool:
    """Say whether a line leads to other pages, or is a button of its own."""
    text = text.lstrip(_BULLETS) or text
    if _NAV.match(text) or _TRAIL.search(text):
        return True
    if len(text) <= 40 and _is_of_site(text):
        return True
    if ("|" in text and _MENU.fullmatch(text)) or _lists_subjects(text):
        return True
    return linked_date(text) > 0


def _is_of_site(text: str) -> bool:
    """Say whether a line is nothing but words of a site's own, however they are put together."""
    position = 0
    while position < len(text) and (word := _SITE_WORD.match(text, position)):
        position = word.end()
    return position == len(text) and _NAMED.search(text) is not None


def linked_date(text: str) -> int:
    """Return where the date begins that ends a link (标题 2017-03-14), or 0."""
    if text[-1] not in _LINK_ENDINGS:
        return 0
    match = _DATED_LINK.search(text, max(4, len(text) - 16))
    return match.start() if match else 0


def _lists_subjects(text: str) -> bool:
    """Say whether a line is a menu of short words, three of which name parts of a site."""
    words = text.split(" ")
    return (
        len(words) >= _SHORTEST_MENU
        and max(map(len, words)) <= _LONGEST_ENTRY
        and sum(_SUBJECT.fullmatch(word) is not None for word in words) >= _SHORTEST_MENU
    )
