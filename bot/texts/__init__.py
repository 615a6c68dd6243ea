"""Catalogues of the bot's own words."""
