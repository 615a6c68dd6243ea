"""The port of whoever words a Brief: the playbook's realiser always, a model when one is configured."""

from typing import Protocol

from bot.services.briefs import Brief, Draft


class Writer(Protocol):
    """Words a brief. May use nothing that does not stand in it; may raise WriterFailed."""

    def write(self, brief: Brief) -> Draft:
        """Return a draft; the gate has still to see it."""
