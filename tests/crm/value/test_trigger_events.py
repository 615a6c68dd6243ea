"""Trigger events: what changed around a customer, from what was said, noted and recorded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.history import Direction, Opportunity, OpportunityState, Purchase, Touchpoint, TouchpointKind
from crm.value.events import events, word_in
from crm.value.thresholds import built_in

RULES = built_in().events
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def said(text: str, days: int, direction: Direction = Direction.IN) -> Touchpoint:
    return Touchpoint(
        id=f"t{days}",
        customer_id="c",
        by="li",
        kind=TouchpointKind.MESSAGE,
        direction=direction,
        text=text,
        at=NOW - timedelta(days=days),
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("我们下个月搬家", "搬家"),
        ("老张上个月退休了", "退休"),
        ("还没搬家呢", ""),
        ("今年不打算装修", ""),
        ("公司换了采购，以后找小陈", "换了采购"),
        ("米还有半袋", ""),
    ],
)
def test_a_change_is_read_from_words_and_a_denial_is_none(text: str, word: str) -> None:
    assert word_in(text, RULES) == word


def test_what_we_said_ourselves_and_what_is_long_ago_is_no_event() -> None:
    old = said("搬家了", RULES.days + 1)
    assert events([said("听说您要搬家", 3, Direction.OUT), old], (), (), TODAY, RULES) == ()


def test_talk_refunds_and_lost_deals_come_latest_first_and_each_word_once() -> None:
    back = Purchase.model_validate(
        {"id": "p", "customer_id": "c", "product": "礼盒", "amount": {"amount": "-80"}, "bought_on": TODAY}
    )
    lost = Opportunity(
        id="o",
        customer_id="c",
        title="新车",
        state=OpportunityState.LOST,
        created_at=NOW - timedelta(days=30),
        updated_at=NOW - timedelta(days=4),
    )
    talk = [said("搬家的事定了", 2), said("可能要搬家", 9)]
    found = [event.text for event in events(talk, [back], [lost], TODAY, RULES)]
    assert found == ["03-02退过礼盒", "02-28提到搬家", "02-26「新车」没成"]
