"""Takes what lies in an inbox into the record of an issue: every file archived, recognised, read and remarked on once.

What a file says depends on that file and on what was issued, never on the other files, so that the order in which they
come, a second run or a process that died in between make no difference.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from toolkit.errors import InputError
from toolkit.read.zip_container import Container
from toolkit.units import archive, intake, recognition, returns
from toolkit.units.damages import Identity
from toolkit.units.records import Arrived, UnitRow
from toolkit.units.remark import Remark
from toolkit.units.stamp import Stamp
from toolkit.units.standing import MISMATCH
from toolkit.units.store import Store
from toolkit.units.unstamped import stamp_of

_SAVED = re.compile(rb"<(?:\w+:)?modified\b[^>]*>([^<]{10,40})<")
_CORE = "docProps/core.xml"
_KIND = ("Excel 工作簿", "Excel workbook")


class Refused(NamedTuple):
    """A file that was not taken, and why; it stays where it is."""

    name: str
    error: InputError


class Collection:
    """One run over an inbox. `files` says how many there are; iterate `run` for the progress, then see `refused` and
    `new` (the hashes of what was not known before)."""

    def __init__(self, inbox: Sequence[Path], store: Store, *, trial: bool = False) -> None:
        self.store, self.trial = store, trial
        self.files = intake.find(inbox, store.folder)
        self.refused: list[Refused] = []
        self.new: list[str] = []
        self._batch: int | None = None
        self._units = {unit.code: unit for unit in store.units()}
        self._names = {name for unit in self._units.values() for name in [unit.name]}
        self._known = {one.sha256: set(one.names) for one in store.received()}
        if not trial:
            archive.clear_parts(store.folder)

    def run(self) -> Iterator[str]:
        """Take one file after the other, and give its name when it is done."""
        for found in self.files:
            if found.error is not None:
                self.refused.append(Refused(found.name, found.error))
            else:
                self._take(found)
            yield found.name
        self.store.finish()

    def _take(self, found: intake.Found) -> None:
        try:
            data = intake.content(found)
        except InputError as error:
            self.refused.append(Refused(found.name, error))
            return
        sha256 = hashlib.sha256(data).hexdigest()
        lost: list[Remark] = []
        if sha256 not in self._known:
            # An archive is noted after what it holds: once it is known, all of it is.
            for member in intake.members(found.name, data):
                if isinstance(member, intake.Arrival):
                    self._one(member.name, member.data, hashlib.sha256(member.data).hexdigest())
                else:
                    lost.append(_not_taken(*member))
        self._one(found.name, data, sha256, lost)

    def _one(self, name: str, data: bytes, sha256: str, lost: Sequence[Remark] = ()) -> None:
        """Take one document; `lost` is what could not be taken out of it."""
        if sha256 in self._known:
            if name not in self._known[sha256]:
                self.store.add_name(sha256, name)
                self._known[sha256].add(name)
            return
        place = archive.place(data, sha256) if self.trial else archive.keep(self.store.folder, data, sha256)
        try:
            arrived = self._read(Arrived(sha256, name, place, len(data), recognition.UNREADABLE), data)
        except Exception as error:  # our own bug: the others go on, and a later run takes this one again
            self.refused.append(Refused(name, _bug(error)))
            return
        if self._batch is None:
            self._batch = self.store.batch()
        self.store.add(replace(arrived, remarks=[*arrived.remarks, *lost]), self._batch)
        self._known[sha256] = {name}
        self.new.append(sha256)

    # -- what a file is and says

    def _read(self, file: Arrived, data: bytes) -> Arrived:
        kind, stamp, remark = recognition.recognise(data)
        if remark is not None or kind == recognition.ARCHIVE:
            return replace(file, kind=kind, remarks=[remark] if remark is not None else [])
        remarks: list[Remark] = []
        if stamp is None:
            stamp = stamp_of(data, self.store)
            if stamp is None:
                return replace(file, kind=recognition.FOREIGN, remarks=[Remark("无关文件")])
            remarks.append(Remark("标记丢失", values=(("code", stamp.unit_code), ("name", stamp.unit_name))))
        wrong = self._mismatch(stamp)
        if wrong is not None:
            return replace(file, kind=MISMATCH, remarks=[*remarks, wrong])
        unit = self._units[stamp.unit_code]
        try:
            reading = self._reading(file.name, data, stamp, unit)
        except InputError:
            return replace(file, unit=unit.code, remarks=[*remarks, Remark("损坏")])
        return replace(
            file,
            kind=recognition.RETURN,
            unit=unit.code,
            remarks=[*remarks, *reading.remarks],
            book=reading.book,
            saved=saved(data),
            filled=reading.filled,
            eligible=reading.eligible,
        )

    def _mismatch(self, stamp: Stamp) -> Remark | None:
        issue = self.store.issue
        if stamp.set != issue.form_set:
            return Remark("别次发放", values=(("given", stamp.set), ("wanted", issue.form_set)))
        if stamp.year != issue.year:
            return Remark("年度不符", values=(("given", str(stamp.year)), ("wanted", str(issue.year))))
        if stamp.unit_code not in self._units:
            return Remark("单位不在清单", values=(("code", stamp.unit_code), ("name", stamp.unit_name)))
        return None

    def _reading(self, name: str, data: bytes, stamp: Stamp, unit: UnitRow) -> returns.Reading:
        issue, sent = self.store.issue, self.store.sent_book(unit.code)
        if stamp.issue != issue.id and stamp.fingerprint != unit.fingerprint:
            return returns.read_old(name, data, sent, stamp, issue)
        who = Identity(unit.name, issue.year, frozenset(self._names))
        return returns.read(name, data, sent, self.store.template(unit.code), who)


def _not_taken(name: str, error: InputError) -> Remark:
    """What an archive holds and could not be taken out."""
    says = (
        ("reason", error.message),
        ("reason_en", error.message_en),
        ("advice", error.hint),
        ("advice_en", error.hint_en),
    )
    return Remark("收不下", values=(("name", name), *says))


def _bug(error: Exception) -> InputError:
    kind = type(error).__name__
    return InputError(
        f"程序没能读这份文件（{kind}），没有收",
        "这是 recon 自己的问题，请把文件发给维护人；更新程序后再运行一次就会收下。",
        message_en=f"the program failed on this file ({kind}); not taken",
        hint_en="This is a fault of recon: send the file to the maintainers; a later version takes it on the next run.",
    )


def saved(data: bytes) -> str:
    """When an office program saved the workbook, in universal time (ISO), "" where it does not say."""
    try:
        container = Container("", data, _KIND)
        match = _SAVED.search(container.read(_CORE)) if _CORE in container.infos else None
        return datetime.fromisoformat(match[1].decode()).astimezone(UTC).isoformat() if match else ""
    except (InputError, ValueError, OverflowError):
        return ""
