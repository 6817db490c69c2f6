"""The blank workbooks in `templates/` are what the form sets say, and the forms are read as what they are."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.units.filling import blanked, random_filling, typed
from toolkit import resources
from toolkit.errors import InputError, SpecError
from toolkit.read import read_bytes
from toolkit.standardize.book import standardize
from toolkit.units import shipped
from toolkit.units.blank import blank, classes
from toolkit.units.sets import find_set, names, read_set
from toolkit.units.stated import state
from toolkit.workbook.load import is_recon_workbook, load

COMMON = ["收支总表", "收入总表", "支出总表", "财政拨款收支总表", "一般公共预算支出表", "基本支出经济分类表"]
FUNDS = ["政府性基金收入表", "政府性基金支出表", "国有资本经营收支表"]
BUDGET = [*COMMON, *FUNDS, "三公经费表", "机关运行经费表", "项目支出表", "上年结转项目支出表"]
FINAL = [*COMMON, "政府性基金收支表", "国有资本经营支出表", "三公经费表", "相关信息统计表"]


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", names())
def test_shipped_workbooks_are_built_from_the_sets(name: str) -> None:
    """`make templates` builds them; the same bytes every time."""
    built = shipped.built(name)
    assert built == shipped.built(name)
    assert _parts(shipped.shipped(name).read_bytes()) == _parts(built), "run make templates"


@pytest.mark.parametrize(("name", "roles"), [("单位预算", BUDGET), ("部门决算", FINAL)])
def test_the_national_sets_have_all_their_forms(name: str, roles: list[str]) -> None:
    assert [form.role for form in blank(find_set(name), 2024).book.forms] == roles


@pytest.mark.parametrize("name", names())
def test_a_filled_form_is_read_as_any_published_one(name: str, tmp_path: Path) -> None:
    """The sheets of a filled workbook, read as a document of unknown origin, are the forms of the set."""
    made = blanked(name)
    path = typed(made, random_filling(made, 3, 1.0), tmp_path / "a.xlsx")
    assert is_recon_workbook(path)
    forms = {form.no: form for form in standardize(read_bytes("a.xlsx", path.read_bytes())).forms}
    for form in load(path).forms:
        assert forms[form.no].role == form.role
        assert [s.key for s in forms[form.no].statements] == [s.key for s in form.statements]
        for found, own in zip(forms[form.no].statements, form.statements, strict=True):
            assert [column.concept for column in found.columns] == [column.concept for column in own.columns]


def test_rows_of_a_general_statement_are_no_parts_of_each_other() -> None:
    for name in ("单位预算", "部门决算"):
        spending = next(s for s in blank(find_set(name), 2024).book.statements() if s.key == "收支总表.支出")
        assert {line.parent for line in spending.lines} == {None}


def test_classes_are_whole_rows_of_the_general_statements() -> None:
    """Every class that a general statement lists is computed from the forms by subject."""
    for name in ("单位预算", "部门决算"):
        made = blank(find_set(name), 2024)
        computed = {ref.line for ref in state(made).computed if ref.statement == "收支总表.支出" and ref.column == 0}
        lines = next(s for s in made.book.statements() if s.key == "收支总表.支出").lines
        listed = [line.key for line in lines if line.level == 1 and "结" not in line.name]
        assert len(listed) > 20
        assert set(listed) <= computed
    assert all(len(code) == 3 and code[0] == "2" for code in classes())


def _own(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


TABLE = """
name: 自己的
edition: '1'
stage: 决算
level: 单位
unit: 万元
captions: ['单位名称：{unit}', '单位：万元']
free_rows: 5
forms:
  - role: 三公经费表
    number: 表一
    title: '{year}年“三公”经费支出决算表'
    table: |
      项目 | 决算数
      因公出国（境）费 | .
      公务接待费 | .
      合计 | .
"""


def test_a_set_of_the_departments_own(tmp_path: Path) -> None:
    made = blank(find_set(str(_own(tmp_path, TABLE))), 2024)
    assert [form.role for form in made.book.forms] == ["三公经费表"]
    assert {ref.line for ref in state(made).computed} == {"合计"}


def test_the_sets_in_the_documentation_are_sets(tmp_path: Path) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "units.md"
    chosen, own = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert chosen in (resources.folder("templates") / "sets" / "决算简表.yaml").read_text(encoding="utf-8")
    made = blank(find_set(str(_own(tmp_path, own))), 2024)
    assert {(ref.line, ref.column) for ref in state(made).computed} == {("合计", 0), ("合计", 1)}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (TABLE.replace("公务接待费 | .", "公务接待费 | . | ."), "表一 第 1 行有 2 格，应为 3 格"),
        (TABLE.replace("forms:", "formz:"), "顶层只能有"),
        (TABLE.replace("    number: 表一\n", ""), "number"),
        (TABLE.replace("role: 三公经费表", "role: 支出总表"), "应是“支出总表”"),
        ("base: 部门决算\nroles: [没有的表]\n", "部门决算里没有 没有的表"),
        (TABLE.replace("table: |", "tabel: |"), "表里只能有"),
        (TABLE + TABLE.partition("forms:\n")[2], "表号重复"),
        (TABLE + "    free: 公务用车购置费 | .\n", "只有一行合计"),
    ],
)
def test_mistakes_in_a_set_are_named(tmp_path: Path, wrong: str, words: str) -> None:
    with pytest.raises(SpecError) as caught:
        blank(read_set(_own(tmp_path, wrong)), 2024)
    assert words in caught.value.message
    assert caught.value.where in ("own.yaml", "自己的.yaml")
    read_set.cache_clear()


def test_an_unknown_set_lists_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        find_set("部门")
    assert "部门决算" in caught.value.hint
