"""Data of the domain: one file of thresholds."""
