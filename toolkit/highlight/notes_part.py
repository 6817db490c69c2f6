"""The notes of a sheet: the part that holds their texts, and the drawing that holds their boxes.

A note that a cell has already keeps its text: what is new stands before it. ECMA-376 part 1, 18.7 and part 4, 19.1
(VML, which Excel writes for notes to this day).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.highlight.xml_part import Element, scan, text
from toolkit.workbook.addresses import a1

AUTHOR = "recon 差异清单"
BETWEEN = "\n────────\n"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'
).encode()
_TEXT_DEPTH = 4  # of the plain text of a note
_SHAPE = re.compile(rb"_x0000_s(\d+)")
_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
EMPTY_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)


def with_notes(data: bytes, notes: Mapping[tuple[int, int], str]) -> tuple[bytes, list[tuple[int, int]]]:
    """The comments part with a note on each cell (row, column), and the cells that had none before."""
    wanted = ("authors", "author", "commentList", "comment", "text")
    part, found = scan(data, lambda name, depth, _: name in wanted or (name == "t" and depth == _TEXT_DEPTH))
    p = part.prefix
    by_name = {element.name: element for element in found}
    author = sum(element.name == "author" for element in found)
    part.append(by_name["authors"], f"<{p}author>{text(AUTHOR)}</{p}author>")
    texts: dict[str, list[Element]] = {}
    for at, element in enumerate(found):
        if element.name == "comment" and at + 1 < len(found) and found[at + 1].name == "text":
            texts[element.attributes.get("ref", "")] = found[at + 1 : at + 3]
    new, fresh = [], []
    for cell, note in sorted(notes.items()):
        standing = texts.get(a1(*cell))
        if standing and not standing[0].is_empty_tag:
            part.insert(standing[0].inner, _run(p, note + BETWEEN))
            for plain in standing[1:]:
                if plain.name == "t":  # plain text may not follow a run: it becomes one
                    part.insert(plain.start, f"<{p}r>")
                    part.insert(plain.end, f"</{p}r>")
        else:
            fresh.append(cell)
            new.append(
                f'<{p}comment ref="{a1(*cell)}" authorId="{author}"><{p}text>{_run(p, note)}</{p}text></{p}comment>'
            )
    if new:
        part.append(by_name["commentList"], "".join(new))
    return part.result(), fresh


def _run(p: str, note: str) -> str:
    return (
        f'<{p}r><{p}rPr><{p}sz val="9"/><{p}rFont val="宋体"/><{p}family val="2"/></{p}rPr>'
        f'<{p}t xml:space="preserve">{text(note)}</{p}t></{p}r>'
    )


def with_boxes(data: bytes, notes: Mapping[tuple[int, int], str]) -> bytes:
    """The drawing with a hidden box for each note."""
    last = max((int(number) for number in _SHAPE.findall(data)), default=1024)
    boxes = [] if b"_x0000_t202" in data else [_TYPE]
    boxes += [_box(last + 1 + at, row, column, note) for at, ((row, column), note) in enumerate(sorted(notes.items()))]
    end = data.rindex(b"</xml>")
    return data[:end] + "".join(boxes).encode() + data[end:]


def _box(number: int, row: int, column: int, note: str) -> str:
    height = min(24, 2 + sum(1 + len(line) // 22 for line in note.split("\n")))  # in rows of the usual height
    anchor = f"{column + 1}, 15, {max(row - 1, 0)}, 10, {column + 5}, 15, {max(row - 1, 0) + height}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;width:260pt;'
        f'height:{height * 14}pt;z-index:{number};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
