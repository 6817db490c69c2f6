"""Files to hand on: the add-in itself, and workbooks with the macros that need no Python."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from toolkit.errors import InputError
from toolkit.excel.package import add_in, macro_workbook
from toolkit.output import refuse_existing, whole

_WORKBOOK = b"spreadsheetml.sheet.main+xml"


def build(workbooks: Sequence[Path], folder: Path, *, overwrite: bool = False) -> tuple[Path, ...]:
    """Write recon.xlam to `folder` where no workbook is given; else each workbook as .xlsm. Raises `InputError` for a
    file that is no .xlsx workbook, `OutputError` for a result that exists."""
    targets = [folder / f"{path.stem}.xlsm" for path in workbooks] or [folder / "recon.xlam"]
    for target in targets:
        refuse_existing(target, overwrite)
    contents = (macro_workbook(_read(path)) for path in workbooks) if workbooks else (add_in(),)
    for target, content in zip(targets, contents, strict=True):
        with whole(target) as file:
            file.write(content)
    return tuple(targets)


def _read(path: Path) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            if _WORKBOOK in archive.read("[Content_Types].xml") and "xl/vbaProject.bin" not in archive.namelist():
                return path.read_bytes()
    except FileNotFoundError as error:
        raise _refused(path, "没有这个文件", "no such file") from error
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise _refused(path, "不是 .xlsx 工作簿", "not an .xlsx workbook") from error
    raise _refused(path, "不是 .xlsx 工作簿，或已经带宏", "not an .xlsx workbook, or it has macros already")


def _refused(path: Path, reason: str, reason_en: str) -> InputError:
    return InputError(
        reason,
        "请给出 recon 生成的 .xlsx 工作簿。",
        message_en=reason_en,
        hint_en="Give an .xlsx workbook that recon made.",
        where=str(path),
    )
