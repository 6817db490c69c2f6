"""Names of subjects against printed indentation: the outline that fulfils more sums is the table's."""

from __future__ import annotations

from toolkit.money import parse_amount
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
