"""What may not stand together: in one quotation, or with an offer open in the household."""

from collections.abc import Iterable, Sequence

from crm.offers.catalogue import Catalogue
from crm.offers.priced import Priced
from crm.offers.rules import Rule, RuleKind


def conflict(left: Priced, right: Priced) -> Rule | str | None:
    """Return the rule two offers break, the name of a substitute sold twice, or None."""
    for rule in left.rules:
        if rule.kind is RuleKind.CONFLICT and clashes(rule, left.keys, right.keys):
            return rule
    for rule in right.rules:
        if rule.kind is RuleKind.CONFLICT and clashes(rule, left.keys, right.keys):
            return rule
    return _substitute(left, right) or _substitute(right, left)


def clashes(rule: Rule, left: Iterable[str], right: Iterable[str]) -> bool:
    """Whether a conflict rule stands between two sets of keys, whichever way round."""
    left, right, here, there = set(left), set(right), set(rule.applies_to), set(rule.against)
    if "*" in here:
        here |= left | right
    return bool(here & left and there & right) or bool(here & right and there & left)


def clash_within(priced: Priced) -> Rule | None:
    """Return the rule an offer breaks in itself (a campaign on a bundle it must not touch)."""
    for rule in priced.rules:
        if (
            rule.kind is RuleKind.CONFLICT
            and set(rule.applies_to) & priced.keys
            and set(rule.against) & priced.keys
        ):
            return rule
    return None


def barred_by(catalogue: Catalogue, open_keys: Iterable[str]) -> dict[str, Rule]:
    """Return what must not be offered beside offers already open (keys of all of them), with the rule."""
    keys = set(open_keys)
    found: dict[str, Rule] = {}
    for rule in catalogue.rules:
        if rule.kind is not RuleKind.CONFLICT:
            continue
        if keys & set(rule.applies_to):
            found.update(dict.fromkeys(rule.against, rule))
        if keys & set(rule.against):
            found.update(dict.fromkeys((t for t in rule.applies_to if t != "*"), rule))
    return found


def conflict_bits(offers: Sequence[Priced]) -> list[int]:
    """Return for each offer the places of those it may not stand beside, as bits of an integer.

    The same answer as `conflict` for every pair, found from the rules instead of from the pairs.
    """
    with_key: dict[str, int] = {}
    selling: dict[str, int] = {}
    rules: dict[str, Rule] = {}
    for place, priced in enumerate(offers):
        bit = 1 << place
        for key in priced.keys:
            with_key[key] = with_key.get(key, 0) | bit
        for product in priced.sold:
            selling[product.id] = selling.get(product.id, 0) | bit
        for rule in priced.conflicts:
            rules[rule.id] = rule
    found = [0] * len(offers)
    for rule in rules.values():
        here = (1 << len(offers)) - 1 if "*" in rule.applies_to else _bits(with_key, rule.applies_to)
        there = _bits(with_key, rule.against)
        _set(found, here, there)
        _set(found, there, here)
    for place, priced in enumerate(offers):
        for product in priced.sold:
            found[place] |= selling[product.id]
            if product.substitutes:
                rivals = _bits(selling, product.substitutes)
                found[place] |= rivals
                _set(found, rivals, 1 << place)
    return [bits & ~(1 << place) for place, bits in enumerate(found)]


def _sold(priced: Priced) -> set[str]:
    return {product.id for product in priced.sold}


def _bits(index: dict[str, int], keys: Iterable[str]) -> int:
    bits = 0
    for key in keys:
        bits |= index.get(key, 0)
    return bits


def _set(found: list[int], where: int, bits: int) -> None:
    while where and bits:
        low = where & -where
        found[low.bit_length() - 1] |= bits
        where ^= low


def _substitute(left: Priced, right: Priced) -> str | None:
    sold = _sold(right)
    for line in left.lines:
        if not line.is_gift and (set(line.product.substitutes) & sold or line.product.id in sold):
            return line.product.name
    return None
