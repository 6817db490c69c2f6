"""The whole flow of a document; the only module that knows every stage. Several at once: `several`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import InputError
from toolkit.output import refuse_existing, refuse_source, whole

if TYPE_CHECKING:
    from toolkit.highlight.feeds import Fed
    from toolkit.highlight.workbooks import Workbook
    from toolkit.judgement import Checked, Listed
    from toolkit.marks import Marks, Spot
    from toolkit.model import Book, Held, Match
    from toolkit.report.page_drawing import Mark
    from toolkit.rules import Applied, BookIndex, Rule
    from toolkit.rules.sheet_rows import Row
    from toolkit.subjects.gather import Gathered


@dataclass(frozen=True, slots=True)
class Judged:
    """A book held against everything that is known to relate its figures."""

    book: Book
    index: BookIndex
    applied: Applied
    held: tuple[Held, ...]
    matches: tuple[Match, ...]
    beside: tuple[Match, ...] = ()  # sentences and sheets held against the documents given beside the book


@dataclass(frozen=True, slots=True)
class Converted:
    """What a conversion made: the book, its verdicts, and where the workbook is."""

    book: Book
    held: tuple[Held, ...]
    matches: tuple[Match, ...]
    path: Path


def understand(path: Path, entry: str = "", *, hidden: bool = False) -> Book:
    """Read a disclosure, or the document `entry` of an archive, and standardize it; `hidden` reads what a workbook does
    not show as well."""
    from toolkit.read import otherwise, read
    from toolkit.standardize.book import standardize

    book = standardize(read(path, entry, hidden=hidden))
    if book.reader == "pdf":
        from toolkit.checks import two_readings
        from toolkit.rules import shipped_rules

        book = two_readings.settle(book, shipped_rules(), lambda pages: otherwise(path, entry, pages))
    return _settled(book)


def _settled(book: Book) -> Book:
    """The book, its figures that were recognised in two ways decided by the sums."""
    if not any(found.kind == "文字识别" for found in book.findings):
        return book
    from toolkit.checks import readings
    from toolkit.rules import shipped_rules

    return readings.settle(book, shipped_rules())


def entries(path: Path) -> tuple[str, ...]:
    """The documents in an archive; none where the file is no archive."""
    from toolkit.read import entries

    return entries(path)


def load(path: Path, entry: str = "", *, hidden: bool = False) -> Book:
    """The book of a disclosure (or the document `entry` of an archive), or of a standardized workbook as last saved."""
    if entry or not is_archive(path):
        return understand(path, entry, hidden=hidden)
    from toolkit.workbook.load import is_recon_workbook
    from toolkit.workbook.load import load as load_workbook

    return load_workbook(path) if is_recon_workbook(path) else understand(path, hidden=hidden)


def is_archive(path: Path) -> bool:
    """Whether the file begins as a workbook does, so that what reads workbooks is worth importing."""
    try:
        with path.open("rb") as file:
            return file.read(2) == b"PK"
    except OSError:
        return False  # reading it will say what is wrong


def judge(book: Book, rules: tuple[Rule, ...] | None = None, given: Sequence[Book] = ()) -> Judged:
    """State the rules (the shipped ones) for a book and hold them; hold its narrative and its project sheets against
    its tables, and all of them against what the documents `given` beside it repeat."""
    from toolkit.checks import across, evaluate, narrative, projects
    from toolkit.rules import BookIndex, apply, shipped_rules

    index = BookIndex(book, across.companions(book, given))
    applied = apply(book, shipped_rules() if rules is None else rules, index)
    held = evaluate.hold(book, applied, index)
    matches = (*narrative.match(book), *projects.match(book))
    return Judged(book, index, applied, held, matches, across.match(book, index.others, matches))


def rules_with(own: Path | None) -> tuple[Rule, ...]:
    """The shipped rules, and those of the officer's own file after them; raises `SpecError` where it is wrong."""
    from toolkit.rules import load_rules, rule_files, shipped_rules

    return shipped_rules() if own is None else load_rules((*rule_files(), own))


def rows_of_rules(path: Path) -> tuple[Row, ...]:
    """What an officer wrote on the sheet 自定义规则 of a standardized workbook; nothing for any other source."""
    if not is_archive(path):
        return ()
    from toolkit.workbook.load import is_recon_workbook
    from toolkit.workbook.own_rules import own_rules

    return own_rules(path) if is_recon_workbook(path) else ()


def rules_and_rows(rules: tuple[Rule, ...], rows: tuple[Row, ...], file: str) -> tuple[Rule, ...]:
    """These rules, and those of the sheet 自定义规则 of `file`; raises `SpecError` where one is wrong."""
    if not rows:
        return rules
    from toolkit.rules import sheet_rows, with_rules

    return with_rules(rules, sheet_rows.entries(rows, file))


def check(book: Book, rules: tuple[Rule, ...] | None = None, given: Sequence[Book] = ()) -> Checked:
    """What does not hold in a book, and between it and the documents `given` beside it, and why."""
    from toolkit.checks import findings

    judged = judge(book, rules, given)
    return findings.check(judged.index, judged.applied, judged.held, judged.matches, judged.beside, rules)


def save_checks(checked: Sequence[tuple[Checked, Sequence[Listed]]], target: Path, lang: str = "zh") -> None:
    """Write checks, each with its problems in words, as a workbook to `target`, replacing what stands there."""
    from toolkit.workbook.check_list import check_plan
    from toolkit.workbook.save import save

    save(check_plan(checked, lang), target)


def convert(
    path: Path,
    target: Path,
    *,
    entry: str = "",
    overwrite: bool = False,
    lang: str = "zh",
    rules: tuple[Rule, ...] | None = None,
    hidden: bool = False,
) -> Converted:
    """Turn a disclosure, or the document `entry` of an archive, into a standardized workbook at `target`, with the
    verdicts of `rules` (the shipped ones). A standardized workbook is made anew, its own rules among them.

    Raises `OutputError` where `target` exists and may not be overwritten.
    """
    from toolkit.report import words
    from toolkit.workbook.plan import plan
    from toolkit.workbook.save import save

    refuse_existing(target, overwrite)
    own = rows_of_rules(path)
    judged = judge(load(path, entry, hidden=hidden), rules_and_rows(rules or rules_with(None), own, path.name))
    texts = [words.finding(found, lang) for found in judged.book.findings]
    save(plan(judged.book, judged.applied, judged.held, judged.matches, lang, texts, own), target)
    return Converted(judged.book, judged.held, judged.matches, target)


def draw_page(path: Path, number: int, target: Path, *, overwrite: bool = False) -> list[Mark]:
    """Draw page `number` of a PDF or picture with what was read on it to `target`, a PNG; gives what is marked."""
    from toolkit.read.page_picture import picture
    from toolkit.report import page_drawing

    refuse_existing(target, overwrite)
    refuse_source(target, (path,))
    found = page_drawing.marks(understand(path), number)
    recognised = any(mark.origin.confidence is not None for mark in found)
    pixels, scale = picture(path, number, recognised=recognised)
    with whole(target) as file:
        file.write(page_drawing.draw(pixels, scale, found))
    return found


def add_subjects(sources: Sequence[Path], place: Path) -> Gathered:
    """Add the subject codes that disclosures print to the lists in a folder."""
    from toolkit import subjects
    from toolkit.subjects.gather import gather

    books = [load(source, entry) for source in sources for entry in entries(source) or ("",)]
    gathered = gather(subjects.load(place), books)
    subjects.save(gathered.subjects, place)
    return gathered


def marks(workbook: Workbook, lang: str = "zh") -> Marks:
    """What highlighting shows of a workbook: what a check of it names, what is rounding, what is inferred."""
    from toolkit.checks import findings
    from toolkit.highlight import comparison, find
    from toolkit.rules import sheet_rows
    from toolkit.workbook.own_rules import rows_in

    if workbook.book is None:
        return comparison.find(workbook, lang)
    rules = rules_with(None)
    own = workbook.grids.get(sheet_rows.SHEET)
    if own is not None:
        rules = rules_and_rows(rules, rows_in(own), workbook.name)
    judged = judge(workbook.book, rules) if workbook.is_known else _summed(workbook.book)
    checked = findings.check(judged.index, judged.applied, judged.held, judged.matches, judged.beside, rules)
    return find.find(workbook, judged.index, judged.held, judged.matches, checked, lang)


def _summed(book: Book) -> Judged:
    """A book of tables that no rule knows, held against nothing but its totals."""
    from toolkit.checks import evaluate
    from toolkit.highlight.sums import sums
    from toolkit.rules import Applied, BookIndex

    index = BookIndex(book)
    held = [each for statement in book.statements() for each in sums(statement, lambda e: evaluate.verdict(e, index))]
    return Judged(book, index, Applied(tuple(each.equation for each in held), ()), tuple(held), ())


def feeds(workbook: Workbook, spot: Spot) -> Fed | None:
    """What feeds the figure in a cell of a workbook; None where the cell shows no figure of a form."""
    from toolkit.highlight import feeds

    if workbook.book is None:
        return None
    judged = judge(workbook.book)
    return feeds.feeds(workbook, judged.index, judged.held, spot)


def highlight(path: Path, target: Path, *, overwrite: bool = False, lang: str = "zh") -> Marks:
    """Write a workbook's copy with the cells at fault marked to `target`; the received one stays as it is.

    Raises `OutputError` where `target` exists and may not be overwritten, `InputError` where `path` is no workbook.
    """
    from toolkit.highlight import workbooks, write

    refuse_existing(target, overwrite)
    data = workbooks.read(path)
    workbook = workbooks.of_bytes(path.name, data)
    if workbook.is_marked:
        raise InputError(
            "这本工作簿已经标注过",
            "请用没有标注的原工作簿；用加载项标的，先按“清除标记”再保存。",
            message_en="this workbook is marked already",
            hint_en="Give the workbook without marks; clear those of the add-in and save it first.",
            where=path.name,
        )
    found = marks(workbook, lang)
    with whole(target) as file:
        file.write(write.highlighted(path.name, data, found, lang))
    return found
