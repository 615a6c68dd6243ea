"""The use cases of what falls due, in one place; built by `bot.bootstrap`."""

from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from bot.ports import Clock, Database
from bot.services.days.complaining import ComplaintService
from bot.services.days.customers_word import CustomersWordService
from bot.services.days.gathering import NewsService
from bot.services.days.ledger import PromiseService
from bot.services.days.posting import PostingService
from bot.services.days.reminding import ReminderService
from bot.services.days.scheduling import Scheduler
from bot.services.days.settings import DaySettingsService
from bot.services.days.winning_back import WinBackService
from bot.services.today import TodayService
from bot.services.valuing import ValuingService
from crm.clocks import clock_rules


@dataclass(frozen=True)
class DayServices:
    """Everything about time that the faces call."""

    scheduler: Scheduler
    reminders: ReminderService
    promises: PromiseService
    complaints: ComplaintService
    news: NewsService
    settings: DaySettingsService
    winback: WinBackService
    customers_word: CustomersWordService
    posting: PostingService

    @classmethod
    def build(
        cls,
        database: Database,
        clock: Clock,
        valuing: ValuingService,
        today: TodayService,
        *,
        zone: ZoneInfo,
        sample_people: bool,
    ) -> Self:
        """Put the services together; `zone` is the team's."""
        complaints = ComplaintService(database, clock, valuing.rules, clock_rules(), zone=zone)
        promises = PromiseService(database, clock, zone=zone)
        scheduler = Scheduler(database, clock, complaints, zone=zone, sample_people=sample_people)
        return cls(
            scheduler=scheduler,
            reminders=ReminderService(database, clock, zone=zone),
            promises=promises,
            complaints=complaints,
            news=NewsService(database, clock, today, promises, complaints),
            settings=DaySettingsService(database, scheduler, zone=zone),
            winback=WinBackService(database, clock, valuing, zone=zone),
            customers_word=CustomersWordService(database, clock, zone=zone),
            posting=PostingService(database, today),
        )
