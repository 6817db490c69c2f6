"""The sheets of the self-check: 自检, which the unit reads, and `_自检`, which computes it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from toolkit.model import AGREES, BREAKS, HINT, MUST, NOT_APPLICABLE, ROUNDING
from toolkit.rules import Rule
from toolkit.units.places import DETAIL, GUIDE, SELF_CHECK
from toolkit.units.self_check import Check, Side
from toolkit.units.words import texts, word
from toolkit.workbook.addresses import a1, letters, on_sheet, quoted
from toolkit.workbook.cells import CellPlan, ColumnPlan, Conditional, Merge, Print, Protection, RowPlan, Sheet
from toolkit.workbook.relations import verdict_colours
from toolkit.workbook.widths import fit_rows

_DETAIL_HEADS = ("规则", "位置", "左边", "右边", "差额", "允许尾差", "结论", "格")
_PLACE, _LEFT, _RIGHT, _GAP, _ROOM, _VERDICT, _CELL = range(1, 8)
_WIDTHS = (8.0, 7.0, 48.0, 24.0, 6.0, 6.0, 40.0, 14.0, 14.0, 12.0)
_HEAD, _FIRST = 4, 5
_DECIDED = (AGREES, ROUNDING, BREAKS)


class Group(NamedTuple):
    """A rule with what is checked for it, the first of its rows on the hidden sheet, and the verdicts now."""

    rule: Rule
    checks: Sequence[Check]
    first: int
    verdicts: tuple[str, ...]

    @property
    def last(self) -> int:
        return self.first + len(self.checks) - 1


def detail_sheet(found: Sequence[tuple[Rule, Sequence[Check]]]) -> tuple[Sheet, list[Group]]:
    """The hidden sheet, and where each rule stands on it."""
    sheet = Sheet(DETAIL, state="hidden", protection=Protection())
    sheet.put_row(0, _DETAIL_HEADS, "head")
    groups, row = [], 1
    for rule, own in found:
        verdicts = tuple(_detail(sheet, row + number, rule, check) for number, check in enumerate(own))
        groups.append(Group(rule, own, row, verdicts))
        row += len(own)
    for column, width in enumerate((24.0, 50.0, 14.0, 14.0, 12.0, 10.0, 8.0)):
        sheet.columns[column] = ColumnPlan(width)
    return sheet, groups


def _detail(sheet: Sheet, row: int, rule: Rule, check: Check) -> str:
    gap, room, count = a1(row, _GAP), a1(row, _ROOM), check.count
    sheet.put(row, 0, rule.id)
    if isinstance(check.place, Side):
        sheet.put(row, _PLACE, "", "", check.place.text)
    else:
        sheet.put(row, _PLACE, check.place)
    sheet.put(row, _LEFT, check.left.value, "", check.left.text)
    sheet.put(row, _RIGHT, check.right.value, "", check.right.text)
    difference = check.left.value - check.right.value
    sheet.put(row, _GAP, difference, "", f"ROUND({a1(row, _LEFT)}-{a1(row, _RIGHT)},6)")
    allowed = check.half * count.value
    sheet.put(row, _ROOM, allowed, "", f"ROUND({check.half.normalize():f}*({count.text}),6)")
    agrees = f"{gap}{'=' if check.relation == '==' else '<='}0"
    verdict = f'IF({room}=0,"",IF({agrees},"{AGREES}",IF(ABS({gap})<={room},"{ROUNDING}","{BREAKS}")))'
    shown = _verdict(check, difference, allowed)
    if check.where is not None:
        verdict = f'IF({check.where[0]},{verdict},IF({room}=0,"","{NOT_APPLICABLE}"))'
        shown = shown if check.where[1] or not shown else NOT_APPLICABLE
    if check.applies:
        verdict = f'IF({check.applies},{verdict},"")'
    sheet.put(row, _VERDICT, shown, "", verdict)
    sheet.put(row, _CELL, check.cell)
    return shown


def _verdict(check: Check, difference: Decimal, allowed: Decimal) -> str:
    if not allowed:
        return ""
    if difference == 0 or (check.relation == "<=" and difference < 0):
        return AGREES
    return ROUNDING if abs(difference) <= allowed else BREAKS


def self_check_sheet(groups: Sequence[Group], unit: str) -> Sheet:
    """The sheet that the unit reads: one row per rule."""
    said = texts()["check"]
    sheet = Sheet(SELF_CHECK, protection=Protection(), colour="#70AD47")
    for column, width in enumerate(_WIDTHS):
        sheet.columns[column] = ColumnPlan(width)
    last_column, last = len(_WIDTHS) - 1, _FIRST + len(groups) - 1
    sheet.put(0, 0, f"{unit}　{said['title']}", "title+left")
    sheet.merges.append(Merge(0, 0, 0, last_column - 1))
    sheet.put(0, last_column, word("back"), "link")
    sheet.links[0, last_column] = on_sheet(GUIDE, 0, 0)
    sheet.rows[0] = RowPlan(28.0)
    _summary(sheet, groups, last)
    sheet.put(2, 0, said["note"], "note")
    sheet.merges.append(Merge(2, 0, 2, last_column))
    sheet.rows[2] = RowPlan(28.0)
    sheet.put_row(_HEAD, tuple(said["heads"]), "head")
    sheet.rows[_HEAD] = RowPlan(20.0)
    for number, group in enumerate(groups):
        _rule_row(sheet, _FIRST + number, group)
    hint = f'AND({a1(_FIRST, 0)}="{BREAKS}",{a1(_FIRST, 1)}="{HINT}")'
    sheet.conditionals.append(Conditional(_FIRST, 0, last, 0, hint, "rounding"))
    verdict_colours(sheet, _FIRST, last, 0)
    sheet.autofilter = (_HEAD, 0, last, last_column)
    sheet.freeze = (_FIRST, 0)
    sheet.page = Print(landscape=True, repeat=(_HEAD, _HEAD), footer=word("page"))
    fit_rows(sheet, _FIRST, last)
    return sheet


def _summary(sheet: Sheet, groups: Sequence[Group], last: int) -> None:
    """The verdict on the whole, in one line."""
    said = texts()["check"]
    verdicts, levels = (f"${letters(column)}${_FIRST + 1}:${letters(column)}${last + 1}" for column in (0, 1))
    parts = [f'COUNTIFS({verdicts},"{BREAKS}",{levels},"{level}")' for level in (MUST, HINT)]
    words = [_counted(said[key], part) for key, part in zip(("breaks", "hints"), parts, strict=True)]
    rounding = f'IF(COUNTIF({verdicts},"{ROUNDING}")>0,"{said["rounding"]}","{said["good"]}")'
    nothing = f'COUNTIF({verdicts},"?*")=0'
    formula = f'IF({nothing},"{said["empty"]}",IF({parts[0]}>0,{words[0]},IF({parts[1]}>0,{words[1]},{rounding})))'
    sheet.put(1, 0, _now(groups), "section", formula)
    sheet.merges.append(Merge(1, 0, 1, len(_WIDTHS) - 1))
    sheet.rows[1] = RowPlan(24.0)
    for text, style in ((said["breaks"], "breaks"), (said["hints"], "rounding"), (said["good"], "agrees")):
        tail = text.partition("{}")[2] or text
        condition = f'RIGHT($A$2,{len(tail)})="{tail}"'
        sheet.conditionals.append(Conditional(1, 0, 1, len(_WIDTHS) - 1, condition, style))


def _counted(text: str, count: str) -> str:
    before, _, after = text.partition("{}")
    return f'"{before}"&{count}&"{after}"'


def _now(groups: Sequence[Group]) -> str:
    """What the summary says before anybody typed."""
    said = texts()["check"]
    worst = [(_worst(group.verdicts), group.rule.level) for group in groups]
    if not any(verdict for verdict, _ in worst):
        return str(said["empty"])
    for level, key in ((MUST, "breaks"), (HINT, "hints")):
        count = worst.count((BREAKS, level))
        if count:
            return str(said[key]).format(count)
    return str(said["rounding" if any(verdict == ROUNDING for verdict, _ in worst) else "good"])


def _worst(verdicts: Sequence[str]) -> str:
    return next((verdict for verdict in (BREAKS, ROUNDING, AGREES, NOT_APPLICABLE) if verdict in verdicts), "")


def _rule_row(sheet: Sheet, row: int, group: Group) -> None:
    detail = quoted(DETAIL)

    def column(number: int) -> str:
        return f"{detail}!${letters(number)}${group.first + 1}:${letters(number)}${group.last + 1}"

    verdicts = column(_VERDICT)
    tests = [f'COUNTIF({verdicts},"{verdict}")>0' for verdict in (BREAKS, ROUNDING, AGREES, NOT_APPLICABLE)]
    worst = "".join(
        f'IF({test},"{verdict}",'
        for test, verdict in zip(tests, (BREAKS, ROUNDING, AGREES, NOT_APPLICABLE), strict=True)
    )
    shown = _worst(group.verdicts)
    cells = sheet.cells
    cells[row, 0] = CellPlan(shown, "cell+center", f'{worst}""))))')
    cells[row, 1] = CellPlan(group.rule.level, "cell+center")
    cells[row, 2] = CellPlan(group.rule.title, "cell+wrap")
    cells[row, 3] = CellPlan(group.rule.basis or None, "cell+wrap+muted")
    decided = "+".join(f'COUNTIF({verdicts},"{verdict}")' for verdict in _DECIDED)
    cells[row, 4] = CellPlan(sum(v in _DECIDED for v in group.verdicts), "cell+num0+center", decided)
    cells[row, 5] = CellPlan(group.verdicts.count(BREAKS), "cell+num0+center", f'COUNTIF({verdicts},"{BREAKS}")')
    place = f'MATCH(IF({a1(row, 5)}>0,"{BREAKS}","{ROUNDING}"),{verdicts},0)'
    first = next((check for check, v in zip(group.checks, group.verdicts, strict=True) if v == shown), None)
    told = _told(first) if first is not None and shown in (BREAKS, ROUNDING) else ("", "", "", "")
    link = f'HYPERLINK("#"&INDEX({column(_CELL)},{place}),INDEX({column(_PLACE)},{place}))'
    cells[row, 6] = CellPlan(told[0], "cell+wrap+link", f'IFERROR({link},"")')
    for offset, (number, value) in enumerate(zip((_LEFT, _RIGHT, _GAP), told[1:], strict=True), 7):
        cells[row, offset] = CellPlan(value, "cell+zero2", f'IFERROR(INDEX({column(number)},{place}),"")')


def _told(check: Check) -> tuple[str | Decimal, ...]:
    place = "" if isinstance(check.place, Side) else check.place
    return place, check.left.value, check.right.value, check.left.value - check.right.value
