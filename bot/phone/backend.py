"""What the methods work on: the world, the queue of updates, the profile and the webhook."""

from dataclasses import dataclass

from bot.phone.profile import Profile
from bot.phone.updates import UpdateQueue
from bot.phone.webhook import Webhook
from bot.phone.world import World


@dataclass(frozen=True, slots=True)
class Backend:
    """The state of one bot on the server."""

    world: World
    updates: UpdateQueue
    profile: Profile
    webhook: Webhook
