"""Excel for the macros: pyOpenVBA's interpreter on its object model."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any


class Excel:
    """One instance with one workbook, whose own macros it runs."""

    def __init__(self, path: Path) -> None:
        from pyopenvba.apps.excel import ExcelApplication

        path.write_bytes(_with_heights(path.read_bytes()))
        self.app: Any = ExcelApplication.open(str(path))
        self.book = self.app.application.vba_get("ActiveWorkbook")

    def run(self, name: str, *arguments: Any) -> Any:
        """Call a macro."""
        return self.app.run(name, *arguments)

    def click(self, name: str) -> None:
        """Call what a button calls; no macro here looks at its control."""
        from pyopenvba.interpreter._values import NOTHING

        self.app.run(name, NOTHING)

    def on_book(self, name: str, *arguments: Any) -> str:
        """Call a macro that acts on the workbook; the sentence that it returns."""
        return str(self.app.run(name, self.book, *arguments))

    def save(self, path: Path) -> Path:
        """Write the workbook as it stands."""
        self.app.save(str(path))
        return path

    @property
    def selected(self) -> tuple[str, str]:
        """The sheet and cell that are selected."""
        cell = self.app.application.vba_get("ActiveCell")
        return cell.vba_get("Worksheet").vba_get("Name"), cell.vba_get("Address", [False, False])

    @property
    def messages(self) -> list[str]:
        """What message boxes said."""
        return [text for kind, text, *_ in self.app.interpreter.dialogs if kind == "MsgBox"]


def _with_heights(data: bytes) -> bytes:
    """The same workbook with the height of every row given: the model measures neither wrapped text nor 宋体."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                part = re.sub(rb'<row r="(\d+)"(?![^>]* ht=)', rb'<row r="\1" ht="15" customHeight="1"', part)
            new.writestr(name, part)
    return target.getvalue()
