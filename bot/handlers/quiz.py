"""/quiz: three questions a day, answered by buttons; the whole state of a question is in its buttons."""

from datetime import date

from telegram import Update

from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.services.quizzing import A_DAY, Asked, Week, letters
from bot.services.texts import Texts
from playbooks.quiz_models import LETTERS

_SUBMIT, _NEXT, _TOGGLE = "go", "next", "t"


@for_members
@in_private
async def quiz(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/quiz asks today's next question, or shows the score when all are answered."""
    await _ask_next(context, desk)


@for_members
@in_private
async def on_quiz_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Tick an option, submit, or go on. Data: question, day, ticked options as bits, act."""
    _, question_id, day, mask, act = parts(update, 5)
    await context.acknowledge(update)
    if act == _NEXT:
        await _ask_next(context, desk)
        return
    asked = await context.services.quiz.find(desk.actor.salesperson_id, question_id, _day(day))
    ticked = _ticked(mask, asked)
    if asked is None or ticked is None or not _is_act(act, asked):
        await context.reply(Screen(context.say("quiz-old")))
    elif asked.answer is not None:
        async with context.effect() as effect:
            week = await context.services.quiz.week(effect.uow, desk.actor.salesperson_id)
            effect.show(answered_screen(asked, asked.answer.chosen, context.say, week), message_id(update))
    elif act.startswith(_TOGGLE) and asked.question.kind == "multiple":
        async with context.effect() as effect:
            place = int(act[1:])
            changed = ticked - {place} if place in ticked else ticked | {place}
            effect.show(question_screen(asked, day, context.say, changed), message_id(update))
    else:
        chosen = sorted(ticked) if act == _SUBMIT else [int(act[1:])]
        await _mark(update, context, desk, asked, chosen, day)


async def _mark(
    update: Update, context: JinjuContext, desk: Desk, asked: Asked, chosen: list[int], day: str
) -> None:
    """Store the answer and explain; nothing ticked is no answer."""
    async with context.effect() as effect:
        if not chosen:
            screen = question_screen(asked, day, context.say, set(), hint=context.say("quiz-choose-first"))
        else:
            person = desk.actor.salesperson_id
            if not await context.services.quiz.answer(effect.uow, person, asked, chosen):
                earlier = await effect.uow.quiz.get(person, asked.question.id, _day(day))
                chosen = list(earlier.chosen) if earlier else chosen
            screen = answered_screen(
                asked, chosen, context.say, await context.services.quiz.week(effect.uow, person)
            )
        effect.show(screen, message_id(update))


async def _ask_next(context: JinjuContext, desk: Desk, edit: int | None = None) -> None:
    asked = await context.services.quiz.next(desk.actor.salesperson_id)
    async with context.effect() as effect:
        if asked is None:
            week = await context.services.quiz.week(effect.uow, desk.actor.salesperson_id)
            done = Screen(context.say("quiz-done", count=A_DAY) + "\n")
            effect.show(done.line(_week(week, context.say)), edit)
        else:
            day = f"{context.services.quiz.today:%Y%m%d}"
            effect.show(question_screen(asked, day, context.say, set()), edit)


def question_screen(asked: Asked, day: str, say: Texts, ticked: set[int], hint: str = "") -> Screen:
    """Return a question with its options as buttons; several answers are ticked before submitting."""
    question = asked.question
    screen = Screen()
    screen.line(say("quiz-title", number=asked.number, count=asked.count, title=asked.book.title), "bold")
    several = question.kind == "multiple"
    screen.line().line(question.text + (say("quiz-multiple") if several else ""))
    if hint:
        screen.line(hint, "italic")
    mask = sum(1 << place for place in ticked)
    data = f"qz:{question.id}:{day}:{mask}"
    if question.kind == "true_false":
        words = (say("quiz-true"), say("quiz-false"))
        return screen.row(*(press(word, f"{data}:{_TOGGLE}{place}") for place, word in enumerate(words)))
    for place, option in enumerate(question.options):
        mark = "✓ " if place in ticked else ""
        screen.row(press(f"{mark}{LETTERS[place]} {option}", f"{data}:{_TOGGLE}{place}"))
    return screen.row(press(say("button-quiz-submit"), f"{data}:{_SUBMIT}")) if several else screen


def answered_screen(asked: Asked, chosen: tuple[int, ...] | list[int], say: Texts, week: Week) -> Screen:
    """Return the question with the key, the reason, our doubts where there are some, and the score."""
    question = asked.question
    screen = Screen()
    screen.line(say("quiz-title", number=asked.number, count=asked.count, title=asked.book.title), "bold")
    screen.line().line(question.text)
    for place, option in enumerate(question.options):
        mark = "✓" if place in question.right else ("✗" if place in chosen else "·")
        screen.line(f"{mark} {LETTERS[place]} {option}")
    right = tuple(sorted(chosen)) == question.right
    key = letters(question.right, question, say("quiz-true"), say("quiz-false"))
    screen.line().line(say("quiz-right") if right else say("quiz-wrong", answer=key), "bold")
    screen.line(say("quiz-explain", text=question.explain))
    if question.contested:
        screen.line(say("quiz-contested", text=question.contested))
    screen.line(say("quiz-source", reference=asked.book.sources[0].reference), "italic")
    screen.line().line(_week(week, say))
    return screen.row(press(say("button-quiz-next"), f"qz:{question.id}:0:0:{_NEXT}"))


def _week(week: Week, say: Texts) -> str:
    return say("quiz-week", answered=week.answered, right=week.right)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _ticked(mask: str, asked: Asked | None) -> set[int] | None:
    if asked is None or not mask.isdecimal() or int(mask) >> _options(asked):
        return None
    return {place for place in range(_options(asked)) if int(mask) >> place & 1}


def _is_act(act: str, asked: Asked) -> bool:
    if act == _SUBMIT:
        return asked.question.kind == "multiple"
    return act[:1] == _TOGGLE and act[1:].isdecimal() and int(act[1:]) < _options(asked)


def _options(asked: Asked) -> int:
    return len(asked.question.options) or 2
