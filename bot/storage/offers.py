"""Catalogues, offers, approvals and usage profiles."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Text, and_, delete, func, insert, select, type_coerce, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports.offers import (
    Acceptance,
    Addressee,
    Approval,
    ApprovalState,
    OfferState,
    StoredCatalogue,
    StoredOffer,
    UsageProfile,
)
from bot.storage.customer_rows import in_scope
from bot.storage.session import Session
from bot.storage.tables_customers import customer
from bot.storage.tables_histories import purchase
from bot.storage.tables_offers import offer_approval, offer_catalogue, offer_made, usage_profile
from crm.base import Id
from crm.errors import NotFound
from crm.people import Scope

_HEARD = (OfferState.OFFERED, OfferState.ACCEPTED, OfferState.DECLINED)


class SqlOffers:
    """Implements `bot.ports.offers.Offers`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def put_catalogue(self, new: StoredCatalogue) -> None:
        """Store a version and put it in force instead of the one before."""
        same = and_(offer_catalogue.c.team_id == new.team_id, offer_catalogue.c.key == new.key)
        await self._session.run(update(offer_catalogue).where(same).values(in_force=False))
        await self._session.run(insert(offer_catalogue).values(new.model_dump()))

    async def catalogues(self, team_id: Id) -> Sequence[StoredCatalogue]:
        """Return the catalogues in force, by key."""
        wanted = and_(offer_catalogue.c.team_id == team_id, offer_catalogue.c.in_force)
        rows = await self._session.rows(select(offer_catalogue).where(wanted).order_by(offer_catalogue.c.key))
        return [StoredCatalogue.model_validate(dict(row)) for row in rows]

    async def catalogue_ids(self, team_id: Id) -> Sequence[Id]:
        """Return the ids of the versions in force, by key."""
        wanted = and_(offer_catalogue.c.team_id == team_id, offer_catalogue.c.in_force)
        statement = select(offer_catalogue.c.id).where(wanted).order_by(offer_catalogue.c.key)
        return [row["id"] for row in await self._session.rows(statement)]

    async def catalogue(self, team_id: Id, key: str, version: int | None = None) -> StoredCatalogue | None:
        """Return a version of a catalogue; the latest one, in force or not, without a number."""
        wanted = and_(offer_catalogue.c.team_id == team_id, offer_catalogue.c.key == key)
        if version is not None:
            wanted = and_(wanted, offer_catalogue.c.version == version)
        latest = select(offer_catalogue).where(wanted).order_by(offer_catalogue.c.version.desc()).limit(1)
        row = await self._session.row(latest)
        return StoredCatalogue.model_validate(dict(row)) if row else None

    async def add(self, offers: Sequence[StoredOffer]) -> None:
        """Store offers."""
        if offers:
            await self._session.run(insert(offer_made), [_values(offer) for offer in offers])

    async def get(self, id: Id, scope: Scope) -> StoredOffer:
        """Return an offer of a customer in the scope or raise NotFound."""
        joined = select(offer_made).join(customer, customer.c.id == offer_made.c.customer_id)
        row = await self._session.row(joined.where(in_scope(scope), offer_made.c.id == id))
        if row is None:
            raise NotFound("offer", id)
        return StoredOffer.model_validate(dict(row))

    async def update(self, offer: StoredOffer, was: OfferState) -> bool:
        """Replace an offer; False when its state is no longer `was` (pressed twice)."""
        same = and_(offer_made.c.id == offer.id, offer_made.c.state == was)
        return await self._session.count(update(offer_made).where(same).values(_values(offer))) == 1

    async def of(self, customer_id: Id, limit: int = 30) -> Sequence[StoredOffer]:
        """Return what the customer heard of, latest first."""
        wanted = and_(offer_made.c.customer_id == customer_id, offer_made.c.state.in_(_HEARD))
        latest = offer_made.c.offered_at.desc(), offer_made.c.id.desc()
        rows = await self._session.rows(select(offer_made).where(wanted).order_by(*latest).limit(limit))
        return [StoredOffer.model_validate(dict(row)) for row in rows]

    async def open_in_household(self, team_id: Id, household: str, today: date) -> Sequence[StoredOffer]:
        """Return offers that stand open at an address."""
        wanted = and_(
            offer_made.c.team_id == team_id,
            offer_made.c.state == OfferState.OFFERED,
            offer_made.c.household == household,
            offer_made.c.valid_until >= today,
        )
        rows = await self._session.rows(select(offer_made).where(wanted).order_by(offer_made.c.offered_at))
        return [StoredOffer.model_validate(dict(row)) for row in rows]

    async def sold(self, team_id: Id, catalogue_key: str, since: datetime | None = None) -> dict[str, int]:
        """Return how often each id of a catalogue was accepted (ids of parts and of their campaigns)."""
        wanted = and_(
            offer_made.c.team_id == team_id,
            offer_made.c.catalogue_key == catalogue_key,
            offer_made.c.state == OfferState.ACCEPTED,
        )
        if since is not None:
            wanted = and_(wanted, offer_made.c.answered_at >= since)
        found: Counter[str] = Counter()
        for row in await self._session.rows(select(offer_made.c.refs, offer_made.c.quantity).where(wanted)):
            for ref in row["refs"]:
                for id in str(ref).split("+"):
                    found[id] += int(row["quantity"])
        return dict(found)

    async def acceptance(self, team_id: Id, since: datetime) -> Sequence[Acceptance]:
        """Return counts by title, segment, seller and state."""
        groups = (offer_made.c.title, offer_made.c.segment, offer_made.c.seller_id, offer_made.c.state)
        statement = (
            select(*groups, func.count().label("times"))
            .where(
                offer_made.c.team_id == team_id,
                offer_made.c.state.in_(_HEARD),
                offer_made.c.offered_at >= since,
            )
            .group_by(*groups)
            .order_by(func.count().desc(), *groups)
        )
        rows = await self._session.rows(statement)
        return [Acceptance(**{**row, "state": OfferState(row["state"])}) for row in rows]

    async def tidy(self, before: datetime) -> int:
        """Remove offers nobody heard of, shown before a moment; return how many."""
        old = and_(offer_made.c.state == OfferState.SHOWN, offer_made.c.shown_at < before)
        return await self._session.count(delete(offer_made).where(old))

    async def add_approval(self, approval: Approval) -> None:
        """Store a wish for a discount."""
        await self._session.run(insert(offer_approval).values(approval.model_dump()))

    async def approval(self, id: Id, team_id: Id) -> Approval | None:
        """Return a wish, None in another team."""
        same = and_(offer_approval.c.id == id, offer_approval.c.team_id == team_id)
        row = await self._session.row(select(offer_approval).where(same))
        return Approval.model_validate(dict(row)) if row else None

    async def decide(self, approval: Approval) -> bool:
        """Store a decision; False when somebody else was faster."""
        open_ = and_(offer_approval.c.id == approval.id, offer_approval.c.state == ApprovalState.ASKED)
        changes = approval.model_dump(include={"state", "decided_by", "decided_at"})
        return await self._session.count(update(offer_approval).where(open_).values(changes)) == 1

    async def usage(self, customer_id: Id) -> UsageProfile | None:
        """Return what is known of a customer's use."""
        row = await self._session.row(select(usage_profile).where(usage_profile.c.customer_id == customer_id))
        return UsageProfile.model_validate(dict(row)) if row else None

    async def put_usage(self, profiles: Sequence[UsageProfile]) -> None:
        """Store use, in place of what was known before."""
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        for profile in profiles:
            values = profile.model_dump(mode="json") | {"as_of": profile.as_of}
            changes = {name: value for name, value in values.items() if name != "customer_id"}
            await self._session.run(
                build(usage_profile)
                .values(values)
                .on_conflict_do_update(index_elements=[usage_profile.c.customer_id], set_=changes)
            )

    async def holders(self, scope: Scope, names: Sequence[str], since: date | None = None) -> set[Id]:
        """Return the customers of a scope who bought one of the articles, at all or since a day.

        What was given back altogether does not count.
        """
        wanted = and_(in_scope(scope), purchase.c.product.in_(names))
        if since is not None:
            wanted = and_(wanted, purchase.c.bought_on >= since)
        statement = (
            select(purchase.c.customer_id)
            .join(customer, customer.c.id == purchase.c.customer_id)
            .where(wanted)
            .group_by(purchase.c.customer_id)
            .having(func.sum(purchase.c.quantity) > Decimal(0))
        )
        return {row["customer_id"] for row in await self._session.rows(statement)}

    async def usages(self, scope: Scope) -> dict[Id, UsageProfile]:
        """Return what is known of the use of a scope's customers."""
        joined = select(usage_profile).join(customer, customer.c.id == usage_profile.c.customer_id)
        rows = await self._session.rows(joined.where(in_scope(scope)))
        return {row["customer_id"]: UsageProfile.model_validate(dict(row)) for row in rows}

    async def audience(self, scope: Scope, batch: int = 20_000) -> AsyncIterator[Sequence[Addressee]]:
        """Walk over all customers of a scope in batches, in order of their number."""
        last = 0
        while True:
            page = (
                select(
                    customer.c.no,
                    customer.c.id,
                    customer.c.kind,
                    customer.c.segment,
                    customer.c.address,
                    customer.c.birthday,
                    customer.c.do_not_contact,
                    type_coerce(customer.c.profile, Text).label("profile"),
                )
                .where(in_scope(scope), customer.c.no > last)
                .order_by(customer.c.no)
                .limit(batch)
                .subquery()
            )
            bought = (
                select(func.min(purchase.c.bought_on))
                .where(purchase.c.customer_id == page.c.id)
                .correlate(page)
                .scalar_subquery()
            )
            rows = (await self._session.run(select(page, bought.label("first_on")).order_by(page.c.no))).all()
            if not rows:
                return
            last = rows[-1].no
            yield [
                Addressee(
                    row.id,
                    row.kind,
                    row.segment or "",
                    row.address,
                    row.birthday,
                    row.first_on,
                    row.do_not_contact,
                    row.profile or "",
                )
                for row in rows
            ]


def _values(offer: StoredOffer) -> dict[str, object]:
    return offer.model_dump() | {"refs": list(offer.refs), "keys": list(offer.keys)}
