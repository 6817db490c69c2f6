"""What `recon addin` prints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

_ENGLISH = {
    "已安装": "installed",
    "已安装旧版": "installed, an older version",
    "未安装": "not installed",
    "不是 recon 的文件": "not a file of recon",
    "已写入": "written",
    "已删除": "removed",
}
_NO_XLWINGS = (
    "没有装 xlwings，“检查、上一处、下一处、清除标记”由宏来做，其余按钮不可用；运行 pip install xlwings 后再安装一次",
    "xlwings is missing: marking, stepping and clearing are left to the macros, the other buttons do nothing; run "
    "pip install xlwings, then install again",
)
_RESTART = ("重新打开 Excel，功能区上会出现“recon 核对”", "Restart Excel: its ribbon shows “recon 核对”")


class _Placed(Protocol):
    @property
    def path(self) -> Path: ...
    @property
    def state(self) -> str: ...


def placed(files: Iterable[_Placed], lang: str) -> None:
    """How each file of the add-in stands."""
    for file in files:
        state = _ENGLISH[file.state] if lang == "en" else file.state
        print(f"{state}{': ' if lang == 'en' else '：'}{file.path}")


def standing(files: Iterable[_Placed], python: Path | None, lang: str) -> None:
    """The same, and the interpreter that the buttons start; None where none can serve them."""
    placed(files, lang)
    print(_NO_XLWINGS[lang == "en"] if python is None else f"Python{': ' if lang == 'en' else '：'}{python}")


def installed(files: Iterable[_Placed], python: Path | None, lang: str) -> None:
    """The same after installing, and what is left to do."""
    standing(files, python, lang)
    print(_RESTART[lang == "en"])


def built(files: Iterable[Path]) -> None:
    """The files that were made."""
    for file in files:
        print(file)
