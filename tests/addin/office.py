"""LibreOffice as a second host: what xlwings asks of an engine, carried out over UNO, with real recalculation."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from openpyxl.utils import get_column_letter, range_boundaries

_WORKER = Path(__file__).with_name("office_worker.py")


def python_with_uno() -> str | None:
    """A Python that can speak to LibreOffice."""
    for python in (sys.executable, "/usr/bin/python3", shutil.which("python3") or ""):
        if python and subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0:
            return python
    return None


class OfficeError(Exception):
    """LibreOffice refuses."""


class Worker:
    """The process that speaks to LibreOffice."""

    def __init__(self, python: str, soffice: str) -> None:
        self.calls: list[str] = []
        self.told: list[str] = []
        command = [python, str(_WORKER), soffice]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, name: str, *arguments: Any) -> Any:
        self.calls.append(name)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, arguments]) + "\n")
        self._process.stdin.flush()
        done, answer = json.loads(self._process.stdout.readline())
        if not done:
            raise OfficeError(f"{name}{arguments}: {answer}")
        return answer

    def stop(self) -> None:
        self("quit")
        self._process.wait(30)


class _Engine:
    """Knows one program with one document."""

    name, type = "libreoffice", "desktop"
    apps: ClassVar[list[_App]] = []

    @staticmethod
    def prepare_xl_data_element(value: Any, _: str | None) -> Any:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data: Any, _dates: Any, empty_as: Any, _numbers: Any, _errors: bool) -> list[list[Any]]:
        return [[empty_as if cell is None else cell for cell in row] for row in data]


class _App:
    engine, pid = _Engine(), 1
    screen_updating = True

    def __init__(self, book: Book) -> None:
        self.book = book
        self.engine.apps[:] = [self]

    def calculate(self) -> None:
        self.book.ask("calculate")

    @property
    def calculation(self) -> str:
        return "automatic" if self.book.ask("is_automatic") else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.book.ask("be_automatic", value == "automatic")

    @property
    def selection(self) -> _Range:
        sheet, areas = self.book.ask("selection")
        return _Range(_Sheet(self.book, sheet), [tuple(at) for at in areas])

    def activate(self, steal_focus: bool = False) -> None:
        """There is one window."""

    def alert(self, prompt: str, *_: Any) -> None:
        self.book.ask.told.append(prompt)


class Book:
    """The implementation of an `xlwings.Book` on the document that the worker holds."""

    def __init__(self, ask: Worker, path: Path) -> None:
        self.ask, self.fullname, self.name = ask, str(path), path.name
        self.app = _App(self)
        ask("open", str(path))

    @property
    def sheets(self) -> _Sheets:
        return _Sheets(self)

    def activate(self) -> None:
        """There is one document."""


def open_book(ask: Worker, path: Path) -> Any:
    """An `xlwings.Book` on a document in LibreOffice."""
    import xlwings

    if _Engine.name not in xlwings.engines.engines_by_name:
        xlwings.engines.add(xlwings.Engine(impl=_Engine()))
    xlwings.engines[_Engine.name].activate()
    return xlwings.Book(impl=Book(ask, path))


class _Sheets:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.names = [name for name, _ in book.ask("sheets")]

    @property
    def active(self) -> _Sheet:
        return _Sheet(self.book, self.book.ask("active"))

    def __call__(self, key: int | str) -> _Sheet:
        return _Sheet(self.book, self.names[key - 1] if isinstance(key, int) else key)

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Any:
        return (_Sheet(self.book, name) for name in self.names)

    def __contains__(self, key: object) -> bool:
        return key in self.names

    def add(self, before: _Sheet | None, after: _Sheet | None, name: str | None = None) -> _Sheet:
        other = before or after
        at = 0 if other is None else self.names.index(other.name) + (before is None)
        name = name or f"Sheet{len(self.names) + 1}"
        self.book.ask("add_sheet", name, at)
        return _Sheet(self.book, name)


class _Sheet:
    def __init__(self, book: Book, name: str) -> None:
        self.book, self._name = book, name

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.book.ask("rename", self._name, value)
        self._name = value

    @property
    def visible(self) -> bool:
        return bool(dict(self.book.ask("sheets"))[self.name])

    @visible.setter
    def visible(self, value: bool) -> None:
        self.book.ask("show", self.name, value)

    @property
    def used_range(self) -> _Range:
        return _Range(self, [(0, 0, *self.book.ask("used", self.name))])

    def range(self, first: Any, last: Any = None) -> _Range:
        if isinstance(first, str):
            return _Range(self, [_area(part) for part in first.split(",")])
        ends = [
            (at[0] - 1, at[1] - 1, 1, 1) if isinstance(at, tuple) else at.at for at in (first, last) if at is not None
        ]
        top, left = min(at[0] for at in ends), min(at[1] for at in ends)
        bottom, right = max(at[0] + at[2] for at in ends), max(at[1] + at[3] for at in ends)
        return _Range(self, [(top, left, bottom - top, right - left)])

    def activate(self) -> None:
        self.book.ask("activate", self.name)

    def delete(self) -> None:
        self.book.ask("delete_sheet", self.name)

    def clear_contents(self) -> None:
        rows, columns = self.book.ask("used", self.name)
        self.book.ask("set", self.name, 0, 0, [[""] * columns] * rows)

    def clear(self) -> None:
        self.book.ask("clear", self.name)


def _area(address: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(address.replace("$", ""))
    return top - 1, left - 1, bottom - top + 1, right - left + 1


class _Look:
    """A property that is written only."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __set__(self, place: Any, value: object) -> None:
        place.sheet.book.ask("look", place.sheet.name, *place.at, self._name, value)

    def __get__(self, place: Any, _: Any) -> None:
        return None


class _Font:
    bold = _Look("bold")

    def __init__(self, place: _Range) -> None:
        self.sheet, self.at = place.sheet, place.at


class _Range:
    max_cells_per_read = max_cells_per_write = None
    column_width, wrap_text = _Look("width"), _Look("wrap")

    @property
    def number_format(self) -> str | None:
        return self._ask("number_format", self.sheet.name, *self.at)

    @number_format.setter
    def number_format(self, code: str) -> None:
        self._ask("set_number_format", self.sheet.name, *self.at, code)

    api = True

    def __init__(self, sheet: _Sheet, areas: list[tuple[int, ...]]) -> None:
        self.sheet, self.areas, self.at = sheet, areas, areas[0]
        self.options: dict[str, Any] = {}
        self._ask = sheet.book.ask

    @property
    def row(self) -> int:
        return self.at[0] + 1

    @property
    def column(self) -> int:
        return self.at[1] + 1

    @property
    def shape(self) -> tuple[int, int]:
        return self.at[2], self.at[3]

    def __len__(self) -> int:
        return self.at[2] * self.at[3]

    def __bool__(self) -> bool:
        return True

    def __call__(self, row: int, column: int | None = None) -> _Range:
        column = column or 1
        return _Range(self.sheet, [(self.at[0] + row - 1, self.at[1] + column - 1, 1, 1)])

    @cached_property
    def address(self) -> str:
        parts = []
        for row, column, rows, columns in self.areas:
            first = f"${get_column_letter(column + 1)}${row + 1}"
            last = f"${get_column_letter(column + columns)}${row + rows}"
            parts.append(first if rows == columns == 1 else f"{first}:{last}")
        return ",".join(parts)

    def get_address(self, *_: Any) -> str:
        return self.address

    @property
    def raw_value(self) -> Any:
        values = self._ask("get", self.sheet.name, *self.at)
        return values[0][0] if self.shape == (1, 1) else values

    @raw_value.setter
    def raw_value(self, values: Any) -> None:
        rows = values if isinstance(values, list | tuple) else [[values]]
        self._ask("set", self.sheet.name, *self.at[:2], [list(row) for row in rows])

    @property
    def color(self) -> tuple[int, int, int] | None:
        colour = self._ask("colour", self.sheet.name, *self.at)
        return None if colour < 0 else (colour >> 16 & 255, colour >> 8 & 255, colour & 255)

    @color.setter
    def color(self, value: tuple[int, int, int] | None) -> None:
        colour = -1 if value is None else value[0] << 16 | value[1] << 8 | value[2]
        for at in self.areas:
            self._ask("set_colour", self.sheet.name, *at, colour)

    @property
    def row_height(self) -> float:
        return float(self._ask("height", self.sheet.name, self.at[0]))

    @property
    def font(self) -> _Font:
        return _Font(self)

    @property
    def note(self) -> _Note | None:
        return _Note(self) if self._ask("note", self.sheet.name, *self.at[:2]) is not None else None

    def add_note(self, text: str) -> _Note:
        self._ask("add_note", self.sheet.name, *self.at[:2], text)
        return _Note(self)

    def select(self) -> None:
        self._ask("select", self.sheet.name, [list(area) for area in self.areas])


class _Note:
    def __init__(self, place: _Range) -> None:
        self._ask, self._at = place.sheet.book.ask, (place.sheet.name, *place.at[:2])

    @property
    def text(self) -> str:
        return str(self._ask("note", *self._at))

    @text.setter
    def text(self, value: str) -> None:
        self._ask("set_note", *self._at, value)

    def delete(self) -> None:
        self._ask("delete_note", *self._at)
