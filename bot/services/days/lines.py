"""Ready lines for a promise that falls due, through the same gate as everything a customer gets."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from importlib.resources import files

import yaml

from bot.services.briefs import Brief, Snapshot, Variant
from bot.services.days.lines_english import MISSED, VISIT, english_promise
from bot.services.gate import select
from bot.services.turns import Reading, TurnKind
from crm.customers import Customer
from crm.history import Promise
from crm.when import find_times

_SAME_DAY, _YESTERDAY = "之前", "昨天"
_THING = re.compile(
    r"(?:把|将)(?P<a>[一-鿿A-Za-z]{1,10}?)(?:先|都|也|再|开|装|做|理|备)?(?:好|清楚|齐)?(?=发|送|寄|传|转|交|带|拿|给|捎|退|补|留)"
    r"|(?:发|送|寄|传|带|捎|补|留|开)(?:给)?(?:您|你|他|她|过去|出|一份|一下)*(?P<b>[一-鿿]{2,6})(?:过去|过来)?$"
)
_NOT_A_THING = re.compile(r"[您你我他她给去来到了]|电话|回话|答复|回复|消息|准信")
_KINDS = (
    (
        VISIT,
        re.compile(
            r"^(?!.*(?:我|给您|帮您|上门)).*(?:来(?:店|试|看|取|提|拿|挑|选|量|签|参观|考察|一趟)|到店)"
        ),
    ),
    ("保留", re.compile(r"留着|保留|留到|锁|不变|不涨|价格?.{0,6}留")),
    ("联系", re.compile(r"电话|联系|回话|答复|回复|消息|准信|回您|找您|通知|告诉")),
    ("上门", re.compile(r"上门|(?<![送发寄带传捎])过去(?!了)|拜访|安装|装上|装好|调试|修|到您|去您|师傅")),
    ("送", re.compile(r"送|带|捎|发货|到货|补货")),
    ("发", re.compile(r"发|寄|传|邮箱|合同|资料|报价|方案")),
)


def promise_lines(
    customer: Customer,
    promise: Promise,
    now: datetime,
    card_exists: Callable[[str], bool],
    locale: str = "zh",
) -> tuple[str, ...]:
    """Return up to two lines for a promise; one for its being late first when its time has passed.

    `now` carries the seller's zone. Empty when the gate lets none pass.
    """
    thing = thing_of(promise.text, now)
    kind = kind_of(promise.text)
    if kind in {"发", "送"} and not thing:
        kind = "别的"
    late = promise.due_at is not None and promise.due_at < now
    if locale == "en":
        return english_promise(customer, kind, thing, late=late, today=now.date(), card_exists=card_exists)
    first = _templates()[MISSED if kind == VISIT else "晚了"][:1] if late else ()
    templates = (*first, *_templates()[kind])
    words = {
        "称呼": customer.address_as or customer.name,
        "那天": _that_day(promise.created_at.astimezone(now.tzinfo).date(), now.date()),
        "东西": thing,
    }
    variants = [Variant(text=_filled(one, words), style="plain", line_id="promise") for one in templates]
    brief = Brief(reading=Reading(kind=TurnKind.COPY), snapshot=Snapshot(customer=customer))
    passed, _ = select(variants, brief, 2, today=now.date(), card_exists=card_exists)
    return tuple(variant.text for variant in passed)


def kind_of(text: str) -> str:
    """Return what sort of act a promise is, a key of the lines."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "别的")


def thing_of(text: str, now: datetime) -> str:
    """Return what was promised to be handed over (明天把合同发您 → 合同); "" when that is unclear."""
    for time in reversed(find_times(text, now)):
        text = text[: time.start] + text[time.end :]
    match = _THING.search(text.strip("，。！ "))
    thing = (match["a"] or match["b"] or "") if match else ""
    return "" if _NOT_A_THING.search(thing) else thing


def _that_day(said: date, today: date) -> str:
    days = (today - said).days
    return _SAME_DAY if days < 1 else _YESTERDAY if days == 1 else "前天" if days == 2 else "上次"


def _filled(template: str, words: dict[str, str]) -> str:
    text = template if words["称呼"] else template.replace("{称呼}，", "")
    for slot, word in words.items():
        text = text.replace(f"{{{slot}}}", word)
    return text


@cache
def _templates() -> dict[str, tuple[str, ...]]:
    text = files("bot.services.days").joinpath("lines.yaml").read_text(encoding="utf-8")
    return {kind: tuple(lines) for kind, lines in yaml.safe_load(text).items()}
