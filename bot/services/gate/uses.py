"""Which use of a figure the role of its fact allows."""

import re
from dataclasses import dataclass

from bot.services.briefs import Brief, Fact, FactKind, FactRole
from bot.services.figures import Figure, FigureKind
from bot.services.gate.line import Line
from bot.services.turns import TurnKind

_WITHIN = re.compile(r"(?:以|之)?[里内]|范围|的(?:框|范围)")
CHECK_AGAIN = "请核对是否仍有效"
"""What a figure of a document carries beside it in copy."""
_SAID = re.compile(
    r"(?<![给帮为替送])[您你](?:们|家|那边|那儿|这边)?(?:自己|刚才|刚刚|刚|上次|上回|之前|前面|那天|早上|昨天|当时|现在|平时|一直|原来|目前|每个?月|心里|手上|也|是|不是|就|只|又|老)*"
    r"(?:所)?(?:说|提|讲|报|问|算|看[到中见]?|听|要|想|打算|预算|用|住|定|给|希望|期望|担心|嫌|"
    r"觉得|家|那|的|开|选|约|有|还|目标|留|花|付|交)|you (?:said|mentioned|asked|told|want)|your"
)
_RIVAL = re.compile(
    r"别家|别人家?|其他家|另一家|隔壁|对面|那家|那边|那儿|人家|他们|他家|她家|京东|淘宝|天猫|"
    r"拼多多|抖音|网上|网店|直播|同行|对手|友商|外面|对方|(?<![给帮为替送])您(?:说|看到|看见|听|提|"
    r"问)|other (?:shop|store|supplier)|they|their|elsewhere"
)
_OURS_BESIDE = re.compile(
    r"我们?(?:也|这边|这里|家|给您|卖|只要|就是|可以|能|算)|咱们?(?:这|也|卖|给)|本店|给您(?:按|算|"
    r"做到|打)|到手|成交|\bour price\b|\bwe (?:can|offer)\b"
)
_PAST = re.compile(
    r"上次|上回|之前|以前|当时|那时|去年|前年|前年|年初|[买花付交办]了|买(?:的|过)|一共|累计|"
    r"\d{4}年|原来|last time|bought|paid"
)


@dataclass(frozen=True, slots=True)
class Use:
    """A figure where it stands."""

    line: Line
    figure: Figure
    brief: Brief

    @property
    def clause(self) -> str:
        """The clause around the figure."""
        return self.line.clause_text(self.figure.start)


def use_problem(use: Use, fact: Fact) -> str:
    """Return the key of what forbids this use of a fact, empty when it is allowed."""
    if fact.role in {FactRole.OUR_PRICE, FactRole.SELLER_STATED}:
        return ""
    if fact.role is FactRole.COMPUTED:
        return _computed(use, fact)
    if fact.role is FactRole.CUSTOMER_PROFILE:
        return _profile(use, fact)
    if fact.role is FactRole.RIVAL:
        return _rival(use, fact)
    if fact.role is FactRole.CUSTOMER_SAID:
        return _customer(use, fact)
    return _document(use, fact)


def _computed(use: Use, fact: Fact) -> str:
    """A computed fact is as free as the least free of what it was made from."""
    by_id = {known.id: known for known in use.brief.facts}
    if not fact.basis or fact.id in fact.basis:
        return "unknown_basis"
    for id in fact.basis:
        basis = by_id.get(id)
        if basis is None or basis.disputed:
            return "unknown_basis"
        if problem := use_problem(use, basis):
            return problem if basis.role is FactRole.RIVAL else "unknown_basis"
    return ""


def _profile(use: Use, fact: Fact) -> str:
    is_money = fact.kind is FactKind.MONEY or use.figure.kind is FigureKind.MONEY
    return "profile_amount" if is_money and not _PAST.search(use.clause) else ""


def _rival(use: Use, fact: Fact) -> str:
    named = any(
        f.role is FactRole.RIVAL and f.slot == "rival" and f.text in use.clause for f in use.brief.facts
    )
    if (named or _RIVAL.search(use.clause)) and not _OURS_BESIDE.search(use.clause):
        return ""
    return "rival_figure_as_ours"


def _customer(use: Use, fact: Fact) -> str:
    after = use.line.text[use.figure.end : use.figure.end + 3]
    if fact.slot == "budget" and _WITHIN.match(after) and not _OURS_BESIDE.search(use.clause):
        return ""
    if _SAID.search(use.clause) and not _OURS_BESIDE.search(use.clause):
        return ""
    return "customer_figure_unattributed"


def _document(use: Use, fact: Fact) -> str:
    """Only copy may hold a document's figure, with the source and the request to check it."""
    text = use.line.original
    named = any(name and name in text for name in (fact.label, fact.source)) or "来源" in text or "《" in text
    copy = use.brief.reading.kind is TurnKind.COPY
    return "" if copy and named and CHECK_AGAIN in text else "document_figure"
