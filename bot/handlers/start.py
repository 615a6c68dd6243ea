"""First steps: /start (also with an invite), /cancel."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, arguments, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.handlers.settings import change_language
from bot.services.texts import LOCALES, Texts
from crm.errors import InviteInvalid

SAMPLE = "sample"


async def start(update: Update, context: JinjuContext) -> None:
    """Join with an invite's token, or greet."""
    token = arguments(context)
    if token:
        await _join(update, context, token)
    else:
        await greet(update, context)


async def _join(update: Update, context: JinjuContext, token: str) -> None:
    """Use an invite; a wrong one gets one line and nothing else."""
    person = update.effective_user
    if person is None:
        return
    if await context.services.membership.identify(person.id, person.full_name):
        await greet(update, context)
        return
    try:
        async with context.effect() as effect:
            joined = await context.services.membership.join(effect.uow, token, person.id, person.full_name)
            team = await effect.uow.people.team(joined.team_id)
            screen = Screen(context.say("welcome-joined", name=joined.name, team=team.name) + "\n\n")
            effect.say(_greeting(context, joined.name, screen))
    except InviteInvalid:
        context.work.finished = False
        await context.reply(Screen(context.say("invite-bad")))


@for_members
async def greet(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Explain by doing: one sentence to press."""
    await context.reply(_greeting(context, desk.actor.name, Screen()))
    context.services.valuing.prepare(desk.actor)


def _greeting(context: JinjuContext, name: str, screen: Screen) -> Screen:
    say = context.say
    screen.add(say("start", name=name))
    screen.row(press(say("start-sample"), SAMPLE))
    other = next(locale for locale in LOCALES if locale != say.locale)
    return screen.row(
        press(say("button-start-customers"), "go:customers"), press(say(f"language-{other}"), f"go:{other}")
    )


@for_members
@in_private
async def on_first_step(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`go:customers` says how customers come in, `go:home` greets again, `go:en|zh` changes the language."""
    step = parts(update, 2)[1]
    await context.acknowledge(update)
    async with context.effect() as effect:
        if step in LOCALES:
            await change_language(context, desk, effect, step)
        elif step not in {"customers", "home"}:
            raise InputRefused("old-button")
        screen = _bringing(context.say) if step == "customers" else None
        effect.show(screen or _greeting(context, desk.actor.name, Screen()), message_id(update))


def _bringing(say: Texts) -> Screen:
    screen = Screen().line(say("start-customers-title"), "bold").line()
    screen.line(say("start-customers"))
    return screen.row(press(say("button-back"), "go:home"))


@for_members
async def cancel(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Leave a running dialogue."""
    key = "cancelled" if desk.dialogue.flow else "nothing-to-cancel"
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(Screen(context.say(key)))
