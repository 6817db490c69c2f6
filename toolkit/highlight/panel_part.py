"""差异清单 as a worksheet part of its own."""

from __future__ import annotations

from decimal import Decimal

from toolkit.highlight.panel import FIRST_ROW, HEADS, NUMBERS, SIGN_COLUMN, WHERE_COLUMN, Panel, Row, target
from toolkit.highlight.styles_part import Looks
from toolkit.highlight.xml_part import quoted, text
from toolkit.workbook.addresses import a1
from toolkit.workbook.addresses import quoted as quoted_sheet
from toolkit.workbook.widths import text_lines

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MOST_LINKS = 65_000  # of Excel, per sheet


def worksheet(panel: Panel, looks: Looks) -> bytes:
    """The part, in front of all others when the workbook opens."""
    last = len(panel.rows) - 1
    columns = "".join(
        f'<col min="{at + 1}" max="{at + 1}" width="{width}" customWidth="1"/>' for at, (_, width) in enumerate(HEADS)
    )
    rows = "".join(_row(at, row, panel, looks) for at, row in enumerate(panel.rows))
    links = "".join(
        f'<hyperlink ref="{a1(row, WHERE_COLUMN)}" location={quoted(target(spot))} '
        f"display={quoted(str(panel.rows[row][WHERE_COLUMN]))}/>"
        for row, spot in list(panel.links.items())[:_MOST_LINKS]
    )
    area = f"{a1(FIRST_ROW - 1, 0)}:{a1(max(last, FIRST_ROW - 1), len(HEADS) - 1)}"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{FIRST_ROW}" topLeftCell="A{FIRST_ROW + 1}" activePane="bottomLeft" state="frozen"/>'
        "</sheetView></sheetViews>"
        f'<sheetFormatPr defaultRowHeight="14"/><cols>{columns}</cols><sheetData>{rows}</sheetData>'
        f'<autoFilter ref="{area}"/>{f"<hyperlinks>{links}</hyperlinks>" if links else ""}'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    ).encode()


def print_titles(sheet: str) -> str:
    """The rows that every printed page repeats, as the sheet is called in the workbook."""
    return f"{quoted_sheet(sheet)}!${FIRST_ROW}:${FIRST_ROW}"


def _row(at: int, row: Row, panel: Panel, looks: Looks) -> str:
    if at < FIRST_ROW - 1:
        style = (looks.title, looks.sign, looks.plain)[at]
        return f'<row r="{at + 1}">{_cell(at, 0, row[0], style)}</row>'
    if at == FIRST_ROW - 1:
        cells = "".join(_cell(at, column, value, looks.head) for column, value in enumerate(row))
        return f'<row r="{at + 1}" ht="20" customHeight="1">{cells}</row>'
    styles = [looks.text] * len(row)
    for column in NUMBERS:
        styles[column] = looks.number
    styles[SIGN_COLUMN] = looks.kinds[panel.kinds[at]]
    if at in panel.links:
        styles[WHERE_COLUMN] = looks.link
    lines = max(
        text_lines(str(value), width) for value, (_, width) in zip(row, HEADS, strict=True) if value is not None
    )
    height = min(14 * lines + 2, 400)
    cells = "".join(_cell(at, column, value, styles[column]) for column, value in enumerate(row))
    return f'<row r="{at + 1}" ht="{height}" customHeight="1">{cells}</row>'


def _cell(row: int, column: int, value: str | int | Decimal | None, style: int) -> str:
    place = f'r="{a1(row, column)}" s="{style}"'
    if value is None:
        return f"<c {place}/>"
    if isinstance(value, str):
        return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{text(value)}</t></is></c>'
    return f"<c {place}><v>{value:f}</v></c>" if isinstance(value, Decimal) else f"<c {place}><v>{value}</v></c>"
