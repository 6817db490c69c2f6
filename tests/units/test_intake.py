"""What lies in an inbox: every file once, nothing followed, nothing written, and a clear line for what is not taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.read.made import package
from toolkit.errors import InputError
from toolkit.read import MAX_BYTES
from toolkit.units import archive, intake


def names(folder: Path) -> list[str]:
    return [found.name for found in intake.find([folder], folder / "issue")]


def test_files_in_folders_in_order_without_clutter(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a/2.xlsx", "a/1.xlsx", "a/b/3.xlsx", ".DS_Store", "~$b.xlsx", "Thumbs.db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert names(tmp_path) == ["b.xlsx", "a/1.xlsx", "a/2.xlsx", "a/b/3.xlsx"]
    one = intake.find([tmp_path, tmp_path / "a", tmp_path / "b.xlsx"], tmp_path / "issue")
    assert len(one) == 4  # nothing twice


def test_the_issues_own_files_are_no_returns(tmp_path: Path) -> None:
    for name in ("发放/1.xlsx", "收回/x.xlsx", "通知/1.txt", "recon-units.sqlite", "清单.xlsx", "收件/1.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [found.name for found in intake.find([tmp_path], tmp_path)] == ["收件/1.xlsx"]


def test_links_and_what_is_no_file_are_named_and_not_followed(tmp_path: Path) -> None:
    inbox, outside = tmp_path / "inbox", tmp_path / "outside"
    inbox.mkdir()
    outside.mkdir()
    (outside / "secret.xlsx").write_bytes(b"secret")
    (inbox / "link.xlsx").symlink_to(outside / "secret.xlsx")
    (inbox / "folder").symlink_to(outside, target_is_directory=True)
    (inbox / "loop").symlink_to(inbox, target_is_directory=True)
    os.mkfifo(inbox / "pipe")
    found = {one.name: one.error for one in intake.find([inbox], tmp_path / "issue")}
    assert {name: error.message for name, error in found.items() if error} == {
        "folder": "是一个链接，没有收",
        "link.xlsx": "是一个链接，没有收",
        "loop": "是一个链接，没有收",
        "pipe": "不是普通文件，没有收",
    }
    with pytest.raises(InputError):  # a file that became a link between listing and reading
        intake.content(intake.Found(inbox / "link.xlsx", "link.xlsx"))


def test_a_file_of_two_gigabytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.xlsx").open("wb") as file:
        file.truncate(2 << 30)
    (one,) = intake.find([tmp_path], tmp_path / "issue")
    assert one.error is not None
    assert one.error.message == f"有 2048 MB，超过 {MAX_BYTES >> 20} MB 的上限，没有收"


def test_a_missing_inbox(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="找不到"):
        intake.find([tmp_path / "none"], tmp_path)


def test_names_of_no_encoding_become_words(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xb5\xa5\xce\xbb.xlsx"
    with open(path, "wb") as file:
        file.write(b"x")
    (name,) = names(tmp_path)
    assert name.endswith(".xlsx")
    assert name.encode("utf-8")  # no lone surrogates, which no database takes


def test_an_archive_gives_its_members_and_names_what_it_cannot() -> None:
    inner = package({"3.xlsx": "three"})
    data = package({"../1.xlsx": "one", "x/2.xlsx": "two", "inner.zip": inner, "deep.zip": package({"a.zip": inner})})
    found = list(intake.members("all.zip", data))
    taken = [one for one in found if isinstance(one, intake.Arrival)]
    assert [(one.name, one.data) for one in taken] == [
        ("all.zip/1.xlsx", b"one"),
        ("all.zip/x/2.xlsx", b"two"),
        ("all.zip/inner.zip/3.xlsx", b"three"),
    ]
    ((where, error),) = [one for one in found if not isinstance(one, intake.Arrival)]
    assert where == "all.zip/deep.zip/a.zip"
    assert "嵌套太深" in error.message


def test_one_bad_member_does_not_lose_the_others() -> None:
    data = package({"bomb.xlsx": b" " * 40_000_000, "good.xlsx": "good"})
    kinds = [type(one) for one in intake.members("a.zip", data)]
    assert kinds == [tuple, intake.Arrival]


def test_a_received_file_is_kept_byte_for_byte_under_its_hash(tmp_path: Path) -> None:
    place = archive.keep(tmp_path, b"bytes", "ab" * 32)
    assert place == f"收回/{'ab' * 32}.bin"
    assert (tmp_path / place).read_bytes() == b"bytes"
    assert [path.name for path in (tmp_path / "收回").iterdir()] == [Path(place).name]


def test_what_a_dead_process_left_half_written_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "收回").mkdir()
    (tmp_path / "收回" / ".part-1").write_bytes(b"half")
    archive.clear_parts(tmp_path)
    assert list((tmp_path / "收回").iterdir()) == []
