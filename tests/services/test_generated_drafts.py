"""Lines written for random customers: every figure in them stands in a fact of their brief."""

from tests.generated_drafts import drafts, unaccounted


def test_no_line_for_random_customers_holds_a_figure_nobody_gave() -> None:
    made = list(drafts(200, seed=7))
    assert [(variant.text, loose) for brief, variant in made if (loose := unaccounted(brief, variant))] == []
    assert sum(any(letter.isdigit() for letter in variant.text) for _, variant in made) >= 10


def test_the_account_itself_notices_a_figure_nobody_gave() -> None:
    brief, variant = next(drafts(1, seed=7))
    lied = variant.model_copy(update={"text": "今天只要4321.5元，您看行吗？"})
    assert unaccounted(brief, lied) == ["4321.5元"]
