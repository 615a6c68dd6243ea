"""The customer domain, pure: no database, no Telegram, no clock of its own."""
