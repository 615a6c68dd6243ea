"""Who should hear of a campaign: of all customers of a scope, those who may have it and may be contacted."""

from datetime import timedelta

from bot.ports import BotUnitOfWork
from bot.services.offering.campaigns import Fits, Known
from bot.services.offering.service import OfferingService
from crm.base import Id
from crm.offers.catalogue import Billing, Campaign, Catalogue
from crm.offers.standings import HELD_DAYS
from crm.people import Actor


class Audience:
    """Walks over customers in batches; what a rule does not ask for is not looked at."""

    def __init__(self, offering: OfferingService) -> None:
        """Keep the service that knows the catalogues."""
        self._offering = offering

    async def of(
        self, uow: BotUnitOfWork, actor: Actor, catalogue_key: str, campaign_id: str
    ) -> tuple[Campaign, list[Id]] | None:
        """Return the campaign and the ids of those who should hear of it; None when it is not known."""
        today = self._offering.today()
        known = await self._offering.catalogues.of(uow, actor.team_id, today)
        catalogue = known[catalogue_key][1].catalogue if catalogue_key in known else None
        campaign = catalogue.campaign(campaign_id) if catalogue else None
        if catalogue is None or campaign is None:
            return None
        if await self._is_used_up(uow, actor, catalogue_key, campaign):
            return campaign, []
        fits = Fits(catalogue, campaign, today)
        if fits.is_open and (fits.asked or fits.asks_usage):
            fits = Fits(catalogue, campaign, today, await self._known(uow, actor, catalogue, fits))
        found: list[Id] = []
        async for batch in uow.offers.audience(actor.scope):
            found += fits.among(batch)
        return campaign, found

    async def _is_used_up(self, uow: BotUnitOfWork, actor: Actor, key: str, campaign: Campaign) -> bool:
        if campaign.quota is None:
            return False
        return (await uow.offers.sold(actor.team_id, key)).get(campaign.id, 0) >= campaign.quota

    async def _known(self, uow: BotUnitOfWork, actor: Actor, catalogue: Catalogue, fits: Fits) -> Known:
        """Look up what the rules ask for, once for all customers."""
        holders: dict[str, set[Id]] = {}
        for product in catalogue.products:
            if product.id in fits.asked:
                monthly = product.billing is Billing.MONTHLY
                since = fits.today - timedelta(days=HELD_DAYS) if monthly else None
                names = tuple(dict.fromkeys(filter(None, (product.id, product.name, *product.aliases))))
                holders[product.id] = await uow.offers.holders(actor.scope, names, since)
        used = await uow.offers.usages(actor.scope) if fits.asks_usage else {}
        return Known(holders, {id: profile.usage for id, profile in used.items()})
