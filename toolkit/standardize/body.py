"""The rows of a block: labels taken apart, figures by column, names and figures put back where printing tore them."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from toolkit.model import GridCell, Label
from toolkit.money import is_blank_mark
from toolkit.standardize.blocks import CODE_KINDS, Block
from toolkit.standardize.captions import Captions
from toolkit.standardize.codes import CODE, code_of, split_code
from toolkit.standardize.forms import compact
from toolkit.standardize.layout import Layout
from toolkit.standardize.rows import RowLabel, read_label, vocabulary


@dataclass(slots=True)
class BodyRow:
    """A row of one block while it is put together."""

    label: RowLabel
    texts: list[Label]
    figures: dict[int, GridCell]  # column → cell
    row: int

    @property
    def is_blank(self) -> bool:
        """Nothing but a 行次: the block has fewer rows than its neighbour."""
        return not (self.label.name or self.label.code or self.figures)


def read_rows(layout: Layout, block: Block, captions: Captions) -> list[BodyRow]:
    """The rows of one block: labels taken apart, figures by column."""
    rows: list[BodyRow] = []
    coded = False
    codes = [(c, kind) for c, kind in block.labels if kind in CODE_KINDS]
    codes_at = [c for c, _ in codes]
    above = ""  # the last code
    names_at = [c for c, kind in block.labels if kind not in CODE_KINDS and kind not in ("行次", "备注", "对应科目")]
    for r in layout.body:
        cells = layout.rows[r]
        code = _code(cells, codes, above)
        above = code or above
        worded = [cells[c].text for c in codes_at if not is_blank_mark(cells[c].text) and not _digits(cells[c].text)]
        names = [cells[c].text for c in names_at[:1] if not is_blank_mark(cells[c].text)]
        text = (names or worded or [""])[0]
        if not code and worded and names and split_code(worded[0])[0]:
            code = split_code(worded[0])[0]
        figures = {c: cells[c] for c in block.values if cells[c].text}
        if not (text or code) and not all(is_blank_mark(cell.text) for cell in figures.values()):
            # An item of a list whose first column names its kind once: the next column has its name.
            text = next((cells[c].text for c in names_at[1:] if not is_blank_mark(cells[c].text)), "")
        texts = [Label(cells[c].text, r, c, kind) for c, kind in block.labels if cells[c].text]
        coded = coded or bool(code)
        only_dashes = bool(block.labels) and all(is_blank_mark(cell.text) for cell in figures.values())
        if not (text or code) and (not figures or only_dashes):
            texts += [Label(cell.text, r, c, "") for c, cell in figures.items()]
            if texts:
                rows.append(BodyRow(RowLabel("", "", "", 0, "", ""), texts, {}, r))
            continue
        label = read_label(text, code, indent=len(text) - len(text.lstrip()))
        if not (text or code):
            label = replace(label, kind="合计" if len(layout.body) < 3 else "明细")  # a table of one row needs no label
        if (
            coded
            and not code
            and not figures
            and rows
            and label.kind == "明细"
            and not label.depth
            and rows[-1].label.code
        ):
            rows[-1] = _with_more_name(rows[-1], text)
            continue
        rows.append(BodyRow(label, texts, figures, r))
    return with_heads(_numbered_totals(rows), captions)


def _numbered_totals(rows: Sequence[BodyRow]) -> list[BodyRow]:
    """A total with a number of its own, before rows of deeper numbers, is the sum of the rows below it."""
    found = list(rows)
    for i, (row, below) in enumerate(pairwise(rows)):
        if row.label.kind == "合计" and 0 < row.label.depth < below.label.depth:
            found[i] = replace(row, label=replace(row.label, kind="明细"))
    return found


def _code(cells: Sequence[GridCell], columns: Sequence[tuple[int, str]], above: str) -> str:
    """The code of a row, put together where 类, 款 and 项 have columns of their own.

    A 款 or 项 may be printed without the 类 above it, and with one digit less (301 | 2).
    """
    parts = [(digits, kind) for c, kind in columns if (digits := _digits(cells[c].text))]
    code = "".join(text.zfill(2) if kind in ("款", "项") else text for text, kind in parts)
    if parts and parts[0][1] in ("款", "项"):
        code = above[: 3 if parts[0][1] == "款" else 5] + code
    return code if CODE.fullmatch(code) else ""


def _digits(text: str) -> str:
    """A code or part of one in a column of codes, however printed; "" for words."""
    return code_of(text, in_codes=True) or (text if text.isdecimal() else "")


def _with_more_name(row: BodyRow, text: str) -> BodyRow:
    """A row whose name runs on in the next printed row."""
    name = row.label.name + text.strip()
    label = RowLabel(row.label.code, name, compact(name), row.label.depth, row.label.ordinal, row.label.kind)
    labels = [Label(name, t.row, t.column, t.kind) if t.kind == "名称" else t for t in row.texts]
    return BodyRow(label, labels, row.figures, row.row)


def with_heads(rows: list[BodyRow], captions: Captions) -> list[BodyRow]:
    """Mark heads known by name: classes of the economic classification, organisations among projects."""
    spec = captions.spec
    if spec is None or not spec.classes or any(row.label.code for row in rows):
        return rows
    words = vocabulary()
    if spec.classes == "经济科目" and _is_outlined([row.label for row in rows], words.classes):
        return rows
    marked: list[BodyRow] = []
    for i, row in enumerate(rows):
        label = row.label
        if spec.classes == "经济科目":
            second = any(text.kind == "对应科目" and not is_blank_mark(text.text) for text in row.texts)
            head = label.bare in words.classes and not second
            kind = label.kind
        else:
            named = label.bare == compact(captions.unit_name) or (
                bool(words.organisation.search(label.bare)) and not words.not_organisation.search(label.bare)
            )
            head, kind = named, "合计" if named and i == 0 else label.kind
        new = RowLabel(label.code, label.name, label.bare, label.depth if not head else 0, label.ordinal, kind, 0, head)
        marked.append(BodyRow(new, row.texts, row.figures, row.row))
    return marked


def _is_outlined(labels: Sequence[RowLabel], classes: Container[str]) -> bool:
    """Whether numbers or indentation say what is part of what, so that names need not.

    The same name may head a class in one classification and be a part in the other (四、对事业单位经常性补助, then
    工资福利支出), or stand under a unit's name.
    """
    if sum(label.depth == 1 for label in labels) > 1:
        return True
    heads = [label.indent for label in labels if label.bare in classes]
    others = [label.indent for label in labels if label.bare not in classes and label.kind != "合计"]
    return bool(heads and others) and min(others) < min(heads)


def hand_over_figures(blocks: Sequence[Block], rows_of: Mapping[int, list[BodyRow]]) -> None:
    """A figure whose label is merged over several blocks belongs to the nearest label at its left in that row."""
    for left in range(len(blocks) - 1):
        by_row = {row.row: row for row in rows_of[left]}
        for right in range(left + 1, len(blocks)):
            if blocks[right].side != blocks[left].side:
                break
            for row in list(rows_of[right]):
                owner = by_row.get(row.row)
                if row.label.name or row.label.code or not _printed(row) or owner is None or _printed(owner):
                    continue
                owner.figures.update(row.figures)
                rows_of[right].remove(row)


def _printed(row: BodyRow) -> bool:
    """Whether the row prints a figure; a dash is none."""
    return any(not is_blank_mark(cell.text) for cell in row.figures.values())
