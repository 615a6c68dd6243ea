"""The slots of lines: readable Chinese braces, each with where its value comes from.

A line is eligible only when every slot in it can be filled. Slots without `by_fact` are filled by the
writer from the customer's profile; the others need a fact whose `slot` is the English id here.
"""

import re
from dataclasses import dataclass

_BRACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot: what stands in the braces, the id facts carry, the longest fill expected."""

    name: str
    id: str
    about: str
    longest: int
    by_fact: bool = True
    money: bool = False
    """Whether the fill is an amount (a price for the customer needs an allowed role)."""


SLOTS: dict[str, Slot] = {
    slot.name: slot
    for slot in (
        # from the profile, by the writer
        Slot("您", "you", "您 or 你, by relation; use it wherever the customer is addressed", 1, False),
        Slot("称呼", "address_as", "how one speaks to the customer: 张大伯, 王姐, Mr. Smith", 10, False),
        Slot("家人", "family", "a household member with relation and, when known, name: 孙女小米", 10, False),
        Slot("家人名", "family_name", "the same person by name only, needs a name: 小米", 6, False),
        Slot("孙辈", "grandchild", "a grandchild: 孙女小米", 10, False),
        Slot("孩子", "child", "a child: 女儿朵朵", 10, False),
        Slot("爱人", "spouse", "the spouse as one says it: 爱人, 爱人小芳", 10, False),
        Slot("父母", "parent", "a parent: 父亲, 母亲", 8, False),
        Slot("当家人", "companion", "the person with the say: 爱人小芳", 10, False),
        Slot("上次购买", "last_purchase", "what was bought last: A2电动车", 16, False),
        Slot("旧物", "old_thing", "what the customer uses now: 旧电动车", 10, False),
        Slot("公司", "company", "the customer's company", 20, False),
        Slot("决策人", "decision_maker", "the company contact who decides: 陈总", 8, False),
        Slot(
            "商量人", "consulted", "whom the customer asks first, in our words: 爱人, 合伙人, 店长", 8, False
        ),
        # what the customer spoke of, named back; without a name the braces say just what is in them
        Slot("这件事", "this_matter", "返利的事, 漏水的事; else 这件事", 12, False),
        Slot("这一笔", "this_charge", "漫游费这一笔; else 这一笔", 12, False),
        Slot("这一条", "this_point", "保修这一条; else 这一条", 12, False),
        # in English lines: whom the customer named
        Slot("they", "they", "they; she for a wife, he for a husband", 4, False),
        Slot("them", "them", "them, her, him", 4, False),
        Slot("their", "their", "their, her, his", 5, False),
        Slot("寿星", "birthday_person", "whose birthday it is, in openings only: 您, 壮壮", 8, False),
        Slot("服务", "service", "what is due to be done again, in openings only: 刹车线更换", 16, False),
        Slot("节日", "festival", "the festival that is near, in openings only: 中秋, 春节", 4, False),
        # from facts
        Slot("产品", "product", "the article on offer, by name", 16),
        Slot("品类", "category", "its kind as one says it: 电动车, 大米, 耳机, 宽带", 6),
        Slot("优点", "advantage", "one advantage stated by the seller or the catalogue", 24),
        Slot("目录价", "list_price", "list price", 10, money=True),
        Slot("价格", "price", "price now in force (the list price if nothing is taken off)", 10, money=True),
        Slot("抵扣", "trade_in", "what is taken off for the old thing or by voucher", 10, money=True),
        Slot("到手价", "net_price", "what the customer pays in the end", 10, money=True),
        Slot("每月", "per_month", "computed price a month", 10, money=True),
        Slot("每天", "per_day", "computed price a day", 10, money=True),
        Slot("市场价", "market_price", "usual price of such a thing, with a source", 10, money=True),
        Slot("对手", "rival", "the rival as the customer named it", 10),
        Slot("对手价", "rival_price", "the rival's figure as the customer said it", 10, money=True),
        Slot("差价", "price_gap", "computed difference to the rival's price", 10, money=True),
        Slot("预算", "budget", "the amount the customer named", 10, money=True),
        Slot("赠品", "gift", "what the seller said comes with it", 16),
        Slot("保修", "warranty", "warranty as stated: 整车保修两年", 16),
        Slot("交期", "delivery", "delivery or fitting time as stated", 12),
        Slot("期限", "until", "last day of the offer, stated by the seller", 10),
        Slot("检测", "inspection", "a recorded finding on the customer's own goods", 24),
        Slot("承诺", "promise", "an open promise of ours to this customer", 30),
    )
}
BY_ID: dict[str, Slot] = {slot.id: slot for slot in SLOTS.values()}


def slots_in(text: str) -> tuple[str, ...]:
    """Return the names in braces in order of appearance, each once."""
    return tuple(dict.fromkeys(_BRACE.findall(text)))


def replace_slots(text: str, fills: dict[str, str]) -> str:
    """Return the text with every brace replaced; raises KeyError for a slot without a fill."""
    return _BRACE.sub(lambda brace: fills[brace.group(1)], text)
