"""Runs the macros of a workbook in LibreOffice: a process of its own, for a Python that has the bridge `uno`.

Its argument is soffice. Each line that it reads is a list of tasks as JSON, each with a `path` and `steps`: ["run",
macro], ["put", sheet, cell, number], ["insert", sheet, row], ["rename", sheet, name] or ["save", path]. For each line
it prints what the macros returned.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

_PROBE = """Option VBASupport 1
Public Function Run(name As String) As String
Select Case name
Case "MarkBreaks": Run = MarkBreaks(ActiveWorkbook)
Case "ClearMarks": Run = ClearMarks(ActiveWorkbook)
Case "Next": Run = StepBreak(ActiveWorkbook, 1)
Case "Previous": Run = StepBreak(ActiveWorkbook, -1)
Case "Selected": Run = ActiveSheet.Name & "!" & ActiveCell.Address(False, False)
End Select
End Function
"""


def _property(name: str, value: Any) -> PropertyValue:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _desktop(pipe: str) -> Any:
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    end = time.monotonic() + 120
    while True:
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _steps(desktop: Any, path: str, steps: list[list[Any]]) -> list[str]:
    document = desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (_property("MacroExecutionMode", 4),))
    document.BasicLibraries.getByName("Recon").insertByName("Probe", _PROBE)
    place = "vnd.sun.star.script:Recon.Probe.Run?language=Basic&location=document"
    script = document.getScriptProvider().getScript(place)
    told = []
    for kind, *rest in steps:
        if kind == "run":
            told.append(script.invoke((rest[0],), (), ())[0])
        elif kind == "put":
            document.Sheets.getByName(rest[0]).getCellRangeByName(rest[1]).Value = rest[2]
        elif kind == "insert":
            document.Sheets.getByName(rest[0]).Rows.insertByIndex(rest[1] - 1, 1)
        elif kind == "rename":
            document.Sheets.getByName(rest[0]).Name = rest[1]
        else:
            document.storeToURL(Path(rest[0]).as_uri(), (_property("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    return told


def main() -> None:
    """Do the tasks of standard input, one a line."""
    pipe = f"recon{os.getpid()}"
    with tempfile.TemporaryDirectory() as profile:
        command = [
            sys.argv[1],
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
        ]
        office = subprocess.Popen(
            [*command, f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            desktop = _desktop(pipe)
            for line in sys.stdin:
                told = [_steps(desktop, task["path"], task["steps"]) for task in json.loads(line)]
                print(json.dumps(told), flush=True)
            desktop.terminate()
            office.wait(30)
        finally:
            office.kill()
            office.wait()


if __name__ == "__main__":
    main()
