"""The day's list sent privately to each salesperson: asked for in a group, or on the manager's page."""

from collections.abc import Sequence

from bot.handlers.context import Desk, JinjuContext
from bot.handlers.screens import Screen, press
from bot.handlers.show_value import today_screen
from bot.handlers.work import Effect
from bot.ports import BotUnitOfWork, OutboxItem
from bot.services.days.posting import Post
from bot.services.texts import Texts
from crm.people import RANK, Role

_MARK = "post"
"""First piece of the key of a posted list; the second is the chat that hears when it cannot be delivered."""


async def post_day(context: JinjuContext, desk: Desk) -> None:
    """Queue everybody's list for their own chats and say here only who gets one."""
    await context.busy()
    posts = await context.services.days.posting.posts(desk.actor)
    async with context.effect() as effect:
        for post in posts:
            if post.person.telegram_id is not None:
                _queue(context, effect, desk, post, post.person.telegram_id)
        effect.say(report_screen(posts, context.say, leads=RANK[desk.actor.role] >= RANK[Role.MANAGER]))


def _queue(context: JinjuContext, effect: Effect, desk: Desk, post: Post, chat_id: int) -> None:
    say = Texts(post.language or context.services.texts.default)
    screen = today_screen(post.items, say)
    if post.person.id != desk.actor.salesperson_id:
        screen = screen.headed(say("posted-by", name=desk.actor.name), "italic")
    screen.row(press(say("button-promises"), "pr:mine"), press(say("button-winback"), "wb"))
    work = context.work
    for payload in screen.messages(chat_id):
        key = f"{_MARK}:{work.chat_id}:{work.item.bot_id}:{work.item.update_id}:{len(effect.items)}"
        effect.items.append(
            OutboxItem(
                key=key,
                chat_id=chat_id,
                method="sendMessage",
                payload=payload,
                created_at=context.now(),
            )
        )


def report_screen(posts: Sequence[Post], say: Texts, *, leads: bool) -> Screen:
    """Return who was sent a list and who cannot be reached; never a customer."""
    if not leads:
        return Screen(say("posted-to-you"))
    sent = [post.person.name for post in posts if post.person.telegram_id is not None]
    missing = [post.person.name for post in posts if post.person.telegram_id is None]
    screen = Screen()
    screen.line(say("posted", names=say("comma").join(sent)) if sent else say("posted-nobody"))
    return screen.line(say("posted-missing", names=say("comma").join(missing))) if missing else screen


async def tell_poster(say: Texts, uow: BotUnitOfWork, item: OutboxItem) -> Sequence[OutboxItem]:
    """Return the word to whoever had lists posted when one could not be delivered."""
    mark, _, rest = item.key.partition(":")
    if mark != _MARK:
        return ()
    chat_id = int(rest.partition(":")[0])
    person = await uow.people.by_telegram(item.chat_id)
    if person is None or chat_id == item.chat_id:
        return ()
    return [
        OutboxItem(
            key=f"{item.key}:missed"[:120],
            chat_id=chat_id,
            method="sendMessage",
            payload=payload,
            created_at=item.created_at,
        )
        for payload in Screen(say("posted-missing", names=person.name)).messages(chat_id)
    ]
