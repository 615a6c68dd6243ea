"""Vectors in Chroma: the one module that knows it. Embedded folders behind file locks, or a server.

Chroma never embeds anything here (`embedding_function=None`): its own model reads most Chinese
characters as unknown. An embedded store that two processes open is silently corrupted, so each
collection is a folder of its own with a lock: a new index can be built beside the one in use, by
another process, and whoever comes second to a folder is told so instead of let in.
"""

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from knowledge.errors import VectorsUnavailable
from knowledge.ports import VectorIdentity

Result = TypeVar("Result")
_Client = Any
"""A `chromadb.api.ClientAPI`, whose import takes most of a second and 80 MB."""

_BATCH = 500
_PAGE = 5000
_SECONDS = 10.0
"""Longest a server may take for one request; Chroma's own client waits for ever."""


class _Clients(Protocol):
    """Where a collection lives."""

    def client(self, collection: str) -> _Client:
        """Return a Chroma client for a collection."""

    def names(self) -> list[str]:
        """Return all collections."""

    def drop(self, collection: str) -> None:
        """Delete a collection."""

    def close(self) -> None:
        """Let go of files, locks and connections."""


class ChromaVectors:
    """Implements `knowledge.ports.VectorIndex`; every failure is a VectorsUnavailable."""

    def __init__(self, clients: _Clients) -> None:
        """Nothing is opened before the first use."""
        self._clients = clients
        self._open: dict[str, Any] = {}

    def create(self, collection: str, identity: VectorIdentity) -> None:
        """Make an empty collection that remembers what made it."""
        self._open[collection] = _tried(
            lambda: self._clients.client(collection).create_collection(
                collection,
                metadata={"identity": identity.model_dump_json()},
                configuration={"hnsw": {"space": "cosine"}},
                embedding_function=None,
            )
        )

    def add(self, collection: str, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        """Store vectors; an id that is there is overwritten."""
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            self._with(collection, partial(_upsert, ids[part], vectors[part]))

    def remove(self, collection: str, ids: Sequence[str]) -> None:
        """Forget vectors."""
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            self._with(collection, partial(_delete, ids[part]))

    def ids(self, collection: str) -> set[str]:
        """Return every id of a collection, read page by page."""
        found: set[str] = set()
        while page := self._with(
            collection, lambda c: c.get(include=[], limit=_PAGE, offset=len(found))["ids"]
        ):
            found.update(page)
        return found

    def identity(self, collection: str) -> VectorIdentity:
        """Return what made a collection."""
        metadata = self._with(collection, lambda c: c.metadata)
        return _tried(lambda: VectorIdentity.model_validate_json(metadata["identity"]))

    def search(self, collection: str, vector: Sequence[float], limit: int) -> list[tuple[str, float]]:
        """Return (chunk id, cosine similarity) best first."""
        found = self._with(
            collection,
            lambda c: c.query(query_embeddings=[list(vector)], n_results=limit, include=["distances"]),
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(str(id), 1.0 - float(distance)) for id, distance in pairs]

    def drop(self, collection: str) -> None:
        """Delete a collection; one that another process uses stays for a later time."""
        self._open.pop(collection, None)
        _tried(lambda: self._clients.drop(collection))

    def names(self) -> list[str]:
        """Return the names of all collections."""
        return _tried(self._clients.names)

    def close(self) -> None:
        """Let go of everything."""
        self._open.clear()
        self._clients.close()

    def _with(self, collection: str, work: Callable[[Any], Result]) -> Result:
        def attempt() -> Result:
            if collection not in self._open:
                client = self._clients.client(collection)
                self._open[collection] = client.get_collection(collection, embedding_function=None)
            return work(self._open[collection])

        try:
            return _tried(attempt)
        except VectorsUnavailable:
            # A collection that was deleted and made again has another inner id: look it up anew next time.
            self._open.pop(collection, None)
            raise


class Embedded:
    """Collections as folders of this machine."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; it is made with the first collection."""
        self._folder = folder
        self._clients: dict[str, tuple[Any, FileLock]] = {}

    def client(self, collection: str) -> _Client:
        """Open a collection's folder. Raises VectorsUnavailable when another process has it."""
        if collection not in self._clients:
            self._clients[collection] = self._opened(collection)
        return self._clients[collection][0]

    def _opened(self, collection: str) -> tuple[Any, FileLock]:
        import chromadb
        from chromadb.config import Settings

        lock = self._locked(collection)
        try:
            quiet = Settings(anonymized_telemetry=False)
            return chromadb.PersistentClient(str(self._folder / collection), settings=quiet), lock
        except BaseException:
            lock.release()
            raise

    def _locked(self, collection: str) -> FileLock:
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / f"{collection}.lock", timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            raise VectorsUnavailable(
                "the vectors are in use by another process; set CHROMA_URL to share them"
            ) from None
        return lock

    def names(self) -> list[str]:
        """Return the folders."""
        return sorted(path.name for path in self._folder.glob("jinju-*") if path.is_dir())

    def drop(self, collection: str) -> None:
        """Delete a folder that nobody uses."""
        client, lock = self._clients.pop(collection, (None, None))
        if client is not None:
            client.close()
        lock = lock or self._locked(collection)
        try:
            shutil.rmtree(self._folder / collection, ignore_errors=True)
        finally:
            lock.release()

    def close(self) -> None:
        """Close all folders."""
        for client, lock in self._clients.values():
            client.close()
            lock.release()
        self._clients.clear()


class Server:
    """Collections of a Chroma server that several processes share."""

    def __init__(self, url: str) -> None:
        """Keep the address: scheme, host, port."""
        self._url = url
        self._client: Any = None

    def client(self, collection: str) -> _Client:
        """Return the one client."""
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            parts = urlsplit(self._url)
            secure = parts.scheme == "https"
            self._client = chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if secure else 8000),
                ssl=secure,
                settings=Settings(anonymized_telemetry=False),
            )
            for session in self._sessions():
                session.timeout = _SECONDS
        return self._client

    def names(self) -> list[str]:
        """Return our collections."""
        found = [collection.name for collection in self.client("").list_collections()]
        return sorted(name for name in found if name.startswith("jinju-"))

    def drop(self, collection: str) -> None:
        """Delete a collection."""
        if collection in self.names():
            self.client("").delete_collection(collection)

    def close(self) -> None:
        """Close the connections, which Chroma's own `close` leaves open."""
        if self._client is not None:
            for session in self._sessions():
                session.close()
            self._client.close()
            self._client = None

    def _sessions(self) -> list[Any]:
        """Return the HTTP sessions below the client; Chroma has no way to set their limits."""
        owners = (self._client, getattr(self._client, "_admin_client", None))
        found = (getattr(getattr(owner, "_server", None), "_session", None) for owner in owners)
        return [session for session in found if session is not None]


def _tried(work: Callable[[], Result]) -> Result:
    """Do something with Chroma; whatever it raises means that the vectors cannot be used now."""
    try:
        return work()
    except VectorsUnavailable:
        raise
    except Exception as error:
        raise VectorsUnavailable(f"{type(error).__name__}: {error}") from error


def _upsert(ids: Sequence[str], vectors: Sequence[Sequence[float]], collection: Any) -> None:  # noqa: ANN401
    collection.upsert(ids=list(ids), embeddings=[list(vector) for vector in vectors])


def _delete(ids: Sequence[str], collection: Any) -> None:  # noqa: ANN401
    collection.delete(ids=list(ids))
