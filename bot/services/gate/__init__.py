"""The gate every draft passes: figures traced, no pressure, no unknown promises, no leaks.

To add a rule of words, add it to a file in `data/`; see README.md there.
"""

from bot.services.gate.checking import check, inspect, select
from bot.services.gate.findings import Finding, key_of
from bot.services.gate.promises import Commitment, commitments
from bot.services.gate.rewriting import suggest

__all__ = ["Commitment", "Finding", "check", "commitments", "inspect", "key_of", "select", "suggest"]
