"""Installing the add-in, with the machine given: Windows and macOS as they lay out their folders."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from toolkit.errors import InputError, OutputError
from toolkit.excel.install import (
    CURRENT,
    FOREIGN,
    MISSING,
    OLDER,
    REMOVED,
    WRITTEN,
    command,
    install,
    remove,
    start,
    status,
)
from toolkit.excel.machine import Machine, parts
from toolkit.excel.package import add_in

STARTUP = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel/recon.xlam"
SCRIPT = "Library/Application Scripts/com.microsoft.Excel/recon.applescript"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with Excel's folders and something in them."""
    for folder in (Path("AppData/Roaming/Microsoft/Excel/XLSTART"), Path(STARTUP).parent, Path(SCRIPT).parent):
        (tmp_path / "张 三's" / folder).mkdir(parents=True)
        (tmp_path / "张 三's" / folder / "own.xlsb").write_bytes(b"own")
    return tmp_path / "张 三's"


def _machine(system: str, home: Path) -> Machine:
    roaming = {"APPDATA": str(home / "AppData" / "Roaming")}
    return Machine(system, home, roaming, home / "python 3" / "python.exe")


def _files(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


def _folders(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_dir()}


PLACES = {
    "Windows": {"AppData/Roaming/Microsoft/Excel/XLSTART/recon.xlam", "AppData/Roaming/recon/addin.conf"},
    "Darwin": {STARTUP, SCRIPT},
}
SYSTEMS = tuple(PLACES)


@pytest.mark.parametrize("system", SYSTEMS)
def test_install_status_remove(system: str, home: Path) -> None:
    machine, before, folders = _machine(system, home), _files(home), _folders(home)
    assert [placed.state for placed in status(machine)] == [MISSING, MISSING]
    assert [placed.state for placed in install(machine)] == [WRITTEN, WRITTEN]
    installed = _files(home)
    assert set(installed) - set(before) == PLACES[system]
    assert [placed.state for placed in status(machine)] == [CURRENT, CURRENT]
    times = {placed.path: placed.path.stat().st_mtime_ns for placed in status(machine)}
    assert [placed.state for placed in install(machine)] == [CURRENT, CURRENT]
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert _files(home) == installed
    assert [placed.state for placed in remove(machine)] == [REMOVED, REMOVED]
    assert _files(home) == before
    assert _folders(home) == folders
    assert [placed.state for placed in remove(machine)] == [MISSING, MISSING]


def test_what_windows_reads_names_the_interpreter(home: Path) -> None:
    install(_machine("Windows", home))
    conf = (home / "AppData/Roaming/recon/addin.conf").read_bytes()
    assert conf.decode("utf-16") == f"recon-addin\r\ninterpreter={home / 'python 3' / 'python.exe'}\r\n"
    xlstart = home / "AppData/Roaming/Microsoft/Excel/XLSTART"
    assert (xlstart / "recon.xlam").read_bytes() == add_in()


def test_what_macos_runs_names_the_interpreter(home: Path) -> None:
    machine = Machine("Darwin", home, {}, home / 'a "b" \\c')
    install(machine)
    (line,) = [line for line in (home / SCRIPT).read_text("utf-8").splitlines() if line.startswith("property")]
    literal = line.removeprefix("property interpreter : ")
    assert literal == f'"{home}/a \\"b\\" \\\\c"'


@pytest.mark.parametrize("system", SYSTEMS)
def test_without_xlwings_no_interpreter_is_written(system: str, home: Path) -> None:
    install(Machine(system, home, {"APPDATA": str(home / "AppData" / "Roaming")}, None))
    if system == "Windows":
        conf = (home / "AppData/Roaming/recon/addin.conf").read_bytes().decode("utf-16")
        assert conf == "recon-addin\r\ninterpreter=\r\n"
    else:
        assert 'property interpreter : ""' in (home / SCRIPT).read_text("utf-8")


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("number", [0, 1])
def test_a_file_of_another_is_never_touched(system: str, number: int, home: Path) -> None:
    machine = _machine(system, home)
    path = parts(machine)[number].path
    path.parent.mkdir(parents=True, exist_ok=True)
    if number == 0:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("docProps/core.xml", "<dc:title>recon-addin</dc:title>")
    else:
        path.write_text("somebody's", encoding="utf-8")
    before = _files(home)
    with pytest.raises(OutputError) as raised:
        install(machine)
    assert raised.value.where == str(path)
    assert _files(home) == before  # the other file was not written either
    assert status(machine)[number].state == FOREIGN
    assert remove(machine)[number].state == FOREIGN
    assert _files(home) == before


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_older_version_of_ours_is_replaced_and_removed(system: str, home: Path) -> None:
    machine = _machine(system, home)
    install(machine)
    current = _files(home)
    xlam, text = (part.path for part in parts(machine))
    with zipfile.ZipFile(xlam, "a") as archive:
        archive.writestr("another.xml", "<part/>")
    text.write_bytes(text.read_bytes().replace("python 3".encode("utf-16-le"), b"").replace(b"python 3", b""))
    assert [placed.state for placed in status(machine)] == [OLDER, OLDER]
    assert [placed.state for placed in install(machine)] == [WRITTEN, WRITTEN]
    assert _files(home) == current


def test_folders_that_are_missing_are_made(tmp_path: Path) -> None:
    machine = Machine("Windows", tmp_path, {}, Path("python.exe"))
    assert [placed.state for placed in install(machine)] == [WRITTEN, WRITTEN]
    remove(machine)
    assert _files(tmp_path) == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_write_access_is_told(home: Path) -> None:
    machine = _machine("Windows", home)
    xlstart = parts(machine)[0].path.parent
    xlstart.chmod(0o500)
    with pytest.raises(OutputError):
        install(machine)
    xlstart.chmod(0o700)


def test_a_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "AppData").write_bytes(b"")
    with pytest.raises(OutputError):
        install(Machine("Windows", tmp_path, {}, Path("python.exe")))


@pytest.mark.parametrize("act", [install, status, remove])
def test_elsewhere_it_says_why_not(act: object, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as raised:
        act(Machine("Linux", tmp_path, {}, Path("python")))
    assert "Linux" in raised.value.text("zh")
    assert "Linux" in raised.value.text("en")
    assert not list(tmp_path.iterdir())


def test_open_starts_excel_with_the_workbook(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    machine, book = _machine("Darwin", home), home / "预算 a'b.xlsx"
    with pytest.raises(InputError):
        start(machine, book)
    book.write_bytes(b"")
    with pytest.raises(OutputError, match="没有安装"):
        start(machine, book)
    install(machine)
    tool = tmp_path / "bin" / "open"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/called"\n', encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    start(machine, book)
    assert (tmp_path / "called").read_text("utf-8").splitlines() == ["-a", "Microsoft Excel", str(book)]
    tool.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    with pytest.raises(OutputError, match="Excel"):
        start(machine, book)


def test_on_windows_excel_itself_is_started(home: Path) -> None:
    book = home / "预算 a'b.xlsx"
    assert command(_machine("Windows", home), book) == ("excel.exe", f'"{book}"')
