"""A document without budget tables, named for what it is."""

from __future__ import annotations

import re

from toolkit.errors import InputError
from toolkit.model import Document, Grid, Paragraph
from toolkit.standardize.contents import Contents

_FIELD = re.compile(r"预\s*算|决\s*算|收\s*支|拨\s*款|财\s*政|经\s*费")
_LEAST = 3  # entries that make a list of contents


def refused(document: Document, contents: Contents) -> InputError:
    """What to say where no table, no project sheet and no narrative of a budget was found."""
    if document.reader == "html":
        return _web_page(document.name)
    if len(contents.entries) >= _LEAST:
        return InputError(
            f"只有目录：列了 {len(contents.entries)} 项，后面没有表",
            "表多半在另一个文件里，或是文件的附件：请提供带表格的文件。",
            message_en=f"only a list of contents ({len(contents.entries)} entries); the tables do not follow",
            hint_en="The tables are probably in another file: supply the one that holds them.",
            where=document.name,
        )
    if not any(_FIELD.search(text) for text in _texts(document)):
        return InputError(
            "这不是预算、决算文件：全文没有提到预算、决算、收支或财政",
            "请确认选对了文件。",
            message_en="this is no budget and no final accounts: it mentions neither",
            hint_en="Make sure that this is the right file.",
            where=document.name,
        )
    return InputError(
        "文件里没有找到预算、决算表格",
        "请确认选对了文件；若表格是图片或被整理成了纯文字段落，请提供带表格的原件。",
        message_en="no budget or final-accounts table found",
        hint_en="Check the file; if its tables are pictures or plain prose, supply the original with tables.",
        where=document.name,
    )


def _texts(document: Document) -> list[str]:
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    grids = (block for block in document.blocks if isinstance(block, Grid))
    return texts + [cell.text for grid in grids for row in grid.rows for cell in row]


def _web_page(name: str) -> InputError:
    suffix = re.search(r"\.\w{1,5}$", name)
    other = suffix[0].lower() if suffix and not suffix[0].lower().startswith((".htm", ".xhtml")) else ""
    return InputError(
        f"这是一个网页{f'（只是文件名写作 {other}）' if other else ''}，里面没有预算、决算表格",
        "表格多半是网页的附件：请在浏览器里打开原网页，下载附件后再试。",
        message_en=f"this is a web page{f' (only named {other})' if other else ''} without budget tables",
        hint_en="The tables are probably attachments of the page: download them from there.",
        where=name,
    )
