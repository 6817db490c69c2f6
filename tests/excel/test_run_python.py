"""From a button of the add-in through VBA and the command line to toolkit.addin, with the shell alone stubbed.

The command line is taken apart as Windows does it, and what it says is run in this process: xlwings' Book.caller and
its Windows engine find the workbook by the window and the name that VBA passed.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.addin import excel as model
from tests.addin.conftest import DOCUMENT
from tests.excel.vba import Excel
from toolkit import addin
from toolkit.excel.install import install, remove
from toolkit.excel.machine import Machine
from toolkit.excel.package import ribbon, words

MACROS = Path(__file__).resolve().parents[2] / "macros" / "addin"
WINDOW = 9001
DIALOGS = {"getopenfilename": "file", "inputbox": "text"}  # of the application, which the model lacks
NAMES = ("2024年 部门预算 (定稿).xlsm", "张三's & 李四^的 ''x''.xlsm", "a;b,c!#$@{}[]~`+.xlsm")
TEXTS = ("", "因项目调整，减少 12.5 万元。", 'C:\\报送 o\'k\\a "b".pdf\n第二行', "𠮷野家 🙂", "=1+1")


def arguments(line: str) -> list[str]:
    """The arguments of a Windows command line, by the rules of CommandLineToArgvW."""
    found: list[str] = []
    at, length = 0, len(line)
    while at < length:
        while at < length and line[at] in " \t":
            at += 1
        if at == length:
            break
        word, quoted = "", False
        while at < length and (quoted or line[at] not in " \t"):
            slashes = 0
            while at < length and line[at] == "\\":
                slashes, at = slashes + 1, at + 1
            if at < length and line[at] == '"' and found:  # the program's own name takes backslashes as they are
                word += "\\" * (slashes // 2)
                if slashes % 2:
                    word += '"'
                elif quoted and line[at + 1 : at + 2] == '"':
                    word, at = word + '"', at + 1
                else:
                    quoted = not quoted
                at += 1
            elif at < length and line[at] == '"':
                word, quoted, at = word + "\\" * slashes, not quoted, at + 1
            else:
                word += "\\" * slashes
                if at < length and (quoted or line[at] not in " \t"):
                    word, at = word + line[at], at + 1
        found.append(word)
    return found


def test_command_lines_are_taken_apart_as_windows_does_it() -> None:
    # The examples of Microsoft's "Parsing C++ command-line arguments", behind a program's name.
    for line, expected in {
        r'x "abc" d e': ["abc", "d", "e"],
        r"x a\\b d\"e\"f\"g h".replace(r"d\"e\"f\"g", 'd"e f"g'): [r"a\\b", "de fg", "h"],
        r"x a\\\"b c d": [r"a\"b", "c", "d"],
        r'x a\\\\"b c" d e': [r"a\\b c", "d", "e"],
    }.items():
        assert arguments(line)[1:] == expected


class Shell:
    """WScript.Shell and Scripting.FileSystemObject of a machine whose home is given."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.lines: list[str] = []
        self.exit_code: int | None = None  # None: run what the line says
        self.asked: list[str] = []  # the dialogs that were shown
        self.answer: Any = False  # what the officer enters; False where the dialog is cancelled

    def create(self, name: str) -> Any:
        from pyopenvba.interpreter._objects import VBAObject, method
        from pyopenvba.interpreter._values import VBAInt

        shell = self

        class Script(VBAObject):
            vba_type_name = "WshShell"

            @method
            def ExpandEnvironmentStrings(self, text: Any) -> Any:
                return text.replace("%APPDATA%", str(shell.home / "AppData" / "Roaming"))

            @method
            def Run(self, line: Any, style: Any, wait: Any) -> Any:
                assert (int(style), wait) == (0, True)
                shell.lines.append(line)
                return VBAInt(shell.run(line), "Long")

        class Stream(VBAObject):
            vba_type_name = "TextStream"

            def __init__(self, text: str) -> None:
                self._text = text

            @method
            def ReadAll(self) -> Any:
                return self._text

        class Files(VBAObject):
            vba_type_name = "FileSystemObject"

            @method
            def OpenTextFile(self, path: Any, mode: Any, create: Any, unicode: Any) -> Any:
                from pyopenvba.interpreter._values import error

                assert (int(mode), create, int(unicode)) == (1, False, -1)
                file = Path(path.replace("\\", "/"))
                if not file.is_file():
                    raise error(53)
                return Stream(file.read_bytes().decode("utf-16"))

        return {"wscript.shell": Script, "scripting.filesystemobject": Files}[name.lower()]()

    def run(self, line: str) -> int:
        """What Python would do with this command line; its exit code."""
        if self.exit_code is not None:
            return self.exit_code
        program, safe, option, code, *rest = arguments(line)
        assert (program, safe, option) == (str(self.home / "python 3" / "python.exe"), "-P", "-c")
        sys.argv = ["-c", *rest]
        exec(compile(code, "<command line>", "exec"), {})
        return 0


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A machine with the add-in installed."""
    home = tmp_path / "张 三's"
    install(_machine(home))
    return Shell(home)


def _machine(home: Path) -> Machine:
    roaming = {"APPDATA": str(home / "AppData" / "Roaming")}
    return Machine("Windows", home, roaming, home / "python 3" / "python.exe")


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """xlwings as on Windows, and its log where the test can see it."""
    monkeypatch.setattr(addin, "_LOG_FILE", tmp_path / "addin.log")
    monkeypatch.setattr(sys, "argv", [])
    model.start().engines["excel"].activate()  # another host may have been the active one
    model.EXCEL.__init__()
    monkeypatch.setattr(sys, "platform", "win32")
    yield
    model.EXCEL.__init__()


def _excel(path: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Excel:
    """Excel with a workbook and, beside its own macros, those of the add-in."""
    from pyopenvba.apps.excel import Application

    excel = Excel(path)
    for name in ("ReconPython", "ReconRibbon"):
        source = (MACROS / f"{name}.bas").read_text(encoding="ascii")
        excel.app.add_module(source.replace("\n", "\r\n"), name=name.replace("Ribbon", "Addin"))
    monkeypatch.setattr(excel.app.interpreter, "create_com", shell.create)
    object.__setattr__(excel.app.application, "_window", WINDOW)
    model.EXCEL.hosts[WINDOW] = excel.app
    real = Application.vba_get
    given = {"hwnd": WINDOW, "path": r"C:\Program Files\Microsoft Office\root\Office16"}

    def vba_get(self: Any, name: str, *rest: Any) -> Any:
        if name.lower() in DIALOGS:
            shell.asked.append(DIALOGS[name.lower()])
            return shell.answer
        return given[name.lower()] if name.lower() in given else real(self, name, *rest)

    monkeypatch.setattr(Application, "vba_get", vba_get)
    return excel


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("windows")
def test_the_button_reaches_the_workbook(
    name: str, macros: Path, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "报送 o'k & co"
    folder.mkdir()
    excel = _excel(Path(shutil.copy(macros, folder / name)), shell, monkeypatch)
    excel.click("ReconAddin.OnCheck")
    (line,) = shell.lines
    assert arguments(line)[4:] == [
        f"--wb={name}",
        "--from_xl=1",
        r"--app=C:\Program Files\Microsoft Office\root\Office16\Microsoft Excel",
        f"--hwnd={WINDOW}",
    ]
    assert excel.messages == []  # VBA had nothing to say; Python told what it found
    (told,) = model.EXCEL.told
    assert "不平" in told
    saved = openpyxl.load_workbook(excel.save(tmp_path / "checked.xlsm"))
    assert "差异清单" in saved.sheetnames
    excel.click("ReconAddin.OnClear")
    assert "差异清单" not in openpyxl.load_workbook(excel.save(tmp_path / "cleared.xlsm")).sheetnames


@pytest.mark.parametrize(
    ("button", "call"),
    [
        ("OnCheck", "check()"),
        ("OnSource", "show_source()"),
        ("OnExport", "export_list()"),
    ],
)
def test_each_button_calls_its_function(
    button: str, call: str, macros: Path, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.exit_code = 0
    excel = _excel(Path(shutil.copy(macros, tmp_path / "a.xlsm")), shell, monkeypatch)
    excel.click(f"ReconAddin.{button}")
    assert arguments(shell.lines[0])[3] == f"from toolkit import addin; addin.{call}"
    assert callable(getattr(addin, call.removesuffix("()")))


@pytest.mark.usefixtures("windows")
def test_the_reason_of_the_dialog_reaches_the_list(
    macros: Path, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel = _excel(Path(shutil.copy(macros, tmp_path / "a.xlsm")), shell, monkeypatch)
    excel.click("ReconAddin.OnCheck")
    excel.click("ReconAddin.OnExplain")  # cancelled
    assert len(shell.lines) == 1
    shell.answer = "财政局's “调整”\n第二行"
    excel.click("ReconAddin.OnExplain")
    assert shell.asked == ["text", "text"]
    assert model.EXCEL.told[1:] == ["已写入“差异清单”第 5 行的差异原因"]
    assert openpyxl.load_workbook(excel.save(tmp_path / "explained.xlsm"))["差异清单"]["M5"].value == shell.answer


@pytest.mark.usefixtures("windows")
def test_the_document_of_the_dialog_is_compared(
    macros: Path, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECON_LANG", "zh")
    final = tmp_path / "张三's & 李四 2024年决算.txt"
    final.write_text(DOCUMENT.replace("预算", "决算"), encoding="utf-8")
    excel = _excel(Path(shutil.copy(macros, tmp_path / "a.xlsm")), shell, monkeypatch)
    excel.click("ReconAddin.OnCompare")  # cancelled
    assert shell.lines == []
    shell.answer = str(final)
    excel.click("ReconAddin.OnCompare")
    assert shell.asked == ["file", "file"]
    (told,) = model.EXCEL.told
    assert told.startswith(f"对比工作簿：{tmp_path / 'a_对比.xlsx'}\n口径：可比")
    assert {"概览", "口径", "待说明"} <= set(openpyxl.load_workbook(tmp_path / "a_对比.xlsx").sheetnames)


def test_every_function_that_the_buttons_call_exists() -> None:
    import re

    code = (MACROS / "ReconRibbon.bas").read_text(encoding="ascii")
    called = set(re.findall(r'"([a-z_]+)\(', code))
    assert called == {
        "check", "next_break", "previous_break", "show_source", "clear", "convert", "compare", "explain", "export_list"
    }  # fmt: skip
    assert all(callable(getattr(addin, name)) for name in called)
    assert len(called) == ribbon("addin").count("<button ")


@pytest.mark.parametrize(
    "text", ["", "因项目调整，减少 12.5 万元。", 'C:\\报送 o\'k\\a "b".pdf\n第二行', "𠮷野家 🙂", "=1+1"]
)
def test_texts_cross_as_digits(
    text: str, macros: Path, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel = _excel(Path(shutil.copy(macros, tmp_path / "a.xlsm")), shell, monkeypatch)
    data = text.encode("utf-16-le")  # a VBA string has one character for each half of a pair
    halves = "".join(chr(int.from_bytes(data[at : at + 2], "little")) for at in range(0, len(data), 2))
    digits = excel.run("ReconPython.Hexadecimal", halves)
    assert bytes.fromhex(digits).decode("utf-16-be") == text


def test_a_failure_is_one_sentence(macros: Path, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.exit_code = 9009
    excel = _excel(Path(shutil.copy(macros, tmp_path / "a.xlsm")), shell, monkeypatch)
    excel.click("ReconAddin.OnSource")
    assert excel.messages == [words()["python_failed"].replace("{1}", "9009")]


@pytest.mark.parametrize("name", ["a=b.xlsm", "100%.xlsm"])
def test_a_name_that_would_be_misread_is_refused(
    name: str, macros: Path, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel = _excel(Path(shutil.copy(macros, tmp_path / name)), shell, monkeypatch)
    excel.click("ReconAddin.OnSource")
    assert excel.messages == [words()["bad_name"]]
    assert shell.lines == []


@pytest.mark.parametrize("absent", ["conf", "xlwings"])
def test_without_python_the_macros_do_what_they_can(
    absent: str, macros: Path, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove(_machine(shell.home))
    if absent == "xlwings":
        install(replace(_machine(shell.home), python=None))
    excel = _excel(Path(shutil.copy(macros, tmp_path / "a.xlsm")), shell, monkeypatch)
    for button in ("OnCheck", "OnNext", "OnSource", "OnExport", "OnConvert", "OnCompare", "OnExplain", "OnClear"):
        excel.click(f"ReconAddin.{button}")
    marked, *others, cleared = excel.messages
    assert marked.startswith("已标记")
    assert others == [words()["needs_python"]] * 5
    assert shell.asked == []  # nobody has to pick a file for nothing
    assert cleared == words()["cleared"]
    assert shell.lines == []
    assert os.path.exists(excel.save(tmp_path / "after.xlsm"))
