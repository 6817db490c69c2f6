"""Excel for the tests: xlwings' own Windows engine, unedited, with the object model of pyOpenVBA behind it.

pywin32 is stubbed; a COM object is answered by pyOpenVBA's object of the same name, member by member as IDispatch
would. What that model does not measure (the height of wrapped rows) is given a fixed size. Calls, and reads and writes
of values among them, are counted: in Excel each of them goes from one process to another.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import sys
import types
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from unittest.mock import MagicMock

_FIRST_WINDOW = 4711
_ROW = 60  # quarters of a point
_AUTOMATIC = -4105  # xlCalculationAutomatic
_FAILED = -2147352567  # DISP_E_EXCEPTION


class ComError(Exception):
    """What pywin32 raises where Excel refuses; `hresult` tells why."""

    def __init__(self, text: str, code: int = _FAILED) -> None:
        super().__init__(code, text, (0, "Microsoft Excel", text, None, 0, -2146827284), None)
        self.hresult = code
        self.excepinfo = self.args[2]


class _Time(dt.datetime):
    """pywintypes.TimeType."""


class _Zone:
    @staticmethod
    def utc() -> dt.timezone:
        return dt.UTC


def _module(name: str, **members: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def _stub_pywin32() -> None:
    _module("pywintypes", com_error=ComError, error=OSError, TimeType=_Time, IID=str)
    _module("pythoncom", CoInitialize=lambda: None, ole_error=ComError, com_error=ComError, __file__=None)
    kinds = {name: type(name, (), {}) for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass")}
    client = _module("win32com.client", **kinds, Dispatch=None, DispatchEx=lambda _: _launch())
    _module("win32com", client=client)
    for name in ("win32api", "win32con", "win32gui"):
        sys.modules[name] = MagicMock(name=name)
    _module("win32process", GetWindowThreadProcessId=lambda window: (0, window))
    _module("win32timezone", TimeZoneInfo=_Zone)
    windows: Any = ctypes
    windows.windll, windows.oledll = MagicMock(), MagicMock()
    real = ctypes.PyDLL
    windows.PyDLL = lambda file, *rest, **named: MagicMock() if file is None else real(file, *rest, **named)


class Excel:
    """The instances that run, what was told, and how often Excel was called, values went in and out."""

    def __init__(self) -> None:
        self.hosts: dict[int, Any] = {}
        self.told: list[str] = []
        self.calls = self.reads = self.writes = 0
        self.fail: Callable[[str, str], None] = _nothing  # raises where a call is to fail


def _nothing(_kind: str, _member: str) -> None:
    """No call fails."""


EXCEL = Excel()


def _to_model(value: Any) -> Any:
    from pyopenvba.interpreter import _values as model

    if isinstance(value, Com):
        return value.model
    if value is None:
        return model.EMPTY
    if isinstance(value, bool | str | float):
        return value
    if isinstance(value, int):
        return model.VBAInt(value, "Long")
    if isinstance(value, dt.datetime | dt.date):
        return model.VBADate.from_datetime(value)
    if isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple):
        array = model.VBAArray([(1, len(value)), (1, len(value[0]))])
        for row, cells in enumerate(value, 1):
            for column, cell in enumerate(cells, 1):
                array.items[array.offset([row, column])] = _to_model(cell)
        return array
    if isinstance(value, list | tuple):
        return model.VBAArray([(0, len(value) - 1)], items=[_to_model(cell) for cell in value])
    return value


def _from_model(value: Any, again: Any = None) -> Any:
    from pyopenvba.interpreter import _values as model
    from pyopenvba.interpreter._objects import VBAObject

    if isinstance(value, VBAObject):
        window = getattr(value, "_window", None)
        return _App(value) if window is not None else Com(value, again)
    if value is model.EMPTY or value is model.NOTHING or value is getattr(model, "NULL", object()):
        return None
    if isinstance(value, model.VBAErrorValue):
        return -2146828288 + value.number
    if isinstance(value, model.VBADate):
        return _Time(*value.to_datetime().timetuple()[:6])
    if isinstance(value, model.VBAArray):
        (top, bottom), (left, right) = value.bounds
        return tuple(
            tuple(_from_model(value.get([row, column])) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
    return int(value) if isinstance(value, model.VBAInt) else value


def _asked(action: Callable[[], Any]) -> Any:
    from pyopenvba.exceptions import VBARuntimeError

    try:
        return action()
    except VBARuntimeError as error:
        raise ComError(str(error)) from error


class Com:
    """A late-bound COM object."""

    def __init__(self, model: Any, again: Any = None) -> None:
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "_again", again)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        model, member = self.model, self.model.vba_member(name)
        EXCEL.fail("read", f"{model.vba_type_name}.{name}")
        forced = member is None and name.startswith("Get") and model.vba_member(name[3:]) is not None
        if forced:  # makepy's GetX() for properties with parameters
            name, member = name[3:], model.vba_member(name[3:])
        if model.vba_type_name == "Range" and name == "Value":
            EXCEL.reads += 1
        if member is not None and (member.kind == "method" or forced):
            return self._method(name)
        try:
            value = model.vba_get(name)
        except Exception as error:
            if member is not None and member.parameters:
                return self._method(name)
            raise ComError(str(error)) from error
        EXCEL.calls += 1
        return _from_model(value, self._method(name) if member is not None and member.parameters else None)

    def _method(self, name: str) -> Callable[..., Any]:
        from pyopenvba.interpreter import _values as model

        def call(*given: Any, **named: Any) -> Any:
            EXCEL.calls += 1
            EXCEL.fail("call", f"{self.model.vba_type_name}.{name}")
            arguments = list(given)
            while arguments and arguments[-1] is None:
                arguments.pop()  # optional ones left out
            plain = [model.MISSING if value is None else _to_model(value) for value in arguments]
            options = {key: _to_model(value) for key, value in named.items()}
            return _asked(lambda: _from_model(self.model.vba_get(name, plain, options)))

        return call

    def __setattr__(self, name: str, value: Any) -> None:
        EXCEL.calls += 1
        EXCEL.fail("write", f"{self.model.vba_type_name}.{name}")
        if self.model.vba_type_name == "Range" and name == "Value":
            EXCEL.writes += 1
        _asked(lambda: self.model.vba_set(name, _to_model(value)))

    def __call__(self, *given: Any, **named: Any) -> Any:
        if self._again:
            return self._again(*given, **named)
        if self.model.vba_type_name == "Range" and given:
            return self.Item(*given)
        default = self.model.vba_default_member()
        if default.kind == "method":
            return getattr(self, default.name)(*given, **named)
        EXCEL.calls += 1
        return _asked(lambda: _from_model(self.model.vba_get(default.name, [_to_model(value) for value in given])))

    def __iter__(self) -> Iterator[Any]:
        for value in self.model.vba_iterate():
            EXCEL.calls += 1
            yield _from_model(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Com) and other.model is self.model

    def __hash__(self) -> int:
        return id(self.model)


class _App(Com):
    """Excel's Application: what the object model lacks of it."""

    def __getattr__(self, name: str) -> Any:
        from pyopenvba.exceptions import VBAUnsupportedError

        if name == "Hwnd":
            return self.model._window
        if name == "Application":
            return self
        try:
            return super().__getattr__(name)
        except (VBAUnsupportedError, ComError):
            if name in ("ScreenUpdating", "StatusBar", "DisplayAlerts", "Visible"):
                return True
            raise


def _launch() -> _App:
    from pyopenvba.apps.excel import ExcelApplication

    host = ExcelApplication()
    window = _FIRST_WINDOW + len(EXCEL.hosts)
    EXCEL.hosts[window] = host
    object.__setattr__(host.application, "_window", window)
    return _App(host.application)


def _measure() -> None:
    """Give notes a fixed box, and rows of wrapped text a height: the model does not measure them."""
    from pyopenvba.apps.excel import _dimensions, _notes
    from pyopenvba.exceptions import VBAUnsupportedError

    notes: Any = _notes
    notes.placed = lambda _, row, column: (column, 15, row, 2, column + 2, 31, row + 4, 9)
    dimensions: Any = _dimensions.SheetDimensions
    measured = dimensions.row_quarters

    def row_quarters(own: Any, row: int) -> int:
        try:
            return int(measured(own, row))
        except VBAUnsupportedError:
            return _ROW

    dimensions.row_quarters = row_quarters


def _calculate_in_order() -> None:
    """What is calculated by hand follows what it depends on, as in Excel: the model takes cells in their order."""
    from pyopenvba.apps.excel import _calc

    calculator: Any = _calc.Calculator
    calculate_all = calculator.calculate_all

    def in_order(own: Any) -> None:
        application = own.book.application
        before, application.calculation = application.calculation, _AUTOMATIC
        try:
            calculate_all(own)
        finally:
            application.calculation = before

    calculator.calculate_all = in_order


@cache
def start() -> Any:
    """Make xlwings speak to this Excel; gives the xlwings module."""
    _stub_pywin32()
    _measure()
    _calculate_in_order()
    import xlwings
    import xlwings._xlwindows as engine  # type: ignore[import-untyped]

    windows: Any = engine
    windows.COMRetryObjectWrapper = lambda value: value
    windows.get_excel_hwnds = lambda: iter(list(EXCEL.hosts))
    windows.get_xl_app_from_hwnd = lambda window: _App(EXCEL.hosts[window].application)
    windows.App.alert = lambda _, prompt, *__: EXCEL.told.append(prompt)
    windows.App.activate = lambda app, *_: _to_front(app.hwnd)
    if "excel" not in xlwings.engines.engines_by_name:
        xlwings.engines.add(xlwings.Engine(impl=windows.engine))
    xlwings.engines["excel"].activate()
    return xlwings


def _to_front(window: int) -> None:
    """Windows lists the instances in the order in which they lie on the screen."""
    EXCEL.hosts = {window: EXCEL.hosts[window], **EXCEL.hosts}


def save(book: Any, path: str) -> None:
    """Write a workbook as it stands; persistence is the model's own."""
    host = next(host for host in EXCEL.hosts.values() if any(own is book.api.model for own in host.workbooks()))
    host.save(path, workbook=book.api.model)
