"""Archives: one document each, names that are words and never paths, bombs refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.read.made import package
from toolkit import batch
from toolkit.errors import InputError
from toolkit.read import entries, read, read_bytes

TABLE = (
    "2024年支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    "201\t一般公共服务支出\t3.00\t1.00\t2.00\n"
)


def archive(path: Path, parts: dict[str, bytes | str]) -> Path:
    path.write_bytes(package(parts))
    return path


def test_each_document_is_one_of_its_own(tmp_path: Path) -> None:
    clutter: dict[str, bytes | str] = {"__MACOSX/._x": "x", ".DS_Store": "x"}
    path = archive(tmp_path / "公开.zip", {"甲/预算.txt": TABLE, "乙/预算.txt": TABLE, **clutter})
    assert entries(path) == ("甲/预算.txt", "乙/预算.txt")
    assert read(path, "乙/预算.txt").name == "公开.zip/乙/预算.txt"
    with pytest.raises(InputError, match="2 个文件"):
        read(path)


def test_an_archive_of_one_document_is_that_document(tmp_path: Path) -> None:
    assert read(archive(tmp_path / "a.zip", {"预算.txt": TABLE})).name == "a.zip/预算.txt"


def test_an_archive_under_a_password_says_how_to_go_on(tmp_path: Path) -> None:
    """The flag of the entry says so; the bytes behind it do not matter."""
    path = archive(tmp_path / "a.zip", {"预算.txt": TABLE})
    data = path.read_bytes()
    path.write_bytes(data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"))
    with pytest.raises(InputError, match="压缩包设有密码") as caught:
        read(path)
    assert "解压" in caught.value.hint


def test_names_are_never_paths(tmp_path: Path) -> None:
    names = ["../../etc/a.txt", "/root/b.txt", "c:\\x\\c.txt", "d\x07\u202e.txt"]
    path = archive(tmp_path / "a.zip", dict.fromkeys(names, TABLE))
    assert entries(path) == ("etc/a.txt", "root/b.txt", "c:/x/c.txt", "d.txt")
    targets = [job.target for job in batch.plan([path], tmp_path / "out")]
    assert [target.name for target in targets] == ["a-a.xlsx", "a-b.xlsx", "a-c.xlsx", "a-d.xlsx"]
    outcomes = list(batch.convert(batch.plan([path], tmp_path / "out")))
    assert [outcome.error for outcome in outcomes] == [None] * 4
    assert {p.name for p in tmp_path.rglob("*") if p.is_file()} == {"a.zip", *(t.name for t in targets)}


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("ABCD.txt", TABLE)
    path.write_bytes(path.read_bytes().replace(b"ABCD.txt", "预算".encode("gbk") + b".txt"))
    assert entries(path) == ("预算.txt",)


def test_archives_in_archives(tmp_path: Path) -> None:
    inner = package({"预算.txt": TABLE})
    path = archive(tmp_path / "a.zip", {"b.zip": inner})
    assert entries(path) == ("b.zip/预算.txt",)
    assert read(path).name == "a.zip/b.zip/预算.txt"
    with pytest.raises(InputError, match="嵌套太深"):
        read(archive(tmp_path / "c.zip", {"b.zip": package({"c.zip": inner})}))


def encrypted() -> bytes:
    data = bytearray(package({"a.txt": TABLE}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (package({"a.txt": b" " * 40_000_000}), "压缩炸弹"),
        (package({f"{n}.txt": "x" for n in range(600)}), "超过 500 个"),
        (package({f"{n}": "" for n in range(5_000)}), "5000 个文件"),
        (package({"a.txt": TABLE})[:80], "损坏"),
        (package({"a.txt": TABLE * 9}).replace(b"\x03\x04\x14", b"\x03\x04\x15", 1)[:-30], "损坏"),
        (encrypted(), "密码"),
        (package({"x/": ""}), "没有文件"),
        (package({"OFD.xml": "<ofd/>"}), "OFD"),
        (package({"mimetype": "x", "content.xml": "<x/>"}), "OpenDocument"),
    ],
    ids=["ratio", "documents", "entries", "cut", "tail", "encrypted", "empty", "ofd", "ods"],
)
def test_what_cannot_be_read_is_named(content: bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes("来源.zip", content)
    assert says in caught.value.message
    assert caught.value.where.startswith("来源.zip")
