"""What the document's own order gives away: entries of the list of contents that the text lacks, headings whose numbers
skip one, ruins of spreadsheet errors, one document cited under two numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from toolkit.model import HINT, Document, Finding, Form, Grid, Origin, Paragraph, Place
from toolkit.standardize.contents import Contents, title_key
from toolkit.standardize.forms import compact

_NUMERALS = "一二三四五六七八九十"
_LEVELS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第([{_NUMERALS}]+)(?:部分|章)",
        rf"([{_NUMERALS}]+)、",
        rf"[（(]([{_NUMERALS}]+)[)）]",
    )
)
_FORM_NUMBER = re.compile(rf"^(?:附?表|公开|预算公开)*[{_NUMERALS}\d]*表?[:：、]?")
_HEADING = 40  # characters of a heading at most
_FOUND = 0.6  # of the entries must be found for the list to speak of this text
_ERROR = re.compile(r"#(?:DIV/0[!！]|REF[!！]|VALUE[!！]|N/A|NAME\?|NUM[!！]|NULL[!！])")
_CITED = re.compile(r"《([^《》]{6,90})》[（(]?([\u4e00-\u9fff]{2,14}[〔【［\[「（(]?20\d\d[〕】］\]」）)]?\d{1,4}号)")
_Text = tuple[str, Origin]
_BRACKETS = str.maketrans(dict.fromkeys("〔【［[「（(〕】］]」）)", " "))


def outline(
    document: Document, contents: Contents, prose: Sequence[Paragraph], forms: Sequence[Form]
) -> Iterable[Finding]:
    """All findings that the order and the wording of the document give; `prose` is what belongs to no table."""
    texts = [(text, origin) for number, text, origin in _texts(document) if number not in contents.blocks]
    yield from _absent(contents, texts, forms)
    yield from _skipped([(block.text.strip(), block.origin) for block in prose], texts)
    yield from _errors(texts)
    yield from _cited(texts)


def _absent(contents: Contents, texts: Sequence[_Text], forms: Sequence[Form]) -> Iterator[Finding]:
    """Entries of the list of contents that are neither a heading nor a form of the text."""
    whole = compact("".join(text for text, _ in texts))
    titles = {title_key(form.title) for form in forms}
    absent = [
        (text, origin)
        for text, origin in contents.entries
        if (bare := _bare(text)) and bare not in whole and title_key(_FORM_NUMBER.sub("", compact(text))) not in titles
    ]
    if len(absent) > (1 - _FOUND) * len(contents.entries):
        return
    for text, origin in absent:
        yield Finding("目录有而正文没有", HINT, (("entry", text),), (Place(origin=origin, text=text),))


def _bare(text: str) -> str:
    """A heading without its number, blanks and the width of its marks."""
    text = compact(text)
    for level in _LEVELS:
        text = level.sub("", text, count=1) if level.match(text) else text
    return _FORM_NUMBER.sub("", text).strip(".…·:：")


def _skipped(lines: Sequence[_Text], texts: Sequence[_Text]) -> Iterator[Finding]:
    """Headings whose number is two or more above the one before them, under one heading of the level above."""
    runs: list[list[tuple[int, str, Origin]]] = [[] for _ in _LEVELS]
    for text, origin in (*lines, ("第一部分", Origin())):
        level = next((level for level, pattern in enumerate(_LEVELS) if pattern.match(text)), None)
        if level is None:
            continue
        number = _number(_LEVELS[level].match(text)[1])  # type: ignore[index]
        closed = range(level + 1, len(_LEVELS))
        if runs[level] and number <= runs[level][-1][0]:
            closed = range(level, len(_LEVELS))
        for below in closed:
            yield from _gaps(runs[below], texts)
            runs[below] = []
        runs[level].append((number, text, origin))


def _gaps(run: Sequence[tuple[int, str, Origin]], texts: Sequence[_Text]) -> Iterator[Finding]:
    for (before, first, above), (number, text, origin) in pairwise(run):
        if number == before + 1 or run[0][0] != 1 or max(len(text), len(first)) > _HEADING:
            continue
        missing = _head(text).replace(_numeral(number), _numeral(before + 1))
        start, stop = ((line, at) in texts and texts.index((line, at)) for line, at in ((first, above), (text, origin)))
        if not any(missing in compact(between) for between, _ in texts[start or 0 : stop or None]):
            places = (Place(origin=above, text=first), Place(origin=origin, text=text))
            yield Finding("序号跳号", HINT, (("before", first), ("after", text)), places)


def _head(text: str) -> str:
    """The number of a heading with its marks."""
    return next((compact(found[0]) for level in _LEVELS if (found := level.match(text))), "")


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return ten + (_NUMERALS[ones - 1] if ones else "")


def _number(numerals: str) -> int:
    tens, ten, ones = numerals.rpartition("十")
    value = {char: number for number, char in enumerate(_NUMERALS, 1)}
    return (value.get(tens, 1) * 10 if ten else 0) + value.get(ones, 0)


def _errors(texts: Sequence[_Text]) -> Iterator[Finding]:
    """One finding per error value that a spreadsheet left behind, with all its places."""
    places: dict[str, list[Place]] = {}
    for text, origin in texts:
        for found in _ERROR.findall(text):
            places.setdefault(found, []).append(Place(origin=origin, text=text[:_HEADING]))
    for error, where in places.items():
        values = (("error", error), ("count", str(len(where))))
        yield Finding("公式错误值", HINT, values, tuple(dict.fromkeys(where)))


def _cited(texts: Sequence[_Text]) -> Iterator[Finding]:
    """One title that is cited under different numbers of documents."""
    cited: dict[str, dict[str, Place]] = {}
    for text, origin in texts:
        for title, number in _CITED.findall(text):
            key = "".join(number.translate(_BRACKETS).split())
            cited.setdefault(compact(title), {}).setdefault(key, Place(origin=origin, text=number))
    for title, numbers in cited.items():
        if len(numbers) > 1:
            shown = "、".join(place.text for place in numbers.values())
            yield Finding("文号不一致", HINT, (("title", title), ("numbers", shown)), tuple(numbers.values()))


def _texts(document: Document) -> Iterator[tuple[int, str, Origin]]:
    """All texts in order, with the number of their block."""
    for number, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            yield from ((number, cell.text, cell.origin) for row in block.rows for cell in row if cell.text)
        else:
            yield number, block.text.strip(), block.origin
