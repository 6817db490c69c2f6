"""What was understood of a document, as a tree in the terminal."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from toolkit.model import Book, Form
from toolkit.report import summary, words
from toolkit.report.width import wrap

# Longer lists are cut in the tree; the workbook and the export hold them in full.
_SHOWN = 20
_INDENT = 4  # columns that each level of the tree takes


def show(book: Book, lang: str, console: Console | None = None) -> None:
    """Print the tree on stdout, as wide as the terminal (80 columns where it has no width)."""
    console = console or Console(highlight=False)
    console.print(tree(book, lang, console.width))


def tree(book: Book, lang: str, columns: int = 80) -> Tree:
    """The tree: facts of the document, forms, narrative, projects, unplaced numbers, findings."""
    say = _ENGLISH if lang == "en" else _CHINESE
    root = _Branch(Tree(Text(book.source, style="bold")), columns)
    root.add(_document(book, say))
    root.add(summary.found(summary.of(book), lang))
    _forms(root, book, say)
    _narrative(root, book, say)
    _projects(root, book, say)
    _unplaced(root, book, say, lang)
    _findings(root, book, say, lang)
    return root.tree


class _Branch:
    """A node and the columns it has. Document text is data: wrapped as Chinese is, never read as markup."""

    def __init__(self, tree: Tree, columns: int) -> None:
        self.tree = tree
        self.columns = columns - _INDENT

    def add(self, content: str, style: str = "") -> _Branch:
        """A child node."""
        text = Text("\n".join(wrap(content, self.columns)), style=style)
        return _Branch(self.tree.add(text), self.columns)


_CHINESE = {
    "unknown": "未识别", "forms": "报表", "facts": "文字说明中的数", "projects": "项目表", "unplaced": "未入表",
    "findings": "发现", "columns": "{rows} 行 × {columns} 列，数字 {numbers}", "empty": "本表无数据",
    "more": "…… 还有 {n} 条", "year": "{year} 年度", "role": "未识别报表",
    "comma": "，",
}  # fmt: skip
_ENGLISH = {
    "unknown": "unknown", "forms": "Forms", "facts": "Figures in the narrative", "projects": "Project sheets",
    "unplaced": "Unplaced", "findings": "Findings", "columns": "{rows} rows × {columns} columns, {numbers} numbers",
    "empty": "declared empty", "more": "… and {n} more", "year": "fiscal year {year}", "role": "unrecognised",
    "comma": ", ",
}  # fmt: skip


def _document(book: Book, say: dict[str, str]) -> str:
    year = say["year"].format(year=book.fiscal_year) if book.fiscal_year else say["unknown"]
    facts = (book.unit_name or say["unknown"], year, book.stage, book.level, book.unit)
    return " · ".join(fact for fact in facts if fact)


def _forms(root: _Branch, book: Book, say: dict[str, str]) -> None:
    branch = root.add(f"{say['forms']} {len(book.forms)}", "bold")
    for form in book.forms:
        node = branch.add(f"{form.no} {form.title}".strip())
        node.add(_form(form, say), "dim")


def _form(form: Form, say: dict[str, str]) -> str:
    cells = [c for s in form.statements for line in s.lines for c in line.cells if c is not None and c.amount]
    certainty = Counter(cell.certainty for cell in cells)
    size = say["columns"].format(
        rows=sum(len(s.lines) for s in form.statements),
        columns=sum(len(s.columns) for s in form.statements),
        numbers=len(cells),
    )
    parts = [form.role or say["role"], form.phase, form.unit, say["empty"] if form.declared_empty else size]
    parts += [f"{name} {count}" for name, count in certainty.items() if name != "明确"]
    return " · ".join(part for part in parts if part)


def _narrative(root: _Branch, book: Book, say: dict[str, str]) -> None:
    branch = root.add(f"{say['facts']} {len(book.facts)}", "bold")
    measures = Counter(fact.measure or say["unknown"] for fact in book.facts)
    if measures:
        branch.add(say["comma"].join(f"{name} {count}" for name, count in measures.most_common()))


def _projects(root: _Branch, book: Book, say: dict[str, str]) -> None:
    branch = root.add(f"{say['projects']} {len(book.projects)}", "bold")
    for project in book.projects[:_SHOWN]:
        total = next((f.text for f in project.funds if f.label == "合计" and f.text), "")
        money = f" · {total} {project.money_unit}".rstrip() if total else ""
        branch.add(f"{project.name or say['unknown']}{money}")
    _more(branch, len(book.projects), say)


def _unplaced(root: _Branch, book: Book, say: dict[str, str], lang: str) -> None:
    branch = root.add(f"{say['unplaced']} {len(book.unplaced)}", "bold")
    for one in book.unplaced[:_SHOWN]:
        place = words.origin(one.origin, lang)
        branch.add(" · ".join(part for part in (one.text, one.reason, one.context, place) if part))
    _more(branch, len(book.unplaced), say)


def _findings(root: _Branch, book: Book, say: dict[str, str], lang: str) -> None:
    branch = root.add(f"{say['findings']} {len(book.findings)}", "bold")
    for found in book.findings[:_SHOWN]:
        node = branch.add(f"[{words.level(found, lang)}] {words.finding(found, lang)}")
        places = [words.place(place, lang) for place in found.places[:3]]
        if any(places):
            node.add(say["comma"].join(place for place in places if place), "dim")
    _more(branch, len(book.findings), say)


def _more(branch: _Branch, count: int, say: dict[str, str]) -> None:
    if count > _SHOWN:
        branch.add(say["more"].format(n=count - _SHOWN), "dim")
