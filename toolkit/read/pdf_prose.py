"""What stands outside tables: running titles and page numbers go, wrapped lines become paragraphs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.model import Origin, Paragraph
from toolkit.read import pdf_text
from toolkit.read.page import Box, Char, Page

_PAGE_NUMBER = re.compile(
    r"[-—–·.\s]*(?:第\s*)?(\d{1,4})\s*(?:页)?(?:\s*[/／,，共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·.\s]*"
)
_CAPTION = re.compile(r"表\s*(?:[(（].{1,12}[)）])?$|(?:单位|部门|名称)[:：]|^附?表|公开\s*\d+")
_UNBROKEN = re.compile(r"[\dA-Za-z.,%\-]+[，。；、]?")
_NO_TITLE = re.compile(r"[表。：；，:]")  # in a line that a table's title begins with
_LISTED_PAGE = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*")
ITEM = re.compile(
    r"[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]|第[一二三四五六七八九十]+部分"
)
_MARGIN = 0.1  # of the page's height, where running titles and page numbers stand
_APART = 2.5  # character heights between captions on one line


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of prose or a caption, freed from its page."""

    text: str
    box: Box
    size: float
    page: int
    relative: tuple[float, float]  # top and bottom as shares of the page's height
    paper: tuple[int, int]  # width and height of the page
    whole: bool  # nothing else stands beside it, and no wide gap within it
    origin: Origin

    @property
    def centre(self) -> float:
        return (self.box[0] + self.box[2]) / 2


def printed(page: Page, chars: Iterable[Char]) -> list[Printed]:
    """The lines of a page that belong to no table; captions side by side are cut apart."""
    out: list[Printed] = []
    for line in pdf_text.lines(chars):
        parts = pdf_text.split(line, _APART)
        whole = len(parts) == 1
        if len(parts) > 1 and _LISTED_PAGE.fullmatch(parts[-1].text):
            parts = [line]  # an entry of a list of contents and its page
        for part in parts:
            box = part.box
            relative = box[1] / page.height, box[3] / page.height
            origin = page.origin(box, part.chars)
            paper = round(page.width), round(page.height)
            out.append(Printed(part.text, box, part.size, page.number, relative, paper, whole, origin))
    return out


def furniture(pages: Sequence[Sequence[Printed]]) -> set[int]:
    """The ids of lines that are no content: page numbers, and what repeats in one place at the edge of pages."""
    seen: Counter[tuple[str, int]] = Counter()
    counted: Counter[int] = Counter()  # page less its printed number: the same on all pages that are numbered
    numbers: dict[int, int] = {}
    for lines in pages:
        seen.update({(line.text, round(line.relative[0] * 100)) for line in lines if _at_edge(line, _MARGIN)})
        for line in lines:
            match = _PAGE_NUMBER.fullmatch(line.text)
            if match and _at_edge(line, 2 * _MARGIN) and _is_outermost(line, lines):
                numbers[id(line)] = line.page - int(match[1])
                counted[numbers[id(line)]] += 1
    gone: set[int] = set()
    for lines in pages:
        for line in lines:
            at = round(line.relative[0] * 100)
            often = sum(seen[line.text, near] for near in (at - 1, at, at + 1))
            repeated = often >= 3 and _at_edge(line, _MARGIN) and not _CAPTION.search(line.text)
            number = numbers.get(id(line))
            numbered = number is not None and (counted[number] > 2 or _at_edge(line, _MARGIN))
            if repeated or numbered:
                gone.add(id(line))
    return gone


def _at_edge(line: Printed, margin: float) -> bool:
    return line.relative[1] < margin or line.relative[0] > 1 - margin


def _is_outermost(line: Printed, lines: Sequence[Printed]) -> bool:
    """Whether nothing but other edge lines stands between a line and the page's end."""
    if line.relative[0] > 0.5:
        return all(other.box[1] <= line.box[3] for other in lines)
    return all(other.box[3] >= line.box[1] for other in lines)


Edges = dict[tuple[int, int], tuple[float, float]]


def edges(pages: Sequence[Sequence[Printed]]) -> Edges:
    """The left and right edge that most lines of prose keep, for each size of page."""
    lefts: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    rights: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for line in (line for lines in pages for line in lines):
        if line.whole and line.box[2] - line.box[0] > 12 * line.size:
            lefts[line.paper][round(line.box[0] / 3)] += 1
            rights[line.paper][round(line.box[2] / 3)] += 1
    return {
        paper: (lefts[paper].most_common(1)[0][0] * 3.0, rights[paper].most_common(1)[0][0] * 3.0) for paper in lefts
    }


def paragraphs(lines: Sequence[Printed], edges: Edges) -> list[Paragraph]:
    """Paragraphs of a run of lines: a line that reaches the right edge goes on in one that starts at the left edge."""
    out: list[tuple[list[str], Origin]] = []
    previous: Printed | None = None
    for line in lines:
        if previous is not None and (_runs_on(previous, line, edges) or _is_title_rest(previous, line)):
            out[-1][0].append(line.text)
        else:
            out.append(([line.text], line.origin))
        previous = line
    return [Paragraph(pdf_text.joined(texts), origin) for texts, origin in out]


def _runs_on(previous: Printed, line: Printed, edges: Edges) -> bool:
    if previous.paper not in edges or line.paper != previous.paper or ITEM.match(line.text):
        return False
    if _CAPTION.search(previous.text) or _CAPTION.search(line.text):
        return False
    left, right = edges[previous.paper]
    unbroken = _UNBROKEN.match(line.text)  # a figure is not broken: it leaves more room on the line above
    room = 2.0 + 0.6 * (unbroken.end() if unbroken else 0)
    full = previous.box[2] > right - room * previous.size
    at_left = line.box[0] < left + 0.7 * line.size
    alike = abs(line.size - previous.size) < 0.12 * previous.size
    wide = previous.box[2] - previous.box[0] > 12 * previous.size
    if line.page != previous.page:
        follows = not previous.text.endswith(("。", "：", "；"))
    else:
        follows = 0 < line.box[1] - previous.box[1] < 3 * line.size
    return full and at_left and alike and wide and follows


def _is_title_rest(previous: Printed, line: Printed) -> bool:
    """The second line of a centred table title (… 转移支付预 / 算分市县表)."""
    same_axis = abs(previous.centre - line.centre) < line.size and abs(previous.size - line.size) < 0.03 * line.size
    near = previous.page == line.page and 0 < line.box[1] - previous.box[1] < 2 * line.size
    shorter = line.box[2] - line.box[0] < previous.box[2] - previous.box[0]
    title = _CAPTION.search(line.text) is not None and not _NO_TITLE.search(previous.text)
    return same_axis and near and shorter and title
