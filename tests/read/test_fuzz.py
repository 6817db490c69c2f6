"""Damaged and hostile files of every kind: a book or clear words, within stated time and memory, never a traceback.

A process of its own reads them (`reading`), so that a crash of a library and the memory of all libraries count as well.
"""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.read import made
from tests.read.made import docx, package, paragraph, xlsx
from tests.read.pdf_writer import Leaf, write
from toolkit.read import text

pytest.importorskip("resource", reason="the limits of a process are set with it")

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "unit_budget.txt"
ROUNDS = 60
SLOW = {"doc": 3, "text": 20, "columns": 20, "png": 20, "tiff": 20}  # kinds of which fewer are read
SECONDS = 20.0  # of the processor, for one file
MEGABYTES = 1_000
TOKENS = (
    b"<", b">", b'"', b"\x00", b"9" * 400, b"<td colspan=99999>", b"NaN", b"1E999999", b"A1:XFD1048576", b"&#x10FFFF;",
)  # fmt: skip


def became(folder: Path, *options: str) -> dict[str, str]:
    """What became of each file of a folder; fails where one takes too long or too much, or ends the process."""
    command = [sys.executable, "-m", "tests.read.reading", str(folder), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, (told[-1:], done.stderr[-2_000:])
    ended = {one["name"]: one for one in told if "seconds" in one}
    assert set(ended) == {path.name for path in folder.iterdir()}
    for name, one in ended.items():
        assert one["became"].startswith(("book", "refused")), (name, one["became"])
        assert one["seconds"] < SECONDS, name
        assert one["most"] < MEGABYTES, name
    return {name: one["became"] for name, one in ended.items()}


# -------------------------------------------------------------------------------------------------------------- damaged


def workbook(folder: Path) -> bytes:
    made.as_xlsx(text.read("a.txt", EXAMPLE.read_bytes(), ""), folder / "a.xlsx")
    return (folder / "a.xlsx").read_bytes()


def converted(content: bytes, before: str, after: str, folder: Path) -> bytes:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice makes this file")
    (folder / f"a.{before}").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", after, "--outdir", str(folder)]
    subprocess.run([*command, str(folder / f"a.{before}")], check=True, capture_output=True, timeout=180)
    return (folder / f"a.{after}").read_bytes()


def sources() -> dict[str, Callable[[Path], bytes]]:
    document = text.read("a.txt", EXAMPLE.read_bytes(), "")
    return {
        "html": lambda _: made.as_html(document),
        "docx": lambda _: made.as_docx(document),
        "xlsx": workbook,
        "xls": lambda folder: converted(workbook(folder), "xlsx", "xls", folder),
        "doc": lambda folder: converted(made.as_docx(document), "docx", "doc", folder),
        "csv": lambda _: "科目编码,名称,合计\n".encode() + "201,一般公共服务支出,1.00\n".encode() * 50,
        "zip": lambda _: package({"a.txt": EXAMPLE.read_bytes()}),
        "nested": lambda folder: package({"a.zip": package({"a.xlsx": workbook(folder)})}),
        "text": lambda _: EXAMPLE.read_bytes(),
        "columns": lambda _: columns(),
        "pdf": lambda _: write(
            *(Leaf().grid([50, 200, 300], [100, 120, 140]).text(60, 115, "支出 1.00") for _ in range(3))
        ),
        "png": lambda _: picture("PNG"),
        "tiff": lambda _: picture("TIFF"),
    }


def columns() -> bytes:
    """A table whose columns are set with blanks, over two pages."""
    rows = [f"{201 + n}     一般公共服务支出{'':20}{n * 1.25:>12.2f}{n * 2.5:>12.2f}" for n in range(30)]
    page = "支出总表\n单位：万元\n科目编码   科目名称                        基本支出      项目支出\n"
    return (page + "\n".join(rows) + "\n\f" + "\n".join(rows)).encode()


def picture(kind: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((400, 320), 60).convert("RGB").save(out, kind)
    return out.getvalue()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data cut, with bytes flipped, with pieces doubled, moved or put in."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20))):
        at = chance.randrange(len(out)) if out else 0
        what = chance.randrange(5)
        if what == 0:
            out = out[:at] if chance.random() < 0.2 else out
        elif what == 1 and out:
            out[at] = chance.randrange(256)
        elif what == 2:
            out[at:at] = out[at : at + chance.randrange(2_000)]
        elif what == 3:
            out[at:at] = chance.choice(TOKENS)
        else:
            del out[at : at + chance.randrange(200)]
    return bytes(out)


def flipped(data: bytes, chance: random.Random) -> bytes:
    """The data with bytes changed where they stand: the containers of old Office files find their parts by place."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 5, 50, 500))):
        out[chance.randrange(512, len(out))] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
    return bytes(out)


def inside(data: bytes, chance: random.Random) -> bytes:
    """A package with one part mutated: the container stays whole, so that what reads its parts is reached."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    content = parts[name]
    assert isinstance(content, bytes)
    change = inside if name.endswith(".zip") or (name.endswith(".xlsx") and chance.random() < 0.8) else mutated
    return package(parts | {name: change(content, chance)})


@pytest.mark.parametrize("kind", sorted(sources()))
def test_mutated_files(kind: str, tmp_path: Path) -> None:
    if kind in ("png", "tiff"):
        pytest.importorskip("PIL", reason="the extra ocr is not installed")
    chance = random.Random(f"recon {kind}")
    data, folder = sources()[kind](tmp_path), tmp_path / "files"
    folder.mkdir()
    for number in range(SLOW.get(kind, ROUNDS)):
        if kind in ("docx", "xlsx", "zip", "nested") and number % 3:
            broken = inside(data, chance)
        elif kind in ("xls", "doc") and number % 3:
            broken = flipped(data, chance)
        else:
            broken = mutated(data, chance)
        (folder / f"{number:03}.bin").write_bytes(broken)
    became(folder, "unrecognised")


# -------------------------------------------------------------------------------------------------------------- hostile

TITLE = '<row r="1"><c r="A1" t="inlineStr"><is><t>2024年部门预算支出总表</t></is></c></row>'
HEAD = TITLE + "".join(
    f'<row r="{r}">' + "".join(f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in words) + "</row>"
    for r, words in ((2, ("单位：万元",)), (3, ("科目名称", "合计")))
)
PAGE = "<html><body><p>2024年部门预算支出总表</p><p>单位：万元</p><table><tr><td>科目名称</td><td>合计</td></tr>"
NUMBERS = ("NaN", "INF", "-INF", "1e308", "-1e308", "1e-400", "1E999999999", "9" * 5_000, "1e" + "9" * 20, "∞", "1.5")


def sheet(rows: str) -> str:
    return f"<sheetData>{HEAD}{rows}</sheetData>"


def figures() -> bytes:
    """Numbers that no sheet should hold, each in three formats: none, amounts, dates."""
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="4"/><xf numFmtId="14"/></cellXfs>'
    rows = "".join(
        f'<row r="{r}"><c t="inlineStr"><is><t>项{r}</t></is></c><c s="{r % 3}"><v>{value}</v></c></row>'
        for r, value in enumerate((value for value in NUMBERS for _ in range(3)), 4)
    )
    return xlsx(sheet(rows), styles=styles)


def formats() -> bytes:
    """Number formats as long as they can be."""
    codes = ("0." + "0" * 200_000, "&quot;" * 99_999, "yyyy" * 50_000, "[&lt;1]" * 50_000, "0" + "," * 100_000)
    own = "".join(f'<numFmt numFmtId="{n}" formatCode="{code}"/>' for n, code in enumerate(codes, 176))
    styles = "".join(f'<xf numFmtId="{n}"/>' for n in (0, *range(176, 176 + len(codes))))
    cells = "".join(f'<c s="{n}"><v>45000.5</v></c>' for n in range(len(codes) + 1))
    return xlsx(sheet(f'<row r="4">{cells}</row>'), styles=f"<numFmts>{own}</numFmts><cellXfs>{styles}</cellXfs>")


def overlapping() -> bytes:
    """Twenty thousand merged areas, one over the other."""
    rows = "".join(f'<row r="{r}">' + "<c><v>1</v></c>" * 10 + "</row>" for r in range(4, 800))
    merges = "".join(f'<mergeCell ref="A{4 + n % 400}:J{400 + n % 399}"/>' for n in range(20_000))
    return xlsx(sheet(rows) + f"<mergeCells>{merges}</mergeCells>")


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def spanned(span: str, merge: str = "") -> str:
    return f'<w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{paragraph("1.00")}'


def merged_at_random() -> str:
    kinds = ("restart", "continue", "")
    return "".join(
        row(*(spanned(str(i * k % 7), f'<w:vMerge w:val="{kinds[(i + k) % 3]}"/><w:hMerge/>') for k in range(20)))
        for i in range(300)
    )


def table(rows: str) -> bytes:
    return docx(paragraph("2024年部门预算支出总表") + f"<w:tbl>{rows}</w:tbl>")


def deflated(operators: bytes) -> bytes:
    """A PDF file of one page drawn by these operators, packed."""
    packed = zlib.compress(operators, 9)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>"
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream)
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF\n"


def small_letters() -> bytes:
    leaf = Leaf()
    for n in range(20_000):
        leaf.text(n % 200 * 3, n // 200 * 8, "1.5", 1)
    return write(leaf)


TWO = write(*(Leaf().text(60, 60, "2024年部门预算支出总表") for _ in range(2)))
NESTED = package({"a.txt": "支出总表"})
for _ in range(10):
    NESTED = package({"a.zip": NESTED})
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "a" * 10}">' for n in range(12))

HOSTILE: dict[str, Callable[[], bytes | str]] = {
    "figures.xlsx": figures,
    "formats.xlsx": formats,
    "overlapping.xlsx": overlapping,
    "control.xlsx": lambda: xlsx(sheet('<row r="4"><c t="inlineStr"><is><t>_x0000__xD800_合计</t></is></c></row>')),
    "rows of formats.xlsx": lambda: xlsx(sheet("".join(f'<row r="{r}" s="1"/>' for r in range(4, 400_000)))),
    "deep.xlsx": lambda: xlsx("<a>" * 100_000 + "</a>" * 100_000),
    "whole sheet merged.xlsx": lambda: xlsx(
        sheet('<row r="4"><c><v>1</v></c></row>') + '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "entities.xlsx": lambda: package({"xl/workbook.xml": f"<!DOCTYPE a [{ENTITIES}]><workbook>&a11;</workbook>"}),
    "entities.docx": lambda: package({"word/document.xml": f"<!DOCTYPE a [{ENTITIES}]><a>&a11;</a>"}),
    "tree in a circle.pdf": lambda: TWO.replace(b"/Kids[9 0 R 11 0 R]", b"/Kids[2 0 R 2 0 R]"),
    "branch in a circle.pdf": lambda: TWO.replace(b"/Kids[9 0 R 11 0 R]/Count 2", b"/Kids[9 0 R 2 0 R]/Count 1999"),
    "many pages.pdf": lambda: TWO.replace(b"/Count 2", b"/Count 10000"),
    "endless pages.pdf": lambda: TWO.replace(b"/Count 2", b"/Count 999999999"),
    "giant.pdf": lambda: write(Leaf(1e9, 1e9).text(60, 60, "预算支出总表"), Leaf(1e6, 1e6).image(), Leaf(-5, 0)),
    "lists.pdf": lambda: TWO.replace(b"startxref\n", b"startxref\n9"),
    "no list.pdf": lambda: TWO[: TWO.rfind(b"xref\n0")] + b"xref\n0 99999999\n" + TWO[TWO.rfind(b"trailer") :],
    "lines.pdf": lambda: deflated(b"0 0 m 100 100 l S\n" * 200_000),
    "areas.pdf": lambda: deflated(b"".join(b"%d %d 3 3 re f\n" % (n % 500, n % 800) for n in range(100_000))),
    "letters.pdf": small_letters,
    "rules.pdf": lambda: write(Leaf().grid([n / 2 for n in range(600)], [n / 2 for n in range(900)])),
    "tables in tables.html": lambda: PAGE + "<table><tr><td>" * 5_000,
    "wide and high.html": lambda: PAGE + "<tr><td colspan=1000000000 rowspan=1000000000>1.00</td><td>2</td></tr>",
    "areas.html": lambda: PAGE + "<tr><td colspan=1000 rowspan=60000>1.00</td><td>2</td></tr>" * 900,
    "openings.html": lambda: PAGE + "<" * 500_000,
    "comments.html": lambda: PAGE + "<!--" * 500_000,
    "hidden.html": lambda: PAGE + '<div style="display:none">' * 100_000,
    "attributes.html": lambda: PAGE + "<td " + 'a="b" ' * 200_000 + ">",
    "quote.html": lambda: PAGE + "<td a=\"'" + "'" * 1_000_000,
    "zeros.csv": lambda: "2024年预算,合计\n" + "甲\0,1\n" * 1_000,
    "one line.csv": lambda: "预算支出,合计," * 1_000_000,
    "no separator.csv": lambda: "a" * 20_000_000,
    "open quote.csv": lambda: '预算支出,合计\n"' + "x,y\n" * 500_000,
    "rows.csv": lambda: "预算支出,合计\n" + "甲,1.00\n" * 600_000,
    "wide.docx": lambda: table(row(spanned("1" + "0" * 9), paragraph("1.00"))),
    "all wide.docx": lambda: table(row(spanned("999999", "<w:vMerge/>"), paragraph("1.00")) * 2_000),
    "before.docx": lambda: table(
        row(paragraph("1"), paragraph("2"), properties='<w:trPr><w:gridBefore w:val="999999"/></w:trPr>') * 50
    ),
    "merged.docx": lambda: table(merged_at_random()),
    "slivers.docx": lambda: table(
        "<w:tblGrid>" + '<w:gridCol w:w="1"/>' * 200_000 + "</w:tblGrid>" + row(*[paragraph("1.00")] * 30) * 100
    ),
    "archives.zip": lambda: NESTED,
    "members.zip": lambda: package({f"{n}.txt": "x" for n in range(4_500)}, zipfile.ZIP_STORED),
    "bomb.zip": lambda: package({"a.txt": b"0" * 40_000_000}),
    "digits.txt": lambda: "1.00 2.00 3.00\n" * 100_000,
    "blanks.txt": lambda: "预算支出总表\n" + (" " * 100_000 + "1.00\n") * 50,
    "cells.txt": lambda: "预算支出总表\n<table>" + "<tr><td>" * 200_000,
    "groups.rtf": lambda: "{\\rtf1 " + "{" * 20_000,
}


def test_hostile_files(tmp_path: Path) -> None:
    for name, content in HOSTILE.items():
        data = content()
        (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    found = became(tmp_path, "unrecognised")
    read = {name for name, what in found.items() if what.startswith("book")}
    assert {"formats.xlsx", "control.xlsx"} <= read
    assert "10000 页" in found["many pages.pdf"]
    assert "嵌套太深" in found["tables in tables.html"]
    assert "实体声明" in found["entities.xlsx"]
