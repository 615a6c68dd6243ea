"""The gate: what every variant of every writer passes before a salesperson sees it. Code only."""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from bot.services.briefs import Brief, Variant, Verdict
from bot.services.gate.findings import Finding
from bot.services.gate.line import Line
from bot.services.gate.names import untraced_names
from bot.services.gate.pressing import pressing
from bot.services.gate.privacy import leaked
from bot.services.gate.shape import malformed, unsourced
from bot.services.gate.tracing import untraced
from bot.services.gate.wordings import worded


def check(
    variant: Variant,
    brief: Brief,
    *,
    today: date | None = None,
    card_exists: Callable[[str], bool] | None = None,
    foreign_names: Collection[str] = (),
    hosts: Collection[str] = (),
) -> Verdict:
    """Return the verdict on a variant; each finding is "key: sentence in Chinese".

    `today` resolves day words where a deadline hangs on one; `foreign_names` are names of other
    customers; `hosts` are the sites a link may lead to.
    """
    findings = inspect(
        variant, brief, today=today, card_exists=card_exists, foreign_names=foreign_names, hosts=hosts
    )
    return Verdict(variant=variant, findings=tuple(str(finding) for finding in findings))


def inspect(
    variant: Variant,
    brief: Brief,
    *,
    today: date | None = None,
    card_exists: Callable[[str], bool] | None = None,
    foreign_names: Collection[str] = (),
    hosts: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Return the findings on a variant with their places; see `check`.

    Tone is judged where nobody authored the line (`line_id` is empty).
    """
    line = Line(variant.text, today)
    return (
        *malformed(line, hosts),
        *unsourced(variant, brief, card_exists),
        *untraced(line, brief),
        *untraced_names(line, brief),
        *leaked(line, brief, foreign_names),
        *worded(line, brief),
        *(() if variant.line_id else pressing(variant.text)),
    )


def select(
    candidates: Iterable[Variant],
    brief: Brief,
    wanted: int = 2,
    *,
    today: date | None = None,
    card_exists: Callable[[str], bool] | None = None,
    foreign_names: Collection[str] = (),
    hosts: Collection[str] = (),
) -> tuple[list[Variant], list[Verdict]]:
    """Return the first `wanted` candidates that pass, and the verdicts on all that were looked at.

    A rejected candidate is replaced by the next one; none is sent with a piece cut out. Candidates
    are drawn one by one, so a lazy writer makes no more than needed.
    """
    passed: list[Variant] = []
    verdicts: list[Verdict] = []
    for variant in candidates:
        if any(variant.text == other.text for other in passed):
            continue
        verdict = check(
            variant, brief, today=today, card_exists=card_exists, foreign_names=foreign_names, hosts=hosts
        )
        verdicts.append(verdict)
        if verdict.passed:
            passed.append(variant)
        if len(passed) >= wanted:
            break
    return passed, verdicts
