"""Chinese surnames: those in use, those of two characters, and those that hardly begin another word."""

from __future__ import annotations

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉"
    "岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮"
    "蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢"
    "滑裴陆荣翁荀羊於惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜"
    "黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴闻党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦"
    "艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧利蔚越隆师巩厍聂晁勾敖融冷辛阚那简饶空曾沙养鞠须丰巢关蒯相查后荆红游竺权盖"
    "普益桓公肖岳闫佟代涂覃仝卢展隋覃仉逯亓麦邸苟牟楚衣佘付缑巨哈商原信由官庹伟冼粟矫谌来锁晋但禤税佀丛起邝仝佘鞠昝苑鹿漆渠"
)
COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "东方",
    "端木",
    "呼延",
)
PLAIN_SURNAMES = frozenset(
    "王李张刘陈杨赵吴周徐孙朱胡郭罗郑梁谢宋韩冯邓曹彭曾肖董袁潘蒋蔡杜魏吕沈姚卢姜崔谭陆汪廖贾邹孟薛闫侯邱秦黎贺顾郝龚邵钱严覃戴"
)
"""Surnames that seldom begin another word; a dictionary word with one of them is a known name."""
FIRM_SURNAMES = PLAIN_SURNAMES - frozenset("陆贺谢顾曾严钱周戴梁汪")
"""Those that hardly ever end another word either: 登陆海南, 祝贺浦东."""
