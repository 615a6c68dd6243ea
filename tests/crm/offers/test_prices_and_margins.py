"""Prices, tax, rounding, floors and transfer, each computed by hand beside the assertion."""

from datetime import date
from decimal import Decimal

from crm.offers.limits import Ruling, rule_on
from crm.people import Role
from tests.crm.offers.shop import ON, D, catalogue, choose, monthly, person, priced, product

SOAP = product("soap", "wash", "10", "6")


def test_01_one_article_costs_its_price_and_earns_price_less_cost() -> None:
    found = priced(catalogue(SOAP), "soap")
    # 10 − 6 = 4
    assert (found.upfront, found.monthly, found.margin) == (D(10), D(0), D(4))


def test_02_seven_pieces_cost_seven_times() -> None:
    found = priced(catalogue(SOAP), "soap", quantity="7")
    # 7 × 10 = 70, 7 × 6 = 42, 70 − 42 = 28
    assert (found.upfront, found.cost, found.margin) == (D(70), D(42), D(28))


def test_03_tax_inside_the_price_is_taken_out_of_the_margin() -> None:
    found = priced(catalogue(product("bike", "bikes", "2980", "2300", tax_rate="0.13")), "bike")
    # 2980 / 1.13 = 2637.168… → 2637.17; tax 2980 − 2637.17 = 342.83; margin 2637.17 − 2300 = 337.17
    assert (found.net, found.tax, found.margin) == (D("2637.17"), D("342.83"), D("337.17"))


def test_04_tax_on_top_is_added_to_what_the_customer_pays() -> None:
    shop = catalogue(product("filter", "parts", "4100", "3200", tax_rate="0.13"), tax_included=False)
    found = priced(shop, "filter")
    # 4100 × 1.13 = 4633; net 4100; margin 4100 − 3200 = 900
    assert (found.upfront, found.net, found.margin) == (D(4633), D(4100), D(900))


def test_05_a_volume_tier_counts_from_its_first_piece() -> None:
    rule = {
        "id": "v",
        "kind": "volume",
        "applies_to": ["soap"],
        "says": "五块九五折",
        "tiers": [{"least": "5", "percent_off": "5"}, {"least": "20", "percent_off": "10"}],
    }
    shop = catalogue(SOAP, rules=[rule])
    # 4 × 10 = 40; 5 × 10 × 0.95 = 47.50; 20 × 10 × 0.90 = 180
    assert [priced(shop, "soap", quantity=q).upfront for q in ("4", "5", "20")] == [D(40), D("47.5"), D(180)]


def test_06_half_a_cent_is_rounded_up() -> None:
    shop = catalogue(product("nut", "nuts", "0.335", "0.1"))
    # 0.335 → 0.34
    assert priced(shop, "nut").upfront == D("0.34")


def test_07_a_shop_that_rounds_to_yuan_rounds_each_line() -> None:
    shop = catalogue(product("rice", "food", "49.90", "34"), policy={"round_to": "1"})
    # 3 × 49.90 = 149.70 → 150
    assert priced(shop, "rice", quantity="3").upfront == D(150)


def test_08_a_bundle_sums_its_own_prices_and_pays_for_its_gift() -> None:
    shop = catalogue(
        SOAP,
        product("towel", "wash", "30", "12"),
        product("cup", "gift", "8", "3", gift_only=True),
        bundles=[
            {
                "id": "set",
                "name": "一套",
                "items": [{"product": "soap", "quantity": "2"}, {"product": "towel", "price": "25"}],
                "gifts": [{"product": "cup"}],
            }
        ],
    )
    found = priced(shop, "set")
    # pays 2 × 10 + 25 = 45 instead of 2 × 10 + 30 = 50; cost 2 × 6 + 12 + 3 = 27; margin 18; gift worth 8
    assert (found.upfront, found.standard_upfront, found.cost, found.margin, found.gift_worth) == (
        D(45),
        D(50),
        D(27),
        D(18),
        D(8),
    )


def test_09_discounts_do_not_add_up_the_largest_counts() -> None:
    rule = {
        "id": "v",
        "kind": "volume",
        "applies_to": ["soap"],
        "says": "十块九折",
        "tiers": [{"least": "10", "percent_off": "10"}],
    }
    action = {"id": "sale", "name": "周末", "targets": ["soap"], "percent_off": "15"}
    shop = catalogue(SOAP, rules=[rule], campaigns=[action])
    # 10 × 10 × 0.85 = 85, not 10 × 10 × 0.75 = 75
    assert priced(shop, "soap", campaign="sale", quantity="10").upfront == D(85)


def test_10_a_bundle_includes_another_one() -> None:
    shop = catalogue(
        SOAP,
        product("towel", "wash", "30", "12"),
        bundles=[
            {"id": "small", "name": "小套", "items": [{"product": "soap"}]},
            {"id": "big", "name": "大套", "includes": ["small"], "items": [{"product": "towel"}]},
        ],
    )
    # 10 + 30 = 40
    assert priced(shop, "big").upfront == D(40)


def test_11_the_price_in_force_is_that_of_the_day() -> None:
    shop = catalogue(
        product("soap", "wash", "10", "6", valid_until="2026-02-28"),
        product("soap", "wash", "11", "6", valid_from="2026-03-01"),
    )
    assert priced(shop, "soap", on=date(2026, 2, 28)).upfront == D(10)
    assert priced(shop, "soap", on=date(2026, 3, 1)).upfront == D(11)


def test_12_138_a_month_pays_for_50_of_fixed_line_calls() -> None:
    shop = catalogue(
        monthly("broadband", "net", "138", "98"),
        monthly("calls", "fixed", "1", "0.08", credit="fixed"),
        bundles=[
            {
                "id": "gift",
                "name": "宽带送固话",
                "items": [{"product": "broadband"}],
                "term_months": 12,
                "transfer": {
                    "give": "calls",
                    "bind": "broadband",
                    "solve": "give",
                    "share": "0.1",
                    "step": "10",
                },
            }
        ],
    )
    found = priced(shop, "gift")
    # margin (138 − 98) × 12 = 480, a tenth 48; a yuan of calls costs 0.08 × 12 = 0.96; 48 / 0.96 = 50
    assert [line.quantity for line in found.lines if line.is_gift] == [D(50)]
    # ours over the term: 480 − 50 × 0.96 = 432
    assert (found.monthly, found.margin) == (D(138), D(432))
    # theirs: 138 + 60 of calls a month today, 138 + (60 − 50) from now on: 50 a month, 600 a year
    gain = choose(shop, person(spend={"net": D(138), "fixed": D(60)}), "gift").offers[0]
    assert (gain.expected, gain.saving_monthly, gain.saving_term) == (D(148), D(50), D(600))


def test_13_a_gift_of_calls_saves_no_more_than_is_used() -> None:
    shop = catalogue(
        monthly("broadband", "net", "138", "98"),
        monthly("calls", "fixed", "1", "0.08", credit="fixed"),
        bundles=[
            {
                "id": "gift",
                "name": "送固话",
                "items": [{"product": "broadband"}],
                "gifts": [{"product": "calls", "quantity": "50"}],
                "term_months": 12,
            }
        ],
    )
    # 138 + 30 today, 138 + 0 from now on: 30 a month, not 50
    assert choose(shop, person(spend={"net": D(138), "fixed": D(30)}), "gift").offers[0].saving_monthly == D(
        30
    )


def test_14_ten_more_a_month_over_two_years_pays_for_the_handset() -> None:
    shop = catalogue(
        monthly("calls", "fixed", "1", "0.08", credit="fixed"),
        product("handset", "phones", "299", "180", gift_only=True),
        bundles=[
            {
                "id": "phone",
                "name": "固话换小灵通",
                "term_months": 24,
                "transfer": {
                    "give": "handset",
                    "bind": "calls",
                    "solve": "bind",
                    "share": "0.85",
                    "step": "5",
                },
            }
        ],
    )
    found = priced(shop, "phone")
    # one yuan a month earns 0.92 × 24 = 22.08, of which 85 % = 18.768; 180 / 18.768 = 9.59 → in fives: 10
    assert [line.quantity for line in found.lines if line.is_extra] == [D(10)]
    # pays 10 × 24 = 240; costs 240 × 0.08 + 180 = 199.20; margin 40.80
    assert (found.monthly, found.total, found.margin) == (D(10), D(240), D("40.8"))
    # theirs: 299 of handset for 240 of calls they also get: −10 a month, 299 − 240 = 59 in all
    offer = choose(shop, person(spend={"fixed": D(30)}), "phone").offers[0]
    assert (offer.saving_monthly, offer.saving_term) == (D(-10), D(59))


def test_15_a_gift_the_margin_cannot_pay_is_not_offered() -> None:
    shop = catalogue(
        monthly("broadband", "net", "100", "99"),
        monthly("calls", "fixed", "1", "0.5"),
        bundles=[
            {
                "id": "gift",
                "name": "送固话",
                "items": [{"product": "broadband"}],
                "term_months": 12,
                "transfer": {
                    "give": "calls",
                    "bind": "broadband",
                    "solve": "give",
                    "share": "0.1",
                    "step": "10",
                },
            }
        ],
    )
    # (100 − 99) × 0.1 / 0.5 = 0.2 of a yuan: not one step of ten
    assert "gift" not in {ref for offer in choose(shop, person(), "net").offers for ref in offer.refs}


def test_16_nothing_is_offered_below_cost() -> None:
    action = {"id": "sale", "name": "甩卖", "targets": ["soap"], "percent_off": "50"}
    shop = catalogue(SOAP, campaigns=[action])
    # 10 × 0.5 = 5 < 6
    assert not priced(shop, "soap", campaign="sale").above_floor
    assert [offer.refs for offer in choose(shop, person(), "soap").offers] == [("soap",)]


def test_17_a_gift_once_without_a_term_is_paid_by_the_first_month() -> None:
    box = product("box", "gift", "100", "60")
    shop = catalogue(
        monthly("tv", "tv", "20", "6"),
        box,
        bundles=[
            {"id": "free", "name": "随时可退", "items": [{"product": "tv"}], "gifts": [{"product": "box"}]},
            {
                "id": "bound",
                "name": "签一年",
                "items": [{"product": "tv"}],
                "gifts": [{"product": "box"}],
                "term_months": 12,
            },
        ],
    )
    # one month: 20 − 6 − 60 = −46; a year: 12 × 14 − 60 = 108
    assert (priced(shop, "free").above_floor, priced(shop, "bound").margin) == (False, D(108))


def test_18_the_company_may_want_more_than_cost() -> None:
    shop = catalogue(product("soap", "wash", "10", "9.50"), policy={"min_margin": "0.1"})
    # 9.50 × 1.1 = 10.45 > 10
    assert not priced(shop, "soap").above_floor


def test_19_a_floor_rule_is_stricter_for_one_category() -> None:
    rule = {"id": "f", "kind": "floor", "applies_to": ["wash"], "says": "洗护的底价", "min_margin": "0.5"}
    shop = catalogue(SOAP, product("pen", "office", "10", "8"), rules=[rule])
    # soap 6 × 1.5 = 9 ≤ 10, headroom 1 − 9/10 = 10 %; pen 8 ≤ 10, headroom 1 − 8/10 = 20 %
    assert (priced(shop, "soap").headroom, priced(shop, "pen").headroom) == (D(10), D(20))


def _ruled(percent: str, role: Role, **policy: str) -> tuple[Ruling, Decimal]:
    shop = catalogue(SOAP, policy={"seller_limit": "5", "manager_limit": "20", **policy})
    decision = rule_on(priced(shop, "soap"), D(percent), role, shop.policy, tax_included=True)
    return decision.ruling, decision.priced.upfront


def test_20_a_salesperson_gives_up_to_the_own_limit_alone() -> None:
    # 10 × 0.95 = 9.50
    assert _ruled("5", Role.SALESPERSON) == (Ruling.GRANTED, D("9.5"))


def test_21_beyond_it_the_manager_is_asked() -> None:
    # 10 × 0.88 = 8.80
    assert _ruled("12", Role.SALESPERSON) == (Ruling.NEEDS_MANAGER, D("8.8"))


def test_22_a_manager_gives_what_a_salesperson_may_not() -> None:
    assert _ruled("12", Role.MANAGER) == (Ruling.GRANTED, D("8.8"))


def test_23_beyond_the_managers_limit_nobody_gives_anything() -> None:
    assert _ruled("21", Role.ADMIN) == (Ruling.BEYOND_LIMIT, D(10))


def test_24_the_floor_stands_above_every_limit() -> None:
    # 10 × 0.55 = 5.50 < 6
    assert _ruled("45", Role.ADMIN, manager_limit="60") == (Ruling.BELOW_FLOOR, D(10))


def test_25_a_discount_is_taken_from_every_line_that_is_paid() -> None:
    shop = catalogue(
        SOAP,
        product("towel", "wash", "30", "12"),
        bundles=[{"id": "set", "name": "一套", "items": [{"product": "soap"}, {"product": "towel"}]}],
        policy={"seller_limit": "5", "manager_limit": "5"},
    )
    reduced = rule_on(priced(shop, "set"), D(5), Role.SALESPERSON, shop.policy, tax_included=True).priced
    # 10 × 0.95 + 30 × 0.95 = 9.50 + 28.50 = 38; margin 38 − 18 = 20
    assert (reduced.upfront, reduced.margin, reduced.extra_percent) == (D(38), D(20), D(5))


def test_26_no_number_is_no_discount() -> None:
    assert _ruled("0", Role.ADMIN)[0] is Ruling.NOT_A_DISCOUNT
    assert _ruled("-5", Role.ADMIN)[0] is Ruling.NOT_A_DISCOUNT


def test_an_offer_ends_with_the_first_of_its_parts() -> None:
    shop = catalogue(product("soap", "wash", "10", "6", valid_until="2026-03-04"))
    assert choose(shop, person(), "soap").offers[0].valid_until == date(2026, 3, 4)
    plain = choose(catalogue(SOAP), person(), "soap").offers[0]
    assert (plain.valid_until - ON).days == 7
