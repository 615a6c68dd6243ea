"""Catalogues of the bot's own words: `AREA.LOCALE.ftl`, one message a sentence, the same keys in zh and en.

Lines for customers do not live here: they are plays.
"""
