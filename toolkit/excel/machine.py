"""Where Excel looks for add-ins on a machine, and what the add-in consists of there."""

from __future__ import annotations

import os
import platform
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import OutputError
from toolkit.excel.package import IDENTIFIER, add_in
from toolkit.resources import folder

WINDOWS, MACOS = "Windows", "Darwin"
CONF_ENCODING = "utf-16-le"  # what FileSystemObject reads; a path may hold any character
_BOM = "\ufeff"
_SCRIPT = "recon.applescript"


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as the installer sees it; `python` is the interpreter that the buttons start, None where none has
    xlwings: they then do what the macros can do alone."""

    system: str  # as platform.system() says
    home: Path
    environ: Mapping[str, str]
    python: Path | None


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the add-in: where it belongs and what it holds."""

    path: Path
    content: bytes


def this_machine() -> Machine:
    """The machine that the program runs on."""
    import importlib.util

    python = Path(sys.executable) if importlib.util.find_spec("xlwings") else None
    return Machine(platform.system(), Path.home(), os.environ, python)


def parts(machine: Machine) -> tuple[Part, ...]:
    """The files of the add-in on a machine. Raises `OutputError` where there is no Excel for add-ins of this kind."""
    if machine.system == WINDOWS:
        return _on_windows(machine)
    if machine.system == MACOS:
        return _on_macos(machine)
    raise OutputError(
        f"Excel 加载项只能装在 Windows 或 macOS 上，这台机器是 {machine.system}",
        "可以用 recon highlight 标记工作簿，或用 recon addin build 生成加载项和带宏的工作簿，拷到有 Excel 的机器上。",
        message_en=f"the Excel add-in is for Windows and macOS; this machine runs {machine.system}",
        hint_en="Mark workbooks with recon highlight, or make the add-in with recon addin build and copy it.",
    )


def is_ours(path: Path) -> bool:
    """Whether a file bears the add-in's mark, whichever version wrote it."""
    try:
        if path.suffix == ".xlam":
            with zipfile.ZipFile(path) as archive:
                return f"<dc:identifier>{IDENTIFIER}<".encode() in archive.read("docProps/core.xml")
        data = path.read_bytes()
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    return any(
        data.startswith(f"{mark}{IDENTIFIER}".encode(code)) for mark, code in ((_BOM, CONF_ENCODING), ("-- ", "utf-8"))
    )


def _on_windows(machine: Machine) -> tuple[Part, ...]:
    roaming = Path(machine.environ.get("APPDATA") or machine.home / "AppData" / "Roaming")
    conf = f"{_BOM}{IDENTIFIER}\r\ninterpreter={machine.python or ''}\r\n"
    return (
        Part(roaming / "Microsoft" / "Excel" / "XLSTART" / "recon.xlam", add_in()),
        Part(roaming / "recon" / "addin.conf", conf.encode(CONF_ENCODING)),
    )


def _on_macos(machine: Machine) -> tuple[Part, ...]:
    library = machine.home / "Library"
    start = (
        library / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized" / "Startup.localized" / "Excel"
    )
    script = (folder("macros") / "addin" / _SCRIPT).read_text(encoding="utf-8")
    quoted = str(machine.python or "").replace("\\", "\\\\").replace('"', '\\"')
    script = script.replace('property interpreter : ""', f'property interpreter : "{quoted}"')
    return (
        Part(start / "recon.xlam", add_in()),
        Part(library / "Application Scripts" / "com.microsoft.Excel" / _SCRIPT, script.encode()),
    )
