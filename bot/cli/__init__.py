"""The command line `jinju`."""
