"""The VBA project: what MS-OVBA says a writer must do, checked on the streams as others read them."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import olefile
import pytest
import xlwings
from oletools.olevba import VBA_Parser, decompress_stream

from toolkit.excel.project import Module, conceal, document_modules, vba_project

MODULES = (
    *document_modules(["Sheet1"]),
    Module("First", 'Attribute VB_Name = "First"\r\nSub A()\r\nEnd Sub\r\n'),
    Module("Second", 'Attribute VB_Name = "Second"\r\n' + "' a long comment\r\n" * 500),
)


@pytest.fixture(scope="module")
def file() -> Iterator[olefile.OleFileIO]:
    with olefile.OleFileIO(vba_project("Recon", MODULES), raise_defects=olefile.DEFECT_UNSURE) as opened:
        yield opened


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        number, size = struct.unpack_from("<HI", data, at)
        size = 6 if number == 0x09 else size  # its size leaves the minor version out (2.3.4.2.1.11)
        yield number, data[at + 6 : at + 6 + size]
        at += 6 + size


def test_there_is_no_performance_cache(file: olefile.OleFileIO) -> None:
    assert file.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("cc61ffff000100")  # 2.3.4.1
    assert not [path for path in file.listdir() if path[-1].startswith("__SRP_")]


def test_every_module_is_listed_with_its_source_at_offset_0(file: olefile.OleFileIO) -> None:
    records = list(_records(bytes(decompress_stream(bytearray(file.openstream("VBA/dir").read())))))
    names = [content.decode() for number, content in records if number == 0x19]
    assert names == ["ThisWorkbook", "Sheet1", "First", "Second"]
    assert [content.decode("utf-16-le") for number, content in records if number == 0x47] == names
    assert [content for number, content in records if number == 0x31] == [bytes(4)] * 4
    assert [number for number, _ in records if number in (0x21, 0x22)] == [0x22, 0x22, 0x21, 0x21]
    assert next(content for number, content in records if number == 0x0F) == struct.pack("<H", 4)
    assert records[-1] == (0x10, b"")
    for module in MODULES:
        source = bytes(decompress_stream(bytearray(file.openstream(f"VBA/{module.name}").read())))
        assert source.decode("ascii") == module.source


def test_olevba_reads_the_sources() -> None:
    found = VBA_Parser("vbaProject.bin", data=vba_project("Recon", MODULES)).extract_macros()
    assert [code.splitlines() for *_, code in found] == [module.source.splitlines() for module in MODULES]


def _revealed(text: str) -> tuple[int, bytes]:
    """Project key and data of an obscured value (2.4.3.3)."""
    seed, version, key, *rest = bytes.fromhex(text)
    assert seed ^ version == 2
    plain, before, last, data = seed ^ key, version, key, bytearray()
    for code in rest:
        plain = code ^ ((before + plain) & 0xFF)
        data.append(plain)
        before, last = last, code
    data = data[(seed & 6) // 2 :]
    assert int.from_bytes(data[:4], "little") == len(data) - 4
    return seed ^ key, bytes(data[4:])


def test_protection_is_obscured_as_excel_does() -> None:
    # ID, CMG, DPB and GC of a project that Excel wrote: not protected, no password, visible.
    identity = "{E2E0E410-BF04-4DC5-BDD2-D3FBBA8B7D37}"
    key = sum(identity.encode()) & 0xFF
    for text, data in (
        ("A7A58C2B7CDD73E173E173E173E1", bytes(4)),
        ("A2A089308531853185", bytes(1)),
        ("9D9FB6314A2D4B2D4BD2", b"\xff"),
    ):
        assert _revealed(text) == (key, data)
    for seed in range(256):
        assert _revealed(conceal(b"\xff\0\x01", seed, identity)) == (key, b"\xff\0\x01")


def test_the_project_names_its_modules_and_is_open(file: olefile.OleFileIO) -> None:
    lines = file.openstream("PROJECT").read().decode("ascii").split("\r\n")
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    assert [line for line in lines if line.startswith(("Document=", "Module="))] == [
        "Document=ThisWorkbook/&H00000000",
        "Document=Sheet1/&H00000000",
        "Module=First",
        "Module=Second",
    ]
    key = sum(values["ID"].strip('"').encode()) & 0xFF
    assert _revealed(values["CMG"].strip('"')) == (key, bytes(4))
    assert _revealed(values["DPB"].strip('"')) == (key, bytes(1))
    assert _revealed(values["GC"].strip('"')) == (key, b"\xff")


def test_names_stand_in_both_encodings(file: olefile.OleFileIO) -> None:
    stream = io.BytesIO(file.openstream("PROJECTwm").read())
    for module in MODULES:
        size = len(module.name)
        assert stream.read(size + 1) == module.name.encode() + b"\0"
        assert stream.read(2 * size + 2) == module.name.encode("utf-16-le") + b"\0\0"
    assert stream.read() == b"\0\0"


def test_a_source_that_is_not_ascii_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        vba_project("Recon", [Module("M", "' 不平\r\n")])


def test_the_records_stand_in_the_order_of_excel(file: olefile.OleFileIO) -> None:
    # A project that Excel wrote, from the xlwings wheel (BSD part).
    written = VBA_Parser(str(Path(xlwings.__file__).with_name("quickstart.xlsm")))
    (theirs,) = written.ole_subfiles
    project, modules = _split(bytes(decompress_stream(bytearray(theirs.ole_file.openstream("VBA/dir").read()))))
    own_project, own_modules = _split(bytes(decompress_stream(bytearray(file.openstream("VBA/dir").read()))))
    newer = {0x4A}  # PROJECTCOMPATVERSION, which may be left out (2.3.4.2.1.2)
    assert own_project == [number for number in project if number not in newer]
    assert {tuple(module) for module in own_modules} == {tuple(module) for module in modules}


def _split(data: bytes) -> tuple[list[int], list[list[int]]]:
    """The numbers of the records before the libraries, and those of each module."""
    numbers = [number for number, _ in _records(data)]
    first, second = numbers.index(0x16), numbers.index(0x0F)
    modules: list[list[int]] = []
    for number in numbers[second + 2 : -1]:
        if number == 0x19:
            modules.append([])
        modules[-1].append(number)
    return numbers[:first], modules
