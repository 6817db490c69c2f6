"""Names of subjects against printed indentation: the outline that fulfils more sums is the table's."""

from __future__ import annotations

from toolkit.model import Document, Grid, GridCell, Origin, Paragraph
from toolkit.money import parse_amount
from toolkit.report import words
from toolkit.standardize.book import standardize
from toolkit.standardize.rows import place, read_label

# Name, indentation as printed (the second 款 is set in too far), figure.
ROWS = (
    ("一般公共服务支出", 0, "100"),
    ("人大事务", 2, "60"),
    ("行政运行", 4, "40"),
    ("本地的专门事务", 4, "20"),
    ("政协事务", 4, "40"),
    ("行政运行", 4, "30"),
    ("委员视察", 4, "10"),
    ("教育支出", 0, "7"),
    ("普通教育", 2, "7"),
    ("学前教育", 4, "7"),
    ("合计", 0, "107"),
)


def parents(rows: tuple[tuple[str, int, str], ...]) -> list[str | None]:
    labels = [read_label(name, indent=indent) for name, indent, _ in rows]
    read = [parse_amount(figure, "元") for _, _, figure in rows]
    amounts = [{0: amount} for amount in read if amount is not None]
    return [rows[p.parent][0] if p.parent is not None else None for p in place(labels, None, amounts)]


def test_a_shifted_row_stands_where_its_name_and_the_sums_put_it() -> None:
    assert parents(ROWS) == [
        "合计", "一般公共服务支出", "人大事务", "人大事务", "一般公共服务支出", "政协事务", "政协事务",
        "合计", "教育支出", "普通教育", None,
    ]  # fmt: skip


def test_an_outline_that_adds_up_is_kept_whatever_the_names_say() -> None:
    """The same names, but printed as one list whose parts are those of the row above by their figures."""
    rows = (("教育支出", 0, "60"), ("普通教育", 2, "20"), ("人大事务", 2, "25"), ("政协事务", 2, "15"))
    assert parents(rows) == [None, "教育支出", "教育支出", "教育支出"]


def test_sums_of_nothing_but_zeros_decide_nothing() -> None:
    """Any outline adds up where all is zero: the printed indentation stands, though the names would say otherwise."""
    rows = (("教育支出", 0, "0"), ("普通教育", 2, "0"), ("人大事务", 2, "0"), ("政协事务", 2, "0"))
    assert parents(rows) == [None, "教育支出", "教育支出", "教育支出"]


def test_names_in_a_row_that_the_list_does_not_have_are_weighed_together() -> None:
    """A 款 that is set in like a 项, above two 项 of unknown names: neither of them adds up alone."""
    rows = (
        ("教育支出", 0, "7"), ("普通教育", 2, "7"), ("学前教育", 4, "7"),
        ("粮油物资储备支出", 0, "33"), ("粮油物资事务", 2, "9"), ("行政运行", 4, "9"),
        ("重要商品储备", 4, "24"), ("某种专门储备", 4, "5"), ("其他专门储备", 4, "19"), ("合计", 0, "40"),
    )  # fmt: skip
    assert parents(rows) == [
        "合计", "教育支出", "普通教育",
        "合计", "粮油物资储备支出", "粮油物资事务", "粮油物资储备支出", "重要商品储备", "重要商品储备", None,
    ]  # fmt: skip


def test_where_classes_are_numbered_a_row_is_one_by_its_number() -> None:
    """Its name may be unknown, and a row without number that bears the name of another 类 is none."""
    rows = (
        ("一、教育支出", 0, "7"), ("普通教育", 2, "7"), ("学前教育", 4, "7"),
        ("二、某类新设支出", 0, "5"), ("其他支出", 2, "5"), ("其他支出", 4, "5"),
        ("三、一般公共服务支出", 0, "40"), ("政协事务", 4, "40"), ("行政运行", 4, "40"), ("合计", 0, "52"),
    )  # fmt: skip
    assert parents(rows) == [
        "合计", "一、教育支出", "普通教育", "合计", "二、某类新设支出", "其他支出",
        "合计", "三、一般公共服务支出", "政协事务", None,
    ]  # fmt: skip


def test_an_outline_by_names_is_told() -> None:
    rows = [("项目", "预算数"), *((" " * indent + name, figure) for name, indent, figure in ROWS)]
    grid = Grid(tuple(tuple(GridCell(text, Origin(page=1)) for text in row) for row in rows))
    captions = [Paragraph(text, Origin(page=1)) for text in ("2026年一般公共预算支出表", "单位：万元")]
    told = [f for f in standardize(Document("a", "", "pdf", (*captions, grid))).findings if f.kind == "层级取舍"]
    moved = [(dict(found.values)["count"], dict(found.values)["rows"]) for found in told]
    assert moved == [("3", "政协事务、行政运行、委员视察")]  # indentation has all three under 人大事务
    assert all("委员视察" in words.finding(told[0], lang) for lang in ("zh", "en"))
