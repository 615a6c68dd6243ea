"""Lines beside the words they answer, to be read aloud: the sample of docs/review-of-lines.md.

`python -m tests.lines_report --seed 1 --lines 100` draws sentences of all kinds of objection, gives each to
a customer of the sample team who may say it, and prints the line that would be sent. `--all` takes every
sentence once instead.
"""

import argparse
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from bot.services.briefs import Brief, Snapshot, Variant
from bot.services.choosing import choose
from bot.services.facts import gather_facts
from bot.services.gate import select
from bot.services.playbook_writer import PlaybookWriter
from bot.services.turns import Speaker, Turn
from bot.services.understanding.objections import examples_of
from crm.customers import CustomerKind
from playbooks.load import built_in
from playbooks.terms import NO_OBJECTION
from tests.sample_snapshots import sample_snapshots
from tests.understander import shared_understander
from tests.understanding_report import half

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LIBRARY = built_in()
WRITER = PlaybookWriter(LIBRARY)
_TONES = ("", "", "", "softer", "bolder", "shorter")
_TRADES = {
    "ride": "电动车 骑 电瓶 电池 头盔 车棚 三轮 刹车 续航 上牌 修车 充电 轮胎 车筐",
    "food": "大米 米 油 面粉 杂粮 坚果 礼盒 饭 吃 粮 煮",
    "telecom": "宽带 套餐 流量 信号 手机卡 号码 网速 WiFi wifi 断网 话费 网络 电话费 基站 5G",
    "bank": "利率 存款 理财 贷款 保险 保单 信用卡 账户 银行 保费 年化",
    "business": "设备 招标 投标 采购 耗材 产线 系统 样机 验收 车间 供应商 报价单",
}
_OTHER = re.compile(
    "牙|课|学费|培训|补习|健身|理发|剪头|美容|护肤|面霜|手术|医院|挂号|体检|装修|地板|瓷砖|沙发|床|柜|房子|楼盘|首付|物业|"
    "旅|机票|酒店|衣|鞋|裙|包包|口红|香水|手机|电脑|平板|耳机|电视|冰箱|空调|洗衣机|净水|汽车|轿车|二手车|奶粉|酒|茶|猫|狗|花|"
    "软件|广告|律师|快递|中介|眼镜|相机|琴|玩具|app|APP"
)
_HOME = re.compile(
    "老婆|老公|爱人|媳妇|孩子|儿子|女儿|闺女|我妈|我爸|老伴|孙|娃|家里|婆婆|公公|husband|wife|kids?|my "
)
_FIRM = re.compile(
    "采购|总部|招标|投标|公司|单位|领导|财务|部门|老总|董事|预算科|合规|法务|工厂|车间|供应商|报价单|our "
)
_ENGLISH = re.compile(r"^[\x00-\x7f’“”…—]+$")


class Sample(NamedTuple):
    """Words of a customer of one kind, and the line that would be sent."""

    kind: str
    said: str
    brief: Brief
    variant: Variant


def samples(seed: int, lines: int | None, *, unseen: bool = False) -> Iterator[Sample]:
    """Yield so many samples, or one for each sentence; no line occurs twice among so many.

    `unseen` takes the sentences that were no example when the lines and the reading were made: the open half.
    """
    chance = random.Random(seed)
    said = list(_unseen()) if unseen else [(kind, words) for words, kind in examples_of(LIBRARY)]
    said = [one for one in dict.fromkeys(said) if one[0] != NO_OBJECTION]
    chance.shuffle(said)
    seen: set[str] = set()
    made = 0
    for kind, words in said:
        brief = _brief(chance, words)
        found = select(WRITER.candidates(brief), brief, 2, today=NOW.date())[0]
        if not found:
            continue
        variant = chance.choice(found)
        if lines is not None and variant.text in seen:
            continue
        seen.add(variant.text)
        yield Sample(kind, words, brief, variant)
        made += 1
        if made == lines:
            return


def _unseen() -> Iterator[tuple[str, str]]:
    for row in half("objections", "open"):
        yield row["primary"], row["text"]


def _brief(chance: random.Random, words: str) -> Brief:
    snapshot = chance.choice([None, *[one for one in SNAPSHOTS if _may_say(one, words)]])
    turn = Turn(text=words, speaker=Speaker.CUSTOMER, at=NOW)
    reading = shared_understander().read(turn)
    facts = gather_facts(turn, reading, snapshot, NOW.date())
    return Brief(
        reading=reading,
        snapshot=snapshot,
        facts=facts,
        moves=tuple(choose(reading, snapshot, facts, LIBRARY)),
        seed=str(chance.random()),
        tone=chance.choice(_TONES),
    )


def _may_say(snapshot: Snapshot, words: str) -> bool:
    customer = snapshot.customer
    company = customer.kind is CustomerKind.COMPANY
    if (_HOME.search(words) and company) or (_FIRM.search(words) and not company):
        return False
    if (customer.name == "David Smith") != bool(_ENGLISH.match(words)):
        return False
    if _OTHER.search(words):
        return not snapshot.purchases
    trades = {trade for trade, names in _TRADES.items() if any(name in words for name in names.split())}
    owns = _trade(snapshot)
    return not trades or not owns or owns in trades


def _trade(snapshot: Snapshot) -> str:
    bought = " ".join(purchase.product for purchase in snapshot.purchases)
    for trade, names in _TRADES.items():
        if any(name in bought for name in (*names.split(), *_ALSO[trade])):
            return trade
    return ""


_ALSO = {
    "ride": ("内胎", "挡风被"),
    "food": ("菜籽油",),
    "telecom": ("月费", "专线", "固话"),
    "bank": ("险", "年费", "手续费", "服务费"),
    "business": ("检测", "维护", "备件", "刀具", "包装线"),
}


SNAPSHOTS = sample_snapshots(NOW)


def _who(snapshot: Snapshot | None) -> str:
    if snapshot is None:
        return "nobody on file"
    customer = snapshot.customer
    bought = snapshot.purchases[0].product if snapshot.purchases else ""
    home = " ".join(member.relation.value for member in customer.household)
    parts = (
        customer.address_as or customer.name or "no name",
        bought and f"bought {bought}",
        home and f"home: {home}",
    )
    return ", ".join(part for part in parts if part)


def _wanted(asked: argparse.Namespace) -> Iterator[Sample]:
    return samples(asked.seed, None if asked.all else asked.lines, unseen=asked.unseen)


def main() -> None:
    """Print the sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--all", action="store_true", help="every sentence once")
    parser.add_argument("--unseen", action="store_true", help="sentences the lines were not made with")
    parser.add_argument(
        "--where", action="store_true", help="name card, move and line, and the kind the words are of"
    )
    wanted = parser.parse_args()
    for place, one in enumerate(_wanted(wanted), 1):
        print(f"{place}. ({_who(one.brief.snapshot)}) {one.said}\n   → {one.variant.text}")
        if wanted.where:
            read = one.brief.reading.objection.primary
            kind = one.kind if read == one.kind else f"{one.kind} read {read}"
            print(f"   [{kind}] {one.variant.card_id}/{one.variant.move_id}.{one.variant.line_id}")


if __name__ == "__main__":
    main()
