"""One statement, three uses: for every rule and case, LibreOffice reaches the verdict that Python reaches."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.rules.test_cases import base, cases, index_of
from tests.workbook.recalc import SOFFICE, recalculate
from toolkit.checks.evaluate import hold
from toolkit.model import Held
from toolkit.rules import BookIndex, equations, formula, refs, scale


@pytest.mark.skipif(SOFFICE is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed")
def test_libreoffice_reaches_the_same_verdicts(tmp_path: Path) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(tmp_path / "rules.xlsx")
    sheet = workbook.add_worksheet("规则")
    expected: dict[str, str] = {}
    row = 1
    for name, stage, rule, case in cases():
        if set(case) - {"set", "verdict", "others"}:
            continue
        index = index_of(base(name, stage), case)
        for held in hold(index.book, equations(index.book, index), index):
            if held.equation.rule == rule:
                row = _write(sheet, row, held, index)
                expected[f"A{row - 1}"] = held.verdict
    workbook.close()
    found = {address: value for (_, address), value in recalculate(tmp_path / "rules.xlsx").items()}
    assert len(expected) > 1000
    assert {address: found[address] for address in expected} == expected


def _write(sheet, row: int, held: Held, index: BookIndex) -> int:  # type: ignore[no-untyped-def]
    """The cells of an equation down column F, its sides, gap, room and verdict in one row below; the next row."""
    equation, places = held.equation, {}
    for ref in dict.fromkeys(ref for side in (equation.left, equation.right) for ref in refs(side)):
        cell = index.cell(ref)
        places[ref] = f"F{row}"
        if cell is not None and cell.amount is not None:
            sheet.write_number(places[ref], float(cell.amount.number))
        elif cell is not None and cell.text:
            sheet.write_string(places[ref], cell.text)
        row += 1
    factor = scale(equation, index)
    for letter, side in (("B", equation.left), ("C", equation.right)):
        sheet.write_formula(f"{letter}{row}", "=" + formula(side, places.__getitem__, index.factor, factor))
    sheet.write_formula(f"D{row}", f"=B{row}-C{row}")
    assert held.allowed is not None
    sheet.write_number(f"E{row}", float(held.allowed / factor))
    agrees = f"ROUND({'' if equation.relation == '<=' else 'ABS'}(D{row}),8)<=0"
    sheet.write_formula(f"A{row}", f'=IF({agrees},"一致",IF(ROUND(ABS(D{row})-E{row},8)<=0,"尾差","不平"))')
    return row + 1
