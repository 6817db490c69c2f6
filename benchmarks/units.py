"""What issuing forms to units costs, and collecting them: seconds per unit for 40, 400 and 2,000 units.

    python benchmarks/units.py [--units N …] [--set NAME] [--only STAGE …]

Each stage is one function that works in the folder of the stage before it; a stage that is added stands in `STAGES`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from toolkit.units import issue  # noqa: E402
from toolkit.units.issue import WORKBOOKS, Request  # noqa: E402


class Work(NamedTuple):
    """Where a run takes place, and for how many units."""

    folder: Path
    form_set: str
    units: int

    @property
    def issue(self) -> Path:
        return self.folder / "issue"


def issue_forms(work: Work) -> str:
    """Issue a set to all units; says how large a workbook is."""
    roster = work.folder / "units.csv"
    rows = "".join(f"{number:05d},第{number}单位\n" for number in range(work.units))
    roster.write_text(f"单位编码,单位名称\n{rows}", encoding="utf-8")
    issue.make(issue.prepare(Request(work.form_set, 2024, roster)), work.issue)
    sizes = [path.stat().st_size for path in (work.issue / WORKBOOKS).iterdir()]
    return f"每本 {sum(sizes) / len(sizes) / 1000:.0f} kB"


STAGES: dict[str, Callable[[Work], str]] = {"发放": issue_forms}


def main() -> None:
    """Run the stages for each number of units and print them as a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", nargs="*", type=int, default=[40, 400, 2000])
    parser.add_argument("--set", dest="form_set", default="部门决算")
    parser.add_argument("--only", nargs="*", default=list(STAGES))
    options = parser.parse_args()
    print("| 单位数 | 步骤 | 秒 | 每单位毫秒 | |\n|---:|---|---:|---:|---|")
    for count in options.units:
        with tempfile.TemporaryDirectory() as folder:
            for name in options.only:
                started = time.perf_counter()
                remark = STAGES[name](Work(Path(folder), options.form_set, count))
                seconds = time.perf_counter() - started
                print(f"| {count} | {name} | {seconds:.1f} | {seconds / count * 1000:.0f} | {remark} |", flush=True)


if __name__ == "__main__":
    main()
