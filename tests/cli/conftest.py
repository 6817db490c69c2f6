"""Runs `recon` as its users do: as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Recon = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def recon(tmp_path: Path) -> Recon:
    """`recon("convert", "a.txt", lang=…)` runs the program in the test's own folder."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME") if name in os.environ}
        settings = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "80", "TMPDIR": str(tmp_path)}
        return subprocess.run(
            [sys.executable, "-m", "toolkit", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=keep | settings | environment,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def examples() -> Path:
    """The shipped example documents."""
    return ROOT / "examples"
