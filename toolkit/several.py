"""Several documents at once: side by side, over the years, and added up. What happens to a single one is `pipeline`."""

from __future__ import annotations

import filecmp
import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import InputError
from toolkit.output import refuse_existing, refuse_source
from toolkit.pipeline import check, entries, is_archive, judge, load

if TYPE_CHECKING:
    from toolkit.comparison import Comparison, Trend
    from toolkit.consolidation import Consolidation, Unit
    from toolkit.highlight.workbooks import Workbook
    from toolkit.judgement import Broken
    from toolkit.model import Book, Held, Place, Ref
    from toolkit.tables import TableComparison
    from toolkit.versions import Standing, Versions


def compare(
    *sources: Path,
    keys: Sequence[str] = (),
    fund: str = "",
    level: str = "",
    threshold: str = "",
    trend: bool = False,
    hidden: bool = False,
) -> Comparison | TableComparison | Versions | Trend:
    """Budget and final accounts side by side, in whichever order given; or the two sides that one document carries.
    Two plain tables are joined on their key columns, those of `keys` or found; two versions of one document, the old
    one first, are compared cell by cell. `trend` puts documents of one unit over the years side by side.

    `fund`, `level` and `threshold` are what `compare.show.choose` understands; `hidden` reads what workbooks do not
    show as well. Raises `InputError` where two paths
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

        return over_years([load(source, hidden=hidden) for source in sources], fund)
    if len(sources) == 1:
        return _with_findings(books.compare_alone(load(sources[0], hidden=hidden), choice))
    first, second = sources
    if keys or (is_large(first) and holds_tables(second)) or (is_large(second) and holds_tables(first)):
        return compare_tables(first, second, keys)
    loaded = [_load_if_understood(first, hidden=hidden), _load_if_understood(second, hidden=hidden)]
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


def compare_open(own: Book, workbook: Workbook, other: Path) -> Comparison | Versions:
    """A workbook that is open, with the book `own` that it shows now, and a document side by side, as `compare` has two
    documents; of two versions of one document the open one is the new one."""
    from toolkit.compare import books, versions
    from toolkit.workbook import standing

    given = load(other)
    if not versions.are_versions(given, own):
        return _with_findings(books.compare(own, given))
    before = _standing(other, given, beside_ours=bool(workbook.stands))
    if workbook.stands:
        now = standing.in_grids(own, workbook.stands, workbook.grids)
    else:
        now = standing.in_source(own, other, is_workbook=False)
    return versions.compare_versions((other.name, workbook.name), given, own, (before, now))


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
            Finding(problem.cause, problem.level, problem.values, problem.places or _first(problem.broken))
            for problem in (check(book).problems if book is not None else ())
            if problem.level == MUST
        )
        for book in comparison.books
    )
    return replace(comparison, findings=(before, after))


def _first(broken: tuple[Broken, ...]) -> tuple[Place, ...]:
    """Where the first of the relations stands."""
    return broken[0].places if broken else ()


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
        return standing.in_source(book, path, is_workbook=book.reader == "xlsx" and is_archive(path))
    from toolkit.workbook.plan import plan

    judged = judge(book)
    return standing.in_plan(book, plan(book, judged.applied, judged.held, judged.matches))


def _load_if_understood(path: Path, *, hidden: bool) -> Book | InputError:
    try:
        return load(path, hidden=hidden)
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
        with ThreadPoolExecutor(2 if is_archive(first) and is_archive(second) else 1) as threads:
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
    from toolkit.model import Finding
    from toolkit.report import check_words, words

    def told(found: Finding) -> str:
        said = check_words.headline(Problem(found.kind, found.level, found.values, found.places), lang)
        at = next((words.origin(each.origin, lang) for each in found.places if each.origin is not None), "")
        return f"{said}（{at}）" if at and at not in said else said

    before, after = ([told(found) for found in side] for side in comparison.findings)
    return before, after


def consolidate(
    sources: Sequence[Path],
    target: Path,
    against: Path | None = None,
    *,
    overwrite: bool = False,
    hidden: bool = False,
) -> tuple[Consolidation, tuple[Held, ...]]:
    """Add up the books of several units, write the workbook of the sum to `target`, and give the sum with the verdicts
    on it. `against` is a higher-level book to hold it against."""
    from toolkit.consolidation import Unit

    refuse_existing(target, overwrite)
    refuse_source(target, (*sources, *filter(None, (against,))))
    named = [(path, entry) for path in sources for entry in entries(path) or ("",)]
    books = [(f"{path.name} {entry}".strip(), load(path, entry, hidden=hidden)) for path, entry in named]
    units = [Unit(book.unit_name, "", file, book) for file, book in books]
    return consolidate_units(units, target, load(against, hidden=hidden) if against is not None else None)


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
