"""The web page reader: spans, nested tables, pieces of figures, encodings, what is left out and what is refused."""

from __future__ import annotations

import contextlib
import time

import pytest

from toolkit.errors import InputError
from toolkit.model import Document, Grid, Paragraph
from toolkit.pipeline import understand
from toolkit.read import read_bytes

PAGE = "<!DOCTYPE html><html><head><title>题</title></head><body>{}</body></html>"


def page(body: str) -> Document:
    return read_bytes("a.bin", PAGE.format(body).encode())


def grid(document: Document) -> Grid:
    return next(block for block in document.blocks if isinstance(block, Grid))


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_spans() -> None:
    table = grid(
        page(
            "<table><tr><td rowspan=2>项目<td colspan='2'>2024年<tr><td>预算数<td>决算数"
            "<tr><td>合计<td>1<td>2<tr><td colspan=1000>说明</table>"
        )
    )
    assert [[(c.text, c.rowspan, c.colspan) for c in row] for row in table.rows] == [
        [("项目", 2, 1), ("2024年", 1, 2)],
        [("预算数", 1, 1), ("决算数", 1, 1)],
        [("合计", 1, 1), ("1", 1, 1), ("2", 1, 1)],
        [("说明", 1, 3)],
    ]


def test_a_figure_in_pieces_is_one() -> None:
    pieces = "<span>24</span><span>,995</span><b>.94</b>\n "
    table = grid(page(f"<table><tr><td>甲<td>{pieces}<tr><td>乙&nbsp;丙<td>1</table>"))
    assert [c.text for row in table.rows for c in row] == ["甲", "24,995.94", "乙 丙", "1"]


def test_what_is_not_shown_is_not_read() -> None:
    document = page(
        "<script>document.write('<table>')</script><style>td{}</style><!-- <p>注释</p> --><p>正文</p>"
        "<p style='display:none'>隐藏</p><div style='DISPLAY : NONE'><div>藏</div>深</div><p>后文</p>"
    )
    assert lines(document) == ["题", "正文", "后文"]


def test_a_table_that_lays_out_the_page_is_taken_apart() -> None:
    inner = "<table><tr><td>项目<td>金额<tr><td>合计<td>1.00</table>"
    document = page(f"<table><tr><td>菜单<td>收入总表<p>单位：万元</p>{inner}注：略<tr><td>页脚<td>x</table>")
    assert [type(block).__name__ for block in document.blocks] == [
        "Paragraph", "Paragraph", "Paragraph", "Paragraph", "Grid", "Paragraph", "Grid",
    ]  # fmt: skip
    assert [c.text for row in grid(document).rows for c in row] == ["项目", "金额", "合计", "1.00"]


def test_a_framed_text_in_a_cell_stays_in_it() -> None:
    table = grid(page("<table><tr><td>项目<td><table><tr><td>金</td></tr></table>额<tr><td>合计<td>1</table>"))
    assert [c.text for row in table.rows for c in row] == ["项目", "金\n额", "合计", "1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gb2312", "utf-16"])
def test_encodings(encoding: str) -> None:
    declared = "gb2312" if encoding.startswith("gb") else "utf-8"
    text = PAGE.format(f"<meta charset='{declared}'><p>一般公共预算</p>")
    assert "一般公共预算" in lines(read_bytes("a", text.encode(encoding)))


def test_an_encoding_declared_wrongly() -> None:
    assert "预算" in lines(read_bytes("a", b"<html><meta charset=gbk><p>" + "预算".encode() + b"</p>"))
    assert "预算" in lines(read_bytes("a", b"<html><meta charset=nonsense><p>" + "预算".encode("gbk") + b"</p>"))


def test_a_few_bytes_astray_spoil_only_what_they_hit() -> None:
    rows = "<tr><td>一般公共预算支出</td><td>12.30</td></tr><tr><td>乙</td><td>45.60</td></tr>"
    body = f"<meta charset=utf-8><table>{rows}</table>"
    content = PAGE.format(body + "<p>说明</p>" * 40).encode()
    table = grid(read_bytes("a", content.replace(b"45.60", b"45\xff60")))
    assert [c.text for row in table.rows for c in row] == ["一般公共预算支出", "12.30", "乙", "45\ufffd60"]


def test_headings_and_the_title_that_government_sites_state() -> None:
    document = page("<h2>第一部分</h2><p>文</p>")
    assert [(b.text, b.heading) for b in document.blocks if isinstance(b, Paragraph)] == [
        ("题", 1), ("第一部分", 2), ("文", 0),
    ]  # fmt: skip
    named = read_bytes("a", "<html><head><meta name='ArticleTitle' content='预算公开'><title>站</title>".encode())
    assert lines(named) == ["预算公开"]


def test_a_page_without_tables_is_named_for_what_it_is(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "部门预算.PDF"
    path.write_bytes(PAGE.format("<p>2026年部门预算说明，预算数1.00万元，比上年增加2.00万元。</p>" * 9).encode())
    with pytest.raises(InputError, match=r"这是一个网页（只是文件名写作 \.pdf）") as caught:
        understand(path)
    assert "附件" in caught.value.hint


def test_a_web_archive_is_the_page_in_it() -> None:
    import base64

    page = base64.encodebytes("<html><meta charset=gb2312><p>一般公共预算</p>".encode("gbk")).decode()
    archive = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html\n'
        f"Content-Transfer-Encoding: base64\n\n{page}\n--x--\n"
    )
    assert lines(read_bytes("a.doc", archive.encode())) == ["一般公共预算"]
    assert lines(read_bytes("a.mht", archive.encode()[:70])) == []


SOUP = [
    "<table>" * 100_000,
    "<div>" * 300_000,
    "<table><tr><td>" * 30_000,
    "<!--" * 300_000,
    "<" * 300_000,
    "<a " * 300_000,
    '<a "' * 300_000,
    "<a b='" * 200_000,
    "<script>" * 200_000,
    "</td></tr></table>" * 100_000,
    "&#" * 300_000,
    "&lt" * 300_000,
    "<td colspan=99999 rowspan=99999>x" * 50_000,
    "<table><tr>" + "<td colspan=999 rowspan=9999>x" * 3_000 + "</table>",
    "<table>" + "<tr><td rowspan=65000>x<td>y" * 5_000 + "</table>",
    "<table>" + "<tr><td style='display:none'>" * 20_000 + "</table>",
]


@pytest.mark.parametrize("soup", SOUP, ids=[s[:16] for s in SOUP])
def test_tag_soup_ends_soon_in_a_document_or_clear_words(soup: str) -> None:
    start = time.process_time()
    with contextlib.suppress(InputError):
        page(soup)
    assert time.process_time() - start < 5
