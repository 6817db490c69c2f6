"""The whole flow on one screen; the only module that knows every stage."""

from __future__ import annotations

import filecmp
import gc
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import InputError
from toolkit.output import refuse_existing, refuse_source, whole

if TYPE_CHECKING:
    from toolkit.comparison import Comparison, Trend
    from toolkit.consolidation import Consolidation, Unit
    from toolkit.highlight.feeds import Fed
    from toolkit.highlight.workbooks import Workbook
    from toolkit.judgement import Checked, Listed
    from toolkit.marks import Marks, Spot
    from toolkit.model import Book, Held, Match, Ref
    from toolkit.report.page_drawing import Mark
    from toolkit.rules import Applied, BookIndex, Rule
    from toolkit.rules.sheet_rows import Row
    from toolkit.subjects.gather import Gathered
    from toolkit.tables import TableComparison
    from toolkit.versions import Standing, Versions


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
    from toolkit.read import read
    from toolkit.standardize.book import standardize

    return _settled(standardize(read(path, entry, hidden=hidden)))


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
    if entry or not _is_archive(path):
        return understand(path, entry, hidden=hidden)
    from toolkit.workbook.load import is_recon_workbook
    from toolkit.workbook.load import load as load_workbook

    return load_workbook(path) if is_recon_workbook(path) else understand(path, hidden=hidden)


def _is_archive(path: Path) -> bool:
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
    if not _is_archive(path):
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


def compare(
    *sources: Path,
    keys: Sequence[str] = (),
    fund: str = "",
    level: str = "",
    threshold: str = "",
    trend: bool = False,
) -> Comparison | TableComparison | Versions | Trend:
    """Budget and final accounts side by side, in whichever order given; or the two sides that one document carries.
    Two plain tables are joined on their key columns, those of `keys` or found; two versions of one document, the old
    one first, are compared cell by cell. `trend` puts documents of one unit over the years side by side.

    `fund`, `level` and `threshold` are what `compare.show.choose` understands. Raises `InputError` where two paths
    hold the same file, and where the number of documents does not fit.
    """
    from toolkit.compare import books, versions
    from toolkit.compare.show import choose
    from toolkit.read.plain_table import holds_tables, is_large

    choice = choose(fund, level, threshold)
    _refuse_count(sources, trend)
    for number, first in enumerate(sources):
        for second in sources[number + 1 :]:
            _refuse_same(first, second)
    if trend:
        from toolkit.compare.trend import trend as over_years

        return over_years([load(source) for source in sources], fund)
    if len(sources) == 1:
        return _with_findings(books.compare_alone(load(sources[0]), choice))
    first, second = sources
    if keys or (is_large(first) and holds_tables(second)) or (is_large(second) and holds_tables(first)):
        return compare_tables(first, second, keys)
    loaded = [_load_if_understood(first), _load_if_understood(second)]
    understood = [book for book in loaded if not isinstance(book, InputError)]
    known = any(form.role for book in understood for form in book.forms)
    if not known and holds_tables(first) and holds_tables(second):
        return compare_tables(first, second)
    for _, found in sorted(zip((first, second), loaded, strict=True), key=lambda pair: holds_tables(pair[0])):
        if isinstance(found, InputError):
            raise found  # of the file that is not even a table, where the other is one
    if versions.are_versions(*understood):
        return compare_versions((first, second), (understood[0], understood[1]))
    return _with_findings(books.compare(understood[0], understood[1], choice))


def _refuse_count(sources: Sequence[Path], trend: bool) -> None:
    """One or two documents; with `trend` two at least."""
    if trend and len(sources) < 2:
        raise InputError(
            "各年趋势至少要两份文件",
            "请给出同一单位各年的文件，每年一份，三份以上更好。",
            message_en="a trend needs two documents at least",
            hint_en="Give documents of one unit, one for each year, better three or more.",
            where="--trend",
        )
    if not trend and len(sources) > 2:
        raise InputError(
            f"一次对比两份文件，这里有 {len(sources)} 份",
            "同一单位各年的文件请加 --trend；几个单位的汇总用 recon consolidate。",
            message_en=f"two documents are compared at a time; here are {len(sources)}",
            hint_en="Add --trend for documents of one unit over the years; recon consolidate adds up several units.",
            where="、".join(source.name for source in sources),
        )


def _with_findings(comparison: Comparison) -> Comparison:
    """The comparison with what does not hold within either side."""
    from toolkit.model import MUST, Finding

    before, after = (
        tuple(
            Finding(problem.cause, problem.level, problem.values, problem.places)
            for problem in (check(book).problems if book is not None else ())
            if problem.level == MUST
        )
        for book in comparison.books
    )
    return replace(comparison, findings=(before, after))


def compare_versions(paths: tuple[Path, Path], books: tuple[Book, Book]) -> Versions:
    """What changed from the first file to the second, which hold one document."""
    from toolkit.compare import versions
    from toolkit.workbook.load import is_recon_workbook

    stands = (_standing(paths[0], books[0], beside_ours=is_recon_workbook(paths[1])), _standing(paths[1], books[1]))
    return versions.compare_versions((paths[0].name, paths[1].name), *books, stands)


def _standing(path: Path, book: Book, *, beside_ours: bool = False) -> dict[Ref, Standing]:
    """Where the cells of a book stand. A document that stands beside a workbook of ours has the formulas that its own
    workbook would have."""
    from toolkit.workbook import standing
    from toolkit.workbook.load import is_recon_workbook

    if is_recon_workbook(path):
        return standing.in_recon_workbook(path)
    if not beside_ours:
        return standing.in_source(book, path, is_workbook=book.reader == "xlsx" and _is_archive(path))
    from toolkit.workbook.plan import plan

    judged = judge(book)
    return standing.in_plan(book, plan(book, judged.applied, judged.held, judged.matches))


def _load_if_understood(path: Path) -> Book | InputError:
    try:
        return load(path)
    except InputError as error:
        return error


def compare_tables(first: Path, second: Path, keys: Sequence[str] = ()) -> TableComparison:
    """Two plain tables side by side, joined on the columns `keys`, or on those found. Raises `InputError` where a file
    holds no plain table, and where no columns tell the rows apart."""
    from concurrent.futures import ThreadPoolExecutor

    from toolkit.compare import tables
    from toolkit.read.plain_table import read_tables

    collecting = gc.isenabled()
    gc.disable()  # millions of small values that all stay: looking through them again and again costs a third
    try:
        # A workbook is unpacked without holding the other one up.
        with ThreadPoolExecutor(2 if _is_archive(first) and _is_archive(second) else 1) as threads:
            read = list(threads.map(read_tables, (first, second)))
        return tables.compare_tables(read[0], read[1], keys)
    finally:
        if collecting:
            gc.enable()


def _refuse_same(first: Path, second: Path) -> None:
    if first.is_file() and second.is_file() and filecmp.cmp(first, second, shallow=False):
        raise InputError(
            "两次给的是同一份文件",
            "请给出预算文件和决算文件；只有一份时，只给它一份。",
            message_en="the same file was given twice",
            hint_en="Give the budget and the final accounts; give one document only once.",
            where=f"{first.name}、{second.name}",
        )


def save_comparison(
    comparison: Comparison | TableComparison | Versions | Trend,
    target: Path,
    *,
    overwrite: bool = False,
    update: bool = False,
    lang: str = "zh",
) -> None:
    """Write the workbook of a comparison. `update` brings the one that stands at `target` up to date: the reasons
    written there are kept. Raises `OutputError` where `target` exists and may not be overwritten, `InputError` where
    there is nothing to bring up to date."""
    from toolkit.comparison import Comparison, Trend
    from toolkit.tables import TableComparison
    from toolkit.workbook import written
    from toolkit.workbook.comparison import comparison_plan
    from toolkit.workbook.save import save
    from toolkit.workbook.tables import tables_plan
    from toolkit.workbook.trend import trend_plan
    from toolkit.workbook.versions import versions_plan

    kept = written.read(target) if update else written.NOTHING_WRITTEN
    refuse_existing(target, overwrite or update)
    if isinstance(comparison, TableComparison):
        save(tables_plan(comparison), target)
    elif isinstance(comparison, Trend):
        save(trend_plan(comparison, lang), target)
    elif isinstance(comparison, Comparison):
        save(comparison_plan(comparison, lang, kept, _told(comparison, lang)), target)
    else:
        save(versions_plan(comparison), target)


def _told(comparison: Comparison, lang: str) -> tuple[list[str], list[str]]:
    """What does not hold within either side, in words."""
    from toolkit.judgement import Problem
    from toolkit.report import check_words

    before, after = (
        [check_words.headline(Problem(found.kind, found.level, found.values, found.places), lang) for found in side]
        for side in comparison.findings
    )
    return before, after


def consolidate(
    sources: Sequence[Path], target: Path, against: Path | None = None, *, overwrite: bool = False
) -> tuple[Consolidation, tuple[Held, ...]]:
    """Add up the books of several units, write the workbook of the sum to `target`, and give the sum with the verdicts
    on it. `against` is a higher-level book to hold it against."""
    from toolkit.consolidation import Unit

    refuse_existing(target, overwrite)
    refuse_source(target, (*sources, *filter(None, (against,))))
    named = [(path, entry) for path in sources for entry in entries(path) or ("",)]
    books = [(f"{path.name} {entry}".strip(), load(path, entry)) for path, entry in named]
    units = [Unit(book.unit_name, "", file, book) for file, book in books]
    return consolidate_units(units, target, load(against) if against is not None else None)


def consolidate_units(
    units: Sequence[Unit], target: Path, above: Book | None = None, missing: Sequence[str] = ()
) -> tuple[Consolidation, tuple[Held, ...]]:
    """The same of books that are read already, replacing what stands at `target`; `missing` names units that are still
    to come."""
    from toolkit.consolidate.books import consolidate as add_up
    from toolkit.workbook.consolidation import consolidation_plan
    from toolkit.workbook.plan import plan
    from toolkit.workbook.save import save

    made = add_up(units, above, missing)
    judged = judge(made.book)
    save(consolidation_plan(made, plan(made.book, judged.applied, judged.held, judged.matches)), target)
    return made, judged.held


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
    from toolkit.rules import BookIndex

    index, applied = BookIndex(book), sums(book)
    return Judged(book, index, applied, evaluate.hold(book, applied, index), ())


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
