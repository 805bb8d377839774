"""Invented names of places and people. Nobody and nowhere is meant."""

import random
from collections.abc import Iterator
from itertools import product

COUNTY_HEADS = tuple("安宁和康顺清昌泰丰兴永瑞平嘉明长福德仁义礼信华")
COUNTY_TAILS = tuple("川原溪岭湖")
TOWN_HEADS = tuple("新石白青大双龙凤金银玉云紫黄红松柏柳槐桃杏荷梅兰竹")
TOWN_TAILS = (*"桥山泉河岗坪台店集沟", "桥头", "河口")
VILLAGE_HEADS = tuple("东西南北前后上下大小新老中")
FAMILIES = tuple(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁马方任袁史唐薛雷贺罗郝安"
    "常于傅康余顾孟黄萧尹姚邵汪毛狄米戴宋庞熊纪舒屈项祝董梁杜阮蓝贾江郭梅林钟徐邱高夏蔡田樊胡霍万卢莫房丁"
    "邓石崔龚程邢裴陆荣翁段侯武刘龙叶白乔温庄"
)
VILLAGE_TAILS = tuple("庄营屯寨沟坡洼台铺河桥湾")
GIVEN = tuple(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红文建国春生志海燕云林梅凤树山川成宝永福贵喜庆康"
    "宁安乐欣怡佳慧颖雪晨宇浩然博睿思远子涵梓轩雨桐若清河月星辰立新"
)


def county_names(count: int, stream: random.Random) -> list[str]:
    """安川县, 宁原县, ...: the first part does not come back before all were used."""
    heads, tails = list(COUNTY_HEADS), list(COUNTY_TAILS)
    stream.shuffle(heads)
    stream.shuffle(tails)
    found = [f"{heads[n % len(heads)]}{tails[(n // len(heads) + n) % len(tails)]}" for n in range(count)]
    return [f"{name}{'区' if n % 4 == 0 else '县'}" for n, name in enumerate(found)]


def township_names(stream: random.Random) -> Iterator[tuple[str, str]]:
    """(name, kind) without end of one county; the kind is 街道, 镇 or 乡."""
    found = [head + tail for head, tail in product(TOWN_HEADS, TOWN_TAILS)]
    stream.shuffle(found)
    for place, name in enumerate(found):
        kind = ("街道", "镇", "镇", "乡")[place % 4]
        yield (f"{name}街道办事处" if kind == "街道" else f"{name}{kind}"), kind


def village_names(stream: random.Random) -> Iterator[str]:
    """Names of one township without what kind they are; every sixth has no word in front."""
    found = [
        f"{head}{family}{tail}" for head in (*VILLAGE_HEADS, "") for family, tail in product(FAMILIES, VILLAGE_TAILS)
    ]
    yield from stream.sample(found, 200)


def person_name(stream: random.Random) -> str:
    family, given = stream.choice(FAMILIES), stream.choice(GIVEN)
    return f"{family}{given}{stream.choice(GIVEN) if stream.random() < 0.7 else ''}"
