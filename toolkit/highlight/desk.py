"""How a button behaves: quiet while it works, one sentence to the officer when something is wrong, a log for the rest.

Nothing here knows xlwings: `app` and `book` are whatever holds the workbook.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from toolkit.errors import InputError, ReconError

LOG = logging.getLogger("recon.addin")
# What COM answers while a cell is edited or a dialogue is open, and when the workbook or Excel is gone.
_BUSY = {-2147418111, -2147417846, -2146777998}
_GONE = {-2147417848, -2147023174, -2147023170}


def folder(book: Any) -> Path:
    """Where results go: beside the workbook, or at home where it was never saved."""
    folder = Path(book.fullname).parent
    return folder if folder.is_absolute() and folder.is_dir() else Path.home()


def free(folder: Path, stem: str, ending: str) -> Path:
    """A file name that is not taken: nothing is overwritten."""
    number, path = 1, folder / f"{stem}{ending}"
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{ending}"
    return path


def refusal(message: str, hint: str, message_en: str) -> InputError:
    return InputError(message, hint, message_en=message_en, hint_en="See the buttons' help in docs/excel.md.")


@contextmanager
def quiet(app: Any) -> Iterator[None]:
    """No flicker while a button works; screen updating is put back whatever happens."""
    before = True
    with suppress(NotImplementedError, AttributeError):
        before = app.screen_updating
        app.screen_updating = False
    try:
        yield
    finally:
        with suppress(Exception):  # Excel may be gone
            app.screen_updating = before


def _codes(error: Exception) -> set[object]:
    """The result codes of an error that comes from Excel: its own, and the one that COM wraps."""
    details = getattr(error, "excepinfo", None) or ()
    return {code for code in (getattr(error, "hresult", None), *details[5:6]) if isinstance(code, int)}


def _is_busy(error: Exception) -> bool:
    return bool(_codes(error) & _BUSY) or type(error).__name__ == "ExcelBusyError"


def is_fatal(error: Exception) -> bool:
    """Whether nothing more can be done with the workbook now, on whatever sheet."""
    return _is_busy(error) or bool(_codes(error) & _GONE) or isinstance(error, ReconError)


def explained(error: Exception, path: Path) -> str:
    """One sentence and a hint for the officer; the log has the whole."""
    LOG.error("button failed", exc_info=error)
    if isinstance(error, ReconError):
        return f"{error.text()}。{error.advice()}"
    if _is_busy(error):
        return "Excel 正在等您：有单元格在编辑，或有对话框开着。请按 Enter 或 Esc 结束编辑、关掉对话框后再试。"
    if _codes(error) & _GONE:
        return "工作簿或 Excel 在处理途中被关闭了，没有做完。请重新打开工作簿后再试。"
    if _codes(error):
        return f"Excel 拒绝了这一步，已恢复原样。请检查工作簿是否受保护、共享或只读；详情见 {path}。"
    return f"recon 自己出了问题，已恢复原样。请把 {path} 发给维护人。"


def tell(app: Any, told: str) -> None:
    """Show a sentence; where Excel cannot, the log has it."""
    LOG.info("told: %s", told)
    if app is None or not told:
        return
    try:
        app.alert(told, "recon")
    except Exception:
        LOG.warning("could not show a message", exc_info=True)


def start_log(path: Path) -> None:
    """Write the log to a file of a bounded size, once a process."""
    if any(handler.name == LOG.name for handler in LOG.handlers):
        return
    from logging.handlers import RotatingFileHandler

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=300_000, backupCount=1, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.name = LOG.name
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
