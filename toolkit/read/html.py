"""Reads web pages: paragraphs and tables in order, merged cells with their spans. Scripts are never run."""

from __future__ import annotations

import codecs
import html as entities
import re
from bisect import bisect_right
from collections.abc import Callable

from toolkit.errors import InputError
from toolkit.model import Document, Grid, Origin, Paragraph
from toolkit.read import nested_tables, refusals, text
from toolkit.read.html_tokens import Token, attributes, tokens
from toolkit.read.nested_tables import Cell, Table

MAX_CHARACTERS = 24_000_000
_PAGE = re.compile(
    r"\ufeff?(?:\s|<!--(?:[^-]|-(?!->)){0,4000}-->|<\?[^>]{0,400}>)*"
    r"<(?:!doctype\s+html|html|head|body|table|meta|title|div|p|center|style)\b",
    re.IGNORECASE,
)
_MHTML = re.compile(rb"\s*(?:MIME-Version:|From: *<?Saved by|Snapshot-Content-Location:)", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
_ENCODINGS = frozenset({"utf-8", "gb18030", "big5", "big5hkscs", "iso8859-1", "cp1252", "ascii"})
_ASTRAY = 400  # at most one broken character in so many
_BREAKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
        "section", "ul", "caption",
    }
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "base", "wbr"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_TITLE_META = ("articletitle", "contenttitle", "title")


def claims(data: bytes) -> bool:
    """Whether the content begins as a web page does."""
    head = data[:8192]
    if _MHTML.match(head):
        return True
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return bool(_PAGE.match(head.decode("utf-16", "replace")))
    return bool(_PAGE.match(head.decode("latin-1").removeprefix("ï»¿")))


def read(name: str, data: bytes, sha256: str) -> Document:
    """The document of a page; raises `InputError` where it is too large, nested too deeply or its encoding broken."""
    page = _decoded(name, _page_of(data) if _MHTML.match(data) else data)
    if len(page) > MAX_CHARACTERS:
        raise refusals.too_large(name, "网页太大", "the page is too large")
    reader = _Reader(name, page)
    reader.run()
    return Document(name, sha256, "html", tuple(nested_tables.numbered(reader.blocks)))


def embedded(name: str, markup: str, first_line: int) -> tuple[Paragraph | Grid, ...]:
    """The tables and paragraphs of markup that stands inside another text, from its line `first_line` on."""
    reader = _Reader(name, markup, first_line - 1)
    reader.run()
    return tuple(reader.blocks)


def _page_of(data: bytes) -> bytes:
    """The page in a web archive (.mht, as browsers and Word save it)."""
    from email import message_from_bytes

    for part in message_from_bytes(data).walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(content, bytes) and content:
            return content
    return b"<html>"


def _decoded(name: str, data: bytes) -> str:
    """The page as text: UTF-8 where it is that, else as the page declares, else as Chinese text."""
    named = _CHARSET.search(data[:8192])
    charset = named[1].decode("ascii").lower() if named else "utf-8"
    charset = "gb18030" if charset in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else charset
    declared = [encoding for encoding in dict.fromkeys(("utf-8", charset)) if _is_encoding(encoding)]
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        for encoding in declared:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue  # the page declares its encoding wrongly, or some bytes are astray
    try:
        return text.decode(name, data)
    except InputError:
        for encoding in declared:
            page = data.decode(encoding, "replace")
            if page.count("\ufffd") * _ASTRAY < len(page):
                return page  # a few bytes astray, as pages have them; a figure that they hit is no figure any more
        raise


def _is_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name).name in _ENCODINGS
    except LookupError:
        return False


class _Reader:
    """Walks over the tokens; `tables` are the open ones, `cells` the cell that each of them is in."""

    def __init__(self, name: str, page: str, lines_before: int = 0) -> None:
        self.name, self.page, self.lines_before = name, page, lines_before
        self.blocks: list[Paragraph | Grid] = []
        self.tables: list[Table] = []
        self.cells: list[Cell | None] = []
        self.pieces: list[str] = []
        self.started = 0
        self.heading = 0
        self.hidden: tuple[str, int] | None = None  # the element that is not shown, and how deep we are in it
        self.head = False
        self.lines = [m.start() for m in re.finditer("\n", page)]

    def run(self) -> None:
        """Read the whole page."""
        opening: dict[str, Callable[[Token], None]] = {
            "table": self._open_table, "tr": self._open_row, "td": self._open_cell, "th": self._open_cell,
            "meta": self._meta, "title": self._title, "body": self._body,
        }  # fmt: skip
        for token in tokens(self.page):
            if self._is_hidden(token):
                continue
            if not token.name:
                if not self.head:
                    self._text(token)
            elif token.closing:
                self._close(token)
            elif token.name in opening:
                opening[token.name](token)
            elif token.name == "head":
                self.head = True
            elif token.name in _BREAKS:
                self._break()
                self.heading = int(token.name[1]) if re.fullmatch("h[1-6]", token.name) else 0
        while self.tables:
            self._close_table()
        self._break()

    def _is_hidden(self, token: Token) -> bool:
        if self.hidden:
            name, depth = self.hidden
            if token.name == name:
                depth += -1 if token.closing else 1
                self.hidden = (name, depth) if depth else None
            return True
        if token.closing or not token.attributes or token.name in _VOID or token.name in ("html", "body", "head"):
            return False
        if _HIDDEN.search(token.attributes) and _HIDDEN.search(attributes(token.attributes).get("style", "")):
            self.hidden = (token.name, 1)
            return True
        return False

    def _origin(self, at: int) -> Origin:
        return Origin(line=self.lines_before + bisect_right(self.lines, at) + 1)

    def _text(self, token: Token) -> None:
        if not self.pieces:
            if not token.text.strip():
                return
            self.started = token.at + len(token.text) - len(token.text.lstrip())
        self.pieces.append(token.text)

    def _break(self) -> None:
        """End the line that is being read."""
        if not self.pieces:
            return
        joined = _BLANKS.sub(" ", entities.unescape(_BLANKS.sub(" ", "".join(self.pieces)))).strip(" ")
        line = text.clean(joined.replace("\u00a0", " "))
        self.pieces.clear()
        if not line.strip():
            return
        paragraph = Paragraph(line, self._origin(self.started), self.heading if not self.tables else 0)
        cell = self.cells[-1] if self.cells else None
        if cell is not None:
            cell.items.append(paragraph)
        elif self.tables and self.tables[-1].rows:  # text astray between the cells
            self.tables[-1].rows[-1].append(Cell(paragraph.origin, [paragraph]))
        else:
            self.blocks.append(paragraph)

    def _close(self, token: Token) -> None:
        if token.name in ("td", "th"):
            self._break()
            if self.cells:
                self.cells[-1] = None
        elif token.name == "table":
            if self.tables:
                self._close_table()
        elif token.name == "head":
            self.head = False
        elif token.name in _BREAKS or token.name == "tr":
            self._break()
            self.heading = 0

    def _open_table(self, token: Token) -> None:  # noqa: ARG002
        self.head = False
        self._break()
        if len(self.tables) >= nested_tables.MAX_DEPTH:
            raise nested_tables.too_deep(self.name)
        self.tables.append(Table())
        self.cells.append(None)

    def _close_table(self) -> None:
        self._break()
        table = self.tables.pop()
        self.cells.pop()
        cell = self.cells[-1] if self.cells else None
        if cell is not None:
            cell.items.append(table)
        elif not self.tables:
            self.blocks.extend(nested_tables.blocks(self.name, table))
        else:
            self.tables[-1].rows.append([Cell(Origin(), [table])])

    def _open_row(self, token: Token) -> None:  # noqa: ARG002
        self._break()
        if self.tables:
            self.cells[-1] = None
            self.tables[-1].rows.append([])

    def _open_cell(self, token: Token) -> None:
        self._break()
        if not self.tables:
            return
        if not self.tables[-1].rows:
            self.tables[-1].rows.append([])
        given = attributes(token.attributes) if "span" in token.attributes.lower() else {}
        rows, columns = _span(given.get("rowspan", ""), 65_534), _span(given.get("colspan", ""), 1_000)
        cell = Cell(self._origin(token.at), [], rows, columns)
        self.tables[-1].rows[-1].append(cell)
        self.cells[-1] = cell

    def _meta(self, token: Token) -> None:
        given = attributes(token.attributes)
        if given.get("name", "").lower() in _TITLE_META and given.get("content", "").strip():
            self._add_title(given["content"], token.at)

    def _title(self, token: Token) -> None:
        end = self.page.find("<", token.at + 6)
        start = self.page.find(">", token.at) + 1
        if self.head and 0 < start <= end:
            self._add_title(self.page[start:end], token.at)

    def _add_title(self, words: str, at: int) -> None:
        line = _BLANKS.sub(" ", entities.unescape(words)).strip()
        if line and not self.blocks:
            self.blocks.append(Paragraph(line, self._origin(at), 1))

    def _body(self, token: Token) -> None:  # noqa: ARG002
        self.head = False


def _span(value: str, most: int) -> int:
    """A span attribute as browsers take it: what is no number is 1."""
    digits = re.match(r"\s*(\d{1,6})", value)
    return max(1, min(int(digits[1]), most)) if digits else 1
