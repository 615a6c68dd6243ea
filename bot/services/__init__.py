"""Use cases: each takes an actor and plain values, checks rights, and knows no Telegram."""
