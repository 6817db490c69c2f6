"""What PDFium knows of a page: characters and rules, upright, in points from the page's top left corner.

The only module that imports the PDF library. Everything it hands out is plain data, so that a page can be released
before the next one is opened.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# Beyond these a page is a drawing or an attack, no disclosure; a page of a long table has 5 000 characters.
MAX_CHARS = 60_000
MAX_OBJECTS = 60_000
MAX_SEGMENTS = 2_000
_FORM_DEPTH = 4
_THIN = 3.0  # points; a filled rectangle no thicker is a rule
_LEAST = 0.5  # points; what is lower cannot be read by anyone
_PALE = 250  # a colour whose every part is at least this is white
_FAINT = 170  # large letters no darker than this are a watermark
_UNPRINTED = frozenset({0xA0, 0xAD, 0x3000, 0xFEFF, 0xFFFE})
_QUARTER = math.pi / 2

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]  # x0, top, x1, bottom


class Char(NamedTuple):
    """One printed character with its font box; what is asked for most stands beside it, computed once."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float  # height of the box
    middle: float  # between top and bottom

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


class Rule(NamedTuple):
    """A straight printed line: at `at` across its direction, from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """The content of one page. `faint` are horizontal edges of areas filled without a border."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    faint: tuple[Rule, ...]
    stamped: str  # text of watermarks
    unmapped: int  # characters whose font does not say what they are
    pictured: bool  # a picture covers most of the page
    turn: int  # quarter turns that set sideways text upright

    def printed_box(self, box: Box) -> Box:
        """The box on the page as displayed, where the page was turned to read it."""
        x0, top, x1, bottom = box
        if self.turn == 1:
            x0, top, x1, bottom = top, self.width - x1, bottom, self.width - x0
        elif self.turn == 2:
            x0, top, x1, bottom = self.width - x1, self.height - bottom, self.width - x0, self.height - top
        elif self.turn == 3:
            x0, top, x1, bottom = self.height - bottom, x0, self.height - top, x1
        return round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)


def load(page: Any, number: int) -> Page:
    """Read one page of a `PdfDocument`."""
    textpage = page.get_textpage()
    try:
        turn = _turn(page, textpage)
        matrix, width, height = _upright(page, turn)
        chars, stamped, unmapped = _chars(textpage, matrix)
    finally:
        textpage.close()
    level: list[Rule] = []
    upright: list[Rule] = []
    faint: list[Rule] = []
    pictured = False
    for kind, box, filled in _lines(page):
        x0, top, x1, bottom = _turned(box, matrix)
        if kind == raw.FPDF_PAGEOBJ_IMAGE and (x1 - x0) * (bottom - top) > 0.5 * width * height:
            pictured = True
        elif bottom - top <= _THIN and x1 - x0 > _THIN:
            (faint if filled else level).append(Rule((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= _THIN and bottom - top > _THIN:
            if not filled:
                upright.append(Rule((x0 + x1) / 2, top, bottom))
        elif filled:
            faint += (Rule(top, x0, x1), Rule(bottom, x0, x1))
    return Page(
        number, width, height, chars, tuple(level), tuple(upright), tuple(faint), stamped, unmapped, pictured, turn
    )


def _turn(page: Any, textpage: Any) -> int:
    """The quarter turns beside the page's own that most of its characters need."""
    count = min(raw.FPDFText_CountChars(textpage.raw), 400)
    angles = Counter(round(raw.FPDFText_GetCharAngle(textpage.raw, i) / (math.pi / 2)) % 4 for i in range(count))
    if not angles:
        return 0
    # PDFium's angles run clockwise, as page rotation does: text drawn at a quarter needs three more to stand upright.
    return int((-angles.most_common(1)[0][0] - page.get_rotation() // 90) % 4)


def _upright(page: Any, turn: int) -> tuple[Matrix, float, float]:
    """The transform from PDF space to points from the top left, and the size of the page so turned."""
    width, height = page.get_size()
    if turn % 2:
        width, height = height, width
    scale = 100
    corners: list[tuple[float, float]] = []
    x, y = ctypes.c_int(), ctypes.c_int()
    for px, py in ((0, 0), (1000, 0), (0, 1000)):
        size = int(width * scale), int(height * scale)
        raw.FPDF_PageToDevice(page.raw, 0, 0, *size, turn, px, py, x, y)
        corners.append((x.value / scale, y.value / scale))
    (e, f), (ax, ay), (cx, cy) = corners
    return ((ax - e) / 1000, (ay - f) / 1000, (cx - e) / 1000, (cy - f) / 1000, e, f), width, height


def _turned(box: Box, m: Matrix) -> Box:
    """A box (left, bottom, right, top) of PDF space, transformed."""
    left, low, right, high = box
    x0, x1 = m[0] * left + m[2] * low + m[4], m[0] * right + m[2] * high + m[4]
    y0, y1 = m[1] * left + m[3] * low + m[5], m[1] * right + m[3] * high + m[5]
    return (x0 if x0 < x1 else x1, y0 if y0 < y1 else y1, x1 if x0 < x1 else x0, y1 if y0 < y1 else y0)


def _chars(textpage: Any, matrix: Matrix) -> tuple[tuple[Char, ...], str, int]:
    """The printed characters, the text of slanted or pale stamps, and how many characters are unknown."""
    handle = textpage.raw
    chars: list[Char] = []
    stamped: list[str] = []
    unmapped = 0
    box = raw.FS_RECTF()
    axis = _axis(matrix)
    usual = 0.0
    unicode_of, box_of, angle_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharAngle
    for i in range(min(raw.FPDFText_CountChars(handle), MAX_CHARS)):
        code = unicode_of(handle, i)
        if code <= 0x20 or code in _UNPRINTED:
            unmapped += code == 0 or (code < 0x20 and code not in (2, 9, 10, 13))
            continue
        if 0xE000 <= code <= 0xF8FF or code >= 0xFFFD:
            unmapped += 1
        box_of(handle, i, box)
        x0, top, x1, bottom = _turned((box.left, box.bottom, box.right, box.top), matrix)
        size = bottom - top
        if size < _LEAST:
            continue
        angle = (angle_of(handle, i) - axis) % _QUARTER
        slanted = 0.05 < angle < _QUARTER - 0.05
        if slanted or (usual and size > 1.5 * usual and _is_pale(handle, i)):
            stamped.append(_plain(code))
            continue
        usual = size if not usual else 0.98 * usual + 0.02 * size
        chars.append(Char(_plain(code), x0, top, x1, bottom, size, (top + bottom) / 2))
    return tuple(chars), "".join(stamped), unmapped


def _axis(matrix: Matrix) -> float:
    return math.atan2(matrix[1], matrix[0])


def _plain(code: int) -> str:
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:  # other code points for ordinary characters
        return unicodedata.normalize("NFKC", chr(code))
    return chr(code)


def _is_pale(handle: Any, i: int) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFText_GetFillColor(handle, i, *parts):
        return False
    red, green, blue, alpha = (part.value for part in parts)
    return alpha < 200 or min(red, green, blue) >= _FAINT


def _lines(page: Any) -> Iterator[tuple[int, Box, bool]]:
    """Everything drawn that can be a rule: (kind, box in PDF space, whether it is a mere fill or white)."""
    budget = MAX_OBJECTS
    count = raw.FPDFPage_CountObjects(page.raw)
    stack = [(raw.FPDFPage_GetObject(page.raw, i), _IDENTITY, 0) for i in range(min(count, MAX_OBJECTS))][::-1]
    while stack and budget:
        budget -= 1
        item, matrix, depth = stack.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
            inner = _times(_matrix(item), matrix)
            number = min(raw.FPDFFormObj_CountObjects(item), budget)
            stack += [(raw.FPDFFormObj_GetObject(item, i), inner, depth + 1) for i in range(number)][::-1]
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield kind, _image(item, matrix), False
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            yield from _path(item, matrix)


_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _matrix(item: Any) -> Matrix:
    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, m)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First `m`, then `n`."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _image(item: Any, matrix: Matrix) -> Box:
    m = _times(_matrix(item), matrix)
    return _bounds([_apply(m, 0, 0), _apply(m, 1, 1)])


def _bounds(points: list[tuple[float, float]]) -> Box:
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _path(item: Any, matrix: Matrix) -> Iterator[tuple[int, Box, bool]]:
    """The straight lines of a stroked path, or the areas of a filled one."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    kind = raw.FPDF_PAGEOBJ_PATH
    stroked = bool(stroke.value)
    if not stroked and not fill.value:
        return
    white = _is_white(item, stroked=stroked)
    for points in _subpaths(item, _times(_matrix(item), matrix)):
        if stroked:
            for start, end in pairwise(points):
                if abs(start[0] - end[0]) < 0.5 or abs(start[1] - end[1]) < 0.5:
                    yield kind, _bounds([start, end]), white
        elif len(points) >= 2:
            box = _bounds(points)
            thin = min(box[2] - box[0], box[3] - box[1]) <= _THIN
            if thin or len(points) <= 6:
                yield kind, box, white or not thin


def _is_white(item: Any, *, stroked: bool) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    get = raw.FPDFPageObj_GetStrokeColor if stroked else raw.FPDFPageObj_GetFillColor
    return bool(get(item, *parts)) and min(part.value for part in parts[:3]) >= _PALE


def _subpaths(item: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for i in range(min(raw.FPDFPath_CountSegments(item), MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(_apply(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if points:
        yield points


__all__ = ["Box", "Char", "Page", "Rule", "load", "pdfium", "raw"]
