"""What is held to be found: one consistent state, and how documents get into it and out of it."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.bm25 import Bm25Index
from knowledge.bridge import BridgeCard, CardBridge
from knowledge.entries import IndexedChunks, document_of, entry
from knowledge.lexical_files import LexicalFiles
from knowledge.ports import Chunk, Document


@dataclass(frozen=True)
class Holdings:
    """One consistent state; readers hold it while a writer builds the next."""

    index: Bm25Index = field(default_factory=Bm25Index)
    owned: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The ids of each document's passages."""
    documents: Mapping[str, Document] = field(default_factory=dict)
    bridge: CardBridge = field(default_factory=lambda: CardBridge(()))

    @property
    def chunks(self) -> Mapping[str, Chunk]:
        """The passages by id, read when they are asked for."""
        return IndexedChunks(self.index)


class Keeper:
    """Holds the state. Readers take it as it stands; writers build beside and swap, one at a time."""

    def __init__(self) -> None:
        """Start empty."""
        self._shelf = Holdings()
        self._writing = threading.Lock()

    def forget(self, chunk_ids: Iterable[str]) -> None:
        """Hear that passages are gone or will be replaced."""

    @property
    def size(self) -> int:
        """How many chunks can be found."""
        return self._shelf.index.size

    def add(self, document: Document, chunks: Sequence[Chunk]) -> None:
        """Take a document in; one that was there under the same id is replaced."""
        self.add_all([(document, chunks)])

    def add_all(self, items: Sequence[tuple[Document, Sequence[Chunk]]]) -> None:
        """Take many documents in with one build."""
        with self._writing:
            shelf = self._without({document.id for document, _ in items})
            entries = (entry(d, c) for d, chunks in items for c in chunks)
            self._shelf = replace(
                shelf,
                index=shelf.index.adding(entries),
                owned={**shelf.owned, **{d.id: [c.id for c in chunks] for d, chunks in items}},
                documents={**shelf.documents, **{d.id: d for d, _ in items}},
            )

    def take_over(self, index: Bm25Index, documents: Iterable[Document]) -> set[str]:
        """Start from an index that was stored; return the ids of those of the documents that it holds.

        What it holds beside them is removed.
        """
        wanted = {document.id: document for document in documents}
        owned: dict[str, list[str]] = {}
        gone = []
        for id in index.living():
            owner = document_of(id)
            if owner in wanted:
                owned.setdefault(owner, []).append(id)
            else:
                gone.append(id)
        held = {id: wanted[id] for id in owned}
        with self._writing:
            left = index.removing(gone) if gone else index
            self._shelf = replace(self._shelf, index=left, owned=owned, documents=held)
        return set(held)

    def stored(self, files: LexicalFiles, revisions: Mapping[str, int]) -> bool:
        """Store the index and go on with the stored one; return whether that was this process's to do.

        Writers wait meanwhile, readers do not. Raises OSError when the disk does not take it.
        """
        with self._writing:
            index = files.save(self._shelf.index, revisions)
            if index is not None:
                self._shelf = replace(self._shelf, index=index)
        return index is not None

    def remove(self, document_id: str) -> None:
        """Take a document out of retrieval; an unknown id is no error."""
        with self._writing:
            self._shelf = self._without({document_id})

    def refresh(self, documents: Sequence[Document]) -> None:
        """Take over what changed about documents (validity, version) without indexing them again."""
        with self._writing:
            known = self._shelf.documents
            changed = {document.id: document for document in documents if document.id in known}
            self._shelf = replace(self._shelf, documents={**known, **changed})

    def remove_all(self, document_ids: Iterable[str], *, traceless: bool = False) -> None:
        """Take documents out of retrieval at once, on wish without a trace in the index; unknown ids are
        no error."""
        with self._writing:
            self._shelf = self._without(set(document_ids), traceless=traceless)

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id, as of now."""
        return self._shelf.documents

    @property
    def chunks(self) -> Mapping[str, Chunk]:
        """The chunks by id, as of now."""
        return self._shelf.chunks

    def set_cards(self, cards: Sequence[BridgeCard]) -> None:
        """Replace the cards that lend their vocabulary."""
        bridge = CardBridge(cards)
        with self._writing:
            self._shelf = replace(self._shelf, bridge=bridge)

    def _without(self, document_ids: set[str], *, traceless: bool = False) -> Holdings:
        shelf = self._shelf
        known = document_ids & shelf.documents.keys()
        if not known:
            return shelf
        gone = [id for document_id in known for id in shelf.owned.get(document_id, ())]
        self.forget(gone)
        return replace(
            shelf,
            index=shelf.index.removing(gone, share=0.0) if traceless else shelf.index.removing(gone),
            owned={id: ids for id, ids in shelf.owned.items() if id not in known},
            documents={id: d for id, d in shelf.documents.items() if id not in known},
        )
