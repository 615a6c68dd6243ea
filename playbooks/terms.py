"""The closed vocabularies of the library: kinds, drivers, tones, advances, things known."""

from enum import StrEnum


class ObjectionKind(StrEnum):
    """The 23 kinds of D20; an objection card's id is one of them."""

    PRICE_TOO_HIGH = "price_too_high"
    NO_BUDGET = "no_budget"
    NO_NEED = "no_need"
    GUILT_INDULGENCE = "guilt_indulgence"
    NEED_TO_THINK = "need_to_think"
    ASK_SOMEONE = "ask_someone"
    NOT_DECISION_MAKER = "not_decision_maker"
    WAIT_FOR_PROMOTION = "wait_for_promotion"
    COMPETITOR_CHEAPER = "competitor_cheaper"
    COMPETITOR_LOYAL = "competitor_loyal"
    DISTRUST_SELLER = "distrust_seller"
    DOUBT_QUALITY = "doubt_quality"
    DOUBT_PROMISE = "doubt_promise"
    NETWORK_QUALITY = "network_quality"
    BILLING_DISPUTE = "billing_dispute"
    PAST_GRIEVANCE = "past_grievance"
    TOO_COMPLICATED = "too_complicated"
    NO_TIME = "no_time"
    CONTRACT_LOCK_IN = "contract_lock_in"
    PRIVACY = "privacy"
    PRODUCT_UNFIT = "product_unfit"
    DISCOUNT_REQUEST = "discount_request"
    LEAVING = "leaving"


NO_OBJECTION = "none"
"""Label of customer's words that are no objection (questions, orders, thanks)."""


class Driver(StrEnum):
    """The value driver behind an objection (D3, D4)."""

    MONEY = "money"
    TIME = "time"
    EFFORT = "effort"
    RISK = "risk"
    TRUST = "trust"
    NEED = "need"
    AUTHORITY = "authority"
    TIMING = "timing"
    RIVAL = "rival"
    GRIEVANCE = "grievance"


class Topic(StrEnum):
    """What a customer complains or asks of, by how it is said back."""

    MATTER = "matter"
    """Something not done or done wrong: 返利, 送错货."""
    CHARGE = "charge"
    """An amount on a bill: 漫游费, 押金."""
    POINT = "point"
    """Something promised or asked for: 保修, 上门时间."""


class Tone(StrEnum):
    """How a line sounds. A move has lines in at least three of them."""

    WARM = "warm"
    """Feeling first; like a neighbour."""
    DIRECT = "direct"
    """Short, clear, asks straight."""
    EXPERT = "expert"
    """Facts, comparison, proof; calm."""
    LIGHT = "light"
    """A smile in it, easy to decline."""


class Style(StrEnum):
    """The four thinking styles of D7 that a line may serve."""

    ANALYST = "analyst"
    ORGANISER = "organiser"
    RELATOR = "relator"
    VISIONARY = "visionary"


class AdvanceKind(StrEnum):
    """What counts as an advance (D21): the customer does or grants something, with a next date."""

    TRIAL = "trial"
    DEMO = "demo"
    VISIT = "visit"
    SAMPLE = "sample"
    MEET_DECISION_MAKER = "meet_decision_maker"
    ACCEPT_PART_OF_BUDGET = "accept_part_of_budget"
    JOINT_PLAN = "joint_plan"
    DECISION_DATE = "decision_date"
    SEND_MATERIAL_WITH_DATE = "send_material_with_date"
    CHECK_TOGETHER = "check_together"
    """Look at the bill, the old thing, the contract, side by side."""
    SETTLE_COMPLAINT = "settle_complaint"
    ORDER = "order"


class Gives(StrEnum):
    """What of the price a move gives away; most give nothing."""

    NOTHING = "nothing"
    FREE = "free"
    """Something off or on top, for the asking."""
    AGAINST_RETURN = "against_return"
    """Something off or on top, against volume, term or a larger share of spend."""


class Known(StrEnum):
    """Something that is known of this customer or this turn; what `has` may ask for."""

    FAMILY = "family"
    GRANDCHILD = "grandchild"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    COMPANION_WITH_SAY = "companion_with_say"
    """A household member (or an influencer) to whose word the customer defers."""
    CONSULTED = "consulted"
    """The customer names whom to ask first: 合伙人, 店长, 我哥."""
    DECISION_MAKER = "decision_maker"
    """A company's contact with the economic role is on file."""
    PRODUCT = "product"
    ADVANTAGE = "advantage"
    PRICE = "price"
    TRADE_IN = "trade_in"
    NET_PRICE = "net_price"
    MARKET_PRICE = "market_price"
    RIVAL = "rival"
    RIVAL_PRICE = "rival_price"
    BUDGET = "budget"
    LAST_PURCHASE = "last_purchase"
    COMPARABLE = "comparable"
    """The last purchase is of the kind in question."""
    OLD_THING = "old_thing"
    OLD_IN_USE = "old_in_use"
    """The customer speaks of an old one that still does, or one is on file."""
    INSPECTION = "inspection"
    """A recorded inspection of the customer's own goods."""
    OPEN_PROMISE = "open_promise"
    OPEN_COMPLAINT = "open_complaint"
    OPPORTUNITY = "opportunity"
    VAGUE = "vague"
    """The customer's words name no particular (不太合适, 手续太麻烦): asking which one is right."""
    DETAIL = "detail"
    """They name one (脚够不着地, 保修条款藏着例外): asking which one again would sound deaf."""


class TalkStage(StrEnum):
    """How far the talk has come; empty (no value) when nothing shows."""

    OPENING = "opening"
    """A greeting, a first look round."""
    NEEDS = "needs"
    """The customer says what it is for and asks what would fit."""
    PRESENTING = "presenting"
    """Questions on what the thing is and can do, on price and terms."""
    HANDLING = "handling"
    """A worry stands in the way."""
    CLOSING = "closing"
    """How to pay, when to fetch it, an order."""
    AFTER_SALE = "after_sale"
    """It was bought: delivery, use, a complaint, a bill."""


class Emotion(StrEnum):
    """How the customer sounds; empty (no value) when nothing shows."""

    ANGRY = "angry"
    ANXIOUS = "anxious"
    HESITANT = "hesitant"
    GUILTY = "guilty"
    DISMISSIVE = "dismissive"
    FRIENDLY = "friendly"
    EAGER = "eager"


class Asked(StrEnum):
    """What a turn may be; the values are those of the bot's turn kinds."""

    OBJECTION = "objection"
    QUESTION = "question"
    COPY = "copy"
    NOTE = "note"
    LOOKUP = "lookup"
    OFFER = "offer"
    SMALL_TALK = "small_talk"
