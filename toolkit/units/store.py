"""What is known of one issue, in one SQLite file in its folder: who was sent what, what came back, and what is wrong
with it. Any tool can read it.

Only facts about single files are kept; which of several returns counts and what a later one changed follow from them
(see `standing`). Each received file is one transaction, so a process that dies leaves a state that the next run
completes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from toolkit.errors import InputError, OutputError
from toolkit.model import Book
from toolkit.units.records import Arrived, Issue, Received, Return, Sent, UnitRow
from toolkit.units.remark import Remark
from toolkit.units.store_tables import TABLES, VERSION, figures, pack, remark_row, unpack
from toolkit.units.template import Template
from toolkit.workbook.codec import decode, encode

NAME = "recon-units.sqlite"


def create(folder: Path, issue: Issue, sent: Iterable[Sent]) -> None:
    """Begin the store of an issue in its folder; OutputError where one is there already."""
    path = folder / NAME
    if path.exists():
        raise OutputError(
            "这个文件夹里已有一次发放",
            "请换一个空文件夹；已经发出的模板和收回的数据都在这里，不能覆盖。",
            message_en="the folder holds an issue already",
            hint_en="Choose an empty folder: what was sent and returned is kept here and not replaced.",
            where=str(path),
        )
    draft = path.with_name(f".{NAME}.tmp")
    draft.unlink(missing_ok=True)
    connection = sqlite3.connect(draft, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")  # the rename below is what makes it count
        connection.execute("BEGIN")
        for statement in TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute(
            "INSERT INTO issue VALUES (?,?,?,?,?,?)",
            (issue.id, issue.form_set, issue.edition, issue.year, issue.due, issue.created),
        )
        _add_units(connection, sent)
        connection.execute("COMMIT")
    finally:
        connection.close()
    draft.replace(path)


def _add_units(connection: sqlite3.Connection, sent: Iterable[Sent]) -> None:
    """A template is kept once for all units whose sheets are alike; of each unit the cells that differ."""
    bases: list[Template] = []
    for one in sent:
        number = next((number for number, base in enumerate(bases) if base.alike(one.template)), len(bases))
        if number == len(bases):
            bases.append(one.template)
            connection.execute("INSERT INTO template VALUES (?,?)", (number, pack(one.template.encode())))
        facts = (one.code, one.name, one.contact, one.due, one.file, one.sha256, one.fingerprint)
        blobs = pack(encode(one.book)), number, pack(one.template.encode(bases[number]))
        connection.execute("INSERT INTO unit VALUES (?,?,?,?,?,?,?,?,?,?)", (*facts, *blobs))


class Store:
    """An open store; a context manager. InputError where the folder holds none or it is damaged.

    On `trial` it is a copy in memory: nothing that is written lasts.
    """

    def __init__(self, folder: Path, *, trial: bool = False) -> None:
        self.folder = folder
        path = folder / NAME
        if not path.is_file():
            raise InputError(
                "这个文件夹里没有发放记录",
                "请用 --issue 指定 recon units issue 生成的文件夹。",
                message_en="the folder holds no issue",
                hint_en="Name the folder that `recon units issue` made with --issue.",
                where=str(folder),
            )
        self._bases: dict[int, Template] = {}
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        try:
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            self.issue = Issue(*self._connection.execute("SELECT * FROM issue").fetchone())
        except (sqlite3.DatabaseError, TypeError) as error:
            self._connection.close()
            raise _damaged(path) from error
        if version != VERSION:
            self._connection.close()
            raise _damaged(path)
        if trial:
            with closing(self._connection) as source:
                self._connection = sqlite3.connect(":memory:", isolation_level=None)
                source.backup(self._connection)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    # -- what was sent

    def units(self) -> tuple[UnitRow, ...]:
        """Every unit of the issue, by code."""
        rows = self._all("SELECT code, name, contact, due, file, sha256, fingerprint FROM unit ORDER BY code")
        return tuple(UnitRow(*row) for row in rows)

    def sent_book(self, code: str) -> Book:
        """The book that the unit's workbook was made from."""
        return decode(unpack(self._one("SELECT book FROM unit WHERE code = ?", code)[0]))

    def template(self, code: str) -> Template:
        """The cells of the unit's workbook as issued."""
        number, own = self._one("SELECT template, own_cells FROM unit WHERE code = ?", code)
        if number not in self._bases:
            self._bases[number] = Template.decode(
                unpack(self._one("SELECT cells FROM template WHERE number = ?", number)[0])
            )
        return Template.decode(unpack(own), self._bases[number])

    # -- what came back

    def received(self) -> tuple[Received, ...]:
        """Every received file in the order of arrival."""
        names: dict[str, list[str]] = {}
        for sha256, name in self._all("SELECT sha256, name FROM name ORDER BY name"):
            names.setdefault(sha256, []).append(name)
        rows = self._all("SELECT * FROM received ORDER BY batch, position")
        return tuple(replace(Received(*row), names=tuple(names.get(row[0], ()))) for row in rows)

    def returns(self) -> tuple[Return, ...]:
        """Every return, in the order of arrival."""
        rows = self._all(
            'SELECT sha256, r.unit, saved, filled, eligible, arrived, batch, position FROM "return" r '
            "JOIN received USING (sha256) ORDER BY batch, position"
        )
        return tuple(Return(*row) for row in rows)

    def remarks(self) -> dict[str, tuple[Remark, ...]]:
        """What is wrong with each received file, in reading order."""
        found: dict[str, list[Remark]] = {}
        query = "SELECT sha256, what, sheet, cell, details FROM remark ORDER BY sha256, number"
        for sha256, what, sheet, cell, details in self._all(query):
            values = tuple((str(name), str(value)) for name, value in json.loads(details))
            found.setdefault(sha256, []).append(Remark(what, sheet, cell, values))
        return {sha256: tuple(remarks) for sha256, remarks in found.items()}

    def book(self, sha256: str) -> Book:
        """The book of a return."""
        return decode(unpack(self._one('SELECT book FROM "return" WHERE sha256 = ?', sha256)[0]))

    def values(self, sha256: str) -> dict[tuple[str, str, int], tuple[str, str, str, str]]:
        """The figures of a return: (statement, line, column) → (label, title, number, unit)."""
        query = 'SELECT statement, line, "column", label, title, number, unit FROM value WHERE sha256 = ?'
        return {(row[0], row[1], row[2]): row[3:] for row in self._all(query, sha256)}

    def archive_path(self, sha256: str) -> Path:
        """Where the received file lies, byte for byte as it came."""
        return self.folder / str(self._one("SELECT archived FROM received WHERE sha256 = ?", sha256)[0])

    # -- writing

    def batch(self) -> int:
        """The number of the batch under way: one that was cut short goes on."""
        with self.transaction():
            rows = self._all("SELECT number FROM batch WHERE finished IS NULL")
            if rows:
                return int(rows[0][0])
            query = "INSERT INTO batch (started) VALUES (?) RETURNING number"
            return int(self._one(query, _now())[0])

    def finish(self) -> None:
        """End the batch under way."""
        if self._all("SELECT 1 FROM batch WHERE finished IS NULL"):
            with self.transaction():
                self._connection.execute("UPDATE batch SET finished = ? WHERE finished IS NULL", (_now(),))

    def add_name(self, sha256: str, name: str) -> None:
        """Note one more name under which a known file came."""
        self._connection.execute("INSERT OR IGNORE INTO name VALUES (?,?)", (sha256, name))

    def add(self, arrived: Arrived, batch: int) -> None:
        """Note a received file with all that was found in it, in one transaction; of one that another run has noted
        meanwhile only the name."""
        run, many, sha256 = self._connection.execute, self._connection.executemany, arrived.sha256
        with self.transaction():
            if self._all("SELECT 1 FROM received WHERE sha256 = ?", sha256):
                self.add_name(sha256, arrived.name)
                return
            position = self._one("SELECT count(*) FROM received WHERE batch = ?", batch)[0]
            facts = (sha256, arrived.archived, arrived.size, arrived.kind, arrived.unit)
            run("INSERT INTO received VALUES (?,?,?,?,?,?,?,?)", (*facts, batch, _now(), position))
            self.add_name(sha256, arrived.name)
            rows = [(sha256, number, *remark_row(remark)) for number, remark in enumerate(arrived.remarks)]
            many("INSERT INTO remark VALUES (?,?,?,?,?,?,?,?)", rows)
            if arrived.book is not None:
                row = (sha256, arrived.unit, arrived.saved, arrived.filled, arrived.eligible)
                run('INSERT INTO "return" VALUES (?,?,?,?,?,?)', (*row, pack(encode(arrived.book))))
                values = ((sha256, *figure) for figure in figures(arrived.book))
                many("INSERT INTO value VALUES (?,?,?,?,?,?,?,?)", values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what happens inside; OutputError where the record cannot be written."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OutputError(
                f"收表记录写不进去（{error}）",
                "请确认发放文件夹可写、磁盘有空间，且没有另一个收表正在运行；再运行一次，已收的不会重复。",
                message_en=f"the record cannot be written ({error})",
                hint_en="Make sure that the folder is writable, the disk not full and no other run going on.",
                where=str(self.folder / NAME),
            ) from error

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()

    def _one(self, query: str, *values: object) -> tuple[Any, ...]:
        row: tuple[Any, ...] = self._connection.execute(query, values).fetchone()
        return row


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _damaged(path: Path) -> InputError:
    return InputError(
        "发放记录已损坏，或由另一版本的程序写成",
        "请用备份恢复这个文件；收回的原件都在“收回”文件夹里，没有丢。",
        message_en="the record of the issue is damaged or of another version of the program",
        hint_en="Restore the file from a backup; all received files are in the folder 收回.",
        where=str(path),
    )
