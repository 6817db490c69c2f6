"""What PDFium knows of a page: characters and rules, upright, in points from the page's top left corner.

Only this module and `pdf_drawn` import the PDF library. Everything they hand out is plain data, so that a page can be
released before the next one is opened.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from toolkit.read import pdf_drawn
from toolkit.read.page import Box, Char, Page, Rule
from toolkit.read.pdf_drawn import THIN, Matrix

# Beyond these a page is a drawing or an attack, no disclosure; a page of a long table has 5 000 characters.
MAX_CHARS = 60_000
_LEAST = 0.5  # points; what is lower cannot be read by anyone
_FAINT = 170  # large letters no darker than this are a watermark
_SQUAT = 0.6  # of the font's size: no font states so little height for its characters
_BELOW = 0.12  # of the font's size, what its letters reach below the baseline
_UNPRINTED = frozenset({0xA0, 0xAD, 0x3000, 0xFEFF, 0xFFFE})
_QUARTER = math.pi / 2


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
    for kind, box, filled in pdf_drawn.lines(page):
        x0, top, x1, bottom = _turned(box, matrix)
        if kind == pdf_drawn.IMAGE and (x1 - x0) * (bottom - top) > 0.5 * width * height:
            pictured = True
        elif bottom - top <= THIN and x1 - x0 > THIN:
            (faint if filled else level).append(Rule((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= THIN and bottom - top > THIN:
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
    a, b, c, d, e, f = matrix
    level = a > 0 > d and not b and not c  # as nearly all pages are: no corner of a box changes its side
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
        if level:
            x0, top, x1, bottom = a * box.left + e, d * box.top + f, a * box.right + e, d * box.bottom + f
        else:
            x0, top, x1, bottom = _turned((box.left, box.bottom, box.right, box.top), matrix)
        size = bottom - top
        if size < _SQUAT * max(usual, x1 - x0):
            x0, top, x1, bottom = _turned(_font_box(handle, i, box), matrix)
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


def _font_box(handle: Any, i: int, box: Any) -> Box:
    """The box (in PDF space) of a character by the size of its font, where the font states no heights and PDFium gives
    the ink instead: a comma would lie a line below the letters beside it."""
    ink = box.left, box.bottom, box.right, box.top
    at = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    if not raw.FPDFText_GetMatrix(handle, i, at) or not raw.FPDFText_GetCharOrigin(handle, i, x, y):
        return ink
    along, across = (y.value, box.top - box.bottom) if abs(at.d) >= abs(at.c) else (x.value, box.right - box.left)
    up = at.d if abs(at.d) >= abs(at.c) else at.c
    em = raw.FPDFText_GetFontSize(handle, i) * up
    if across >= _SQUAT * abs(em):
        return ink
    low, high = sorted((along - _BELOW * em, along + (1 - _BELOW) * em))
    return (box.left, low, box.right, high) if abs(at.d) >= abs(at.c) else (low, box.bottom, high, box.top)


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


__all__ = ["Page", "load", "pdfium", "raw"]
