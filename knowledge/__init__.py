"""Reading documents and finding passages in them; knows nothing of customers or Telegram."""
