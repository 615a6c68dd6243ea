"""What a customer's file says about one question: 他生日什么时候, 他上次买的什么."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.services.customers import CustomerCard
from bot.services.texts import Texts
from bot.services.wording import member_text, money_text, roles_text, short_day
from crm.history import Touchpoint, TouchpointKind
from playbooks.load import Library

_FEW = 3
_SHORT = 90


class Aspect(StrEnum):
    """A part of a customer's file that can be asked for."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    BIRTHDAY = "birthday"
    HOUSEHOLD = "household"
    PURCHASES = "purchases"
    SPENT = "spent"
    LAST = "last"
    PROMISES = "promises"
    DEALS = "deals"
    PERSONALITY = "personality"
    WORK = "work"
    DECIDERS = "deciders"
    CONSENT = "consent"
    NOTES = "notes"


@dataclass(frozen=True)
class Detail:
    """The lines that answer; none when the file does not have it."""

    aspect: Aspect
    lines: tuple[str, ...]


def details_of(card: CustomerCard, aspect: Aspect, say: Texts, library: Library) -> Detail:
    """Return what the file says, at most three short lines, newest first."""
    found = _READ[aspect](card, say, library)
    return Detail(aspect, tuple(line for line in found if line)[:_FEW])


def _name(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    customer = card.customer
    extra = customer.address_as if customer.address_as != customer.name else ""
    return [" · ".join(filter(None, (customer.name, extra)))]


def _phone(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    return card.customer.phones


def _address(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    return [card.customer.address]


def _birthday(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    day = card.customer.birthday
    return [f"{day:%Y-%m-%d}"] if day else []


def _household(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    return ["、".join(member_text(member, say) for member in card.customer.household)]


def _purchases(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    return [
        f"{short_day(p.bought_on, card.today)} {p.product} {money_text(p.amount)}" for p in card.purchases
    ]


def _spent(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    if not card.purchases:
        return []
    if len({p.amount.currency for p in card.purchases}) > 1:
        return _purchases(card, say, library)
    total = sum((p.amount for p in card.purchases[1:]), card.purchases[0].amount)
    bought = [p for p in card.purchases if p.quantity > 0]
    latest = [f"{short_day(p.bought_on, card.today)} {p.product}" for p in bought[:1]]
    return [say("request-spent", count=len(bought), amount=money_text(total)), *latest]


def _last(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    return [f"{short_day(t.at, card.today)} {_short(t.text)}" for t in _talks(card)]


def _talks(card: CustomerCard) -> Sequence[Touchpoint]:
    """Contacts with words; lines we proposed are no contact."""
    return [t for t in card.touchpoints if t.kind is not TouchpointKind.ADVICE and t.text.strip()]


def _promises(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    return [
        p.text + (f"（{short_day(p.due_at, card.today)}）" if p.due_at else "")
        for p in card.promises
        if p.state == "open"
    ]


def _deals(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    lines = []
    for deal in card.opportunities:
        amount = money_text(deal.amount) if deal.amount else ""
        lines.append(" · ".join(filter(None, (deal.title, amount, say(f"stage-{deal.stage.value}")))))
    return lines


def _personality(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    customer = card.customer
    seen = customer.observed_personality
    title = library.personality_title(seen) if seen else ""
    return [title, *(note.text[:_SHORT] for note in customer.notes[::-1])]


def _work(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    return [" ".join(filter(None, (card.customer.company, card.customer.position)))]


def _deciders(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    household = [member_text(m, say) for m in card.customer.household if m.has_say]
    return [*(roles_text(contact, library) for contact in card.customer.contacts), *household]


def _consent(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    if card.customer.do_not_contact:
        return [say("card-do-not-contact")]
    return [
        f"{say(f'channel-{channel.kind.value}')}：{say(f'request-consent-{channel.consent.value}')}"
        for channel in card.customer.channels
    ]


def _notes(card: CustomerCard, say: Texts, library: Library) -> Sequence[str]:
    customer = card.customer
    tags = "、".join(customer.tags)
    return [tags, *(_short(note.text) for note in customer.notes[::-1])]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else flat[: _SHORT - 1] + "…"


_READ = {
    Aspect.NAME: _name,
    Aspect.PHONE: _phone,
    Aspect.ADDRESS: _address,
    Aspect.BIRTHDAY: _birthday,
    Aspect.HOUSEHOLD: _household,
    Aspect.PURCHASES: _purchases,
    Aspect.SPENT: _spent,
    Aspect.LAST: _last,
    Aspect.PROMISES: _promises,
    Aspect.DEALS: _deals,
    Aspect.PERSONALITY: _personality,
    Aspect.WORK: _work,
    Aspect.DECIDERS: _deciders,
    Aspect.CONSENT: _consent,
    Aspect.NOTES: _notes,
}
