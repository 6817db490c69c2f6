"""A catalogue of what units do to the workbooks they were sent: each is named correctly, at its place, and every figure
that can still be read is."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.read.made import package
from tests.units.issuing import UNITS, issue, own_set
from tests.units.typed import Place, Typed, fill, shown, typing
from toolkit.read.ole import MAGIC
from toolkit.units import remark_words
from toolkit.units.collect import Collection
from toolkit.units.remark import Remark
from toolkit.units.standing import standing
from toolkit.units.store import Store

TOTAL, INCOME, SPENDING, CARS = "公开01表 收支总表", "公开02表 收入总表", "公开03表 支出总表", "公开09表 三公经费表"
CODE, NAME = UNITS[0]
Key = tuple[str, str, int]


@dataclass(frozen=True)
class Base:
    """An issue with one filled return that nothing is wrong with (beyond what was typed at random)."""

    folder: Path
    sent: Path
    filled: bytes
    typed: Typed
    keys: Mapping[Place, Key]  # of every typed figure
    breaks: int


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    folder = tmp_path_factory.mktemp("issue")
    out = issue(folder, own_set(folder))
    sent = out / f"{CODE} {NAME}.xlsx"
    with Store(folder, trial=True) as store:
        book, template = store.sent_book(CODE), store.template(CODE)
        typed = typing(book, template, 7)
        path = folder / "filled.xlsx"
        fill(sent, path, typed)
        found = collected(store, {"filled.xlsx": path.read_bytes()}, folder)
        assert [remark for remark in found if remark.kind != "勾稽不平"] == []
        (one,) = store.returns()
        places = shown(store.book(one.sha256), template)
        assert {place: places[place] for place in typed.figures} == typed.figures
        keys = _keys(store, one.sha256, template)
    return Base(folder, sent, path.read_bytes(), typed, {p: keys[p] for p in typed.figures}, len(found))


def _keys(store: Store, sha256: str, template: Any) -> dict[Place, Key]:
    """The key of every figure by the cell that it stands in."""
    from toolkit.workbook.addresses import a1
    from toolkit.workbook.layout import form_layout

    book = store.book(sha256)
    return {
        (sheet.name, a1(form_layout(form, sheet.name).top + cell.row, cell.column)): (statement.key, line.key, index)
        for sheet in template.sheets
        if sheet.form is not None
        for form in [book.forms[sheet.form]]
        for statement in form.statements
        for line in statement.lines
        for index, cell in enumerate(line.cells)
        if cell is not None and cell.amount is not None
    }


def collected(store: Store, files: Mapping[str, bytes], folder: Path) -> list[Remark]:
    """All remarks on these files."""
    inbox = folder / "inbox"
    shutil.rmtree(inbox, ignore_errors=True)
    inbox.mkdir()
    for name, content in files.items():
        (inbox / name).write_bytes(content)
    collection = Collection([inbox], store, trial=True)
    assert list(collection.run()) == sorted(files)
    assert collection.refused == []
    remarks = store.remarks()
    return [remark for sha256 in collection.new for remark in remarks.get(sha256, ())]


@dataclass(frozen=True)
class Damage:
    """What a unit does to its filled workbook, what must be said (what, sheet, cell), and which typed figures cannot be
    read any more."""

    act: Callable[[Any], None] | Callable[[bytes], bytes]
    says: tuple[tuple[str, str, str], ...]
    loses: Callable[[Place], bool] = lambda _: False
    values: Mapping[str, str] = field(default_factory=dict)  # of the first remark
    whole: bool = False  # `act` works on the bytes


def on(sheet: str, act: Callable[[Any], Any]) -> Callable[[Any], None]:
    return lambda workbook: act(workbook[sheet])


def sets(sheet: str, **cells: object) -> Callable[[Any], None]:
    def act(workbook: Any) -> None:
        for address, value in cells.items():
            workbook[sheet][address] = value

    return act


def both(*acts: Callable[[Any], None]) -> Callable[[Any], None]:
    def act(workbook: Any) -> None:
        for one in acts:
            one(workbook)

    return act


def in_column(sheet: str, letter: str) -> Callable[[Place], bool]:
    return lambda place: place[0] == sheet and place[1].rstrip("0123456789") == letter


def in_row(sheet: str, number: int) -> Callable[[Place], bool]:
    return lambda place: place[0] == sheet and place[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(number)


def insert_figures(workbook: Any) -> None:
    """A row of the unit's own in the list of incomes: with a code, a name and two figures."""
    sheet = workbook[INCOME]
    sheet.insert_rows(13)
    for column, value in ((1, "2010399"), (2, "其他支出"), (4, 12.5), (5, 0.25)):
        sheet.cell(13, column, value)


def swap(workbook: Any, sheet: str, first: int, second: int, columns: int) -> None:
    """Two rows change places in the first columns."""
    one = workbook[sheet]
    for column in range(1, columns + 1):
        upper, lower = one.cell(first, column), one.cell(second, column)
        upper.value, lower.value = lower.value, upper.value


def copy(workbook: Any, **cells: object) -> None:
    """A copy of a form with other figures."""
    copied = workbook.copy_worksheet(workbook[CARS])
    copied.title = "三公经费 (2)"
    for address, value in cells.items():
        copied[address] = value


def rename(sheet: str, name: str) -> Callable[[Any], None]:
    return on(sheet, lambda one: setattr(one, "title", name))


def remove(sheet: str) -> Callable[[Any], None]:
    return lambda workbook: workbook.remove(workbook[sheet])


def add(workbook: Any) -> None:
    sheet = workbook.create_sheet("补充说明")
    sheet["A1"], sheet["B2"], sheet["B3"] = "另有一笔", 12.5, 30


def without(*parts: str) -> Callable[[bytes], bytes]:
    """The workbook without what these parts hold."""

    def act(content: bytes) -> bytes:
        return rewritten(content, dict.fromkeys(parts, b""))

    return act


def rewritten(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with other parts, none where they are empty."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for item in source.infolist():
            data = parts.get(item.filename, source.read(item))
            if data:
                made.writestr(item.filename, data)
    return target.getvalue()


def part_of(content: bytes, sheet: str) -> str:
    """The part that holds a sheet, as openpyxl numbers them."""
    return f"xl/worksheets/sheet{load_workbook(io.BytesIO(content), read_only=True).sheetnames.index(sheet) + 1}.xml"


def cut_sheet(content: bytes) -> bytes:
    """The file as a broken transfer leaves it: one sheet is only half there."""
    part = part_of(content, SPENDING)
    half = zipfile.ZipFile(io.BytesIO(content)).read(part)
    return rewritten(content, {part: half[: len(half) // 2]})


def share_formulas(content: bytes) -> bytes:
    """One column's formulas stored once, the others referring to it."""
    part = part_of(content, INCOME)
    text = zipfile.ZipFile(io.BytesIO(content)).read(part).decode()
    master = re.search(r'(<c r="C10"[^>]*>)<f>([^<]*)</f>', text)
    assert master
    text = text.replace(master[0], f'{master[1]}<f t="shared" ref="C10:C38" si="0">{master[2]}</f>')
    text, count = re.subn(r'(<c r="C(?:1[1-9]|2\d|3[0-8])"[^>]*>)<f>[^<]*</f>', r'\1<f t="shared" si="0"/>', text)
    assert count == 28
    return rewritten(content, {part: text.encode()})


def unstamped(content: bytes) -> bytes:
    """Without the document properties and the hidden sheet of the stamp."""
    workbook = load_workbook(io.BytesIO(content))
    workbook.remove(workbook["_发放"])
    for name in list(workbook.custom_doc_props.names):
        del workbook.custom_doc_props[name]
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def ole(stream: str) -> bytes:
    """As much of an OLE container as says what it holds."""
    name = stream.encode("utf-16-le").ljust(64, b"\0") + (2 * len(stream) + 2).to_bytes(2, "little")
    return MAGIC + bytes(504) + name + bytes(4000)


def foreign(_: bytes) -> bytes:
    workbook = Workbook()
    workbook.active["A1"] = 5
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


NOTHING: tuple[tuple[str, str, str], ...] = ()
ALL = lambda _: True  # noqa: E731  nothing can be read

DAMAGES: dict[str, Damage] = {
    # the file
    "encrypted": Damage(lambda _: ole("EncryptedPackage"), (("加密", "", ""),), ALL, whole=True),
    "old format": Damage(lambda _: ole("Workbook"), (("旧格式", "", ""),), ALL, whole=True),
    "truncated": Damage(lambda data: data[:-2000], (("损坏", "", ""),), ALL, whole=True),
    "empty": Damage(lambda _: b"", (("空文件", "", ""),), ALL, whole=True),
    "zero bytes": Damage(lambda _: bytes(5000), (("空文件", "", ""),), ALL, whole=True),
    "a PDF": Damage(lambda _: b"%PDF-1.7 ...", (("其他格式", "", ""),), ALL, {"format": " PDF 文件"}, whole=True),
    "a Word file": Damage(lambda _: package({"word/document.xml": "<x/>"}), (("其他格式", "", ""),), ALL, whole=True),
    "unrelated": Damage(foreign, (("无关文件", "", ""),), ALL, whole=True),
    "no workbook part": Damage(without("xl/workbook.xml"), (("损坏", "", ""),), ALL, whole=True),
    "half a sheet": Damage(cut_sheet, (("工作表损坏", SPENDING, ""),), lambda at: at[0] == SPENDING, whole=True),
    "properties dropped": Damage(without("docProps/custom.xml"), NOTHING, whole=True),
    "unstamped": Damage(unstamped, (("标记丢失", "", ""),), values={"code": CODE}, whole=True),
    # sheets
    "a form deleted": Damage(remove(CARS), (("缺表", "", ""),), lambda at: at[0] == CARS, {"form": CARS}),
    "the guide deleted": Damage(remove("填报说明"), (("删工作表", "", ""),), values={"name": "填报说明"}),
    "the hidden data deleted": Damage(remove("_recon"), (("删工作表", "", ""),), values={"name": "_recon"}),
    "a form renamed": Damage(rename(INCOME, "收入"), (("表改名", "收入", ""),), values={"was": INCOME}),
    "the self-check renamed": Damage(rename("自检", "检查"), (("表改名", "检查", ""),), values={"was": "自检"}),
    "a sheet added": Damage(add, (("加工作表", "补充说明", ""),), values={"numbers": "2"}),
    "a form copied": Damage(copy, (("表副本", "三公经费 (2)", ""),), values={"numbers": "0"}),
    "a form copied and changed": Damage(
        lambda workbook: copy(workbook, B9=1, L9=2), (("表副本", "三公经费 (2)", ""),), values={"numbers": "2"}
    ),
    "the forms in another order": Damage(lambda workbook: workbook.move_sheet(TOTAL, 3), NOTHING),
    # rows and columns
    "a row inserted": Damage(
        on(TOTAL, lambda s: s.insert_rows(12)), (("插入行", TOTAL, "A12"),), values={"where": "12"}
    ),
    "a row with figures inserted": Damage(insert_figures, (("插入行", INCOME, "A13"),), values={"count": "1"}),
    "rows inserted in two places": Damage(
        both(on(TOTAL, lambda s: s.insert_rows(30, 2)), on(TOTAL, lambda s: s.insert_rows(12))),
        (("插入行", TOTAL, "A12"),),
        values={"count": "3", "where": "12、31、32"},
    ),
    "a row above the form inserted": Damage(on(CARS, lambda s: s.insert_rows(3)), (("插入行", CARS, "A3"),)),
    "a row deleted": Damage(on(TOTAL, lambda s: s.delete_rows(9)), (("删除行", TOTAL, ""),), in_row(TOTAL, 9)),
    "a blank row deleted": Damage(on(INCOME, lambda s: s.delete_rows(20)), (("删空行", INCOME, ""),)),
    "a column inserted": Damage(
        on(INCOME, lambda s: s.insert_cols(5)), (("插入列", INCOME, "E1"),), values={"where": "E"}
    ),
    "a column with figures inserted": Damage(
        both(on(SPENDING, lambda s: s.insert_cols(4)), sets(SPENDING, D11=5, D12=6)),
        (("插入列", SPENDING, "D1"),),
        values={"numbers": "2"},
    ),
    "a column deleted": Damage(
        on(SPENDING, lambda s: s.delete_cols(5)),
        (("删除列", SPENDING, ""),),
        in_column(SPENDING, "E"),
        {"where": "项目支出"},
    ),
    "rows sorted with their keys": Damage(
        lambda workbook: swap(workbook, TOTAL, 8, 10, 19), (("次序改变", TOTAL, ""),)
    ),
    "rows sorted without their keys": Damage(
        lambda workbook: swap(workbook, TOTAL, 8, 10, 6), (("次序改变", TOTAL, ""), ("标识恢复", TOTAL, ""))
    ),
    "the key row deleted": Damage(on(TOTAL, lambda s: s.delete_rows(1)), (("标识恢复", TOTAL, ""),)),
    "a key column deleted": Damage(on(TOTAL, lambda s: s.delete_cols(17)), (("标识恢复", TOTAL, ""),)),
    "the mark of a form cleared": Damage(sets(TOTAL, S1=None), (("标识恢复", TOTAL, ""),), values={"count": "1"}),
    # formulas
    "a formula replaced by a figure": Damage(
        sets(TOTAL, C34=99.5), (("公式成数", TOTAL, "C34"),), values={"value": "99.5"}
    ),
    "a formula replaced by words": Damage(
        sets(CARS, A9="见附表"), (("公式成文", CARS, "A9"),), values={"value": "见附表"}
    ),
    "a formula cleared": Damage(sets(CARS, A9=None), (("公式被清", CARS, "A9"),)),
    "a formula changed": Damage(sets(CARS, A9="=B9+1"), (("公式被改", CARS, "A9"),), values={"now": "=B9+1"}),
    "three formulas pasted over": Damage(
        sets(CARS, A9=1, C9=2, G9=3),
        (("公式成数", CARS, "A9"), ("公式成数", CARS, "C9"), ("公式成数", CARS, "G9")),
    ),
    # what is locked
    "a label changed": Damage(sets(TOTAL, A12="五、事业收入（含上级）"), (("锁定被改", TOTAL, "A12"),)),
    "a header changed": Damage(sets(INCOME, E5="补助"), (("锁定被改", INCOME, "E5"),), values={"now": "补助"}),
    "the money unit changed": Damage(sets(CARS, L4="金额单位：元"), (("锁定被改", CARS, "L4"),)),
    "the title cleared": Damage(sets(CARS, A2=None), (("锁定被改", CARS, "A2"),), values={"now": ""}),
    "another unit's name": Damage(
        sets(TOTAL, A3=f"部门名称：{UNITS[1][1]}"), (("表上单位不符", TOTAL, "A3"),), values={"wanted": NAME}
    ),
    "another year": Damage(sets(TOTAL, A4="2023年度"), (("表上年度不符", TOTAL, "A4"),), values={"wanted": "2024"}),
    # what is typed
    "words for a figure": Damage(
        sets(CARS, B9="约三百"), (("不是数字", CARS, "B9"),), lambda at: at == (CARS, "B9"), {"value": "约三百"}
    ),
    "an error for a figure": Damage(
        sets(CARS, B9="#DIV/0!"), (("错误值", CARS, "B9"),), lambda at: at == (CARS, "B9"), {"value": "#DIV/0!"}
    ),
    "a formula without a result": Damage(
        sets(CARS, B9="=100+200"), (("公式无结果", CARS, "B9"),), lambda at: at == (CARS, "B9")
    ),
    "a date for a figure": Damage(
        sets(CARS, B9=date(2024, 5, 1)), (("不是数字", CARS, "B9"),), lambda at: at == (CARS, "B9")
    ),
    "figures without a code": Damage(sets(INCOME, D20=5, E20=6), (("缺编码", INCOME, "A20"),)),
    "a code that is on no list": Damage(
        sets(SPENDING, A17="2999999", D17=5), (("编码不明", SPENDING, "A17"),), values={"code": "2999999"}
    ),
    "a code there twice": Damage(
        sets(SPENDING, A17="2010301", D17=5), (("编码重复", SPENDING, "A17"),), values={"code": "2010301"}
    ),
    "formulas shared as Excel saves them": Damage(share_formulas, NOTHING, whole=True),
    "a remark beside the form": Damage(sets(CARS, O20="多 3 辆"), (("表外内容", CARS, "O20"),), values={"count": "1"}),
    # several at once
    "a row inserted above a formula typed over": Damage(
        both(sets(TOTAL, C34=99.5), on(TOTAL, lambda s: s.insert_rows(12))),
        (("插入行", TOTAL, "A12"), ("公式成数", TOTAL, "C35")),
    ),
    "a column deleted and a label changed": Damage(
        both(sets(SPENDING, A8="总计"), on(SPENDING, lambda s: s.delete_cols(5))),
        (("删除列", SPENDING, ""), ("锁定被改", SPENDING, "A8")),
        in_column(SPENDING, "E"),
    ),
    "renamed and its mark cleared": Damage(
        both(sets(TOTAL, S1=None), rename(TOTAL, "总表")), (("表改名", "总表", ""), ("标识恢复", "总表", ""))
    ),
    "the key row deleted and a row inserted": Damage(
        both(on(TOTAL, lambda s: s.delete_rows(1)), on(TOTAL, lambda s: s.insert_rows(20))),
        (("插入行", TOTAL, "A20"), ("标识恢复", TOTAL, "")),
    ),
    "a form deleted, a sheet added, words for a figure": Damage(
        both(remove(INCOME), add, sets(CARS, B9="无")),
        (("缺表", "", ""), ("加工作表", "补充说明", ""), ("不是数字", CARS, "B9")),
        lambda at: at[0] == INCOME or at == (CARS, "B9"),
    ),
    "unstamped, a row inserted, a formula typed over": Damage(
        lambda data: saved(unstamped(data), both(sets(CARS, A9=5), on(TOTAL, lambda s: s.insert_rows(12)))),
        (("标记丢失", "", ""), ("插入行", TOTAL, "A12"), ("公式成数", CARS, "A9")),
        whole=True,
    ),
}


def saved(content: bytes, act: Callable[[Any], None]) -> bytes:
    workbook = load_workbook(io.BytesIO(content))
    act(workbook)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


@pytest.mark.parametrize("name", DAMAGES)
def test_each_damage_is_named_at_its_place_and_no_readable_figure_is_lost(base: Base, name: str) -> None:
    damage = DAMAGES[name]
    content = damage.act(base.filled) if damage.whole else saved(base.filled, damage.act)
    assert content is not None
    with Store(base.folder, trial=True) as store:
        remarks = collected(store, {"交回.xlsx": content}, base.folder)
        said = [(one.what, one.sheet, one.cell) for one in remarks if one.kind != "勾稽不平"]
        assert sorted(said) == sorted(damage.says)
        for one in remarks:
            for lang in ("zh", "en"):
                assert "?" not in remark_words.sentence(one, lang) + remark_words.request(one, lang)
        first = next((one for one in remarks if damage.says and one.what == damage.says[0][0]), None)
        assert damage.values.items() <= dict(first.values if first else ()).items()
        returned = store.returns()
        wanted = {place for place in base.typed.figures if not damage.loses(place)}
        if not wanted:
            assert returned == ()
            return
        values = store.values(returned[0].sha256)
        for place in wanted:
            assert Decimal(values[base.keys[place]][2]) == base.typed.figures[place], place


def test_there_are_enough_of_them() -> None:
    assert len(DAMAGES) >= 30


def test_a_return_of_another_name_or_year_does_not_count(base: Base) -> None:
    for name in ("another unit's name", "another year"):
        with Store(base.folder, trial=True) as store:
            collected(store, {"交回.xlsx": saved(base.filled, DAMAGES[name].act)}, base.folder)  # type: ignore[arg-type]
            first = standing(store, date(2025, 1, 1)).units[0]
            assert (first.state, first.counted) == ("不符", None)


def test_a_copy_that_alone_is_filled_counts(base: Base) -> None:
    def act(workbook: Any) -> None:
        copied = workbook.copy_worksheet(workbook[CARS])
        copied.title = "三公经费 (2)"
        for address in ("B9", "D9", "E9", "F9", "H9", "J9", "K9", "L9"):
            workbook[CARS][address] = None

    with Store(base.folder, trial=True) as store:
        remarks = collected(store, {"交回.xlsx": saved(base.filled, act)}, base.folder)
        assert [one.what for one in remarks if one.kind == "结构改动"] == ["表改名", "表副本"]
        (one,) = store.returns()
        values = store.values(one.sha256)
        wanted = {place: number for place, number in base.typed.figures.items() if place[0] == CARS}
        assert wanted
        assert {place: Decimal(values[base.keys[place]][2]) for place in wanted} == wanted


@pytest.mark.parametrize(("typed", "number"), [("1,234.50", "1234.50"), ("１２３．４", "123.4"), ("（5.00）", "-5.00")])
def test_figures_typed_as_text_are_figures(base: Base, typed: str, number: str) -> None:
    with Store(base.folder, trial=True) as store:
        remarks = collected(store, {"交回.xlsx": saved(base.filled, sets(CARS, B9=typed))}, base.folder)
        assert [one for one in remarks if one.kind == "没有读到"] == []
        (one,) = store.returns()
        assert Decimal(store.values(one.sha256)["三公经费表", *base.keys[CARS, "B9"][1:]][2]) == Decimal(number)


def test_a_row_of_the_units_own_is_taken(base: Base) -> None:
    with Store(base.folder, trial=True) as store:
        collected(store, {"交回.xlsx": saved(base.filled, insert_figures)}, base.folder)
        (one,) = store.returns()
        row = {
            key[2]: value[2] for key, value in store.values(one.sha256).items() if key[:2] == ("收入总表", "2010399")
        }
        assert (row[1], row[2]) == ("12.50", "0.25")
