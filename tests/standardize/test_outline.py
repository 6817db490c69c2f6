"""What the order and the wording of a document give away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toolkit import pipeline
from toolkit.model import Finding
from toolkit.read import text
from toolkit.report import words
from toolkit.standardize.book import standardize

KINDS = ("目录有而正文没有", "序号跳号", "公式错误值", "文号不一致")
FORM = "表一 2024年预算支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t1.00\t0.50\t0.50\n"


def found(source: str) -> list[tuple[str, str]]:
    """The kind and the first blank of each finding of these kinds."""
    book = standardize(text.read("t.txt", f"某局2024年部门预算公开\n\n{source}".encode(), ""))
    return [(each.kind, each.values[0][1]) for each in book.findings if each.kind in KINDS]


def test_a_text_that_has_what_its_list_of_contents_names() -> None:
    contents = "目录\n\n第一部分 概况.....1\n一、职责.....1\n第二部分 报表.....2\n表一 2024年预算支出总表.....2\n\n"
    body = f"第一部分 概况\n\n一、职责\n\n负责某事。\n\n第二部分 报表\n\n{FORM}"
    assert found(contents + body) == []
    missing = contents.replace("报表.....2", "报表.....2\n表二 2024年预算收入总表.....3")
    assert found(missing + body) == [("目录有而正文没有", "表二 2024年预算收入总表")]


def test_headings_that_skip_a_number() -> None:
    def outline(*numbers: str) -> str:
        return FORM + "\n" + "\n\n".join(f"（{number}）某项情况\n\n没有变化。" for number in numbers)

    assert found(outline("一", "二", "三")) == []
    assert found(outline("一", "二", "四")) == [("序号跳号", "（二）某项情况")]
    assert found(outline("一", "二", "一", "二", "三")) == []  # counted anew
    assert found(outline("三", "五")) == []  # a piece of a longer document


def test_errors_that_a_spreadsheet_left() -> None:
    assert found(FORM.replace("0.50\n", "#DIV/0!\n")) == [("公式错误值", "#DIV/0!")]
    assert found(FORM) == []


def test_a_document_that_is_cited_under_two_numbers() -> None:
    one, two = "《关于规范管理的通知》（某政发〔2023〕8号）", "《关于规范管理的通知》(某政发【2023】8号)"
    assert found(f"{FORM}\n依据{one}执行。\n\n依据{two}执行。") == []  # other brackets, the same number
    assert found(f"{FORM}\n依据{one}执行。\n\n依据{two.replace('8号', '18号')}执行。") == [
        ("文号不一致", "关于规范管理的通知")
    ]


def of_kinds(path: Path) -> list[Finding]:
    return [each for each in pipeline.load(path).findings if each.kind in KINDS]


def test_the_sample_documents(seed: Callable[[int], Path]) -> None:
    """Read by eye: 001 cites two documents under two numbers each; 004 counts （二）（四） and （三）（五）."""
    shown = {
        n: [(each.kind, [p.origin.line for p in each.places if p.origin]) for each in of_kinds(seed(n))]
        for n in range(5)
    }
    assert shown[0] == shown[2] == []
    assert shown[1] == [("文号不一致", [482, 582]), ("文号不一致", [483, 582])]
    assert [kind for kind, _ in shown[3]] == ["公式错误值"]
    assert shown[4] == [("序号跳号", [104, 125]), ("序号跳号", [184, 208]), ("公式错误值", [493])]
    lines = seed(3).read_text("utf-8").splitlines()
    assert len(shown[3][0][1]) == sum(line.count("#DIV/0!") for line in lines)


def test_every_kind_has_words() -> None:
    for kind in KINDS:
        assert all("{" in text for text in words.MESSAGES[kind])


def test_a_code_of_the_text_that_the_tables_name_otherwise() -> None:
    form = (
        "表一 2024年预算支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
        "\t合计\t1.00\t0.50\t0.50\n210\t卫生健康支出\t1.00\t0.50\t0.50\n21011\t行政事业单位医疗\t1.00\t0.50\t0.50\n"
    )

    def names(sentence: str) -> list[str]:
        source = f"某局2024年部门预算公开\n\n支出情况\n\n{sentence}\n\n{form}"
        book = standardize(text.read("t.txt", source.encode(), ""))
        return [dict(each.values)["names"] for each in book.findings if each.kind == "科目名称不一致"]

    assert names("卫生健康支出（210类）行政事业单位医疗（11款）1.00万元。") == []
    assert names("用于卫生健康（210类）行政事业单位医疗支出（11款）1.00万元。") == []
    assert names("医疗卫生支出（210类）行政事业单位医疗（11款）1.00万元。") == ["卫生健康支出、医疗卫生"]
