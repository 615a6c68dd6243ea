"""Free conversation: a model looks things up with typed tools; what writes is only proposed.

Owner and rights come from the person who asked, never from a tool's arguments. Customers are shown to
the model as numbers (客户1); it cannot name one it was not shown. Every figure it says must stand in
what the tools gave or in what the person typed.
"""

from bot.services.talking.service import Talk, Talker, TalkService
from bot.services.talking.tools import Access, Proposal, Tool

__all__ = ["Access", "Proposal", "Talk", "TalkService", "Talker", "Tool"]
