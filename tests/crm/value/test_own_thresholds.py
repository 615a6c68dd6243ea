"""A company's own stages, rates and limits: a small file over the built-in one."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from crm.funnel import forecast
from crm.history import Opportunity, Stage
from crm.value.thresholds import built_in, own


def test_a_win_rate_and_a_stages_name_are_changed_and_everything_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "value.yaml"
    path.write_text(
        "funnel: {win_rates: {proposal: 0.4}, stage_names: {proposal: 报了价}, stuck_days: 5}",
        encoding="utf-8",
    )
    found, base = own(path), built_in()
    assert found.funnel.win_rates[Stage.PROPOSAL] == 0.4
    assert found.funnel.win_rates[Stage.COMMITMENT] == base.funnel.win_rates[Stage.COMMITMENT]
    assert (found.funnel.stage_names[Stage.PROPOSAL], found.funnel.stuck_days) == ("报了价", 5)
    assert found.lifetime == base.lifetime
    deal = Opportunity.model_validate(
        {
            "id": "o",
            "customer_id": "c",
            "title": "t",
            "stage": "proposal",
            "amount": {"amount": "100"},
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
        }
    )
    assert forecast([deal], found.funnel).weighted == 40


def test_without_a_file_the_built_in_ones_hold(tmp_path: Path) -> None:
    assert own(tmp_path / "none.yaml") == built_in()
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    assert own(tmp_path / "empty.yaml") == built_in()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("funnel: {win_rates: {dreaming: 0.5}}", "lead_in"),
        ("funnel: {win_rates: {proposal: 40}}", "less than or equal to 1"),
        ("funel: {stuck_days: 3}", "funel"),
    ],
)
def test_a_stage_that_does_not_exist_and_other_mistakes_are_named(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "value.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValidationError, match=said):
        own(path)
