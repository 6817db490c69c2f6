"""A picture of a page becomes a `Page`: set straight, its characters recognised, its ruled lines found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Any

from toolkit.read import ocr
from toolkit.read.ocr import Letter, Picture
from toolkit.read.page import Box, Char, Page, Rule

DPI = 200  # that pages are rendered at for recognition: 10-point figures are 28 pixels high
_POINTS = 72.0
_STEEPEST = 4.0  # degrees that a scan lies askew at most
_SURE = 0.99  # figures less sure are recognised a second time, larger
_SHORTEST = 1.5  # a ruled line is longer than this many characters are high
_IN_FIGURES = frozenset("0123456789.,-−%")
_FIGURE = re.compile(r"[-−]?[\d,，.．]*\d[\d,，.．]*%?")
_SIZE = 0.8  # of the height of a recognised line, which has some room above and below


def page(picture: Picture, number: int, width: float) -> Page:
    """The page that a picture shows; `width` is its width in points."""
    picture = straight(picture)
    lines, on_its_side = ocr.read(picture)
    if on_its_side:
        width = width * picture.shape[0] / picture.shape[1]
        picture, lines = max((_read_turned(picture, turns) for turns in (1, 3)), key=lambda found: _sureness(found[1]))
    scale = width / picture.shape[1]
    level, upright = _rules(picture, lines, scale)
    chars = tuple(_char(letter, scale) for line in lines for letter in line)
    height = picture.shape[0] * scale
    others = tuple(_others(picture, lines, scale))
    return Page(number, width, height, chars, level, upright, (), "", 0, False, 0, recognised=True, others=others)


def _others(picture: Picture, lines: Sequence[Sequence[Letter]], scale: float) -> Iterator[tuple[Box, str]]:
    """What a second recognition, of the figure alone and twice as large, makes of figures that are not sure."""
    import cv2

    unsure = [run for line in lines for run in _runs(line) if min(letter.confidence for letter in run) < _SURE]
    crops = []
    for run in unsure:
        x0, top, x1, bottom = (round(edge) for edge in _around(run))
        room = (bottom - top) // 4
        crop = picture[max(0, top - 2) : bottom + 2, max(0, x0 - room) : x1 + room]
        crops.append(cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
    for run, text in zip(unsure, ocr.again(crops), strict=True):
        other = text.strip().replace(" ", "")
        if other != "".join(letter.text for letter in run) and _FIGURE.fullmatch(other):
            left, upper, right, lower = (edge * scale for edge in _around(run))
            yield (left, upper, right, lower), other


def _runs(line: Sequence[Letter]) -> Iterator[list[Letter]]:
    """The figures of a line: characters that stand close and make a number with decimals or separators."""
    run: list[Letter] = []
    for letter in line:
        apart = run and letter.x0 - run[-1].x1 > 0.6 * (letter.bottom - letter.top)
        if apart or letter.text not in _IN_FIGURES:
            if len(run) > 1:
                yield run
            run = []
        if letter.text in _IN_FIGURES:
            run.append(letter)
    if len(run) > 1:
        yield run


def _char(letter: Letter, scale: float) -> Char:
    top, bottom = letter.top * scale, letter.bottom * scale
    inner = (bottom - top) * (1 - _SIZE) / 2
    size = bottom - top - 2 * inner
    middle = (top + bottom) / 2
    x0, x1 = letter.x0 * scale, letter.x1 * scale
    return Char(letter.text, x0, top + inner, x1, bottom - inner, size, middle, letter.confidence)


def _read_turned(picture: Picture, turns: int) -> tuple[Picture, list[tuple[Letter, ...]]]:
    import numpy as np

    turned = np.ascontiguousarray(np.rot90(picture, turns))
    return turned, ocr.read(turned).lines


def _sureness(lines: Iterable[Sequence[Letter]]) -> float:
    found = [letter.confidence for line in lines for letter in line]
    return sum(found) / len(found) if found else 0.0


def straight(picture: Picture) -> Picture:
    """The picture turned so that its lines lie level: where the ink of its rows of pixels varies most."""
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    small = cv2.resize(picture, None, fx=800 / width, fy=800 / width, interpolation=cv2.INTER_AREA)
    ink = cv2.threshold(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]

    def sharpness(angle: float) -> float:
        centre = ink.shape[1] / 2, ink.shape[0] / 2
        turned = cv2.warpAffine(ink, cv2.getRotationMatrix2D(centre, angle, 1.0), ink.shape[1::-1])
        return float(np.var(turned.sum(axis=1, dtype=np.float64)))

    angle = max(np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.5), key=sharpness)
    angle = max(np.arange(angle - 0.5, angle + 0.51, 0.05), key=sharpness)
    if abs(angle) < 0.05:
        return picture
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def _rules(
    picture: Picture, lines: Sequence[Sequence[Letter]], scale: float
) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The level and upright lines of a picture, in points; strokes inside characters are none."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    heights = [letter.bottom - letter.top for line in lines for letter in line]
    shortest = max(12, round(_SHORTEST * (median(heights) if heights else 20)))
    words = [_around(line) for line in lines]
    level = [
        Rule((y0 + y1) / 2 * scale, x0 * scale, x1 * scale) for x0, y0, x1, y1 in _strokes(ink, (shortest, 1), words)
    ]
    upright = [
        Rule((x0 + x1) / 2 * scale, y0 * scale, y1 * scale) for x0, y0, x1, y1 in _strokes(ink, (1, shortest), words)
    ]
    return tuple(level), tuple(upright)


def _strokes(ink: Any, kernel: tuple[int, int], words: Sequence[Box]) -> list[Box]:
    """The straight strokes at least as long as the kernel, in pixels, gaps of a few pixels closed."""
    import cv2

    across = (kernel[1] > 1) * 2 + 1, (kernel[0] > 1) * 2 + 1  # a line that is not quite level steps by a pixel
    thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, across))
    found = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, kernel))
    _, _, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    boxes: list[Box] = []
    for x, y, width, height, _ in stats[1:].tolist():
        thickness = min(width, height)
        if thickness > 0.3 * max(width, height) or thickness > 14:
            continue  # a blot, or the side of a filled area
        box = (float(x), float(y), float(x + width), float(y + height))
        if not any(_inside(box, word) for word in words):
            boxes.append(box)
    return boxes


def _inside(box: Box, word: Box) -> bool:
    return box[0] >= word[0] and box[2] <= word[2] and box[1] >= word[1] and box[3] <= word[3]


def _around(line: Sequence[Letter]) -> Box:
    return min(c.x0 for c in line), min(c.top for c in line), max(c.x1 for c in line), max(c.bottom for c in line)
