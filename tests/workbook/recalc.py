"""Recalculates a workbook in LibreOffice, as a spreadsheet program would on opening it, for the tests to compare."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

SOFFICE = shutil.which("soffice")
# LibreOffice trusts cached values unless its settings say "always recalculate" (0).
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


class Formula(NamedTuple):
    """A formula cell: its text and the value stored beside it."""

    text: str
    value: object


def convert(path: Path, kind: str, folder: Path) -> Path:
    """Open `path` in LibreOffice with forced recalculation and save it as `kind` (xlsx, pdf) in `folder`."""
    return convert_all([path], kind, folder)[0]


def convert_all(paths: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """Convert several files in one start of LibreOffice, each under its own name."""
    assert SOFFICE is not None
    with tempfile.TemporaryDirectory() as profile:
        user = Path(profile) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        subprocess.run(
            [
                SOFFICE,
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(folder),
                *map(str, paths),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
    return [folder / f"{path.stem}.{kind}" for path in paths]


def recalculate(path: Path) -> dict[tuple[str, str], object]:
    """Every cell of the workbook after recalculation, by sheet and A1 address."""
    with tempfile.TemporaryDirectory() as folder:
        return values(convert(path, "xlsx", Path(folder)))


def formulas(path: Path) -> dict[tuple[str, str], Formula]:
    """Every formula cell with the value cached beside it."""
    from openpyxl import load_workbook

    cached = values(path)
    workbook = load_workbook(path)
    return {
        (sheet.title, cell.coordinate): Formula(cell.value, cached.get((sheet.title, cell.coordinate)))
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values(path: Path) -> dict[tuple[str, str], object]:
    """Every cell of a workbook as its file holds it, by sheet and A1 address."""
    from openpyxl import load_workbook

    workbook = load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def differences(path: Path) -> list[str]:
    """Formula cells whose recalculated value is not exactly the cached one, or is an error."""
    now = recalculate(path)
    wrong = []
    for place, (text, value) in formulas(path).items():
        found = now.get(place)
        if _plain(found) != _plain(value) or str(value).startswith("#"):
            wrong.append(f"{place[0]}!{place[1]} {text}: cached {value!r}, recalculated {found!r}")
    return wrong


def _plain(value: object) -> object:
    """Numbers as exact decimals of what the file holds (15 digits); an empty text as nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(f"{value:.15g}")
    return value if value != "" else None
