"""The text reader: encodings, watermarks, grids over page breaks, remnants of HTML, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import InputError
from toolkit.model import Document, Grid, Paragraph
from toolkit.read import MAX_BYTES, read

TABLE = "2024年预算支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n201\t一般公共服务支出\t12.30\n"


def document(tmp_path: Path, data: bytes | str, name: str = "a.txt") -> Document:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read(path)


def grids(doc: Document) -> list[Grid]:
    return [block for block in doc.blocks if isinstance(block, Grid)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_give_the_same_blocks(tmp_path: Path, encoding: str) -> None:
    assert document(tmp_path, TABLE.encode(encoding)).blocks == document(tmp_path, TABLE).blocks


def test_windows_line_ends_count_as_one_line(tmp_path: Path) -> None:
    doc = document(tmp_path, TABLE.replace("\n", "\r\n"))
    assert grids(doc)[0].rows[1][0].origin.line == 6


def test_a_grid_goes_on_over_blank_lines_and_watermarks(tmp_path: Path) -> None:
    mark = "仅供内部审核\n\n仅供内部审核\n\n"
    doc = document(tmp_path, mark + "甲表\n项目\t金额\n一\t1.00\n\n" + mark + "\n二\t2.00\n" + mark)
    assert [[cell.text for cell in row] for row in grids(doc)[0].rows] == [
        ["项目", "金额"],
        ["一", "1.00"],
        ["二", "2.00"],
    ]
    assert doc.dropped == (("仅供内部审核", 6),)


def test_captions_that_repeat_are_no_watermark(tmp_path: Path) -> None:
    doc = document(tmp_path, "单位：万元\n\n项目\t金额\n" * 9)
    assert doc.dropped == ()


def test_html_remnants_go_and_formulas_stay_text(tmp_path: Path) -> None:
    doc = document(tmp_path, "项目概况\t<p>共计&nbsp;80万元</p>\t=1+1\n")
    assert [cell.text for cell in grids(doc)[0].rows[0]] == ["项目概况", "共计\xa080万元", "=1+1"]


def test_headings_lose_their_marks_and_indentation_stays(tmp_path: Path) -> None:
    doc = document(tmp_path, "## 第二部分 报表\n    税收收入 30\n")
    heading, line = doc.blocks
    assert isinstance(heading, Paragraph)
    assert (heading.text, heading.heading) == ("第二部分 报表", 2)
    assert isinstance(line, Paragraph)
    assert line.text == "    税收收入 30"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "文件是空的"),
        (b" \r\n\t\n", "文件是空的"),
        (b"\x00" * 4096, "零字节"),
        ("表一\n".encode() + b"\xff\xfe\xfa\x81" * 40, "编码已损坏"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "图片"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "看不出"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        document(tmp_path, data)
    assert says in caught.value.message
    assert caught.value.hint
    assert caught.value.where.startswith("a.txt")


def test_a_broken_encoding_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        document(tmp_path, "一\n二\n".encode() + b"\xe4\xff\xff abc \xfe\xfe")
    assert caught.value.text() == "a.txt：第 3 行的文字编码已损坏，无法识别"
    assert caught.value.text("en") == "a.txt: the text encoding is broken in line 3"


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match="超过"):
        read(path)


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="文件夹"):
        read(tmp_path)
    with pytest.raises(InputError, match="找不到"):
        read(tmp_path / "nothing.txt")


def test_tables_drawn_with_bars_are_grids_too(tmp_path: Path) -> None:
    barred = "2024年预算支出总表\n\n单位：万元\n\n| 项目 | 金额 |\n|---|---:|\n| 一 | 1.00 |\n"
    assert [[c.text for c in row] for row in grids(document(tmp_path, barred))[0].rows] == [
        ["项目", "金额"],
        ["一", "1.00"],
    ]


def test_so_are_tables_in_drawn_boxes(tmp_path: Path) -> None:
    boxed = "单位：万元\n\n┌────┬────┐\n│项目│金额│\n├────┼────┤\n│一│1.00│\n└────┴────┘\n注：无\n"
    read = document(tmp_path, boxed)
    assert [[c.text for c in row] for row in grids(read)[0].rows] == [["项目", "金额"], ["一", "1.00"]]
    assert [block.text for block in read.blocks if isinstance(block, Paragraph)] == ["单位：万元", "注：无"]


MARKUP = """2024年预算支出总表

单位：万元

<table>
<tr><td colspan="2">项目</td><td>合计</td></tr>
<tr><td>201</td><td>一般公共服务支出</td><td>12.30</td></tr>
</table>

注：示例
"""


def test_a_table_written_as_markup_is_a_grid_between_its_lines(tmp_path: Path) -> None:
    doc = document(tmp_path, MARKUP)
    assert doc.reader == "text"
    row = grids(doc)[0].rows[1]
    assert [(cell.text, cell.origin.line) for cell in row] == [("201", 7), ("一般公共服务支出", 7), ("12.30", 7)]
    assert grids(doc)[0].rows[0][0].colspan == 2
    assert [b.text for b in doc.blocks if isinstance(b, Paragraph)] == ["2024年预算支出总表", "单位：万元", "注：示例"]


def test_a_table_that_is_never_closed_is_read_as_the_lines_it_is(tmp_path: Path) -> None:
    doc = document(tmp_path, TABLE + "\n<table>\n<tr><td>1\n")
    assert [b.text for b in doc.blocks if isinstance(b, Paragraph)][-1].endswith("1")


def test_a_text_cut_inside_its_last_character_is_read_up_to_there(tmp_path: Path) -> None:
    whole = (TABLE + "20103\t政府办公厅\t1.00\n").encode()
    cut = whole[: whole.index("厅".encode()) + 1]
    doc = document(tmp_path, cut)
    assert [cell.text for cell in grids(doc)[0].rows[-1]] == ["20103", "政府办公"]
