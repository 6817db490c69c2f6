"""Where an issue stands as JSON values (schema recon.units/1, see docs/units.md)."""

from __future__ import annotations

from typing import Any

from toolkit.units import remark_words
from toolkit.units.remark import Remark
from toolkit.units.standing import Standing, UnitStanding

SCHEMA = "recon.units/1"


def data(standing: Standing, lang: str) -> dict[str, Any]:
    """The whole issue."""
    issue = standing.issue
    return {
        "schema": SCHEMA,
        "issue": {
            "id": issue.id,
            "set": issue.form_set,
            "edition": issue.edition,
            "year": issue.year,
            "due": issue.due,
            "created": issue.created,
        },
        "units": [_unit(unit, lang) for unit in standing.units],
        "remind": [unit.unit.code for unit in standing.units if unit.counted is None],
        "strays": [
            {
                "names": list(stray.file.names),
                "sha256": stray.file.sha256,
                "archived": stray.file.archived,
                "kind": stray.file.kind,
                "likely": stray.likely or None,
                "remarks": [_remark(remark, lang) for remark in stray.remarks],
            }
            for stray in standing.strays
        ],
    }


def _unit(unit: UnitStanding, lang: str) -> dict[str, Any]:
    return {
        "code": unit.unit.code,
        "name": unit.unit.name,
        "contact": unit.unit.contact,
        "due": unit.unit.due,
        "state": unit.state,
        "overdue": unit.is_overdue,
        "counted": _counted(unit),
        "filled": unit.filled,
        "remarks": [_remark(remark, lang) for remark in unit.remarks],
        "others": [
            {"names": list(other.file.names), "sha256": other.file.sha256, "saved": other.saved, "reason": other.reason}
            for other in unit.others
        ],
        "changes": [change._asdict() for change in unit.changes],
        "gone": [_remark(remark, lang) for remark in unit.gone],
    }


def _counted(unit: UnitStanding) -> dict[str, Any] | None:
    file = unit.counted
    if file is None:
        return None
    return {"names": list(file.names), "sha256": file.sha256, "archived": file.archived, "saved": unit.saved}


def _remark(remark: Remark, lang: str) -> dict[str, Any]:
    return {
        "kind": remark.kind,
        "what": remark.what,
        "level": remark.level,
        "sheet": remark.sheet,
        "cell": remark.cell,
        "values": dict(remark.values),
        "message": remark_words.sentence(remark, lang),
        "ask": remark_words.request(remark, lang),
    }
