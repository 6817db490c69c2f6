"""Real disclosures in PDF: rows as a person reads them off the rendered pages."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from toolkit.errors import InputError
from toolkit.model import Document, Grid
from toolkit.read import ocr, read

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "disclosures"


@pytest.fixture(scope="module")
def folder() -> Path:
    """The folder of real disclosures; a clone elsewhere has none, the build machine must."""
    if not FOLDER.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no disclosures at {FOLDER}")
        pytest.skip("the disclosures lie beside the project's own clone only")
    return FOLDER


@cache
def document(path: Path) -> Document:
    return read(path)


def printed_rows(doc: Document) -> set[tuple[int, tuple[str, ...]]]:
    """(page, what its cells print) of every row, blank cells and blanks left out."""
    return {
        (row[0].origin.page or 0, tuple(re.sub(r"\s", "", cell.text) for cell in row if cell.text.strip()))
        for block in doc.blocks
        if isinstance(block, Grid)
        for row in block.rows
        if row
    }


SEEN = [
    ("wuhan_2025_general_revenue_exec", 1, "资源税 1 1 10016 49"),
    (
        "wuhan_2025_general_revenue_exec",
        1,
        "土地增值税 1532000 1532000 1183935 77.3 1325426 -10.7 主要今年清算项目较少",
    ),
    ("wuhan_2025_general_revenue_exec", 1, "国有资源（资产）有偿使用收入 2114539 2114539 2587105 122.3 2453885 5.4"),
    ("swu_2024_final_accounts", 8, "一、财政拨款收入 279,818.00 一、一般公共服务支出"),
    ("swu_2024_final_accounts", 8, "四、经营收入 五、教育支出 448,061.80"),
    ("swu_2024_final_accounts", 9, "使用非财政拨款结余（含专用结余） 24,990.38 结余分配 4,335.69"),
    ("swu_2024_final_accounts", 10, "205 教育支出 444,291.14 255,282.10 144,017.87 81,823.76 44,991.16"),
    ("swu_2024_final_accounts", 11, "2080505 机关事业单位基本养老保险缴费支出 9,637.93 9,575.43 62.50"),
    ("swu_2024_final_accounts", 11, "合计 477,447.73 279,818.00 144,017.87 81,823.76 53,611.86"),
    ("swu_2024_dept_budget", 8, "收入总计 582,276.35 支出总计 582,276.35"),
    ("swu_2024_dept_budget", 9, "445,059.97 244,675.66 141,934.81 86,701.51 58,449.50"),
    ("national_petition_2024_final_accounts", 8, "栏次 1 2 3 4 5 6 7"),
    ("national_petition_2024_final_accounts", 8, "合计 20,451.35 19,572.91 878.44"),
    ("national_petition_2024_final_accounts", 8, "2014003 机关服务 839.13 229.19 609.94"),
    ("putuo_social_work_2024_final_accounts", 12, "2080505 机关事业单位基本养老保险缴费支出 6.18 6.18"),
    ("putuo_social_work_2024_final_accounts", 7, "2210203 购房补贴 11.72 11.72"),
    ("putuo_social_work_2024_final_accounts", 13, "30110 职工基本医疗保险缴费 2.71 30208 取暖费 0.00"),
    ("putuo_wanli_subdistrict_2024_dept_budget", 11, "201 05 07 专项普查活动 257,700 257,700 0 0 0"),
    ("putuo_wanli_subdistrict_2024_dept_budget", 15, "合计 156,211,123 156,211,123 0 0 0"),
    ("suzhou_audit_2026_dept_budget", 11, "2080505 机关事业单位基本养老保险缴费支出 298.72 298.72"),
    ("suzhou_audit_2026_dept_budget", 9, "二十、住房保障支出 1,302.95"),
    ("guangzhou_petition_2026_dept_budget", 8, "2014099 其他信访事务支出 314.02 0.00 314.02 0.00 0.00 0.00"),
    (
        "beijing_audit_2026_dept_budget_tables",
        5,
        "合计 32,801.936639 25,218.537585 23,545.680500 1,672.857085 7,583.399054 7,583.399054",
    ),
    (
        "beijing_audit_2026_dept_budget_tables",
        5,
        "2010801 行政运行 4,952.850016 4,697.043616 4,032.021156 665.022460 255.806400 255.806400",
    ),
    ("xian_petition_2026_dept_budget", 22, "5、教育支出 219,800.00 (4)资本性支出 55,500.00 5、对事业单位经常性补助"),
    ("xian_petition_2026_dept_budget", 27, "30107 绩效工资 50199 其他工资福利支出 592,000.32 592,000.32"),
    ("changsha_petition_2026_dept_budget", 13, "201 40 04 信访业务 417.41 417.41 417.41"),
    (
        "changsha_petition_2026_dept_budget",
        15,
        "1、一般公共预算拨款收入 1,935.36 1、一般公共服务支出 1,935.36 1,935.36",
    ),
    ("henan_2026_budget_tables", 27, "新密市 95,441 -1,709 89,031 8,119"),
    ("henan_2026_budget_tables", 1, "一般债务收入 12,867,395 一般性转移支付支出 39,386,752"),
]


@pytest.mark.parametrize(("name", "page", "row"), SEEN)
def test_rows_are_as_printed(folder: Path, name: str, page: int, row: str) -> None:
    doc = document(folder / f"{name}.pdf")
    assert tuple(row.split()) in {cells for at, cells in printed_rows(doc) if at == page}


FIGURE = re.compile(r"(?<![\d.,])-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+(?![\d.])|(?<![\d.,])-?\d{1,3}(?:,\d{3})+(?![\d.,])")
WITH_TABLES = sorted({name for name, _, _ in SEEN})


@pytest.mark.parametrize("name", WITH_TABLES)
def test_every_figure_of_the_text_layer_is_read(folder: Path, name: str) -> None:
    """Decimals and grouped integers, counted in PDFium's own running text and in what was read."""
    import pypdfium2

    path = folder / f"{name}.pdf"
    doc = document(path)
    texts = [c.text for b in doc.blocks if isinstance(b, Grid) for row in b.rows for c in row]
    texts += [block.text for block in doc.blocks if not isinstance(block, Grid)] + [text for text, _ in doc.dropped]
    found = [figure for text in texts for figure in FIGURE.findall(text)]
    pdf = pypdfium2.PdfDocument(path)
    plain = [pdf[n].get_textpage().get_text_range() for n in range(len(pdf))]
    expected = [figure for text in plain for figure in FIGURE.findall(text)]
    missing = sorted(set(expected) - set(found))
    assert len(missing) <= 0.002 * len(expected), missing[:20]
    assert len(found) >= len(expected)  # figures broken over lines are whole only here


def test_the_scan_says_that_it_is_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    with pytest.raises(InputError, match=r"扫描件.*OCR"):
        read(folder / "beijing_govservice_2026_dept_budget_narrative_scanned.pdf")


def test_a_web_page_named_pdf_is_refused(folder: Path) -> None:
    from toolkit.pipeline import understand

    with pytest.raises(InputError) as caught:
        understand(folder / "negative_html_page_named_pdf_chongqing_propaganda.pdf")
    assert caught.value.hint
