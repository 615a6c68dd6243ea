"""Wishes that sell nothing: festivals, birthdays, apologies, thanks, a word of greeting."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date

from bot.services.briefs import Brief, FactRole, Snapshot, Variant
from bot.services.choosing.addressing import address_of
from bot.services.copywriting import CopyWish
from bot.services.copywriting_drafts import DRAFTS, signed
from bot.services.facts.parts import numbered, text_fact
from bot.services.gate import select
from bot.services.playbook_writer.realise import realise, units
from bot.services.turns import Reading, TurnKind
from crm.customers import CustomerKind
from playbooks.copy_models import CopyFrame, Occasion, OccasionLine
from playbooks.slots import slots_in

_SELLS = re.compile(
    r"促销|活动|优惠|大促|打折|上新|礼盒|套餐|[卖推](?!迟)|开业|到货|搞特价|买.{0,4}送|sale|promo",
    re.IGNORECASE,
)
"""Words of a wish that sells on a festival: that is copy for an article, not a greeting."""
_REASON = re.compile(
    r"(?:因为|由于|为了|for)?(?P<said>(?:上次|上回|昨天|前天|前几天|今天|这次|这回|上周|上个月|刚才|帮我们?|介绍|照顾)"
    r"[^，。；！？,.;!?\n]{2,20})"
)
_NAMES_THE_WISH = re.compile(r"写|编|发|道歉|道个歉|感谢|短信|微信|问候|祝福|条|段")
_SIGNATURE = re.compile(
    r"【(?P<a>[^】]{2,10})】|(?:署名|落款|签名)(?:是|为|用|：|:)?\s*(?P<b>[\w一-鿿]{2,10})"
)


def read_occasion(text: str, occasions: Iterable[Occasion]) -> dict[str, str]:
    """Return occasion and reason a wish names; empty when it sells something or names none."""
    if _SELLS.search(text):
        return {}
    named = next(
        (one for one in occasions if any(re.search(cue, text, re.IGNORECASE) for cue in one.cues)), None
    )
    if named is None:
        return {}
    return {"occasion": named.id, "reason": _reason(text)}


def signature_in(text: str) -> str:
    """Return the firm a wish says it is signed by (署名 阿明车行, 【阿明车行】), empty when it says none."""
    match = _SIGNATURE.search(text)
    return (match["a"] or match["b"]).strip() if match else ""


def wishes(
    wish: CopyWish,
    occasion: Occasion,
    frame: CopyFrame,
    *,
    snapshot: Snapshot | None = None,
    seed: str = "",
    avoid: Iterable[str] = (),
    today: date | None = None,
) -> tuple[Variant, ...]:
    """Return up to three different lines for the occasion, each past the gate and within the channel."""
    facts = numbered([text_fact(FactRole.SELLER_STATED, "缘由", wish.reason, slot="")]) if wish.reason else ()
    brief = Brief(reading=Reading(kind=TurnKind.COPY), snapshot=snapshot, facts=facts, seed=seed)
    taken = {*avoid, *(snapshot.lines_sent if snapshot else ())}
    fresh = (v for v in _candidates(wish, occasion, frame, snapshot, seed) if v.text not in taken)
    return tuple(select(fresh, brief, min(DRAFTS, wish.drafts), today=today)[0])


def _candidates(
    wish: CopyWish, occasion: Occasion, frame: CopyFrame, snapshot: Snapshot | None, seed: str
) -> Iterator[Variant]:
    channel = next((c for c in frame.channels if c.id == wish.channel), frame.channels[0])
    customer = snapshot.customer if snapshot else None
    business = wish.audience == "company" or (customer is not None and customer.kind is CustomerKind.COMPANY)
    address = address_of(customer) if customer else ""
    young = wish.audience == "young" or address.startswith(("小", "阿"))
    you = wish.you or ("你" if young else "您")
    fills = {name: words for name, words in (("称呼", address), ("您", you), ("缘由", wish.reason)) if words}

    def order(line: OccasionLine) -> tuple[bool, bytes]:
        says_why = bool(wish.reason) and "缘由" in slots_in(line.text)
        return not says_why, hashlib.blake2b(f"{seed}|{line.id}|{wish.text}".encode(), digest_size=8).digest()

    for line in sorted((one for one in occasion.lines if one.business is business), key=order):
        said = realise(line.text, fills)
        text = signed(wish, channel) + said + _sign_off(wish, said) if said else ""
        if text and units(text) <= channel.limit:
            yield Variant(text=text, style="occasion", line_id=f"{occasion.id}/{line.id}")


def _sign_off(wish: CopyWish, said: str) -> str:
    """Who greets, as one signs under a message: the seller's own choice, never a guess."""
    return f"——{wish.signed_by}" if wish.signed_by and wish.signed_by not in said else ""


def _reason(text: str) -> str:
    match = next((m for m in _REASON.finditer(text) if not _NAMES_THE_WISH.search(m["said"])), None)
    return match["said"].strip()[:24] if match else ""
