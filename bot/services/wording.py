"""Small things said the same way everywhere: days, amounts, relations."""

from datetime import date, datetime

from bot.services.punctuation import clauses, with_aside
from bot.services.texts import Texts
from crm.customers import Contact, HouseholdMember
from crm.money import Money
from playbooks.load import Library

_SIGNS = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元"}


def money_text(money: Money) -> str:
    """Return an amount as said in Chinese: 3800元, 12.5元, 300 GBP."""
    amount = money.amount.normalize()
    figure = f"{amount:f}"
    sign = _SIGNS.get(money.currency)
    return f"{figure}{sign}" if sign else f"{figure} {money.currency}"


def day_of(when: date | datetime) -> str:
    """Return a day as 2026-11-22; the year stays, since histories are long."""
    return f"{when:%Y-%m-%d}"


def short_day(when: date | datetime, today: date) -> str:
    """Return a day without its year when that is this year: 11-19, else 2025-11-19."""
    day = when.date() if isinstance(when, datetime) else when
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def member_text(member: HouseholdMember, say: Texts) -> str:
    """Return a household member: 孙女小米（说了算）."""
    relation = say(f"relation-{member.relation.value}")
    precise = say.locale == "zh" and member.note.startswith(
        ("上", "读", "念")
    )  # 上高中 says more than 上中学
    band = say(f"age-{member.age_band.value}") if member.age_band and not precise else ""
    extras = clauses(filter(None, (band, say("card-has-say") if member.has_say else "", member.note)), say)
    named = f"{relation} {member.name}".strip() if say.locale == "en" else f"{relation}{member.name}"
    return with_aside(named, extras, say) if extras else named


def roles_text(contact: Contact, library: Library) -> str:
    """Return a contact with position and buying roles: 李敏 财务经理（管付款）."""
    roles = "、".join(library.role_title(role) for role in contact.roles)
    name = " ".join(filter(None, (contact.name, contact.position)))
    return f"{name}（{roles}）" if roles else name
