"""The use cases a handler may call, in one place; built by `bot.bootstrap`."""

from dataclasses import dataclass
from pathlib import Path

from bot.ports import Clock, Database
from bot.services.advise import Adviser
from bot.services.barring import BarringService
from bot.services.contracting import ContractService
from bot.services.conversation import Conversation
from bot.services.customers import CustomerService
from bot.services.days.bundle import DayServices
from bot.services.erasing import ErasureService
from bot.services.exporting import ExportService
from bot.services.handing import HandingService
from bot.services.importing import ImportService
from bot.services.line_uses import LineUseService
from bot.services.membership import MembershipService
from bot.services.merging import MergingService
from bot.services.offering import OfferingService
from bot.services.offering.answering import OfferAnswers
from bot.services.offering.audience import Audience
from bot.services.offering.discounts import Discounts
from bot.services.offering.importing import CatalogueImport
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
from bot.services.sales import SalesService
from bot.services.second_reading import SecondReadingService
from bot.services.second_writer import SecondWriter
from bot.services.secretary import SecretaryService
from bot.services.sharing import SharingService
from bot.services.shelf import ShelfService
from bot.services.shelf_answers import AnswerService
from bot.services.suggesting import Suggester
from bot.services.surveying import SurveyService
from bot.services.talking import TalkService
from bot.services.talking.confirming import Confirming
from bot.services.team_figures import TeamFiguresService
from bot.services.texts import Texts
from bot.services.today import TodayService
from bot.services.valuing import ValuingService
from bot.services.win_rates import WinRateService


@dataclass(frozen=True)
class Services:
    """Everything the faces call."""

    texts: Texts
    database: Database
    clock: Clock
    data_dir: Path
    membership: MembershipService
    customers: CustomerService
    adviser: Adviser
    conversation: Conversation
    importing: ImportService
    exporting: ExportService
    erasing: ErasureService
    redacting: RedactionService
    shelf: ShelfService
    quiz: Quiz
    answers: AnswerService
    pipeline: PipelineService
    contracting: ContractService
    win_rates: WinRateService
    valuing: ValuingService
    today: TodayService
    second: SecondWriter
    second_reading: SecondReadingService
    talk: TalkService
    confirming: Confirming
    perceiving: PerceivingService
    team_figures: TeamFiguresService
    suggester: Suggester
    secretary: SecretaryService
    line_uses: LineUseService
    pictures: PictureService
    surveying: SurveyService
    barring: BarringService
    merging: MergingService
    handing: HandingService
    sharing: SharingService
    reporting: ReportService
    sales: SalesService
    days: DayServices
    offering: OfferingService
    usage: UsageService
    offer_answers: OfferAnswers
    discounts: Discounts
    catalogue_import: CatalogueImport
    audience: Audience
    preferences: PreferenceService
    requests: RequestService
    proposals: ProposalService
