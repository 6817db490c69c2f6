"""What comparing two plain tables costs, beside datacompy and beside the two bare reads; and one pair of disclosures.

    python benchmarks/compare.py [--rows N] [--rounds N] [--pair BUDGET FINAL]

Two tables of N rows and ten columns, one cell in a hundred changed, as .csv and .xlsx. Every measurement is a process
of its own, from its start to its end, in turns; the medians of seconds, processor seconds and peak memory are printed,
and the processor seconds as a multiple of the first line's. `bare` reads both files and does nothing else: calamine for
workbooks, the csv module for text. datacompy gets its frames from pandas with the same reader (engine calamine) or
`read_csv`, and makes its report. recon finds the key, joins, compares, rebuilds the totals and makes its report,
without and with the workbook. Needs the group `benchmark`.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAIR = HERE.parents[1] / "shared" / "data" / "disclosures"
SUFFIXES = ("xlsx", "csv")


def bare(first: Path, second: Path) -> None:
    """Read both files and nothing else."""
    for path in (first, second):
        if path.suffix == ".csv":
            with path.open(newline="", encoding="utf-8") as file:
                list(csv.reader(file))
        else:
            from python_calamine import CalamineWorkbook

            CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def datacompy(first: Path, second: Path) -> None:
    """Read both with pandas and compare."""
    import datacompy
    import pandas

    def read(path: Path) -> pandas.DataFrame:
        return pandas.read_csv(path) if path.suffix == ".csv" else pandas.read_excel(path, engine="calamine")

    made = datacompy.PandasCompare(read(first), read(second), join_columns="id")
    made.report()


def recon(first: Path, second: Path) -> None:
    """Compare and make the report."""
    sys.path.insert(0, str(HERE.parent))
    from toolkit import several
    from toolkit.report import tables_text

    list(tables_text.lines(several.compare_tables(first, second), Path("-"), "zh"))


def workbook(first: Path, second: Path) -> None:
    """The same with the workbook."""
    sys.path.insert(0, str(HERE.parent))
    from toolkit import several

    made = several.compare_tables(first, second)
    several.save_comparison(made, first.with_name("compared.xlsx"), overwrite=True)


def disclosures(first: Path, second: Path) -> None:
    """A pair of disclosures from the files to the workbook."""
    sys.path.insert(0, str(HERE.parent))
    from toolkit import several

    made = several.compare(first, second)
    with tempfile.TemporaryDirectory() as folder:
        several.save_comparison(made, Path(folder) / "compared.xlsx")


TASKS: dict[str, Callable[[Path, Path], None]] = {
    "bare": bare,
    "datacompy": datacompy,
    "recon": recon,
    "workbook": workbook,
    "disclosures": disclosures,
}


def main() -> None:
    """Make the tables, run every task in turns, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pair", nargs=2, type=Path, metavar=("BUDGET", "FINAL"))
    parser.add_argument("--task", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--make", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make((Path(options.make[1]), Path(options.make[2])), int(options.make[0]))
        return
    if options.task:
        TASKS[options.task[0]](Path(options.task[1]), Path(options.task[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({"peak": peak / (1024 if sys.platform != "darwin" else 1024**2)}))
        return
    print("| 表 | 做什么 | 秒 | 处理器秒 | 比只读 | 峰值内存 |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for suffix in SUFFIXES:
            pair = Path(folder) / f"a.{suffix}", Path(folder) / f"b.{suffix}"
            # In a process of its own, for what a process has used counts for those it starts.
            subprocess.run([sys.executable, __file__, "--make", str(options.rows), *map(str, pair)], check=True)
            tasks = ("bare", "datacompy", "recon", "workbook")
            show(f"{options.rows:,} × 10 .{suffix}", tasks, pair, options.rounds)
    pair = options.pair or (PAIR / "swu_2024_dept_budget.pdf", PAIR / "swu_2024_final_accounts.pdf")
    if all(path.is_file() for path in pair):
        show("一对披露文件", ("disclosures",), (pair[0], pair[1]), options.rounds)


def make(paths: tuple[Path, Path], rows: int) -> None:
    """Two tables of a text key, three columns of text and six of money; one cell in a hundred differs."""
    draw = random.Random(7)
    heads = ["id", "name", "dept", "date", *(f"amount {number}" for number in range(6))]
    first: list[list[object]] = [
        [
            f"K{number:07d}",
            f"name {draw.randrange(10**6)}",
            f"d{draw.randrange(50)}",
            f"2024-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}",
            *(Decimal(draw.randrange(10**9)).scaleb(-2) for _ in range(6)),
        ]
        for number in range(rows)
    ]
    second = [list(row) for row in first]
    for _ in range(rows * len(heads) // 100):
        row, column = draw.randrange(rows), draw.randrange(1, len(heads))
        value = second[row][column]
        second[row][column] = value + 1 if isinstance(value, Decimal) else f"{value}x"
    for path, table in zip(paths, (first, second), strict=True):
        write(path, [list(heads), *table])


def write(path: Path, rows: list[list[object]]) -> None:
    """A table as .csv or .xlsx."""
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return
    import xlsxwriter  # type: ignore[import-untyped]

    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = workbook.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, [float(cell) if isinstance(cell, Decimal) else cell for cell in row])
    workbook.close()


def show(name: str, tasks: tuple[str, ...], pair: tuple[Path, Path], rounds: int) -> None:
    """Run the tasks in turns and print a line for each."""
    found: dict[str, list[tuple[float, float, float]]] = {task: [] for task in tasks}
    for turn in range(rounds + 1):
        for task in tasks:
            measured = run(task, pair)
            if turn:  # the first warms the caches
                found[task].append(measured)
    medians = {task: [statistics.median(values) for values in zip(*found[task], strict=True)] for task in tasks}
    for task, (wall, busy, peak) in medians.items():
        ratio = busy / medians[tasks[0]][1]
        print(f"| {name} | {task} | {wall:.2f} | {busy:.2f} | {ratio:.2f} | {peak:.0f} MB |", flush=True)


def run(task: str, pair: tuple[Path, Path]) -> tuple[float, float, float]:
    """Seconds, processor seconds and peak memory in MB of one process."""
    command = [sys.executable, __file__, "--task", task, str(pair[0]), str(pair[1])]
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, busy, json.loads(done.stdout.splitlines()[-1])["peak"]


if __name__ == "__main__":
    main()
