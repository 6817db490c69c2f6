"""Turns documents of other programs and older formats into .docx and .xlsx with LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from toolkit.read import refusals

_SECONDS = 120
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def converted(name: str, data: bytes, kind: tuple[str, str], suffixes: tuple[str, str]) -> bytes:
    """The document with its second of two endings, such as .doc and .docx; `kind` is what to call it,
    in English after "an".
    Raises `InputError` where LibreOffice is missing or cannot read it."""
    before, after = suffixes
    program = shutil.which("soffice") or next((place for place in _PLACES if Path(place).is_file()), None)
    if program is None:
        raise refusals.other_kind(
            name,
            kind[0],
            f"请用 Office 或 WPS 打开，另存为 {after} 后再试；装有 LibreOffice 的电脑可以直接读取。",
            kind_en=f"an {kind[1]}",
            advice_en=f"Save it as {after}, or install LibreOffice to have it read directly.",
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"source{before}"
        source.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()
        command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
        command += ["--convert-to", after[1:], "--outdir", str(Path(folder) / "out"), str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
            return (Path(folder) / "out" / f"source{after}").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise refusals.damaged(name, *kind) from error
