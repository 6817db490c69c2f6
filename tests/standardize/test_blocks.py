"""Tables that stand side by side in one form."""

from __future__ import annotations

from pathlib import Path

from toolkit.pipeline import understand

HEAD = "2024年部门收支总表\n\n单位：元\n\n收入\t\t支出\t\t\t\n"


def test_a_side_printed_by_two_classifications_is_two_lists_of_the_same_money(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        HEAD
        + "项目\t预算数\t支出功能分类科目（按大类）\t预算数\t部门预算支出经济分类科目（按大类）\t预算数\n"
        + "一、财政拨款\t90.00\t1、一般公共服务支出\t60.00\t1、工资福利支出\t70.00\n"
        + "\t\t2、教育支出\t30.00\t2、商品和服务支出\t20.00\n"
        + "收入总计\t90.00\t支出总计\t90.00\t支出总计\t90.00\n",
        encoding="utf-8",
    )
    statements = understand(path).statements()
    assert [(s.key, s.role, len(s.lines)) for s in statements] == [
        ("收支总表.收入", "收支总表", 2),
        ("收支总表.支出", "收支总表", 3),
        ("收支总表.支出·部门预算支出经济分类科目", "", 3),
    ]
    assert [line.name for line in statements[2].lines] == ["工资福利支出", "商品和服务支出", "支出总计"]


def test_blocks_of_one_side_may_have_different_columns(tmp_path: Path) -> None:
    """The rows of a side are held together by their columns, whichever of its blocks prints them."""
    path = tmp_path / "a.txt"
    path.write_text(
        "2024年教育支出明细表\n\n单位：元\n\n支出\t\t\t支出\t\n项目\t预算数\t决算数\t项目\t预算数\n"
        + "教育支出\t90.00\t9.00\t  职业教育\t20.00\n"
        + "  普通教育\t40.00\t4.00\t  特殊教育\t20.00\n"
        + "    学前教育\t40.00\t4.00\t  成人教育\t10.00\n",
        encoding="utf-8",
    )
    cells = [c for s in understand(path).statements() for line in s.lines for c in line.cells if c and c.amount]
    assert sum(cell.amount.number for cell in cells if cell.amount) == 237
