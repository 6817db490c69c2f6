"""Stage 2: a `Document` becomes a `Book`. The whole of standardizing on one screen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from toolkit.errors import InputError
from toolkit.model import HINT, MUST, Book, Document, Finding, Form, Grid, Origin, Paragraph, Place, Unplaced
from toolkit.money import parse_number
from toolkit.standardize import build, document_facts, flattened_forms, narrative, projects, tables
from toolkit.standardize.captions import number_of
from toolkit.standardize.document_facts import Facts
from toolkit.standardize.forms import catalogue, compact, take_apart
from toolkit.standardize.headers import concept, label_kind
from toolkit.standardize.layout import Layout, square
from toolkit.standardize.opened import open_grids

_STATED = 5  # figures that a narrative states at least
_PAGE = re.compile(r"[.…·\s]*\d{1,3}\s*$")


def standardize(document: Document) -> Book:
    """Understand a document; raises `InputError` where it holds no table at all."""
    document = open_grids(document, catalogue())
    cover = document_facts.from_cover(document)
    contents = _contents(document)
    sheets = projects.find(document.blocks)
    skip = {*contents.blocks, *sheets.used}
    document = _without(document, sheets.partly)
    raw = tables.find(document, catalogue(), government=cover.government, skip=skip)
    squared = [(t, square(t.rows)) for t in raw]
    placed = [
        (t.blocks[0], build.form(t.captions, layout, t.notes, phase=_phase(cover), year=cover.fiscal_year))
        for t, layout in squared
        if _is_table(t, layout)
    ]
    used = {*skip, *(n for t in raw for n in t.blocks)}
    flat = flattened_forms.find(
        document, catalogue(), government=cover.government, phase=_phase(cover), year=cover.fiscal_year, skip=used
    )
    used |= {n for f in flat for n in f.blocks}
    placed += [(f.blocks[0], f.built) for f in flat]
    built = [form for _, form in sorted(placed, key=lambda item: item[0])]
    forms = _keyed([_numbered(b.form, contents) for b in built])
    prose = [b for n, b in enumerate(document.blocks) if n not in used and isinstance(b, Paragraph)]
    if not forms and not sheets.projects and not _is_narrative(document, cover, prose):
        raise _no_table(document)
    facts = document_facts.settle(
        cover,
        [name for name in (*(t.captions.unit_name for t in raw), *(f.unit_name for f in flat)) if name],
        [f.title for f in forms],
        [f.year for f in forms if f.year],
        [f.phase for f in forms],
    )
    book = Book(
        source=document.name,
        sha256=document.sha256,
        reader=document.reader,
        unit_name=facts.unit_name,
        fiscal_year=facts.fiscal_year,
        stage=facts.stage,
        level=facts.level,
        unit=_common(f.unit for f in forms if f.unit),
        forms=forms,
        facts=narrative.facts(prose, facts.fiscal_year),
        projects=sheets.projects,
        unplaced=(*(u for b in built for u in b.unplaced), *_passed_over(squared)),
        findings=(*document.findings, *(f for b in built for f in b.findings)),
    )
    names = [(t.captions.unit_name, t.rows[0][0].origin) for t in raw if t.captions.unit_name]
    names += [(f.unit_name, f.built.form.first) for f in flat if f.unit_name]
    return replace(book, findings=(*book.findings, *_remarks(book, names)))


def _without(document: Document, rows: Mapping[int, frozenset[int]]) -> Document:
    """The document without the grid rows that belong to project sheets."""
    if not rows:
        return document
    blocks = list(document.blocks)
    for number, taken in rows.items():
        block = blocks[number]
        if isinstance(block, Grid):
            blocks[number] = Grid(tuple(row for r, row in enumerate(block.rows) if r not in taken))
    return replace(document, blocks=tuple(blocks))


def _is_table(table: tables.RawTable, layout: Layout) -> bool:
    """A grid that has a title and a header with words of the field, or whole columns of figures under a header.

    A layout grid without them is prose in columns.
    """
    if not table.captions.title.printed:
        return False
    leaves = [path[-1] for path in layout.paths if path]
    return any(label_kind(leaf) or concept((leaf,)) for leaf in leaves) or _has_columns_of_figures(layout)


def _has_columns_of_figures(layout: Layout) -> bool:
    """Whether a header stands over two columns or more that hold nothing but figures."""
    columns = 0
    for c in range(layout.width):
        texts = [layout.rows[r][c].text for r in layout.body if layout.rows[r][c].text]
        columns += len(texts) > 2 and bool(layout.paths[c]) and all(parse_number(text) for text in texts)
    return columns > 1


def _passed_over(squared: Sequence[tuple[tables.RawTable, Layout]]) -> Iterable[Unplaced]:
    """The figures of grids that are no table of the field: not placed, but not lost either."""
    for table, layout in squared:
        if _is_table(table, layout):
            continue
        title = table.captions.title.printed or "无标题的表格"
        for row in table.rows:
            context = f"{title} {next((cell.text for cell in row if cell.text), '')}"
            for cell in row:
                if parse_number(cell.text) is not None:
                    yield Unplaced(cell.text, "不是预决算表格", context[:80], cell.origin)


def _phase(facts: Facts) -> str:
    return "预算" if facts.stage == "执行与草案" else facts.stage


def _common(values: Iterable[str]) -> str:
    ranked = Counter(values).most_common(1)
    return ranked[0][0] if ranked else ""


class _Contents:
    """The list of contents: its blocks, and the form numbers that it gives to titles."""

    def __init__(self) -> None:
        self.blocks: set[int] = set()
        self.numbers: dict[str, str] = {}

    def add(self, text: str) -> None:
        text = _PAGE.sub("", text.strip())
        number = number_of(text)
        if number:
            self.numbers[_title_key(compact(text)[len(number) :].lstrip(":：、"))] = number


def _title_key(title: str) -> str:
    parts = take_apart(title)
    return parts.bare + "".join(parts.scope) + str(parts.year or "")


def _contents(document: Document) -> _Contents:
    """Find the list of contents: rows or lines that end in rising page numbers, before the first table."""
    found = _Contents()
    for number, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            if not block.rows[0][-1].text.isdigit():
                continue
            texts = ["".join(c.text + " " for c in row).strip() for row in block.rows]
            pages = [int(m[0]) for text in texts if (m := re.search(r"\d{1,3}$", text))]
            listed = sum(bool(re.search(r"[^\d.,\s]\D*[.…·\s]*\d{1,3}$", text)) for text in texts)
            if len(pages) < len(texts) * 0.8 or pages != sorted(pages) or listed < len(texts) * 0.8 or len(texts) < 2:
                continue
            found.blocks.add(number)
            for text in texts:
                found.add(text)
        elif re.search(r"(?:\.{3,}|…|·{3,})\s*\d{1,3}\s*$", block.text):
            found.blocks.add(number)
            found.add(block.text)
    return found


def _numbered(form: Form, contents: _Contents) -> Form:
    """The number that the list of contents gives to a form, where its own caption names none of that kind."""
    listed = contents.numbers.get(_title_key(form.title))
    return replace(form, no=listed) if listed else form


def _keyed(forms: Sequence[Form]) -> tuple[Form, ...]:
    """Make the keys of forms and statements unique: the second form of a role gets #2."""
    count: Counter[str] = Counter()
    keyed: list[Form] = []
    for form in forms:
        count[form.key] += 1
        suffix = f"#{count[form.key]}" if count[form.key] > 1 else ""
        statements = tuple(replace(s, key=s.key + suffix) for s in form.statements)
        keyed.append(replace(form, key=form.key + suffix, statements=statements))
    return tuple(keyed)


def _remarks(book: Book, names: Sequence[tuple[str, Origin]]) -> Iterable[Finding]:
    """Findings that need no rule: forms twice, unknown forms, two units, one code with two names, cut tables."""
    yield from _twice(book)
    if not book.forms and not book.projects:
        yield Finding("只有文字", HINT, (("count", str(len(book.facts))),))
    if book.forms and not book.projects and not any(any(_figures(form)) for form in book.forms):
        yield Finding("空白表样", MUST, (("count", str(len(book.forms))),), (Place(origin=book.forms[0].first),))
    for form in book.forms:
        if not form.role:
            yield Finding("未识别的表", HINT, (("form", form.title),), (Place(origin=form.first, text=form.title),))
        if not form.unit and not form.declared_empty and any(_figures(form)):
            yield Finding("未注明单位", HINT, (("form", form.title),), (Place(origin=form.first, text=form.title),))
        yield from _cut(form)
    others = {name: origin for name, origin in names if compact(name) != compact(book.unit_name)}
    for name, origin in others.items():
        values = (("name", name), ("unit_name", book.unit_name))
        yield Finding("单位名称不一致", MUST, values, (Place(origin=origin, text=name),))
    yield from _names(book)


def _figures(form: Form) -> Iterable[bool]:
    return (c.amount is not None for s in form.statements for line in s.lines for c in line.cells if c)


def _twice(book: Book) -> Iterable[Finding]:
    groups: dict[tuple[str, str, int | None, str], list[Form]] = {}
    for form in book.forms:
        if form.role:
            groups.setdefault((form.role, _title_key(form.title), form.year, form.phase), []).append(form)
    for (role, *_), same in groups.items():
        if len(same) > 1:
            places = tuple(Place(statement=form.key, origin=form.first, text=form.title) for form in same)
            # A form may be printed again for the reader's ease; that its figures differ is another matter.
            level = HINT if len({_content(form) for form in same}) == 1 else MUST
            yield Finding("重复表", level, (("form", role), ("count", str(len(same)))), places)


def _content(form: Form) -> tuple[tuple[str, str, Decimal], ...]:
    """The figures of a form with their rows and columns, whatever its layout."""
    return tuple(
        (compact(line.name), column.concept, cell.amount.value)
        for statement in form.statements
        for line in statement.lines
        for column, cell in zip(statement.columns, line.cells, strict=True)
        if cell is not None and cell.amount is not None
    )


def _cut(form: Form) -> Iterable[Finding]:
    """A form whose closing total is missing was cut in the middle."""
    spec = catalogue().spec(form.role)
    if spec is None or spec.closing is None or form.declared_empty:
        return
    for statement in form.statements:
        last = statement.lines[-1] if statement.lines else None
        if last and not spec.closing.search(compact(last.name)):
            values = (("form", form.title), ("side", statement.side), ("last", last.name))
            yield Finding("表不完整", MUST, values, (Place(statement.key, last.key, origin=form.last),))


def _names(book: Book) -> Iterable[Finding]:
    """One code with several names: every name is kept as printed, and this is said."""
    seen: dict[str, dict[str, Place]] = {}
    for form in book.forms:
        for statement in form.statements:
            for line in statement.lines:
                if line.code:
                    place = Place(statement.key, line.key, origin=_origin(line.cells, form), text=line.name)
                    seen.setdefault(line.code, {}).setdefault(compact(line.name), place)
    for code, by_name in seen.items():
        if len(by_name) > 1:
            values = (("code", code), ("names", "、".join(place.text for place in by_name.values())))
            yield Finding("科目名称不一致", HINT, values, tuple(by_name.values()))


def _origin(cells: Sequence[object], form: Form) -> Origin:
    return next((cell.origin for cell in cells if cell is not None), form.first)  # type: ignore[attr-defined]


def _is_narrative(document: Document, cover: Facts, prose: Sequence[Paragraph]) -> bool:
    """Whether a document without tables is the narrative half of a disclosure, published apart from its tables.

    A web page is not: its tables are attachments that were not fetched.
    """
    if document.reader == "html" or not (cover.stage and cover.fiscal_year):
        return False
    return len(narrative.facts(prose, cover.fiscal_year)) >= _STATED


def _no_table(document: Document) -> InputError:
    if document.reader == "html":
        suffix = re.search(r"\.\w{1,5}$", document.name)
        other = suffix[0].lower() if suffix and not suffix[0].lower().startswith((".htm", ".xhtml")) else ""
        return InputError(
            f"这是一个网页{f'（只是文件名写作 {other}）' if other else ''}，里面没有预算、决算表格",
            "表格多半是网页的附件：请在浏览器里打开原网页，下载附件后再试。",
            message_en=f"this is a web page{f' (only named {other})' if other else ''} without budget tables",
            hint_en="The tables are probably attachments of the page: download them from there.",
            where=document.name,
        )
    return InputError(
        "文件里没有找到预算、决算表格",
        "请确认选对了文件；若表格是图片或被整理成了纯文字段落，请提供带表格的原件。",
        message_en="no budget or final-accounts table found",
        hint_en="Check the file; if its tables are pictures or plain prose, supply the original with tables.",
        where=document.name,
    )
