"""What the seller adds in own words, as facts: 在售A3，目录价3800，旧车抵300."""

import re
from collections.abc import Iterator
from datetime import date

from bot.services.briefs import Fact, FactRole
from bot.services.facts.computing import computed_facts
from bot.services.facts.disputes import mark_disputes
from bot.services.facts.labels import label_at
from bot.services.facts.owners import Owner, owner_of
from bot.services.facts.parts import clauses, figure_fact, money_fact, numbered, text_fact
from bot.services.facts.words import said_facts
from bot.services.figures import Figure, FigureKind, find_figures

_PRODUCT = re.compile(
    r"(?:在售|在卖|主推|现推|想推|推荐|主打|介绍|产品(?:是|叫|名)?[:：]?)(?:的|是|一款|这款|他|她|客户)?\s*"
    r"(?P<p>[A-Za-z0-9一-鿿][A-Za-z0-9一-鿿 \-+]{0,15}?)(?=$|目录|原价|标价|定价|现价|价|卖|"
    r"[¥0-9]{3}|[,，。\s]|每月|月费|有|送|打)"
)
_MODEL = re.compile(
    r"(?<![A-Za-z0-9])(?!(?:RMB|CNY|USD)\d)[A-Za-z]{1,8}-?\d{1,4}[A-Za-z]{0,4}(?![A-Za-z0-9])"
)
_UNTIL = re.compile(
    r"截止|截至|有效|为止|结束|期限|止$|活动.{0,6}到|优惠.{0,4}到|^到|前(?:下单|订|定|买|有效|办)|until|valid",
    re.IGNORECASE,
)
_STATEMENTS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("warranty", "保修", re.compile(r"保修|质保|三包|包换|包退|退换|可退|无理由|warranty", re.IGNORECASE)),
    ("inspection", "检测", re.compile(r"检[测查验]|测[了过]|查[了过]|inspected", re.IGNORECASE)),
    (
        "delivery",
        "交期",
        re.compile(r"送货|到货|发货|交货|安装|上门|装机|开通|配送|送装|送到|deliver|install", re.IGNORECASE),
    ),
    ("", "库存", re.compile(r"库存|现货|剩|有货|缺货|断货|限量|in stock", re.IGNORECASE)),
    ("gift", "赠品", re.compile(r"送|赠|礼品|free gift", re.IGNORECASE)),
)
_GIFT_WORDS = re.compile(r"^.*?(?:赠送|赠品(?:是|有)?|送(?:您|你|他|她|客户|一?个(?=[一-鿿]))?|赠)[:：]?")
_REQUEST = re.compile(
    r"[?？]|怎么|如何|帮我|写[一个条段]|回他|回她|接话|话术|请你|文案|朋友圈|短信|客户|顾客|[他她]|吗$|呢$"
    r"|^记(?:一下|一笔|下|录|住)|提醒我|\b(?:how|what|why|when|who|which|where|please|remind|note)\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"^\s*(?:我|销售|我方|me|seller)\s*(?:说|回|答|回复)?\s*[:：]", re.IGNORECASE | re.MULTILINE
)
_LONGEST_ADVANTAGE, _LONGEST_GIFT, _LONGEST_STATEMENT = 24, 16, 16


def facts_from_seller_note(note: str, today: date | None = None, first: int = 1) -> tuple[Fact, ...]:
    """Return what the seller states as facts, with what follows from it as computed facts.

    Prices, deductions, fees, gifts, warranty, delivery, stock and validity of ours are
    `seller_stated`. What the note tells of the customer or a rival keeps that role. Floors, costs
    and commissions become no fact at all: a line must not be able to hold them. Two different values
    for the same thing are both marked `disputed`; nothing is computed from them.
    """
    own = list(_own(note, today))
    if _TALK.search(note):  # what was chatted in a pasted talk is no advantage of ours
        own = [fact for fact in own if fact.label != "卖点"]
    marked = mark_disputes(numbered(own, first))
    return (*marked, *computed_facts(marked, first + len(marked)))


def _own(note: str, today: date | None) -> Iterator[Fact]:
    product, known, inspecting = "", False, False
    for clause in clauses(note):
        owner = owner_of(clause)
        if owner in {Owner.RIVAL, Owner.CUSTOMER}:
            yield from said_facts(clause, today)
            continue
        if owner is Owner.INTERNAL:
            continue
        if (named := product_in(clause)) and named != product:
            known, product = bool(product), named
            yield text_fact(FactRole.SELLER_STATED, "产品", named, slot="" if known else "product")
        facts = list(_clause(clause, today, product if known else ""))
        for fact in facts:
            # what follows an inspection is its finding: 刹车检测过，左前磨薄了
            yield (
                fact.model_copy(update={"label": "检测", "slot": ""})
                if inspecting and fact.label == "卖点"
                else fact
            )
        inspecting = any(fact.label == "检测" for fact in facts) or (inspecting and bool(facts))


def product_in(clause: str) -> str:
    """Return the article a clause of the seller names as on offer, empty when it names none."""
    if match := _PRODUCT.search(clause):
        return match["p"].strip()
    model = _MODEL.search(clause)
    return model.group() if model else ""


def _clause(clause: str, today: date | None, other_product: str) -> Iterator[Fact]:
    """Facts of one clause; those of a second product keep their label but fill no slot."""
    figures = find_figures(clause, today)
    labelled = [fact for figure in figures if (fact := _labelled(clause, figure, figures))]
    facts = [*labelled, *_dates(clause, figures), *_stated(clause, figures, bool(labelled))]
    for fact in facts:
        apart = {"slot": "", "label": f"{other_product}{fact.label}"} if other_product else {}
        yield fact.model_copy(update=apart)


def _labelled(clause: str, figure: Figure, figures: tuple[Figure, ...]) -> Fact | None:
    if figure.kind is FigureKind.PERCENT and figure.unit in {"pay", "off"}:
        return figure_fact(FactRole.SELLER_STATED, "折扣", figure)
    if figure.kind not in {FigureKind.MONEY, FigureKind.NUMBER}:
        return None
    slot, label = label_at(clause, figure, figures)
    if not label and figure.kind is FigureKind.NUMBER and figure.value < 10:
        return None
    if figure.per == "月":
        slot, label = "per_month", "月费"
    per = "月" if slot == "per_month" else figure.per
    currency = figure.unit if figure.kind is FigureKind.MONEY else "CNY"
    return money_fact(
        FactRole.SELLER_STATED, label or "价格", figure.value,
        slot=slot if label else "price", currency=currency, per=per,
    )  # fmt: skip


def _dates(clause: str, figures: tuple[Figure, ...]) -> Iterator[Fact]:
    days = [figure for figure in figures if figure.kind is FigureKind.DATE]
    if days and _UNTIL.search(clause):
        yield figure_fact(FactRole.SELLER_STATED, "有效期", days[-1], slot="until")


def _stated(clause: str, figures: tuple[Figure, ...], has_price: bool) -> Iterator[Fact]:
    """The words of a clause: warranty, gift, delivery, stock, an advantage."""
    bargains = [figure for figure in figures if figure.unit == "buy_give"]
    if bargains:
        yield text_fact(FactRole.SELLER_STATED, "赠品", bargains[0].text, slot="gift")
        return
    for slot, label, pattern in _STATEMENTS:
        if pattern.search(clause) and not (
            slot == "gift" and re.search(r"送货|送到|送装|配送|送上门", clause)
        ):
            yield _statement(slot, label, clause)
            return
    if has_price or _UNTIL.search(clause) or _REQUEST.search(clause) or product_in(clause) == clause:
        return
    if len(clause) >= 2 and not _PRODUCT.search(clause):
        slot = "advantage" if len(clause) <= _LONGEST_ADVANTAGE else ""
        yield text_fact(FactRole.SELLER_STATED, "卖点", clause, slot=slot)


def _statement(slot: str, label: str, clause: str) -> Fact:
    text = _GIFT_WORDS.sub("", clause, count=1).strip() if slot == "gift" else clause
    longest = _LONGEST_GIFT if slot == "gift" else _LONGEST_STATEMENT
    fits = slot == "inspection" or 0 < len(text) <= longest
    return text_fact(FactRole.SELLER_STATED, label, text or clause, slot=slot if fits else "")
