"""`jinju ask`: one turn, or one turn a line."""

import json
import sys
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.bootstrap import Core
from bot.cli.support import acting, out
from bot.errors import InputRefused, JinjuError
from bot.services.apologies import apology
from bot.services.briefs import Advice
from bot.services.notices import is_gap
from bot.services.turn_text import clean_text
from bot.services.turns import Turn
from crm.base import Id
from crm.errors import CrmError
from crm.people import Actor


class TurnLine(BaseModel):
    """A line of `jinju ask -`: plain text, or this object."""

    model_config = ConfigDict(extra="forbid")
    text: str
    customer: str | None = None
    seller_note: str = ""


def public(advice: Advice) -> dict[str, Any]:
    """Return the Advice with the documented keys, figures and all."""
    return {
        "kind": advice.kind,
        "objection": {key: advice.objection.get(key) for key in ("primary", "secondary", "confidence")},
        "customer": advice.customer or None,
        "variants": [{"text": v.text, "style": v.style} for v in advice.variants],
        "why": advice.why,
        "next_step": advice.next_step,
        "offers": [offer.model_dump(mode="json") for offer in advice.offers],
        "sources": [{"title": s.title, "doc": s.doc, "text": s.text} for s in advice.sources],
        "answer": advice.answer,
        "refused": advice.refused,
        "writer": advice.writer,
        "elapsed_ms": advice.elapsed_ms,
        "notice": advice.notice,
        "choices": list(advice.choices),
    }


async def ask_one(
    core: Core,
    as_name: str | None,
    text: str,
    customer: str | None,
    note: str,
    *,
    as_json: bool,
    explain: bool,
) -> None:
    """Answer one turn and print it."""
    advice = await _advise(
        core, await acting(core, as_name), TurnLine(text=text, customer=customer, seller_note=note)
    )
    if as_json:
        shown = public(advice) | ({"reasons": list(advice.reasons)} if explain else {})
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    _print(core, advice)
    if explain:
        for reason in advice.reasons:
            out.print(f"  · {reason}", style="dim", markup=False, highlight=False)


async def ask_lines(core: Core, as_name: str | None, customer: str | None) -> None:
    """Answer one turn a line from standard input with one JSON object a line; a bad line is answered too."""
    actor = await acting(core, as_name)
    for raw in sys.stdin:
        if not raw.strip():
            continue
        try:
            shown = public(await _advise(core, actor, _parse(raw, customer)))
        except (JinjuError, CrmError, ValidationError) as error:
            shown = {"error": apology(error, core.services.texts) or str(error)}
        print(json.dumps(shown, ensure_ascii=False), flush=True)


def _parse(raw: str, customer: str | None) -> TurnLine:
    if raw.lstrip().startswith("{"):
        line = TurnLine.model_validate_json(raw)
        return line if line.customer else line.model_copy(update={"customer": customer})
    return TurnLine(text=raw.strip(), customer=customer)


async def _advise(core: Core, actor: Actor, line: TurnLine) -> Advice:
    adviser = core.services.adviser
    turn = Turn(text=clean_text(line.text), seller_note=line.seller_note[:4000], at=core.services.clock.now())
    reading = adviser.read(turn)
    name = line.customer or reading.customer_name
    if name and (customer_id := await _customer(core, actor, name, required=bool(line.customer))):
        turn = turn.model_copy(update={"customer_id": customer_id})
    advice = await adviser.advise(actor, turn, reading=reading)
    if is_gap(advice):
        await _missed(core, actor, turn.text)
    return advice


async def _missed(core: Core, actor: Actor, question: str) -> None:
    """Put a question that the material could not answer before the managers, as the chat does."""
    async with core.database.write() as uow:
        await core.services.answers.missed(uow, actor, question)
        await uow.commit()


async def _customer(core: Core, actor: Actor, name: str, *, required: bool) -> Id | None:
    hits = await core.services.customers.search(actor, name)
    if hits and (len(hits) == 1 or hits[0].score > hits[1].score):
        return hits[0].id
    if not required:
        return None
    if hits:
        raise InputRefused("customer-several", name=name)
    raise InputRefused("customer-none", name=name)


def _print(core: Core, advice: Advice) -> None:
    say = core.services.texts
    topic = core.services.adviser.topic(str(advice.objection.get("primary") or ""))
    head = " · ".join(part for part in (advice.customer, topic) if part)
    if head:
        out.print(head, style="bold", markup=False)
    for number, variant in enumerate(advice.variants, 1):
        out.print(f"{number}. {variant.text}", markup=False, highlight=False)
    for line in _plain_lines(advice, core):
        out.print(line, markup=False, highlight=False)
    for source in advice.sources[:3]:
        out.print(f"[{source.title}]", style="dim", markup=False, highlight=False)
    if not (advice.variants or advice.answer or advice.notice):
        out.print(say("advice-none"), markup=False)


def _plain_lines(advice: Advice, core: Core) -> list[str]:
    say = core.services.texts
    lines = [say("advice-why", why=advice.why)] if advice.why else []
    lines += [say("advice-next", next=advice.next_step)] if advice.next_step else []
    if not advice.variants:
        lines += [say("answer-refused")] if advice.refused and not advice.answer else []
        lines += [advice.answer] if advice.answer else []
    return lines + ([advice.notice] if advice.notice else [])
