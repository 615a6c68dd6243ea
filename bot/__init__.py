"""The bot: settings, services, storage, Telegram, the local phone; nobody imports it."""
