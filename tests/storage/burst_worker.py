"""A process that accepts and finishes updates until it is killed; run by test_kill_nine.

Prints `accepted N` and `done N` only after the commit that made it true.
"""

import asyncio
import sys

from bot.ports import InboxItem, OutboxItem
from bot.storage.database import SqlDatabase
from crm.base import utc_now


async def main(url: str, first: int) -> None:
    database = SqlDatabase(url)
    await database.migrate()
    number = first
    while True:
        batch = range(number, number + 5)
        items = [
            InboxItem(bot_id=1, update_id=n, chat_id=n % 7, raw={"update_id": n}, received_at=utc_now())
            for n in batch
        ]
        async with database.write() as unit:
            await unit.inbox.accept(items)
            await unit.commit()
        for n in batch:
            print(f"accepted {n}", flush=True)
        for item in (await pending(database))[:4]:
            reply = OutboxItem(
                key=f"{item.update_id}:0", chat_id=1, method="m", payload={}, created_at=utc_now()
            )
            async with database.write() as unit:
                if await unit.inbox.done(1, item.update_id):
                    await unit.outbox.add([reply])
                await unit.commit()
            print(f"done {item.update_id}", flush=True)
        number += 5


async def pending(database: SqlDatabase) -> list[InboxItem]:
    async with database.read() as unit:
        return list(await unit.inbox.pending(1))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
