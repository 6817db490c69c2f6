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
