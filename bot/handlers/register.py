"""The table of contents: which handler takes which update, in order."""

from typing import Any

from telegram.ext import (
    Application,
    ApplicationBuilder,
    BusinessConnectionHandler,
    BusinessMessagesDeletedHandler,
    CallbackQueryHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    MessageReactionHandler,
    filters,
)

from bot.handlers import (
    advice_buttons,
    barring,
    contracts,
    copy,
    customers,
    day_offers,
    day_pages,
    documents,
    erasing,
    feedback,
    files,
    handovers,
    helping,
    inline,
    matching,
    members,
    merges,
    model_limits,
    offer_approvals,
    offer_catalogue,
    offers,
    other,
    perceiving,
    pictures,
    pipeline,
    price_photos,
    profile,
    promises,
    proposed,
    quiz,
    records,
    reminders,
    secretary,
    secretary_taps,
    settings,
    sharing,
    shelf,
    start,
    surveys,
    talking,
    team,
    team_settings,
    text,
    today,
    usage,
    value,
    walkaround,
)
from bot.handlers.client import Client
from bot.handlers.context import JinjuContext, PlainHandler
from bot.handlers.services import Services

COMMANDS: tuple[tuple[str, PlainHandler], ...] = (
    ("start", start.start),
    ("help", helping.show_help),
    ("new", customers.new),
    ("c", customers.find),
    ("note", customers.note),
    ("list", customers.recent),
    ("unpin", customers.unpin),
    ("today", today.today),
    ("promises", promises.promises),
    ("remind", reminders.remind),
    ("winback", day_pages.winback),
    ("digest", day_pages.digest),
    ("settings", settings.settings),
    ("pipeline", pipeline.pipeline),
    ("value", value.value),
    ("records", records.records),
    ("offer", offers.offer),
    ("catalog", offer_catalogue.catalog),
    ("copy", copy.studio),
    ("quiz", quiz.quiz),
    ("docs", documents.show_documents),
    ("asked", shelf.asked),
    ("import", files.ask_import),
    ("export", files.ask_export),
    ("forget", erasing.forget),
    ("team", team.team),
    ("secretary", secretary_taps.status),
    ("invite", members.invite),
    ("members", members.members),
    ("cancel", start.cancel),
)

# A button's data is `verb:…`; the verb picks the handler.
BUTTONS: tuple[tuple[str, PlainHandler], ...] = (
    ("ad", advice_buttons.on_advice_button),
    ("src", advice_buttons.on_sources),
    ("fb", feedback.on_feedback),
    ("sc", secretary_taps.on_case_button),
    ("sw", secretary_taps.on_who_chosen),
    ("sy", secretary_taps.on_switch),
    ("px", price_photos.on_prices),
    ("pg", talking.on_proposal),
    ("mt", matching.on_match),
    ("tm", team.on_team_button),
    ("ml", model_limits.on_limits_button),
    ("ob", advice_buttons.on_objection_chosen),
    ("kh", advice_buttons.on_card_chosen),
    ("st", settings.on_settings_button),
    ("sm", team_settings.on_team_settings),
    ("kn", proposed.on_know),
    ("pa", proposed.on_proposed),
    ("hp", helping.on_help_button),
    ("go", start.on_first_step),
    ("sample", advice_buttons.on_sample),
    ("take", advice_buttons.on_customer_taken),
    ("c", customers.chosen),
    ("cu", customers.on_card_button),
    ("pf", profile.on_profile_button),
    ("pe", profile.on_behaviour_chosen),
    ("ch", profile.on_channel_button),
    ("hh", profile.on_household_button),
    ("va", value.on_value_button),
    ("vc", value.on_value_choice),
    ("sv", surveys.on_survey_button),
    ("td", today.on_today_button),
    ("tk", today.on_contacted),
    ("pp", promises.on_proposal_button),
    ("pc", day_offers.on_customers_words),
    ("pr", promises.on_ledger_button),
    ("pm", promises.on_promise_button),
    ("rl", reminders.on_list_button),
    ("rj", reminders.on_reminder_button),
    ("dg", day_pages.on_digest_button),
    ("wb", day_pages.on_winback_button),
    ("cq", day_pages.on_complaint_button),
    ("pl", pipeline.on_board_button),
    ("op", pipeline.on_deal_button),
    ("ag", contracts.on_contracts_button),
    ("ak", contracts.on_contract_button),
    ("wr", contracts.on_rate_button),
    ("rh", records.on_hub_button),
    ("rc", records.on_record_button),
    ("rv", records.on_revenue_button),
    ("rt", records.on_relations_button),
    ("rf", records.on_report_file),
    ("mg", merges.on_merge_list),
    ("mp", merges.on_merge_preview),
    ("my", merges.on_merge),
    ("mn", merges.on_set_apart),
    ("mu", merges.on_merge_undo),
    ("ho", handovers.on_givers),
    ("hf", handovers.on_giver),
    ("hc", handovers.on_one),
    ("ht", handovers.on_preview),
    ("hd", handovers.on_preview),
    ("hy", handovers.on_hand_over),
    ("hz", handovers.on_hand_over),
    ("hu", handovers.on_undo),
    ("hi", handovers.on_handed_list),
    ("hs", handovers.on_story),
    ("hr", sharing.on_ask),
    ("hj", sharing.on_refusal),
    ("br", barring.on_barred_list),
    ("bc", barring.on_bar),
    ("bt", barring.on_bar_reason),
    ("bd", barring.on_bar_term),
    ("bl", barring.on_bar_lift),
    ("pic", pictures.on_picture),
    ("ps", pictures.on_picture_look),
    ("wk", walkaround.on_walk_around),
    ("of", offers.on_offer_button),
    ("ofc", offers.on_offer_customer),
    ("oc", offers.on_offer_catalogue),
    ("uu", usage.on_usage),
    ("oa", offer_approvals.on_approval),
    ("ct", offer_catalogue.on_catalog_button),
    ("cy", offer_catalogue.on_catalogue_confirmed),
    ("cg", offer_catalogue.on_campaign),
    ("cp", copy.on_copy_button),
    ("qz", quiz.on_quiz_button),
    ("aq", shelf.on_asked_button),
    ("dc", documents.on_shelf_button),
    ("dr", files.on_version_button),
    ("newnamed", customers.on_new_button),
    ("newanyway", customers.on_new_button),
    ("note", customers.on_note_button),
    ("fg", erasing.on_erasure_button),
    ("fy", erasing.on_erasure_button),
    ("fr", erasing.on_erasure_button),
    ("fn", erasing.on_erasure_button),
    ("file", files.on_file_button),
    ("im", files.on_import_button),
    ("ex", files.on_export_button),
    ("iv", members.on_invite_button),
    ("rm", members.on_remove_button),
)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


def build_application(client: Client, services: Services) -> AnyApplication:
    """Return the application with all handlers; updates are fed to it by the dispatcher alone."""
    application: AnyApplication = (
        ApplicationBuilder()
        .bot(client)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=JinjuContext))
        .build()
    )
    application.bot_data["services"] = services
    # Only new messages: an edited one must not be answered as if it were new.
    new = filters.UpdateType.MESSAGE
    for name, handler in COMMANDS:
        application.add_handler(CommandHandler(name, handler, filters=new))
    for verb, handler in BUTTONS:
        application.add_handler(CallbackQueryHandler(handler, pattern=rf"^{verb}(:|$)"))
    application.add_handler(CallbackQueryHandler(other.on_old_button))
    application.add_handler(MessageHandler(new & filters.COMMAND, other.on_unknown_command))
    application.add_handler(MessageHandler(new & filters.Document.ALL, files.on_document))
    application.add_handler(MessageHandler(new & filters.TEXT, text.on_text))
    application.add_handler(MessageHandler(new & filters.CAPTION & filters.FORWARDED, text.on_text))
    application.add_handler(MessageHandler(new & filters.CONTACT, text.on_text))
    heard_of = filters.FORWARDED & (filters.VOICE | filters.AUDIO | filters.PHOTO)
    application.add_handler(MessageHandler(new & heard_of, text.on_text))
    own = filters.VOICE | filters.AUDIO | filters.VIDEO_NOTE | filters.PHOTO
    application.add_handler(MessageHandler(new & own, perceiving.on_sound_or_picture))
    application.add_handler(MessageHandler(new & ~filters.StatusUpdate.ALL, other.on_media))
    application.add_handler(BusinessConnectionHandler(secretary.on_connection))
    written = filters.UpdateType.BUSINESS_MESSAGE | filters.UpdateType.EDITED_BUSINESS_MESSAGE
    application.add_handler(MessageHandler(written, secretary.on_message))
    application.add_handler(BusinessMessagesDeletedHandler(secretary.on_deleted))
    application.add_handler(ChosenInlineResultHandler(inline.on_chosen))
    application.add_handler(MessageReactionHandler(feedback.on_reaction))
    application.add_error_handler(other.on_error)
    return application
