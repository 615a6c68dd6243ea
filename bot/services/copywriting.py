"""What a copy wish asks for: product, advantage, for whom, where; read from words, filled step by step."""

import re
from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from bot.services.facts import facts_from_seller_note
from bot.services.figures import FigureKind, find_figures
from bot.services.understanding.lexis import Lexis
from crm.base import Record
from playbooks.copy_models import COPY_SLOTS, Audience, Channel, CopyFrame

STEPS = ("product", "advantage", "audience", "channel", "price", "market")
"""What a guided wish asks for, in this order, when it is missing."""
_PRODUCT = re.compile(
    r"(?:品类|产品|商品)(?:是|：|:)?\s*(?P<a>[\w一-鿿+-]{1,16})"
    r"|(?:[卖推]|推广|介绍|宣传|关于)(?:的是|一?款|一下)?(?P<b>[\w一-鿿+-]{2,12}?)"
    r"(?=比|，|,|。|的?(?:文案|朋友圈|短信|广告|海报|卡片|宣传|推广)|$)"
    r"|(?P<c>[\w一-鿿+-]{2,10}?)的?(?:文案|广告词?|宣传语|推广)"
)
_NOT_A_PRODUCT = re.compile(
    r"[帮给我你您他写来个条段句点想想弄编做出]|怎么|咋|一下|朋友圈|短信|客户|^的|不错|活动|公司|售后"
)
_ADVANTAGE = re.compile(
    r"(?:优点|卖点|特点|亮点|好处|突出|主打的?是?)(?:是|就是|在于|：|:|有)?\s*(?P<a>[^，。；！？,;!?\n]{2,24})"
)
_APPROXIMATE = re.compile(r"[多几来余上下约]|左右")

LONGEST_SIGNATURE = 10


class CopyWish(Record):
    """What is known of a wish. Everything here was stated by the seller or chosen by a button."""

    text: str = Field("", max_length=2000)
    product: str = Field("", max_length=16)
    category: str = Field("", max_length=6)
    """Kind of article, a name of the lexicon."""
    advantage: str = Field("", max_length=24)
    price: str = ""
    """Yuan, as a plain number; empty when unknown."""
    exact: bool = True
    """Whether the price may stand in the copy (两千多 may not)."""
    above_market: bool | None = None
    audience: str = ""
    channel: str = ""
    occasion: str = ""
    """A festival, an apology …: such a wish sells nothing and needs no article."""
    reason: str = Field("", max_length=24)
    """What is apologised or thanked for, in the seller's words."""
    signature: str = Field("", max_length=LONGEST_SIGNATURE)
    """The firm as it signs a text message, without brackets."""
    signed_by: str = Field("", max_length=LONGEST_SIGNATURE)
    """The seller as a greeting is signed (小王); empty: not at all."""
    you: str = ""
    """您 or 你 as the seller speaks to everybody; empty lets the audience decide."""
    tone: str = ""
    """The tone the seller likes: warm, direct, expert; empty: as it fits."""
    drafts: int = 3
    """How many drafts the seller wants to choose from."""
    guided: bool = False
    """Whether what is missing is asked for step by step (/copy), or drafts come at once."""
    skipped: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How the article is called in the copy."""
        return self.product or self.category

    @property
    def amount(self) -> Decimal | None:
        """The price as a number."""
        return Decimal(self.price) if self.price else None


def read_wish(text: str, frame: CopyFrame, lexis: Lexis, known: Sequence[str] = ()) -> CopyWish:
    """Return what a text in the seller's own words says; `known` are names of remembered articles."""
    categories = lexis.products(text)
    category = categories[0] if categories and len(categories[0]) <= COPY_SLOTS["品类"] else ""
    product = next((name for name in known if name and name in text), "")
    stated = facts_from_seller_note(text)
    if not product:
        product = next((f.text for f in stated if f.slot == "product" and len(f.text) <= 16), "")
    if not product and not category:
        product = _named(text)
    price, exact = price_in(text)
    return CopyWish(
        text=text[:2000],
        product=product,
        category=category,
        advantage=_advantage(text, stated, (product, category)),
        price=price,
        exact=exact,
        above_market=_market(text, frame),
        audience=_cued(text, frame.audiences),
        channel=_cued(text, frame.channels),
    )


def price_in(text: str) -> tuple[str, bool]:
    """Return the first amount of ours in a text as a plain number, and whether it is exact."""
    for figure in find_figures(text):
        money = figure.kind is FigureKind.MONEY or (figure.kind is FigureKind.NUMBER and figure.value >= 10)
        if money and not figure.per:
            around = text[figure.start : figure.end + 1]
            exact = not figure.approximate and not _APPROXIMATE.search(around)
            return f"{figure.value.normalize():f}", exact
    return "", True


def merged(wish: CopyWish, later: CopyWish) -> CopyWish:
    """Return the wish with what the later one adds."""
    fresh = later.model_dump(exclude_defaults=True, exclude={"text", "guided", "skipped"})
    return wish.model_copy(update=fresh | {"exact": later.exact if later.price else wish.exact})


def missing(wish: CopyWish, least_price: int) -> str:
    """Return the next thing to ask for, empty when drafts can be written.

    A free wish only needs the article; a guided one asks for the rest, and for the market only where
    the price makes it matter.
    """
    if wish.occasion:
        return ""
    if not wish.name:
        return "product"
    if not wish.guided:
        return ""
    given = {
        "product": True,
        "advantage": bool(wish.advantage),
        "audience": bool(wish.audience),
        "channel": bool(wish.channel),
        "price": bool(wish.price),
        "market": wish.above_market is not None or wish.amount is None or wish.amount < least_price,
    }
    return next((step for step in STEPS if not given[step] and step not in wish.skipped), "")


def _named(text: str) -> str:
    for match in _PRODUCT.finditer(text):
        name = next(filter(None, match.groups()), "").strip()
        if name and not _NOT_A_PRODUCT.search(name):
            return name[: COPY_SLOTS["产品"]]
    return ""


def _advantage(text: str, stated: Sequence[object], names: tuple[str, str]) -> str:
    if match := _ADVANTAGE.search(text):
        return re.sub(r"^(?:的|了|能|出)(?=[\w一-鿿]{3})|的?(?:文案|卖点)$", "", match["a"].strip())
    for fact in stated:
        slot, said = getattr(fact, "slot", ""), str(getattr(fact, "text", ""))
        if slot == "advantage" and said not in names and not re.match(r"(?:品类|产品|给|卖)", said):
            return said
    return ""


def _market(text: str, frame: CopyFrame) -> bool | None:
    if any(re.search(cue, text) for cue in frame.dear_cues):
        return True
    return False if any(re.search(cue, text) for cue in frame.fair_cues) else None


def _cued(text: str, entries: Sequence[Audience] | Sequence[Channel]) -> str:
    found = [
        (match.start(), entry.id)
        for entry in entries
        for cue in entry.cues
        if (match := re.search(cue, text))
    ]
    specific = [pair for pair in found if pair[1] != "chat"]
    return min(specific or found)[1] if found else ""
