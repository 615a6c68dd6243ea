"""Record keeping over many customers at once, in one place."""

from bot.storage.handing import SqlHandOvers
from bot.storage.mentions import SqlMentions
from bot.storage.merging import SqlMerges
from bot.storage.session import Session
from bot.storage.sums import SqlSums


class SqlRecordKeeping(SqlMerges, SqlHandOvers, SqlSums, SqlMentions):
    """Implements `bot.ports.records.RecordKeeping`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session
