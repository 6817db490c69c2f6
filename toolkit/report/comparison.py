"""The result of `recon compare` in the format asked for, where its workbook goes, and its exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from toolkit.comparison import Comparison
from toolkit.errors import InputError
from toolkit.report import comparison_data, comparison_text, tables_data, tables_text, versions
from toolkit.tables import TableComparison
from toolkit.versions import Versions

_FORMATS = ("text", "json")


def writer(form: str) -> Callable[[Comparison | TableComparison | Versions, Path, str], int]:
    """What shows a comparison in this format; refuses unknown ones before any work is done."""
    if form not in _FORMATS:
        raise InputError(
            f"没有 {form} 这种输出格式",
            f"可选：{'、'.join(_FORMATS)}。",
            message_en=f"there is no format {form}",
            hint_en=f"Choose one of: {', '.join(_FORMATS)}.",
            where="--format",
        )

    def show(comparison: Comparison | TableComparison | Versions, workbook: Path, lang: str) -> int:
        if isinstance(comparison, Versions):
            return versions.show(comparison, workbook, form, lang)
        if isinstance(comparison, TableComparison):
            return _show_tables(comparison, workbook, form, lang)
        if form == "json":
            comparison_data.write_json(comparison, workbook)
        else:
            comparison_text.write(comparison, workbook, lang)
        return comparison_data.exit_code(comparison)

    return show


def keys(given: str) -> tuple[str, ...]:
    """The column names of `--key`, separated by commas of either width."""
    return tuple(name for part in given.replace("，", ",").split(",") if (name := part.strip()))


def _show_tables(made: TableComparison, workbook: Path, form: str, lang: str) -> int:
    if form == "json":
        tables_data.write_json(made, workbook)
    else:
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
