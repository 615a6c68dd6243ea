"""The copy studio: reads wishes, writes drafts, remembers a team's articles."""

from collections.abc import Sequence

from bot.ports import BotUnitOfWork, Clock, CopyProduct, Database
from bot.services.briefs import Advice, Snapshot
from bot.services.copywriting import LONGEST_SIGNATURE, CopyWish, merged, missing, read_wish
from bot.services.copywriting_cited import PassageSearch, cited
from bot.services.copywriting_drafts import liked, uses_guilt, write
from bot.services.copywriting_occasions import read_occasion, signature_in, wishes
from bot.services.grounding import card_source
from bot.services.texts import Texts
from bot.services.turns import TurnKind
from bot.services.understanding.lexis import Lexis
from crm.base import Id, new_id
from crm.folding import fold
from crm.people import Actor
from playbooks.copy_models import CopyFrame
from playbooks.load import Library

_OFFERED = 6
_ADVANTAGES = 5


class CopyStudio:
    """Writes copy without any model; every draft has passed the gate."""

    def __init__(
        self, database: Database, clock: Clock, library: Library, lexis: Lexis, texts: Texts
    ) -> None:
        """Keep the collaborators; the library holds one frame and a sheet a channel."""
        self._database, self._clock, self._library = database, clock, library
        self._lexis, self._say = lexis, texts
        self.frame: CopyFrame = library.copy_frames[0]
        self.passages: PassageSearch | None = None
        """Where document figures come from; set by the composition root."""

    async def wish(self, actor: Actor, text: str) -> CopyWish:
        """Read a wish; what the team stated of the same article before is filled in."""
        products = await self.products(actor)
        wish = read_wish(text, self.frame, self._lexis, [product.name for product in products])
        wish = wish.model_copy(update=await self._seller(actor, signature_in(text)))
        if occasion := read_occasion(text, self._library.occasions):
            return wish.model_copy(update=occasion)
        same = next((p for p in products if p.name_key == fold(wish.name)), None)
        return self.with_product(wish, same) if same else wish

    async def blank(self, actor: Actor) -> CopyWish:
        """Return a wish that says nothing yet, signed and toned as the seller likes."""
        return CopyWish.model_validate(await self._seller(actor, ""))

    async def products(self, actor: Actor, limit: int = 40) -> Sequence[CopyProduct]:
        """Return the team's remembered articles, latest first."""
        async with self._database.read() as uow:
            return await uow.copy_products.of(actor.team_id, limit)

    def with_product(self, wish: CopyWish, product: CopyProduct) -> CopyWish:
        """Return the wish with what was stated of an article before, its own words first."""
        stated = {key: value for key, value in product.stated.items() if key in CopyWish.model_fields}
        name = "" if product.name == stated.get("category") else product.name[:16]
        whole = merged(CopyWish.model_validate(stated | {"product": name}), wish)
        keep = {"text": wish.text, "guided": wish.guided, "skipped": wish.skipped, "product": name}
        return whole.model_copy(update=keep)

    def supplemented(self, wish: CopyWish, step: str, text: str) -> CopyWish:
        """Return the wish with a typed answer to a step."""
        said = text.strip()
        if step == "product":
            found = read_wish(said, self.frame, self._lexis)
            short = _clause(said)[:16]
            name = found.product or ("" if found.category and len(said) > len(short) else short)
            return merged(wish, found.model_copy(update={"product": "" if name == found.category else name}))
        if step == "advantage":
            return wish.model_copy(update={"advantage": _clause(said)})
        later = read_wish(said, self.frame, self._lexis)
        return merged(wish, later.model_copy(update={"product": "", "category": "", "advantage": ""}))

    async def advice(
        self,
        actor: Actor,
        wish: CopyWish,
        *,
        snapshot: Snapshot | None = None,
        shorter: bool = False,
        avoid: tuple[str, ...] = (),
        reasons: tuple[str, ...] = (),
    ) -> Advice:
        """Return the drafts for a wish, or an advice without drafts that asks for what is missing."""
        base = Advice(
            id=new_id(),
            kind=TurnKind.COPY.value,
            objection={"primary": "none"},
            wish=wish.model_dump(mode="json"),
        )
        if snapshot is not None:
            customer = snapshot.customer
            base = base.model_copy(update={"customer": customer.display_name, "customer_id": customer.id})
        if wish.occasion:
            return self._occasion(base, actor, wish, snapshot, avoid, reasons)
        if step := missing(wish, self.frame.least_price):
            offered = await self.products(actor, _OFFERED) if step == "product" else ()
            choices = tuple(f"{product.id}|{product.name}" for product in offered)
            return base.model_copy(
                update={"notice": self._say(f"copy-ask-{step}", name=wish.name), "choices": choices}
            )
        written = write(
            wish, self.frame, self._library.copy_sheets,
            usual=self._lexis.price_bands.get(wish.category), snapshot=snapshot,
            seed=actor.salesperson_id, shorter=shorter, avoid=avoid, today=self._clock.now().date(),
        )  # fmt: skip
        written = await cited(
            written, wish, self.frame, self.passages, actor.team_id, avoid, self._clock.now().date()
        )
        written = liked(written, wish)
        card = "guilt_removal" if uses_guilt(written.variants) else "perceived_value"
        notices = [self._say(written.withheld)] if written.withheld else []
        if uses_guilt(written.variants) and wish.above_market is None:
            notices.append(self._say("copy-market-assumed"))
        if wish.channel == "sms":
            notices.append(self._say("copy-sms-rules", name=wish.signature))
        if any(variant.style == "cited" for variant in written.variants):
            notices.append(self._say("copy-cited-check"))
        if not wish.advantage:
            notices.append(self._say("copy-no-advantage"))
        quoted = (found for found in written.findings if _said_in(found, wish.advantage))
        notices += [found.partition(": ")[2] for found in quoted][:1]
        return base.model_copy(
            update={
                "variants": written.variants,
                "notice": "\n".join(notices),
                "sources": (card_source(self._library.card(card)),),
                "reasons": (*reasons, *(f"rejected: {finding}" for finding in written.findings)),
            }
        )

    def _occasion(
        self,
        base: Advice,
        actor: Actor,
        wish: CopyWish,
        snapshot: Snapshot | None,
        avoid: tuple[str, ...],
        reasons: tuple[str, ...],
    ) -> Advice:
        occasion = next(one for one in self._library.occasions if one.id == wish.occasion)
        variants = wishes(
            wish,
            occasion,
            self.frame,
            snapshot=snapshot,
            seed=actor.salesperson_id,
            avoid=avoid,
            today=self._clock.now().date(),
        )
        notice = self._say("copy-sms-rules", name=wish.signature) if wish.channel == "sms" else ""
        source = card_source(self._library.card("relationship_ties"))
        return base.model_copy(
            update={"variants": variants, "sources": (source,), "reasons": reasons, "notice": notice}
        )

    async def _seller(self, actor: Actor, said: str) -> dict[str, object]:
        """Return what seller and team have chosen, as fields of a wish; `said` is a firm named now."""
        async with self._database.read() as uow:
            own = await uow.preferences.of(actor.salesperson_id)
            firm = said or (await uow.preferences.team(actor.team_id)).company
            if not firm:
                firm = (await uow.people.team(actor.team_id)).name
        return {
            "signature": firm.strip("【】[] ")[:LONGEST_SIGNATURE],
            "signed_by": own.signature,
            "you": own.address,
            "tone": own.tone,
            "drafts": own.drafts,
        }

    async def remember(self, uow: BotUnitOfWork, actor: Actor, wish: CopyWish) -> None:
        """Keep the article of a wish for the team once something was stated of it."""
        if not wish.name or not (wish.advantage or (wish.price and wish.exact)):
            return
        earlier = next(
            (p for p in await uow.copy_products.of(actor.team_id) if p.name_key == fold(wish.name)[:64]), None
        )
        before = earlier.stated if earlier else {}
        said = before.get("advantages")
        advantages = [str(one) for one in said] if isinstance(said, list) else []
        fresh = [wish.advantage, *(one for one in advantages if one != wish.advantage)]
        stated = {
            "category": wish.category,
            "advantage": wish.advantage or str(before.get("advantage") or ""),
            "advantages": [one for one in fresh if one][:_ADVANTAGES],
            "price": wish.price if wish.exact and wish.price else str(before.get("price") or ""),
            "above_market": before.get("above_market") if wish.above_market is None else wish.above_market,
        }
        await uow.copy_products.put(
            CopyProduct(
                id=earlier.id if earlier else new_id(),
                team_id=actor.team_id,
                name=wish.name,
                name_key=fold(wish.name)[:64],
                stated=stated,
                stated_by=actor.salesperson_id,
                stated_at=self._clock.now(),
            )
        )

    def subject(self, wish: CopyWish) -> str:
        """Return what a wish is about, in a few words: 电动车 · 朋友圈 · 带孙辈的."""
        channel = next((c for c in self.frame.channels if c.id == wish.channel), self.frame.channels[0])
        if wish.occasion:
            occasion = next(one for one in self._library.occasions if one.id == wish.occasion)
            return " · ".join((occasion.title, channel.title))
        audience = next((a.title for a in self.frame.audiences if a.id == wish.audience), "")
        return " · ".join(part for part in (wish.name, channel.title, audience) if part)

    async def product(self, actor: Actor, id: Id) -> CopyProduct | None:
        """Return a remembered article of the actor's team."""
        return next((product for product in await self.products(actor) if product.id == id), None)


def _clause(text: str) -> str:
    """The first clause of an answer, at most as long as the slot takes."""
    for mark in "，。；,;\n":
        text = text.partition(mark)[0]
    return text.strip()[:24]


def _said_in(finding: str, advantage: str) -> bool:
    """Whether the words a finding quotes stand in the advantage the seller stated."""
    quoted = finding.partition("“")[2].partition("”")[0]
    return bool(quoted) and quoted in advantage
