"""The stamp that says what a workbook was sent out as, whatever its file is called now.

It stands twice: in the custom document properties, which tools read without opening a sheet, and on a hidden sheet,
for programs that drop properties.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import InputError
from toolkit.read import zip_xml
from toolkit.read.zip_container import Container
from toolkit.workbook.cells import Sheet

STAMP_SHEET = "_发放"
_SIGN = "recon-stamp"
_PART = "docProps/custom.xml"
_KIND = ("Excel 工作簿", "Excel workbook")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which issue of which form set, to whom; `fingerprint` covers the structure and what is locked."""

    set: str
    edition: str
    issue: str
    unit_code: str
    unit_name: str
    year: int
    fingerprint: str

    def entries(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each property, in the field's words."""
        values = (self.set, self.edition, self.issue, self.unit_code, self.unit_name, str(self.year), self.fingerprint)
        return tuple(zip(_NAMES, values, strict=True))


FINGERPRINT = "结构指纹"
_NAMES = ("报表套", "版次", "发放编号", "单位编码", "单位名称", "年度", FINGERPRINT)


def stamp_sheet(stamp: Stamp) -> Sheet:
    """The hidden sheet that repeats the stamp."""
    sheet = Sheet(STAMP_SHEET, state="very hidden")
    sheet.put(0, 0, _SIGN)
    for row, entry in enumerate(stamp.entries(), 1):
        sheet.put_row(row, entry)
    return sheet


def read_stamp(source: Path | bytes) -> Stamp | None:
    """The stamp of a workbook; None where it has none, or is no workbook that can be opened."""
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
        container = Container("", data, _KIND)
        return _from(_properties(container)) or _from(_sheet(container))
    except (InputError, OSError):
        return None


def _from(values: dict[str, str]) -> Stamp | None:
    """The stamp that these entries state, None where one is missing or the year is no number."""
    if not all(values.get(name) for name in _NAMES) or not values["年度"].isdecimal():
        return None
    set_name, edition, issue, code, name, year, fingerprint = (values[name] for name in _NAMES)
    return Stamp(set_name, edition, issue, code, name, int(year), fingerprint)


def _properties(container: Container) -> dict[str, str]:
    if _PART not in container.infos:
        return {}
    root = zip_xml.parse(container, _PART)
    return {
        zip_xml.attribute(element, "name"): "".join(element.itertext()).strip()
        for element in zip_xml.children(root, "property")
    }


def _sheet(container: Container) -> dict[str, str]:
    """The entries of the hidden sheet; nothing where the workbook has none."""
    from toolkit.read import xlsx_parts

    sheet = next((sheet for sheet in xlsx_parts.sheets(container) if sheet.name == STAMP_SHEET), None)
    if sheet is None or sheet.cells.get((0, 0)) != _SIGN:
        return {}
    return {text: sheet.cells.get((row, 1), "") for (row, column), text in sheet.cells.items() if column == 0}
