"""The local phone: a strict Bot API server on loopback and a page that looks like a chat."""
