"""How the bot gets its updates."""

from bot.phone.backend import Backend
from bot.phone.wire import Call, Json, bad, conflict


class RawJson(str):
    """A result that is JSON text already; it goes out as it is."""


async def get_updates(backend: Backend, call: Call) -> RawJson:
    """Long polling; refused while a webhook is set."""
    if backend.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    if call.has("allowed_updates"):
        backend.updates.allow(call.structure("allowed_updates"))
    limit = call.integer("limit", 100)
    timeout = min(50, max(0, call.integer("timeout")))
    return RawJson(
        await backend.updates.poll(call.integer("offset"), limit if 1 <= limit <= 100 else 100, timeout)
    )


async def set_webhook(backend: Backend, call: Call) -> bool:
    """Set or, with an empty address, remove the webhook."""
    if call.has("allowed_updates"):
        backend.updates.allow(call.structure("allowed_updates"))
    if call.flag("drop_pending_updates"):
        backend.updates.clear()
    url = call.text("url")
    if not url:
        await backend.webhook.stop()
        return True
    certificate = call.files.get("certificate")
    if call.has("certificate") and certificate is None:
        raise bad("bad webhook: certificate must be uploaded as a file")
    backend.updates.interrupt("terminated by setWebhook request")
    await backend.webhook.start(
        url,
        secret=call.text("secret_token"),
        max_connections=call.integer("max_connections", 40),
        certificate=certificate,
    )
    return True


async def delete_webhook(backend: Backend, call: Call) -> bool:
    """Go back to getUpdates."""
    if call.flag("drop_pending_updates"):
        backend.updates.clear()
    await backend.webhook.stop()
    return True


async def get_webhook_info(backend: Backend, call: Call) -> Json:
    """Tell where updates go and what went wrong last."""
    return backend.webhook.info()


async def accepted(backend: Backend, call: Call) -> bool:
    """Say yes to what has no effect on a phone."""
    return True
