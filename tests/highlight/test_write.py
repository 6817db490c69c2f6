"""A marked copy of a workbook: what is put in, that nothing else changes, and packages of other makes."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from tests.addin.conftest import DOCUMENT, FORM
from tests.units.filling import blanked, random_filling, typed
from tests.workbook.conftest import layouts
from toolkit import pipeline, several
from toolkit.checks.places import place as place_of
from toolkit.errors import InputError, OutputError
from toolkit.highlight import workbooks
from toolkit.judgement import TABLES
from toolkit.marks import COMPARED, KINDS, Marks, Spot
from toolkit.model import BREAKS, HINT, INFERRED, MUST, ROUNDING, Place
from toolkit.phrases import say
from toolkit.rules import BookIndex
from toolkit.workbook.addresses import a1
from toolkit.workbook.comparison import comparison_plan
from toolkit.workbook.layout import Addresses
from toolkit.workbook.package import Package
from toolkit.workbook.save import save

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
Seed = Callable[[int], Path]
_RULES = re.compile(r'<(?:x:)?conditionalFormatting sqref="([^"]*)">(.*?)</(?:x:)?conditionalFormatting>')


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    source = tmp_path / "单位预算.txt"
    source.write_text(DOCUMENT, encoding="utf-8")
    return pipeline.convert(source, tmp_path / "单位预算.xlsx").path


def _marked(path: Path) -> tuple[Path, Marks]:
    target = path.with_name(f"{path.stem}_标注{path.suffix}")
    return target, pipeline.highlight(path, target, overwrite=True)


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _coloured(path: Path) -> dict[str, set[str]]:
    """The cells of each sheet that a condition which always holds colours, before all others."""
    found: dict[str, set[str]] = {}
    package, parts = Package(path.name, path.read_bytes()), _parts(path)
    for tab in package.tabs:
        data = parts[tab.part]
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
        for cells, rule in _RULES.findall(text):
            if "<formula>TRUE<" in rule.replace("x:", ""):
                assert 'stopIfTrue="1"' in rule
                found.setdefault(tab.name, set()).update(cells.split())
        first = [int(number) for number in re.findall(r'priority="(\d+)"', text)]
        assert sorted(first) == list(range(min(first, default=1), min(first, default=1) + len(first)))
    return found


def test_the_cells_coloured_are_those_that_the_check_names(workbook: Path) -> None:
    target, marks = _marked(workbook)
    assert {kind: marks.count(kind) for kind in KINDS} == {BREAKS: 1, HINT: 0, ROUNDING: 2, INFERRED: 0}
    sheet = load_workbook(workbook)[FORM]
    rows = {sheet.cell(row, 2).value: row for row in range(1, sheet.max_row + 1)}
    wrong = f"C{rows['行政运行']}"
    assert [a1(*m.spot[1:]) for m in marks.marks if m.kind == BREAKS] == [wrong]
    assert _coloured(target) == {FORM: {a1(*mark.spot[1:]) for mark in marks.marks}}
    made = load_workbook(target)
    assert made[FORM][wrong].comment.text.startswith("× 不平、必须改正\n规则：")
    assert made[FORM].cell(rows["行政运行"], 6).value == "×C"
    assert pipeline.check(pipeline.load(target)).problems == pipeline.check(pipeline.load(workbook)).problems
    panel = made["差异清单"]
    assert made.active.title == "差异清单"
    assert panel["D5"].hyperlink.location == f"'{FORM}'!{wrong}"
    assert [panel.cell(5, column).value for column in (2, 3, 6, 7, 8, 9)] == ["×", "必须", 100, 101, -1, "万元"]
    assert panel["F5"].number_format == "#,##0.00####"
    assert panel.print_title_rows == "$4:$4"


@pytest.mark.parametrize("name", ["unit_budget", "final_accounts", "zone_report"])
def test_everything_that_a_check_of_an_example_names_is_coloured(name: str, tmp_path: Path) -> None:
    _holds(pipeline.convert(EXAMPLES / f"{name}.txt", tmp_path / f"{name}.xlsx").path)


@pytest.mark.parametrize("number", range(5))
def test_everything_that_a_check_of_a_seed_names_is_coloured(number: int, seed: Seed, tmp_path: Path) -> None:
    _holds(pipeline.convert(seed(number), tmp_path / "seed.xlsx").path)


def test_everything_that_a_check_of_a_units_forms_names_is_coloured(tmp_path: Path) -> None:
    """Forms sent out and filled in at random, so that figures to type and computed ones contradict each other."""
    made = blanked("部门决算")
    path = typed(made, random_filling(made, 1, 0.3), tmp_path / "甲局.xlsx")
    assert pipeline.check(pipeline.load(path)).problems
    _holds(path)


def test_everything_that_a_check_of_a_consolidation_names_is_coloured(tmp_path: Path) -> None:
    """Two units, one of which prints a wrong figure: the sum breaks where its part does."""
    units = []
    for name, figure in (("甲单位", "61.00"), ("乙单位", "60.00")):
        units.append(tmp_path / f"{name}.txt")
        units[-1].write_text(DOCUMENT.replace("某某单位", name).replace("61.00", figure), encoding="utf-8")
    path = tmp_path / "汇总.xlsx"
    several.consolidate(units, path)
    _holds(path)
    assert _marked(path)[1].count(BREAKS)


def _holds(path: Path) -> None:
    """Every figure that the check names is marked by its level, and no other; so are the sentences and sheets."""
    target, marks = _marked(path)
    book = pipeline.load(path)
    checked = pipeline.check(book)
    index, places = BookIndex(book), Addresses(layouts(book), frozenset())
    named: dict[Place, str] = {}
    rows: set[tuple[str, str, str]] = set()
    for problem in sorted(checked.problems, key=lambda problem: problem.level == MUST):
        own = {*problem.places, *(change.place for repair in problem.repairs for change in repair.changes)}
        named |= dict.fromkeys(own, BREAKS if problem.level == MUST else HINT)
        rows |= {(b.source, b.key, b.title) for b in problem.broken if b.source != TABLES and b.places[0] in own}
    by_keys = {(MUST if kind == BREAKS else HINT, replace(p, statement="")) for p, kind in named.items()}
    figures, expected = set(), {}
    for ref in index.cells:
        cell, spot = index.cells[ref], places.main(ref).replace("'", "")
        figures.add(spot)
        keys = Place("", ref.line, place_of(ref, index).column, cell.origin, cell.text)
        kinds = {
            named.get(place_of(ref, index)),
            *(k for k, at in ((BREAKS, MUST), (HINT, HINT)) if (at, keys) in by_keys),
        }
        if kinds - {None}:
            expected[spot] = BREAKS if BREAKS in kinds else HINT
    at = {f"{m.spot.sheet}!{a1(*m.spot[1:])}": m.kind for m in marks.marks if m.kind in (BREAKS, HINT)}
    assert {spot: kind for spot, kind in at.items() if spot in figures} == expected
    lists = [spot for spot in at if spot.partition("!")[0] in ("文表核对", "项目核对")]
    assert len(lists) <= len(rows)
    assert bool(lists) == bool(rows)
    assert {f"{sheet}!{cell}" for sheet, cells in _coloured(target).items() for cell in cells} == {
        f"{mark.spot.sheet}!{a1(*mark.spot[1:])}" for mark in marks.marks
    }


def test_all_else_stays_byte_for_byte(workbook: Path) -> None:
    before, received = _parts(workbook), hashlib.sha256(workbook.read_bytes()).hexdigest()
    target, _ = _marked(workbook)
    after = _parts(target)
    assert hashlib.sha256(workbook.read_bytes()).hexdigest() == received
    changed = {name for name in before if after[name] != before[name]}
    form = next(name for name in before if re.search(rb'r="C9"[^>]*><f>', before[name]) and "sheet2" in name)
    first = "xl/worksheets/sheet1.xml"  # no longer the sheet in front
    known = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    relations = next(name for name in before if b"<f>ROUND(J3-L3" in before[name])  # causes beside its rows
    assert changed == {*known, form, first, relations}
    assert _values(target) == _values(workbook)
    assert workbook.read_bytes() != target.read_bytes()
    again, _ = _marked(workbook)
    assert _parts(again) == after


def test_breaks_have_their_cause_beside_them_in_the_list_of_relations(workbook: Path) -> None:
    sheet = load_workbook(_marked(workbook)[0], data_only=True)["勾稽关系"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    causes = {row[5]: row[18] for row in rows if row[1] == "不平"}
    assert len(causes) > 1
    assert all(str(cause).startswith("× ") for cause in causes.values())
    assert not any(row[18] for row in rows if row[1] != "不平")


def _values(path: Path) -> dict[tuple[str, str], Any]:
    """Formulas and stored values of every cell that both workbooks have."""
    found = {}
    for data_only in (False, True):
        for sheet in load_workbook(path, data_only=data_only).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None and str(cell.value)[:1] not in "×≈" and sheet.title != "差异清单":
                        found[f"{sheet.title} {data_only}", cell.coordinate] = cell.value
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_comparison_shows_what_lacks_a_reason(lang: str, tmp_path: Path) -> None:
    compared = several.compare(EXAMPLES / "unit_budget.txt", EXAMPLES / "final_accounts.txt")
    path = tmp_path / "对比.xlsx"
    several.save_comparison(compared, path, lang=lang)
    target, marks = _marked(path)
    name, reason, subject = (say(text, lang) for text in ("待说明", "差异原因", "科目名称"))
    sheet = load_workbook(path, data_only=True)[name]
    heads = {cell.value: cell.column for cell in sheet[3]}
    open_rows = [
        f"{sheet.cell(row, heads[reason]).column_letter}{row}"
        for row in range(4, sheet.max_row + 1)
        if sheet.cell(row, heads[subject]).value and not sheet.cell(row, heads[reason]).value
    ]
    assert open_rows
    assert marks.workbook == COMPARED
    assert _coloured(target)[name] == set(open_rows)
    assert {mark.kind for mark in marks.marks if mark.spot.sheet == name} == {HINT}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_comparison_that_was_edited_shows_the_totals_that_no_longer_agree(lang: str, tmp_path: Path) -> None:
    compared = several.compare(EXAMPLES / "unit_budget.txt", EXAMPLES / "final_accounts.txt")
    plan = comparison_plan(compared, lang)
    sheet, row = next(
        (sheet, row)
        for sheet in plan.sheets
        for (row, column), cell in sheet.cells.items()
        if cell.value == say("一致", lang) and cell.formula.startswith("IF(F") and column == 7
    )
    wrong = {5: Decimal(-3), 7: say("不平", lang)}
    for column, value in wrong.items():
        sheet.cells[row, column] = sheet.cells[row, column]._replace(value=value)
    sheet.name = "改过名"  # an officer may rename it: nothing is known by its name
    path = tmp_path / "对比.xlsx"
    save(plan, path)
    _, marks = _marked(path)
    assert [mark.spot for mark in marks.marks if mark.kind == BREAKS] == [Spot("改过名", row, 3)]
    entry = marks.entries[0]
    assert (entry.kind, entry.difference) == (BREAKS, Decimal(-3))


def test_a_total_that_does_not_add_up_is_marked_in_any_workbook(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    made = Workbook()
    made.active.title = "台账"
    rows = [("办公费台账", None, None), ("项目", "一季度", "二季度"), ("纸张", 3, 4), ("印刷", 5, 6), ("合计", 8, 21)]
    for row in rows:
        made.active.append(row)
    made.active["C5"].comment = Comment("出纳填的", "出纳")
    made.save(path)
    target, marks = _marked(path)
    assert "不是 recon 的标准化或对比工作簿" in marks.remarks[0]
    assert "C5" in _coloured(target)["台账"]
    text = load_workbook(target)["台账"]["C5"].comment.text
    assert text.startswith("×")
    assert text.endswith("出纳填的")


def test_elements_with_a_prefix_get_it_in_what_is_put_in(workbook: Path, tmp_path: Path) -> None:
    def prefixed(name: str, data: bytes) -> bytes:
        if name.startswith("xl/worksheets/sheet") or name in ("xl/workbook.xml", "xl/styles.xml"):
            data = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", data)
            return data.replace(b' xmlns="', b' xmlns:x="', 1)
        return data

    odd = _rewritten(workbook, tmp_path / "odd.xlsx", prefixed)
    target, marks = _marked(odd)
    assert _coloured(target) == {FORM: {a1(*mark.spot[1:]) for mark in marks.marks}}
    assert load_workbook(target)["差异清单"]["B5"].value == "×"


def test_a_part_in_utf_16_is_read_and_written(workbook: Path, tmp_path: Path) -> None:
    def wide(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return data
        return data.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")

    target, marks = _marked(_rewritten(workbook, tmp_path / "wide.xlsx", wide))
    assert _coloured(target) == {FORM: {a1(*mark.spot[1:]) for mark in marks.marks}}


def _rewritten(path: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in _parts(path).items():
            archive.writestr(name, change(name, data))
    target.write_bytes(made.getvalue())
    return target


def test_strict_workbooks_and_other_files_are_refused(workbook: Path, tmp_path: Path) -> None:
    strict = _rewritten(
        workbook,
        tmp_path / "strict.xlsx",
        lambda _, data: data.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
    )
    with pytest.raises(InputError, match="严格"):
        _marked(strict)
    other = tmp_path / "预算.txt"
    with pytest.raises(InputError, match="不能标注"):
        pipeline.highlight(EXAMPLES / "unit_budget.txt", other)
    broken = _rewritten(workbook, tmp_path / "broken.xlsx", lambda n, data: data[:200] if "styles" in n else data)
    with pytest.raises(InputError, match="损坏"):
        _marked(broken)
    assert not other.exists()


def test_a_marked_copy_is_not_marked_again_and_nothing_is_overwritten(workbook: Path) -> None:
    target, _ = _marked(workbook)
    with pytest.raises(InputError, match="已经标注过"):
        _marked(target)
    with pytest.raises(OutputError, match="覆盖"):
        pipeline.highlight(workbook, target)


def test_an_edited_workbook_is_marked_as_it_stands(workbook: Path) -> None:
    book = load_workbook(workbook)
    sheet = book[FORM]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value == "行政运行")
    sheet.cell(row, 3).value = 60
    book.save(workbook)
    _, marks = _marked(workbook)
    assert marks.count(BREAKS) == 0
    assert workbooks.of_bytes("x", workbook.read_bytes()).kind == "标准化工作簿"
