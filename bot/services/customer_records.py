"""Pure steps on customer records: from a draft, joining two, and whether one may be contacted."""

from datetime import date, datetime
from enum import StrEnum

from bot.services.sentences_drafts import CustomerDraft, MemberDraft
from crm.base import Id, Record, new_id
from crm.customers import (
    Channel,
    ChannelKind,
    Consent,
    Customer,
    HouseholdMember,
    Note,
    PersonalityObservation,
)
from crm.people import Actor

LONGEST_NOTE = 4000


class Refusal(StrEnum):
    """Why a customer may not be contacted."""

    CUSTOMER = "customer_do_not_contact"
    CHANNEL = "channel_do_not_contact"
    REFUSED = "consent_refused"
    NO_CHANNEL = "no_channel"


class Contactability(Record):
    """Whether a list or a draft may use a way to a customer, and which channel."""

    allowed: bool
    channel: Channel | None = None
    reason: Refusal | None = None


def contactable(customer: Customer, kind: ChannelKind | None = None) -> Contactability:
    """Say whether a customer may be contacted by a kind of channel (any kind when None).

    The customer's own do-not-contact beats every channel, a channel's do-not-contact beats its
    consent. Text messages without a channel of their own follow the phone number's word.
    """
    if customer.do_not_contact:
        return Contactability(allowed=False, reason=Refusal.CUSTOMER)
    channels = [c for c in customer.channels if kind is None or c.kind is kind]
    if kind is ChannelKind.SMS and not channels:
        channels = [c for c in customer.channels if c.kind is ChannelKind.PHONE]
    usable = next((channel for channel in channels if channel.may_contact), None)
    if usable:
        return Contactability(allowed=True, channel=usable)
    if not channels:
        return Contactability(allowed=False, reason=Refusal.NO_CHANNEL)
    barred = any(channel.do_not_contact for channel in channels)
    return Contactability(allowed=False, reason=Refusal.CHANNEL if barred else Refusal.REFUSED)


def notes_of(text: str, by: Id, at: datetime) -> tuple[Note, ...]:
    """Return a text as notes of at most 4,000 characters each."""
    parts = [text[start : start + LONGEST_NOTE].strip() for start in range(0, len(text), LONGEST_NOTE)]
    return tuple(Note(id=new_id(), text=part, by=by, at=at) for part in parts if part)


def customer_of(draft: CustomerDraft, actor: Actor, at: datetime, on: date) -> Customer:
    """Return a new customer of the actor's from a draft."""
    notes = [note for text in draft.notes for note in notes_of(text, actor.salesperson_id, at)]
    return Customer(
        id=new_id(),
        team_id=actor.team_id,
        owner_id=actor.salesperson_id,
        kind=draft.kind,
        name=draft.name,
        address_as=draft.address_as,
        company=draft.company,
        position=draft.position,
        segment=draft.segment,
        address=draft.address,
        birthday=draft.birthday,
        channels=channels_of(draft),
        household=join_household((), draft.household),
        personality=tuple(
            PersonalityObservation(
                personality=seen.personality,
                observed_on=on,
                observed_by=actor.salesperson_id,
                note=seen.words,
            )
            for seen in draft.personality
        ),
        tags=draft.tags,
        notes=tuple(notes),
        created_at=at,
        updated_at=at,
    )


def channels_of(draft: CustomerDraft) -> tuple[Channel, ...]:
    """Return the channels a draft tells of; consent is unknown until the customer gives it."""
    phones = [Channel(kind=ChannelKind.PHONE, address=phone) for phone in draft.phones]
    others = ((ChannelKind.WECHAT, draft.wechat), (ChannelKind.EMAIL, draft.email))
    return (*phones, *(Channel(kind=kind, address=address) for kind, address in others if address))


def join_channels(known: tuple[Channel, ...], more: tuple[Channel, ...]) -> tuple[Channel, ...]:
    """Return all channels, each address once; a refusal on either side stands."""
    joined = {(channel.kind, channel.address): channel for channel in known}
    for channel in more:
        same = joined.get((channel.kind, channel.address))
        joined[channel.kind, channel.address] = _stricter(same, channel) if same else channel
    return tuple(joined.values())


def join_household(
    known: tuple[HouseholdMember, ...], told: tuple[MemberDraft, ...]
) -> tuple[HouseholdMember, ...]:
    """Return the household with what is told added; a known member is completed, never overwritten."""
    members = list(known)
    for draft in told:
        place = next((n for n, member in enumerate(members) if _same_person(member, draft)), None)
        if place is None:
            members.append(HouseholdMember(id=new_id(), **draft.model_dump()))
        else:
            members[place] = _completed(members[place], draft)
    return tuple(members)


def join_customers(known: Customer, more: Customer, at: datetime) -> Customer:
    """Return a customer completed by a second record of the same person or firm.

    What is known stays: empty fields are filled, lists are joined, and what differs (another name,
    another address) is kept as a note, so that joining loses nothing.
    """
    filled, differing = _fields(known, more)
    notes = {note.id: note for note in (*known.notes, *more.notes)}
    texts = {note.text for note in known.notes}
    kept = [n for n in notes.values() if n in known.notes or n.text not in texts]
    if differing:
        kept += notes_of("另一份资料：" + "，".join(differing), more.owner_id, at)
    drafts = tuple(
        MemberDraft.model_validate(member.model_dump(exclude={"id", "birthday"})) for member in more.household
    )
    household = join_household(known.household, drafts)
    return known.model_copy(
        update={
            **filled,
            "channels": join_channels(known.channels, more.channels),
            "household": _with_birthdays(household, more.household),
            "contacts": (*known.contacts, *(c for c in more.contacts if c.name not in _names(known))),
            "personality": tuple(dict.fromkeys((*known.personality, *more.personality))),
            "tags": tuple(dict.fromkeys((*known.tags, *more.tags))),
            "notes": tuple(kept),
            "do_not_contact": known.do_not_contact or more.do_not_contact,
            "updated_at": at,
        }
    )


_LABELS = {
    "name": "姓名",
    "address_as": "称呼",
    "company": "单位",
    "position": "职务",
    "address": "地址",
    "birthday": "生日",
    "segment": "类别",
}


def _fields(known: Customer, more: Customer) -> tuple[dict[str, object], list[str]]:
    filled: dict[str, object] = {}
    differing = []
    noted = "\n".join(note.text for note in known.notes)
    for name, label in _LABELS.items():
        ours, theirs = getattr(known, name), getattr(more, name)
        if theirs and not ours:
            filled[name] = theirs
        elif theirs and ours != theirs and f"{label}{theirs}" not in noted:
            differing.append(f"{label}{theirs}")
    return filled, differing


def _names(customer: Customer) -> set[str]:
    return {contact.name for contact in customer.contacts}


def _stricter(known: Channel, other: Channel) -> Channel:
    refused = Consent.REFUSED in (known.consent, other.consent)
    return known.model_copy(
        update={
            "label": known.label or other.label,
            "consent": Consent.REFUSED if refused else _told(known.consent, other.consent),
            "do_not_contact": known.do_not_contact or other.do_not_contact,
        }
    )


def _told(known: Consent, other: Consent) -> Consent:
    return other if known is Consent.UNKNOWN else known


def _same_person(member: HouseholdMember, draft: MemberDraft) -> bool:
    if member.relation is not draft.relation:
        return False
    return not member.name or not draft.name or member.name == draft.name


def _completed(member: HouseholdMember, draft: MemberDraft) -> HouseholdMember:
    notes = dict.fromkeys(note for note in (member.note, draft.note) if note)
    joined = "，".join(notes)
    return member.model_copy(
        update={
            "name": member.name or draft.name,
            # Children grow: what is told now is newer than what was known.
            "age_band": draft.age_band or member.age_band,
            "has_say": member.has_say or draft.has_say,
            "note": joined if len(joined) <= 120 else member.note,
        }
    )


def _with_birthdays(
    household: tuple[HouseholdMember, ...], told: tuple[HouseholdMember, ...]
) -> tuple[HouseholdMember, ...]:
    known = {(member.relation, member.name): member.birthday for member in told if member.birthday}
    return tuple(
        m if m.birthday else m.model_copy(update={"birthday": known.get((m.relation, m.name))})
        for m in household
    )
