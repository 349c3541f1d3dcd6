"""Regions: what a name means, what an article is about, and what is no place at all."""

from __future__ import annotations

import json
import runpy
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jianbao.errors import RegionError
from jianbao.indexer.folding import fold
from jianbao.indexer.gazetteer import (
    ancestors,
    default_gazetteer,
    is_within,
    lookup_region,
    resolve_filter,
)
from jianbao.indexer.regions import (
    find_regions,
    read_frame,
    read_places,
    read_source,
    weigh_together,
)

PROBES = Path(__file__).parent / "probes" / "regions.json"


def about(
    body: str,
    title: str | None = None,
    *,
    page_regions: dict[str, float] | None = None,
    dateline: str | None = None,
) -> tuple[str, ...]:
    finding = find_regions(
        fold(title) if title else None, fold(body), dateline=dateline, page_regions=page_regions
    )
    return finding.regions


def is_right(expected: Sequence[str], regions: Sequence[str]) -> bool:
    """Judge a probe: paths are acceptable primaries, "" and [] mean none, AMBIG must name none."""
    primary = regions[0] if regions else ""
    if expected[:1] == ["MULTI"]:
        return set(expected[1:]) <= set(regions)
    if not expected or expected == ["AMBIG"]:
        return primary == ""
    return primary in expected


@pytest.mark.parametrize("held_out", [False, True])
def test_probes_stay_at_their_measured_level(held_out: bool) -> None:
    probes = [
        probe
        for probe in json.loads(PROBES.read_text(encoding="utf-8"))
        if probe.get("held_out", False) is held_out
    ]
    wrong = [p["text"] for p in probes if not is_right(p["expected"], about(p["text"]))]
    assert len(wrong) / len(probes) <= 0.02, wrong


def test_probes_cover_enough() -> None:
    probes = json.loads(PROBES.read_text(encoding="utf-8"))
    assert len(probes) >= 220
    assert len({probe["category"] for probe in probes}) >= 15
    places = default_gazetteer().places
    for probe in probes:
        paths = [e for e in probe["expected"] if e not in ("", "AMBIG", "MULTI")]
        assert all(path in places for path in paths), probe


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("重庆", ("重庆市",)),
        ("重慶市/大渡口區", ("重庆市/大渡口区",)),
        ("重庆大渡口", ("重庆市/大渡口区",)),
        ("大渡口", ("重庆市/大渡口区",)),
        ("河南济源", ("河南省/济源市",)),
        ("石河子", ("新疆维吾尔自治区/石河子市",)),
        ("东莞", ("广东省/东莞市",)),
        ("恩施", ("湖北省/恩施土家族苗族自治州",)),
        ("恩施市", ("湖北省/恩施土家族苗族自治州/恩施市",)),
        ("內蒙古", ("内蒙古自治区",)),
        ("吉林", ("吉林省",)),
        ("吉林市", ("吉林省/吉林市",)),
        ("福建 福州 鼓楼区", ("福建省/福州市/鼓楼区",)),
        ("下城区", ("浙江省/杭州市/拱墅区",)),
        ("莱芜市", ("山东省/济南市/莱芜区",)),
        ("济源地区", ("河南省/济源市",)),
        ("襄樊", ("湖北省/襄阳市",)),
        ("和安县", ("新疆维吾尔自治区/和田地区/和安县",)),
        ("察右前旗", ("内蒙古自治区/乌兰察布市/察哈尔右翼前旗",)),
        ("喀左县", ("辽宁省/朝阳市/喀喇沁左翼蒙古族自治县",)),
        ("绍兴县", ("浙江省/绍兴市/柯桥区",)),
        ("兵团第八师", ("新疆维吾尔自治区/石河子市",)),
        ("北海道", ()),
        ("无此地", ()),
        ("", ()),
    ],
)
def test_lookup(name: str, paths: tuple[str, ...]) -> None:
    assert lookup_region(name) == paths


def test_every_path_is_found_by_itself_and_run_together() -> None:
    for path in default_gazetteer().places:
        assert lookup_region(path) == (path,)
        assert lookup_region(path.replace("/", "")) == (path,)


def test_every_former_name_leads_to_a_current_division() -> None:
    gazetteer = default_gazetteer()
    for old, new in gazetteer.former_paths.items():
        assert new in gazetteer.places, old
        assert old not in gazetteer.places


def test_the_table_of_names_is_up_to_date() -> None:
    script = Path(__file__).parents[1] / "indexer" / "data" / "build_names.py"
    table: str = runpy.run_path(str(script))["table"]()
    assert script.with_name("names.tsv").read_text(encoding="utf-8") == table


def test_tables_are_sorted_as_bisection_needs_it() -> None:
    gazetteer = default_gazetteer()
    for keys in map(list, (gazetteer.places, gazetteer.names, gazetteer.former_paths)):
        assert keys == sorted(set(keys))


def test_every_name_leads_to_places() -> None:
    gazetteer = default_gazetteer()
    for naming in gazetteer.names.values():
        assert all(path in gazetteer.places for path in naming.paths), naming
    for name, paths in gazetteer.townships.items():
        assert all(path in gazetteer.places for path in paths), name


def test_filter_errors_list_candidates() -> None:
    assert resolve_filter("重庆") == "重庆市"
    with pytest.raises(RegionError, match="ambiguous") as ambiguous:
        resolve_filter("鼓楼区")
    assert "福建省/福州市/鼓楼区" in ambiguous.value.candidates
    with pytest.raises(RegionError, match="no region") as unknown:
        resolve_filter("大渡囗")
    assert unknown.value.candidates == ("重庆市/大渡口区",)


def test_tree() -> None:
    assert ancestors("福建省/福州市/鼓楼区") == ("福建省", "福建省/福州市")
    assert is_within("福建省/福州市/鼓楼区", "福建省/福州市")
    assert is_within("福建省", "福建省")
    assert not is_within("海南省", "海")


def test_a_shared_name_needs_evidence() -> None:
    assert about("朝阳区召开会议。") == ()
    assert about("朝阳区召开会议。", page_regions={"北京市": 3.0}) == ("北京市/朝阳区",)
    assert about("朝阳区召开会议。", "北京加快城市更新")[0].startswith("北京市")


def test_an_abolished_name_competes_with_a_current_one() -> None:
    assert about("江北区召开会议。") == ()
    assert about("重庆市江北区召开会议。") == ("重庆市/两江新区",)
    assert about("宁波市江北区召开会议。") == ("浙江省/宁波市/江北区",)


def test_the_county_is_chosen_when_the_article_is_about_it() -> None:
    body = "商洛市柞水县的木耳远销各地。柞水县干部说，柞水还要再建大棚。北京、上海的客商纷纷前来。"
    assert about(body) == ("陕西省/商洛市/柞水县",)
    body = "商洛市召开会议。柞水县、洛南县、丹凤县代表发言。商洛市将加快建设，商洛有信心。"
    assert about(body) == ("陕西省/商洛市",)


def test_the_dateline_speaks_only_when_nothing_else_does() -> None:
    assert about("新华社北京1月10日电 河南安阳市一家企业投产。")[0] == "河南省/安阳市"
    assert about("本报南京5月8日电 各窗口延长服务时间。") == ("江苏省/南京市",)
    assert about("各窗口延长服务时间。", dateline="本报重庆讯") == ("重庆市",)


def test_the_page_stands_in_and_confirms_townships() -> None:
    page = {"河南省/济源市": 4.0}
    assert about("园区里机器轰鸣。", page_regions=page) == ("河南省/济源市",)
    assert about("五龙口镇一个项目开工。") == ()
    assert about("五龙口镇一个项目开工。", page_regions=page) == ("河南省/济源市",)


def test_several_regions() -> None:
    assert set(about("川渝两地签署协议。")) == {"四川省", "重庆市"}
    assert set(about("京津冀协同治理。")) == {"北京市", "天津市", "河北省"}
    assert about("京沪高铁客流创新高。") == ()


@pytest.mark.parametrize(
    "text",
    [
        "加强国际合作市场建设。",
        "统筹资源县域商业发展。",
        "提高新区发展水平。",
        "河长治水有成效。",
        "沿西城大道向南，到中山路。",
        "记者王海南、通讯员陈长安报道。",
        "奥巴马政府发言。",
        "经济和政治都要发展。",
        "两座沿海城市遭到袭击。",
        "学习党的二十大理论成果。",
        "两国隆重庆祝建交四十周年。",
        "日本北海道近海发生地震。",
        "韩国平昌举办冬季运动会，平昌的赛道已经建成。",
        "巴方愿推动巴中友谊不断发展。",
        "31个省（自治区、直辖市）和新疆生产建设兵团报告新增病例12例。",
    ],
)
def test_not_places(text: str) -> None:
    assert about(text) == ()


def test_evidence_says_what_decided() -> None:
    title, body = "渭南高新区抢工期", "渭南市举行开工仪式。"
    finding = find_regions(title, body)
    assert finding.regions == ("陕西省/渭南市",)
    where = {"title": title, "body": body}
    assert [e.text for e in finding.evidence] == ["渭南高新区", "渭南市"]
    for evidence in finding.evidence:
        assert where[evidence.where][evidence.start : evidence.end] == evidence.text
        assert evidence.weight > 0


def test_any_text_is_survived() -> None:
    for text in ("", "重", "重庆", "\ud800重庆\ufffd", "🀄" * 100, "重庆市" * 20_000, "流过河北京"):
        find_regions(text, text)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("深圳市盐田区的东港区灯火通明。东港区一期正式投入运营。", "广东省/深圳市/盐田区"),
        ("咸阳市中山街上，“上海表行”和“重庆火锅”挂出了新招牌，“上海表行”最早。", "陕西省/咸阳市"),
        ("由沙田区五所中学组成的联校队首次参赛。", "香港特别行政区"),
        ("氹仔的新车站启用。", "澳门特别行政区"),
    ],
)
def test_parts_and_quoted_names_are_told_from_divisions(body: str, expected: str) -> None:
    assert find_regions(None, body).regions[0] == expected


def test_the_page_lends_its_region_only_to_what_counts_on_it() -> None:
    one = {"陕西省/咸阳市": 1.0}
    assert find_regions(None, "市水利部门检查了三座闸站。", page_regions=one).regions
    assert not find_regions(None, "一家企业近日被罚款三千元。", page_regions=one).regions
    two = {"陕西省/咸阳市": 2.0}
    assert find_regions(None, "一家企业近日被罚款三千元。", page_regions=two).regions
    assert not find_regions(None, "朝阳区法院近日作出判决。", page_regions=two).regions


def together(*bodies: str) -> list[tuple[str, ...]]:
    return [found.regions for found in weigh_together(read_places([(None, b) for b in bodies]))]


def test_what_a_page_is_about_weighs_in_its_articles() -> None:
    local = ("浏阳市召开会议，浏阳市部署工作。", "浏阳市新建三座水厂。")
    liuyang = ("湖南省/长沙市/浏阳市",)
    feature = "浏阳城区那条通长沙的老路边，有一座茶亭。"
    assert about(feature) == ("湖南省/长沙市",)
    assert together(*local, feature)[-1] == liuyang
    brief = "今年，浏阳在江西、广东、湖北开办门店百余家。"
    assert about(brief) == ()
    assert together(*local, brief)[-1] == liuyang


def test_a_page_lends_no_region_to_news_from_elsewhere() -> None:
    local = ("浏阳市召开会议，浏阳市部署工作。", "浏阳市新建三座水厂。")
    for foreign in (
        "新华社巴黎4月7日电 主帅公布了名单。",
        "据新华社电 中国足协公布了名单。",
        "澳大利亚站的比赛三次中断。",
    ):
        assert together(*local, foreign)[-1] == ()
    assert together(*local, "食堂每天供应三餐。")[-1] == ("湖南省/长沙市/浏阳市",)


def test_what_the_page_lends_confirms_the_page() -> None:
    found = together("七月的潜江市，荷叶连天。", "市水利部门检查了闸站。", "孩子们学习剪窗花。")
    assert found == [("湖北省/潜江市",)] * 3


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("昨天，家住五龙口镇的朱女士丢了钥匙，民警帮她找了回来。", ("河南省/济源市",)),
        ("通州区西亭镇的一位老人险些受骗，西亭镇派出所及时拦下了汇款。", ("江苏省/南通市/通州区",)),
        ("昨天，家住城关镇的朱女士丢了钥匙。", ()),
        ("会议要求加快推进，" * 20 + "与会的还有五龙口镇的代表。", ()),
        ("大中城市和小城镇协调发展，居民收入快于城镇居民。", ()),
        ("昨天，家住五龙口镇的朱女士从绵阳市回来。", ("四川省/绵阳市",)),
    ],
)
def test_a_township_alone_names_its_county_if_no_other_has_one(
    body: str, expected: tuple[str, ...]
) -> None:
    assert together(body) == [expected]
    if "五龙口" in body:
        assert together(body, "安宁市召开会议，安宁市部署工作。")[1] == ("云南省/昆明市/安宁市",)


def test_townships_of_one_county_confirm_one_another() -> None:
    bodies = (
        "张店镇建起文化广场。",
        "曹川镇修好一座新桥。",
        "圣人涧镇评选好媳妇。",
        "曹川镇的苹果熟了。",
    )
    pinglu = ("山西省/运城市/平陆县",)
    assert together(*bodies) == [pinglu] * 4
    assert together("平陆大天鹅北归，平陆天蓝水清。", *bodies[1:])[0] == pinglu
    assert together("张店镇建起文化广场。", "城关镇修好一座新桥。") == [(), ()]


def test_the_page_lends_the_place_that_an_article_calls_its_own() -> None:
    local = ("樟树市召开会议，樟树市部署工作。", "樟树市新建三座水厂。")
    zhangshu = "江西省/宜春市/樟树市"
    assert together(*local, "我市与深圳市签订合作协议。")[-1] == (zhangshu, "广东省/深圳市")
    assert together(*local, "市人民医院与南昌大学附属医院结成联合体。")[-1] == (zhangshu,)
    assert together(*local, "市交通局与上海的临港集团共建码头。")[-1] == (zhangshu,)
    assert together(*local, "我省药材出口创下新高。")[-1] == ("江西省",)
    assert together("郑州市召开会议。", "郑州市新建水厂。", "县水利局检查了闸站。")[-1] == (
        "河南省/郑州市",
    )


def test_an_office_that_signs_a_notice_places_it() -> None:
    notice = (
        "李某：本院受理你与某有限公司合同纠纷一案，现公告送达起诉状副本。" + "请按时到庭。" * 20
    )
    assert about(notice + "陕西省洛南县人民法院") == ("陕西省/商洛市/洛南县",)
    assert about("申请人通辽市科尔沁区某公司遗失汇票。内蒙古自治区突泉县人民法院")[0] == (
        "内蒙古自治区/兴安盟/突泉县"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("巴西圣保罗州启用了疫苗冷库，设备由中国青岛一家企业提供。", ()),
        ("当地时间二十日，代表团到访，会上谈到浙江的经验。", ()),
        ("巴西客商走进青岛，在青岛签下订单。", ("山东省/青岛市",)),
        ("俄罗斯游客沿着黑河市的江边散步。", ("黑龙江省/黑河市",)),
    ],
)
def test_news_from_abroad_is_not_about_a_place_it_touches(
    body: str, expected: tuple[str, ...]
) -> None:
    assert about(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("与河南三门峡、陕西潼关等地签订协议，收割机将跨区作业。", ()),
        ("大运河北京通州段今天恢复夜航。", ("北京市/通州区",)),
        ("瑞丽口岸货运通道恢复通关。", ("云南省/德宏傣族景颇族自治州/瑞丽市",)),
        ("四川眉山的老李把泡菜卖到了重庆、贵州、云南。", ("四川省/眉山市",)),
        ("总部位于深圳的企业在吉安市建厂。", ("江西省/吉安市",)),
        ("鲁南高铁菏泽至曲阜段开工，山东省交通厅说工期四年。", ("山东省",)),
        ("兰州军区的官兵在夏河县帮助牧民建起大棚。", ("甘肃省/甘南藏族自治州/夏河县",)),
        ("坠入喀什河的小轿车停在尼勒克县境内。", ("新疆维吾尔自治区/伊犁哈萨克自治州/尼勒克县",)),
        ("深圳前海发布新政，为港澳居民提供便利。", ("广东省/深圳市",)),
        ("台风登陆海南，登陆海南时风力十级。", ("海南省",)),
        ("固安县的园区距北京大兴只有12公里。", ("河北省/廊坊市/固安县",)),
        ("市人民法院建昌营法庭调解了一起纠纷，建昌营镇的李某还了钱。", ()),
        ("珲春综合保税区举办健步走活动。", ("吉林省/延边朝鲜族自治州/珲春市",)),
        ("周宁今天值班。周宁说，床边手术很顺利。", ()),
        ("副攻王锦州四次拦网，王锦州是场上最高的球员。", ()),
        ("中共中央决定：谌某同志任贵州省委书记。", ("贵州省",)),
        ("会议传达了总书记在参加江苏代表团审议时的讲话精神。", ()),
    ],
)
def test_the_role_of_a_name_decides(body: str, expected: tuple[str, ...]) -> None:
    assert about(body) == expected


def test_a_title_may_name_a_person() -> None:
    assert about("王延安守林三十年。王延安说，树比命还长。", "王延安：守林三十年") == ()
    assert about("郑州新添三座水厂，各区都能用上。", "郑州：新添水厂") == ("河南省/郑州市",)
    assert about("延安市的老王守林三十年。", "延安：守林三十年") == ("陕西省/延安市",)


def test_the_frame_of_a_page_places_its_articles() -> None:
    frame = read_frame(["凯里市人民政府网", "今日头条 图片 视频", "主办：凯里市大数据中心"])
    assert frame == ("贵州省/黔东南苗族侗族自治州/凯里市",)
    articles = read_places([("市人民政府召开常务会议", "会议指出，全市工业增速加快。")])
    assert weigh_together(articles, frame)[0].regions == frame
    assert weigh_together(articles)[0].regions == ()


def test_a_short_name_is_not_believed_against_counties_named_in_full() -> None:
    body = "甘肃省武威市古浪县的护林人走进沙漠，八步沙林场今年压沙五千亩。"
    assert about(body, "后人又进八步沙") == ("甘肃省/武威市/古浪县",)


def test_national_news_is_only_filed_from_beijing() -> None:
    assert about("本报北京1月2日讯 我国快递业务量突破400亿件。") == ()
    assert about("本报北京1月2日讯 各窗口延长服务时间。") == ("北京市",)


def test_the_whole_is_meant_by_who_speaks_of_all_of_it() -> None:
    body = "绵阳市{}出现阵雨，平武县雨量最大，平武县豆叩镇达到87毫米，北川县也有暴雨。"
    assert about(body.format("部分地方")) == ("四川省/绵阳市/平武县",)
    assert about(body.format("各地即全市")) == ("四川省/绵阳市",)


def test_one_example_does_not_place_news_of_the_whole_country() -> None:
    body = "最新统计显示，早稻栽插已过七成。湖南桃源县的合作社用上了集中育秧。"
    assert about(body, "今年我国早稻栽插进度快于往年") == ()
    assert about(body, "早稻栽插进度快于往年") == ("湖南省/常德市/桃源县",)


def test_a_heading_with_a_dot_names_a_county() -> None:
    body = "卫星智能总装车间迎来第一颗试产星，园区距北京大兴只有12公里。"
    assert about(body, "【河北·固安】卫星上了流水线")[0] == "河北省/廊坊市/固安县"


def test_all_places_of_an_enumeration_are_named_in_passing() -> None:
    assert about("来自黑龙江、吉林、河北的队员在营地里包饺子。") == ()
    assert about("日照市的芦笋销往北京、上海、广州等地。") == ("山东省/日照市",)


def test_a_list_of_matches_gets_no_region_from_its_page() -> None:
    matches = "河南队对梅州客家\n上海申花对南通支云\n深圳队对上海队"
    assert about(matches, "今日赛事预告", page_regions={"浙江省": 5.0}) == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("今年以来，各地加快建设充电桩。在江苏，工人正在接线；眼下青岛也有了新站。", ()),
        ("我国水稻开始插秧。往年这时，泰州的秧苗刚刚出齐。", ()),
        (
            "各地加紧排涝。湖南启动应急响应，长沙站水位上涨，长沙市转移群众，湖南省组织自救。"
            "江西、安徽、广西的水位也在上涨。江西转移群众，安徽加固堤防，广西调集队伍，江西、安徽仍有大雨。",
            (),
        ),
        ("泰州的秧苗刚刚出齐，比全国平均早了五天。", ("江苏省/泰州市",)),
        ("我国科研人员昨天在泰州启用了新的育秧工厂。", ("江苏省/泰州市",)),
    ],
)
def test_news_of_the_whole_country_is_not_about_its_examples(
    body: str, expected: tuple[str, ...]
) -> None:
    assert find_regions("新一季开始了", body).regions == expected


@pytest.mark.parametrize(
    "body",
    [
        "马上连线特约评论员周庆安。周庆安，您怎么看这种新会风？",
        "电机是列车的动力之源。这列开往哈尔滨的动车缓缓驶出车站。",
    ],
)
def test_a_person_or_a_word_is_no_county_because_a_place_is_touched(body: str) -> None:
    assert find_regions(None, body).regions in ((), ("黑龙江省/哈尔滨市",))


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        # An institution named first does not lead a place where something happens.
        (
            "哈尔滨音乐学院把大提琴拉到北极村",
            "8月8日，漠河县北极镇的江边，哈尔滨音乐学院的师生为村民演出。",
            "黑龙江省/大兴安岭地区/漠河市",
        ),
        # The body writes out the company that the title shortens.
        (
            "浙江中烟在咸丰援建水库",
            "湖北省咸丰县小村乡，由浙江中烟工业公司援建的水库动工。",
            "湖北省/恩施土家族苗族自治州/咸丰县",
        ),
        # People come from a place; the article is about where they are.
        (
            "宁波教师来了 望谟孩子有了新课堂",
            "望谟县第六小学的操场上，宁波教师俞亮吹响哨子。",
            "贵州省/黔西南布依族苗族自治州/望谟县",
        ),
        ("先问黄山姐", "在黑龙江省桦南县，农户都存着“黄山姐”的号码。", "黑龙江省/佳木斯市/桦南县"),
        ("李长沙的功夫", "在芜湖车站，连结员李长沙没有人不夸。李长沙不是长沙人。", "安徽省/芜湖市"),
        ("盘县：电杆背上山", "在乌蒙山深处的盘县，电杆全靠人抬马驮。", "贵州省/六盘水市/盘州市"),
        ("电视剧《山海关1644》定档", "电视剧《山海关1644》的制片方发布定档海报。", ""),
        (
            None,
            "9月14日，上海、江苏、浙江、安徽四地生态环境部门联合印发通知。",
            "上海市",
        ),
        (None, "福州6月4日电 福建省统计局今天公布，我省将开展普查试点。", "福建省"),
        (None, "安远2012年11月9日电（记者陈涛）总工会启动帮扶行动。", "江西省/赣州市/安远县"),
        (None, "清镇2020-02-24电（记者陈涛）总工会启动帮扶行动。", "贵州省/贵阳市/清镇市"),
        (None, "公园首批开放的是环湖绿道和东区草坪。", ""),
        (None, "济南市中区总工会启动帮扶行动。", "山东省/济南市/市中区"),
        (None, "临县总工会启动帮扶行动。", "山西省/吕梁市/临县"),
    ],
)
def test_what_an_article_is_about_among_what_it_names(
    title: str | None, body: str, expected: str
) -> None:
    assert (about(body, title) or ("",))[0] == expected


COUNTY = "福建省/三明市/尤溪县"
STATE = "贵州省/黔西南布依族苗族自治州"


@pytest.mark.parametrize(
    ("title", "body", "home", "expected"),
    [
        # A place that is only called by its kind is that of the page …
        ("我州召开调度会", "全州工业调度会在兴义召开，通报运行情况。", STATE, STATE),
        (
            "台湾业者来管前",
            "来自台湾的业者走进管前镇，洽谈合作。县农业局副局长说，金柑好卖了。",
            COUNTY,
            COUNTY,
        ),
        # … unless the article names one of the kind.
        (
            None,
            "在黑龙江省桦南县，县气象局的农气员在地里。",
            COUNTY,
            "黑龙江省/佳木斯市/桦南县",
        ),
        # A title shortens the township that the body names.
        (
            "联合梯田喊你来插秧",
            "在联合镇的云山村，一百多名从厦门、泉州赶来的游客下田学插秧。",
            COUNTY,
            COUNTY,
        ),
        # News of the whole country takes no place from the page.
        (None, "国家禁毒办发布报告，全国现有吸毒人员二百万名。", COUNTY, ""),
    ],
)
def test_what_the_page_tells_of_places_without_a_name(
    title: str | None, body: str, home: str, expected: str
) -> None:
    assert (about(body, title, page_regions={home: 5.0}) or ("",))[0] == expected


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("来源:柳州市公安局鱼峰分局 作者:", "广西壮族自治区/柳州市/鱼峰区"),
        ("来源:平南县公安局", "广西壮族自治区/贵港市/平南县"),
        ("来源:南方日报", ""),
        ("来源:柳州市公安局 审核:平南县公安局", ""),
    ],
)
def test_the_office_that_a_text_comes_from_places_it(line: str, place: str) -> None:
    assert read_source([fold(line)]) == place


def test_a_source_places_only_what_has_no_place_itself() -> None:
    texts = ["派出所提前部署考试安保。", "平南县公安局抓获两人。", "国家禁毒办发布报告。"]
    source = "广西壮族自治区/柳州市/鱼峰区"
    places = [replace(read, source=source) for read in read_places([(None, t) for t in texts])]
    found = [finding.regions for finding in weigh_together(places)]
    assert found == [(source,), ("广西壮族自治区/贵港市/平南县",), ()]


def test_a_city_in_a_city_is_meant_where_most_of_the_page_is_about_it() -> None:
    outer = "湖北省/咸宁市"
    inner = f"{outer}/赤壁市"
    body = "我市举行老年健身操展演，260名老人参加。"
    assert about(body, page_regions={inner: 2.0, outer: 1.0, "湖北省": 2.0}) == (inner,)
    assert about(body, page_regions={inner: 1.0, outer: 3.0}) == (outer,)


def test_a_county_named_in_full_settles_the_short_name() -> None:
    county = "广西壮族自治区/桂林市/兴安县"
    assert about("兴安县的灵渠北渠放干了水。", "兴安灵渠清淤") == (county,)
    assert about("灵渠北渠放干了水。", "兴安灵渠清淤") == ("内蒙古自治区/兴安盟",)
    assert about("长沙县的一家工厂投产。", "长沙：一季度开门红")[0].startswith("湖南省/长沙市")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("13岁的小将带着在天津举行的全国锦标赛上夺得的金牌回到兰州。", ("甘肃省/兰州市",)),
        ("会议在婺源县召开，通报了到安徽黟县学习考察的情况。", ("江西省/上饶市/婺源县",)),
        ("从徐州开来的列车昨天下午停靠在镇江火车站。", ("江苏省/镇江市",)),
        ("商贩从义乌批发来的扇子在海口被查扣。", ("海南省/海口市",)),
        (
            "双塔区一家超市销售的标称河北省秦皇岛市某公司生产的豆腐干不合格。",
            ("辽宁省/朝阳市/双塔区",),
        ),
        ("乌鲁木齐铁路局吐鲁番工务段的职工加固挡风墙。", ("新疆维吾尔自治区/吐鲁番市",)),
        ("自治、法治、德治发源于桐乡，如今落地生根。", ("浙江省/嘉兴市/桐乡市",)),
        ("浙江省松阳县党政代表团到赤壁市考察，赤壁市市长陪同。", ("湖北省/咸宁市/赤壁市",)),
    ],
)
def test_where_guests_goods_and_medals_come_from_is_no_subject(
    body: str, expected: tuple[str, ...]
) -> None:
    assert about(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "国务院批准的系统向社会公示企业年报。",
        "市场监管总局提醒消费者看清标志。",
        "中国足协宣布联赛暂停。",
        "据新华社北京9月26日电 铁路部门发售国庆返程车票。",
        "大陆与台湾的贸易额同比上升。",
    ],
)
def test_who_speaks_for_the_country_takes_no_place(body: str) -> None:
    assert about(body, page_regions={"江苏省/镇江市": 8.0}) == ()


def test_what_is_the_most_of_the_country_is_one_place() -> None:
    body = "黑龙江漠河迎来首批老人，漠河市中心敬老院冬天也暖和，不用到山东、海南过冬。"
    assert about(body, "我国最北县改市后养老床位投入使用")[0].endswith("漠河市")


def test_a_name_that_comes_again_after_a_role_is_a_person() -> None:
    body = "失主握着卖菜老人周长沙的手。清早，周长沙挑着一担辣椒去隆回县城。"
    assert about(body) == ("湖南省/邵阳市/隆回县",)
    titled = about("退休工人范无锡，家住镇江市。范无锡说。", "刻纸老人范无锡一把刀刻百图")
    assert titled == ("江苏省/镇江市",)


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        # A title names the province for readers elsewhere, the text the place …
        (
            "甘肃一货车侧翻 无人受伤",
            "昨日清晨，在康县境内的一处弯道，一辆运沙的货车翻进了路边的沟里。",
            "甘肃省/陇南市/康县",
        ),
        (
            "延边一林场扑灭山火",
            "记者从和龙市获悉，一处林场的山火已经扑灭。",
            "吉林省/延边朝鲜族自治州/和龙市",
        ),
        # … unless the title says itself that it is about the whole.
        ("甘肃：货车限速有新规", "在康县境内的一处弯道，新立了一块限速牌。", "甘肃省"),
    ],
)
def test_the_text_says_where_in_the_place_of_the_title(
    title: str, body: str, expected: str
) -> None:
    assert about(body, title)[0] == expected


def test_places_that_are_only_counted_up_do_not_scatter_an_article() -> None:
    opening = "记者从玉溪市旅游局获悉，玉溪市国庆期间接待的游客比去年多了一成。"
    guests = "市民出游，多去山东、河南、四川、陕西、青海、海南、北京、广东和江西。"
    assert about(opening + "今年的天气比往年好，各个景区都延长了开放的时间。" * 3 + guests) == (
        "云南省/玉溪市",
    )


def test_a_short_name_with_its_kind_needs_no_dictionary() -> None:
    assert about("在三都县廷牌镇的稻田里，收割机排成了一排。") == (
        "贵州省/黔南布依族苗族自治州/三都水族自治县",
    )


def test_the_owner_of_a_site_says_which_county_is_meant() -> None:
    frame = read_frame(["版权所有：融水县融媒体中心"])
    page = "县委召开会议，研究与柳州经济技术开发区的合作。我县的园区要抓紧建设，全县都要支持。"
    (finding,) = weigh_together(read_places([("", page)]), frame)
    assert finding.regions[0] == "广西壮族自治区/柳州市/融水苗族自治县"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Where vehicles come from and go to, and what someone pretends to be.
        (
            "在昌江区的路口，一辆鄱阳开往衢州的客车与一辆河北牌照的货车相撞。",
            "江西省/景德镇市/昌江区",
        ),
        ("昨天，义乌市民骆女士接到自称“北京市公安局”的电话，险些汇款。", "浙江省/金华市/义乌市"),
        ("救援队继武汉后在广西南宁举行了演习。", "广西壮族自治区/南宁市"),
        # The end of a name begins the next word.
        ("日前，共青团武平县委推出有奖竞答。", "福建省/龙岩市/武平县"),
        ("来自台湾高雄的师生走进遂昌县的纪念馆。", "浙江省/丽水市/遂昌县"),
    ],
)
def test_places_that_are_only_touched(body: str, expected: str) -> None:
    assert about(body) == (expected,)


def test_two_cities_of_one_province_do_not_hide_what_is_said_of_all_of_it() -> None:
    body = "省交通厅通报{}公路建设情况，晋城环城路工程进入尾声，运城环城路将建成通车。"
    assert about(body.format("1月至10月")) == ("山西省/晋城市", "山西省/运城市")
    assert about(body.format("山西和我省各市的")) == ("山西省",)


def test_our_province_before_a_city_is_no_more_than_an_address() -> None:
    body = "山东省地震台网测定，我省乳山市发生4.3级地震，乳山市有震感，烟台市也有震感。"
    assert about(body) == ("山东省/威海市/乳山市",)


def test_the_only_place_of_a_story_may_come_late() -> None:
    opening = (
        "便利店店主称拆迁时与城管发生了冲突，双方各执一词，店主说是野蛮执法，城管说只是拉扯。" * 3
    )
    late = "记者询问了云岩区城管大队的队员，云岩区一家医院已为店主验伤。"
    assert about(opening + late) == ("贵州省/贵阳市/云岩区",)
    national = (
        "国家卫生部门通报，全国昨日新增病例一百多例，比前天少，各地医院床位充足，药品够用。" * 3
    )
    assert about(national + "疏附县新增两例，疏附县的医院已收治。") == ()


def test_a_paper_cited_in_foreign_news_places_nothing() -> None:
    assert about("日本媒体披露一名作家的家事，台湾联合新闻网3月24日引述了这篇报道。") == ()


def test_a_short_name_before_the_police_of_the_place_is_no_word() -> None:
    assert about("小鄢被骗到丹阳，几天后丹阳警方把他救出。") == ("江苏省/镇江市/丹阳市",)
    assert about("和平警方的说法没有得到证实。") == ()


def test_guests_come_from_elsewhere() -> None:
    body = (
        "12月11日，淮南市凤台县民防办一行在余主任陪同下到长丰县参观学习。"
        "凤台县民防办一行先看了避难场所，长丰县介绍了做法，凤台县的客人记了满满一本。"
    )
    assert about(body, "凤台县民防办一行到长丰县考察民防工作")[0] == "安徽省/合肥市/长丰县"


def test_a_paper_is_named_after_its_place() -> None:
    assert read_frame(["大 丰 日 报    2009年5月19日"]) == ("江苏省/盐城市/大丰区",)
    assert read_frame(["光明日报 2009年5月19日", "朝阳日报"]) == ()


@pytest.mark.parametrize(
    "body",
    [
        "平武县的山沟里游人不断，许多长沙、常德的自驾游客沿着沟谷看红叶。",
        "平武县虎牙乡的龙舟队将参加六月在肇庆举行的邀请赛。",
        "口岸车流密，平武县的鸡蛋坐专列去成都。",
    ],
)
def test_where_guests_come_from_and_where_somebody_goes_is_not_the_subject(body: str) -> None:
    assert about(body)[0] == "四川省/绵阳市/平武县"


@pytest.mark.parametrize(
    "body",
    [
        "8月下旬，县人民医院新购置的设备投入使用，全县群众不必再到西昌、攀枝花做检查。",
        "县里加了120个移动厕位，一位广西来的球迷在留言里写道：球好看。",
        "县老干部局组织六十名老人参观县城，从新建的县人民医院到伊犁河大桥，一路看一路赞。",
        "“我在安徽阜阳当过兵，站岗站惯了。”我县的志愿者笑笑。",
    ],
)
def test_where_people_come_from_and_go_to_is_no_subject(body: str) -> None:
    page = {"四川省/凉山彝族自治州/会理市": 3.0}
    assert find_regions(None, body, page_regions=page).regions == ("四川省/凉山彝族自治州/会理市",)
