"""The survey as screens: one question, the text for the customer, expectation and experience, the result."""

from bot.handlers.screens import COPY_LIMIT, Screen, copy, press, utf16_length
from bot.services.reasons import worded
from bot.services.surveying import HIGHEST, LOWEST, SurveyState
from bot.services.texts import Texts
from crm.value.perceived import Perceived
from crm.value.thresholds import SurveyItem

_FEW = 4


def question_screen(
    customer_id: str, number: int, item: SurveyItem, state: SurveyState, say: Texts
) -> Screen:
    """Return one question with five buttons; says when it goes on from an earlier day or tap."""
    screen = Screen(customer_id=customer_id)
    whole = number >= state.short
    place = number - state.short + 1 if whole else number + 1
    total = state.total - state.short if whole else state.short
    screen.line(say("survey-question", number=place, total=total), "italic")
    if state.answers and not whole:
        screen.line(say("survey-goes-on", count=state.answered), "italic")
    screen.line(item.asked(say.locale), "bold")
    screen.line(say("survey-scale"), "italic")
    screen.row(
        *(press(str(score), f"sv:{customer_id}:{number}.{score}") for score in range(LOWEST, HIGHEST + 1))
    )
    screen.row(
        press(say("button-skip"), f"sv:{customer_id}:{number}.s"),
        press(say("button-survey-end"), f"va:{customer_id}:s"),
    )
    return screen.row(
        press(say("button-survey-ask"), f"sv:{customer_id}:ask"),
        press(say("button-satisfaction"), f"sv:{customer_id}:c"),
    )


def result_screen(customer_id: str, name: str, state: SurveyState, felt: Perceived, say: Texts) -> Screen:
    """Return what the answers come to, never as a bare number: strongest reasons first."""
    screen = Screen(customer_id=customer_id)
    screen.line(say("survey-result", name=name), "bold")
    screen.line(say("survey-result-count", count=state.answered, total=state.short))
    screen.line(say("value-perceived", value=f"{felt.value:.2f}", sure=f"{felt.sure:.0%}"))
    for reason in felt.reasons[:_FEW]:
        screen.line(f"· {worded(reason, say)}", "italic")
    if state.next() is not None:
        screen.row(press(say("button-survey-on"), f"sv:{customer_id}:go"))
    elif state.next(whole=True) is not None:
        left = sum(n >= state.short and n not in state.answers for n in range(state.total))
        screen.row(press(say("button-survey-more", count=left), f"sv:{customer_id}:more"))
    return screen.row(
        press(say("button-satisfaction"), f"sv:{customer_id}:c"),
        press(say("button-value"), f"va:{customer_id}:s"),
    )


def ask_screen(customer_id: str, text: str, say: Texts) -> Screen:
    """Return the text for the customer, ready to copy or forward, and the way to enter the reply."""
    screen = Screen(customer_id=customer_id)
    screen.line(say("survey-ask-how"), "italic").line()
    screen.add(text)
    if utf16_length(text) <= COPY_LIMIT:
        screen.row(copy(say("button-survey-copy"), text))
    screen.row(press(say("button-survey-reply"), f"sv:{customer_id}:reply"))
    return screen.row(press(say("button-back"), f"sv:{customer_id}:go"))


def satisfaction_screen(customer_id: str, expected: int | None, say: Texts) -> Screen:
    """Ask for the expectation, then for the experience."""
    screen = Screen(customer_id=customer_id)
    screen.line(say("satisfaction-expected" if expected is None else "satisfaction-felt"), "bold")
    screen.line(say("satisfaction-scale"), "italic")
    head = f"sv:{customer_id}:c{expected or ''}"
    screen.row(*(press(str(score), f"{head}{score}") for score in range(LOWEST, HIGHEST + 1)))
    return screen.row(press(say("button-back"), f"sv:{customer_id}:result"))
