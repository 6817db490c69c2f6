"""The result of `recon compare` in the format asked for, where its workbook goes, and its exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from toolkit.comparison import Comparison, Trend
from toolkit.errors import InputError
from toolkit.report import (
    comparison_data,
    comparison_html,
    comparison_text,
    tables_data,
    tables_text,
    trend,
    versions,
)
from toolkit.report.choices import refuse_unknown
from toolkit.tables import TableComparison
from toolkit.versions import Versions

Compared = Comparison | TableComparison | Versions | Trend
_FORMATS = ("text", "json", "xlsx", "html")


def writer(form: str) -> Callable[[Compared, Path, str], int]:
    """What shows a comparison in this format; refuses unknown ones before any work is done."""
    refuse_unknown("--format", form, _FORMATS)

    def show(comparison: Compared, workbook: Path, lang: str) -> int:
        if isinstance(comparison, Comparison):
            return _show(comparison, workbook, form, lang)
        shown = form
        if form in ("xlsx", "html"):  # the workbook is the result; only budget and final have a page of their own
            print(workbook)
            shown = ""
        if isinstance(comparison, Trend):
            return trend.show(comparison, workbook, shown, lang)
        if isinstance(comparison, Versions):
            return versions.show(comparison, workbook, shown, lang)
        return _show_tables(comparison, workbook, shown, lang)

    return show


def _show(comparison: Comparison, workbook: Path, form: str, lang: str) -> int:
    if form == "json":
        comparison_data.write_json(comparison, workbook)
    elif form == "html":
        comparison_html.write(comparison, workbook, lang)
    elif form == "xlsx":
        print(workbook)
    else:
        comparison_text.write(comparison, workbook, lang)
    return comparison_data.exit_code(comparison)


def keys(given: str) -> tuple[str, ...]:
    """The column names of `--key`, separated by commas of either width."""
    return tuple(name for part in given.replace("，", ",").split(",") if (name := part.strip()))


def _show_tables(made: TableComparison, workbook: Path, form: str, lang: str) -> int:
    if form == "json":
        tables_data.write_json(made, workbook)
    elif form:
        tables_text.write(made, workbook, lang)
    return tables_data.exit_code(made)


def target(output: Path | None, documents: Sequence[Path]) -> Path:
    """Where the workbook goes: the file given, or a new one in the folder given, by default the current one. Never in
    place of a document that is compared."""
    name = f"{documents[-1].stem}_对比.xlsx"
    path = Path(name) if output is None else output / name if output.is_dir() else output
    if any(path.resolve() == document.resolve() for document in documents):
        raise InputError(
            "结果不能写到来源文件上",
            "请用 -o 换一个文件名。",
            message_en="the result may not replace a document that is compared",
            hint_en="Choose another name with -o.",
            where=str(path),
        )
    return path
