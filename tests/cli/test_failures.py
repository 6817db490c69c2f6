"""Every error ends in words and an exit code, never in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import InputError
from toolkit.report import failures


def test_a_fault_of_the_input_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    error = InputError("坏了", "换一个", message_en="broken", hint_en="take another", where="a.txt")
    assert failures.report(error, "zh") == 2
    assert capsys.readouterr().err == "出错：a.txt：坏了\n  办法：换一个\n"
    assert failures.report(error, "en") == 2
    assert capsys.readouterr().err == "error: a.txt: broken\n  what to do: take another\n"


def test_a_refusal_of_the_system_names_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert failures.report(PermissionError(13, "Permission denied", "x.xlsx"), "zh") == 2
    assert "x.xlsx：Permission denied" in capsys.readouterr().err


def test_our_own_fault_leaves_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(failures.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(KeyError) as caught:
        raise KeyError("secret place")
    assert failures.report(caught.value, "zh") == 3
    said = capsys.readouterr()
    (report,) = tmp_path.glob("recon-*.txt")
    assert str(report) in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    assert "Traceback" in report.read_text(encoding="utf-8")
    assert "secret place" in report.read_text(encoding="utf-8")
    assert report.stat().st_mode & 0o077 == 0
