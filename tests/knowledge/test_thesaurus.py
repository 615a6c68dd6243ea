from collections import Counter

import pytest
from pydantic import ValidationError

from knowledge.thesaurus import Group, Thesaurus, built_in


def test_the_built_in_thesaurus_has_at_least_two_hundred_groups() -> None:
    assert len(built_in().groups) >= 200


def test_no_two_groups_are_for_the_same_everyday_word() -> None:
    said = Counter(word for group in built_in().groups for word in group.say)
    assert [word for word, count in said.items() if count > 2] == []


def test_a_word_of_one_character_is_refused_because_it_is_everywhere() -> None:
    with pytest.raises(ValidationError, match="two characters"):
        Group(say=("贵",), book=("价格",))


def test_everyday_words_call_for_textbook_words_and_only_weakly_the_other_way() -> None:
    thesaurus = Thesaurus([Group(say=("不续了",), book=("解约通知", "衰退期"))])
    forth = thesaurus.expand("客户说不续了")
    assert forth[0].phrases == ("解约通知", "衰退期")
    back = thesaurus.expand("解约通知来了怎么办")
    assert max(item.weight for item in back) < forth[0].weight
