"""The result of `recon highlight` on the terminal, and where its workbook goes."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import InputError
from toolkit.marks import KINDS, Marks
from toolkit.report.width import wrap

_COLUMNS = 76
_NAMES = {"不平": "breaks", "提示": "hints", "尾差": "rounding", "推定": "inferred"}


def target(output: Path | None, book: Path) -> Path:
    """Where the marked workbook goes: the file given, or a new one in the folder given, by default the current one.
    Never in place of the received one."""
    name = f"{book.stem}_标注{book.suffix}"
    path = Path(name) if output is None else output / name if output.is_dir() else output
    if path.resolve() == book.resolve():
        raise InputError(
            "结果不能写到来源文件上",
            "请用 -o 换一个文件名。",
            message_en="the result may not replace the workbook that is marked",
            hint_en="Choose another name with -o.",
            where=str(path),
        )
    return path


def show(marks: Marks, workbook: Path, lang: str) -> int:
    """Say where the workbook is and what it marks; exit code 0, for judging is what `recon check` does."""
    english = lang == "en"
    counts = [(name, marks.count(name)) for name in KINDS]
    text = (
        ", ".join(f"{_NAMES[name]} {count}" for name, count in counts if count)
        if english
        else "，".join(f"{name} {count}" for name, count in counts if count)
    )
    print(f"{workbook}: {text or 'nothing to mark'}" if english else f"{workbook}：{text or '没有可标注的格'}")
    for remark in marks.remarks:
        for line in wrap(remark, _COLUMNS):
            print(f"  {line}")
    return 0
