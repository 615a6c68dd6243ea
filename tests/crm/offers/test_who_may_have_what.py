"""Eligibility, calendars, conflicts, use and what would be needed, by hand."""

from datetime import date
from typing import Any

from crm.customers import Segment
from crm.offers.calendars import CustomerDays
from crm.offers.eligibility import Lack
from crm.offers.leading import Lead, Leaning, in_order
from crm.offers.loyalty import loyalty_gap
from crm.offers.offering import Offering
from crm.offers.standing import Request
from tests.crm.offers.shop import D, catalogue, choose, monthly, person, product, refs

SOAP = product("soap", "wash", "10", "6")


def _rule(says: str = "凭证办理", to: str = "soap", **requires: Any) -> dict[str, Any]:
    return {"id": "r", "kind": "eligibility", "applies_to": [to], "says": says, "requires": requires}


def _sale(**more: Any) -> dict[str, Any]:
    return {"id": "sale", "name": "活动", "targets": ["soap"], "percent_off": "20", **more}


def test_27_a_business_article_is_not_offered_to_a_private_person() -> None:
    shop = catalogue(SOAP, rules=[_rule("企业客户办理", segments=["business"])])
    nothing = choose(shop, person(), "soap")
    assert (nothing.offers, nothing.refused[0][1][0].lack) == ((), Lack.SEGMENT)
    assert refs(choose(shop, person(segment=Segment.BUSINESS), "soap")) == [("soap",)]


def test_28_an_expired_campaign_has_no_price() -> None:
    shop = catalogue(SOAP, campaigns=[_sale(valid_until="2026-03-01")])
    # on 2 March 10, on 1 March 10 × 0.8 = 8
    assert choose(shop, person(), "soap").offers[0].upfront == D(10)
    assert choose(shop, person(), "soap", on=date(2026, 3, 1)).offers[0].upfront == D(8)


def test_29_the_spring_festival_moves_with_the_moon() -> None:
    # lunar 1/1: 17 February 2026, 6 February 2027; window from 20 days before to 15 after
    shop = catalogue(SOAP, campaigns=[_sale(windows=[{"kind": "named", "name": "spring_festival"}])])
    days = (date(2026, 1, 27), date(2026, 1, 28), date(2026, 3, 4), date(2026, 3, 5), date(2027, 1, 17))
    prices = [choose(shop, person(), "soap", on=day).offers[0].upfront for day in days]
    assert prices == [D(10), D(8), D(8), D(10), D(8)]


def test_30_new_year_runs_over_the_turn_of_the_year() -> None:
    shop = catalogue(SOAP, campaigns=[_sale(windows=[{"kind": "named", "name": "new_year"}])])
    days = (date(2025, 12, 31), date(2026, 1, 10), date(2026, 1, 11))
    assert [choose(shop, person(), "soap", on=day).offers[0].upfront for day in days] == [D(8), D(8), D(10)]


def test_31_an_anniversary_is_the_customers_own_and_not_the_first_day() -> None:
    shop = catalogue(SOAP, campaigns=[_sale(windows=[{"kind": "named", "name": "customer_anniversary"}])])

    def price(since: date) -> Any:
        return choose(shop, person(days=CustomerDays(since=since)), "soap").offers[0].upfront

    # on 2 March 2026: joined 28 February 2024 → two years; joined today, or in June → nothing
    assert [price(day) for day in (date(2024, 2, 28), date(2026, 3, 2), date(2024, 6, 1))] == [
        D(8),
        D(10),
        D(10),
    ]


def test_32_somebody_born_on_29_february_has_a_birthday_each_year() -> None:
    shop = catalogue(SOAP, campaigns=[_sale(windows=[{"kind": "birthday"}])])
    leap = person(days=CustomerDays(birthday=date(2000, 2, 29)))
    assert choose(shop, leap, "soap", on=date(2026, 2, 28)).offers[0].upfront == D(8)
    assert choose(shop, leap, "soap", on=date(2028, 2, 29)).offers[0].upfront == D(8)


def test_33_students_show_their_card_and_the_reason_can_be_said() -> None:
    shop = catalogue(SOAP, rules=[_rule("凭学生证办理", statuses=["学生"])])
    missing = choose(shop, person(), "soap").refused[0][1]
    assert [(m.lack, m.needs, m.says) for m in missing] == [(Lack.STATUS, "学生", "凭学生证办理")]
    assert refs(choose(shop, person(statuses=("学生",)), "soap")) == [("soap",)]


def test_34_two_offers_that_exclude_each_other_are_never_joined() -> None:
    shop = catalogue(
        SOAP,
        product("towel", "cloth", "30", "12"),
        rules=[
            {
                "id": "x",
                "kind": "conflict",
                "applies_to": ["soap"],
                "against": ["towel"],
                "says": "两样不同享",
            }
        ],
    )
    # apart: soap earns 4 × 0.5, towel 18 × 0.5; together they would be best but may not stand together
    assert refs(choose(shop, person(), "wash", "cloth")) == [("towel",), ("soap",)]


def test_35_what_replaces_each_other_is_not_sold_twice() -> None:
    shop = catalogue(
        product("a2", "bike", "2980", "2300", substitutes=["a3"]), product("a3", "car", "3800", "2870")
    )
    assert all(len(offer.parts) == 1 for offer in choose(shop, person(), "bike", "car").offers)


def test_36_the_cheapest_plan_for_real_use_counts_what_is_paid_beyond_it() -> None:
    small = monthly("small", "phone", "29", "12", provides={"gb": "10"}, over={"gb": "3"})
    large = monthly("large", "phone", "99", "52", provides={"gb": "60"}, over={"gb": "2"})
    shop = catalogue(small, large)
    # 20 GB: 29 + 10 × 3 = 59 against 99; 40 GB: 29 + 30 × 3 = 119 against 99
    light = choose(shop, person(spend={"phone": D(129)}, usage={"gb": D(20)}), "phone").offers[0]
    heavy = choose(shop, person(spend={"phone": D(129)}, usage={"gb": D(40)}), "phone").offers[0]
    assert (light.refs, light.expected, light.saving_monthly) == (("small",), D(59), D(70))
    assert (heavy.refs, heavy.expected, heavy.saving_monthly) == (("large",), D(99), D(30))


def test_37_a_plan_that_cannot_carry_the_use_comes_after_one_that_can() -> None:
    shop = catalogue(
        monthly("one", "phone", "20", "5", provides={"lines": 1}),
        monthly("three", "phone", "129", "77", provides={"lines": 3}),
    )
    choice = choose(shop, person(usage={"lines": D(3)}), "phone")
    assert refs(choice) == [("three",), ("one",)]
    assert [(s.key, s.used, s.provided) for s in choice.offers[1].parts[0].short] == [("lines", D(3), D(1))]


def test_38_what_is_missing_for_the_better_offer_is_named() -> None:
    better = product("set", "wash", "8", "3")
    shop = catalogue(SOAP, better, rules=[_rule("五块起", to="set", volume={"least": "5"})])
    choice = choose(shop, person(), "wash", quantity="2")
    assert refs(choice) == [("soap",)]
    assert [(m.lack, m.needs, m.gap) for m in choice.reach[0].missing] == [(Lack.VOLUME, "5", D(3))]


def test_39_a_little_more_budget_is_named_too() -> None:
    shop = catalogue(SOAP, product("gold", "wash", "40", "10"))
    choice = choose(shop, person(), "wash", upfront_budget="30")
    # gold earns 30 × 0.5 = 15, soap 4 × 0.5 = 2; 40 − 30 = 10 is missing
    assert (refs(choice), choice.reach[0].offer.refs) == ([("soap",)], ("gold",))
    assert choice.reach[0].missing[0].gap == D(10)


def test_40_equal_offers_are_decided_by_simplicity() -> None:
    shop = catalogue(
        SOAP,
        product("towel", "cloth", "30", "12"),
        bundles=[{"id": "both", "name": "两样", "items": [{"product": "soap"}, {"product": "towel"}]}],
    )
    # 10 + 30 either way: one bundle before two parts
    assert refs(choose(shop, person(), "wash", "cloth"))[:2] == [("both",), ("soap", "towel")]


def test_41_the_last_piece_is_sold_once() -> None:
    shop = catalogue(product("soap", "wash", "10", "6", stock=1))
    assert refs(choose(shop, person(), "soap")) == [("soap",)]
    assert choose(shop, person(), "soap", quantity="2").refused[0][1][0].lack is Lack.STOCK
    assert choose(shop, person(), "soap", sold={"soap": 1}).offers == ()


def test_42_a_quota_that_is_used_up_ends_the_campaign() -> None:
    shop = catalogue(SOAP, campaigns=[_sale(quota=2)])
    assert choose(shop, person(), "soap", sold={"sale": 1}).offers[0].upfront == D(8)
    assert choose(shop, person(), "soap", sold={"sale": 2}).offers[0].upfront == D(10)


def test_43_only_those_who_may_sell_an_article_see_it() -> None:
    shop = catalogue(product("soap", "wash", "10", "6", sold_by=["李想"]))
    assert choose(shop, person(), "soap", seller="王磊").offers == ()
    assert refs(choose(shop, person(), "soap", seller="李想")) == [("soap",)]


def test_44_tenure_region_holdings_consent_and_record_are_each_asked_for() -> None:
    shop = catalogue(
        SOAP,
        product("car", "cars", "900", "500"),
        rules=[
            _rule(
                "老客户",
                tenure_months={"least": "12"},
                regions=["锦绣"],
                holds_any=["car"],
                consent=True,
                good_record=True,
            )
        ],
    )
    standing = person(tenure_months=11, region="工业路", may_contact=False, blacklisted=True)
    lacks = {m.lack for m in choose(shop, standing, "soap").refused[0][1]}
    assert lacks == {Lack.TENURE, Lack.REGION, Lack.HOLDS, Lack.CONSENT, Lack.RECORD}
    fine = person(tenure_months=12, region="锦绣花园3栋", holdings=("car",))
    assert refs(choose(shop, fine, "soap")) == [("soap",)]


def test_45_use_that_is_not_known_is_not_assumed() -> None:
    shop = catalogue(SOAP, rules=[_rule("代发满十人", usage={"staff": {"least": "10"}})])
    assert choose(shop, person(), "soap").refused[0][1][0].lack is Lack.USAGE_UNKNOWN
    assert choose(shop, person(usage={"staff": D(9)}), "soap").refused[0][1][0].gap == D(1)
    assert refs(choose(shop, person(usage={"staff": D(10)}), "soap")) == [("soap",)]


def test_46_an_offer_beside_one_already_open_in_the_household_is_not_made() -> None:
    shop = catalogue(SOAP, product("towel", "wash", "30", "12"))
    assert refs(choose(shop, person(), "wash", barred=("towel",))) == [("soap",)]


def test_47_a_loyal_customer_who_would_pay_more_than_a_new_one_is_seen() -> None:
    shop = catalogue(SOAP, campaigns=[_sale()], rules=[_rule("新客户专享", to="sale", new_customer=True)])
    loyal = person(tenure_months=30, days=CustomerDays(since=date(2023, 9, 1)))
    gap = loyalty_gap(Offering(shop, date(2026, 3, 2)), loyal, Request(wants=("soap",), on=date(2026, 3, 2)))
    # 10 against 10 × 0.8 = 8
    assert gap is not None
    assert gap.amount == D(2)
    assert (
        loyalty_gap(Offering(shop, date(2026, 3, 2)), person(), Request(wants=("soap",), on=date(2026, 3, 2)))
        is None
    )


def test_48_what_we_believe_of_a_customer_changes_the_order_and_no_price() -> None:
    shop = catalogue(
        product("plain", "wash", "10", "4", quality=20), product("fine", "wash", "12", "9", quality=90)
    )
    offers = choose(shop, person(), "wash").offers
    led, why = in_order(offers, Leaning(segment=Segment.BUSINESS))
    assert [offer.refs for offer in offers] == [("plain",), ("fine",)]
    assert ([offer.refs for offer in led], why) == ([("fine",), ("plain",)], Lead.QUALITY)
    assert {(o.refs, o.upfront) for o in led} == {(o.refs, o.upfront) for o in offers}


def test_a_want_nobody_can_meet_is_named() -> None:
    choice = choose(catalogue(SOAP), person(), "wash", "cars")
    assert (refs(choice), choice.unmet) == ([("soap",)], ("cars",))


def test_nothing_asked_and_nothing_known_gives_single_articles() -> None:
    shop = catalogue(SOAP, product("towel", "cloth", "30", "12"), product("pen", "office", "5", "1"))
    assert refs(choose(shop)) == [("towel",), ("pen",), ("soap",)]


def test_a_credit_for_calls_is_given_and_never_sold_by_itself() -> None:
    calls = monthly("calls", "fixed", "1", "0.08", credit="fixed")
    choice = choose(catalogue(SOAP, calls), person(spend={"fixed": D(350)}), "fixed")
    assert choice.offers == ()


def test_when_something_cheap_is_asked_for_the_cheapest_comes_first() -> None:
    shop = catalogue(SOAP, product("gold", "wash", "40", "10"))
    # gold earns 30 × 0.5 = 15 and would lead; asked for something cheap it costs 30 more: 15 − 30 < 2
    assert refs(choose(shop, person(), "wash")) == [("gold",), ("soap",)]
    assert refs(choose(shop, person(), "wash", thrifty=True)) == [("soap",), ("gold",)]
