"""What is drawn on a page that can be a rule of a table: straight lines, thin areas, edges of areas, pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from toolkit.read.page import Box

MAX_OBJECTS = 60_000  # beyond, a page is a drawing or an attack
MAX_SEGMENTS = 2_000
_FORM_DEPTH = 4
_RECTANGLE = 6  # segments of a path that is no more than a rectangle
_PALE = 250  # a colour whose every part is at least this is white
THIN = 3.0  # points; an area no thicker is a rule

Matrix = tuple[float, float, float, float, float, float]


def lines(page: Any) -> Iterator[tuple[int, Box, bool]]:
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
        elif kind == IMAGE:
            yield kind, _image(item, matrix), False
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            yield from _path(item, matrix)


IMAGE = raw.FPDF_PAGEOBJ_IMAGE
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
    if not stroked and matrix is _IDENTITY and raw.FPDFPath_CountSegments(item) <= _RECTANGLE:
        boxes = [_drawn_box(item)]
    elif not stroked:
        found = [points for points in _subpaths(item, _times(_matrix(item), matrix)) if len(points) > 1]
        boxes = [_bounds(points) for points in found]
        boxes = [box for box, points in zip(boxes, found, strict=True) if len(points) <= _RECTANGLE or _is_thin(box)]
    else:
        boxes = [
            _bounds([start, end])
            for points in _subpaths(item, _times(_matrix(item), matrix))
            for start, end in pairwise(points)
            if abs(start[0] - end[0]) < 0.5 or abs(start[1] - end[1]) < 0.5
        ]
    if boxes:
        white = _is_white(item, stroked=stroked)
        for box in boxes:
            yield kind, box, white or not (stroked or _is_thin(box))


def _is_thin(box: Box) -> bool:
    return box[2] - box[0] <= THIN or box[3] - box[1] <= THIN


def _drawn_box(item: Any) -> Box:
    """The box of a filled path; PDFium knows it without its points being asked for."""
    edges = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(item, *edges)
    return edges[0].value, edges[1].value, edges[2].value, edges[3].value


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
