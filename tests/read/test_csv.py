"""Tables of separated values: told from prose, read under any usual separator and encoding."""

from __future__ import annotations

import pytest

from toolkit.model import Document, Grid, Paragraph
from toolkit.read import read_bytes

TABLE = '科目编码,科目名称,2024年预算数\n201,一般公共服务支出,"1,234.50"\n202,外交支出,2.00\n'


def grid(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for block in document.blocks if isinstance(block, Grid) for row in block.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    document = read_bytes("支出.csv", TABLE.encode(encoding))
    assert document.reader == "csv"
    assert grid(document)[1] == ["201", "一般公共服务支出", "1,234.50"]
    assert document.blocks[0] == Paragraph("支出", document.blocks[0].origin, 1)  # type: ignore[union-attr]


@pytest.mark.parametrize("separator", [";", "|"])
def test_separators(separator: str) -> None:
    assert grid(read_bytes("a", f"甲{separator}1\n乙{separator}2\n丙{separator}3\n".encode())) == [
        ["甲", "1"],
        ["乙", "2"],
        ["丙", "3"],
    ]


def test_quoted_tabs_are_a_table_and_others_stay_with_the_text_reader() -> None:
    assert grid(read_bytes("a", '"甲\n子"\t1\n乙\t2\n'.encode())) == [["甲\n子", "1"], ["乙", "2"]]
    assert read_bytes("a", "甲\t1\n乙\t2\n".encode()).reader == "text"


PROSE = ["一句话，没有表。\n又一句, 再一句, 完。\n没有\n", "a\nb\nc\n", "单位, 万元\n项目 金额\n甲 1\n乙 2\n"]


@pytest.mark.parametrize("prose", PROSE)
def test_prose_is_no_table(prose: str) -> None:
    assert read_bytes("a.csv", prose.encode()).reader == "text"


def test_indentation_stays_for_it_shows_what_is_part_of_what() -> None:
    table = '项目,预算数\n一、税收收入,"  3.00 "\n    增值税,2.00\n'
    assert grid(read_bytes("a", table.encode()))[1:] == [["一、税收收入", "3.00"], ["    增值税", "2.00"]]
