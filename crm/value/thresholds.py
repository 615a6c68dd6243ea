"""The thresholds of crm/data/value.yaml as typed, checked values."""

from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, model_validator

from crm.base import Record
from crm.history import Stage, TouchpointKind
from crm.money import Currency

Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=0)]


class FunnelRules(Record):
    """D28: win rates of the stages and when an opportunity is stuck."""

    win_rates: dict[Stage, Share]
    stage_names: dict[Stage, str]
    stuck_days: Days
    no_next_step_days: Days
    coverage_wanted: Annotated[float, Field(gt=0)]
    exact_deals: Annotated[int, Field(ge=0, le=18)]
    simulations: Annotated[int, Field(ge=100)]
    interval: Annotated[float, Field(gt=0, lt=1)]

    @model_validator(mode="after")
    def _every_stage(self) -> "FunnelRules":
        for name, table in (("win_rates", self.win_rates), ("stage_names", self.stage_names)):
            if missing := set(Stage) - set(table):
                raise ValueError(f"funnel.{name} lacks {', '.join(sorted(missing))}")
        return self


class Sureness(Record):
    """From which weight of own data an estimate counts as well or roughly known."""

    well: Share
    roughly: Share


class LeavingPrior(Record):
    """Beta distribution of leaving after an order, assumed until there is enough data to fit one."""

    a: Annotated[float, Field(gt=0)]
    b: Annotated[float, Field(gt=0)]


class LifetimeRules(Record):
    """D1: horizon, discount rate and assumptions of lifetime value."""

    horizon_days: Annotated[int, Field(gt=0)]
    discount_rate: Annotated[float, Field(ge=0)]
    margin_rate: Share
    margin_prior: Annotated[float, Field(ge=0)]
    fit_customers: Annotated[int, Field(ge=10)]
    shrink_days: Annotated[int, Field(gt=0)]
    order_prior: Annotated[float, Field(gt=0)]
    leaving_prior: LeavingPrior
    steps_a_year: Annotated[int, Field(ge=1, le=52)]
    sure: Sureness
    wallet_share: Share
    look_alikes: Annotated[int, Field(ge=1)]
    cross_sell_share: Share
    cost_currency: Currency
    cost_to_serve: dict[TouchpointKind, Decimal]
    fees: dict[str, Annotated[int, Field(ge=1, le=60)]]
    """Word in an article's name → months of its period."""
    fit_ended: Annotated[int, Field(ge=5)]
    renewing_prior: LeavingPrior


class TierRules(Record):
    """D10: where the tiers are cut on the Pareto curve."""

    cumulative: dict[str, Share]
    valuable: tuple[str, ...]
    growable: Annotated[float, Field(ge=0)]


class QuadrantRules(Record):
    """D12: what counts as high."""

    perceived_high: Share
    valuable_tiers: tuple[str, ...]


class StageRules(Record):
    """D2: first-time, short-term, long-term, defected."""

    short_term_orders: int
    short_term_days: Days
    defected_rhythms: float
    defected_days: Days


class PhaseRules(Record):
    """D13: signals of the relationship's phase."""

    trial_orders: int
    trend_days: Annotated[int, Field(gt=0)]
    growing: float
    declining: float
    mature_days: Days


class RelationshipRules(Record):
    """D14: many or few customers, thin or rich margin."""

    many_customers: int
    thin_margin: Share
    rich_margin: Share


class LoyaltyRules(Record):
    """D15: when a sign of loyalty counts as there."""

    repeat_orders: int
    quick_days: Days
    signs_for_loyal: int


class PerceivedRules(Record):
    """D3, D4: weight and half-life (days) of each source of perceived value."""

    prior: Share
    prior_weight: Annotated[float, Field(gt=0)]
    weights: dict[str, float]
    half_life: dict[str, Annotated[float, Field(gt=0)]]
    complaint_score: Share
    settled_score: Share
    settle_days: Days
    late_settled_score: Share
    settled_words: tuple[str, ...]
    satisfied: Annotated[float, Field(gt=0)]
    praise_score: Share = 0.85
    praise_words: tuple[str, ...] = ()


class ChurnRules(Record):
    """D16: how long a customer of a tier may hear nothing from us."""

    silence_days: dict[str, Days]
    notice_days: Days
    high: Share
    middle: Share
    words: dict[str, tuple[str, ...]]
    notice_words: tuple[str, ...]
    found_shares: dict[str, Share]


class AheadRules(Record):
    """D18: how early to act."""

    deliver_before_days: Days
    payday_after_days: Days
    birthday_days: Days
    festival_days: Days
    contract_days: Days
    monthly_rice_kg_per_person: Annotated[float, Field(gt=0)]
    rhythm_orders: Annotated[int, Field(ge=2)]
    not_goods: tuple[str, ...]
    services: tuple[str, ...] = ()
    look_back_days: Days


class TodayRules(Record):
    """How the day's list is ordered and how long it is."""

    most: Annotated[int, Field(ge=1, le=20)]
    urgency: dict[str, float]
    least_value: Decimal
    overdue: float


class EventRules(Record):
    """D2: words that tell of a change in a customer's life or business."""

    days: Days
    fresh_days: Days
    words: tuple[str, ...]


class PruningRules(Record):
    """D11: when to think about letting go."""

    broken_word: int
    losing_orders: int


class SurveyItem(Record):
    """One question to a customer, answered 1–5, about one driver of D4."""

    driver: str
    item: str
    ask: str
    ask_en: str = ""

    def asked(self, locale: str) -> str:
        """Return the question in a language; Chinese where a company's own has no English."""
        return self.ask_en if locale == "en" and self.ask_en else self.ask


class Thresholds(Record):
    """All of crm/data/value.yaml."""

    funnel: FunnelRules
    lifetime: LifetimeRules
    tiers: TierRules
    quadrants: QuadrantRules
    stages: StageRules
    phases: PhaseRules
    relationship: RelationshipRules
    loyalty: LoyaltyRules
    perceived: PerceivedRules
    churn: ChurnRules
    ahead: AheadRules
    today: TodayRules
    pruning: PruningRules
    events: EventRules
    survey: tuple[SurveyItem, ...]


@cache
def built_in() -> Thresholds:
    """Return the thresholds shipped with the package."""
    return _parsed((files("crm.data") / "value.yaml").read_text(encoding="utf-8"))


def own(path: Path) -> Thresholds:
    """Return the built-in thresholds with a company's own ones over them; the file may name just a few.

    Raises pydantic's ValidationError with field and valid values, OSError, or yaml.YAMLError.
    """
    if not path.exists():
        return built_in()
    changes = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    base = yaml.safe_load((files("crm.data") / "value.yaml").read_text(encoding="utf-8"))
    return Thresholds.model_validate(_over(base, changes))


def _over(base: Any, changes: Any) -> Any:  # noqa: ANN401 - parsed YAML
    """Return `changes` over `base`: tables are joined key by key, everything else is replaced."""
    if not (isinstance(base, dict) and isinstance(changes, dict)):
        return changes
    return base | {key: _over(base.get(key), value) for key, value in changes.items()}


def _parsed(text: str) -> Thresholds:
    return Thresholds.model_validate(yaml.safe_load(text))
