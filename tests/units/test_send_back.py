"""What goes back: a copy of the return with every remark at its cell, a letter, and nothing for who is clean."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.units.issuing import UNITS, issue, own_set
from tests.units.test_collect import filled, take
from toolkit.errors import OutputError
from toolkit.highlight.words import PANEL
from toolkit.marks import SIGNS
from toolkit.model import BREAKS
from toolkit.units import remark_words, send_back
from toolkit.units.standing import standing
from toolkit.units.store import Store


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    """Two of three units returned; the first put another formula and text where they do not belong."""
    issue(tmp_path, own_set(tmp_path))
    inbox = tmp_path / "in"
    inbox.mkdir()
    filled(tmp_path, 0, inbox / "a.xlsx", A9="=1+1", B9="不详")
    filled(tmp_path, 1, inbox / "b.xlsx")
    take(tmp_path, inbox)
    return tmp_path


def _run(folder: Path, *, overwrite: bool = False, dry_run: bool = False, lang: str = "zh") -> int:
    return send_back.run(folder, None, overwrite=overwrite, dry_run=dry_run, lang=lang)


def test_every_remark_stands_at_its_cell_and_in_the_letter(collected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(collected) == 0
    with Store(collected) as store:
        units = {unit.unit.code: unit for unit in standing(store, date(2025, 3, 1)).units}
        first = units[UNITS[0][0]]
        assert first.counted is not None
        received = store.archive_path(first.counted.sha256).read_bytes()
    assert first.remarks
    made = collected / send_back.FOLDER
    book = load_workbook(made / first.unit.file)
    assert book.sheetnames[0] == PANEL
    listed = [row[4] for row in book[PANEL].iter_rows(values_only=True)]
    text = (made / first.unit.file).with_suffix(".txt").read_text(encoding="utf-8-sig")
    assert first.unit.name in text
    at_cells = [remark for remark in first.remarks if remark.cell and remark.kind != "勾稽不平"]
    assert at_cells
    for remark in at_cells:
        note = book[remark.sheet][remark.cell].comment
        assert note is not None
        assert remark_words.sentence(remark, "zh") in note.text
        assert remark_words.sentence(remark, "zh") in listed
    for remark in first.remarks:
        assert remark_words.sentence(remark, "zh") in text
    assert any(
        SIGNS[BREAKS] in (cell.comment.text if cell.comment else "") for row in book[at_cells[0].sheet] for cell in row
    )
    assert hashlib.sha256(received).hexdigest() == first.counted.sha256  # what was received is as it came
    said = capsys.readouterr().out
    assert "没有报 1 家" in said
    clean = [unit for unit in units.values() if unit.counted is not None and not unit.remarks]
    assert not [unit for unit in clean if (made / unit.unit.file).exists()]


def test_a_trial_writes_nothing_and_nothing_is_overwritten(collected: Path) -> None:
    _run(collected, dry_run=True)
    assert not (collected / send_back.FOLDER).exists()
    _run(collected)
    with pytest.raises(OutputError):
        _run(collected)
    assert _run(collected, overwrite=True, lang="en") == 0


def test_a_return_too_damaged_to_judge_still_goes_back(collected: Path) -> None:
    inbox = collected / "later"
    inbox.mkdir()
    path = filled(collected, 2, inbox / "c.xlsx")
    book = load_workbook(path)
    sheet = book["公开09表 三公经费表"]
    sheet.delete_cols(2)
    book.save(path)
    take(collected, inbox)
    _run(collected)
    with Store(collected) as store:
        third = standing(store, date(2025, 3, 1)).units[2]
    assert third.remarks
    listed = load_workbook(collected / send_back.FOLDER / third.unit.file)[PANEL]
    assert {remark_words.sentence(remark, "zh") for remark in third.remarks if remark.kind != "勾稽不平"} <= {
        row[4] for row in listed.iter_rows(values_only=True)
    }
