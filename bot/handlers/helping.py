"""/help: a short first screen, and one screen a topic, shown in its place."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, PlainHandler, for_members, message_id, parts
from bot.handlers.screens import Screen, press
from bot.handlers.start import SAMPLE
from bot.services.texts import Texts
from crm.people import RANK, Actor, Role

TOPICS = ("lines", "customers", "offers", "material", "day", "copy", "privacy")
"""What everybody may read about, in the order of the buttons."""
MANAGERS_TOPIC = "team"
_HOME = "home"
_IN_A_ROW = 3


def topics_for(actor: Actor) -> tuple[str, ...]:
    """Return the topics of a person's help; only managers and above read about the team."""
    managing = RANK[actor.role] >= RANK[Role.MANAGER]
    return (*TOPICS, MANAGERS_TOPIC) if managing else TOPICS


def home_screen(actor: Actor, say: Texts) -> Screen:
    """Return the first screen: what to do, one sample to press, the topics."""
    screen = Screen(say("help")).row(press(say("start-sample"), SAMPLE))
    buttons = [press(say(f"button-help-{topic}"), f"hp:{topic}") for topic in topics_for(actor)]
    for start in range(0, len(buttons), _IN_A_ROW):
        screen.row(*buttons[start : start + _IN_A_ROW])
    return screen


def topic_screen(topic: str, say: Texts) -> Screen:
    """Return what there is to know about a topic, and the way to the others."""
    screen = Screen().line(say(f"help-{topic}-title"), "bold").line()
    screen.add(say(f"help-{topic}"))
    return screen.row(press(say("button-help-back"), f"hp:{_HOME}"))


def show_topic(topic: str) -> PlainHandler:
    """Return what answers a question like 怎么加客户. Who may not do it is told who may."""

    @for_members
    async def show(update: Update, context: JinjuContext, desk: Desk) -> None:
        if topic == MANAGERS_TOPIC:
            desk.actor.require(Role.MANAGER, topic)
        await context.reply(topic_screen(topic, context.say))

    return show


@for_members
async def show_help(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/help says what to do first and offers the topics."""
    await context.reply(home_screen(desk.actor, context.say))


@for_members
async def on_help_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show a topic (`hp:day`) or the first screen (`hp:home`) in place."""
    await context.acknowledge(update)
    topic = parts(update, 2)[1]
    if topic == _HOME:
        screen = home_screen(desk.actor, context.say)
    elif topic in topics_for(desk.actor):
        screen = topic_screen(topic, context.say)
    else:
        raise InputRefused("old-button")
    async with context.effect() as effect:
        effect.show(screen, message_id(update))
