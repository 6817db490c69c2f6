"""What a conversion costs as a whole process, beside the bare cost of writing the same workbook.

    python benchmarks/convert.py [DOCUMENT …] [--rounds N] [--no-growth]

Prints ratios; see docs/benchmarks.md for the method. Without arguments it takes the sample documents beside the clone,
or else the shipped examples.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SAMPLES = ROOT.parent / "shared" / "seeds"
ENTRY = "import sys; from toolkit.__main__ import main; sys.exit(main())"
EMPTY = "import typer\napp = typer.Typer()\n@app.command()\ndef empty() -> None:\n    pass\napp()"


@dataclass(frozen=True)
class Cost:
    """Seconds and processor seconds (medians of the rounds) and peak memory in MB of one process."""

    seconds: float
    processor: float
    megabytes: float


def main() -> None:
    """Run the measurements asked for and print them as tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--no-growth", action="store_true")
    options = parser.parse_args()
    documents = options.documents or sorted(SAMPLES.glob("*.txt")) or sorted((ROOT / "examples").glob("*.txt"))
    with tempfile.TemporaryDirectory() as folder:
        startup(options.rounds)
        conversions([path.resolve() for path in documents], Path(folder), options.rounds)
        if not options.no_growth:
            growth(ROOT / "examples" / "unit_budget.txt", Path(folder))


def startup(rounds: int) -> None:
    """Starting `recon` beside a Typer program with one empty command, and beside an empty Python."""
    python = sys.executable
    commands = {
        "python -c pass": [python, "-c", "pass"],
        "recon --version": [python, "-c", ENTRY, "--version"],
        "empty Typer": [python, "-c", EMPTY],
        "empty Typer --help": [python, "-c", EMPTY, "--help"],
        "recon --help": [python, "-c", ENTRY, "--help"],
    }
    commands |= {f"recon {c} --help": [python, "-c", ENTRY, c, "--help"] for c in ("convert", "export", "show", "demo")}
    cost = measure(commands, rounds * 3)
    print("start                    ms  ratio  ratio of processor time")
    for name, one in cost.items():
        reference = "python -c pass" if name in ("recon --version", "python -c pass") else "empty Typer"
        base = cost[reference]
        ratios = f"{one.seconds / base.seconds:7.2f}{one.processor / base.processor:7.2f}"
        print(f"{name:22}{one.seconds * 1000:6.1f}{ratios}  of {reference}")


def conversions(documents: Sequence[Path], folder: Path, rounds: int) -> None:
    """Each document's conversion beside replaying the Excel writer's calls of that conversion in a bare process."""
    print("\nconvert                 ms   bare  ratio  ratio of processor time   peak MB")
    for document in documents:
        calls, target = folder / "calls.pickle", folder / "bare.xlsx"
        replay = [sys.executable, str(HERE / "replay.py")]
        subprocess.run([*replay, "record", document, calls], check=True, env=_environment())
        commands = {
            "convert": [sys.executable, "-c", ENTRY, "convert", str(document), "-o", str(folder), "--overwrite"],
            "bare": [*replay, "write", str(calls), str(target)],
        }
        cost = measure(commands, rounds)
        whole, bare = cost["convert"], cost["bare"]
        print(
            f"{document.name[:20]:20}{whole.seconds * 1000:6.0f}{bare.seconds * 1000:7.0f}"
            f"{whole.seconds / bare.seconds:7.2f}{whole.processor / bare.processor:7.2f}{whole.megabytes:27.1f}"
        )


def growth(document: Path, folder: Path) -> None:
    """One document ×1, ×10, ×100: processor time beyond the start of the process, per copy of the tables."""
    text = document.read_text(encoding="utf-8")
    commands = {"start": [sys.executable, "-c", ENTRY, "--help"]}
    for times in (1, 10, 100):
        path = folder / f"times{times}.txt"
        path.write_text(text * times, encoding="utf-8")
        commands[f"{times}"] = [sys.executable, "-c", ENTRY, "convert", str(path), "-o", str(folder), "--overwrite"]
    cost = measure(commands, 1)
    start = cost.pop("start").processor
    print(f"\ngrowth ({document.name})  processor ms   ms per copy   peak MB")
    for times, one in cost.items():
        each = (one.processor - start) * 1000 / int(times)
        print(f"×{times:<25}{one.processor * 1000:14.0f}{each:14.1f}{one.megabytes:10.1f}")


def measure(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """Run all commands in turn, `rounds` times, after one round that warms the caches."""
    runs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            cost = run(command)
            if turn:
                runs[name].append(cost)
    return {name: _middle(costs) for name, costs in runs.items()}


def _middle(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        statistics.median(cost.processor for cost in costs),
        max(cost.megabytes for cost in costs),
    )


def run(command: Sequence[str]) -> Cost:
    """What one process costs; fails where the process does."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_environment())
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    spent = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {errors.decode(errors='replace')}")
    peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Cost(spent, usage.ru_utime + usage.ru_stime, peak)


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"}


if __name__ == "__main__":
    main()
