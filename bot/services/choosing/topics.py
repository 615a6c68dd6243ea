"""What the customer complains or asks of, named back in the customer's own word: 漫游费这一笔, 返利的事."""

from collections.abc import Mapping

from playbooks.slots import SLOTS
from playbooks.terms import Topic

_SAID_BACK = {
    "这件事": ("的事", (Topic.MATTER, Topic.CHARGE)),
    "这一笔": ("这一笔", (Topic.CHARGE,)),
    "这一条": ("这一条", (Topic.POINT,)),
}
"""Slot → what follows the word, and the topics the word may come from."""


def named_back(topics: Mapping[str, str]) -> dict[str, str]:
    """Return for each slot the customer's word with its ending, or just the slot's own words without one."""
    return {slot: _named(slot, ending, topics, order) for slot, (ending, order) in _SAID_BACK.items()}


def _named(slot: str, ending: str, topics: Mapping[str, str], order: tuple[Topic, ...]) -> str:
    word = next((topics[topic] for topic in order if topics.get(topic)), "")
    return word + ending if word and len(word + ending) <= SLOTS[slot].longest else slot
