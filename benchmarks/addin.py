"""What a click on 检查 costs: the program itself, and how often it asks Excel something.

    python benchmarks/addin.py [DOCUMENT …] [--rounds N]

Each click runs in a process of its own, as it does in Excel, against xlwings' Windows engine on the object model of the
tests. That model is written in Python and reads every formula of a workbook twice, which Excel does not do; so its time
is told apart: all of it, and in it what the bookkeeping of formulas takes. Prints the medians of the processor's time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

SAMPLES = HERE.parents[1] / "shared" / "seeds"
KEYS = ("sheets", "cells", "formulas", "marks", "calls", "again", "total", "model", "bookkeeping", "own", "rest")
HEADS = (
    *("文件", "表", "格", "公式", "标记", "调用", "再查", "检查", "其中对象模型", "其中公式账", "recon 和 xlwings"),
    "检查减公式账",
)
COUNTS = 6  # the first of them are counts, the rest seconds


def main() -> None:
    """Run the measurements and print them as tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--click", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.click:
        print(json.dumps(click(options.click)))
        return
    documents = options.documents or sorted(SAMPLES.glob("*.txt")) or sorted((HERE.parent / "examples").glob("*.txt"))
    imports(options.rounds)
    print(f"\n| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    with tempfile.TemporaryDirectory() as folder:
        for document in documents:
            workbook = Path(folder) / f"{document.stem}.xlsx"
            run("-m", "toolkit", "convert", str(document), "-o", folder)
            rounds = [json.loads(run(__file__, "--click", str(workbook))) for _ in range(options.rounds)]
            medians = [statistics.median(found[key] for found in rounds) for key in KEYS]
            shown = [f"{each:.0f}" for each in medians[:COUNTS]] + [f"{each:.2f} s" for each in medians[COUNTS:]]
            print(f"| {document.stem[:3]} | {' | '.join(shown)} |", flush=True)


def run(*arguments: str) -> str:
    """What a Python of its own prints."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=HERE.parent, check=True)
    return done.stdout


def imports(rounds: int) -> None:
    """The import of the add-in, beside that of all that xlwings would load with it."""
    code = "import time; t = time.process_time(); import {}; print(time.process_time() - t)"
    print("| 导入 | 用时 |\n|---|---|")
    for name in ("toolkit.addin", "xlwings"):
        seconds = statistics.median(float(run("-c", code.format(name))) for _ in range(rounds))
        print(f"| {name} | {seconds:.2f} s |", flush=True)


class Clock:
    """Time spent within some functions, counted once where they call each other."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._runs = False

    def watch(self, owner: Any, name: str) -> None:
        """Count the time of a method."""
        setattr(owner, name, self.counted(getattr(owner, name)))

    def counted(self, action: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time counted."""

        def timed(*given: Any, **named: Any) -> Any:
            if self._runs:
                return action(*given, **named)
            self._runs, start = True, time.process_time()
            try:
                return action(*given, **named)
            finally:
                self._runs = False
                self.seconds += time.process_time() - start

        return timed


def click(path: Path) -> dict[str, float]:
    """Open a workbook and click 检查 twice; seconds of the first time, and counts."""
    from tests.addin import excel

    xlwings = excel.start()
    book = xlwings.App(add_book=False).books.open(str(path))
    model, bookkeeping = watched(excel)
    from toolkit import addin

    addin._LOG_FILE = path.with_suffix(".log")
    excel.EXCEL.calls = 0
    start = time.process_time()
    addin.check(book)
    total = time.process_time() - start
    found: dict[str, float] = {
        "calls": excel.EXCEL.calls,
        "total": total,
        "model": model.seconds,
        "bookkeeping": bookkeeping.seconds,
        "own": total - model.seconds,
        "rest": total - bookkeeping.seconds,
        "marks": len(marked(book)),
    }
    excel.EXCEL.calls = 0
    addin.check(book)
    sheets = book.api.model.sheets_
    cells = [cell for sheet in sheets for cell in sheet.cells_.values()]
    formulas = sum(bool(cell.formula) for cell in cells)
    return found | {"again": excel.EXCEL.calls, "sheets": len(sheets), "cells": len(cells), "formulas": formulas}


def marked(book: Any) -> list[Any]:
    """The cells that are marked."""
    from toolkit.highlight.opened import Opened

    return [kept for kept in Opened(book).kept or () if kept.what == "fill"]


def watched(excel: Any) -> tuple[Clock, Clock]:
    """Clocks for all that the object model does, and for its bookkeeping of formulas."""
    from pyopenvba.apps.excel._calc import Calculator

    model, bookkeeping = Clock(), Clock()
    real, each = excel.Com._method, excel.Com.__iter__
    excel.Com._method = lambda own, name: model.counted(real(own, name))
    excel.Com.__iter__ = lambda own: iter(model.counted(lambda: list(each(own)))())
    for name in ("__getattr__", "__setattr__", "__call__"):
        model.watch(excel.Com, name)
    for name in ("build", "remember", "forget", "wrote", "rebuild"):
        bookkeeping.watch(Calculator, name)
    return model, bookkeeping


if __name__ == "__main__":
    main()
