"""Performance sheets (绩效目标表, 绩效自评表) as records, and which lines of the document they take up.

Layouts differ from sheet to sheet and cells are shifted: labels lead, not positions. Sheets of all that a department
spends (整体支出) are read the same way, with words of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.model import Grid, Origin, Paragraph, Project
from toolkit.standardize.project_labels import Labels, labels, labels_of_lists, labels_of_whole
from toolkit.standardize.project_regions import LIST, PROJECT, WHOLE, Region, Regions, Row, rows_of
from toolkit.standardize.project_sheet import sheet


@dataclass(frozen=True, slots=True)
class ProjectsFound:
    """The sheets in print order, and the lines that they take up.

    `used` are the blocks that lie wholly in sheets; `partly` names the rows of those that do not.
    """

    projects: tuple[Project, ...]
    used: frozenset[int]
    partly: Mapping[int, frozenset[int]]
    repeated: frozenset[Origin]  # figures that a page prints again where a sheet goes on

    def covers(self, block: int, row: int | None = None) -> bool:
        """Whether a block (or one row of it) belongs to a sheet."""
        return block in self.used or (row is not None and row in self.partly.get(block, frozenset()))


def find(blocks: Sequence[Paragraph | Grid]) -> ProjectsFound:
    """Find all performance sheets among the document's blocks; one pass, linear in their size."""
    rows = rows_of(blocks)
    regions = Regions(rows, labels()).find()
    read = [(one, region.kind != PROJECT) for region in regions for one in sheet(region, rows, _words(region.kind))]
    projects, repeated = _joined(read)
    used, partly = _used(blocks, rows, regions)
    return ProjectsFound(tuple(_keyed(projects)), used, partly, repeated)


def _words(kind: str) -> Labels:
    return labels_of_whole() if kind == WHOLE else labels_of_lists() if kind == LIST else labels()


def _joined(read: Sequence[tuple[Project, bool]]) -> tuple[list[Project], frozenset[Origin]]:
    """Sheets that go on over pages, each with its head and figures printed again, as one; a sheet of one project does
    not do so."""
    joined: list[Project] = []
    repeated: set[Origin] = set()
    for one, goes_on in read:
        if goes_on and joined and _head(joined[-1]) == _head(one):
            last = joined[-1]
            repeated |= {funds.origin for funds in one.funds}
            indicators, passages = (*last.indicators, *one.indicators), (*last.passages, *one.passages)
            joined[-1] = replace(last, last=one.last, indicators=indicators, passages=passages)
        else:
            joined.append(one)
    return joined, frozenset(repeated)


def _head(project: Project) -> tuple[object, ...]:
    figures = tuple((funds.label, funds.measure, funds.text) for funds in project.funds)
    return project.kind, project.title, project.name, project.unit_code, project.unit_name, figures


def _keyed(projects: Sequence[Project]) -> Iterator[Project]:
    seen: Counter[str] = Counter()
    for project in projects:
        key = f"{project.name}{WHOLE}" if project.whole else project.name
        seen[key] += 1
        yield replace(project, key=key if seen[key] == 1 else f"{key}#{seen[key]}")


def _used(
    blocks: Sequence[Paragraph | Grid], rows: list[Row], regions: list[Region]
) -> tuple[frozenset[int], dict[int, frozenset[int]]]:
    taken: dict[int, set[int]] = {}
    for region in regions:
        for row in rows[region.first : region.stop]:
            taken.setdefault(row.block, set()).add(row.row)
    whole, partly = set(), {}
    for number, lines in taken.items():
        block = blocks[number]
        if isinstance(block, Paragraph) or len(lines) >= sum(bool(cells) for cells in block.rows):
            whole.add(number)
        else:
            partly[number] = frozenset(lines)
    return frozenset(whole), partly
