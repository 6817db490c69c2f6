"""The macros that need no Python: in an interpreter of VBA and in LibreOffice, with the same result."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from tests.addin.conftest import FORM
from tests.excel.vba import Excel
from tests.units.filling import blanked, random_filling
from toolkit import pipeline
from toolkit.excel.package import macro_workbook, words
from toolkit.highlight import workbooks
from toolkit.workbook.addresses import a1
from toolkit.workbook.cells import Sheet
from toolkit.workbook.save import workbook_bytes

BREAKS, ROUNDING = "FFFF9E9E", "FFFFF2CC"
SIGNS = {"×": "不平", "≈": "尾差"}
LISTS = ("勾稽关系", "文表核对", "项目核对")


class Look(NamedTuple):
    """What a workbook shows beyond its own: fills, notes and signs, by place."""

    fills: dict[tuple[str, str], str]
    notes: dict[tuple[str, str], str]
    signs: dict[tuple[str, str], str]
    sheets: tuple[str, ...]


def _look(path: Path) -> Look:
    fills, notes, signs = {}, {}, {}
    book = openpyxl.load_workbook(path)
    for sheet in book:
        if sheet.title.startswith("_recon"):
            continue
        for row in sheet.iter_rows():
            for cell in row:
                place = sheet.title, cell.coordinate
                if cell.fill.fill_type == "solid":
                    fills[place] = cell.fill.fgColor.rgb
                if cell.comment is not None:
                    notes[place] = cell.comment.text
                if isinstance(cell.value, str) and cell.value in SIGNS:
                    signs[place] = cell.value
    return Look(fills, notes, signs, tuple(book.sheetnames))


def _expected(path: Path) -> dict[tuple[str, str], str]:
    """Which cells the lists say are at fault: by their verdicts, and the links that stand beside the formulas."""
    shown, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    found: dict[tuple[str, str], str] = {}

    def add(place: tuple[str, str], verdict: str) -> None:
        if found.get(place) != "不平":
            found[place] = verdict

    for name in LISTS:
        heads = [cell.value for cell in shown[name][2]]
        for row, value in zip(shown[name].iter_rows(min_row=3), values[name].iter_rows(min_row=3), strict=True):
            verdict = value[heads.index("结论")].value
            if verdict not in ("不平", "尾差"):
                continue
            if name != "勾稽关系":
                figure = next(heads.index(head) for head in ("文中数", "项目表金额") if head in heads)
                add((name, row[figure].coordinate), verdict)
                continue
            sides = [(str(row[heads.index(side)].value), row[heads.index(f"{side}位置")]) for side in ("左边", "右边")]
            alone = [link for formula, link in sides if formula.count("!") == 1 and ":" not in formula]
            for link in alone or [sides[0][1]]:
                sheet, _, cell = link.hyperlink.location.rpartition("!")
                add((sheet.strip("'"), cell), verdict)
    return found


def _marked(look: Look) -> dict[tuple[str, str], str]:
    kinds = {BREAKS: "不平", ROUNDING: "尾差"}
    return {place: kinds[colour] for place, colour in look.fills.items() if colour in kinds}


@pytest.fixture
def excel(macros: Path, tmp_path: Path) -> Excel:
    return Excel(Path(shutil.copy(macros, tmp_path / "in.xlsm")))


def test_the_cells_of_the_lists_are_marked(excel: Excel, workbook: Path, tmp_path: Path) -> None:
    expected = _expected(workbook)
    assert set(expected.values()) == {"不平", "尾差"}
    told = excel.on_book("MarkBreaks")
    counts = [list(expected.values()).count(verdict) for verdict in ("不平", "尾差")]
    assert re.findall(r"\d+", told) == [str(count) for count in counts]
    look = _look(excel.save(tmp_path / "marked.xlsm"))
    assert _marked(look) == expected
    for place, verdict in expected.items():
        assert look.notes[place].startswith(
            f"{words()['breaks_sign' if verdict == '不平' else 'rounding_sign']} {verdict}"
        )
    rows = {(sheet, re.sub(r"\D", "", cell)) for sheet, cell in expected if sheet not in LISTS}
    assert {(sheet, re.sub(r"\D", "", cell)) for sheet, cell in look.signs} == rows


def test_a_note_gives_the_relation_and_both_figures(excel: Excel, tmp_path: Path) -> None:
    excel.on_book("MarkBreaks")
    note = next(text for (_, cell), text in _look(excel.save(tmp_path / "m.xlsm")).notes.items() if "61" in text)
    assert re.search(r"左边 61\n右边 60\n差额 1\n", note)
    assert "允许尾差 0.0" in note
    assert "单位 万元" in note


def test_clearing_restores_everything(excel: Excel, tmp_path: Path) -> None:
    before = _look(excel.save(tmp_path / "before.xlsm"))
    sheet, cell = excel.selected
    excel.on_book("MarkBreaks")
    excel.on_book("MarkBreaks")  # again, on marks
    assert excel.selected == (sheet, cell)
    assert excel.on_book("ClearMarks") == words()["cleared"]
    assert _look(excel.save(tmp_path / "after.xlsm")) == before
    assert excel.selected == (sheet, cell)
    assert excel.on_book("ClearMarks") == words()["unmarked"]


def test_own_fills_and_notes_of_the_officer_stay(excel: Excel, workbook: Path, tmp_path: Path) -> None:
    sheet, address = next(place for place in _expected(workbook) if place[0] == FORM)
    cell = excel.book.vba_get("Worksheets", [sheet]).vba_get("Range", [address])
    cell.vba_get("Interior").vba_set("Color", 0x112233)
    cell.vba_get("AddComment", ["领导批示"])
    before = _look(excel.save(tmp_path / "before.xlsm"))
    excel.on_book("MarkBreaks")
    marked = _look(excel.save(tmp_path / "marked.xlsm"))
    assert marked.notes[sheet, address] == "领导批示"
    assert (sheet, address) in _marked(marked)
    excel.on_book("ClearMarks")
    assert _look(excel.save(tmp_path / "after.xlsm")) == before


def test_stepping_goes_round_through_what_breaks(excel: Excel, workbook: Path) -> None:
    sheets = openpyxl.load_workbook(workbook).sheetnames
    stops = [place for place, verdict in _expected(workbook).items() if verdict == "不平"]

    def order(place: tuple[str, str]) -> tuple[int, int, str]:
        return sheets.index(place[0]), int(re.sub(r"\D", "", place[1])), place[1]

    stops.sort(key=order)
    for number, stop in enumerate([*stops, stops[0]]):
        told = excel.on_book("StepBreak", 1)
        assert excel.selected == stop
        assert told.startswith(f"第 {number % len(stops) + 1} 处，共 {len(stops)} 处：{stop[0]}!{stop[1]} 不平")
    excel.on_book("StepBreak", -1)
    assert excel.selected == stops[-1]


def test_a_protected_sheet_is_left_alone_and_named(excel: Excel, tmp_path: Path) -> None:
    before = _look(excel.save(tmp_path / "before.xlsm"))
    excel.book.vba_get("Worksheets", [FORM]).vba_get("Protect", [])
    assert FORM in excel.on_book("MarkBreaks")
    look = _look(excel.save(tmp_path / "marked.xlsm"))
    assert not [place for place in _marked(look) if place[0] == FORM]
    excel.on_book("ClearMarks")
    assert _look(excel.save(tmp_path / "after.xlsm")) == before


def test_a_workbook_with_protected_structure_is_not_marked_but_stepped_through(excel: Excel, tmp_path: Path) -> None:
    before = _look(excel.save(tmp_path / "before.xlsm"))
    excel.book.vba_get("Protect", ["", True])
    assert excel.on_book("MarkBreaks") == words()["locked"]
    assert excel.on_book("StepBreak", 1).startswith("第 1 处")
    excel.book.vba_get("Unprotect", [""])
    assert _look(excel.save(tmp_path / "after.xlsm")) == before


def test_a_hidden_row_is_said_to_be_hidden(excel: Excel) -> None:
    excel.on_book("StepBreak", 1)
    sheet, cell = excel.selected
    row = excel.book.vba_get("Worksheets", [sheet]).vba_get("Range", [cell]).vba_get("EntireRow")
    row.vba_set("Hidden", True)
    excel.on_book("StepBreak", -1)
    told = [excel.on_book("StepBreak", 1) for _ in range(len(_expected_breaks(excel)) or 1)]
    assert any(words()["unseen"] in text for text in told)


def _expected_breaks(excel: Excel) -> range:
    return range(int(re.findall(r"共 (\d+) 处", excel.on_book("StepBreak", 1))[0]))


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.save(tmp_path / "other.xlsx")
    path = tmp_path / "other.xlsm"
    path.write_bytes(macro_workbook((tmp_path / "other.xlsx").read_bytes()))
    excel = Excel(path)
    assert excel.on_book("MarkBreaks") == words()["unknown"]
    assert excel.on_book("StepBreak", 1) == words()["unknown"]


def test_marks_that_python_made_are_not_painted_over(excel: Excel) -> None:
    sheet = excel.book.vba_get("Worksheets").vba_get("Add", [])
    sheet.vba_set("Name", "_recon_marks")
    assert excel.on_book("MarkBreaks") == words()["python_marks"]


def test_an_error_half_way_leaves_nothing_half_marked(
    excel: Excel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyopenvba.apps.excel import Range
    from pyopenvba.interpreter._values import error

    before = _look(excel.save(tmp_path / "before.xlsm"))
    calls = []
    real = Range.vba_get

    def failing(self: Any, name: str, *rest: Any) -> Any:
        if name.lower() == "addcomment":
            calls.append(name)
            if len(calls) == 2:
                raise error(1004)
        return real(self, name, *rest)

    monkeypatch.setattr(Range, "vba_get", failing)
    assert excel.on_book("MarkBreaks").startswith(words()["failed"].partition("{")[0])
    assert len(calls) == 2
    monkeypatch.undo()
    assert _look(excel.save(tmp_path / "after.xlsm")) == before


Office = Callable[[list[dict[str, Any]]], list[list[str]]]


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """Runs the macros of workbooks in LibreOffice."""
    soffice = shutil.which("soffice")
    pythons = (sys.executable, "/usr/bin/python3")
    able = [
        p
        for p in pythons
        if shutil.which(p) and not subprocess.run([p, "-c", "import uno"], capture_output=True).returncode
    ]
    if soffice is None or not able:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice with its Python bridge is missing (see .ci/office)")
        pytest.skip("LibreOffice with its Python bridge is not installed")

    script = Path(__file__).with_name("office_macros.py")
    with subprocess.Popen(
        [able[0], script, soffice], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        lines, answers = process.stdin, process.stdout

        def run(task: list[dict[str, Any]]) -> list[list[str]]:
            print(json.dumps(task), file=lines, flush=True)
            told: list[list[str]] = json.loads(answers.readline())
            return told

        yield run
        lines.close()


def test_both_hosts_agree(office: Office, macros: Path, seed: Callable[[int], Path], tmp_path: Path) -> None:
    source = pipeline.convert(seed(1), tmp_path / "seed.xlsx").path
    marks = pipeline.marks(workbooks.of_bytes(source.name, source.read_bytes())).marks
    rounded = {place for place, verdict in _expected(source).items() if verdict == "尾差"}
    assert rounded == {(m.spot.sheet, a1(*m.spot[1:])) for m in marks if m.kind == "尾差"}  # as Python has them
    (tmp_path / "seed.xlsm").write_bytes(macro_workbook(source.read_bytes()))
    shutil.copy(macros, tmp_path / "small.xlsm")
    steps = [["run", "Next"], ["run", "Next"], ["run", "Previous"], ["run", "Selected"]]
    task = [
        {
            "path": str(tmp_path / f"{name}.xlsm"),
            "steps": [
                *steps,
                ["run", "MarkBreaks"],
                ["save", str(tmp_path / f"{name} office marked.xlsx")],
                ["run", "ClearMarks"],
                ["save", str(tmp_path / f"{name} office cleared.xlsx")],
            ],
        }
        for name in ("small", "seed")
    ]
    for name, told in zip(("small", "seed"), office(task), strict=True):
        excel = Excel(tmp_path / f"{name}.xlsm")
        original = _look(tmp_path / f"{name}.xlsm")
        assert [excel.on_book("StepBreak", by) for by in (1, 1, -1)] == told[:3]
        assert "!".join(excel.selected) == told[3]
        assert excel.on_book("MarkBreaks") == told[4]
        marked = _look(excel.save(tmp_path / f"{name} excel marked.xlsm"))
        theirs = _look(tmp_path / f"{name} office marked.xlsx")
        assert _marked(theirs) == _marked(marked) == _expected(tmp_path / f"{name}.xlsm")
        assert {place: theirs.notes[place] for place in _marked(marked)} == {
            place: marked.notes[place] for place in _marked(marked)
        }
        assert theirs.signs == marked.signs
        assert excel.on_book("ClearMarks") == told[5]
        cleared = _look(tmp_path / f"{name} office cleared.xlsx")
        assert cleared.signs == original.signs
        assert set(cleared.notes) == set(original.notes)
        assert cleared.fills == original.fills


def test_a_corrected_cell_loses_its_mark(office: Office, macros: Path, tmp_path: Path) -> None:
    shutil.copy(macros, tmp_path / "edit.xlsm")
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    corrected = ["put", FORM, "C9", 60.0]  # 行政运行: 61.00 was printed
    steps = [["run", "MarkBreaks"], ["save", str(first)], corrected, ["run", "MarkBreaks"], ["save", str(second)]]
    (told,) = office([{"path": str(tmp_path / "edit.xlsm"), "steps": steps}])
    assert openpyxl.load_workbook(macros)[FORM]["A9"].value == "2010301"
    assert "不平" in _marked(_look(first)).values()
    assert set(_marked(_look(second)).values()) == {"尾差"}
    assert re.findall(r"\d+", told[1])[0] == "0"


def test_marks_are_found_again_after_rows_are_inserted_and_a_sheet_is_renamed(
    office: Office, macros: Path, tmp_path: Path
) -> None:
    shutil.copy(macros, tmp_path / "moved.xlsm")
    after = tmp_path / "after.xlsx"
    moved = [["insert", FORM, 8], ["rename", FORM, "改过'的名字"]]
    steps = [["run", "MarkBreaks"], *moved, ["run", "ClearMarks"], ["save", str(after)]]
    (told,) = office([{"path": str(tmp_path / "moved.xlsm"), "steps": steps}])
    assert told[1] == words()["cleared"]
    look, before = _look(after), _look(macros)
    assert not _marked(look)
    assert not look.signs
    assert sorted(look.notes.values()) == sorted(before.notes.values())
    kept = [colour for (sheet, cell), colour in look.fills.items() if sheet == "改过'的名字" and cell[1:] != "8"]
    assert sorted(kept) == sorted(colour for (sheet, _), colour in before.fills.items() if sheet == FORM)


def test_a_form_that_a_unit_fills_in_is_stepped_through(office: Office, tmp_path: Path) -> None:
    path, form = _template(tmp_path)
    row = next(row for row, column in form.cells if form.cells[row, column].value == "一、一般公共预算") + 1
    filled = ["put", form.name, f"B{row}", 100.0]  # in one form only, so that it breaks with the others
    (told,) = office(
        [
            {
                "path": str(path),
                "steps": [["run", "Next"], filled, ["run", "Next"], ["run", "Selected"], ["run", "MarkBreaks"]],
            }
        ]
    )
    assert told[0] == words()["none"]
    assert told[2] == f"{form.name}!B{row}"
    assert re.match(rf"第 1 处，共 \d+ 处：{form.name}!B{row} 不平", told[1])
    assert form.name in told[3].splitlines()[1]  # LibreOffice colours no locked cell


def _template(folder: Path) -> tuple[Path, Sheet]:
    """Blank forms with the macros in them, and the first of the forms."""
    plan = blanked("单位预算").plan
    path = folder / "form.xlsm"
    path.write_bytes(macro_workbook(workbook_bytes(plan)))
    return path, next(sheet for sheet in plan.sheets if sheet.name.endswith("收支总表"))


def test_locked_forms_are_marked_where_they_may_be_coloured(tmp_path: Path) -> None:
    made = blanked("决算简表")
    (tmp_path / "form.xlsm").write_bytes(macro_workbook(workbook_bytes(made.plan)))
    excel = Excel(tmp_path / "form.xlsm")
    for (sheet, row, column), value in random_filling(made, 3, 0.4).items():
        cell = excel.book.vba_get("Worksheets", [sheet]).vba_get("Range", [a1(row, column)])
        cell.vba_set("Value", float(value) if isinstance(value, Decimal) else value)
    before = _look(excel.save(tmp_path / "before.xlsm"))
    told = excel.on_book("MarkBreaks")
    look = _look(excel.save(tmp_path / "marked.xlsm"))
    marked = _marked(look)
    assert re.findall(r"\d+", told) == [str(list(marked.values()).count(verdict)) for verdict in ("不平", "尾差")]
    assert "不平" in marked.values()
    assert {sheet for sheet, _ in marked} <= {sheet.name for sheet in made.plan.sheets if sheet.protection}
    assert all(look.notes[place].startswith("× 不平") for place, verdict in marked.items() if verdict == "不平")
    assert not look.signs
    excel.on_book("ClearMarks")
    assert _look(excel.save(tmp_path / "after.xlsm")) == before


def test_a_marked_workbook_is_read_back_as_the_same_book(excel: Excel, tmp_path: Path) -> None:
    before = pipeline.load(excel.save(tmp_path / "before.xlsm"))
    excel.on_book("MarkBreaks")
    after = pipeline.load(excel.save(tmp_path / "marked.xlsm"))
    assert after.forms == before.forms
    assert after.findings == before.findings
