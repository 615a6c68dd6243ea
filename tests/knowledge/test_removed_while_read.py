"""A document that is removed while questions are being answered from it."""

import threading
from collections.abc import Callable

from knowledge.ingest import prepare
from knowledge.retriever import Retriever

TEXT = "解约手续由客服中心办理,三天内办完。\n满一个月回访一次客户。\n"


def test_a_document_removed_while_being_read_is_answered_whole_or_not_at_all(
    shelf_of: Callable[..., Retriever],
) -> None:
    shelf = shelf_of(stays="发票由财务每周五统一开具。")
    prepared = prepare("goes.txt", TEXT.encode())
    failed: list[BaseException] = []
    over = threading.Event()

    def ask() -> None:
        try:
            while not over.is_set():
                found = shelf.find("解约手续谁办理")
                assert (
                    found.refused
                    or "客服中心" in "".join(p.clean for p in found.passages)
                    or not any("解约" in line.text for line in found.lines)
                )
        except BaseException as error:
            failed.append(error)

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(60):
        shelf.add(prepared.document, prepared.chunks)
        shelf.remove(prepared.document.id)
    over.set()
    for reader in readers:
        reader.join()
    assert not failed, failed
    assert shelf.passage(prepared.chunks[0].id) is None
    assert "解约" not in "".join(passage.clean for passage in shelf.find("解约手续谁办理").passages)
