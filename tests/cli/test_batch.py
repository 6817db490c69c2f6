"""Names of the workbooks, and one source failing among several."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit import batch, pipeline
from toolkit.errors import OutputError


def _targets(sources: list[str], directory: str = "out") -> list[str]:
    return [str(job.target) for job in batch.plan([Path(source) for source in sources], Path(directory))]


def test_a_workbook_takes_the_stem_of_its_source() -> None:
    assert _targets(["a/x.txt", "b/y.v2.txt"]) == ["out/x.xlsx", "out/y.v2.xlsx"]


def test_one_stem_twice_is_numbered_without_hitting_another_source() -> None:
    assert _targets(["a/x.txt", "b/x.txt", "c/X.md", "x-2.txt"]) == [
        "out/x.xlsx",
        "out/x-3.xlsx",
        "out/X-4.xlsx",
        "out/x-2.xlsx",
    ]


def test_a_source_is_never_its_own_target() -> None:
    jobs = batch.plan([Path("out/x.xlsx")], Path("out"))
    assert jobs[0].target == Path("out/x-2.xlsx")
    assert jobs[0].renamed


def test_a_failing_source_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def convert(source: Path, target: Path, *, overwrite: bool, lang: str, **_: object) -> str:
        if source.name == "bad.txt":
            raise ValueError(source.name)
        return f"{source.name} {target.name} {overwrite} {lang}"

    monkeypatch.setattr(pipeline, "convert", convert)
    jobs = batch.plan([Path("a.txt"), Path("bad.txt"), Path("c.txt")], tmp_path)
    outcomes = list(batch.convert(jobs, overwrite=True, lang="en"))
    assert [outcome.converted for outcome in outcomes] == ["a.txt a.xlsx True en", None, "c.txt c.xlsx True en"]
    assert isinstance(outcomes[1].error, ValueError)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    jobs = batch.plan([Path("a.txt")], tmp_path / "out")
    with pytest.raises(OutputError, match="不能用作输出文件夹"):
        list(batch.convert(jobs))
