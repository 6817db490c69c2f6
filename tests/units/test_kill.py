"""Collecting that is killed at any moment: a rerun ends where an undisturbed run would have, and no file is lost.

Ten moments spread over the run by default; all fifty with RECON_KILLS=50.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.read.made import package
from tests.units.issuing import UNITS, issue, own_set
from tests.units.typed import fill, typing
from toolkit.units.collect import Collection
from toolkit.units.store import NAME, Store

KILLS = int(os.environ.get("RECON_KILLS", "10"))
# Everything but the times of day.
QUERIES = (
    "SELECT number, finished IS NULL FROM batch ORDER BY 1",
    "SELECT sha256, archived, size, kind, unit, batch, position FROM received ORDER BY 1",
    "SELECT * FROM name ORDER BY 1, 2",
    'SELECT * FROM "return" ORDER BY 1',
    "SELECT * FROM remark ORDER BY 1, 2",
    "SELECT * FROM value ORDER BY 1, 2, 3, 5",
)


def state(folder: Path) -> list[Any]:
    """What the record and the archive hold."""
    with closing(sqlite3.connect(folder / NAME)) as database:
        rows = [database.execute(query).fetchall() for query in QUERIES]
    return [*rows, contents(folder / "收回")]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def collect(folder: Path, inbox: Path) -> None:
    with Store(folder) as store:
        for _ in Collection([inbox], store).run():
            pass


def killed(act: Callable[[], None], seconds: float) -> bool:
    """Run `act` in a process that is killed after so long; whether it was still at work."""
    child = os.fork()
    if not child:
        try:
            act()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here")
def test_a_run_that_was_killed_is_completed_by_the_next(tmp_path: Path) -> None:
    fresh, inbox = tmp_path / "fresh", tmp_path / "inbox"
    issue(fresh, own_set(tmp_path, ["收支总表", "三公经费表"]))
    inbox.mkdir()
    with Store(fresh) as store:
        for seed, (code, name) in enumerate(UNITS):
            typed = typing(store.sent_book(code), store.template(code), seed)
            fill(fresh / "发放" / f"{code} {name}.xlsx", inbox / f"{code}.xlsx", typed)
    again = (inbox / "103.xlsx").read_bytes()
    (inbox / "mail.zip").write_bytes(package({"a.xlsx": again, "b.pdf": "%PDF-1.4"}))
    (inbox / "x.xlsx").write_bytes(again[:-500])
    received = contents(inbox)

    whole = tmp_path / "whole"
    shutil.copytree(fresh, whole)
    start = time.perf_counter()
    collect(whole, inbox)
    seconds, wanted = time.perf_counter() - start, state(whole)

    draw, stopped, reached = random.Random(5), 0, set()
    for number in range(KILLS):
        folder = tmp_path / f"killed-{number}"
        shutil.copytree(fresh, folder)
        stopped += killed(lambda: collect(folder, inbox), seconds * (number + draw.random()) / KILLS)  # noqa: B023
        with closing(sqlite3.connect(folder / NAME)) as database:
            reached.add(database.execute("SELECT count(*) FROM received").fetchone()[0])
        collect(folder, inbox)
        assert state(folder) == wanted, f"killed at moment {number}"
        assert contents(inbox) == received
        shutil.rmtree(folder)
    assert stopped >= KILLS // 2
    assert len(reached) > 2  # the moments were spread over the run
