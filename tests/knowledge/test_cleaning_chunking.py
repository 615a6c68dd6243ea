from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.chunking import LIMIT, size
from knowledge.cleaning import clean
from knowledge.ingest import chunk, prepare

ARTICLE = "第一章 报价\n" + "".join(
    f"第{n}条规则说明价格与交付的安排,客户可以随时查询进度。" for n in range(60)
)


def test_phrases_that_slides_print_twice_are_kept_once() -> None:
    assert clean("客户关系管理客户关系管理与传统营销与传统营销的区别") == "客户关系管理与传统营销的区别"


def test_doubled_figures_are_folded_only_in_documents_known_to_be_doubled() -> None:
    assert "20%的客户" in clean("20%20%的客户贡献大贡献大", doubled=True)
    assert clean("编号1212的合同") == "编号1212的合同"


def test_a_page_mark_inside_a_sentence_is_removed() -> None:
    assert clean("这种获取新业务的工\n\n3、作目标更节约成本。") == "这种获取新业务的工作目标更节约成本。"


def test_a_numbered_paragraph_after_a_full_stop_keeps_its_number() -> None:
    assert "3、回访" in clean("先登记。\n\n3、回访客户。")


def test_navigation_and_counters_of_pages_are_removed() -> None:
    assert clean("相关文档\n浏览数:363\n三天内发货。\n点击查看更多>>") == "三天内发货。"


def test_full_width_figures_become_plain_ones() -> None:
    assert clean("满200减30") == "满200减30"


def test_raw_spans_are_verbatim_and_within_the_limit() -> None:
    chunks = chunk("d", ARTICLE)
    assert len(chunks) > 3
    assert all(item.raw in ARTICLE and size(item.raw) <= LIMIT for item in chunks)


def test_every_sentence_of_a_document_is_in_some_chunk() -> None:
    chunks = chunk("d", ARTICLE)
    assert all(any(f"第{n}条" in item.raw for item in chunks) for n in range(60))


def test_a_chunk_stands_under_its_titles() -> None:
    chunks = chunk("d", "# 售后\n## 退换\n七天内可以退换,带上小票和包装。")
    assert chunks[0].heading == "售后 › 退换"


def test_a_passage_a_document_repeats_is_kept_once() -> None:
    once = "# 规则\n" + "七天内可以退换,带上小票和包装。" * 3
    assert len(chunk("d", once + "\n# 规则\n" + "七天内可以退换,带上小票和包装。" * 3)) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("客户价格。,\n 12ab、#|()!"), max_size=1500))
def test_no_text_breaks_the_chunker(text: str) -> None:
    for item in chunk("d", text):
        assert item.raw in text
        assert size(item.raw) <= LIMIT


def test_the_same_bytes_have_the_same_digest_and_chunks() -> None:
    first, second = (prepare("a.txt", ARTICLE.encode()) for _ in range(2))
    assert first.document.digest == second.document.digest
    assert [c.raw for c in first.chunks] == [c.raw for c in second.chunks]
