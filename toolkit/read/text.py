"""Reads plain text: tables of tab-separated or barred cells between lines of prose.

A run of table lines is one grid, also over blank lines (page breaks) and watermark lines; every other line that
is not blank is a paragraph with its indentation kept, since flattened tables and outlines need it.
"""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from toolkit.errors import InputError
from toolkit.model import Document, Grid, GridCell, Origin, Paragraph
from toolkit.read import text_columns
from toolkit.read.running import running_titles

_HEADING = re.compile(r"\s*(#{1,6})\s+(.*)")
_OPENING, _CLOSING = re.compile(r"<table\b", re.IGNORECASE), re.compile(r"</table\s*>", re.IGNORECASE)
_RULE = re.compile(r"[|\s:+=-]+")
_BARS, _BOX_RULE = re.compile("[│┃║]"), re.compile("[\\s│┃║─━═┄┈┌-╋╌-╬]+")
_TAG = re.compile(r"</?(?:p|br|span|div|b|strong|u|font|td|tr)\b[^<>]{0,200}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|[a-zA-Z]{2,8});")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]")
_PRINTABLE = re.compile(r"[^\S \f\u3000]|(?!\f)" + _CONTROL.pattern)
_BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def claims(data: bytes) -> bool:
    """Whether the content is text: no binary magic, and no zero bytes unless a byte-order mark explains them."""
    if data.startswith(_BINARY):
        return False
    return data.startswith(tuple(bom for bom, _ in _BOMS[1:])) or b"\x00" not in data[:65536]


def read(name: str, data: bytes, sha256: str) -> Document:
    """The document of a text file; raises `InputError` where the encoding is broken."""
    lines = decode(name, data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if text_columns.claims(lines):
        set_in, gone = text_columns.read([_PRINTABLE.sub("", line) for line in lines])
        return Document(name, sha256, "text", tuple(set_in), tuple(gone.items()))
    watermarks = _watermarks(lines) | running_titles(lines)
    blocks: list[Paragraph | Grid] = []
    rows: list[tuple[GridCell, ...]] = []
    dropped: Counter[str] = Counter()
    for number, raw in _without_markup(lines):
        if isinstance(raw, list):
            from toolkit.read import html  # tables written as markup are rare in text

            if rows:
                blocks.append(Grid(tuple(rows)))
                rows = []
            blocks.extend(html.embedded(name, "\n".join(raw), number))
            continue
        line = _CONTROL.sub("", raw)
        bare = line.strip().lstrip("# ").strip()
        if not bare:
            continue
        if bare in watermarks:
            dropped[bare] += 1
            continue
        origin = Origin(line=number)
        cells = _cells(line)
        if cells is not None:
            if cells:
                rows.append(tuple(GridCell(_clean(cell), origin) for cell in cells))
            continue
        if rows:
            blocks.append(Grid(tuple(rows)))
            rows = []
        blocks.append(_paragraph(line, origin))
    if rows:
        blocks.append(Grid(tuple(rows)))
    return Document(name, sha256, "text", tuple(blocks), tuple(dropped.items()))


def _without_markup(lines: Sequence[str]) -> Iterator[tuple[int, str | list[str]]]:
    """The lines with their numbers; the lines of a table written as markup come as one list, at its first number."""
    markup: list[str] = []
    open_at = depth = 0
    for number, line in enumerate(lines, 1):
        if "<" in line:
            depth += len(_OPENING.findall(line)) - len(_CLOSING.findall(line))
        if not markup and depth <= 0 and not _OPENING.search(line):
            depth = 0
            yield number, line
            continue
        open_at = open_at or number
        markup.append(line)
        if depth <= 0:
            yield open_at, markup
            open_at, markup, depth = 0, [], 0
    for number, line in enumerate(markup, open_at):
        yield number, line  # a table that is never closed is no markup


def _cells(line: str) -> list[str] | None:
    """The cells of a table line: cut at tabs, or between upright bars, typed or drawn; [] for such a table's
    rule, None for prose."""
    if "\t" in line:
        return line.split("\t")
    bare = line.strip()
    if len(bare) > 2 and bare[0] == bare[-1] == "|" and bare.count("|") > 2:
        return [] if _RULE.fullmatch(bare) else bare[1:-1].split("|")
    if _BOX_RULE.fullmatch(bare):
        return []
    drawn = _BARS.split(bare)
    if len(drawn) > 3 and not drawn[0] and not drawn[-1]:
        return drawn[1:-1]
    return None


def _paragraph(line: str, origin: Origin) -> Paragraph:
    heading = _HEADING.match(line)
    if heading:
        return Paragraph(heading[2].strip().strip("*"), origin, len(heading[1]))
    return Paragraph(_clean(line, keep_indent=True), origin)


def clean(text: str) -> str:
    """Text without control characters and without blanks at its end."""
    return _CONTROL.sub("", text).rstrip()


def _clean(text: str, *, keep_indent: bool = False) -> str:
    """Cell or paragraph text without HTML remnants; an indent is kept only where it can mean something."""
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text and _ENTITY.search(text):
        text = entities.unescape(text)
    return text.rstrip() if keep_indent else text.strip()


def _watermarks(lines: Iterable[str]) -> frozenset[str]:
    """Lines that are stamped over the pages: short, without figures, often repeated, mostly several in a row.

    Captions such as 单位：万元 repeat as well, but never directly after themselves; cells on lines of their own (合计)
    seldom.
    """
    count: Counter[str] = Counter()
    doubled: Counter[str] = Counter()
    previous = ""
    for line in lines:
        bare = line.strip().lstrip("# ").strip()
        if not bare:
            continue
        if len(bare) <= 24 and "\t" not in line and not any(c.isdigit() for c in bare):
            count[bare] += 1
            if bare == previous:
                doubled[bare] += 1
        previous = bare
    return frozenset(text for text, times in doubled.items() if count[text] >= 4 and 2 * times >= count[text])


def decode(name: str, data: bytes) -> str:
    """The text of a file: by its byte-order mark, as UTF-8, or as GB18030; raises `InputError` where it is neither."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(name, data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > 3 and error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8")  # cut off inside its last character; what is whole is read
        if _is_gb18030(data):
            return data.decode("gb18030")
        raise _broken(name, data, error.start) from error


def _strict(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(name, data, error.start) from error


def _is_gb18030(data: bytes) -> bool:
    """GB18030 accepts many byte strings, so its text must also look like Chinese: mostly common characters."""
    try:
        sample = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    wide = [c for c in sample[:200_000] if ord(c) > 0x7F]
    # Level-1 and level-2 hanzi plus CJK punctuation and full-width forms; garbage lands in rare planes instead.
    common = sum("\u4e00" <= c <= "\u9fa5" or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffee" for c in wide)
    rare = sum("\ue000" <= c <= "\uf8ff" or ord(c) >= 0x20000 for c in wide)
    return bool(wide) and common >= 0.8 * len(wide) and rare <= 0.01 * len(wide)


def _broken(name: str, data: bytes, position: int) -> InputError:
    line = data.count(b"\n", 0, position) + 1
    return InputError(
        f"第 {line} 行的文字编码已损坏，无法识别",
        "请用记事本或 WPS 打开原文件，另存为 UTF-8 编码后再试。",
        message_en=f"the text encoding is broken in line {line}",
        hint_en="Open the original and save it as UTF-8.",
        where=name,
    )
