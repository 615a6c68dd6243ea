"""/digest, /winback, and the buttons of a complaint's clock."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.handlers.show_days import when_text, winback_screen
from bot.services.days.hours import Hours
from bot.services.days.settings import DIGEST_MINUTES, QUIET, ZONES
from bot.services.texts import Texts
from crm.people import RANK, Role

_IN_A_ROW = 4


@for_members
@in_private
async def digest(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/digest shows the seller's own hours."""
    await context.reply(await _settings(context, desk))


@for_members
@in_private
async def on_digest_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Offer choices (`dg:at:ask`) or take one (`dg:at:3`)."""
    _, what, choice = parts(update, 3)
    await context.acknowledge(update)
    if choice == "ask":
        async with context.effect() as effect:
            effect.show(_choices(what, context.say), message_id(update))
        return
    if not choice.isdecimal():
        raise InputRefused("old-button")
    async with context.effect() as effect:
        hours = await context.services.days.settings.change(effect.uow, desk.actor, what, int(choice))
        tells = await effect.uow.days.tells_manager(desk.actor.team_id)
        effect.show(_hours_screen(hours, context.say, _choice_of_team(desk, tells=tells)), message_id(update))


async def _settings(context: JinjuContext, desk: Desk) -> Screen:
    service = context.services.days.settings
    tells = await service.tells_manager(desk.actor)
    return _hours_screen(await service.hours(desk.actor), context.say, _choice_of_team(desk, tells=tells))


def _choice_of_team(desk: Desk, *, tells: bool) -> bool | None:
    return tells if RANK[desk.actor.role] >= RANK[Role.MANAGER] else None


def _hours_screen(hours: Hours, say: Texts, tells: bool | None) -> Screen:
    known = hours.setting
    screen = Screen()
    screen.line(say("digest-title"), "bold")
    at = _clock(known.digest_minute)
    screen.line(say("digest-on", at=at) if known.digest else say("digest-off"))
    if known.quiet_from == known.quiet_until:
        screen.line(say("digest-no-quiet"))
    else:
        screen.line(say("digest-quiet", start=_clock(known.quiet_from), end=_clock(known.quiet_until)))
    screen.line(say("digest-zone", zone=_zone(hours.zone.key, say)))
    if tells is not None:
        screen.line(say("digest-team-on" if tells else "digest-team-off"))
    switch = press(
        say("button-digest-off" if known.digest else "button-digest-on"), f"dg:digest:{1 - known.digest}"
    )
    screen.row(switch, press(say("button-digest-at"), "dg:at:ask"))
    screen.row(
        press(say("button-digest-quiet"), "dg:quiet:ask"), press(say("button-digest-zone"), "dg:zone:ask")
    )
    if tells is not None:
        screen.row(
            press(say("button-digest-team-off" if tells else "button-digest-team-on"), f"dg:team:{1 - tells}")
        )
    return screen


def _choices(what: str, say: Texts) -> Screen:
    if what == "at":
        labels = [_clock(minute) for minute in DIGEST_MINUTES]
    elif what == "quiet":
        labels = [
            say("button-quiet-none") if start == end else f"{_clock(start)}–{_clock(end)}"
            for start, end in QUIET
        ]
    elif what == "zone":
        labels = [_zone(zone, say) for zone in ZONES]
    else:
        raise InputRefused("old-button")
    screen = Screen(say(f"digest-ask-{what}"))
    buttons = [press(label, f"dg:{what}:{place}") for place, label in enumerate(labels)]
    width = 2 if what == "quiet" else _IN_A_ROW
    for start in range(0, len(buttons), width):
        screen.row(*buttons[start : start + width])
    return screen


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _zone(name: str, say: Texts) -> str:
    key = f"zone-{name.replace('/', '-')}"
    return say(key) if say.has(key) else name


# --- winning back ---


@for_members
@in_private
async def winback(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/winback shows valuable customers who leave or were left alone."""
    await context.reply(winback_screen(await context.services.days.winback.list(desk.actor), context.say))


@for_members
@in_private
async def on_winback_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """The same from the day's list (`wb`), or another page of it (`wb:1`)."""
    data = update.callback_query.data if update.callback_query else ""
    page = str(data or "").partition(":")[2]
    await context.acknowledge(update)
    found = await context.services.days.winback.list(desk.actor)
    screen = winback_screen(found, context.say, int(page) if page.isdecimal() and len(page) < 3 else 0)
    async with context.effect() as effect:
        effect.show(screen, message_id(update))


# --- complaints ---


@for_members
@in_private
async def on_complaint_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Start a complaint's clock, or record that it was answered or settled."""
    _, customer_id, verb = parts(update, 3)
    await context.acknowledge(update)
    service, say = context.services.days.complaints, context.say
    customer = await context.services.customers.get(desk.actor, customer_id)
    now = await context.services.days.reminders.local_now(desk.actor)
    async with context.effect() as effect:
        if verb == "open":
            clock = await service.open(effect.uow, desk.actor, customer_id)
            when = when_text(clock.due_at, now, say)
            words = say("complaint-opened", name=customer.display_name, when=when)
        elif verb in {"answered", "settled"}:
            text = say(f"touchpoint-{verb}")
            settled = verb == "settled"
            await service.advance(effect.uow, desk.actor, customer_id, settled=settled, text=text)
            running = service.of(await effect.uow.histories.touchpoints(customer_id, 40))
            when = when_text(running[0].due_at, now, say) if running else ""
            words = say("complaint-answered", when=when) if running else say("complaint-settled")
        else:
            raise InputRefused("old-button")
        effect.show(Screen(words), message_id(update))
