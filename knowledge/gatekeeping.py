"""What is looked at before a file is opened: size, true kind, encryption, how far it would unpack."""

import io
import zipfile
import zlib
from pathlib import PurePath

from knowledge.errors import DocumentRefused

MAX_BYTES = 20 * 1024 * 1024
"""Also the most that Telegram lets a bot download."""
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 10_000
MAX_RATIO = 200
"""Most times an entry may grow; XML of honest office files grows 10 to 50 times."""
RATIO_FROM = 5 * 1024 * 1024
"""Ratios of small entries say nothing."""
_BLOCK = 1 << 16

MEDIA = {
    "txt": "text/plain",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "csv": "text/csv",
    "html": "text/html",
    "htm": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What can be read, by extension."""

_OFFICE = {"docx": "word/", "pptx": "ppt/", "xlsx": "xl/"}
_MACROS = {"docm", "pptm", "xlsm", "dotm", "potm", "xltm"}
_BINARY = (
    (b"MZ", "exe"),
    (b"\x7fELF", "elf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"%PDF-", "pdf"),
)


def kind_of(name: str, data: bytes) -> str:
    """Return the extension by which a file is read, after every check that needs no unpacking.

    Raises:
        DocumentRefused: `too_big`, `empty`, `unsupported`, `macros`, `encrypted`, `not_what_it_says`.
    """
    if len(data) > MAX_BYTES:
        raise DocumentRefused("too_big", name, limit=MAX_BYTES // 1024 // 1024)
    if not data.strip():
        raise DocumentRefused("empty", name)
    extension = PurePath(name).suffix.lower().lstrip(".")
    if extension in _MACROS:
        raise DocumentRefused("macros", name)
    if extension not in MEDIA:
        raise DocumentRefused("unsupported", name, kind=extension)
    _match_magic(name, extension, data)
    return extension


def _match_magic(name: str, extension: str, data: bytes) -> None:
    real = next((kind for magic, kind in _BINARY if data.startswith(magic)), "")
    if extension == "pdf":
        # Readers accept a header within the first kilobyte; so do we, unless it is something else.
        real = real or ("pdf" if b"%PDF-" in data[:1024] else "text")
        expected = "pdf"
    else:
        expected = "zip" if extension in _OFFICE else ""
    if real == "ole" and extension in _OFFICE:
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DocumentRefused("encrypted", name)
        raise DocumentRefused("unsupported", name, kind="ole")
    if real == expected:
        return
    if extension in _OFFICE and not real:
        raise DocumentRefused("broken", name)
    raise DocumentRefused("not_what_it_says", name, kind=real)


def check_archive(name: str, extension: str, data: bytes) -> None:
    """Check an office file's archive without trusting its directory.

    The directory is read first (entries, claimed sizes, encryption flags); then every entry is
    really unpacked, a block at a time, and counted, because a directory can lie.

    Raises:
        DocumentRefused: `bomb`, `encrypted`, `macros`, `broken`, `not_what_it_says`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(name, extension, archive)
            _unpack_within(name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise DocumentRefused("broken", name) from error


def _check_directory(name: str, extension: str, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise DocumentRefused("bomb", name, limit=MAX_UNPACKED // 1024 // 1024)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise DocumentRefused("encrypted", name)
        if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise DocumentRefused("bomb", name, limit=MAX_UNPACKED // 1024 // 1024)
        if entry.filename.lower().endswith("vbaproject.bin"):
            raise DocumentRefused("macros", name)
    if not any(entry.filename.startswith(_OFFICE[extension]) for entry in entries):
        raise DocumentRefused("not_what_it_says", name, kind="zip")


def _unpack_within(name: str, archive: zipfile.ZipFile) -> None:
    left = MAX_UNPACKED
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            while block := stream.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise DocumentRefused("bomb", name, limit=MAX_UNPACKED // 1024 // 1024)
