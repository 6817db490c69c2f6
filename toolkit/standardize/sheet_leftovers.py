"""Figures of performance sheets (绩效目标表, 绩效自评表) that no record takes: none is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.model import Grid, GridCell, Paragraph, Unplaced
from toolkit.standardize.projects import ProjectsFound

# What can be nothing but an amount, a score or a rate; whole numbers may be a number of the row, a year, a target.
_FIGURE = re.compile(r"[-−]?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+)[%％]?")


def leftovers(blocks: Sequence[Paragraph | Grid], sheets: ProjectsFound) -> Iterator[Unplaced]:
    """The figures in the grids of performance sheets that are no part of any record."""
    taken = Counter((funds.origin, funds.text.strip()) for project in sheets.projects for funds in project.funds)
    rows_read = {indicator.origin for project in sheets.projects for indicator in project.indicators}
    fields = {origin for project in sheets.projects for _, origin in project.stands}
    for number, block in enumerate(blocks):
        if not isinstance(block, Grid):
            continue
        for r, row in enumerate(block.rows):
            if not sheets.covers(number, r) or any(cell.origin in rows_read for cell in row if cell.text):
                continue
            for cell in row:
                text = cell.text.strip()
                if not _FIGURE.fullmatch("".join(text.split())) or cell.origin in fields:
                    continue
                if taken[cell.origin, text]:
                    taken[cell.origin, text] -= 1
                else:
                    again = cell.origin in sheets.repeated
                    yield Unplaced(
                        text, "续页重复印出的数" if again else "绩效表里没有读的数", _context(row), cell.origin
                    )


def _context(row: Sequence[GridCell]) -> str:
    words = [cell.text.strip() for cell in row if cell.text.strip() and not cell.text.strip()[0].isdigit()]
    return "绩效表 " + " ".join(words[:2])[:60]
