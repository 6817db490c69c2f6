"""Random books with known moves come back as exactly those lines of the bridge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book, table
from toolkit.compare.books import compare
from toolkit.compare.bridge import STEPS, UNEXPLAINED
from toolkit.comparison import BY_CODE, ONE_SIDE, Comparison
from toolkit.model import Book, Fact, Origin
from toolkit.money import Amount

Items = dict[str, Decimal]  # 项 code: amount
_CODES = [f"{201 + c}{d:02}{e:02}" for c in range(3) for d in (1, 2) for e in (1, 2, 99)]
_CENTS = st.integers(1, 10**8).map(lambda cents: Decimal(cents) / 100)
_SIDES = st.dictionaries(st.sampled_from(_CODES), _CENTS, min_size=1)
_FULL = st.fixed_dictionaries(dict.fromkeys(_CODES, _CENTS))
Names = Mapping[str, str]


def _rows(items: Items, names: Names, adjusted: Items | None = None) -> list[tuple[object, ...]]:
    columns = [items] if adjusted is None else [items, adjusted]
    lines: list[tuple[object, ...]] = [("合计", *(f"{sum(one.values(), Decimal(0)):.2f}" for one in columns))]
    for code in sorted({code[:n] for one in columns for code in one for n in (3, 5, 7)}):
        figures = (sum((a for c, a in one.items() if c.startswith(code)), Decimal(0)) for one in columns)
        lines.append((f"{code} {names.get(code, '科目' + code)}", *(f"{figure:.2f}" for figure in figures)))
    return lines


def _book(items: Items, stage: str, names: Names | None = None, funds: Items | None = None) -> Book:
    found = [table("一般公共预算支出表", "合计", _rows(items, names or {}), phase=stage)]
    if funds is not None:
        found.append(table("政府性基金支出表", "合计", _rows(funds, names or {}), phase=stage))
    return book(*found, stage=stage)


def _bridge(found: Comparison) -> dict[str, Decimal]:
    assert found.bridge is not None
    steps = dict(zip(STEPS, found.bridge.rows[-1].steps, strict=True))
    tables = found.tables[found.bridge.table]
    assert tables.total is not None
    return {name: amount for name, amount in steps.items() if amount}


def _class(found: Comparison, code: str) -> dict[str, Decimal]:
    assert found.bridge is not None
    row = next(row for row in found.bridge.rows if row.row == code)
    return {name: amount for name, amount in zip(STEPS, row.steps, strict=True) if amount}


def _moved(book_: Book, code: str, amount: Decimal, words: str, outcome: Decimal) -> Book:
    """The book with a passage that gives an item's outcome and what it differs from the budget by, and why."""
    name, sentence, place = f"科目{code}", f"科目{code}……{words}", Origin(line=9)
    direction = "增加" if amount > 0 else "减少"
    size = Amount(abs(amount), "万元", 2)
    told = Fact("文1", name, "决算", Amount(outcome, "万元", 2), "", "", "", 2024, "决算", sentence, place)
    why = Fact("文2", name, "增减额", size, direction, "年初预算", words, 2024, "决算", sentence, place)
    return replace(book_, facts=(told, why))


@settings(max_examples=25)
@given(_SIDES, _SIDES)
def test_without_evidence_all_is_unexplained_and_one_sided_items_are_told_apart(before: Items, after: Items) -> None:
    found = compare(_book(before, "预算"), _book(after, "决算"))
    assert found.bridge is not None
    total = found.bridge.rows[-1]
    change = sum(after.values(), Decimal(0)) - sum(before.values(), Decimal(0))
    assert _bridge(found) == ({UNEXPLAINED: change} if change else {})
    new = sum((after[code] for code in after.keys() - before.keys()), Decimal(0))
    gone = sum((before[code] for code in before.keys() - after.keys()), Decimal(0))
    assert (total.only_final, total.only_budget) == (new, -gone)
    assert all(total.difference == 0 for one in found.tables for total in one.rebuilt)


@settings(max_examples=25)
@given(_FULL, st.dictionaries(st.sampled_from(_CODES), _CENTS), st.dictionaries(st.sampled_from(_CODES), _CENTS))
def test_money_added_and_not_spent_is_told_by_the_adjusted_budget(before: Items, added: Items, unspent: Items) -> None:
    whole = {code: amount + added.get(code, Decimal(0)) for code, amount in before.items()}
    after = {code: amount - unspent.get(code, Decimal(0)) for code, amount in whole.items()}
    final = table("一般公共预算支出表", "决算数 全年预算数", _rows(after, {}, whole), phase="决算")
    found = compare(_book(before, "预算"), book(final, stage="决算"))
    known = {"追加调整": sum(added.values()), "执行差异": -sum(unspent.values())}
    assert _bridge(found) == {name: amount for name, amount in known.items() if amount}


@settings(max_examples=25)
@given(_FULL, st.permutations(_CODES), _CENTS)
def test_a_recoded_item_is_a_line_of_both_classes_and_never_merged(
    before: Items, order: list[str], amount: Decimal
) -> None:
    old, new = order[0], next(code for code in order if code[:3] != order[0][:3])
    new = f"{new[:3]}0388"  # a code that neither side has
    names = {old: "独名项目", new: "独名项目"}
    items = {**before, old: amount}
    recoded = {**{code: a for code, a in items.items() if code != old}, new: amount}
    found = compare(_book(items, "预算", names), _book(recoded, "决算", names))
    assert _class(found, old[:3]) == {"科目调整": -amount}
    assert _class(found, new[:3]) == {"科目调整": amount}
    assert _bridge(found) == {}
    rows = {row.code: row for row in found.tables[0].rows}
    assert rows[old].match == rows[new].match == ONE_SIDE
    assert all(any(said.text.startswith("推定改码") for said in rows[code].notes) for code in (old, new))


@settings(max_examples=25)
@given(_FULL, st.sampled_from(_CODES), _CENTS, _FULL)
def test_money_that_changed_its_fund_is_found_in_the_other_form(
    before: Items, code: str, amount: Decimal, funds: Items
) -> None:
    general = {**before, code: before[code] + amount}
    found = compare(
        _book(general, "预算", funds=funds),
        _book(before, "决算", funds={**funds, code: funds[code] + amount}),
    )
    assert _class(found, code[:3]) == {"资金性质": -amount}
    assert _bridge(found) == {"资金性质": -amount}


@settings(max_examples=25)
@given(_FULL, st.sampled_from(_CODES), _CENTS)
def test_money_that_went_to_another_unit_is_told_by_the_sentence(before: Items, code: str, amount: Decimal) -> None:
    final = _book({**before, code: before[code] - amount}, "决算")
    final = _moved(final, code, -amount, "因机构改革，有关职能划转至其他部门", before[code] - amount)
    assert _bridge(compare(_book(before, "预算"), final)) == {"单位间": -amount}


@settings(max_examples=25)
@given(_FULL, st.sampled_from(_CODES), _CENTS, _CENTS, _CENTS)
def test_a_sentence_with_several_amounts_is_several_lines(
    before: Items, code: str, added: Decimal, carried: Decimal, other: Decimal
) -> None:
    change = added + carried + other
    final = _book({**before, code: before[code] + change}, "决算")
    words = f"年中追加专项资金{added:.2f}万元、上年结转资金安排的支出{carried:.2f}万元"
    final = _moved(final, code, change, words, before[code] + change)
    found = _bridge(compare(_book(before, "预算"), final))
    assert found == {"追加调整": added, "结转结余": carried, UNEXPLAINED: other}


@settings(max_examples=20)
@given(_FULL)
def test_a_renamed_subject_is_aligned_and_moves_nothing(items: Items) -> None:
    names = {code[:n]: f"新名{code[:n]}" for code in items for n in (3, 5, 7)}
    found = compare(_book(items, "预算"), _book(items, "决算", names))
    rows = [row for row in found.tables[0].rows if row.code]
    assert all(row.match == BY_CODE and row.other_name.startswith("科目") for row in rows)
    assert _bridge(found) == {}


@settings(max_examples=20)
@given(_SIDES)
def test_either_order_gives_the_same(items: Items) -> None:
    budget, final = _book(items, "预算"), _book(items, "决算")
    assert compare(budget, final).tables == compare(final, budget).tables


def test_a_split_code_is_proposed_and_its_parts_stay_apart() -> None:
    before = table("支出总表", "合计", [("合计", 5), ("201 甲", 5), ("20101 乙", 5), ("2010101 丙", 5)])
    rows = [("合计", 5), ("201 甲", 5), ("20101 乙", 5), ("2010103 丁", 3), ("2010104 戊", 2)]
    after = table("支出总表", "合计", rows, phase="决算")
    found = compare(book(before, stage="预算"), book(after, stage="决算"))
    said = {row.code: row.notes[0].text for row in found.tables[0].rows if row.notes}
    assert set(said) == {"2010101", "2010103", "2010104"}
    assert all(text.startswith("推定拆分") for text in said.values())
    assert _class(found, "201") == {}


def test_a_move_that_a_sentence_states_is_a_line_of_both_classes() -> None:
    rows = [("合计", 10), ("201 甲类事务支出", 6), ("202 乙类事务支出", 4)]
    before = table("支出总表", "合计", rows)
    after = table("支出总表", "合计", [("合计", 10), ("201 甲类事务支出", 4), ("202 乙类事务支出", 6)], phase="决算")
    sentence = "年中将甲类事务支出2.00万元调整至乙类事务支出。"
    fact = Fact(
        "文1", "甲类事务", "决算", Amount(Decimal("2.00"), "万元", 2), "", "", "", 2024, "", sentence, Origin(line=5)
    )
    final = replace(book(after, stage="决算"), facts=(fact,))
    found = compare(book(before, stage="预算"), final)
    assert _class(found, "201") == {"科目调整": Decimal(-2)}
    assert _class(found, "202") == {"科目调整": Decimal(2)}


def test_what_the_budget_form_leaves_out_as_carried_over_is_a_step() -> None:
    rows = [("合计", 5), ("201 甲", 5)]
    before = (
        table("财政拨款收支总表.支出", "合计 一般公共预算", [("甲", 8, 8)]),
        table("一般公共预算支出表", "合计", rows, scope=("不含上年结转",)),
    )
    after = table("一般公共预算支出表", "合计", [("合计", 7), ("201 甲", 7)], phase="决算")
    found = compare(book(*before, stage="预算"), book(after, stage="决算"))
    assert _bridge(found) == {"结转结余": Decimal(3), UNEXPLAINED: Decimal(-1)}
    assert any("不含上年结转" in value for line in found.basis for value in line.note.values)


def test_a_bare_total_after_others_is_the_grand_total() -> None:
    before = table("收支总表.收入", "预算数", [("甲", 5), ("本年收入合计", 5), ("上年结转", 2), ("收入总计", 7)])
    after = table(
        "收支总表.收入", "决算数", [("甲", 6), ("本年收入合计", 6), ("上年结转", 2), ("合计", 8)], phase="决算"
    )
    (found,) = compare(book(before, stage="预算"), book(after, stage="决算")).tables
    totals = [(row.budget, row.final) for row in found.rows if row.is_total]
    assert len(totals) == 2
    assert all(budget and final for budget, final in totals)


def test_sides_in_different_money_units_are_compared_in_the_units_of_the_final_accounts() -> None:
    rows = [("合计", "1234567.89"), ("201 甲", "1234567.89")]
    before = table("支出总表", "合计", rows, unit="元")
    after = table("支出总表", "合计", [("合计", "123.45"), ("201 甲", "123.45")], phase="决算")
    found = compare(book(before, stage="预算"), book(after, stage="决算"))
    assert found.bridge is not None
    assert sum(found.bridge.rows[-1].steps) == Decimal("123.45") - Decimal("123.456789")


def test_two_forms_of_one_role_are_said_and_one_is_taken() -> None:
    rows = [("合计", 5), ("201 甲", 5)]
    before = (table("支出总表", "合计", rows), table("支出总表", "合计", rows))
    after = table("支出总表", "合计", rows, phase="决算")
    found = compare(book(*before, stage="预算"), book(after, stage="决算"))
    (left,) = found.one_sided
    assert (left.side, left.role) == (0, "支出总表")
    assert left.note.text.startswith("同一种表有两张")


def test_funds_stand_beside_each_other_and_can_be_chosen() -> None:
    columns = "合计 一般公共预算 政府性基金预算"
    before = table("支出总表", columns, [("合计", 10, 6, 4), ("201 甲", 10, 6, 4)])
    after = table("支出总表", columns, [("合计", 10, 4, 6), ("201 甲", 10, 4, 6)], phase="决算")
    books = (book(before, stage="预算"), book(after, stage="决算"))
    found = compare(*books)
    assert [pair.concept for pair in found.tables[0].rows[0].columns] == ["一般公共预算", "政府性基金预算"]
    chosen = compare(*books, replace(found.choice, fund="一般公共预算"))
    assert _bridge(chosen) == {"资金性质": Decimal(-2)}


def test_an_initial_budget_that_the_two_documents_tell_differently_is_said() -> None:
    before = table("支出总表", "合计", [("合计", "5.00"), ("201 甲类事务", "5.00")])
    after = table("支出总表", "合计", [("合计", "7.00"), ("201 甲类事务", "7.00")], phase="决算")
    place = Origin(line=3)
    facts = (
        Fact("文1", "甲类事务", "年初预算", Amount(Decimal(0), "万元", 0), "", "", "", 2024, "", "本年追加。", place),
        Fact("文2", "甲类事务", "决算", Amount(Decimal(7), "万元", 2), "", "", "", 2024, "", "本年追加。", place),
    )
    found = compare(book(before, stage="预算"), replace(book(after, stage="决算"), facts=facts))
    row = next(row for row in found.tables[0].rows if row.code == "201")
    assert [said.values for said in row.notes] == [("0", "万元")]
    assert _bridge(found) == {UNEXPLAINED: Decimal("2.00")}


def test_forms_that_tell_the_same_under_two_names_are_joined() -> None:
    rows = [("合计", 5), ("212 城乡社区支出", 5)]
    before = table("政府性基金支出表", "合计", rows)
    after = table(
        "政府性基金收支表",
        "本年收入 合计 年末结转和结余",
        [("合计", 9, 7, 2), ("212 城乡社区支出", 9, 7, 2)],
        phase="决算",
    )
    (found,) = compare(book(before, stage="预算"), book(after, stage="决算")).tables
    assert [row.final.amount.printed for row in found.rows if row.final and row.final.amount] == ["7", "7"]
