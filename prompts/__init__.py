"""Prompts as files, and a loader that refuses missing and unused variables."""
