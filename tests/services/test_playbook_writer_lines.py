"""Words: this customer's facts, nothing invented, no placeholder, two different lines."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice

import pytest

from bot.services.briefs import Brief, Draft, Fact, FactKind, FactRole, Snapshot
from bot.services.choosing import choose
from bot.services.figures import find_figures
from bot.services.playbook_writer import PlaybookWriter
from bot.services.playbook_writer.realise import realise, units
from bot.services.turns import Objection, Reading, Turn
from bot.services.writers import Writer
from crm.customers import Customer, HouseholdMember, Note, Personality, PersonalityObservation, Relation
from playbooks.load import built_in
from playbooks.slots import SLOTS
from tests.understander import shared_understander

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LIBRARY = built_in()
WRITER = PlaybookWriter(LIBRARY)
WORDS = "修一修还能用，新的太贵了"


@pytest.fixture(scope="module")
def reading() -> Reading:
    return shared_understander().read(Turn(text=f"客户说{WORDS}", at=NOW))


def _customer(**fields: object) -> Customer:
    given = {"name": "张建国", "address_as": "张大伯", **fields}
    return Customer(id="c", team_id="t", owner_id="o", created_at=NOW, updated_at=NOW, **given)  # type: ignore[arg-type]


def _uncle(**fields: object) -> Snapshot:
    child = HouseholdMember(id="h", relation=Relation.GRANDDAUGHTER, name="小米")
    bike = Note(id="n", text="骑旧电动车", by="o", at=NOW)
    return Snapshot(customer=_customer(household=(child,), notes=(bike,), **fields))


def _money(id: str, slot: str, number: str, role: FactRole = FactRole.SELLER_STATED) -> Fact:
    return Fact(
        id=id,
        role=role,
        kind=FactKind.MONEY,
        label=slot,
        text=f"{number}元",
        number=Decimal(number),
        slot=slot,
    )


FACTS = (
    Fact(id="f1", role=FactRole.SELLER_STATED, kind=FactKind.TEXT, label="产品", text="A3", slot="product"),
    _money("f2", "list_price", "3800"),
    _money("f3", "trade_in", "300"),
    _money("f4", "net_price", "3500", FactRole.COMPUTED),
)


def _brief(
    reading: Reading, snapshot: Snapshot | None, facts: tuple[Fact, ...] = (), **more: object
) -> Brief:
    moves = choose(reading, snapshot, facts, LIBRARY)
    return Brief(reading=reading, snapshot=snapshot, facts=facts, moves=moves, **more)  # type: ignore[arg-type]


def _texts(draft: Draft) -> list[str]:
    return [variant.text for variant in draft.variants]


def test_the_playbook_writer_is_a_writer() -> None:
    writer: Writer = WRITER
    assert writer is WRITER


def test_the_grandfather_who_would_rather_mend_hears_of_his_granddaughter(reading: Reading) -> None:
    draft = WRITER.write(_brief(reading, _uncle()))
    assert len(draft.variants) == 2
    assert all("小米" in text for text in _texts(draft))
    assert not any(find_figures(text) for text in _texts(draft))
    assert not any(brace in text for text in _texts(draft) for brace in "{}")


def test_stated_prices_may_be_used_and_are_cited(reading: Reading) -> None:
    draft = WRITER.write(_brief(reading, _uncle(), FACTS))
    priced = [variant for variant in draft.variants if "3500元" in variant.text]
    assert priced
    assert all("f4" in variant.fact_ids for variant in priced)


def test_a_customers_figure_never_becomes_our_price(reading: Reading) -> None:
    facts = (_money("f9", "price", "2000", FactRole.CUSTOMER_SAID),)
    for variant in WRITER.candidates(_brief(reading, _uncle(), facts)):
        assert "2000" not in variant.text


def test_two_variants_differ_in_move_or_tone(reading: Reading) -> None:
    first, second = WRITER.write(_brief(reading, _uncle())).variants
    assert (first.move_id, first.style) != (second.move_id, second.style)
    assert first.text != second.text


def test_the_same_brief_gives_the_same_words_and_sellers_vary(reading: Reading) -> None:
    one = WRITER.write(_brief(reading, None, seed="anna"))
    assert one == WRITER.write(_brief(reading, None, seed="anna"))
    drafts = {tuple(_texts(WRITER.write(_brief(reading, None, seed=f"seller {i}")))) for i in range(12)}
    assert len(drafts) > 1


def test_a_line_this_customer_got_is_not_repeated(reading: Reading) -> None:
    before = WRITER.write(_brief(reading, _uncle()))
    again = WRITER.write(_brief(reading, _uncle().model_copy(update={"lines_sent": tuple(_texts(before))})))
    assert not set(_texts(before)) & set(_texts(again))


def test_another_line_is_given_when_some_are_to_be_avoided(reading: Reading) -> None:
    first = WRITER.write(_brief(reading, None))
    other = WRITER.write(_brief(reading, None, avoid=tuple(_texts(first))))
    assert not set(_texts(first)) & set(_texts(other))


@pytest.mark.parametrize(("tone", "style"), [("bolder", {"direct"}), ("softer", {"warm", "light"})])
def test_a_wish_for_another_tone_is_honoured(reading: Reading, tone: str, style: set[str]) -> None:
    draft = WRITER.write(_brief(reading, _uncle(), tone=tone))
    assert {variant.style for variant in draft.variants} <= style


def test_a_wish_for_shorter_words_is_honoured(reading: Reading) -> None:
    plain = WRITER.write(_brief(reading, _uncle()))
    shorter = WRITER.write(_brief(reading, _uncle(), tone="shorter"))
    assert max(map(len, _texts(shorter))) < max(map(len, _texts(plain)))


def test_a_blunt_customer_gets_a_blunt_line(reading: Reading) -> None:
    seen = PersonalityObservation(
        personality=Personality.BLUNT, observed_on=date(2026, 11, 1), observed_by="o"
    )
    draft = WRITER.write(_brief(reading, Snapshot(customer=_customer(personality=(seen,)))))
    assert "direct" in {variant.style for variant in draft.variants}


def test_reason_and_next_step_are_sentences_without_gaps(reading: Reading) -> None:
    draft = WRITER.write(_brief(reading, _uncle()))
    assert draft.why.startswith("因为")
    assert draft.why.endswith("。")
    assert "小米" in draft.next_step
    assert "{" not in draft.why + draft.next_step


@pytest.mark.parametrize("kind", [*LIBRARY.objections, "none"])
def test_every_kind_gets_two_lines_even_for_an_unknown_customer(reading: Reading, kind: str) -> None:
    decided = reading.model_copy(
        update={"objection": reading.objection.model_copy(update={"primary": kind, "secondary": None})}
    )
    draft = WRITER.write(_brief(decided, None))
    assert len(draft.variants) == 2
    assert draft.next_step
    assert not any("{" in text for text in _texts(draft))


def test_no_candidate_has_a_gap_or_passes_the_limit(reading: Reading) -> None:
    for kind in LIBRARY.objections:
        decided = reading.model_copy(
            update={"objection": reading.objection.model_copy(update={"primary": kind})}
        )
        for variant in islice(WRITER.candidates(_brief(decided, _uncle(), FACTS)), 30):
            assert "{" not in variant.text
            assert units(variant.text) <= 256


def test_without_moves_there_is_an_honest_empty_draft(reading: Reading) -> None:
    assert WRITER.write(Brief(reading=reading)) == Draft()


def _asking(text: str, snapshot: Snapshot | None) -> list[str]:
    reading = shared_understander().read(Turn(text=text, at=NOW))
    return [variant.text for variant in WRITER.candidates(_brief(reading, snapshot))]


def test_the_person_the_customer_spoke_of_is_meant_not_another_one() -> None:
    lines = _asking("客户说要跟老婆商量商量", _uncle())
    assert any("爱人" in line for line in lines)
    assert not any("小米" in line for line in lines)


def test_nobody_is_sent_to_consult_a_grandchild() -> None:
    assert not any("小米" in line for line in _asking("客户说要回去商量商量", _uncle()))


# --- grammar ---


def test_nobody_is_apologised_to_for_a_complaint_that_is_only_a_guess(reading: Reading) -> None:
    guessed = Objection(primary="no_need", secondary="past_grievance", confidence=0.3)
    unsure = reading.model_copy(update={"objection": guessed, "customer_words": "一个月寄两件货，谈什么合作"})
    moves = tuple(choose(unsure, None, (), LIBRARY))
    assert {"no_need", "past_grievance"} <= {move.card_id for move in moves}
    got = list(WRITER.candidates(Brief(reading=unsure, moves=moves, seed="s")))
    assert not [variant.text for variant in got if variant.card_id == "past_grievance"]


def test_a_play_on_what_was_only_touched_does_not_answer_what_was_meant(reading: Reading) -> None:
    sure = Objection(primary="too_complicated", secondary="price_too_high", confidence=0.8)
    words = "换供应商要重新打样、送检、走评审"
    heard = reading.model_copy(update={"objection": sure, "customer_words": words})
    firm = Snapshot(customer=_customer(kind="company", name="华东精密"))
    moves = tuple(choose(heard, firm, (), LIBRARY))
    assert "non_price_first" in {move.card_id for move in moves}
    got = WRITER.candidates(Brief(reading=heard, snapshot=firm, moves=moves, seed="s"))
    assert "non_price_first" not in {variant.card_id for variant in got}


def test_a_form_of_address_is_dropped_when_nobody_knows_it() -> None:
    assert realise("{称呼}，{您}先看看。", {"您": "您"}) == "您先看看。"


def test_a_line_with_an_open_slot_is_not_said() -> None:
    assert realise("{您}看{产品}吧。", {"您": "您"}) is None


def test_a_person_is_named_in_full_once() -> None:
    said = realise("带{家人}来，{家人}说好才算。", {"家人": "孙女小米"}, {"孙女小米": "小米"})
    assert said == "带孙女小米来，小米说好才算。"


def test_measure_words_fit_the_article() -> None:
    assert realise("这个{品类}不错。", {"品类": "电动车"}) == "这辆电动车不错。"


def test_a_doubled_word_from_a_fill_is_smoothed() -> None:
    assert realise("{优点}的东西。", {"优点": "省电的"}) == "省电的东西。"


def test_a_line_over_256_units_is_not_said() -> None:
    assert realise("长" * 257, {}) is None
    assert realise("😀" * 129, {}) is None


def test_younger_people_are_addressed_informally(reading: Reading) -> None:
    draft = WRITER.write(_brief(reading, Snapshot(customer=_customer(name="李明", address_as="小李"))))
    assert not any("您" in text for text in _texts(draft))


def test_every_slot_is_described() -> None:
    assert all(slot.about and slot.longest > 0 for slot in SLOTS.values())
