"""A VBA project (MS-OVBA) as the bytes of `vbaProject.bin`, from the source of its modules.

Written as 2.3.4.1 says a writer must: no performance cache, so `_VBA_PROJECT` is seven bytes and every module's source
stands at offset 0. Sources are ASCII, so that no code page of a machine changes them.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import NamedTuple

from toolkit.excel.compound import compound_file
from toolkit.excel.compression import compress

_NO_CACHE = bytes.fromhex("cc61ffff000100")
_CODE_PAGE = 1252
# The two libraries of every project that Excel makes, besides VBA and Excel, which the host adds itself.
_LIBRARIES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared\OFFICE16"
        r"\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)
_WORKBOOK, _SHEET = "00020819", "00020820"


class Module(NamedTuple):
    """A module with its source, line ends CR LF; a document module belongs to the workbook or to a sheet."""

    name: str
    source: str
    is_document: bool = False


def document_modules(sheets: Sequence[str]) -> tuple[Module, ...]:
    """The empty modules of the workbook and of its sheets, by code name."""
    return tuple(
        Module(name, _DOCUMENT.format(name=name, base=base).replace("\n", "\r\n"), True)
        for name, base in (("ThisWorkbook", _WORKBOOK), *((sheet, _SHEET) for sheet in sheets))
    )


_DOCUMENT = """Attribute VB_Name = "{name}"
Attribute VB_Base = "0{{{base}-0000-0000-C000-000000000046}}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
"""


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The file `vbaProject.bin`. Raises `UnicodeEncodeError` where a source is not ASCII."""
    streams = {module.name: compress(module.source.encode("ascii")) for module in modules}
    return compound_file(
        {
            "VBA": {"dir": compress(_directory(name, modules)), "_VBA_PROJECT": _NO_CACHE, **streams},
            "PROJECT": _properties(name, modules),
            "PROJECTwm": b"".join(_both(module.name) for module in modules) + b"\0\0",
        }
    )


def _both(name: str) -> bytes:
    """A name in the code page and in UTF-16, each with its end (2.3.3.1)."""
    return name.encode("ascii") + b"\0" + name.encode("utf-16-le") + b"\0\0"


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HI", number, len(content)) + content


def _text(number: int, unicode_number: int, text: str) -> bytes:
    """A text in the code page, and again in UTF-16."""
    return _record(number, text.encode("ascii")) + _record(unicode_number, text.encode("utf-16-le"))


def _directory(name: str, modules: Sequence[Module]) -> bytes:
    """The stream `dir` (2.3.4.2): the project, its libraries, its modules."""
    short, long = struct.Struct("<H").pack, struct.Struct("<I").pack
    parts = [
        _record(0x01, long(3)),  # 64-bit Windows; hosts read any
        _record(0x02, long(0x0409)),
        _record(0x14, long(0x0409)),
        _record(0x03, short(_CODE_PAGE)),
        _record(0x04, name.encode("ascii")),
        _text(0x05, 0x40, ""),  # description
        _record(0x06, b"") + _record(0x3D, b""),  # help file
        _record(0x07, long(0)),
        _record(0x08, long(0)),
        struct.pack("<HIIH", 0x09, 4, 1, 0),  # version 1.0: the size counts the major part alone
        _text(0x0C, 0x3C, ""),  # conditional compilation constants
    ]
    for library, place in _LIBRARIES:
        encoded = place.encode("ascii")
        parts += [_text(0x16, 0x3E, library), _record(0x0D, long(len(encoded)) + encoded + bytes(6))]
    parts += [_record(0x0F, short(len(modules))), _record(0x13, short(0xFFFF))]
    for module in modules:
        parts += [
            _record(0x19, module.name.encode("ascii")),
            _record(0x47, module.name.encode("utf-16-le")),
            _text(0x1A, 0x32, module.name),  # its stream
            _text(0x1C, 0x48, ""),
            _record(0x31, long(0)),  # offset of the source
            _record(0x1E, long(0)),
            _record(0x2C, short(0xFFFF)),
            _record(0x22 if module.is_document else 0x21, b""),
            _record(0x2B, b""),
        ]
    return b"".join([*parts, _record(0x10, b"")])


def _properties(name: str, modules: Sequence[Module]) -> bytes:
    """The stream `PROJECT` (2.3.1): text lines, without protection or password."""
    digest = hashlib.sha256("\0".join((name, *(module.source for module in modules))).encode()).hexdigest().upper()
    project_id = "{" + "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32])) + "}"
    listed = (f"Document={each.name}/&H00000000" if each.is_document else f"Module={each.name}" for each in modules)
    seeds = bytes.fromhex(digest[32:38])
    lines = (
        f'ID="{project_id}"',
        *listed,
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{conceal(bytes(4), seeds[0], project_id)}"',  # not protected
        f'DPB="{conceal(bytes(1), seeds[1], project_id)}"',  # no password
        f'GC="{conceal(bytes([0xFF]), seeds[2], project_id)}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{each.name}=0, 0, 0, 0, C" for each in modules),
        "",
    )
    return "\r\n".join(lines).encode("ascii")


def conceal(data: bytes, seed: int, project_id: str) -> str:
    """Data as `PROJECT` obscures it (2.4.3.2), in hexadecimal; `seed` picks one of its many forms."""
    key = sum(project_id.encode("ascii")) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    plain = key
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        out.append(byte ^ ((out[-2] + plain) & 0xFF))
        plain = byte
    return bytes(out).hex().upper()
