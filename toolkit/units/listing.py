"""A collection as a workbook that an officer filters and forwards, and the progress of an issue as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.units import remark_words
from toolkit.units.collect import Refused
from toolkit.units.remark import Remark
from toolkit.units.standing import Standing, Stray, UnitStanding
from toolkit.workbook.cells import CellPlan, ColumnPlan, Conditional, Plan, Print, Sheet
from toolkit.workbook.widths import fit_rows

Row = Sequence[str | int]
_HEAD = 2  # rows above the first of a list


def collected(standing: Standing, refused: Sequence[Refused], lang: str) -> Plan:
    """收表情况: units, problems, changes against earlier returns, and every received file."""
    sheets = [
        _units(standing, lang),
        _problems(standing, refused, lang),
        _changes(standing, lang),
        _files(standing, refused, lang),
    ]
    return Plan(tuple(sheets), (("title", "收表情况"), ("subject", standing.issue.id)))


def progress(standing: Standing, lang: str) -> Plan:
    """收表进度: units with their state, and the list of those to remind."""
    late = [unit for unit in standing.units if unit.counted is None]
    rows = [
        (unit.unit.code, unit.unit.name, unit.unit.contact, remark_words.term(unit.state, lang), unit.unit.due,
         "已逾期" if unit.is_overdue else "")
        for unit in late
    ]  # fmt: skip
    heads = ("单位编码", "单位名称", "联系人", "状态", "截止日期", "逾期")
    reminders = _list("催报名单", standing, heads, (12, 36, 24, 8, 12, 8), rows)
    return Plan((_units(standing, lang), reminders), (("title", "收表进度"), ("subject", standing.issue.id)))


def _units(standing: Standing, lang: str) -> Sheet:
    heads = (
        "单位编码",
        "单位名称",
        "状态",
        "须改",
        "提示",
        "采用的文件",
        "保存时间",
        "填报格数",
        "其他文件",
        "联系人",
        "截止日期",
    )
    widths = (11, 28, 8, 7, 7, 36, 17, 10, 10, 18, 12)
    sheet = _list("单位", standing, heads, widths, [_unit_row(unit, lang) for unit in standing.units])
    last = max(_HEAD + len(standing.units), _HEAD + 1)
    sheet.conditionals.append(
        Conditional(_HEAD + 1, 2, last, 2, f'$C{_HEAD + 2}<>"{remark_words.term("已报", lang)}"', "breaks")
    )
    sheet.conditionals.append(Conditional(_HEAD + 1, 3, last, 3, f"$D{_HEAD + 2}>0", "rounding"))
    return sheet


def _unit_row(unit: UnitStanding, lang: str) -> Row:
    must = sum(remark.level == "必须" for remark in unit.remarks)
    return (
        unit.unit.code,
        unit.unit.name,
        remark_words.term(unit.state, lang),
        must,
        len(unit.remarks) - must,
        remark_words.name(unit.counted) if unit.counted is not None else "",
        remark_words.moment(unit.saved),
        unit.filled,
        len(unit.others),
        unit.unit.contact,
        unit.unit.due,
    )


def _problems(standing: Standing, refused: Sequence[Refused], lang: str) -> Sheet:
    rows: list[Row] = []
    for unit in standing.units:
        head = (unit.unit.code, unit.unit.name)
        file = remark_words.name(unit.counted) if unit.counted is not None else ""
        if unit.counted is None:
            ask = "请尽快报送" if lang != "en" else "please return it"
            rows.append((*head, "未报", "必须", "", "", remark_words.term(unit.state, lang), ask, ""))
        rows += [(*head, *_problem(remark, lang), file) for remark in unit.remarks]
        for other in unit.others:
            name = remark_words.name(other.file)
            rows.append((*head, "重复", "提示", "", "", remark_words.reason(other, lang), "", name))
    for stray in standing.strays:
        name = remark_words.name(stray.file)
        rows += [(*_likely(stray), *_problem(remark, lang), name) for remark in stray.remarks]
    for one in refused:
        rows.append(("", "", "没有收", "必须", "", "", one.error.message, one.error.hint, one.name))
    heads = ("单位编码", "单位名称", "类别", "级别", "工作表", "单元格", "问题", "请单位做什么", "文件")
    return _list("问题", standing, heads, (11, 22, 14, 7, 22, 8, 54, 32, 28), rows)


def _likely(stray: Stray) -> tuple[str, str]:
    """The unit that a file's name points to, marked as a guess."""
    return (f"{stray.likely}？", "（看文件名）") if stray.likely else ("", "")


def _problem(remark: Remark, lang: str) -> Row:
    kind, level = remark_words.term(remark.kind, lang), remark_words.term(remark.level, lang)
    return (
        kind,
        level,
        remark.sheet,
        remark.cell,
        remark_words.sentence(remark, lang),
        remark_words.request(remark, lang),
    )


def _changes(standing: Standing, lang: str) -> Sheet:
    rows: list[Row] = []
    for unit in standing.units:
        if unit.before is None or unit.counted is None:
            continue
        head = unit.unit.code, unit.unit.name
        files = remark_words.name(unit.before), remark_words.name(unit.counted)
        rows += [
            (*head, "数字", one.statement, one.label, one.column, one.was, one.now, *files) for one in unit.changes
        ]
        for gone in unit.gone:
            text = f"{remark_words.term(gone.kind, lang)}：{remark_words.sentence(gone, lang)}"
            rows.append((*head, "问题没有了", gone.sheet, gone.cell, "", text, "", *files))
    heads = ("单位编码", "单位名称", "什么变了", "报表", "行或单元格", "栏目", "原来", "现在", "前一份文件", "现在采用")
    return _list("变化", standing, heads, (11, 22, 12, 20, 24, 22, 24, 14, 26, 26), rows)


def _files(standing: Standing, refused: Sequence[Refused], lang: str) -> Sheet:
    rows: list[Row] = []
    for unit in standing.units:
        for file, use in [
            (unit.counted, "采用"),
            *((other.file, remark_words.reason(other, lang)) for other in unit.others),
        ]:
            if file is not None:
                rows += [(name, "返回", unit.unit.code, unit.unit.name, use, file.archived) for name in file.names]
    for stray in standing.strays:
        kind = remark_words.term(stray.file.kind, lang)
        rows += [(name, kind, *_likely(stray), "", stray.file.archived) for name in stray.file.names]
    rows += [(one.name, "没有收", "", "", one.error.message, "") for one in refused]
    heads = ("文件名", "类型", "单位编码", "单位名称", "处理", "原件存放")
    return _list("文件", standing, heads, (40, 8, 11, 28, 36, 76), rows)


def _list(name: str, standing: Standing, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Row]) -> Sheet:
    issue = standing.issue
    sheet = Sheet(
        name, freeze=(_HEAD + 1, 2), page=Print(landscape=True, repeat=(_HEAD, _HEAD), footer="第 &P 页，共 &N 页")
    )
    for column, width in enumerate(widths):
        sheet.columns[column] = ColumnPlan(float(width))
    sheet.put(0, 0, f"{issue.form_set} {issue.year} 年度 · {name}", "section")
    sheet.put(1, 0, f"版次 {issue.edition}　发放编号 {issue.id}", "caption")
    sheet.put_row(_HEAD, tuple(heads), "head")
    row = _HEAD
    for row, values in enumerate(rows, _HEAD + 1):
        for column, value in enumerate(values):
            style = "cell+int" if isinstance(value, int) else "cell+wrap+text"
            sheet.cells[row, column] = CellPlan(value if value != "" else None, style)
    sheet.autofilter = (_HEAD, 0, max(row, _HEAD + 1), len(heads) - 1)
    fit_rows(sheet, _HEAD, row)
    return sheet
