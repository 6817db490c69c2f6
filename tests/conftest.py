"""What the tests share: the sample documents beside the clone, and the books understood from them."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from toolkit.model import Book

# How long an example takes says how busy the machine is, and nothing of the program.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
DISCLOSURES = ROOT.parent / "shared" / "data" / "disclosures"


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five sample documents; a clone elsewhere has none, the build machine must."""
    if not SEEDS.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no sample documents at {SEEDS}")
        pytest.skip("the sample documents lie beside the project's own clone only")
    return SEEDS


@pytest.fixture(scope="session")
def disclosures() -> Path:
    """The folder of real disclosures; a clone elsewhere has none, the build machine must."""
    if not DISCLOSURES.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no disclosures at {DISCLOSURES}")
        pytest.skip("the disclosures lie beside the project's own clone only")
    return DISCLOSURES


def seed_path(folder: Path, number: int) -> Path:
    """The sample document `number` (0 to 4)."""
    return next(folder.glob(f"{number:03d}_*.txt"))


@pytest.fixture(scope="session")
def seed(seeds: Path) -> Callable[[int], Path]:
    """`seed(n)`: the path of sample document n."""
    return lambda number: seed_path(seeds, number)


@cache
def _understand(path: Path) -> Book:
    from toolkit.pipeline import understand

    return understand(path)


@pytest.fixture(scope="session")
def book(seeds: Path) -> Callable[[int], Book]:
    """`book(n)`: sample document n understood, once per run."""
    return lambda number: _understand(seed_path(seeds, number))
