"""What issuing forms to units costs, and collecting them: processor time per unit for 40, 400 and 2,000 units.

    python benchmarks/units.py [--units N …] [--set NAME] [--only STAGE …]

Each stage is one function that works in the folder of the stage before it; a stage that is added stands in `STAGES`.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tests.units.typed import Typed, typing  # noqa: E402
from toolkit.units import issue  # noqa: E402
from toolkit.units.collect import Collection  # noqa: E402
from toolkit.units.issue import WORKBOOKS, Request  # noqa: E402
from toolkit.units.store import NAME as STORE  # noqa: E402
from toolkit.units.store import Store  # noqa: E402


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


def fill_in(work: Work) -> str:
    """Let every unit fill in its workbook: figures and codes written into the parts of the file, as quick as can be."""
    (work.folder / "inbox").mkdir()
    with Store(work.issue) as store:
        units = store.units()
        typed = typing(store.sent_book(units[0].code), store.template(units[0].code), 1)
    for unit in units:
        source, target = work.issue / WORKBOOKS / unit.file, work.folder / "inbox" / f"{unit.code}.xlsx"
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
            parts = sheet_parts(old)
            for item in old.infolist():
                new.writestr(item.filename, typed_in(old.read(item), parts.get(item.filename, ""), typed))
    return f"每本填 {len(typed.figures) + len(typed.texts)} 格"


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The parts of the sheets, in the order in which this program writes them, with their names."""
    names = re.findall(r'<sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode())
    return {f"xl/worksheets/sheet{number}.xml": name for number, name in enumerate(names, 1)}


def typed_in(part: bytes, sheet: str, typed: Typed) -> bytes:
    """A sheet's part with what is typed on it."""
    cells = {at: f"<v>{number}</v>" for (name, at), number in typed.figures.items() if name == sheet}
    texts = {at: f"<is><t>{text}</t></is>" for (name, at), text in typed.texts.items() if name == sheet}
    if not cells and not texts:
        return part

    def cell(match: re.Match[str]) -> str:
        at, style = match[1], match[2]
        if at in texts:
            return f'<c r="{at}"{style} t="inlineStr">{texts[at]}</c>'
        return f'<c r="{at}"{style}>{cells[at]}</c>' if at in cells else match[0]

    return re.sub(r'<c r="([A-Z]+\d+)"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', cell, part.decode()).encode()


def load_bare(work: Work) -> str:
    """Load up to forty of the workbooks with openpyxl and do nothing with them: what collecting is held against."""
    paths = sorted((work.folder / "inbox").iterdir())[:40]
    started = time.process_time()
    for path in paths:
        load_workbook(path)
    return f"抽 {len(paths)} 本，每本 {(time.process_time() - started) / len(paths) * 1000:.0f} 处理器毫秒"


def collect_returns(work: Work) -> str:
    """Take the inbox in: archived, recognised, read, held against what was sent and against the rules."""
    with Store(work.issue) as store:
        collection = Collection([work.folder / "inbox"], store)
        for _ in collection.run():
            pass
        returns = store.returns()
    assert len(returns) == work.units, len(returns)
    return f"每份 {returns[0].filled} 格，{(work.issue / STORE).stat().st_size / work.units / 1000:.0f} kB 记录"


STAGES: dict[str, Callable[[Work], str]] = {
    "发放": issue_forms,
    "填报": fill_in,
    "裸读": load_bare,
    "收表": collect_returns,
}


def main() -> None:
    """Run the stages for each number of units and print them as a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", nargs="*", type=int, default=[40, 400, 2000])
    parser.add_argument("--set", dest="form_set", default="部门决算")
    parser.add_argument("--only", nargs="*", default=list(STAGES))
    options = parser.parse_args()
    print("| 单位数 | 步骤 | 秒 | 每单位处理器毫秒 | |\n|---:|---|---:|---:|---|")
    for count in options.units:
        with tempfile.TemporaryDirectory() as folder:
            for name in options.only:
                started, busy = time.perf_counter(), time.process_time()
                remark = STAGES[name](Work(Path(folder), options.form_set, count))
                seconds, spent = time.perf_counter() - started, time.process_time() - busy
                print(f"| {count} | {name} | {seconds:.1f} | {spent / count * 1000:.0f} | {remark} |", flush=True)


if __name__ == "__main__":
    main()
