"""Updates per second of a command, against a bare echo bot on the same path in the same run."""

import time
from pathlib import Path

from bot.phone import PhoneServer
from tests.bench.figures import Figure
from tests.bench.stage import SELLERS, bot_process, copied, prepared, processor_seconds, seller

_ECHO = """
import os
from telegram.ext import Application, CommandHandler
async def echo(update, context):
    await update.message.reply_text(update.message.text)
url = os.environ["TELEGRAM_API_BASE_URL"]
app = (Application.builder().token(os.environ["TELEGRAM_BOT_TOKEN"]).base_url(url + "/bot")
       .base_file_url(url + "/file/bot").concurrent_updates(32).connection_pool_size(64).build())
app.add_handler(CommandHandler("help", echo))
app.run_polling(drop_pending_updates=False)
"""


async def throughput(scale: str) -> list[Figure]:
    """Feed a backlog of commands to both bots in turn; the ratio is what counts."""
    updates = 1_000 if scale == "small" else 10_000
    folder = await prepared(1_000, documents=False)
    ours, bare = [], []
    for _ in range(2):
        async with copied(folder) as data:
            bare.append(await _rate(updates, data, "-c", _ECHO))
            ours.append(await _rate(updates, data))
    note = f"{updates:,} /help from {SELLERS} chats by polling, best of two, bot in its own process"
    return [
        Figure("throughput", max(rate for rate, _ in ours), "updates/s", note),
        Figure("throughput_bare_echo", max(rate for rate, _ in bare), "updates/s", note),
        Figure("throughput_ratio", max(ours)[0] / max(bare)[0], "of bare echo", note),
        Figure("throughput_cpu", min(cpu for _, cpu in ours), "ms an update", "processor time of the bot"),
        Figure("throughput_cpu_bare_echo", min(cpu for _, cpu in bare), "ms an update", "the same"),
    ]


async def _rate(updates: int, data: Path, *command: str) -> tuple[float, float]:
    """Return updates a second, and the bot's processor time an update in milliseconds."""
    async with PhoneServer(page=False) as phone, bot_process(phone, data, *command) as process:
        await phone.ask(seller(0), "/help", timeout=30)
        done = len(phone.calls("sendMessage"))
        start, used = time.perf_counter(), processor_seconds(process.pid)
        for number in range(updates):
            await phone.say(seller(number % SELLERS), "/help")
        await phone.wait_until(lambda: len(phone.calls("sendMessage")) >= done + updates, timeout=60)
        rate = updates / (time.perf_counter() - start)
        return rate, (processor_seconds(process.pid) - used) / updates * 1000
