"""General knowledge of selling: which built-in cards a how-to question means, and how a card answers it.

Where the company's material says nothing, a card may answer under its label (never as the company's word).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property

from bot.services.texts import Texts
from crm.base import Id
from knowledge.ports import Chunk, Document, Passage
from knowledge.ranking import Weights
from knowledge.retriever import Retriever
from playbooks.load import Library
from playbooks.models import AnyCard, KnowledgeCard, ObjectionCard, PersonalityCard

SHOWN = 3
"""Cards that a question may mean, the best one told, the others offered as buttons."""
POINTS = 4
"""Points of a card that are told; more would not be read on a phone."""
_READ = 20
"""Passages that are looked at; several may belong to one card."""
_AGREEING = 3
"""Lines of a card that speak for it; a card with many lines is not likelier for that."""
LIKELY = 0.3
"""Confidence from which on a card is told as the answer; below, as the nearest there is."""
_LEAST = 0.05
"""Confidence that any question about selling must reach."""
_SURE = 0.5
"""Confidence that any other question must reach."""
_TRADE = re.compile(
    r"客户|顾客|用户|买家|客人|主顾|回头客|对方|人家|他|她|大爷|大妈|大伯|大姐|阿姨|老太|老人|老爸|老妈|小伙|姑娘|妈妈|"
    r"这人|那人|老板|采购|财务|领导|单位|大户|价|贵|便宜|打折|优惠|赠|送|拜访|上门|推|销|成交|签|下单|单子|逼单|谈|聊|"
    r"卖|买|投诉|挽留|跟进|回访|售后|需求|方案|异议|话术|转介绍|拍板|套餐|竞争|对手|隔壁|合作|供应商"
)
"""Words that make a question one about selling: who is sold to, and what one does with them."""
_HOUSE = re.compile(
    r"发票|报销|快递|物流|运费|模板|最新版|请假|年假|工资|提成|考勤|加班|续航|保修期|质保期|等待期|上牌|驾照|几点|"
    r"天气|下雨|高铁|机票|打印|excel|ppt|word|电脑|密码|wi-?fi|辞职|离职|仲裁|汇率|美元|地址|电话是|号码是|账号|"
    r"系统怎么|导出|库存|到货|多少钱|哪个科目|监控|有谁|客户里|我的客户|名下|哪(?:些|几[个位])客户.{0,8}(?:买|来|没)",
    re.IGNORECASE,
)
"""Words of a company's own affairs and of daily life: no card of selling knows them."""
_BESIDE = 0.3
"""Share of the best card's worth below which another one was hardly meant."""
_ASIDES = re.compile(r"[（(][^（）()]*[）)]")


class KnowHow:
    """Finds the cards that a question means, from the library alone; indexed with the first question."""

    def __init__(self, library: Library) -> None:
        """Keep the library."""
        self._library = library

    @cached_property
    def _retriever(self) -> Retriever:
        """Each card's own words, and each question that salespeople ask about it."""
        retriever = Retriever(weights=Weights(merging=False))
        retriever.add_all([_as_document(card) for card in self._library.cards.values()])
        return retriever

    def near(self, question: str) -> tuple[tuple[Id, ...], float]:
        """Return up to three cards that a question may mean, best first, and the confidence 0–1 in the first.

        No card for a question that is not about selling. The judgement of the retriever whether documents
        hold an answer is not asked: it is made for passages, a card answers a whole situation.
        """
        if _HOUSE.search(question):
            return (), 0.0
        found = self._retriever.find(question, limit=_READ)
        about = bool(_TRADE.search(question))
        least = _LEAST if about else _SURE
        if found.confidence < least or (found.refused and not about):
            return (), 0.0
        passages = found.passages or tuple(self._retriever.candidates(question, _READ))
        return tuple(_ranked(passages)[:SHOWN]), found.confidence


def told(card: AnyCard, say: Texts) -> str:
    """Return a card as an answer to a salesperson: its summary, an empty line, what to do a line each."""
    return "\n".join((card.summary, "", *_points(card, say)))


def short_title(card: AnyCard) -> str:
    """Return a card's title for a screen; a personality's neutral words, never the source's harsh ones."""
    return card.neutral if isinstance(card, PersonalityCard) else _ASIDES.sub("", card.title)


def _points(card: AnyCard, say: Texts) -> Iterable[str]:
    if isinstance(card, PersonalityCard):
        yield from card.do[: POINTS - 1]
        if card.avoid:
            yield say("know-avoid", text=card.avoid[0])
        return
    if isinstance(card, KnowledgeCard):
        yield from card.points[:POINTS]
        return
    if not isinstance(card, ObjectionCard):
        yield from card.points[: POINTS - 1]
    for move in card.moves[:POINTS] if isinstance(card, ObjectionCard) else card.moves[:1]:
        yield say("know-move", name=move.play, why=move.why)
    if isinstance(card, ObjectionCard):
        yield say("know-send-words")


def _ranked(passages: Sequence[Passage]) -> list[Id]:
    """Return the cards of the passages by what their best lines are worth."""
    scores: dict[Id, list[float]] = defaultdict(list)
    for passage in passages:
        scores[passage.chunk_id.partition(":")[0]].append(passage.score)
    worth = {id: _worth(agreeing) for id, agreeing in scores.items()}
    least = _BESIDE * max(worth.values(), default=0.0)
    return sorted((id for id in worth if worth[id] >= least), key=lambda id: -worth[id])


def _worth(scores: Sequence[float]) -> float:
    """Return what a card's best lines are worth together: the second half, the third a quarter."""
    best = sorted(scores, reverse=True)[:_AGREEING]
    return sum(score * 0.5**place for place, score in enumerate(best))


def _as_document(card: AnyCard) -> tuple[Document, Sequence[Chunk]]:
    id = str(card.id)
    body = "\n".join((card.summary, " ".join(card.vocabulary)))
    lines = (body, *card.salesperson_asks)
    chunks = [
        Chunk(
            id=f"{id}:{n}",
            document_id=id,
            position=n,
            raw=line,
            clean=line,
            heading="" if n else card.title,
            questions=() if n else card.salesperson_asks,
        )
        for n, line in enumerate(lines)
    ]
    written = Document(
        id=id,
        name=card.title,
        digest=id,
        title=card.title,
        media_type="text/plain",
        added_at=datetime.min.replace(tzinfo=UTC),
    )
    return written, chunks
