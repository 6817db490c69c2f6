"""Row labels: code, numbering, name, total or part, level and parent (vocabulary in `templates/forms/rows.yaml`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from toolkit.resources import folder, load_yaml
from toolkit.standardize import subject_levels, sum_levels
from toolkit.standardize.codes import split_code
from toolkit.standardize.forms import FormSpec, compact

_CODE_LEVELS = {3: "类", 5: "款", 7: "项", 9: "目", 11: "节"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    totals: re.Pattern[str]
    parts: re.Pattern[str]
    numbering: tuple[re.Pattern[str], ...]
    classes: frozenset[str]
    organisation: re.Pattern[str]
    not_organisation: re.Pattern[str]
    units: tuple[tuple[str, re.Pattern[str]], ...]


BY_SUMS, BY_NAMES = "sums", "names"  # what gave a row another parent than print does


@cache
def vocabulary() -> Vocabulary:
    data = load_yaml(folder("templates") / "forms" / "rows.yaml")
    return Vocabulary(
        re.compile(data["totals"]),
        re.compile(data["parts"]),
        tuple(re.compile(r"\s*" + pattern) for pattern in data["numbering"]),
        frozenset(compact(name) for name in data["经济科目"]),
        re.compile(data["organisation"]),
        re.compile(data["not_organisation"]),
        tuple((entry["unit"], re.compile(entry["match"])) for entry in data["units"]),
    )


@dataclass(frozen=True, slots=True)
class RowLabel:
    """A row's label taken apart. `depth` is the rank of its numbering (1 outermost), 0 where it has none."""

    code: str
    name: str  # as printed, without numbering
    bare: str  # without blanks: how names are compared
    depth: int
    ordinal: str  # the numbering as printed (一、)
    kind: str  # 明细, 合计, 其中
    indent: int = 0
    head: bool = False  # a head of its classification by name (工资福利支出, or a unit among projects)


def read_label(text: str, code: str = "", *, indent: int = 0) -> RowLabel:
    """Take a printed row label apart."""
    words = vocabulary()
    if not code:
        code, text = split_code(text)
    depth, ordinal, name = 0, "", text.strip()
    for rank, pattern in enumerate(words.numbering, 1):
        match = pattern.match(text)
        if match and match.end() < len(text):
            depth, ordinal, name = rank, match[0].strip(), text[match.end() :].strip()
            break
    if ordinal and not code:
        code, rest = split_code(name)  # 一、20707-国家电影事业发展专项资金安排的支出
        name = rest if code and rest else name
        code = code if rest else ""
    bare = compact(name)
    kind = "明细"
    part = words.parts.match(bare)
    if part:
        kind = "其中"
        name = name[len(name) - len(name.lstrip("其中:： 　#")) :] or name
        bare = compact(name)
    elif not code and words.totals.match(bare):
        kind = "合计"
    return RowLabel(code, name, bare, depth, ordinal, kind, indent)


@dataclass(frozen=True, slots=True)
class Placed:
    """A row's place in the hierarchy: `parent` is the index of the row it is part of."""

    key: str
    level: int
    level_name: str
    parent: int | None
    moved: str = ""  # what gives it another parent than print does: BY_SUMS, BY_NAMES


def place(labels: Sequence[RowLabel], spec: FormSpec | None, amounts: subject_levels.Amounts = ()) -> list[Placed]:
    """Give every row its key, level and parent. `amounts` are the rows' figures, where sums shall have a say.

    Codes decide by their length and prefix. Without codes numbering does, then heads known by name, then indentation;
    where the names are subjects, the outline that they give is taken if it fulfils more sums than the printed one.
    Rows that do not make up their total as they stand are nested where they do so then (`sum_levels`).
    A row under no other is part of the total row that has no total above it (合计, else none).
    """
    total = next((i for i, label in enumerate(labels) if _is_grand_total(labels, i)), None)
    if any(label.code for label in labels):
        coded = _by_code(labels)
        parents = before = _under(total, coded, labels)
        if amounts and not any(parent is not None for parent in coded):  # the codes say what rows are about, no more
            parents = sum_levels.nested(parents, [_marks(label) for label in labels], amounts)
        return _keyed(labels, parents, total, before, BY_SUMS)
    printed = _by_outline(labels, spec)
    parents = before = _under(total, printed, labels)
    way = BY_SUMS
    level = len({label.indent for label in labels}) == 1 and not any(label.bare.endswith("小计") for label in labels)
    if amounts and level:
        # A text may have lost its indentation: rows without number are then part of the numbered ones.
        parts = [label.kind == "其中" for label in labels]
        nested = _by_outline(labels, spec, below=True)
        under = _under(total, nested, labels)
        held, broken = subject_levels.sums(parents, amounts, parts)
        more, less = subject_levels.sums(under, amounts, parts)
        if more > held and less <= broken:
            printed, parents = nested, under
    if amounts:
        parents = sum_levels.nested(parents, [_marks(label) for label in labels], amounts)
        names = ["" if label.kind == "合计" else label.bare for label in labels]
        indents = [label.indent for label in labels]
        numbering = [label.depth for label in labels]
        parts = [label.kind == "其中" for label in labels]
        named = subject_levels.by_subjects(names, indents, numbering, printed, amounts, parts)
        named = _under(total, named, labels) if named is not None else parents
        if subject_levels.fulfilled(named, amounts, parts) > subject_levels.fulfilled(parents, amounts, parts):
            parents, way = named, BY_NAMES
    return _keyed(labels, parents, total, before, way)


def _marks(label: RowLabel) -> sum_levels.Marks:
    return sum_levels.Marks(label.bare, label.depth > 0, label.kind == "其中", label.kind == "合计")


def _under(total: int | None, parents: list[int | None], labels: Sequence[RowLabel]) -> list[int | None]:
    """The parents with the grand total above rows that have none."""
    if total is None:
        return parents
    return [
        total if parent is None and i != total and labels[i].kind != "合计" else parent
        for i, parent in enumerate(parents)
    ]


def _is_grand_total(labels: Sequence[RowLabel], i: int) -> bool:
    """A 合计 of the whole table: no total of a numbered section, no 总计 beside an 本年合计 (that one adds them up)."""
    label = labels[i]
    if (label.head and label.kind == "合计") or (i == 0 and _is_opening_total(labels)):
        return True
    if label.bare not in ("合计", "总计", "部门合计", "单位合计"):
        return False
    of_section = i > 0 and labels[i - 1].depth > 0 and any(later.depth == 1 for later in labels[i + 1 :])
    return not of_section and not any("本年" in other.bare for other in labels)


def _is_opening_total(labels: Sequence[RowLabel]) -> bool:
    """A first row without number that numbered rows follow is their total (一般公共预算收入, then 一、税收收入)."""
    if len(labels) < 2 or labels[0].code or labels[0].depth or labels[0].kind == "其中" or not labels[0].bare:
        return False
    return labels[1].depth == 1 and labels[1].ordinal.startswith("一")


def _by_code(labels: Sequence[RowLabel]) -> list[int | None]:
    at = {label.code: i for i, label in reversed(list(enumerate(labels))) if label.code}
    indented = len({label.indent for label in labels if label.code}) > 1
    parents: list[int | None] = []
    above: list[int] = []  # the coded rows that each stand deeper than the one before
    for i, label in enumerate(labels):
        # Subjects have 3, 5, 7 digits, units 3, 6, 9: the longest code that begins this one.
        prefixes = (label.code[:size] for size in range(len(label.code) - 1, 2, -1))
        parent = next((at[prefix] for prefix in prefixes if prefix in at), None)
        if label.code:
            while above and labels[above[-1]].indent >= label.indent:
                above.pop()
            if parent is None and indented and above and len(label.code) > 3:
                parent = above[-1]  # a transfer (230…) printed under what it goes to
            above.append(i)
        parents.append(parent)
    return parents


def _by_outline(labels: Sequence[RowLabel], spec: FormSpec | None, *, below: bool = False) -> list[int | None]:
    """Parents by numbering, by the form's own heads, by names of classes, by indentation; `below` puts rows without
    number under the numbered row above."""
    parents: list[int | None] = []
    section: int | None = None  # a 合计 directly below a numbered heading is the total of that section only
    open_rows: list[tuple[tuple[int, int], int]] = []  # (rank, index) of rows that may still take children
    ranks = _ranks(labels, below=below)
    children = spec.children if spec else ()
    head: tuple[int, re.Pattern[str]] | None = None
    for i, label in enumerate(labels):
        if label.kind == "合计":
            section = i if i and labels[i - 1].depth and label.bare in ("合计", "小计") else None
            open_rows.clear()
            parents.append(None)
            head = None
            continue
        section = None if label.depth else section
        if section is not None:
            parents.append(section)
            continue
        while open_rows and open_rows[-1][0] >= ranks[i]:
            open_rows.pop()
        if head and head[1].search(label.bare):
            parents.append(head[0])
            continue
        parents.append(open_rows[-1][1] if open_rows else None)
        open_rows.append((ranks[i], i))
        head = next(((i, child) for parent, child in children if parent.search(label.bare)), None)
    return parents


def _ranks(labels: Sequence[RowLabel], *, below: bool) -> list[tuple[int, int]]:
    """How deep each row lies by its own marks: numbering first, indentation among the rows that have none."""
    numbered = any(label.depth for label in labels)
    heads = any(label.head for label in labels)
    ranks: list[tuple[int, int]] = []
    deepest = 0  # numbering of the last numbered row: an unnumbered, indented row below it is its part
    steps = _steps(labels)
    inner = labels[1:] if _is_opening_total(labels) else labels
    base = min((steps[label.indent] for label in inner if not label.depth and label.kind != "合计"), default=0)
    last_indent = 0
    for label in labels:
        if heads:
            ranks.append((1 if label.head else 2, 0))
        elif label.depth:
            deepest, last_indent = label.depth, steps[label.indent]
            ranks.append((label.depth, 0))
        elif numbered and label.kind == "其中":
            ranks.append((deepest + 1, 0))
        elif numbered and (steps[label.indent] > last_indent or (deepest and (base > 0 or below))):
            ranks.append((deepest + 1, steps[label.indent]))
        elif numbered:
            ranks.append((1, 0))
        else:
            ranks.append((2 if label.kind == "其中" else 1, steps[label.indent]))
    return ranks


def _steps(labels: Sequence[RowLabel]) -> dict[int, int]:
    """Each indentation as the one it stands for: printing is a blank off now and then.

    A width that is one blank from a width at least twice as common stands for that one.
    """
    count = Counter(label.indent for label in labels)
    return {
        width: max((width, width - 1, width + 1), key=lambda near: (count[near] >= 2 * own) * count[near])
        for width, own in count.items()
    }


def _keyed(
    labels: Sequence[RowLabel],
    parents: Sequence[int | None],
    total: int | None,
    printed: Sequence[int | None],
    way: str,
) -> list[Placed]:
    placed: list[Placed] = []
    used: dict[str, int] = {}
    depth: list[int] = []
    for i, label in enumerate(labels):
        parent = parents[i]
        if label.kind == "合计" or i == total:
            level = 0
        elif parent is None or parent >= i:
            level = 1
        else:
            level = depth[parent] + 1
        depth.append(level)
        base = label.code or ("合计" if i == total else label.bare) or ("合计" if label.kind == "合计" else "未注明")
        key = base
        if key in used and parent is not None and parent != total and parent < i:
            key = f"{placed[parent].key}/{base}"
        used[key] = used.get(key, 0) + 1
        if used[key] > 1:
            key = f"{key}#{used[key]}"
        if label.code:
            level_name = _CODE_LEVELS.get(len(label.code), str(level))
        else:
            level_name = "合计" if level == 0 else str(level)
        moved = way if parent != printed[i] else ""
        placed.append(Placed(key, level, level_name, parent, moved))
    return placed
