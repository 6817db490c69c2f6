"""The styles of a workbook with those that highlighting needs put behind them; none that exists changes its number.

ECMA-376 part 1, 18.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.highlight.xml_part import Element, scan
from toolkit.marks import FILLS, KINDS
from toolkit.model import BREAKS, HINT, INFERRED, ROUNDING

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="10"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    "</styleSheet>"
).encode()
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
# Told apart in print without colour: hatches of different directions, dots.
_PATTERNS = {BREAKS: "lightUp", HINT: "lightVertical", ROUNDING: "lightHorizontal", INFERRED: "gray0625"}
_LINES = {BREAKS: "FFE57373", HINT: "FFD9A400", ROUNDING: "FFE0C060", INFERRED: "FF6FA8DC"}
_FONTS = (
    '<font><sz val="10"/><name val="宋体"/></font>',
    '<font><b/><sz val="10"/><name val="宋体"/></font>',
    '<font><b/><sz val="14"/><name val="宋体"/></font>',
    '<font><u/><sz val="10"/><color rgb="FF0070C0"/><name val="宋体"/></font>',
    '<font><b/><sz val="10"/><color rgb="FFC00000"/><name val="宋体"/></font>',
)
_HEAD_FILL = '<fill><patternFill patternType="solid"><fgColor rgb="FFDDEBF7"/></patternFill></fill>'
_FIGURES = "#,##0.00####"  # of the list: as many digits as there are, six at most
_FIRST_FORMAT = 164  # the first number of a format that is not built in
_EDGE = '<{0} style="thin"><color rgb="FFA6A6A6"/></{0}>'
_BORDER = f"<border>{''.join(_EDGE.format(side) for side in ('left', 'right', 'top', 'bottom'))}<diagonal/></border>"


@dataclass(frozen=True, slots=True)
class Looks:
    """Numbers of the styles put in: `marks` the differential formats by kind, the others cell formats."""

    marks: dict[str, int]
    kinds: dict[str, int]  # a cell of the list in the fill of its kind
    title: int
    plain: int
    head: int
    text: int
    number: int
    link: int
    sign: int


def with_looks(data: bytes) -> tuple[bytes, Looks]:
    """The styles part with what highlighting needs."""
    part, found = scan(data, lambda _, depth, __: depth in (1, 2))
    groups = {element.name: element for element in found if element.depth == 1}
    counts = {
        name: sum(e.depth == 2 and group.start < e.start < group.end for e in found) for name, group in groups.items()
    }
    p = part.prefix

    def add(name: str, items: Sequence[str]) -> int:
        """Put items behind those of a group; the number of the first."""
        text = "".join(items)
        text = text.replace("</", "</\0").replace("<", f"<{p}").replace(f"<{p}/\0", f"</{p}") if p else text
        group: Element | None = groups.get(name)
        if group is None:
            before = _ORDER[: _ORDER.index(name)]
            at = max((groups[other].end for other in before if other in groups), default=part.root.inner)
            part.insert(at, f'<{p}{name} count="{len(items)}">{text}</{p}{name}>')
            return 0
        part.set_attribute(group, "count", str(counts[name] + len(items)))
        part.append(group, text)
        return counts[name]

    taken = [e.attributes.get("numFmtId", "") for e in found if e.depth == 2 and e.name == "numFmt"]
    figures = max([_FIRST_FORMAT - 1, *(int(number) for number in taken if number.isdecimal())]) + 1
    add("numFmts", [f'<numFmt numFmtId="{figures}" formatCode="{_FIGURES}"/>'])
    font = add("fonts", _FONTS)
    fill = add("fills", [_HEAD_FILL, *(_fill("solid", kind) for kind in KINDS)])
    border = add("borders", [_BORDER])
    cells = (
        _format(font + 2),
        _format(font),
        _format(font + 1, fill, border, align="center"),
        _format(font, border=border, align="wrap"),
        _format(font, border=border, number=figures, align="top"),
        _format(font + 3, border=border, align="wrap"),
        _format(font + 4),
        *(_format(font + 1, fill + 1 + at, border, align="center") for at in range(len(KINDS))),
    )
    first = add("cellXfs", cells)
    marks = add(
        "dxfs", [f"<dxf>{'<font><b/></font>' if k == BREAKS else ''}{_fill(_PATTERNS[k], k)}</dxf>" for k in KINDS]
    )
    looks = Looks(
        {kind: marks + at for at, kind in enumerate(KINDS)},
        {kind: first + 7 + at for at, kind in enumerate(KINDS)},
        *range(first, first + 7),
    )
    return part.result(), looks


def _fill(pattern: str, kind: str) -> str:
    colour = "FF{:02X}{:02X}{:02X}".format(*FILLS[kind])
    if pattern == "solid":
        return f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>'
    lines = f'<fgColor rgb="{_LINES[kind]}"/>'
    return f'<fill><patternFill patternType="{pattern}">{lines}<bgColor rgb="{colour}"/></patternFill></fill>'


def _format(font: int, fill: int = 0, border: int = 0, number: int = 0, align: str = "") -> str:
    alignment = {
        "": "",
        "wrap": '<alignment vertical="top" wrapText="1"/>',
        "top": '<alignment vertical="top"/>',
        "center": '<alignment horizontal="center" vertical="center" wrapText="1"/>',
    }[align]
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>'
    )
