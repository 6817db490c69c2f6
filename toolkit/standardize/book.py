"""Stage 2: a `Document` becomes a `Book`. The whole of standardizing on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from toolkit.model import Book, Document, Form, Grid, Paragraph, Unplaced
from toolkit.money import parse_number
from toolkit.standardize import build, document_facts, evidence, flattened_forms, narrative, no_tables, projects, tables
from toolkit.standardize.contents import Contents, read_contents, title_key
from toolkit.standardize.document_facts import Facts
from toolkit.standardize.forms import catalogue
from toolkit.standardize.headers import concept, label_kind
from toolkit.standardize.layout import Layout, square
from toolkit.standardize.opened import open_grids
from toolkit.standardize.outline import outline
from toolkit.standardize.remarks import remarks
from toolkit.standardize.sheet_leftovers import leftovers
from toolkit.standardize.slips import slips

_STATED = 5  # figures that a narrative states at least


def standardize(document: Document) -> Book:
    """Understand a document; raises `InputError` where it holds no table at all."""
    document = open_grids(document, catalogue())
    cover = document_facts.from_cover(document)
    contents = read_contents(document)
    sheets = projects.find(document.blocks)
    skip = {*contents.blocks, *sheets.used}
    whole = document
    document = _without(document, sheets.partly)
    raw = tables.find(document, catalogue(), government=cover.government, skip=skip)
    squared = [_known_by_contents(t, square(t.rows), government=cover.government) for t in raw]
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
        raise no_tables.refused(document, contents)
    wholes = (project.department for project in sheets.projects if project.whole and not cover.unit_name)
    facts = document_facts.settle(
        cover,
        [name for name in (*(t.captions.unit_name for t in raw), *(f.unit_name for f in flat), *wholes) if name],
        [f.title for f in forms],
        [f.year for f in forms if f.year] or _years_of_columns(forms),
        [f.phase for f in forms],
    )
    told = narrative.survey(prose, facts.fiscal_year)
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
        facts=told.facts,
        projects=sheets.projects,
        unplaced=(
            *(u for b in built for u in b.unplaced),
            *_passed_over(squared),
            *leftovers(whole.blocks, sheets),
        ),
        findings=(*document.findings, *(f for b in built for f in b.findings), *told.findings),
    )
    names = [(t.captions.unit_name, t.rows[0][0].origin) for t in raw if t.captions.unit_name]
    names += [(f.unit_name, f.built.form.first) for f in flat if f.unit_name]
    own = (*remarks(book, names), *outline(whole, contents, prose, forms))
    blank = any(found.kind == "空白表样" for found in own)  # a template to be filled in: its gaps are meant
    return replace(book, findings=(*book.findings, *own, *(() if blank else slips(prose))))


def _known_by_contents(table: tables.RawTable, layout: Layout, *, government: bool) -> tuple[tables.RawTable, Layout]:
    """The table with the form that its contents give away, where its title names none."""
    if table.captions.spec is not None:
        return table, layout
    spec = evidence.form_of(layout, catalogue(), government=government)
    return (replace(table, captions=replace(table.captions, spec=spec, score=0)) if spec else table), layout


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


def _years_of_columns(forms: Sequence[Form]) -> list[int]:
    """The latest year that the headers of each form name: that of the form, where no title names one."""
    named = ([column.year for s in form.statements for column in s.columns if column.year] for form in forms)
    return [max(years) for years in named if years]


def _is_table(table: tables.RawTable, layout: Layout) -> bool:
    """A grid that has a title and a header with words of the field, or whole columns of figures under a header.

    A layout grid without them is prose in columns.
    """
    if not table.captions.title.printed:
        return table.captions.spec is not None
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
        serials = [c for c, head in enumerate(layout.rows[0]) if label_kind(head.text) == "行次"]
        counted = {row[c].origin for row in layout.rows for c in serials}  # a list of units counts its rows
        title = table.captions.title.printed or "无标题的表格"
        for row in table.rows:
            context = f"{title} {next((cell.text for cell in row if cell.text), '')}"
            for cell in row:
                if parse_number(cell.text) is not None and cell.origin not in counted:
                    yield Unplaced(cell.text, "不是预决算表格", context[:80], cell.origin)


def _phase(facts: Facts) -> str:
    return "预算" if facts.stage == "执行与草案" else facts.stage


def _common(values: Iterable[str]) -> str:
    ranked = Counter(values).most_common(1)
    return ranked[0][0] if ranked else ""


def _numbered(form: Form, contents: Contents) -> Form:
    """The number that the list of contents gives to a form, where its own caption names none of that kind."""
    listed = contents.numbers.get(title_key(form.title))
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


def _is_narrative(document: Document, cover: Facts, prose: Sequence[Paragraph]) -> bool:
    """Whether a document without tables is the narrative half of a disclosure, published apart from its tables.

    A web page is not: its tables are attachments that were not fetched.
    """
    if document.reader == "html" or not (cover.stage and cover.fiscal_year):
        return False
    return len(narrative.facts(prose, cover.fiscal_year)) >= _STATED
