"""What fills the slots of lines and what is known: from facts, the customer's profile, and the turn."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.services.briefs import Fact, FactRole, Snapshot
from bot.services.choosing.addressing import address_of
from bot.services.choosing.consulted import BOSSES, SPOUSES, consulted, pronouns
from bot.services.choosing.topics import named_back
from bot.services.turns import Reading
from crm.customers import AgeBand, BuyingRole, Customer, CustomerKind, HouseholdMember, Relation
from crm.history import OpportunityState, TouchpointKind
from playbooks.slots import BY_ID, SLOTS, Slot
from playbooks.terms import Known

_SPOKEN = {
    Relation.SPOUSE: "爱人",
    Relation.CHILD: "孩子",
    Relation.SON: "儿子",
    Relation.DAUGHTER: "女儿",
    Relation.GRANDCHILD: "家里小的",
    Relation.GRANDSON: "孙子",
    Relation.GRANDDAUGHTER: "孙女",
    Relation.PARENT: "老人",
    Relation.FATHER: "父亲",
    Relation.MOTHER: "母亲",
    Relation.SIBLING: "家里人",
    Relation.COMPANION: "同来的朋友",
    Relation.OTHER: "家里人",
}
_BY_GROUP = {
    "孙辈": (Relation.GRANDCHILD, Relation.GRANDSON, Relation.GRANDDAUGHTER),
    "孩子": (Relation.CHILD, Relation.SON, Relation.DAUGHTER),
    "爱人": (Relation.SPOUSE,),
    "父母": (Relation.PARENT, Relation.FATHER, Relation.MOTHER),
}
_GROUP_OF_WORD = {"grandchild": "孙辈", "child": "孩子", "spouse": "爱人", "parent": "父母"}
_KNOWN_BY_GROUP = {
    "孙辈": Known.GRANDCHILD,
    "孩子": Known.CHILD,
    "爱人": Known.SPOUSE,
    "父母": Known.PARENT,
}
_CONSULTED = frozenset({"ask_someone", "not_decision_maker"})
_NAMED_ALOUD = frozenset({*_BY_GROUP["孙辈"], *_BY_GROUP["孩子"], Relation.COMPANION})
"""Elders and spouses are spoken of by relation; only children's and companions' names are said."""
_OURS = frozenset({FactRole.OUR_PRICE, FactRole.COMPUTED, FactRole.SELLER_STATED})
_RANK = {FactRole.OUR_PRICE: 0, FactRole.COMPUTED: 1, FactRole.SELLER_STATED: 2}
_THEIRS = frozenset({"rival", "rival_price", "budget"})
_KNOWN_BY_SLOT = {
    "产品": Known.PRODUCT,
    "优点": Known.ADVANTAGE,
    "价格": Known.PRICE,
    "目录价": Known.PRICE,
    "抵扣": Known.TRADE_IN,
    "到手价": Known.NET_PRICE,
    "市场价": Known.MARKET_PRICE,
    "对手": Known.RIVAL,
    "对手价": Known.RIVAL_PRICE,
    "预算": Known.BUDGET,
    "上次购买": Known.LAST_PURCHASE,
    "旧物": Known.OLD_THING,
    "检测": Known.INSPECTION,
    "承诺": Known.OPEN_PROMISE,
    "当家人": Known.COMPANION_WITH_SAY,
    "决策人": Known.DECISION_MAKER,
    "家人": Known.FAMILY,
    "商量人": Known.CONSULTED,
}
_OLD = re.compile(
    r"旧(?:的)?((?:电动|电瓶|自行|摩托|汽)?车|手机|冰箱|洗衣机|空调|电视|电脑|耳机|设备|系统|床垫|沙发)"
)
_FEE = re.compile(r"(?:月费|年费|包年)$")
_SIZE = re.compile(
    r"(?<=[一-鿿])\s?\d+(?:\.\d+)?(?:公斤|千克|斤|克|kg|KG|升|毫升|ml|袋|包|箱|盒|瓶|桶|片|粒)(?:装)?$"
)
_NO_ARTICLE = re.compile(r"(?:费|更换|修复|维修|修理|保养|租用|维护|供货|检测|培训|[一二两三四五六]个月)$")
_SAME = {
    "女儿": ("女儿", "孩子"),
    "闺女": ("女儿", "孩子"),
    "儿子": ("儿子", "孩子"),
    "孙女": ("孙女", "家里小的"),
    "孙子": ("孙子", "家里小的"),
    "外孙女": ("孙女", "外孙女", "家里小的"),
    "外孙": ("孙子", "外孙", "家里小的"),
}
"""How the customer names a child → how a profile's entry of the same child may begin."""
_TOGETHER = "孩子们"
_NAMED_BY_CUSTOMER = frozenset({"孙女", "孙子", "外孙女", "外孙", "儿子", "女儿"})


_ASKED = re.compile(
    r"(?:跟|和|问问?|找|向|请示|给|等|听)(\S{1,6}?)(?:商量|通气|通个气|碰个?头|碰一下|聊|说|汇报|打电?话|请示|回来|点头|看看|合计|讨论|对一?下|的意见|的意思|$)"
)
"""Whom the customer goes to ask before deciding."""
_AT_HOME = re.compile(r"家|爱人|老人|大人|那口子|他们|她们|^[您你我他她]$")


@dataclass(frozen=True)
class Fills:
    """Slot → words, and slot → id of the fact behind it (empty for the profile's own)."""

    words: Mapping[str, str]
    fact_ids: Mapping[str, str]
    short: Mapping[str, str]
    """What a person is called from the second mention on: 孙女小米 → 小米."""

    @property
    def known(self) -> frozenset[Known]:
        """What is known because a slot can be filled."""
        found = {_KNOWN_BY_SLOT[name] for name in self.words if name in _KNOWN_BY_SLOT}
        found |= {_KNOWN_BY_GROUP[name] for name in self.words if name in _KNOWN_BY_GROUP}
        return frozenset(found)


def fill(reading: Reading, snapshot: Snapshot | None, facts: Iterable[Fact], groups: Iterable[str]) -> Fills:
    """Return everything that can fill a slot. `groups` are the relations whose words fell in the turn."""
    words: dict[str, str] = {"您": "您", **named_back(reading.topics), **pronouns(reading.customer_words)}
    spoken = [_GROUP_OF_WORD[g] for g in groups if g in _GROUP_OF_WORD]
    if snapshot:
        words |= _profile(snapshot, spoken, reading.people)
    for group in reversed(spoken):
        known = words.get(group, "")
        words[group] = words["家人"] = _another(group, known, reading) or known or _word_for(group, reading)
        if known and words.get("当家人") == known:
            words["当家人"] = words[group]
    _consulted(words, spoken, reading, snapshot)
    _asked_person(words, spoken, reading)
    if "boss" in groups and (boss := _boss(reading)):
        words.setdefault("决策人", boss)
    _the_say(words, reading)
    if not words.get("称呼") and reading.customer_name:
        words["称呼"] = reading.customer_name
    if reading.products:
        words.setdefault("品类", reading.products[0])
    fact_words, ids = _from_facts(facts)
    # what the profile gives was decided above; a fact only lends it its id
    for name, word in fact_words.items():
        if SLOTS[name].by_fact:
            words[name] = word
        elif words.get(name) != word:
            del ids[name]
    return Fills(words, ids, _short(snapshot))


def _the_say(words: dict[str, str], reading: Reading) -> None:
    """Who holds the purse by the customer's own words, where the profile names nobody."""
    if (holder := _GROUP_OF_WORD.get(reading.has_say)) and "当家人" not in words:
        words["当家人"] = words.get(holder) or _word_for(holder, reading)


def has_open_complaint(snapshot: Snapshot | None) -> bool:
    """Whether the latest complaint was not followed by a service touchpoint."""
    if snapshot is None:
        return False
    kinds = [t.kind for t in sorted(snapshot.touchpoints, key=lambda t: t.at, reverse=True)]
    relevant = [k for k in kinds if k in {TouchpointKind.COMPLAINT, TouchpointKind.SERVICE}]
    return bool(relevant) and relevant[0] is TouchpointKind.COMPLAINT


def _profile(snapshot: Snapshot, spoken: list[str], people: tuple[str, ...]) -> dict[str, str]:
    customer = snapshot.customer
    words = {"您": _you(customer), "称呼": address_of(customer), "公司": _firm(customer)}
    # a baby uses nothing we sell: it is only meant when the customer speaks of it
    members = tuple(m for m in customer.household if spoken or m.age_band is not AgeBand.INFANT)
    for group, relations in _BY_GROUP.items():
        if own := [m for m in members if m.relation in relations]:
            words[group] = _said_of(own, people)
    order = [*spoken, *_BY_GROUP]
    family = next((words[group] for group in order if group in words), "")
    words["家人"] = family or next((_said(m) for m in members if m.relation is Relation.SIBLING), "")
    named = [m.name for m in members if m.name and m.relation in _NAMED_ALOUD]
    words["家人名"] = named[0] if len(named) == 1 else ""
    words["当家人"] = next((_said(m) for m in members if m.has_say), "")
    words["决策人"] = next((c.name for c in customer.contacts if BuyingRole.ECONOMIC in c.roles), "")
    words["上次购买"] = next((_spoken_article(p.product) for p in snapshot.purchases if p.quantity > 0), "")
    words["旧物"] = _old_thing(customer)
    fitting = {name: word for name, word in words.items() if word and len(word) <= SLOTS[name].longest}
    return {"您": words["您"], **fitting}


def _spoken_article(product: str) -> str:
    """An article as one says it: 亲情套餐月费 → 亲情套餐; a repair or a fee is none."""
    said = _FEE.sub("", _SIZE.sub("", product))
    return "" if _NO_ARTICLE.search(said) else said


def _consulted(words: dict[str, str], spoken: list[str], reading: Reading, snapshot: Snapshot | None) -> None:
    """Leave out the one with the say when the customer speaks of somebody else."""
    if spoken and words.get("当家人") not in {words.get(group) for group in spoken}:
        words.pop("当家人", None)
    if not spoken and reading.objection.primary in _CONSULTED:
        _consult_adults(words, snapshot)
        person = consulted(reading.customer_words)
        if _names_another(reading.customer_words) or person not in {"", *SPOUSES}:
            for slot in ("家人", "当家人", *(() if person in BOSSES else ("决策人",))):
                words.pop(slot, None)


def _asked_person(words: dict[str, str], spoken: list[str], reading: Reading) -> None:
    """Whom the customer names as the one to ask, whoever that is: 爱人, 合伙人, 店长."""
    if reading.objection.primary in _CONSULTED:
        at_home = next((words[group] for group in spoken if group in words and group != "父母"), "")
        if person := consulted(reading.customer_words) or at_home:
            words["商量人"] = person


def _names_another(said: str) -> bool:
    """Whether the customer asks somebody no list knows: 跟班长通气, 问问合伙人."""
    found = _ASKED.search(said)
    return found is not None and not _AT_HOME.search(found[1])


def _consult_adults(words: dict[str, str], snapshot: Snapshot | None) -> None:
    """One consults a spouse or a parent, not a grandchild: 家人 is an adult here, or nobody."""
    adult = next((words[g] for g in ("当家人", "爱人", "父母") if g in words), "")
    words.pop("家人", None)
    words.pop("家人名", None)
    if adult and snapshot:
        words["家人"] = adult


def _short(snapshot: Snapshot | None) -> dict[str, str]:
    members = snapshot.customer.household if snapshot else ()
    return {_said(m): m.name for m in members if m.name and _said(m) != m.name and m.name in _said(m)}


def _firm(customer: Customer) -> str:
    """The firm as one says it: 华东精密, not 华东精密机械有限公司."""
    names = [customer.company, customer.name if customer.kind is CustomerKind.COMPANY else ""]
    return min(filter(None, names), key=len, default="")


def _you(customer: Customer) -> str:
    address = address_of(customer)
    younger = address.startswith(("小", "阿")) or address.endswith(("弟", "妹", "同学"))
    return "你" if younger else "您"


def _said(member: HouseholdMember) -> str:
    spoken = _SPOKEN[member.relation]
    if not member.name or member.relation not in _NAMED_ALOUD:
        return spoken
    return member.name if spoken == "家里小的" else f"{spoken}{member.name}"


def _said_of(members: list[HouseholdMember], people: tuple[str, ...]) -> str:
    """One of several by the word the customer used (女儿), all of them together when none fits."""
    meant = [m for m in members for word in people if _SPOKEN[m.relation] in _SAME.get(word, ())]
    if len(meant) == 1 or len(members) == 1:
        return _said((meant or members)[0])
    return _TOGETHER if all(m.relation in _NAMED_ALOUD for m in members) else _said(members[0])


def _old_thing(customer: Customer) -> str:
    texts = (*customer.tags, *(note.text for note in reversed(customer.notes)))
    found = next((match for text in texts if (match := _OLD.search(text))), None)
    return f"旧{found.group(1)}" if found else ""


def _word_for(group: str, reading: Reading) -> str:
    said = next((word for word in reading.people if word in _NAMED_BY_CUSTOMER), "")
    plain = {"孙辈": "家里小的", "孩子": "孩子", "爱人": "爱人", "父母": "老人"}
    return said if said and group in {"孙辈", "孩子"} else plain[group]


def _another(group: str, known: str, reading: Reading) -> str:
    """The customer's own word where the profile's differs: 闺女 is not 儿子建军, 老伴 is said back."""
    if group == "爱人":
        said = consulted(reading.customer_words)
        return said if said in SPOUSES else ""
    said = next((word for word in reading.people if word in _SAME), "")
    return said if group in {"孙辈", "孩子"} and said and not known.startswith(_SAME[said]) else ""


def _boss(reading: Reading) -> str:
    return next((w for w in reading.people if w in {"领导", "老板", "总经理", "老总", "董事长", "总部"}), "")


def _from_facts(facts: Iterable[Fact]) -> tuple[dict[str, str], dict[str, str]]:
    words: dict[str, str] = {}
    ids: dict[str, str] = {}
    for fact in sorted(facts, key=lambda f: _RANK.get(f.role, 3)):
        slot = BY_ID.get(fact.slot) or SLOTS.get(fact.slot)
        if slot is None or slot.name in words or not _may_fill(slot, fact):
            continue
        words[slot.name], ids[slot.name] = fact.text, fact.id
    if "价格" not in words and "目录价" in words and "抵扣" not in words:
        words["价格"], ids["价格"] = words["目录价"], ids["目录价"]
    return words, ids


def _may_fill(slot: Slot, fact: Fact) -> bool:
    if not fact.text or len(fact.text) > slot.longest:
        return False
    return not slot.money or slot.id in _THEIRS or fact.role in _OURS


def open_subjects(snapshot: Snapshot | None) -> tuple[str, ...]:
    """Return texts that may name what is on offer: open opportunities first, then notes and purchases."""
    if snapshot is None:
        return ()
    deals = [o.title for o in snapshot.opportunities if o.state is OpportunityState.OPEN]
    notes = [note.text for note in reversed(snapshot.customer.notes)]
    bought = [f"{p.category} {p.product}" for p in snapshot.purchases[:1]]
    return (*deals, *snapshot.customer.tags, *notes, *bought)
