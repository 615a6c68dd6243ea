"""Who should hear of a campaign: of all customers of a scope, those who may have it and may be contacted."""

from bot.ports import BotUnitOfWork
from bot.services.offering.campaigns import Fits
from bot.services.offering.service import OfferingService
from crm.base import Id
from crm.offers.catalogue import Campaign
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
        fits = Fits(catalogue, campaign, today)
        found: list[Id] = []
        async for batch in uow.offers.audience(actor.scope):
            found += fits.among(batch)
        return campaign, found
