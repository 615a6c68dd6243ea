"""Which implementation stands behind a port, decided from settings alone; nothing heavy is imported here."""

from pathlib import Path

from knowledge.entries import BOOSTS
from knowledge.lexical_files import LexicalFiles
from knowledge.vectors import ChromaVectors, Embedded, Server


def open_vectors(server_url: str | None, folder: Path) -> ChromaVectors:
    """Return the store of vectors: a server when there is one, else folders of this machine."""
    return ChromaVectors(Server(server_url) if server_url else Embedded(folder))


def open_lexical(folder: Path) -> LexicalFiles:
    """Return where the index of words is kept."""
    return LexicalFiles(folder, BOOSTS)
