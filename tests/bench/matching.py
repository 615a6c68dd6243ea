"""Whose words a burst brings: right, asked or wrong on 200 built bursts."""

import random
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bootstrap import open_core
from bot.ports import AliasKind
from bot.services.matching import Sender
from crm.people import Actor, Role, Scope
from tests.bench.figures import Figure
from tests.bench.stage import prepared, settings

BURSTS = 200
KNOWN = 0.45
NAMED = 0.3
PHONES = 0.1
HIDDEN = 0.08


async def matching(scale: str) -> list[Figure]:
    """Draw senders as they come: known accounts, plain names, contacts, hidden names, strangers.

    A burst counts as right when the matcher names the true customer, or nobody for a stranger; asking
    is never wrong, but counted. The shares of senders are assumptions and stand in this file.
    """
    folder = await prepared(10_000, documents=False)
    chance = random.Random(11)
    right = asked = wrong = 0
    with TemporaryDirectory() as place:
        data = Path(place) / "data"
        shutil.copytree(folder, data)
        async with open_core(settings(data)) as core:
            actor = Actor(salesperson_id="seller001", team_id="team", role=Role.SALESPERSON, name="S")
            matcher = core.services.conversation.matcher
            async with core.database.read() as uow:
                hits = await uow.customers.recent(Scope(team_id="team", owner_id="seller001"), 200)
                people = [await uow.customers.get(hit.id, actor.scope) for hit in hits]
            for number in range(BURSTS):
                true = people[number % len(people)]
                draw, account = chance.random(), 10_000 + number
                sender, expected = Sender(f"路人{number}", account), None
                if draw < KNOWN:
                    async with core.database.write() as uow:
                        await uow.aliases.put(
                            actor.salesperson_id, AliasKind.TELEGRAM_ID, str(account), true.id
                        )
                        await uow.commit()
                    sender, expected = Sender("whatever", account), true.id
                elif draw < KNOWN + NAMED:
                    sender, expected = Sender(true.name, account), true.id
                elif draw < KNOWN + NAMED + PHONES:
                    phone = true.channels[0].address
                    sender, expected = Sender("小名", account, (phone,)), true.id
                elif draw < KNOWN + NAMED + PHONES + HIDDEN:
                    shown = f"hidden {number}"
                    async with core.database.write() as uow:
                        await uow.aliases.put(actor.salesperson_id, AliasKind.SHOWN_NAME, shown, true.id)
                        await uow.commit()
                    sender, expected = Sender(shown), true.id
                found = await matcher.match(actor, sender, people[(number + 1) % len(people)].id)
                asked += found.asks
                right += found.customer_id == expected and not found.asks
                wrong += found.customer_id not in {None, expected}
    note = f"{BURSTS} bursts, 10,000 customers, another customer in hand every time"
    return [
        Figure("match_right_or_asked", (right + asked) / BURSTS, "share", note),
        Figure("match_asked", asked / BURSTS, "share", note),
        Figure("match_wrong", wrong / BURSTS, "share", note),
    ]
