"""What the gate objects to: a reason key, the words meant, and a sentence for the seller."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection to a line.

    `group` is the letter of the rule group: a numbers, b pressure, c promises, d privacy, e sources,
    f claims, g benefits to a buyer's people, `form` for what is no finished line.
    """

    key: str
    group: str
    said: str
    sentence: str
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        """Return the key and the sentence, as a Verdict carries them."""
        return f"{self.key}: {self.sentence}"


def key_of(finding: str) -> str:
    """Return the reason key of a Verdict's finding."""
    return finding.partition(":")[0]
