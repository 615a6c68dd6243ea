"""Telegram: parse an update, call one service, render its result."""
