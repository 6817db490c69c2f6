"""The blank workbooks that are shipped in `templates/`: every form set without a unit. `make templates` builds them."""

from __future__ import annotations

from pathlib import Path

from toolkit import resources
from toolkit.units import sets
from toolkit.units.blank import blank
from toolkit.units.outgoing import to_fill
from toolkit.units.stated import state
from toolkit.units.workbook import Letterhead, fill_in_plan
from toolkit.workbook.cells import Plan
from toolkit.workbook.save import save, workbook_bytes

YEAR, UNIT_NAME = 2025, "××单位"  # of the shipped workbooks; `recon units issue` makes them for any year and unit


def built(name: str) -> bytes:
    """The blank workbook of a shipped set; the same bytes every time."""
    return workbook_bytes(_plan(name))


def shipped(name: str) -> Path:
    """Where the blank workbook of a set is shipped."""
    return resources.folder("templates") / f"{name}.xlsx"


def _plan(name: str) -> Plan:
    made = blank(sets.find_set(name), YEAR)
    stated = state(made)
    return fill_in_plan(made, stated, to_fill(made, stated, UNIT_NAME), Letterhead("", UNIT_NAME))


def main() -> None:
    """Build all of them anew."""
    for name in sets.names():
        save(_plan(name), shipped(name))


if __name__ == "__main__":
    main()
