"""The composition root: settings in, a running product out. Everything can be overridden by keyword."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from yaml import YAMLError

from bot.config import Settings
from bot.errors import ConfigurationError
from bot.handlers.services import Services
from bot.llm.embedding import open_embedder
from bot.llm.perceiving import open_ears, open_eyes
from bot.llm.reading import open_reader
from bot.llm.reranking import open_reranker
from bot.llm.talking import open_talker
from bot.llm.writing import open_writer
from bot.ports import Clock
from bot.services.advise import Adviser
from bot.services.barring import BarringService
from bot.services.contracting import ContractService
from bot.services.conversation import Conversation
from bot.services.copywriting_cited import shelf_passages
from bot.services.customers import CustomerService
from bot.services.days.bundle import DayServices
from bot.services.erasing import ErasureService
from bot.services.exporting import ExportService
from bot.services.handing import HandingService
from bot.services.importing import ImportService
from bot.services.line_uses import LineUseService
from bot.services.membership import MembershipService
from bot.services.merging import MergingService
from bot.services.model_budget import ModelBudget
from bot.services.model_limits import Limits, ModelLimits
from bot.services.offering import OfferingService
from bot.services.offering.answering import OfferAnswers
from bot.services.offering.audience import Audience
from bot.services.offering.discounts import Discounts
from bot.services.offering.importing import CatalogueImport
from bot.services.offering.previews import Previews
from bot.services.offering.usage import UsageService
from bot.services.perceiving import PerceivingService
from bot.services.pictures.service import PictureService
from bot.services.pipeline import PipelineService
from bot.services.preferring import PreferenceService
from bot.services.proposing import ProposalService
from bot.services.quizzing import Quiz
from bot.services.redacting import RedactionService
from bot.services.reporting import ReportService
from bot.services.requesting import RequestService
from bot.services.reranking import Rerank
from bot.services.sales import SalesService
from bot.services.sample import SampleService
from bot.services.second_reading import SecondReadingService
from bot.services.second_writer import SecondWriter
from bot.services.secretary import SecretaryService
from bot.services.sharing import SharingService
from bot.services.shelf import ShelfService
from bot.services.shelf_answers import AnswerService
from bot.services.shelf_dense import DenseLeg
from bot.services.suggesting import Suggester
from bot.services.surveying import SurveyService
from bot.services.talking import TalkService
from bot.services.talking.confirming import Confirming
from bot.services.team_figures import TeamFiguresService
from bot.services.texts import PersonalTexts
from bot.services.today import TodayService
from bot.services.valuing import ValuingService
from bot.services.win_rates import WinRateService
from bot.storage.database import SqlDatabase
from crm.value.thresholds import Thresholds, own
from knowledge.factory import open_lexical, open_vectors
from knowledge.retriever import Retriever

log = logging.getLogger(__name__)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the aware present, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class Core:
    """The product without a face: what the command line and the bot share."""

    settings: Settings
    database: SqlDatabase
    services: Services
    sample: SampleService


@asynccontextmanager
async def open_core(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Core]:
    """Migrate, load playbooks and indexes, and hand out the services; closes the database at the end."""
    clock = clock or SystemClock()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = SqlDatabase(settings.database, settings.data_dir)
    retriever = Retriever()
    embedder = open_embedder(settings)
    dense = None
    if embedder is not None:
        vectors = open_vectors(settings.chroma_url, settings.data_dir / "chroma")
        dense = DenseLeg(database, retriever, embedder, vectors)
    reranker = open_reranker(settings)
    rerank = Rerank(database, reranker) if reranker is not None else None
    try:
        await database.migrate()
        core = await _assemble(settings, database, clock, retriever, dense, rerank)
        try:
            yield core
        finally:
            await core.services.valuing.close()
            await core.services.second.close()
            await core.services.perceiving.close()
            await core.services.talk.close()
            await core.services.second_reading.close()
            await core.services.pictures.close()
            await core.services.shelf.close()
    finally:
        if embedder is not None:
            await embedder.close()
        if reranker is not None:
            await reranker.close()
        await database.close()


async def _assemble(
    settings: Settings,
    database: SqlDatabase,
    clock: Clock,
    retriever: Retriever,
    dense: DenseLeg | None,
    rerank: Rerank | None,
) -> Core:
    from playbooks.load import built_in

    library = built_in()
    thresholds = _thresholds(settings.data_dir / "value.yaml")
    valuing = ValuingService(database, clock, thresholds, zone=settings.zone)
    texts = PersonalTexts(settings.locale)
    shelf = ShelfService(
        database,
        clock=clock,
        library=library,
        retriever=retriever,
        dense=dense,
        files=open_lexical(settings.data_dir / "lexical"),
        rerank=rerank,
        zone=settings.zone,
    )
    await shelf.load()
    offering = OfferingService(clock, texts, zone=settings.zone)
    adviser = Adviser(
        database,
        clock,
        library,
        shelf,
        texts,
        zone=settings.zone,
        cache=settings.data_dir / "cache",
        view=valuing.view,
        quote=Previews(offering),
    )
    adviser.copy.passages = shelf_passages(shelf)
    membership = MembershipService(
        database,
        clock,
        settings.admin_telegram_ids,
        sample_people=settings.telegram_bot_token is None,
    )
    pipeline = PipelineService(database, clock, thresholds, zone=settings.zone, renew=valuing.renew_in)
    today = TodayService(database, clock, valuing, zone=settings.zone)
    customers = CustomerService(database, clock, renew=valuing.renew_in)
    limits = ModelLimits(database, Limits(settings.model_calls_per_seller, settings.model_calls_per_team))
    budget = ModelBudget(database, clock, limits, zone=settings.zone)
    offer_answers = OfferAnswers(offering, clock, renew=valuing.renew_in)
    days = DayServices.build(
        database,
        clock,
        valuing,
        today,
        zone=settings.zone,
        sample_people=settings.telegram_bot_token is None,
    )
    services = Services(
        texts=texts,
        database=database,
        clock=clock,
        data_dir=settings.data_dir,
        membership=membership,
        customers=customers,
        adviser=adviser,
        conversation=Conversation(database, clock, adviser, customers, offering),
        importing=ImportService(database, clock, settings.data_dir),
        exporting=ExportService(database, clock, settings.data_dir),
        erasing=ErasureService(database, clock, settings.data_dir),
        redacting=RedactionService(database),
        shelf=shelf,
        quiz=Quiz(database, clock, library, settings.zone),
        answers=(answers := AnswerService(database, clock, shelf)),
        proposals=ProposalService(database, clock, answers),
        pipeline=pipeline,
        contracting=ContractService(database, clock, thresholds, zone=settings.zone, renew=valuing.renew_in),
        win_rates=WinRateService(database, clock, thresholds.funnel),
        valuing=valuing,
        today=today,
        suggester=Suggester(database, clock, adviser, library, zone=settings.zone),
        second_reading=SecondReadingService(budget, open_reader(settings, library), library),
        talk=TalkService(
            database, clock, budget, open_talker(settings), shelf, today, pipeline, zone=settings.zone
        ),
        perceiving=PerceivingService(budget, open_ears(settings), open_eyes(settings)),
        team_figures=TeamFiguresService(database, clock),
        line_uses=LineUseService(clock),
        preferences=PreferenceService(database),
        usage=UsageService(offering),
        requests=RequestService(database, customers, adviser.lexis),
        secretary=SecretaryService(database, clock, adviser, membership),
        second=SecondWriter(
            database,
            clock,
            adviser,
            open_writer(settings, library),
            zone=settings.zone,
            limits=limits,
        ),
        barring=BarringService(database, clock, zone=settings.zone),
        merging=MergingService(database, clock),
        sharing=SharingService(database),
        handing=HandingService(database, clock, thresholds, texts, zone=settings.zone),
        reporting=ReportService(database, clock, valuing, settings.data_dir, zone=settings.zone),
        sales=SalesService(database),
        surveying=SurveyService(clock, thresholds, zone=settings.zone),
        pictures=PictureService(
            database,
            clock,
            texts,
            pipeline,
            valuing,
            settings.data_dir / "pictures",
            zone=settings.zone,
        ),
        days=days,
        confirming=Confirming(customers, days.reminders, days.promises, pipeline),
        offering=offering,
        offer_answers=offer_answers,
        discounts=Discounts(offering, offer_answers, clock),
        catalogue_import=CatalogueImport(database, clock, offering.catalogues, settings.data_dir),
        audience=Audience(offering),
    )
    return Core(settings, database, services, SampleService(database, clock, zone=settings.zone))


def _thresholds(path: Path) -> Thresholds:
    """Return the thresholds in force; a mistake in the company's own file is said by field."""
    try:
        return own(path)
    except ValidationError as error:
        found = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigurationError(f"{path.name}: {'; '.join(found)}") from None
    except (OSError, YAMLError) as error:
        raise ConfigurationError(f"{path.name}: {str(error).splitlines()[0]}") from None
