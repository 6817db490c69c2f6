"""`recon addin`: what it says where there is no Excel, and the files it makes."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Recon

no_excel = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="would install into this machine's Excel")


@no_excel
@pytest.mark.parametrize("command", ["install", "status", "remove"])
def test_where_there_is_no_excel_it_says_so(recon: Recon, command: str) -> None:
    done = recon("addin", command)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Windows 或 macOS" in done.stderr
    assert "recon addin build" in done.stderr
    assert "for Windows and macOS" in recon("--lang", "en", "addin", command).stderr


def test_the_add_in_is_a_file_to_hand_on(recon: Recon, tmp_path: Path) -> None:
    done = recon("addin", "build")
    assert (done.returncode, done.stdout) == (0, "recon.xlam\n")
    first = (tmp_path / "recon.xlam").read_bytes()
    assert zipfile.is_zipfile(tmp_path / "recon.xlam")
    again = recon("addin", "build")
    assert again.returncode == 2
    assert "--overwrite" in again.stderr
    assert recon("addin", "build", "--overwrite").returncode == 0
    assert (tmp_path / "recon.xlam").read_bytes() == first


def test_workbooks_get_macros(recon: Recon, tmp_path: Path, examples: Path) -> None:
    recon("convert", *sorted(examples.glob("*.txt"))[:2], "-o", ".")
    made = sorted(tmp_path.glob("*.xlsx"))
    contents = [path.read_bytes() for path in made]
    done = recon("addin", "build", *made, "-o", tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [str(path.with_suffix(".xlsm")) for path in made]
    for path in made:
        assert openpyxl.load_workbook(path.with_suffix(".xlsm"), keep_vba=True).vba_archive is not None
        assert recon("show", path.with_suffix(".xlsm")).stdout == recon("show", path).stdout
    assert [path.read_bytes() for path in made] == contents


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "没有这个文件"), (b"", "不是 .xlsx 工作簿"), (b"PK\3\4broken", "不是 .xlsx 工作簿"), ("xlsm", "已经带宏")],
)
def test_what_is_no_workbook_is_refused(recon: Recon, tmp_path: Path, content: object, message: str) -> None:
    source = tmp_path / "预算.xlsx"
    if content == "xlsm":
        openpyxl.Workbook().save(tmp_path / "plain.xlsx")
        recon("addin", "build", tmp_path / "plain.xlsx")
        (tmp_path / "plain.xlsm").rename(source)
    elif isinstance(content, bytes):
        source.write_bytes(content)
    done = recon("addin", "build", source, "-o", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert not list(tmp_path.glob("预算.xlsm"))
