"""The built files against the texts they are made from."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import xmlschema
from oletools.olevba import VBA_Parser

from toolkit import pipeline
from toolkit.excel.package import WORDS, add_in, macro_workbook, ribbon, words

MACROS = Path(__file__).resolve().parents[2] / "macros"
SHARED = ("ReconFind", "ReconMarks", "ReconWords")
OWN = {"addin": ("ReconPython", "ReconRibbon"), "workbook": ("ReconRibbon",)}
KINDS = tuple(OWN)


def _built(kind: str, workbook: Path) -> bytes:
    return add_in() if kind == "addin" else macro_workbook(workbook.read_bytes())


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", KINDS)
def test_olevba_finds_the_texts_and_nothing_else(kind: str, workbook: Path) -> None:
    found = VBA_Parser("built", data=_built(kind, workbook)).extract_macros()
    code = {name.rpartition(".")[0]: source.splitlines() for _, _, name, source in found}
    texts = {name: MACROS / f"{name}.bas" for name in SHARED} | {n: MACROS / kind / f"{n}.bas" for n in OWN[kind]}
    for name, file in texts.items():
        assert code.pop(name) == file.read_text(encoding="ascii").splitlines(), name
    sheets = sum(part.startswith("xl/worksheets/sheet") for part in _parts(_built(kind, workbook)))
    assert sorted(code) == sorted(["ThisWorkbook", *(f"Sheet{number}" for number in range(1, sheets + 1))])
    assert all(line.startswith("Attribute ") for lines in code.values() for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_texts_give_the_same_bytes(kind: str, workbook: Path) -> None:
    assert _built(kind, workbook) == _built(kind, workbook)


def test_the_parts_of_a_workbook_stay_as_they_are(workbook: Path) -> None:
    before, after = _parts(workbook.read_bytes()), _parts(macro_workbook(workbook.read_bytes()))
    new = set(after) - set(before)
    assert {"xl/vbaProject.bin", "customUI/customUI14.xml"} < new
    assert len(new) == 3  # and the sheet of words
    assert not set(before) - set(after)
    for name, data in before.items():
        if name.startswith("xl/worksheets/sheet"):
            assert re.sub(rb'<sheetPr codeName="Sheet\d+"', b"<sheetPr", after[name]).replace(b"<sheetPr/>", b"") == (
                data.replace(b"<sheetPr/>", b"")
            )
        elif name not in ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            assert after[name] == data, name


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_has_its_type_and_every_relation_its_part(kind: str, workbook: Path) -> None:
    parts = _parts(_built(kind, workbook))
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    named = {each.get("PartName", "") for each in types if each.tag.endswith("Override")}
    endings = {each.get("Extension", "") for each in types if each.tag.endswith("Default")}
    assert {name[1:] for name in named} <= set(parts)
    assert all(f"/{name}" in named or name.rpartition(".")[2] in endings for name in parts)
    for part, base in (("_rels/.rels", ""), ("xl/_rels/workbook.xml.rels", "xl/")):
        relations = ElementTree.fromstring(parts[part])
        assert {base + each.get("Target", "") for each in relations} <= set(parts)
        assert len({each.get("Id") for each in relations}) == len(relations)
    main = next(each.get("ContentType") for each in types if each.get("PartName") == "/xl/workbook.xml")
    assert main == f"application/vnd.ms-excel.{'addin' if kind == 'addin' else 'sheet'}.macroEnabled.main+xml"


def test_a_workbook_with_macros_is_still_the_workbook(workbook: Path, macros: Path) -> None:
    assert pipeline.load(macros) == pipeline.load(workbook)
    opened = openpyxl.load_workbook(macros)
    assert opened[WORDS].sheet_state == "veryHidden"
    assert opened.sheetnames == [*openpyxl.load_workbook(workbook).sheetnames, WORDS]


def test_a_workbook_that_excel_saved_keeps_one_code_name_each(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.code_name = "ThisWorkbook"
    for sheet in (book.active, book.create_sheet("第二张")):
        sheet.sheet_properties.codeName = "表1"
        sheet.sheet_properties.tabColor = "FF0000"
    book.save(tmp_path / "saved.xlsx")
    parts = _parts(macro_workbook((tmp_path / "saved.xlsx").read_bytes()))
    names = [
        ElementTree.fromstring(parts[f"xl/worksheets/sheet{number}.xml"])[0].get("codeName") for number in (1, 2, 3)
    ]
    assert names == ["Sheet1", "Sheet2", "Sheet3"]
    assert parts["xl/workbook.xml"].count(b'codeName="ThisWorkbook"') == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_stand_in_the_file(kind: str, workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "built.xlsm"
    path.write_bytes(_built(kind, workbook))
    if kind == "addin":  # openpyxl opens no add-in: the sheet itself
        sheet = ElementTree.fromstring(_parts(path.read_bytes())["xl/worksheets/sheet1.xml"])
        texts = [each.text or "" for each in sheet.iter() if each.tag.endswith("}t")]
        assert dict(zip(texts[::2], texts[1::2], strict=True)) == dict(words())
    else:
        rows = openpyxl.load_workbook(path)[WORDS].iter_rows(values_only=True)
        assert {row[0]: row[1] for row in rows} == dict(words())


def test_every_word_is_used_and_every_used_word_exists() -> None:
    code = "\n".join(file.read_text(encoding="ascii") for file in MACROS.rglob("*.bas"))
    quoted = set(re.findall(r'"([a-z_]+)"', code))
    assert set(re.findall(r'Word\("([a-z_]+)"\)', code)) <= set(words())
    assert set(words()) <= quoted
    assert len(words()) <= 60  # the rows that ReconWords reads


@pytest.mark.parametrize("kind", KINDS)
def test_the_ribbon_keeps_to_its_schema(kind: str) -> None:
    xmlschema.XMLSchema(str(Path(__file__).parent / "customui14.xsd")).validate(ribbon(kind))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('id="reconCheck"', 'id="reconClear"'),
        ('id="reconCheck"', 'id="9"'),
        ('size="large"', 'size="huge"'),
        ("ErrorChecking", "NoSuchImage"),
        ('label="检查"', 'labels="检查"'),
        ("<tabs>", "<tab><tabs>"),
        ("2009/07", "2006/01"),
    ],
)
def test_the_schema_refuses_what_excel_would(right: str, wrong: str) -> None:
    text = ribbon("addin")
    assert right in text
    text = text.replace(right, wrong, 1).replace("</tabs>", "</tabs></tab>" if wrong == "<tab><tabs>" else "</tabs>")
    assert not xmlschema.XMLSchema(str(Path(__file__).parent / "customui14.xsd")).is_valid(text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_button_has_its_macro_and_every_macro_its_button(kind: str) -> None:
    buttons = [each for each in ElementTree.fromstring(ribbon(kind)).iter() if each.tag.endswith("}button")]
    code = (MACROS / kind / "ReconRibbon.bas").read_text(encoding="ascii")
    defined = re.findall(r"^Public Sub (\w+)\(ByVal control As IRibbonControl\)$", code, re.MULTILINE)
    assert sorted(each.get("onAction", "") for each in buttons) == sorted(f"ReconRibbon.{name}" for name in defined)
    assert len(buttons) == {"addin": 9, "workbook": 4}[kind]
    assert all(each.get("imageMso") and each.get("label") for each in buttons)


def test_the_macros_of_a_workbook_start_nothing() -> None:
    for file in (*MACROS.glob("*.bas"), *(MACROS / "workbook").glob("*.bas")):
        assert not re.search(r"CreateObject|Shell|Declare|AppleScript|Kill |Open ", file.read_text(encoding="ascii"))
