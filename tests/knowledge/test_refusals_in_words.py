"""Every reason for which a file is not taken has a sentence of its own, in both languages."""

from typing import get_args

import pytest

from bot.errors import InputRefused
from bot.services.apologies import apology
from bot.services.texts import Texts
from knowledge.errors import Reason


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("reason", get_args(Reason))
def test_a_file_that_is_not_taken_is_told_why_in_a_sentence_of_its_own(reason: str, locale: str) -> None:
    said = apology(InputRefused(reason, name="报价.pdf", limit=5000, kind="exe"), Texts(locale))
    other = Texts(locale)("refused-other", name="报价.pdf", reason=reason)
    assert said
    assert said != other
    assert "报价.pdf" in said
