"""Wish → drafts: one template an angle, filled, through the gate; guilt removal only where it may be."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.services.briefs import Brief, Fact, FactRole, Snapshot, Variant
from bot.services.copywriting import CopyWish
from bot.services.facts.parts import money_fact, numbered, text_fact
from bot.services.gate import check, select
from bot.services.playbook_writer.realise import realise, units
from bot.services.turns import Reading, TurnKind
from playbooks.copy_models import GUILT, Angle, Channel, CopyFrame, CopySheet, Template
from playbooks.slots import slots_in

DRAFTS = 3
_PLAIN_ORDER: tuple[Angle, ...] = ("driver", "honest", "driver", "honest")
_USES = {"优点": 0.5, "家人": 0.4, "价格": 0.15, "称呼": 0.1}
_JITTER = 0.3
_BY_TONE: dict[str, tuple[str, ...]] = {
    "warm": ("family", "deserve"),
    "direct": ("honest", "driver"),
    "expert": ("cited", "driver", "honest"),
}
"""Tone a seller likes → the angles that sound like it, best first."""


@dataclass(frozen=True)
class Written:
    """The drafts, and why guilt removal was left out (a key of the texts, empty when it was not)."""

    variants: tuple[Variant, ...]
    withheld: str = ""
    findings: tuple[str, ...] = ()


def withheld_because(wish: CopyWish, frame: CopyFrame, usual: tuple[int, int] | None) -> str:
    """Return why guilt removal may not be used (D19), empty when it may.

    It is for things of some hundreds of yuan and above the market average, bought by a person. An
    unknown price is judged by the article's usual band. A market nobody spoke of does not forbid it (as in
    the plays), unless the price lies below the band; the seller is told that it was assumed.
    """
    audience = next((a for a in frame.audiences if a.id == wish.audience), None)
    if audience is not None and audience.business:
        return "copy-plain-company"
    price = wish.amount
    if price is None:
        if usual is None:
            return "copy-plain-price"
        if usual[1] < frame.least_price:
            return "copy-plain-cheap"
        if usual[0] < frame.least_price:
            return "copy-plain-price"
    elif price < frame.least_price:
        return "copy-plain-cheap"
    below = price is not None and usual is not None and price < usual[0]
    return "copy-plain-fair" if wish.above_market is False or below else ""


def stated_facts(wish: CopyWish) -> tuple[Fact, ...]:
    """Return what the wish states, as facts of the seller."""
    stated = FactRole.SELLER_STATED
    facts = [text_fact(stated, "产品", wish.name, slot="product")] if wish.name else []
    if wish.category:
        facts.append(text_fact(stated, "品类", wish.category, slot="category"))
    if wish.advantage:
        facts.append(text_fact(stated, "卖点", wish.advantage, slot="advantage"))
    if wish.amount is not None and wish.exact:
        facts.append(money_fact(stated, "价格", wish.amount, slot="price"))
    return numbered(facts)


def write(
    wish: CopyWish,
    frame: CopyFrame,
    sheets: Iterable[CopySheet],
    *,
    usual: tuple[int, int] | None = None,
    snapshot: Snapshot | None = None,
    seed: str = "",
    shorter: bool = False,
    avoid: Iterable[str] = (),
    today: date | None = None,
) -> Written:
    """Return up to three drafts and the honest one; without guilt removal only plain ones."""
    channel = next((c for c in frame.channels if c.id == wish.channel), frame.channels[0])
    sheet = next(s for s in sheets if s.channel == channel.id)
    facts = stated_facts(wish)
    brief = Brief(reading=Reading(kind=TurnKind.COPY), snapshot=snapshot, facts=facts, seed=seed)
    fills = _fills(wish, frame, facts, snapshot)
    withheld = withheld_because(wish, frame, usual)
    if findings := _unsayable(wish.advantage, brief, today):
        del fills["优点"]
    taken = set(avoid)
    variants: list[Variant] = []
    for angle in _angles(withheld, "家人" in fills):
        pool = _candidates(sheet, angle, fills, facts, channel, seed, shorter, signed(wish, channel))
        fresh = (variant for variant in pool if variant.text not in taken)
        passed, verdicts = select(fresh, brief, 1, today=today)
        findings += [finding for verdict in verdicts for finding in verdict.findings]
        variants += passed
        taken |= {variant.text for variant in passed}
        if withheld and len(variants) == DRAFTS:
            break
    return Written(tuple(variants), withheld, tuple(dict.fromkeys(findings)))


def liked(written: Written, wish: CopyWish) -> Written:
    """Return the drafts as the seller likes them: the angles of the tone first, no more than wished."""
    order = _BY_TONE.get(wish.tone, ())
    place = {style: number for number, style in enumerate(order)}
    variants = sorted(written.variants, key=lambda v: place.get(v.style, len(order)))
    shown = variants if wish.drafts >= DRAFTS else variants[: wish.drafts]
    return replace(written, variants=tuple(shown))


def signed(wish: CopyWish, channel: Channel) -> str:
    """Return what a text message opens with, 【公司】; empty elsewhere or when nobody named the firm."""
    return f"【{wish.signature}】" if channel.id == "sms" and wish.signature else ""


def _unsayable(advantage: str, brief: Brief, today: date | None) -> list[str]:
    """Return what the gate has against the advantage on its own: no draft may then hold it.

    A template may put words around it that excuse it for the rules (您要是看重…), which must not help.
    """
    if not advantage:
        return []
    return list(
        check(Variant(text=f"{advantage}。", style="-", line_id="advantage"), brief, today=today).findings
    )


def _angles(withheld: str, has_family: bool) -> tuple[Angle, ...]:
    if withheld:
        return _PLAIN_ORDER
    first: Angle = "family" if has_family else "deserve"
    return (first, "deserve", "driver", "honest")


def _fills(
    wish: CopyWish, frame: CopyFrame, facts: tuple[Fact, ...], snapshot: Snapshot | None
) -> dict[str, str]:
    audience = next((a for a in frame.audiences if a.id == wish.audience), None)
    amount = next((fact.text for fact in facts if fact.slot == "price"), "")
    fills = {
        "产品": wish.product or (f"这款{wish.category}" if wish.category else ""),
        "品类": wish.category or wish.product,
        "优点": wish.advantage,
        "价格": amount,
        "家人": audience.family if audience else "",
        "您": wish.you or ("你" if wish.audience == "young" else "您"),
        "称呼": snapshot.customer.address_as if snapshot else "",
    }
    return {name: words for name, words in fills.items() if words}


def _candidates(
    sheet: CopySheet,
    angle: Angle,
    fills: dict[str, str],
    facts: tuple[Fact, ...],
    channel: Channel,
    seed: str,
    shorter: bool,
    sign: str = "",
) -> Iterator[Variant]:
    """Yield filled templates that fit the channel, those that say most of this article first."""
    ids = {fact.slot: fact.id for fact in facts}
    by_slot = {"产品": "product", "品类": "category", "优点": "advantage", "价格": "price"}
    scored: list[tuple[float, str, Variant]] = []
    for template in sheet.templates[angle]:
        text = realise(template.text, fills)
        if text is None:
            continue
        text = sign + text
        if units(text) > channel.limit:
            continue
        used = slots_in(template.text)
        score = _score(template, used, text, fills, seed, shorter)
        variant = Variant(
            text=text,
            style=angle,
            line_id=f"{channel.id}/{angle}/{template.id}",
            fact_ids=tuple(ids[by_slot[n]] for n in used if by_slot.get(n) in ids),
        )
        scored.append((-score, template.id, variant))
    yield from (variant for _, _, variant in sorted(scored, key=lambda entry: entry[:2]))


def _score(
    template: Template, used: tuple[str, ...], text: str, fills: dict[str, str], seed: str, shorter: bool
) -> float:
    says = sum(worth for name, worth in _USES.items() if name in used and name in fills)
    digest = hashlib.blake2b(f"{seed}|{template.id}|{text}".encode(), digest_size=4).digest()
    brief = -units(text) / 60 if shorter else 0.0
    return says + brief + _JITTER * int.from_bytes(digest, "big") / 2**32


def uses_guilt(variants: Iterable[Variant]) -> bool:
    """Whether one of the drafts removes guilt."""
    return any(variant.style in GUILT for variant in variants)
