"""What holds for every catalogue and customer: floors, rules, conflicts, budgets, fairness, exact search."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from crm.customers import Personality, Segment
from crm.offers.catalogue import Catalogue
from crm.offers.conflicts import conflict
from crm.offers.eligibility import missing_for
from crm.offers.leading import Leaning, in_order
from crm.offers.offering import Offering
from crm.offers.search import Candidate, Limits, best_combinations
from crm.offers.standing import Request, Standing
from tests.crm.offers.shop import ON, D, catalogue

CATEGORIES = ("net", "phone", "tv", "care")
money = st.integers(1, 400).map(lambda n: str(Decimal(n) / 2))


@st.composite
def shops(draw: st.DrawFn) -> Catalogue:
    products = [
        {
            "id": f"p{n}",
            "name": f"p{n}",
            "category": draw(st.sampled_from(CATEGORIES)),
            "price": draw(money),
            "cost": draw(money),
            "billing": draw(st.sampled_from(["monthly", "one_time"])),
            "quality": draw(st.integers(0, 100)),
            "tax_rate": draw(st.sampled_from(["0", "0.06", "0.13"])),
            "provides": {"gb": draw(st.sampled_from(["5", "20"]))},
            "over": draw(st.sampled_from([{}, {"gb": "2"}])),
        }
        for n in range(draw(st.integers(3, 6)))
    ]
    ids = [p["id"] for p in products]
    some = st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True)
    bundles = [
        {
            "id": f"b{n}",
            "name": f"b{n}",
            "items": [{"product": id} for id in draw(some)],
            "gifts": [{"product": draw(st.sampled_from(ids))}] if draw(st.booleans()) else [],
            "term_months": draw(st.sampled_from([0, 12])),
            "percent_off": draw(st.sampled_from(["0", "10", "30"])),
        }
        for n in range(draw(st.integers(0, 3)))
    ]
    names = ids + [b["id"] for b in bundles]
    rules = [
        {
            "id": f"c{n}",
            "kind": "conflict",
            "says": "不同享",
            "applies_to": draw(st.lists(st.sampled_from(names), min_size=1, max_size=2)),
            "against": [draw(st.sampled_from(names))],
        }
        for n in range(draw(st.integers(0, 2)))
    ]
    rules += [
        {
            "id": f"e{n}",
            "kind": "eligibility",
            "says": "老客户",
            "applies_to": [draw(st.sampled_from(names))],
            "requires": draw(
                st.sampled_from(
                    [
                        {"tenure_months": {"least": "12"}},
                        {"volume": {"least": "2"}},
                        {"segments": ["business"]},
                    ]
                )
            ),
        }
        for n in range(draw(st.integers(0, 2)))
    ]
    sale = {"id": "sale", "name": "sale", "targets": [draw(st.sampled_from(names))], "percent_off": "20"}
    # one-time articles with a term have no meaning; the check refuses them
    monthly = {p["id"] for p in products if p["billing"] == "monthly"}
    for bundle in bundles:
        if not monthly & {item["product"] for item in bundle["items"]}:
            bundle["term_months"] = 0
    return catalogue(*products, bundles=bundles, rules=rules, campaigns=[sale])


standings = st.builds(
    Standing,
    segment=st.sampled_from([Segment.PUBLIC, Segment.BUSINESS]),
    tenure_months=st.sampled_from([0, 24]),
    spend=st.dictionaries(st.sampled_from(CATEGORIES), st.integers(1, 200).map(Decimal), max_size=3),
    usage=st.dictionaries(st.just("gb"), st.integers(0, 40).map(Decimal), max_size=1),
)
wants = st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=3, unique=True).map(tuple)


@settings(max_examples=150, deadline=None)
@given(shops(), standings, wants, st.sampled_from([D(1), D(2)]))
def test_no_offer_is_below_its_floor_ineligible_or_in_conflict(
    shop: Catalogue, standing: Standing, asked: tuple[str, ...], quantity: Decimal
) -> None:
    request = Request(wants=asked, on=ON, quantity=quantity)
    for offer in Offering(shop, ON).choose(standing, request).offers:
        for part in offer.parts:
            assert part.priced.above_floor
            assert part.priced.net >= part.priced.cost
            assert missing_for(part.priced, standing, request) == ()
        for left, right in combinations(offer.parts, 2):
            assert conflict(left.priced, right.priced) is None


@settings(max_examples=100, deadline=None)
@given(shops(), standings, wants, st.integers(0, 300), st.integers(0, 200))
def test_more_budget_never_makes_the_best_offer_worse(
    shop: Catalogue, standing: Standing, asked: tuple[str, ...], budget: int, more: int
) -> None:
    def best(amount: int) -> tuple[int, Decimal]:
        request = Request(wants=asked, on=ON, monthly_budget=D(amount), upfront_budget=D(amount))
        offer = Offering(shop, ON).choose(standing, request).best
        if offer is None:
            return 0, D(0)
        points = sum(
            (2 if part.fits else 1) * sum(want in part.priced.keys for want in asked) for part in offer.parts
        )
        return points, round(offer.score, 2)

    assert best(budget + more) >= best(budget)


@settings(max_examples=60, deadline=None)
@given(
    shops(),
    standings,
    wants,
    st.sampled_from([None, *Personality]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "ideal", "potential", "reactivate", "light"]),
)
def test_what_we_believe_of_a_customer_changes_no_price(
    shop: Catalogue,
    standing: Standing,
    asked: tuple[str, ...],
    who: Personality | None,
    sensitive: bool,
    risk: bool,
    quadrant: str,
) -> None:
    offers = Offering(shop, ON).choose(standing, Request(wants=asked, on=ON)).offers
    leaning = Leaning(personality=who, price_sensitive=sensitive, at_risk=risk, quadrant=quadrant)
    led, _ = in_order(offers, leaning)
    assert sorted((o.refs, o.monthly, o.upfront) for o in led) == sorted(
        (o.refs, o.monthly, o.upfront) for o in offers
    )
    hidden = {"personality", "quadrant", "cpv", "churn", "price_sensitive", "at_risk", "clv"}
    assert not hidden & (Standing.model_fields.keys() | Request.model_fields.keys())


candidates = st.builds(
    lambda cover, points, score, monthly, upfront, lines: (cover, points, score, monthly, upfront, lines),
    st.integers(1, 7),
    st.integers(1, 2),
    st.integers(-30, 60),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(1, 3),
)


def _all_combinations(
    found: list[Candidate], conflicts: list[int], limits: Limits
) -> Iterator[tuple[tuple[int, int, int, int, int], tuple[str, ...]]]:
    for size in range(1, 4):
        for places in combinations(range(len(found)), size):
            parts = [found[p] for p in places]
            if any(a.cover & b.cover for a, b in combinations(parts, 2)):
                continue
            if any(conflicts[a] >> b & 1 for a, b in product(places, places)):
                continue
            monthly, upfront = sum(p.monthly for p in parts), sum(p.upfront for p in parts)
            if not limits.hold(monthly, upfront):
                continue
            value = sum(p.value[0] for p in parts), sum(p.value[1] for p in parts)
            rank = (*value, -size, -sum(p.lines for p in parts), -(monthly + upfront))
            yield rank, tuple(sorted(p.name for p in parts))


@settings(max_examples=400, deadline=None)
@given(
    st.lists(candidates, min_size=1, max_size=11),
    st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=6),
    st.none() | st.integers(0, 20),
    st.none() | st.integers(0, 20),
    st.integers(1, 4),
)
def test_the_search_finds_what_trying_everything_finds(
    drawn: list[tuple[int, ...]],
    pairs: list[tuple[int, int]],
    monthly: int | None,
    upfront: int | None,
    count: int,
) -> None:
    found = [
        Candidate(f"c{n:02}", cover, (points * cover.bit_count(), score), m, u, lines)
        for n, (cover, points, score, m, u, lines) in enumerate(drawn)
    ]
    conflicts = [0] * len(found)
    for a, b in pairs:
        if a != b and a < len(found) and b < len(found):
            conflicts[a] |= 1 << b
            conflicts[b] |= 1 << a
    limits = Limits(monthly, upfront)
    everything = sorted(_all_combinations(found, conflicts, limits), reverse=True)
    best = best_combinations(found, conflicts, limits, count)
    assert [c.rank for c in best] == [rank for rank, _ in everything[:count]]
    known = set(everything)
    assert all((c.rank, tuple(sorted(c.names))) in known for c in best)
