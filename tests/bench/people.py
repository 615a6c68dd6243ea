"""Invented customers in any number, the same ones every time."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime

from crm.customers import Channel, ChannelKind, Customer, CustomerKind

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"  # noqa: E501
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉红建国文辉力志明永健世广义兴良海山仁波宁贵福生龙元全胜学祥才发成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆"  # noqa: E501
TRADES = ("精密机械", "商贸", "餐饮", "物流", "电子", "建材", "食品", "服饰", "科技", "印刷")
MOMENT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def customers(count: int, team_id: str, owner_ids: tuple[str, ...], seed: int = 7) -> Iterator[Customer]:
    """Yield `count` customers spread over the owners."""
    chance = random.Random(seed)
    for number in range(count):
        name = chance.choice(SURNAMES) + "".join(
            chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2)))
        )
        is_company = number % 12 == 0
        phone = f"139{number:08d}"
        yield Customer(
            id=f"bench{number:09d}",
            team_id=team_id,
            owner_id=owner_ids[number % len(owner_ids)],
            kind=CustomerKind.COMPANY if is_company else CustomerKind.PERSON,
            name=f"{name}{chance.choice(TRADES)}有限公司" if is_company else name,
            company=f"{chance.choice(GIVEN)}{chance.choice(GIVEN)}{chance.choice(TRADES)}"
            if number % 5 == 0
            else "",
            channels=(Channel(kind=ChannelKind.PHONE, address=phone),),
            created_at=MOMENT,
            updated_at=MOMENT,
        )
