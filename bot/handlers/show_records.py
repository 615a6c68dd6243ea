"""Records as screens: the hub, a customer's cards, tables that fit a phone, stories."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.handlers.pictures import picture_button
from bot.handlers.screens import LINE, Screen, one_line, press
from bot.services.pictures.amounts import short_money
from bot.services.pictures.requests import PictureKind
from bot.services.reporting import By, Period, RelationPage, RevenueTable
from bot.services.stories import Story
from bot.services.texts import Texts
from bot.services.wording import money_text, roles_text, short_day
from crm.base import Id
from crm.customers import Consent
from crm.history import Direction, SignalKind, TouchpointKind
from crm.money import Money
from crm.ports import CustomerFile
from playbooks.load import Library

_LINES = 12
_SHORT = 40
_INDENTED = LINE - 2


def hub_screen(say: Texts, *, leads: bool) -> Screen:
    """Return what there is; `leads` adds what only a manager may do."""
    screen = Screen().line(say("records-title"), "bold").line(say("records-lead" if leads else "records-own"))
    screen.row(
        press(say("button-relations"), "rt:key:0"),
        press(say("button-duplicates"), "mg:list"),
    )
    if leads:
        screen.row(press(say("button-revenue"), "rv:tier:year"), press(say("button-hand-over"), "ho:list"))
        screen.row(press(say("button-barred"), "br:list"))
    return screen.row(
        picture_button(say("button-picture-matrix"), PictureKind.MATRIX),
        picture_button(say("button-picture-pareto"), PictureKind.PARETO),
        picture_button(say("button-picture-funnel"), PictureKind.FUNNEL),
    )


def customer_menu(customer_id: Id, name: str, say: Texts, *, leads: bool, barred: bool) -> Screen:
    """Return what is recorded about one customer, and what may be done with the record."""
    screen = Screen(customer_id=customer_id).line(say("records-of", name=name), "bold")
    screen.row(
        press(say("button-sales-card"), f"rc:{customer_id}:sales"),
        press(say("button-contact-card"), f"rc:{customer_id}:contact"),
    )
    screen.row(press(say("button-story"), f"hs:{customer_id}"))
    if leads:
        lift = press(say("button-bar-lift"), f"bl:{customer_id}")
        bar = press(say("button-bar"), f"bc:{customer_id}")
        screen.row(lift if barred else bar, press(say("button-hand-one"), f"hc:{customer_id}"))
    return screen.row(press(say("button-deal-customer"), f"c:{customer_id}"))


# --- one customer ---


def sales_screen(file: CustomerFile, today: date, say: Texts) -> Screen:
    """Return the transaction card: totals by year and product, then the latest lines, refunds marked."""
    screen = Screen(customer_id=file.customer.id)
    screen.line(say("sales-title", name=file.customer.display_name), "bold")
    if not file.purchases:
        screen.line(say("sales-none"))
    for currency in dict.fromkeys(p.amount.currency for p in file.purchases):
        mine = [p for p in file.purchases if p.amount.currency == currency]
        years: Counter[str] = Counter()
        products: dict[str, Decimal] = defaultdict(Decimal)
        for one in mine:
            years[str(one.bought_on.year)] += 1
            products[one.product] += one.amount.amount
        total = sum((p.amount.amount for p in mine), Decimal(0))
        screen.line(say("sales-total", amount=_money(total, currency), count=len(mine)))
        screen.line(
            "　" + "，".join(say("sales-year", year=y, count=n) for y, n in sorted(years.items())[-4:])
        )
        best = sorted(products.items(), key=lambda item: -item[1])[:3]
        screen.line("　" + "；".join(f"{name} {_money(amount, currency)}" for name, amount in best))
    if file.purchases:
        screen.line()
    latest = sorted(file.purchases, key=lambda p: (p.bought_on, p.id), reverse=True)
    for one in latest[:_LINES]:
        refund = say("sales-refund") if one.amount.amount < 0 else ""
        quantity = f"{one.quantity.normalize():f}{one.unit}" if one.quantity != 1 or one.unit else ""
        day = short_day(one.bought_on, today)
        screen.line(f"• {day} {one.product} {quantity} {money_text(one.amount)}{refund}".replace("  ", " "))
    return screen.row(press(say("button-back"), f"rc:{file.customer.id}:menu"))


def contact_screen(file: CustomerFile, today: date, cost: str, library: Library, say: Texts) -> Screen:
    """Return the contact card (D27): ways, people, requests, complaints, activities, cost, satisfaction."""
    customer = file.customer
    screen = Screen(customer_id=customer.id)
    screen.line(say("contact-title", name=customer.display_name), "bold")
    for channel in customer.channels:
        barred = channel.do_not_contact or channel.consent is Consent.REFUSED
        mark = say("contact-refused") if barred else ""
        screen.line(f"• {say(f'channel-{channel.kind.value}')} {channel.address}{mark}")
    for contact in customer.contacts:
        screen.line(f"• {roles_text(contact, library)} {contact.phone}".rstrip())
    kinds = Counter(t.kind for t in file.touchpoints if t.direction is not Direction.INTERNAL)
    complaints = [t for t in file.touchpoints if t.kind is TouchpointKind.COMPLAINT]
    asked = sum(t.direction is Direction.IN and t.kind is not TouchpointKind.NOTE for t in file.touchpoints)
    screen.line(say("contact-requests", count=asked))
    screen.line(say("contact-complaints", count=len(complaints)))
    served = sum(kinds[kind] for kind in (TouchpointKind.VISIT, TouchpointKind.CALL, TouchpointKind.SERVICE))
    screen.line(say("contact-activities", count=served))
    screen.line(say("contact-cost", amount=cost))
    rated = [s for s in file.signals if s.kind is SignalKind.SATISFACTION and s.value is not None]
    if rated:
        latest = max(rated, key=lambda signal: signal.at)
        day = short_day(latest.at, today)
        screen.line(say("contact-satisfaction", ratio=f"{latest.value:.2f}", day=day))
    else:
        screen.line(say("contact-unrated"))
    said = sorted(file.touchpoints, key=lambda t: t.at, reverse=True)
    for one in said[:5]:
        screen.line(f"· {short_day(one.at, today)} {_short(one.text)}", "italic")
    return screen.row(press(say("button-back"), f"rc:{customer.id}:menu"))


def add_story(screen: Screen, told: Story, say: Texts) -> Screen:
    """Append the four answers of a story."""
    for part in ("offered", "reacted", "promised", "upcoming"):
        screen.line(say(f"story-{part}"), "bold")
        for line in getattr(told, part):
            screen.line(f"• {line}")
    return screen


def story_screen(customer_id: Id, name: str, told: Story, say: Texts) -> Screen:
    """Return a customer's story."""
    screen = Screen(customer_id=customer_id).line(say("story-title", name=name), "bold")
    add_story(screen, told, say)
    return screen.row(press(say("button-deal-customer"), f"c:{customer_id}"))


# --- tables ---


def revenue_screen(tables: Sequence[RevenueTable], by: By, period: Period, say: Texts) -> Screen:
    """Return revenue by tier, product, region, or key and ordinary: a line each, largest twelve."""
    screen = Screen()
    screen.line(say(f"revenue-by-{by.value}", period=say(f"period-{period.value}")), "bold")
    if not tables:
        screen.line(say("revenue-none"))
    for table in tables:
        screen.line(say("revenue-total", amount=short_money(table.total, table.currency, say)))
        for row in table.rows[:_LINES]:
            share = f" {row.share:.0%}" if row.share is not None else ""
            amount = short_money(row.amount, table.currency, say)
            name = _name(row.name, by, say)
            screen.line(say("revenue-row", name=name, amount=amount, share=share, count=row.customers))
        rest = table.rows[_LINES:]
        if rest:
            left = short_money(sum((row.amount for row in rest), Decimal(0)), table.currency, say)
            screen.line(say("revenue-rest", count=len(rest), amount=left))
        screen.line()
    screen.row(*(press(say(f"button-by-{one.value}"), f"rv:{one.value}:{period.value}") for one in By))
    screen.row(*(press(say(f"period-{one.value}"), f"rv:{by.value}:{one.value}") for one in Period))
    return screen.row(
        press(say("button-csv"), f"rf:{by.value}:{period.value}"), press(say("button-back"), "rh:hub")
    )


def relations_screen(found: RelationPage, today: date, say: Texts, *, key: bool) -> Screen:
    """Return a page of the relationship table, key and ordinary customers apart."""
    screen = Screen().line(say("relations-key" if key else "relations-ordinary", count=found.of_kind), "bold")
    if not found.lines:
        screen.line(say("relations-none"))
    for line in found.lines:
        who = " · ".join(
            filter(None, (line.name, f"{line.company} {line.position}".strip(), line.address[:12]))
        )
        screen.line(one_line(who), "bold")
        met = "、".join(short_day(day, today) for day in line.met[:3]) or say("relations-never")
        screen.line("　" + one_line(say("relations-met", days=met), _INDENTED))
        if line.feedback:
            screen.line("　" + one_line(say("relations-feedback", text=line.feedback), _INDENTED))
    if found.pages > 1:
        screen.line(say("relations-page", page=found.page + 1, pages=found.pages), "italic")
    if not found.within_reach:
        screen.line(say("relations-beyond", count=found.in_all), "italic")
    kind, other = ("key", "ordinary") if key else ("ordinary", "key")
    screen.pairs(press(one.name[:30], f"c:{one.customer_id}") for one in found.lines)
    before = [press("‹", f"rt:{kind}:{found.page - 1}")] if found.page else []
    after = [press("›", f"rt:{kind}:{found.page + 1}")] if found.page + 1 < found.pages else []
    screen.row(press(say(f"button-{other}"), f"rt:{other}:0"), press(say("button-csv"), "rf:relations:-"))
    return screen.row(*before, press(say("button-back"), "rh:hub"), *after)


def _name(name: str, by: By, say: Texts) -> str:
    if not name:
        return say("revenue-unknown")
    if by is By.TIER:
        return say("revenue-tier", tier=name)
    return say(f"revenue-{name}") if by is By.KEY else name


def _money(amount: Decimal, currency: str) -> str:
    return money_text(Money(amount=amount, currency=currency))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else flat[: _SHORT - 1] + "…"
