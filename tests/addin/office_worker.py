"""Runs under the Python that LibreOffice speaks to (`uno`): carries out one command per line of JSON from stdin."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.beans.PropertyState import AMBIGUOUS_VALUE

_STRINGS = re.compile(r'("(?:[^"]|"")*")')
_SHEETS = re.compile(r"('(?:[^']|'')+')!")


def _property(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _native(formula):
    """A formula as Excel writes it, in LibreOffice's own grammar."""
    parts = _STRINGS.split(formula)
    return "".join(p if at % 2 else _SHEETS.sub(r"$\1.", p).replace(",", ";") for at, p in enumerate(parts))


class Office:
    def __init__(self, soffice):
        self.profile = tempfile.TemporaryDirectory()
        pipe = f"recon{os.getpid()}"
        self.process = subprocess.Popen(
            [
                soffice,
                f"-env:UserInstallation=file://{self.profile.name}",
                f"--accept=pipe,name={pipe};urp;",
                "--headless",
                "--norestore",
                "--nologo",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(240):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                time.sleep(0.25)
        else:
            raise SystemExit("LibreOffice does not answer")
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.document = None

    def open(self, path):
        self.document = self.desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, ())
        self.document.calculateAll()

    def close(self):
        self.document.close(True)

    def quit(self):
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        self.process.wait(30)
        self.profile.cleanup()

    def save(self, path):
        self.document.storeToURL(uno.systemPathToFileUrl(path), (_property("FilterName", "Calc MS Excel 2007 XML"),))

    def calculate(self):
        self.document.calculate()

    def is_automatic(self):
        return self.document.isAutomaticCalculationEnabled()

    def be_automatic(self, automatic):
        self.document.enableAutomaticCalculation(automatic)

    def sheets(self):
        return [[name, self._sheet(name).IsVisible] for name in self.document.Sheets.ElementNames]

    def _sheet(self, name):
        return self.document.Sheets.getByName(name)

    def _cells(self, sheet, row, column, rows, columns):
        return self._sheet(sheet).getCellRangeByPosition(column, row, column + columns - 1, row + rows - 1)

    def used(self, sheet):
        cursor = self._sheet(sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        at = cursor.RangeAddress
        return [at.EndRow + 1, at.EndColumn + 1]

    def get(self, *at):
        return [[None if cell == "" else cell for cell in row] for row in self._cells(*at).getDataArray()]

    def formulas(self, *at):
        return [list(row) for row in self._cells(*at).getFormulaArray()]

    def set(self, sheet, row, column, values):
        plain = [[value if type(value) in (int, float) else "" for value in line] for line in values]
        self._cells(sheet, row, column, len(values), len(values[0])).setDataArray(tuple(map(tuple, plain)))
        for down, line in enumerate(values):
            for right, value in enumerate(line):
                if isinstance(value, str) and value:
                    cell = self._sheet(sheet).getCellByPosition(column + right, row + down)
                    if value.startswith("="):
                        cell.setFormula(_native(value))
                    else:
                        cell.setString(value[1:] if value.startswith("'") else value)

    def colour(self, *at):
        cells = self._cells(*at)
        if cells.getPropertyState("CellBackColor") == AMBIGUOUS_VALUE:
            return 0  # as Excel has it for unlike cells
        return cells.CellBackColor

    def fills(self, sheet):
        rows, columns = self.used(sheet)
        cells = [(row, column) for row in range(rows) for column in range(columns)]
        colours = [[*at, self._sheet(sheet).getCellByPosition(at[1], at[0]).CellBackColor] for at in cells]
        return [found for found in colours if found[2] >= 0]

    def set_colour(self, sheet, row, column, rows, columns, colour):
        cells = self._cells(sheet, row, column, rows, columns)
        cells.CellBackColor = colour
        if cells.CellBackColor != colour:  # a protected sheet takes none and says nothing
            raise PermissionError(sheet)

    def _note(self, sheet, row, column):
        for note in self._sheet(sheet).Annotations:
            if (note.Position.Row, note.Position.Column) == (row, column):
                return note
        return None

    def note(self, sheet, row, column):
        note = self._note(sheet, row, column)
        return None if note is None else note.String

    def notes(self, sheet):
        return [[n.Position.Row, n.Position.Column, n.String] for n in self._sheet(sheet).Annotations]

    def add_note(self, sheet, row, column, text):
        place = self._sheet(sheet).getCellByPosition(column, row).CellAddress
        self._sheet(sheet).Annotations.insertNew(place, text)

    def set_note(self, sheet, row, column, text):
        self._note(sheet, row, column).setString(text)

    def delete_note(self, sheet, row, column):
        notes = self._sheet(sheet).Annotations
        for number in range(notes.Count):
            at = notes.getByIndex(number).Position
            if (at.Row, at.Column) == (row, column):
                notes.removeByIndex(number)
                return

    def look(self, sheet, row, column, rows, columns, name, value):
        cells = self._cells(sheet, row, column, rows, columns)
        if name == "width":
            cells.Columns.Width = int(value * 210)  # hundredths of a millimetre
        elif name == "wrap":
            cells.IsTextWrapped = value
        else:
            cells.CharWeight = 150.0 if value else 100.0

    def number_format(self, *at):
        cells = self._cells(*at)
        if cells.getPropertyState("NumberFormat") == AMBIGUOUS_VALUE:
            return None
        return self.document.NumberFormats.getByKey(cells.NumberFormat).FormatString

    def set_number_format(self, *at):
        formats, locale = self.document.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
        key = formats.queryKey(at[-1], locale, False)
        self._cells(*at[:-1]).NumberFormat = key if key >= 0 else formats.addNew(at[-1], locale)

    def height(self, sheet, row):
        line = self._sheet(sheet).Rows.getByIndex(row)
        return line.Height / 35.3 if line.IsVisible else 0

    def add_sheet(self, name, at):
        self.document.Sheets.insertNewByName(name, at)

    def rename(self, name, new):
        self._sheet(name).Name = new

    def clear(self, name):
        self._sheet(name).clearContents(1023)  # contents, looks and notes

    def delete_sheet(self, name):
        self.document.Sheets.removeByName(name)

    def show(self, name, visible):
        self._sheet(name).IsVisible = visible

    def activate(self, name):
        self.document.CurrentController.setActiveSheet(self._sheet(name))

    def active(self):
        return self.document.CurrentController.ActiveSheet.Name

    def select(self, sheet, areas):
        chosen = self.document.createInstance("com.sun.star.sheet.SheetCellRanges")
        for at in areas:
            chosen.addRangeAddress(self._cells(sheet, *at).RangeAddress, False)
        controller = self.document.CurrentController
        controller.select(chosen.getByIndex(0) if len(areas) == 1 else chosen)

    def selection(self):
        chosen = self.document.CurrentSelection
        areas = chosen.RangeAddresses if hasattr(chosen, "RangeAddresses") else [chosen.RangeAddress]
        name = self.document.Sheets.getByIndex(areas[0].Sheet).Name
        at = [(a.StartRow, a.StartColumn, a.EndRow - a.StartRow + 1, a.EndColumn - a.StartColumn + 1) for a in areas]
        return [name, at]

    def insert_row(self, sheet, row):
        self._sheet(sheet).Rows.insertByIndex(row, 1)


def main():
    office = Office(sys.argv[1])
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer = [True, getattr(office, name)(*arguments)]
        except Exception as error:
            answer = [False, f"{type(error).__name__}: {error}"]
        print(json.dumps(answer), flush=True)
        if name == "quit":
            return
    office.quit()


main()
