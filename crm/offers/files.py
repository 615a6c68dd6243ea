"""Reading a catalogue from YAML text."""

from typing import Any

import yaml

from crm.offers.catalogue import Catalogue
from crm.offers.checking import Problem, checked


def from_yaml(text: str) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    """Return the catalogue of a YAML text with warnings, or None with what must be mended."""
    try:
        raw: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        return None, (Problem("not_yaml", "", str(getattr(error, "problem_mark", "") or "").strip()),)
    if not isinstance(raw, dict):
        return None, (Problem("not_a_catalogue", ""),)
    return checked(raw)
