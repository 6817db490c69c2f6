"""Turns .doc, .wps, .rtf and Word 2003 XML into .docx with LibreOffice, where that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from toolkit.errors import InputError
from toolkit.read import refusals

_SECONDS = 120
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def converted(name: str, data: bytes) -> bytes:
    """The document as .docx; raises `InputError` where LibreOffice is missing or cannot read it."""
    program = shutil.which("soffice") or next((place for place in _PLACES if Path(place).is_file()), None)
    if program is None:
        raise refusals.other_kind(
            name,
            "旧版 Word 或 WPS 文档（.doc/.wps/.rtf）",
            "请用 Word 或 WPS 打开，另存为 .docx 后再试；装有 LibreOffice 的电脑可以直接读取。",
            kind_en="an old Word or WPS document (.doc/.wps/.rtf)",
            advice_en="Save it as .docx, or install LibreOffice to have it read directly.",
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.doc"
        source.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()
        command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
        command += ["--convert-to", "docx", "--outdir", str(Path(folder) / "out"), str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
            return (Path(folder) / "out" / "source.docx").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise _failed(name) from error


def _failed(name: str) -> InputError:
    return refusals.damaged(name, "旧版 Word 或 WPS 文档", "old Word or WPS document")
