"""The subject lists: what is shipped, what documents add, and what a wrong line says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.books import read_book
from toolkit import subjects
from toolkit.errors import OutputError, SpecError
from toolkit.model import Book, Label
from toolkit.subjects import Subject, Subjects, listed
from toolkit.subjects.gather import gather

TABLE = """
《支出总表》 万元 {year} 预算
| 合计
201 一般公共服务支出 | 5.00
20101 人大事务 | 5.00
2010101 {name} | 5.00
365 某某局 | 5.00
"""


def document(year: int, name: str = "行政运行") -> Book:
    return read_book(TABLE.format(year=year, name=name))


def test_codes_that_share_names_are_told_apart() -> None:
    known = subjects.shipped()
    assert known.name("309") == "资本性支出（基本建设）"
    assert known.name("310") == "资本性支出"
    assert known.name("30901") == known.name("31001") == "房屋建筑物购建"
    assert subjects.classification("30901") == "部门支出经济"
    assert subjects.classification("50101") == "政府支出经济"
    assert subjects.classification("2010101") == "支出功能"
    assert subjects.classification("10301") == "收入"
    assert subjects.classification("401") == subjects.classification("20") == ""


def test_shipped_lists_are_whole() -> None:
    """Every code of one classification stands under its own head, and every name is one."""
    known = subjects.shipped()
    functions = known.codes("支出功能")
    assert {code[:3] for code in functions} <= functions.keys()
    assert known.name("30201", 2024) == "办公费"
    assert all(subject.name and not subject.name.isdigit() and subject.years for subject in known)


def test_a_name_holds_for_the_nearest_year() -> None:
    known = listed(
        [Subject("20604", "技术研究与开发", frozenset({2019, 2021})), Subject("20604", "新名称", frozenset({2024}))]
    )
    assert known.name("20604", 2020) == "技术研究与开发"
    assert known.name("20604", 2026) == known.name("20604") == "新名称"
    assert known.name("99999") == ""


def test_documents_add_subjects_but_no_units() -> None:
    gathered = gather(Subjects(), [document(2024)])
    assert {(s.code, s.name, *s.years) for s in gathered.added} == {
        ("201", "一般公共服务支出", 2024),
        ("20101", "人大事务", 2024),
        ("2010101", "行政运行", 2024),
    }
    again = gather(gathered.subjects, [document(2024), document(2026)])
    assert again.added == ()
    assert again.conflicts == ()
    assert [s.years for s in again.subjects] == [frozenset({2024, 2026})] * 3


def test_most_documents_decide_a_name_and_a_known_one_stays() -> None:
    three = [document(2024, "行政运行"), document(2024, "行政运转费用"), document(2024, "行政运行")]
    gathered = gather(Subjects(), three)
    assert gathered.subjects.name("2010101") == "行政运行"
    assert [(c.code, c.known, c.printed) for c in gathered.conflicts] == [("2010101", "行政运行", "行政运转费用")]
    other = gather(gathered.subjects, [document(2024, "行政运转费用")] * 2)
    assert other.subjects.name("2010101") == "行政运行"
    assert len(other.conflicts) == 1


def test_a_list_of_projects_gives_no_names() -> None:
    text = "《项目支出表》 万元 2024 预算\n| 合计\n2010101 食堂 | 5.00\n2010101 物业 | 5.00\n"
    assert gather(Subjects(), [read_book(text)]).added == ()


def test_second_classifications_beside_a_row() -> None:
    book = document(2024)
    form = book.forms[0]
    statement = form.statements[0]
    labels = (
        Label("2010101-行政运行", 3, 0, "名称"),
        Label("50101", 3, 1, "对应科目"),
        Label("工资奖金津补贴", 3, 2, ""),
    )
    lines = tuple(replace(line, labels=labels) if line.code == "2010101" else line for line in statement.lines)
    wider = replace(form, statements=(replace(statement, lines=lines),))
    assert gather(Subjects(), [replace(book, forms=(wider,))]).subjects.name("50101") == "工资奖金津补贴"


def test_lists_come_back_as_saved(tmp_path: Path) -> None:
    known = subjects.shipped()
    subjects.save(known, tmp_path / "new")
    assert subjects.load(tmp_path / "new") == known
    assert {p.name: p.read_bytes() for p in (tmp_path / "new").iterdir()} == {
        p.name: p.read_bytes() for p in subjects.shipped_folder().iterdir()
    }


@pytest.mark.parametrize(
    "line", ["30201,办公费", "30,办公费,2024", "30201,,2024", "30201,办公费,去年", "30201,办公费,"]
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "function.csv").write_text(f"code,name,years\n301,工资福利支出,2024\n{line}\n", encoding="utf-8")
    with pytest.raises(SpecError) as raised:
        subjects.load(tmp_path)
    assert "第 3 行" in raised.value.message
    assert raised.value.where == "function.csv"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        subjects.save(subjects.shipped(), tmp_path / "file")
